//! What the engine's PDFs are made of, as far as we must know: whether one is
//! whole, how many pages it has, when it was made, which characters it shows.
//!
//! Reads the plain PDF 1.4 that the engine writes: a cross-reference table, no
//! object streams.

use std::collections::BTreeSet;
use std::ops::Range;

use memchr::memmem;

/// A whole PDF.
pub struct Layout {
    pub pages: u32,
    /// Its creation date, `YYYYMMDDhhmmss` and the offset from UTC, where it has
    /// one.
    creation_date: Option<Range<usize>>,
}

/// The date that every PDF bears which shall not tell its own: 2000-01-01.
const FIXED_DATE: &[u8; 14] = b"20000101000000";

/// Reads a PDF from its end, as a viewer does. `None` if it is not whole.
pub fn read(pdf: &[u8]) -> Option<Layout> {
    if !pdf.starts_with(b"%PDF-") {
        return None;
    }
    let tail = pdf.len().saturating_sub(64);
    memmem::rfind(&pdf[tail..], b"%%EOF")?;
    let start = memmem::rfind(&pdf[tail..], b"startxref")? + tail + b"startxref".len();
    let table = Table {
        pdf,
        at: number(&pdf[start..])?,
    };
    let trailer = table.trailer()?;
    let catalog = table.object(reference(trailer, b"/Root")?)?;
    let tree = table.object(reference(&pdf[catalog], b"/Pages")?)?;
    let pages = number(after(&pdf[tree], b"/Count")?)?;
    let pages = u32::try_from(pages).ok().filter(|pages| *pages > 0)?;
    let creation_date = reference(trailer, b"/Info")
        .and_then(|info| table.object(info))
        .and_then(|info| date(pdf, info));
    Some(Layout {
        pages,
        creation_date,
    })
}

impl Layout {
    /// Puts the fixed date in the place of the real one; nothing moves.
    pub fn fix_creation_date(&self, pdf: &mut [u8]) {
        if let Some(date) = &self.creation_date {
            // In UTC, in either of the two lengths that a date has.
            let fixed = FIXED_DATE.iter().chain(b"Z00'00'");
            for (byte, fixed) in pdf[date.clone()].iter_mut().zip(fixed) {
                *byte = *fixed;
            }
        }
    }
}

/// The cross-reference table: where each object stands.
struct Table<'a> {
    pdf: &'a [u8],
    at: usize,
}

impl<'a> Table<'a> {
    /// Bytes of an entry: ten digits, five digits, a letter, an end of line.
    const ENTRY: usize = 20;

    fn trailer(&self) -> Option<&'a [u8]> {
        let table = self.pdf.get(self.at..)?;
        after(table, b"trailer")
    }

    /// Where the object stands, from its number to `endobj`.
    fn object(&self, number_: usize) -> Option<Range<usize>> {
        let table = self.pdf.get(self.at..)?;
        let table = table.strip_prefix(b"xref")?.trim_ascii_start();
        // One section, which begins with object 0: "0 29".
        let (first, rest) = split_number(table)?;
        let (count, rest) = split_number(rest)?;
        if first != 0 || number_ >= count {
            return None;
        }
        let entries = rest.trim_ascii_start();
        let entry = entries.get(number_.checked_mul(Self::ENTRY)?..)?;
        let at = number(entry)?;
        let object = self.pdf.get(at..)?;
        let (found, _) = split_number(object)?;
        if found != number_ {
            return None;
        }
        Some(at..at + memmem::find(object, b"endobj")?)
    }
}

fn after<'a>(bytes: &'a [u8], word: &[u8]) -> Option<&'a [u8]> {
    memmem::find(bytes, word).map(|at| &bytes[at + word.len()..])
}

fn reference(dictionary: &[u8], key: &[u8]) -> Option<usize> {
    number(after(dictionary, key)?)
}

fn number(bytes: &[u8]) -> Option<usize> {
    split_number(bytes).map(|(number, _)| number)
}

fn split_number(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let bytes = bytes.trim_ascii_start();
    let end = bytes
        .iter()
        .position(|byte| !byte.is_ascii_digit())
        .unwrap_or(bytes.len());
    let digits = std::str::from_utf8(&bytes[..end]).ok()?;
    Some((digits.parse().ok()?, &bytes[end..]))
}

/// The date, from its first digit to the bracket that ends it.
fn date(pdf: &[u8], info: Range<usize>) -> Option<Range<usize>> {
    const BEFORE: &[u8] = b"/CreationDate (D:";
    // A title could hold these very words; the date comes after it.
    let start = info.start + memmem::rfind(&pdf[info.clone()], BEFORE)? + BEFORE.len();
    let length = memchr::memchr(b')', pdf.get(start..info.end)?)?;
    let digits = pdf[start..start + length].get(..FIXED_DATE.len())?;
    digits
        .iter()
        .all(u8::is_ascii_digit)
        .then_some(start..start + length)
}

