//! What an AVIF file has: the data of its picture and of that picture's alpha, how
//! they are coloured and how they are turned (ISO/IEC 23008-12, AVIF 1.1).

use std::collections::BTreeMap;

use super::boxes::{Reader, boxes, find};
use super::properties::{Properties, Property};

/// A picture as it stands in the file: in one piece, or in tiles of one size.
#[derive(Debug, Default)]
pub(super) struct Coded {
    /// Each tile, row by row.
    pub tiles: Vec<Tile>,
    pub grid: Option<Grid>,
}

#[derive(Debug)]
pub(super) struct Tile {
    /// As AV1 codes it.
    pub data: Vec<u8>,
    /// As many as are said of it; its data may ask for more.
    pub dots: Option<usize>,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Grid {
    pub columns: usize,
    pub width: usize,
    pub height: usize,
}

#[derive(Debug, Default)]
pub(super) struct File {
    pub colours: Coded,
    pub alpha: Option<Coded>,
    pub is_premultiplied: bool,
    pub properties: Properties,
}

/// More items than a picture of people has.
const MOST_ITEMS: usize = 4096;

/// Reads a file; `None` of what has no picture that could be found.
pub(super) fn read(file: &[u8]) -> Option<File> {
    Meta::of(file, find(file, b"meta")?)?.picture()
}

/// The items of a file and what is said of them.
#[derive(Default)]
struct Meta<'a> {
    file: &'a [u8],
    /// Data that stand among the descriptions.
    own: &'a [u8],
    primary: u32,
    kinds: BTreeMap<u32, [u8; 4]>,
    places: BTreeMap<u32, Place>,
    references: Vec<Reference>,
    properties: Vec<Property>,
    /// Of each item its properties, by their positions.
    said: BTreeMap<u32, Vec<usize>>,
}

/// Its kind, from which item, to which.
type Reference = ([u8; 4], u32, Vec<u32>);

/// Where an item's data are.
struct Place {
    is_own: bool,
    extents: Vec<(u64, u64)>,
}

impl<'a> Meta<'a> {
    fn of(file: &'a [u8], meta: &'a [u8]) -> Option<Self> {
        let mut found = Self {
            file,
            ..Self::default()
        };
        let mut reader = Reader(meta);
        reader.version()?;
        for (name, contents) in boxes(reader.0) {
            let reader = Reader(contents);
            match &name {
                b"pitm" => found.primary = primary(reader)?,
                b"iinf" => found.kinds = kinds(reader)?,
                b"iloc" => found.places = places(reader)?,
                b"iref" => found.references = references(reader)?,
                b"idat" => found.own = contents,
                b"iprp" => {
                    let all = boxes(find(contents, b"ipco")?).take(MOST_ITEMS);
                    let all = all.map(|(name, contents)| Property::of(name, contents));
                    found.properties = all.collect();
                    for (name, contents) in boxes(contents) {
                        if &name == b"ipma" {
                            associations(Reader(contents), &mut found.said)?;
                        }
                    }
                }
                _ => {}
            }
        }
        Some(found)
    }

    fn picture(&self) -> Option<File> {
        let colours = self.coded(self.primary)?;
        let alpha = self.references.iter().find(|(kind, from, to)| {
            kind == b"auxl"
                && to.contains(&self.primary)
                && self.properties_of(*from).any(Property::is_alpha)
        });
        let alpha = alpha.map(|(_, from, _)| *from);
        let is_premultiplied = alpha.is_some_and(|alpha| {
            self.references.iter().any(|(kind, from, to)| {
                kind == b"prem" && *from == self.primary && to.contains(&alpha)
            })
        });
        Some(File {
            colours,
            alpha: alpha.and_then(|alpha| self.coded(alpha)),
            is_premultiplied,
            properties: Properties::of(self.properties_of(self.primary)),
        })
    }

    fn properties_of(&self, item: u32) -> impl Iterator<Item = &Property> {
        let said = self.said.get(&item).into_iter().flatten();
        said.filter_map(|at| self.properties.get(*at))
    }

    fn coded(&self, item: u32) -> Option<Coded> {
        match self.kinds.get(&item)? {
            b"av01" => Some(Coded {
                tiles: vec![self.tile(item)?],
                grid: None,
            }),
            b"grid" => {
                let data = self.data(item)?;
                let mut reader = Reader(&data);
                reader.byte()?;
                let is_long = reader.byte()? & 1 == 1;
                let rows = usize::from(reader.byte()?) + 1;
                let columns = usize::from(reader.byte()?) + 1;
                let width = reader.short_or_long(is_long)? as usize;
                let height = reader.short_or_long(is_long)? as usize;
                let of =
                    |(kind, from, _): &&([u8; 4], u32, Vec<u32>)| kind == b"dimg" && *from == item;
                let (_, _, tiles) = self.references.iter().find(of)?;
                if tiles.len() != rows * columns {
                    return None;
                }
                let is_tile = |tile: &&u32| self.kinds.get(tile) == Some(b"av01");
                let tiles = tiles.iter().filter(is_tile);
                let tiles: Vec<_> = tiles.filter_map(|tile| self.tile(*tile)).collect();
                (tiles.len() == rows * columns).then_some(Coded {
                    tiles,
                    grid: Some(Grid {
                        columns,
                        width,
                        height,
                    }),
                })
            }
            _ => None,
        }
    }

