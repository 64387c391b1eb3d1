//! Fonts that the engine would show otherwise than browsers do, made ones that it tells
//! apart: variable ones at one place of their axes, and those that have one name for
//! several weights.
//!
//! Bytes in, bytes out. [`Kind::of`] looks at the head of a file only; [`make()`] reads
//! what strangers have made, and so it is for a bounded process.
//!
//! ```text
//! mod       what a font is, and what is made of it
//! wish      what a font is made into
//! sfnt      its tables, packed or not
//! instance  a variable font at one place of its axes
//! merge     several fonts, each of some characters, as one
//! slice     a font, and the characters that it is there for
//! ranges    these characters
//! glyphs    tables of glyphs that are drawn anew
//! outline   outlines as TrueType has them
//! fuzzing   what must hold of any bytes
//! cache     fonts that were made, kept for all jobs
//! ```

pub mod cache;
#[cfg(any(test, fuzzing))]
pub mod fuzzing;
mod glyphs;
mod instance;
mod merge;
mod outline;
mod ranges;
mod sfnt;
mod slice;
mod wish;

pub use ranges::Ranges;
pub use slice::Slice;
pub use wish::Wish;

/// What kind of font a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Plain,
    Variable,
    /// It has no outlines, only pictures in colours.
    Pictures,
}

impl Kind {
    /// By the file's first bytes; `None` of what is no font.
    pub fn of(file: &[u8]) -> Option<Self> {
        let names = sfnt::table_names(file)?;
        let has = |name: &[u8; 4]| names.contains(name);
        Some(if has(b"fvar") {
            Self::Variable
        } else if (has(b"CBDT") || has(b"sbix")) && !has(b"glyf") && !has(b"CFF ") {
            Self::Pictures
        } else {
            Self::Plain
        })
    }
}

/// Whether a font has letters in colours beside its outlines, or in their place: browsers show
/// the colours, and the engine only outlines.
pub fn has_colours(file: &[u8]) -> bool {
    let colours: [&sfnt::Tag; 4] = [b"COLR", b"SVG ", b"CBDT", b"sbix"];
    sfnt::table_names(file).is_some_and(|names| names.iter().any(|name| colours.contains(&name)))
}

/// Makes one of all slices; an error tells for the log why that cannot be done.
pub fn make<F: AsRef<[u8]>>(slices: &[Slice<F>], wish: &Wish) -> Result<Vec<u8>, String> {
    let slices = slices
        .iter()
        .map(|slice| Ok(slice.of(sfnt::unpacked(slice.font.as_ref())?)))
        .collect::<Result<Vec<_>, String>>()?;
    let mut made = match &slices[..] {
        [one] if !merge::reaches_beyond(&one.font, &one.ranges) => {
            let tables = sfnt::tables(&one.font)?;
            match tables.contains_key(b"fvar") {
                true => instance::instance(&one.font, &tables, wish)?,
                false => sfnt::copied(&tables),
            }
        }
        several => merge::merged(several, wish)?,
    };
    made.remove(b"DSIG");
    made.insert(*b"name", names(&wish.name));
    // Neither bold nor slanted in itself: a style sheet says what it is.
    if let Some(head) = made.get_mut(b"head") {
        sfnt::put(head, 44, &[0])?;
    }
    if let Some(os2) = made.get_mut(b"OS/2") {
        const REGULAR: i16 = 0x40;
        /// Where lines begin is asked of other numbers by this.
        const OTHER_METRICS: u8 = 0x80;
        let metrics = os2.get(63).map_or(0, |flags| flags & OTHER_METRICS);
        sfnt::put(os2, 4, &[400])?;
        sfnt::put(os2, 62, &[REGULAR | i16::from(metrics)])?;
    }
    Ok(sfnt::written(&made))
}

