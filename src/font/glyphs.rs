//! The tables of outlines and widths, of glyphs that are drawn anew.

use std::collections::BTreeMap;

use skrifa::instance::{Location, Size};
use skrifa::outline::DrawSettings;
use skrifa::{FontRef, GlyphId, MetadataProvider};

use super::outline::{Bounds, Outline};
use super::sfnt::{Tag, put};

/// The most that all outlines of a font may take.
const MOST: usize = 64 << 20;

#[derive(Default)]
pub(super) struct Glyphs {
    outlines: Vec<u8>,
    places: Vec<u8>,
    widths: Vec<u8>,
    bounds: Bounds,
    widest: u16,
    count: u32,
}

impl Glyphs {
    /// Appends all glyphs of a font; returns how many there were before.
    pub fn draw(
        &mut self,
        font: &FontRef<'_>,
        location: &Location,
        size: Size,
    ) -> Result<u32, String> {
        let outlines = font.outline_glyphs();
        if outlines.format().is_none() {
            return Err("no outlines".to_owned());
        }
        let metrics = font.glyph_metrics(size, location);
        let before = self.count;
        let count = metrics.glyph_count().min(u32::from(u16::MAX));
        if before + count > u32::from(u16::MAX) {
            return Err("too many glyphs".to_owned());
        }
        for glyph in (0..count).map(GlyphId::new) {
            self.places
                .extend((self.outlines.len() as u32).to_be_bytes());
            let mut outline = Outline::default();
            if let Some(found) = outlines.get(glyph) {
                let settings = DrawSettings::unhinted(size, location);
                // One that cannot be read is empty, as it would be anyhow.
                let _ = found.draw(settings, &mut outline);
            }
            let left = outline.write(&mut self.outlines, &mut self.bounds);
            if self.outlines.len() > MOST {
                return Err("too large".to_owned());
            }
            let width = metrics.advance_width(glyph).unwrap_or_default();
            let width = width.round().clamp(0.0, 65535.0) as u16;
            self.widest = self.widest.max(width);
            self.widths.extend(width.to_be_bytes());
            self.widths.extend(left.to_be_bytes());
        }
        self.count = before + count;
        Ok(before)
    }

    /// Puts them into the tables of a font, with what these say of all glyphs.
    pub fn put_into(mut self, made: &mut BTreeMap<Tag, Vec<u8>>) -> Result<(), String> {
        let bounds = &self.bounds;
        self.places
            .extend((self.outlines.len() as u32).to_be_bytes());
        made.insert(*b"glyf", self.outlines);
        made.insert(*b"loca", self.places);
        made.insert(*b"hmtx", self.widths);
        let count = self.count as u16;
        let head = made.get_mut(b"head").ok_or("no head")?;
        put(
            head,
            36,
            &[bounds.left, bounds.bottom, bounds.right, bounds.top],
        )?;
        // Places of glyphs have four bytes.
        put(head, 50, &[1])?;
        let hhea = made.get_mut(b"hhea").ok_or("no hhea")?;
        put(hhea, 10, &[self.widest as i16])?;
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
        Ok(())
    }
}
