//! How much of the engine's sheets is seen. They are whole points high, and those that
//! would be less high than the page are printed a point higher.
//!
//! Works on the PDF as the engine writes it, and moves no byte.

use std::ops::Range;

use memchr::memmem;

use super::pdf;

/// Takes a point from the foot of each page, and tells which places have changed.
pub fn cut(pdf: &mut [u8]) -> Vec<Range<usize>> {
    const BOX: &[u8] = b"/MediaBox [0 0 ";
    let mut changed = Vec::new();
    for object in pdf::objects(pdf).into_iter().filter(|one| !one.is_stream) {
        if let Some(start) = memmem::find(&pdf[object.place.clone()], BOX) {
            let foot = object.place.start + start + BOX.len() - 2;
            pdf[foot] = b'1';
            changed.push(foot..foot + 1);
        }
    }
    changed
}
