//! A variable font at one place of its axes becomes a plain one.

use std::collections::BTreeMap;

use skrifa::instance::{Location, Size};
use skrifa::outline::DrawSettings;
use skrifa::{FontRef, GlyphId, MetadataProvider};

use super::outline::{Bounds, Outline};
use super::sfnt::{Tables, Tag, put};
use super::wish::Wish;

/// Tables that speak of axes, or of points that are no longer the same.
const DROPPED: [&Tag; 23] = [
    b"fvar", b"gvar", b"avar", b"cvar", b"HVAR", b"VVAR", b"MVAR", b"STAT", b"CFF2", b"cvt ",
    b"fpgm", b"prep", b"hdmx", b"VDMX", b"LTSH", b"VORG", b"DSIG", b"COLR", b"CPAL", b"SVG ",
    b"gasp", b"vhea", b"vmtx",
];

/// The most that all outlines of a font may take.
const MOST: usize = 64 << 20;

pub(super) fn instance(
    font: &[u8],
    tables: &Tables<'_>,
    wish: &Wish,
) -> Result<BTreeMap<Tag, Vec<u8>>, String> {
    let parsed = FontRef::new(font).map_err(|error| error.to_string())?;
    let location = location(&parsed, wish);
    let outlines = parsed.outline_glyphs();
    if outlines.format().is_none() {
        return Err("no outlines".to_owned());
    }
    let metrics = parsed.glyph_metrics(Size::unscaled(), &location);
    let count = metrics.glyph_count().min(u32::from(u16::MAX));
    let (mut glyphs, mut places, mut widths) = (Vec::new(), Vec::new(), Vec::new());
    let mut bounds = Bounds::default();
    let mut widest = 0;
    for glyph in (0..count).map(GlyphId::new) {
        places.extend((glyphs.len() as u32).to_be_bytes());
        let mut outline = Outline::default();
        if let Some(found) = outlines.get(glyph) {
            let settings = DrawSettings::unhinted(Size::unscaled(), &location);
            // One that cannot be read is empty, as it would be anyhow.
            let _ = found.draw(settings, &mut outline);
        }
        let left = outline.write(&mut glyphs, &mut bounds);
        if glyphs.len() > MOST {
            return Err("too large".to_owned());
        }
        let width = metrics.advance_width(glyph).unwrap_or_default();
        let width = width.round().clamp(0.0, 65535.0) as u16;
        widest = widest.max(width);
        widths.extend(width.to_be_bytes());
        widths.extend(left.to_be_bytes());
    }
    places.extend((glyphs.len() as u32).to_be_bytes());
    let mut made: BTreeMap<Tag, Vec<u8>> = tables
        .iter()
        .filter(|(name, _)| !DROPPED.contains(name))
        .map(|(name, table)| (*name, table.to_vec()))
        .collect();
    made.insert(*b"glyf", glyphs);
    made.insert(*b"loca", places);
    made.insert(*b"hmtx", widths);
    let count = count as u16;
    let head = made.get_mut(b"head").ok_or("no head")?;
    put(
        head,
        36,
        &[bounds.left, bounds.bottom, bounds.right, bounds.top],
    )?;
    // Places of glyphs have four bytes.
    put(head, 50, &[1])?;
    let hhea = made.get_mut(b"hhea").ok_or("no hhea")?;
    put(hhea, 10, &[widest as i16])?;
    put(hhea, 34, &[count as i16])?;
    let mut maxp = b"\0\x01\0\0".to_vec();
    let numbers = [
        count,
        bounds.points,
        bounds.contours,
        0,
        0,
        2,
        0,
        0,
        0,
        0,
        64,
        0,
        0,
        0,
    ];
    numbers
        .iter()
        .for_each(|number| maxp.extend(number.to_be_bytes()));
    made.insert(*b"maxp", maxp);
    Ok(made)
}

/// Where on its axes the wish is; each keeps to its ends.
fn location(font: &FontRef<'_>, wish: &Wish) -> Location {
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
