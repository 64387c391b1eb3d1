//! A variable font at one place of its axes becomes a plain one.

use std::collections::BTreeMap;

use skrifa::instance::{Location, Size};
use skrifa::{FontRef, MetadataProvider};

use super::glyphs::Glyphs;
use super::sfnt::{self, Tables, Tag};
use super::wish::Wish;

/// Tables that speak of axes, or of points that are no longer the same.
const DROPPED: [&Tag; 24] = [
    b"fvar", b"gvar", b"avar", b"cvar", b"HVAR", b"VVAR", b"MVAR", b"STAT", b"CFF2", b"CFF ",
    b"cvt ", b"fpgm", b"prep", b"hdmx", b"VDMX", b"LTSH", b"VORG", b"DSIG", b"COLR", b"CPAL",
    b"SVG ", b"gasp", b"vhea", b"vmtx",
];

pub(super) fn instance(
    font: &[u8],
    tables: &Tables<'_>,
    wish: &Wish,
) -> Result<BTreeMap<Tag, Vec<u8>>, String> {
    let parsed = FontRef::new(font).map_err(|error| error.to_string())?;
    let mut glyphs = Glyphs::default();
    glyphs.draw(&parsed, &location(&parsed, wish), Size::unscaled())?;
    let mut made = kept(tables);
    glyphs.put_into(&mut made)?;
    Ok(made)
}

/// The tables of a font that hold for its glyphs when they are drawn anew.
pub(super) fn kept(tables: &Tables<'_>) -> BTreeMap<Tag, Vec<u8>> {
    let mut kept = sfnt::copied(tables);
    kept.retain(|name, _| !DROPPED.contains(&name));
    kept
}

/// Where on its axes the wish is; each keeps to its ends.
pub(super) fn location(font: &FontRef<'_>, wish: &Wish) -> Location {
    /// The size that letters are made for, where a font asks: that of most texts.
    const SIZE: f32 = 16.0;
    let axes = font.axes();
    let settings = axes.iter().filter_map(|axis| {
        let tag = axis.tag().to_be_bytes();
        let value = match &tag {
            b"wght" => wish.weight,
            b"wdth" => wish.width?,
            b"opsz" => SIZE,
            b"ital" => f32::from(u8::from(wish.is_italic)),
            // Against the clock, as fonts count it.
            b"slnt" => match wish.slant {
                Some(degrees) => -degrees,
                None if wish.is_italic => axis.min_value(),
                None => return None,
            },
            _ => return None,
        };
        Some((axis.tag(), value.clamp(axis.min_value(), axis.max_value())))
    });
    axes.location(settings.collect::<Vec<_>>())
}
