//! Where links and outlines lead. The engine says the page's number, where PDF wants
//! the page itself: some viewers do not follow such links, and programs that merge
//! files lose them.
//!
//! Works on the PDF as the engine writes it, where each destination is an object of
//! its own, and moves no byte: the engine writes coordinates so long that a
//! reference has room where they are shortened.

use std::ops::Range;

use super::pdf;

/// Puts references in the place of page numbers, and tells which places have changed.
pub fn mend(pdf: &mut [u8]) -> Vec<Range<usize>> {
    let pages = pdf::pages(pdf);
    let mut changed = Vec::new();
    for object in pdf::objects(pdf).into_iter().filter(|one| !one.is_stream) {
        let Some((place, mended)) = mended(&pdf[object.place.clone()], &pages) else {
            continue;
        };
        let start = object.place.start;
        let place = start + place.start..start + place.end;
        let (text, rest) = pdf[place.clone()].split_at_mut(mended.len());
        text.copy_from_slice(mended.as_bytes());
        rest.fill(b' ');
        changed.push(place);
    }
    changed
}

/// A destination's place in its object, and what shall stand there: `7 0 obj`, then
/// `[0 /XYZ 34.3200000  \n813.679999  0]`.
fn mended(object: &[u8], pages: &[usize]) -> Option<(Range<usize>, String)> {
    /// No destination of the engine's is longer.
    const LONGEST: usize = 128;
    let head = object.get(..object.len().min(LONGEST))?;
    let start = memchr::memchr(b'[', head)?;
    let end = memchr::memchr(b']', head)? + 1;
    let (before, inside) = (&head[..start], head.get(start + 1..end - 1)?);
    if !before.trim_ascii().ends_with(b"obj") || object[end..].trim_ascii() != b"endobj" {
        return None;
    }
    let words: Vec<&str> = std::str::from_utf8(inside)
        .ok()?
        .split_ascii_whitespace()
        .collect();
    let [page, "/XYZ", x, y, zoom] = words[..] else {
        return None;
    };
    let page = pages.get(page.parse::<usize>().ok()?)?;
    let [x, y] = [x.parse::<f64>().ok()?, y.parse::<f64>().ok()?];
    // Hundredths of a point where there is room for them, whole points elsewhere.
    [2, 1, 0].into_iter().find_map(|digits| {
        let mended = format!("[{page} 0 R/XYZ {x:.digits$} {y:.digits$} {zoom}]");
        (mended.len() <= end - start).then_some((start..end, mended))
    })
}

#[cfg(test)]
mod tests {
    use super::pdf::of_objects;
    use super::*;

    fn pdf(destination: &str) -> Vec<u8> {
        of_objects(&[
            b"<<\n>>",
            b"<<\n/Type /Catalog\n/Pages 3 0 R\n>>",
            b"<<\n/Type /Pages\n/Kids \n[\n4 0 R\n5 0 R\n]\n/Count 2\n>>",
            b"<<\n/Type /Page\n>>",
            b"<<\n/Type /Page\n>>",
            destination.as_bytes(),
        ])
    }

    fn mended(destination: &str) -> String {
        let mut bytes = pdf(destination);
        let before = bytes.clone();
        let changed = mend(&mut bytes);
        assert_eq!(bytes.len(), before.len());
        for at in 0..bytes.len() {
            let told = changed.iter().any(|place| place.contains(&at));
            assert!(told || bytes[at] == before[at]);
        }
        let text = String::from_utf8(bytes).unwrap();
        let (_, rest) = text.split_once("6 0 obj\n").unwrap();
        rest.split_once("\nendobj").unwrap().0.trim_end().to_owned()
    }

    #[test]
    fn a_page_s_number_becomes_its_reference() {
        for (written, meant) in [
            (
                "[0 /XYZ 34.3200000  \n813.679999  0]",
                "[4 0 R/XYZ 34.32 813.68 0]",
            ),
            (
                "[1 /XYZ -16.5000000  \n806.360000  0]",
                "[5 0 R/XYZ -16.50 806.36 0]",
            ),
            ("[1 /XYZ 6  \n842  0]", "[5 0 R/XYZ 6 842 0]"),
            (
                "[2 /XYZ 34.3200000  \n813.679999  0]",
                "[2 /XYZ 34.3200000  \n813.679999  0]",
            ),
            ("[/Pattern /DeviceRGB]", "[/Pattern /DeviceRGB]"),
            (
                "<</Title ([0 /XYZ 34.3200000  813.6 0])>>",
                "<</Title ([0 /XYZ 34.3200000  813.6 0])>>",
            ),
        ] {
            assert_eq!(mended(written), meant);
        }
    }

    #[test]
    fn never_panics_on_arbitrary_bytes() {
        let whole = pdf("[0 /XYZ 34.3200000  \n813.679999  0]");
        for at in 0..whole.len() {
            for byte in [0, b'9', b'[', b']', 0xff] {
                let mut bytes = whole.clone();
                bytes[at] = byte;
                mend(&mut bytes);
                assert_eq!(bytes.len(), whole.len());
            }
        }
    }
}
