//! What must hold of a font of a stranger's, whatever its bytes are.

use super::{Kind, Ranges, Slice, Wish, make};

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
    let slice = |ranges| Slice {
        font: data,
        ranges,
        fills: false,
    };
    let whole = slice(Ranges::default());
    let part = slice(Ranges::of("U+41-5A"));
    for slices in [vec![whole.clone()], vec![whole, part]] {
        if let Ok(Ok(made)) = std::panic::catch_unwind(|| make(&slices, &wish)) {
            assert_ne!(Kind::of(&made), Some(Kind::Variable));
        }
    }
}
