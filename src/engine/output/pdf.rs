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
    let table = Table::read(pdf)?;
    let trailer = after(&pdf[table.at..], b"trailer")?;
    let objects = table.objects();
    let object = |number: usize| {
        let found = objects.iter().find(|object| object.number == number)?;
        Some(found.place.clone())
    };
    let catalog = object(reference(trailer, b"/Root")?)?;
    let tree = object(reference(&pdf[catalog], b"/Pages")?)?;
    let pages = number(after(&pdf[tree], b"/Count")?)?;
    let pages = u32::try_from(pages).ok().filter(|pages| *pages > 0)?;
    let creation_date = reference(trailer, b"/Info")
        .and_then(object)
        .and_then(|info| date(pdf, info));
    Some(Layout {
        pages,
        creation_date,
    })
}

/// The numbers of its pages' objects, from the first page to the last; none if it is
/// not whole, or not as the engine writes it.
pub fn pages(pdf: &[u8]) -> Vec<usize> {
    pages_of(pdf).unwrap_or_default()
}

fn pages_of(pdf: &[u8]) -> Option<Vec<usize>> {
    let table = Table::read(pdf)?;
    let objects = table.objects();
    let object = |number: usize| {
        let found = objects.iter().find(|object| object.number == number)?;
        Some(found.place.clone())
    };
    let trailer = after(&pdf[table.at..], b"trailer")?;
    let catalog = object(reference(trailer, b"/Root")?)?;
    let tree = object(reference(&pdf[catalog], b"/Pages")?)?;
    let count = number(after(&pdf[tree.clone()], b"/Count")?)?;
    let kids = after(&pdf[tree], b"/Kids")?.trim_ascii_start();
    let mut rest = kids.strip_prefix(b"[")?;
    let mut pages = Vec::new();
    while let Some((page, after)) = split_number(rest) {
        let (_, after) = split_number(after)?;
        rest = after.trim_ascii_start().strip_prefix(b"R")?;
        pages.push(page);
    }
    (pages.len() == count).then_some(pages)
}

/// Its objects, as they follow each other; none if it is not whole. What is in
/// them may be anything, as pictures are put into a PDF as they are: only the
/// table tells where one ends.
pub fn objects(pdf: &[u8]) -> Vec<Object> {
    Table::read(pdf).map_or_else(Vec::new, |table| table.objects())
}

/// An object of a PDF.
pub struct Object {
    number: usize,
    /// From its number to where the next one stands.
    pub place: Range<usize>,
    /// Whether it holds bytes that are not PDF.
    pub is_stream: bool,
}

impl Layout {
    /// Puts the fixed date in the place of the real one; nothing moves. Tells which
    /// place has changed.
    pub fn fix_creation_date(&self, pdf: &mut [u8]) -> Option<Range<usize>> {
        if let Some(date) = &self.creation_date {
            // In UTC, in either of the two lengths that a date has.
            let fixed = FIXED_DATE.iter().chain(b"Z00'00'");
            for (byte, fixed) in pdf[date.clone()].iter_mut().zip(fixed) {
                *byte = *fixed;
            }
        }
        self.creation_date.clone()
    }
}

/// The cross-reference table: where each object stands.
struct Table<'a> {
    pdf: &'a [u8],
    at: usize,
    /// Numbers of objects and their places, as it tells them.
    entries: Vec<(usize, usize)>,
}

impl<'a> Table<'a> {
    /// Bytes of an entry: ten digits, five digits, a letter, an end of line.
    const ENTRY: usize = 20;

