//! The body of an answer: bytes where it is small, and pieces of a file or of a bucket
//! where it is not.

use std::io;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use futures_util::stream::{self, BoxStream, StreamExt, TryStreamExt};

use crate::contents::Contents;

pub enum Payload {
    Whole(Bytes),
    Pieces {
        /// Of all of them.
        bytes: u64,
        /// Where it fails in the middle, the answer ends early and its reader knows.
        stream: BoxStream<'static, io::Result<Bytes>>,
    },
}

impl Payload {
    pub fn len(&self) -> u64 {
        match self {
            Self::Whole(bytes) => bytes.len() as u64,
            Self::Pieces { bytes, .. } => *bytes,
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The bytes that are in memory as a whole: all text of ours is.
    pub fn as_text(&self) -> Option<&Bytes> {
        match self {
            Self::Whole(bytes) => Some(bytes),
            Self::Pieces { .. } => None,
        }
    }

    /// All of it, for who can carry nothing but a whole.
    pub async fn whole(self) -> io::Result<Bytes> {
        match self {
            Self::Whole(bytes) => Ok(bytes),
            Self::Pieces { stream, .. } => {
                let pieces: Vec<_> = stream.try_collect().await?;
                Ok(pieces.concat().into())
            }
        }
    }

    /// In pieces that are not large.
    pub fn pieces(self) -> BoxStream<'static, io::Result<Bytes>> {
        match self {
            Self::Whole(bytes) => Contents::Bytes(bytes).pieces(),
            Self::Pieces { stream, .. } => stream,
        }
    }

    /// The same as base64.
    pub fn in_base64(contents: Contents) -> Self {
        /// Three bytes become four letters.
        const PIECE: u64 = 192 << 10;
        let bytes = contents.len().div_ceil(3) * 4;
        let pieces = contents.pieces_of(PIECE);
        let stream = pieces.map_ok(|piece| Bytes::from(BASE64_STANDARD.encode(piece)));
        Self::Pieces {
            bytes,
            stream: stream.boxed(),
        }
    }

    /// Something before it, and something behind it.
    pub fn between(self, before: Bytes, behind: Bytes) -> Self {
        let bytes = self.len() + before.len() as u64 + behind.len() as u64;
        let once = |bytes| stream::once(async { Ok(bytes) });
        let stream = once(before).chain(self.pieces()).chain(once(behind));
        Self::Pieces {
            bytes,
            stream: stream.boxed(),
        }
    }
}

impl From<Contents> for Payload {
    fn from(contents: Contents) -> Self {
        match contents {
            Contents::Bytes(bytes) => Self::Whole(bytes),
            file @ Contents::File(..) => Self::Pieces {
                bytes: file.len(),
                stream: file.pieces(),
            },
        }
    }
}

impl From<Bytes> for Payload {
    fn from(bytes: Bytes) -> Self {
        Self::Whole(bytes)
    }
}

impl std::fmt::Debug for Payload {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} bytes", self.len())
    }
}