/// The characters for which the PDF's fonts have a glyph in use, as its
/// `ToUnicode` tables tell; the engine does not compress these. A character
/// that printed as a box is not among them.
pub fn characters(pdf: &[u8]) -> BTreeSet<char> {
    let tables = memmem::find_iter(pdf, b"begincmap").map(|start| {
        let table = &pdf[start..];
        &table[..memmem::find(table, b"endcmap").unwrap_or(0)]
    });
    tables
        .flat_map(|table| table.split(|byte| *byte == b'\n'))
        .flat_map(|line| mapped_characters(&String::from_utf8_lossy(line)))
        .collect()
}

/// Reads a line of a table: `<0001> <0003> [<0034> <0069> <006E> ]`, a character
/// for each glyph from the first to the last, or `<0004> <000D> <0030>`, the
/// character of the first glyph, from which the others follow.
fn mapped_characters(line: &str) -> Vec<char> {
    let codes = |text: &str| -> Vec<Vec<u16>> {
        text.split(['<', '>', ' ', '[', ']'])
            .filter(|code| !code.is_empty())
            .map(|code| {
                let digits = |at: usize| code.get(at * 4..at * 4 + 4);
                (0..code.len() / 4)
                    .filter_map(|at| u16::from_str_radix(digits(at)?, 16).ok())
                    .collect()
            })
            .collect()
    };
    let decoded = |units: Vec<u16>| char::decode_utf16(units).flatten().collect::<Vec<_>>();
    if let Some((_, list)) = line.split_once('[') {
        return codes(list).into_iter().flat_map(decoded).collect();
    }
    let [first, last, character] = &codes(line)[..] else {
        return Vec::new();
    };
    match (&first[..], &last[..], &decoded(character.clone())[..]) {
        (&[first], &[last], &[character]) if character != '\0' && first <= last => {
            let following = u32::from(character)..=u32::from(character) + u32::from(last - first);
            following.filter_map(char::from_u32).collect()
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A PDF as the engine writes it, with `pages` pages.
    fn pdf(pages: u32, info: &str) -> Vec<u8> {
        let objects = [
            format!("1 0 obj\n<<\n{info}\n>>\nendobj\n"),
            "2 0 obj\n<<\n/Type /Catalog\n/Pages 3 0 R\n>>\nendobj\n".to_owned(),
            format!("3 0 obj\n<<\n/Type /Pages\n/Kids [ ]\n/Count {pages}\n>>\nendobj\n"),
        ];
        let mut out = "%PDF-1.4\n".to_owned();
        let mut entries = "0000000000 65535 f \n".to_owned();
        for object in &objects {
            entries += &format!("{:010} 00000 n \n", out.len());
            out += object;
        }
        let start = out.len();
        out += &format!(
            "xref\n0 4\n{entries}trailer\n<<\n/Size 4\n/Info 1 0 R\n/Root 2 0 R\n>>\nstartxref\n{start}\n%%EOF\n"
        );
        out.into_bytes()
    }

    #[test]
    fn counts_pages_of_a_whole_pdf() {
        assert_eq!(read(&pdf(7, "")).unwrap().pages, 7);
    }

    #[test]
    fn nothing_less_than_whole_will_do() {
        let whole = pdf(2, "/CreationDate (D:20261122120952Z)");
        for cut in [0, 4, 50, whole.len() / 2, whole.len() - 8] {
            assert!(read(&whole[..cut]).is_none(), "cut at {cut}");
        }
        assert!(read(&pdf(0, "")).is_none());
        assert!(read(b"%PDF-1.4\n%%EOF").is_none());
    }

    #[test]
    fn the_fixed_date_goes_where_the_real_one_was() {
        let info = "/Title (/CreationDate \\(D:11111111111111)\n/CreationDate (D:20261122120952Z)";
        let mut bytes = pdf(1, info);
        let length = bytes.len();
        read(&bytes).unwrap().fix_creation_date(&mut bytes);
        let text = String::from_utf8(bytes).unwrap();
        assert_eq!(text.len(), length);
        assert!(text.contains("/CreationDate (D:20000101000000Z)"), "{text}");
        assert!(text.contains("D:11111111111111"));
        assert_eq!(read(text.as_bytes()).unwrap().pages, 1);
    }

    #[test]
    fn no_bytes_make_it_fall() {
        let whole = pdf(1, "/CreationDate (D:20261122120952Z)");
        for at in 0..whole.len() {
            for byte in [0, b'9', b' ', 0xff] {
                let mut bytes = whole.clone();
                bytes[at] = byte;
                if let Some(layout) = read(&bytes) {
                    layout.fix_creation_date(&mut bytes);
                }
                characters(&bytes);
            }
        }
    }

    #[test]
    fn reads_the_characters_of_a_font() {
        assert_eq!(
            mapped_characters("<0001> <0003> [<0041> <AC00> <D83DDE00> ]"),
            ['A', '가', '😀']
        );
        assert_eq!(mapped_characters("<0004> <0006> <0030>"), ['0', '1', '2']);
        for line in [
            "<0000> <0000> <0000>",
            "<0000> <FFFF>",
            "begincmap",
            "<",
            "<1> [<zz>",
        ] {
            assert!(mapped_characters(line).is_empty(), "{line}");
        }
    }
}
