//! Several fonts become one, which has of each the characters that it is there for. The
//! engine takes one file for each family, weight and style, and all characters that it has.

use std::collections::BTreeMap;

use skrifa::instance::Size;
use skrifa::{FontRef, MetadataProvider};

use super::glyphs::Glyphs;
use super::instance::{kept, location};
use super::ranges::Ranges;
use super::sfnt::{self, Tag};
use super::slice::Slice;
use super::wish::Wish;

/// Characters whose glyphs depend on those beside them: from Hebrew to Mongolian.
const JOINED: (u32, u32) = (0x590, 0x1cff);
/// The glyph of characters that a font does not have.
const NONE: u32 = 0;

/// The glyphs of characters.
type Glyph = BTreeMap<u32, u32>;

pub(super) fn merged(
    slices: &[Slice<Vec<u8>>],
    wish: &Wish,
) -> Result<BTreeMap<Tag, Vec<u8>>, String> {
    let mut fonts = Vec::new();
    for slice in slices {
        let font = FontRef::new(&slice.font).map_err(|error| error.to_string())?;
        let size = font.metrics(Size::unscaled(), &location(&font, wish));
        fonts.push((font, f32::from(size.units_per_em), &slice.ranges));
    }
    let maps: Vec<Glyph> = fonts
        .iter()
        .map(|(font, _, ranges)| characters(font, ranges))
        .collect();
    let own = slices.iter().take_while(|slice| !slice.fills).count();
    let base = base(&maps[..own]);
    let size = fonts.get(base).ok_or("no fonts")?.1;
    // Its glyphs keep their numbers, which its other tables know them by.
    let others = (0..fonts.len()).filter(|at| *at != base);
    let mut glyphs = Glyphs::default();
    let mut starts = vec![0; fonts.len()];
    for at in std::iter::once(base).chain(others) {
        let (font, own_size, _) = &fonts[at];
        let scale = match *own_size == size {
            true => Size::unscaled(),
            false => Size::new(size),
        };
        starts[at] = glyphs.draw(font, &location(font, wish), scale)?;
    }
    let tables = sfnt::tables(&slices[base].font)?;
    let mut made = kept(&tables);
    glyphs.put_into(&mut made)?;
    // Of several that have a character the last one is taken, and what fills fills what is left.
    let mut all = Glyph::new();
    for (map, start) in maps.iter().zip(&starts).take(own) {
        all.extend(map.iter().map(|(c, glyph)| (*c, glyph + start)));
    }
    for (map, start) in maps.iter().zip(&starts).skip(own) {
        for (c, glyph) in map {
            // The rules of letters that join are those of their own font.
            if !(JOINED.0..=JOINED.1).contains(c) {
                all.entry(*c).or_insert(glyph + start);
            }
        }
    }
    made.insert(*b"cmap", character_map(&all));
    forget_names(&mut made)?;
    Ok(made)
}

/// The characters of a font that it is there for.
fn characters(font: &FontRef<'_>, ranges: &Ranges) -> Glyph {
    let mappings = font.charmap().mappings();
    mappings
        .map(|(character, glyph)| (character, glyph.to_u32()))
        .filter(|(character, glyph)| *glyph != NONE && ranges.contains(*character))
        .collect()
}

/// The font whose rules for letters beside each other are kept: one whose letters join,
/// or else the one with the Latin letters.
fn base(maps: &[Glyph]) -> usize {
    let joins = |map: &Glyph| map.range(JOINED.0..=JOINED.1).count();
    let most = (0..maps.len()).max_by_key(|at| joins(&maps[*at]));
    let most = most.filter(|at| joins(&maps[*at]) > 0);
    let latin = || maps.iter().position(|map| map.contains_key(&('a' as u32)));
    most.or_else(latin).unwrap_or_default()
}

