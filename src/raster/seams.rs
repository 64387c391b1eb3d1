//! Rectangles that touch, made to touch on a dot's edge.
//!
//! The cells of a coloured table are rectangles side by side. Where two meet
//! within a dot, each covers a part of it, and the background shines through as
//! a pale line. Viewers move such rectangles onto the dots; the rasteriser does
//! not, so it is done to the PDF before it is drawn.
//!
//! Only pages that the engine painted are touched: how it paints is known.

use bytes::Bytes;
use hayro::kurbo::{Affine, Point, Rect};
use lopdf::content::{Content, Operation};
use lopdf::{Document, Object, Stream};

/// How the engine begins each page.
const ENGINES_HAND: &[u8] = b"/GSa gs /CSp cs /CSp CS";
/// A side shorter than this many dots is a line, whose width matters more than
/// where it stands.
const LINE: f64 = 3.0;
/// A dash with its gap shorter than this many dots is no dash to the eye, but
/// the rasteriser would make billions of them.
const DASH: f64 = 0.1;
/// The longest content of a page that is read for this.
const LONGEST_CONTENT: usize = 64 << 20;

/// A page, counted from 1, and how its points become dots.
pub struct Grid {
    pub page: u32,
    pub dots: Affine,
}

/// The PDF with the rectangles of these pages on their grids. `None` if there
/// was nothing to move.
pub fn close(pdf: &Bytes, grids: &[Grid]) -> Option<Bytes> {
    let mut document = Document::load_mem(pdf).ok()?;
    let pages = document.get_pages();
    let mut moved = false;
    for grid in grids {
        let contents = document.get_page_contents(*pages.get(&grid.page)?);
        let [content] = contents[..] else { continue };
        let Ok(Object::Stream(stream)) = document.get_object_mut(content) else {
            continue;
        };
        if let Some(content) = on_grid(stream, grid.dots) {
            stream.set_plain_content(content);
            moved = true;
        }
    }
    let mut file = Vec::new();
    if moved {
        document.save_to(&mut file).ok()?;
    }
    moved.then(|| file.into())
}

fn on_grid(stream: &Stream, dots: Affine) -> Option<Vec<u8>> {
    let content = stream
        .decompressed_content_with_limit(LONGEST_CONTENT)
        .ok()?;
    if !content.starts_with(ENGINES_HAND) {
        return None;
    }
    let mut operations = Content::decode(&content).ok()?.operations;
    // Reading stops in silence at what cannot be read.
    if !content
        .trim_ascii_end()
        .ends_with(operations.last()?.operator.as_bytes())
    {
        return None;
    }
    move_all(&mut operations, dots);
    Content { operations }.encode().ok()
}

fn move_all(operations: &mut [Operation], dots: Affine) {
    let mut now = dots;
    let mut saved = Vec::new();
    for at in 0..operations.len() {
        let filled = operations
            .get(at + 1)
            .is_some_and(|next| matches!(next.operator.as_str(), "f" | "f*"));
        let Operation { operator, operands } = &mut operations[at];
        match (operator.as_str(), numbers(operands).as_deref()) {
            ("q", _) => saved.push(now),
            ("Q", _) => now = saved.pop().unwrap_or(dots),
            ("cm", Some(&[a, b, c, d, e, f])) => now *= Affine::new([a, b, c, d, e, f]),
            ("re", Some(&[x, y, width, height])) if filled => {
                if let Some(rectangle) = snap(Rect::new(x, y, x + width, y + height), now) {
                    *operands = rectangle.map(Object::from).to_vec();
                }
            }
            ("d", _) => blur(operands, now),
            _ => {}
        }
    }
}

/// Moves the edges of a rectangle to those of the nearest dots, and says it as
/// `re` wants it. Not if it is turned.
fn snap(rectangle: Rect, to_dots: Affine) -> Option<[f64; 4]> {
    let [a, b, c, d, ..] = to_dots.as_coeffs();
    if b != 0.0 || c != 0.0 || a == 0.0 || d == 0.0 {
        return None;
    }
    let near = to_dots * Point::new(rectangle.x0, rectangle.y0);
    let far = to_dots * Point::new(rectangle.x1, rectangle.y1);
    let (left, right) = edges(near.x, far.x);
    let (top, bottom) = edges(near.y, far.y);
    let back = to_dots.inverse();
    let near = back * Point::new(left, top);
    let far = back * Point::new(right, bottom);
    Some([near.x, near.y, far.x - near.x, far.y - near.y])
}

fn edges(near: f64, far: f64) -> (f64, f64) {
    if (far - near).abs() < LINE {
        (near, far)
    } else {
        (near.round(), far.round())
    }
}

/// Makes a line whole whose dashes nobody could see.
fn blur(operands: &mut [Object], to_dots: Affine) {
    let Some(Object::Array(dashes)) = operands.first_mut() else {
        return;
    };
    let period: Option<f64> = numbers(dashes).map(|dashes| dashes.iter().sum());
    let scale = to_dots.determinant().abs().sqrt();
    if period.is_some_and(|period| period * scale < DASH) {
        dashes.clear();
    }
}

fn numbers(operands: &[Object]) -> Option<Vec<f64>> {
    operands
        .iter()
        .map(|operand| operand.as_float().ok().map(f64::from))
        .collect()
}