    fn tile(&self, item: u32) -> Option<Tile> {
        let dots = |property: &Property| match property {
            Property::Dots(dots) => Some(*dots),
            _ => None,
        };
        Some(Tile {
            data: self.data(item)?,
            dots: self.properties_of(item).find_map(dots),
        })
    }

    /// An item's data, put together. No more than the file has: parts that were named
    /// again and again would be a bomb.
    fn data(&self, item: u32) -> Option<Vec<u8>> {
        let place = self.places.get(&item)?;
        let from = if place.is_own { self.own } else { self.file };
        let mut data = Vec::new();
        for (start, length) in &place.extents {
            let rest = from.get(usize::try_from(*start).ok()?..)?;
            let part = match usize::try_from(*length).ok()? {
                0 => rest,
                length => rest.get(..length)?,
            };
            if data.len() + part.len() > self.file.len() {
                return None;
            }
            data.extend_from_slice(part);
        }
        Some(data)
    }
}

fn primary(mut reader: Reader<'_>) -> Option<u32> {
    let (version, _) = reader.version()?;
    reader.short_or_long(version > 0)
}

fn kinds(mut reader: Reader<'_>) -> Option<BTreeMap<u32, [u8; 4]>> {
    let (version, _) = reader.version()?;
    reader.short_or_long(version > 0)?;
    let mut kinds = BTreeMap::new();
    for (name, contents) in boxes(reader.0).take(MOST_ITEMS) {
        let mut reader = Reader(contents);
        if &name == b"infe"
            && let Some((version @ 2.., _)) = reader.version()
            && let Some(item) = reader.short_or_long(version > 2)
            && reader.short().is_some()
            && let Some(kind) = reader.name()
        {
            kinds.insert(item, kind);
        }
    }
    Some(kinds)
}

fn places(mut reader: Reader<'_>) -> Option<BTreeMap<u32, Place>> {
    let (version, _) = reader.version()?;
    let sizes = reader.short()?;
    let size = |shift: u16| usize::from(sizes >> shift & 15).min(8);
    let (offset, length, base, index) = (size(12), size(8), size(4), size(0));
    let count = reader.short_or_long(version > 1)? as usize;
    let mut places = BTreeMap::new();
    let mut extents_left = MOST_ITEMS * 4;
    for _ in 0..count.min(MOST_ITEMS) {
        let item = reader.short_or_long(version > 1)?;
        let method = match version {
            0 => 0,
            _ => reader.short()? & 15,
        };
        reader.short()?;
        let base = reader.number(base)?;
        let mut extents = Vec::new();
        for _ in 0..reader.short()? {
            if version > 0 {
                reader.number(index)?;
            }
            let start = base.checked_add(reader.number(offset)?)?;
            extents.push((start, reader.number(length)?));
            extents_left = extents_left.checked_sub(1)?;
        }
        let place = Place {
            is_own: method == 1,
            extents,
        };
        if method < 2 {
            places.insert(item, place);
        }
    }
    Some(places)
}

fn references(mut reader: Reader<'_>) -> Option<Vec<Reference>> {
    let (version, _) = reader.version()?;
    let mut references = Vec::new();
    for (kind, contents) in boxes(reader.0).take(MOST_ITEMS) {
        let mut reader = Reader(contents);
        let from = reader.short_or_long(version > 0)?;
        let count = reader.short()?;
        let to = (0..count).map(|_| reader.short_or_long(version > 0));
        references.push((kind, from, to.collect::<Option<_>>()?));
    }
    Some(references)
}

fn associations(mut reader: Reader<'_>, said: &mut BTreeMap<u32, Vec<usize>>) -> Option<()> {
    let (version, flags) = reader.version()?;
    let count = reader.long()? as usize;
    for _ in 0..count.min(MOST_ITEMS) {
        let item = reader.short_or_long(version > 0)?;
        for _ in 0..reader.byte()? {
            // The first bit says only that the property must not be passed over.
            let at = match flags & 1 {
                1 => usize::from(reader.short()? & 0x7fff),
                _ => usize::from(reader.byte()? & 0x7f),
            };
            // They are counted from 1.
            if let Some(at) = at.checked_sub(1) {
                said.entry(item).or_default().push(at);
            }
        }
    }
    Some(())
}