/// A table of names: family, style, whole name, name in PDFs.
fn names(name: &str) -> Vec<u8> {
    let all = [(1_u16, name), (2, "Regular"), (4, name), (6, name)];
    let mut table = Vec::new();
    let mut letters: Vec<u8> = Vec::new();
    let head = 6 + all.len() * 12;
    for number in [0, all.len() as u16, head as u16] {
        table.extend(number.to_be_bytes());
    }
    for (what, name) in all {
        let start = letters.len() as u16;
        letters.extend(name.encode_utf16().flat_map(u16::to_be_bytes));
        let length = letters.len() as u16 - start;
        // For Windows, in Unicode, in English.
        for number in [3, 1, 0x409, what, length, start] {
            table.extend(number.to_be_bytes());
        }
    }
    table.extend(letters);
    table
}

#[cfg(test)]
mod tests {
    use skrifa::instance::{LocationRef, Size};
    use skrifa::{FontRef, MetadataProvider};

    use super::*;

    pub fn file(name: &str) -> Vec<u8> {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/documents/fonts");
        std::fs::read(format!("{folder}/{name}")).unwrap()
    }

    pub fn wish(weight: f32) -> Wish {
        Wish {
            name: "Name of ours".to_owned(),
            weight,
            is_italic: false,
            slant: None,
            width: None,
        }
    }

    /// Made of one file that is there for all characters.
    fn made(file: &[u8], wish: &Wish) -> Result<Vec<u8>, String> {
        let ranges = Ranges::default();
        make(
            &[Slice {
                font: file,
                ranges,
                fills: false,
            }],
            wish,
        )
    }

    #[test]
    fn the_first_bytes_tell_what_a_font_is() {
        for (name, kind) in [
            ("variable.ttf", Kind::Variable),
            ("variable.woff2", Kind::Variable),
            ("variable-thin.woff", Kind::Variable),
            ("static-500.woff2", Kind::Plain),
        ] {
            assert_eq!(Kind::of(&file(name)), Some(kind), "{name}");
        }
        for name in ["colours.ttf", "colours.woff2"] {
            assert_eq!(Kind::of(&file(name)), Some(Kind::Plain));
            assert!(has_colours(&file(name)), "{name}");
        }
        assert!(!has_colours(&file("static-500.woff2")));
        assert_eq!(Kind::of(b"GIF89a"), None);
        assert_eq!(Kind::of(b"wOF2"), None);
    }

    #[test]
    fn what_is_made_is_a_plain_font_of_that_weight() {
        for name in ["variable.ttf", "variable.woff2", "variable-thin.woff"] {
            for weight in [100.0, 250.0, 400.0, 900.0] {
                let made = made(&file(name), &wish(weight)).unwrap();
                assert_eq!(Kind::of(&made), Some(Kind::Plain));
                let font = FontRef::new(&made).unwrap();
                let glyph = font.charmap().map('A').unwrap();
                let metrics = font.glyph_metrics(Size::unscaled(), LocationRef::default());
                let bounds = metrics.bounds(glyph).unwrap();
                assert_eq!((bounds.x_min, bounds.x_max), (0.0, weight));
                // Their widths grow with their weights.
                let usual = if name.contains("thin") { 100.0 } else { 400.0 };
                let width = metrics.advance_width(glyph);
                assert_eq!(width, Some(1000.0 + weight - usual));
                let names = font.localized_strings(skrifa::string::StringId::FAMILY_NAME);
                assert_eq!(
                    names.map(|name| name.to_string()).collect::<Vec<_>>(),
                    ["Name of ours"]
                );
            }
        }
    }

    #[test]
    fn what_is_cut_off_or_changed_ends_nothing() {
        for name in ["variable.ttf", "variable.woff2", "static-500.woff2"] {
            let file = file(name);
            for end in (0..file.len()).step_by(13) {
                let _ = made(&file[..end], &wish(300.0));
            }
            for at in (0..file.len()).step_by(3) {
                let mut other = file.clone();
                other[at] ^= 0xff;
                let _ = Kind::of(&other);
                let _ = made(&other, &wish(300.0));
            }
        }
    }
}