    fn read(pdf: &'a [u8]) -> Option<Self> {
        if !pdf.starts_with(b"%PDF-") {
            return None;
        }
        let tail = pdf.len().saturating_sub(64);
        memmem::rfind(&pdf[tail..], b"%%EOF")?;
        let start = memmem::rfind(&pdf[tail..], b"startxref")? + tail + b"startxref".len();
        let at = number(&pdf[start..])?;
        let mut rest = pdf.get(at..)?.strip_prefix(b"xref")?.trim_ascii_start();
        let mut entries = Vec::new();
        // Sections, of which the engine writes one: "0 29".
        while !rest.starts_with(b"trailer") {
            let (first, after) = split_number(rest)?;
            let (count, after) = split_number(after)?;
            let length = count.checked_mul(Self::ENTRY)?;
            let (lines, after) = after.trim_ascii_start().split_at_checked(length)?;
            let places = lines.chunks_exact(Self::ENTRY).map(number);
            first.checked_add(count)?;
            let numbered = places.zip(first..);
            entries.extend(numbered.filter_map(|(place, number)| Some((number, place?))));
            rest = after.trim_ascii_start();
        }
        Some(Self { pdf, at, entries })
    }

    fn objects(&self) -> Vec<Object> {
        let there = self.entries.iter().filter(|entry| self.is_there(**entry));
        let mut starts: Vec<_> = there.map(|&(number, at)| (at, number)).collect();
        starts.sort_unstable();
        starts.dedup_by_key(|(at, _)| *at);
        let ends = starts.iter().skip(1).map(|(at, _)| *at).chain([self.at]);
        let objects = starts.iter().zip(ends).map(|(&(at, number), end)| Object {
            number,
            place: at..end,
            is_stream: is_stream(&self.pdf[at..end]),
        });
        objects.collect()
    }

    /// Whether an object begins where an entry says.
    fn is_there(&self, (number, at): (usize, usize)) -> bool {
        /// Two numbers and a word.
        const LONGEST: usize = 32;
        if at >= self.at || !self.pdf[at].is_ascii_digit() {
            return false;
        }
        let head = &self.pdf[at..self.at.min(at + LONGEST)];
        let numbers = split_number(head).and_then(|(found, rest)| {
            let (_, rest) = split_number(rest)?;
            Some((found, rest.trim_ascii_start()))
        });
        numbers.is_some_and(|(found, rest)| found == number && rest.starts_with(b"obj"))
    }
}

fn is_stream(object: &[u8]) -> bool {
    let inside = object.trim_ascii_end().strip_suffix(b"endobj");
    inside.is_some_and(|inside| inside.trim_ascii_end().ends_with(b"endstream"))
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
    /// A font has no more glyphs.
    const MOST: usize = 1 << 16;
    let (streams, others): (Vec<_>, Vec<_>) = objects(pdf)
        .into_iter()
        .partition(|object| object.is_stream);
    let named: BTreeSet<usize> = others
        .into_iter()
        .filter_map(|object| table_of_font(&pdf[object.place]))
        .collect();
    let named = streams
        .into_iter()
        .filter(|stream| named.contains(&stream.number));
    let tables = named.filter_map(|stream| {
        let table = after(&pdf[stream.place], b"begincmap")?;
        Some(&table[..memmem::find(table, b"endcmap")?])
    });
    tables
        .flat_map(|table| {
            let lines = table.split(|byte| *byte == b'\n');
            lines
                .flat_map(|line| mapped_characters(&String::from_utf8_lossy(line)))
                .take(MOST)
        })
        .collect()
}

