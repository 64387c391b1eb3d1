//! A file that is a film and no picture: its first picture is what is printed.

use super::boxes::{Reader, boxes, find, find_path};
use super::container::{Coded, File, Tile};
use super::properties::{Properties, Property};

pub(super) fn first_picture(file: &[u8]) -> Option<File> {
    let film = find(file, b"moov")?;
    let track = |kind: &[u8]| {
        let mut tracks = boxes(film).filter(|(name, _)| name == b"trak");
        tracks.find_map(|(_, track)| Track::of(file, track, kind))
    };
    let colours = track(b"pict")?;
    let alpha = track(b"auxv").filter(|alpha| alpha.properties().any(|one| one.is_alpha()));
    let properties: Vec<_> = colours.properties().collect();
    Some(File {
        colours: colours.coded(),
        alpha: alpha.map(|alpha| alpha.coded()),
        is_premultiplied: find_path(colours.track, &[b"tref", b"prem"]).is_some(),
        properties: Properties::of(properties.iter()),
    })
}

struct Track<'a> {
    track: &'a [u8],
    /// The boxes that describe its pictures.
    description: &'a [u8],
    first: &'a [u8],
    dots: usize,
}

impl<'a> Track<'a> {
    fn of(file: &'a [u8], track: &'a [u8], kind: &[u8]) -> Option<Self> {
        /// What stands before the kind, and in a description before the boxes and the size.
        const BEFORE_KIND: usize = 8;
        const BEFORE_BOXES: usize = 78;
        const BEFORE_SIZE: usize = 24;
        let media = find(track, b"mdia")?;
        if find(media, b"hdlr")?.get(BEFORE_KIND..)?.get(..4)? != kind {
            return None;
        }
        let table = find_path(media, &[b"minf", b"stbl"])?;
        let (name, description) = boxes(find(table, b"stsd")?.get(8..)?).next()?;
        if &name != b"av01" {
            return None;
        }
        let mut sizes = Reader(find(table, b"stsz")?);
        sizes.version()?;
        let (size, _count) = (sizes.long()?, sizes.long()?);
        let size = match size {
            0 => sizes.long()?,
            size => size,
        };
        let start = match find(table, b"stco") {
            Some(places) => u64::from(Reader(places.get(8..)?).long()?),
            None => Reader(find(table, b"co64")?.get(8..)?).number(8)?,
        };
        let first = file.get(usize::try_from(start).ok()?..)?;
        let mut sides = Reader(description.get(BEFORE_SIZE..)?);
        let (width, height) = (sides.short()?, sides.short()?);
        Some(Self {
            dots: usize::from(width) * usize::from(height),
            track,
            description: description.get(BEFORE_BOXES..)?,
            first: first.get(..size as usize)?,
        })
    }

    fn properties(&self) -> impl Iterator<Item = Property> {
        boxes(self.description).map(|(name, contents)| match &name {
            // What a picture says in a box of one name, a film says in another's.
            b"auxi" => Property::of(*b"auxC", contents),
            _ => Property::of(name, contents),
        })
    }

    fn coded(&self) -> Coded {
        Coded {
            tiles: vec![Tile {
                data: self.first.to_vec(),
                dots: Some(self.dots),
            }],
            grid: None,
        }
    }
}
