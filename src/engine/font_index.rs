//! The bundle's index of fonts, in a form that fontconfig takes as valid.
//!
//! fontconfig believes an index while the font folder has the modification
//! time it was made for, or 0. A deployment may change that time, and the
//! bundle may be read-only: then a private copy of the index, with the time
//! that the folder really has, does as well. Without it every start of the
//! engine would read all the fonts.

use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use crate::process::locked_folder::LockedFolder;

/// Where fontconfig shall look for its index.
#[derive(Debug)]
pub enum FontCache {
    /// In the bundle: the index is valid as it is.
    Bundled(PathBuf),
    /// In a folder of our own, for as long as we run.
    Private(LockedFolder),
}

/// Where the header of an index, version 8 on a 64-bit machine, holds the time
/// of the folder: seconds in 32 bits, nanoseconds in 64.
const SECONDS: std::ops::Range<usize> = 48..52;
const NANOSECONDS: std::ops::Range<usize> = 56..64;

impl FontCache {
    /// Takes the index in `folder`, made for the fonts in `fonts`, or makes a
    /// valid copy under `temp_dir`.
    pub fn open(folder: &Path, fonts: &Path, temp_dir: &Path) -> io::Result<Self> {
        let made = fs::metadata(fonts)?;
        let found = fs::read_dir(folder)?.next().transpose()?;
        let index = match &found {
            Some(entry) => fs::read(entry.path())?,
            None => Vec::new(),
        };
        let time = Time {
            seconds: (made.mtime() as i32).to_le_bytes(),
            nanoseconds: made.mtime_nsec().to_le_bytes(),
        };
        if made.mtime() == 0 || time.is_in(&index) {
            return Ok(Self::Bundled(folder.to_owned()));
        }
        let private = LockedFolder::create(temp_dir)?;
        if let (Some(entry), Some(index)) = (found, time.put_into(index)) {
            fs::write(private.path().join(entry.file_name()), index)?;
        }
        // Without an index to copy, the engine's first run makes one there.
        Ok(Self::Private(private))
    }

    pub fn path(&self) -> &Path {
        match self {
            Self::Bundled(path) => path,
            Self::Private(folder) => folder.path(),
        }
    }
}

struct Time {
    seconds: [u8; 4],
    nanoseconds: [u8; 8],
}

impl Time {
    fn is_in(&self, index: &[u8]) -> bool {
        index.get(SECONDS) == Some(&self.seconds)
            && index.get(NANOSECONDS) == Some(&self.nanoseconds)
    }

    fn put_into(&self, mut index: Vec<u8>) -> Option<Vec<u8>> {
        index.get_mut(SECONDS)?.copy_from_slice(&self.seconds);
        index
            .get_mut(NANOSECONDS)?
            .copy_from_slice(&self.nanoseconds);
        Some(index)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs::File;
    use std::time::{Duration, SystemTime};

    /// A font folder of that age, and an index made for one of `made_for`.
    fn bundle(age: u64, made_for: i32) -> tempfile::TempDir {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir(root.path().join("fonts")).unwrap();
        fs::create_dir(root.path().join("cache")).unwrap();
        let time = SystemTime::UNIX_EPOCH + Duration::from_secs(age);
        File::open(root.path().join("fonts"))
            .unwrap()
            .set_modified(time)
            .unwrap();
        let mut index = vec![7; 80];
        index[SECONDS].copy_from_slice(&made_for.to_le_bytes());
        index[NANOSECONDS].fill(0);
        fs::write(root.path().join("cache/x.cache-8"), index).unwrap();
        root
    }

    fn open(root: &Path) -> FontCache {
        FontCache::open(&root.join("cache"), &root.join("fonts"), root).unwrap()
    }

    #[test]
    fn a_valid_index_is_used_where_it_is() {
        for (age, made_for) in [(315_532_800, 315_532_800), (0, 315_532_800)] {
            let root = bundle(age, made_for);
            assert!(matches!(open(root.path()), FontCache::Bundled(_)));
        }
    }

    #[test]
    fn a_changed_time_is_put_into_a_private_copy() {
        let root = bundle(1_700_000_000, 315_532_800);
        let cache = open(root.path());
        let index = fs::read(cache.path().join("x.cache-8")).unwrap();
        assert_eq!(index[SECONDS], 1_700_000_000_i32.to_le_bytes());
        assert_eq!(index[64..], [7; 16]);
        let private = cache.path().to_owned();
        drop(cache);
        assert!(!private.exists());
    }

    #[test]
    fn an_index_that_is_none_is_not_copied() {
        let root = bundle(1_700_000_000, 1);
        fs::write(root.path().join("cache/x.cache-8"), "short").unwrap();
        let cache = open(root.path());
        assert_eq!(fs::read_dir(cache.path()).unwrap().count(), 0);
    }
}
