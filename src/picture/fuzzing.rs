//! What must hold of a picture of a stranger's, whatever its bytes are.

use super::{Need, convert};

/// A library's panic is one picture's end, as in the worker.
pub fn pictures(data: &[u8]) {
    if Need::of(data) != Need::Conversion {
        return;
    }
    if let Ok(Ok(converted)) = std::panic::catch_unwind(|| convert(data)) {
        assert_eq!(Need::of(&converted.bytes), Need::Nothing);
    }
}