/// The number of a font's `ToUnicode` table. Other objects may have text of the
/// document's that looks like one; of a font that could be its name, before it.
fn table_of_font(object: &[u8]) -> Option<usize> {
    const KEY: &[u8] = b"/ToUnicode";
    let (_, rest) = split_number(object)?;
    let (_, mut rest) = split_number(rest)?;
    for word in ["obj", "<<", "/Type", "/Font", "/Subtype", "/Type0"] {
        rest = rest.trim_ascii_start().strip_prefix(word.as_bytes())?;
    }
    number(&rest[memmem::rfind(rest, KEY)? + KEY.len()..])
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

/// A PDF as the engine writes it, of these objects: the first tells about it, the
/// second is its catalog.
#[cfg(any(test, fuzzing))]
pub fn of_objects(objects: &[&[u8]]) -> Vec<u8> {
    let mut out = b"%PDF-1.4\n".to_vec();
    let mut entries = "0000000000 65535 f \n".to_owned();
    for (number, object) in (1..).zip(objects) {
        entries += &format!("{:010} 00000 n \n", out.len());
        out.extend(format!("{number} 0 obj\n").bytes());
        out.extend_from_slice(object);
        out.extend(b"\nendobj\n");
    }
    let (start, size) = (out.len(), objects.len() + 1);
    let tail = format!(
        "xref\n0 {size}\n{entries}trailer\n<<\n/Size {size}\n/Info 1 0 R\n/Root 2 0 R\n>>\nstartxref\n{start}\n%%EOF\n"
    );
    out.extend(tail.bytes());
    out
}

/// A picture as the engine puts it into a PDF, of any bytes.
#[cfg(test)]
pub fn picture(bytes: &[u8]) -> Vec<u8> {
    let before: &[u8] = b"<<\n/Type /XObject\n/Filter /DCTDecode\n>>\nstream\n\xff\xd8\xff\xfe";
    [before, bytes, b"\nendstream"].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A PDF as the engine writes it, with `pages` pages.
    fn pdf(pages: u32, info: &str) -> Vec<u8> {
        of_objects(&[
            format!("<<\n{info}\n>>").as_bytes(),
            b"<<\n/Type /Catalog\n/Pages 3 0 R\n>>",
            format!("<<\n/Type /Pages\n/Kids [ ]\n/Count {pages}\n>>").as_bytes(),
        ])
    }

    const FONT: &str = "<< /Type /Font\n/Subtype /Type0\n/BaseFont /A\n/ToUnicode 2 0 R>>";

    fn cmap(lines: &str) -> String {
        format!("<< /Length 9 >>\nstream\nbegincmap\n{lines}endcmap\n\nendstream")
    }

    fn shown(objects: &[&[u8]]) -> String {
        characters(&of_objects(objects)).into_iter().collect()
    }

    #[test]
    fn only_the_tables_of_fonts_tell_what_is_shown() {
        let table = cmap("<0000> <0000> <0000>\n<0001> <0002> [<AC00> <0041> ]\n");
        let table = table.as_bytes();
        let other = cmap("<0001> <0001> <0042>\n");
        let picture = picture(other.as_bytes());
        assert_eq!(shown(&[FONT.as_bytes(), table, &picture]), "A가");
        // As it is written when runs were put together.
        let packed = "<</Type/Font/Subtype/Type0/BaseFont/A/ToUnicode 2 0 R>>";
        assert_eq!(shown(&[packed.as_bytes(), table]), "A가");
        assert_eq!(shown(&[FONT.as_bytes(), &picture, table]), "B");
        for text in [
            "<<\n/Title (/Type /Font /Subtype /Type0 /ToUnicode 2 0 R)\n>>",
            "<<\n/A <<\n/URI (/ToUnicode 2 0 R)\n>>\n>>",
        ] {
            assert_eq!(shown(&[text.as_bytes(), &picture]), "");
        }
        let named = FONT.replace("/A", "/A/ToUnicode 3 0 R");
        assert_eq!(shown(&[named.as_bytes(), table, &picture]), "A가");
    }

    /// Read as tables, these would be worked on for hours.
    #[test]
    fn a_picture_full_of_ranges_costs_nothing() {
        let lines = "<0001> <ffff> <0001>\n".repeat(100_000);
        let hostile = cmap(&lines);
        assert_eq!(shown(&[b"<< >>", &picture(hostile.as_bytes())]), "");
        // Nor would a font's, which is read.
        let all = shown(&[FONT.as_bytes(), hostile.as_bytes()]);
        assert_eq!(all.chars().count(), 0xffff - 0x800);
    }

    #[test]
    fn the_table_may_have_sections() {
        let one = String::from_utf8(pdf(1, "")).unwrap();
        let entry = one.find("00000 n").unwrap() - 11;
        let more =
            format!("{}1 3\n{}", &one[..entry], &one[entry..]).replace("xref\n0 4", "xref\n0 1");
        assert_eq!(objects(more.as_bytes()).len(), 3);
        assert_eq!(read(more.as_bytes()).unwrap().pages, 1);
        assert!(objects(more.replace("1 3\n", "1 999\n").as_bytes()).is_empty());
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
    fn never_panics_on_arbitrary_bytes() {
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
