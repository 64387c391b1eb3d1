//! What a job has made: bytes where it is small, and a file where it is not, so that
//! no answer is in memory as a whole.

use std::fs::File;
use std::io::{self, Write};
use std::os::unix::fs::FileExt;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::stream::{self, BoxStream, StreamExt};
use tokio::task::spawn_blocking;

/// Bytes that are shared, or a file that is open. The file may have no name any more: it
/// is there for as long as somebody holds it.
#[derive(Clone, Debug)]
pub enum Contents {
    Bytes(Bytes),
    /// And how many bytes it has.
    File(Arc<File>, u64),
}

/// What is read of a file at once.
const PIECE: u64 = 256 << 10;

impl Contents {
    pub fn len(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::File(_, bytes) => *bytes,
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// All of it, into memory. To be called where a thread may wait.
    pub fn read(&self) -> io::Result<Bytes> {
        match self {
            Self::Bytes(bytes) => Ok(bytes.clone()),
            Self::File(file, bytes) => read_at(file, 0, *bytes),
        }
    }

    /// Writes all of it. To be called where a thread may wait.
    pub fn write_to(&self, mut to: impl Write) -> io::Result<()> {
        let file = match self {
            Self::Bytes(bytes) => return to.write_all(bytes),
            Self::File(file, _) => file,
        };
        let mut at = 0;
        while at < self.len() {
            let piece = read_at(file, at, PIECE.min(self.len() - at))?;
            to.write_all(&piece)?;
            at += piece.len() as u64;
        }
        Ok(())
    }

    /// So many bytes of it, from a place.
    pub async fn part(&self, at: u64, bytes: u64) -> io::Result<Bytes> {
        match self {
            Self::Bytes(all) => Ok(all.slice(at as usize..(at + bytes) as usize)),
            Self::File(file, _) => {
                let file = file.clone();
                let read = spawn_blocking(move || read_at(&file, at, bytes));
                read.await.map_err(io::Error::other)?
            }
        }
    }

    /// One piece after the other.
    pub fn pieces(self) -> BoxStream<'static, io::Result<Bytes>> {
        self.pieces_of(PIECE)
    }

    /// The same; all but the last have so many bytes.
    pub fn pieces_of(self, piece: u64) -> BoxStream<'static, io::Result<Bytes>> {
        let all = self.len();
        stream::try_unfold((self, 0), move |(contents, at)| async move {
            if at >= all {
                return Ok(None);
            }
            let read = contents.part(at, piece.min(all - at)).await?;
            let next = at + read.len() as u64;
            Ok(Some((read, (contents, next))))
        })
        .boxed()
    }
}

impl From<Bytes> for Contents {
    fn from(bytes: Bytes) -> Self {
        Self::Bytes(bytes)
    }
}

fn read_at(file: &File, at: u64, bytes: u64) -> io::Result<Bytes> {
    let mut part = vec![0; usize::try_from(bytes).map_err(io::Error::other)?];
    file.read_exact_at(&mut part, at)?;
    Ok(part.into())
}

#[cfg(test)]
mod tests {
    use futures_util::TryStreamExt;

    use super::*;

    #[tokio::test]
    async fn a_file_without_a_name_is_read_in_pieces() {
        let text: Vec<_> = (0..1_000_003_u32).map(|at| (at % 251) as u8).collect();
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(&text).unwrap();
        let file = Contents::File(Arc::new(file), text.len() as u64);
        for contents in [file, Contents::Bytes(text.clone().into())] {
            assert_eq!(contents.read().unwrap(), text);
            let mut written = Vec::new();
            contents.write_to(&mut written).unwrap();
            assert_eq!(written, text);
            let pieces: Vec<_> = contents.clone().pieces().try_collect().await.unwrap();
            assert_eq!(pieces.len(), 4);
            assert_eq!(pieces.concat(), text);
            let mut odd = contents.pieces_of(300_000);
            assert_eq!(odd.try_next().await.unwrap().unwrap().len(), 300_000);
        }
    }

    #[tokio::test]
    async fn a_file_that_became_shorter_is_a_fault() {
        let file = tempfile::tempfile().unwrap();
        file.set_len(10).unwrap();
        let contents = Contents::File(Arc::new(file), 11);
        let read = contents.pieces().try_collect::<Vec<_>>().await;
        assert_eq!(read.unwrap_err().kind(), io::ErrorKind::UnexpectedEof);
    }
}