/// A table of characters, of the form that holds any number of them.
fn character_map(all: &Glyph) -> Vec<u8> {
    let mut groups: Vec<[u32; 3]> = Vec::new();
    for (character, glyph) in all {
        match groups.last_mut() {
            Some([first, last, start])
                if *last + 1 == *character && *start + (*character - *first) == *glyph =>
            {
                *last = *character;
            }
            _ => groups.push([*character, *character, *glyph]),
        }
    }
    let mut table = Vec::new();
    // One table, for Windows, of all of Unicode, that begins after twelve bytes.
    for number in [0_u16, 1, 3, 10, 0, 12] {
        table.extend(number.to_be_bytes());
    }
    for number in [12_u16, 0] {
        table.extend(number.to_be_bytes());
    }
    let length = 16 + 12 * groups.len() as u32;
    for number in [length, 0, groups.len() as u32] {
        table.extend(number.to_be_bytes());
    }
    let numbers = groups.iter().flatten();
    numbers.for_each(|number| table.extend(number.to_be_bytes()));
    table
}

/// Names of glyphs are of the base alone; nobody asks for them.
fn forget_names(made: &mut BTreeMap<Tag, Vec<u8>>) -> Result<(), String> {
    const LENGTH: usize = 32;
    if let Some(post) = made.get_mut(b"post") {
        post.resize(LENGTH, 0);
        sfnt::put(post, 0, &[3, 0])?;
    }
    Ok(())
}

/// Whether a font has characters that it is not there for.
pub(super) fn reaches_beyond(font: &[u8], ranges: &Ranges) -> bool {
    if ranges.are_all() {
        return false;
    }
    let Ok(font) = FontRef::new(font) else {
        return false;
    };
    let mut mappings = font.charmap().mappings();
    mappings.any(|(character, _)| !ranges.contains(character))
}

#[cfg(test)]
mod tests {
    use skrifa::instance::LocationRef;

    use super::super::tests::{file, wish};
    use super::super::{Kind, make};
    use super::*;

    fn slice(name: &str, ranges: &str) -> Slice<Vec<u8>> {
        Slice {
            fills: false,
            font: file(name),
            ranges: Ranges::of(ranges),
        }
    }

    fn width(font: &[u8], character: char) -> Option<f32> {
        let font = FontRef::new(font).unwrap();
        let glyph = font.charmap().map(character)?;
        let metrics = font.glyph_metrics(Size::unscaled(), LocationRef::default());
        let bounds = metrics.bounds(glyph)?;
        Some(bounds.x_max - bounds.x_min)
    }

    #[test]
    fn each_character_is_that_of_the_last_font_that_is_there_for_it() {
        let (plain, bold) = (file("static-500.woff2"), file("static-700.woff2"));
        let alone = |file: &[u8], c| {
            let font = sfnt::unpacked(file).unwrap();
            width(&font, c)
        };
        assert_ne!(alone(&plain, 'A'), alone(&bold, 'A'));
        let both = [
            slice("static-500.woff2", "U+0-7F"),
            slice("static-700.woff2", "U+41"),
        ];
        let made = make(&both, &wish(400.0)).unwrap();
        assert_eq!(Kind::of(&made), Some(Kind::Plain));
        assert_eq!(width(&made, 'A'), alone(&bold, 'A'));
        assert_eq!(width(&made, 'B'), alone(&plain, 'B'));
        let made = make(&[both[1].clone(), both[0].clone()], &wish(400.0)).unwrap();
        assert_eq!(width(&made, 'A'), alone(&plain, 'A'));
    }

    #[test]
    fn a_font_loses_the_characters_that_it_is_not_there_for() {
        let one = [slice("static-500.woff2", "U+41")];
        let made = make(&one, &wish(400.0)).unwrap();
        assert!(width(&made, 'A').is_some());
        assert_eq!(width(&made, 'B'), None);
        let whole = make(&[slice("static-500.woff2", "U+0-10FFFF")], &wish(400.0)).unwrap();
        assert!(width(&whole, 'B').is_some());
    }

    #[test]
    fn slices_of_a_variable_font_are_at_its_weight() {
        let slices = [
            slice("variable.woff2", "U+41"),
            slice("variable-thin.woff", "U+42"),
        ];
        let made = make(&slices, &wish(900.0)).unwrap();
        assert_eq!(width(&made, 'A'), Some(900.0));
        assert!(width(&made, 'B').is_some());
    }
}
