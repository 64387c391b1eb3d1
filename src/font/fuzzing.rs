//! What must hold of a font of a stranger's, whatever its bytes are.

use super::{Kind, Wish, make};

/// A library's panic is one font's end, as in the worker.
pub fn fonts(data: &[u8]) {
    if Kind::of(data).is_none() {
        return;
    }
    let wish = Wish {
        name: "x".to_owned(),
        weight: 650.0,
        is_italic: true,
        slant: None,
        width: Some(80.0),
    };
    if let Ok(Ok(made)) = std::panic::catch_unwind(|| make(data, &wish)) {
        assert_ne!(Kind::of(&made), Some(Kind::Variable));
    }
}
