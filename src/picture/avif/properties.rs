//! What is said of a picture in an AVIF file: its colours, and how it is turned.

use super::boxes::Reader;

/// One of the properties that the items of a file share.
#[derive(Clone, Debug)]
pub(super) enum Property {
    /// How many dots it has.
    Dots(usize),
    Coding(Coding),
    Profile(Vec<u8>),
    /// Quarters of a turn, against the clock.
    Turned(u8),
    /// About a vertical axis (`true`), or about a horizontal one.
    Mirrored(bool),
    Alpha,
    Other,
}

/// How numbers are colours (ITU-T H.273).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Coding {
    pub primaries: u8,
    pub transfer: u8,
    pub matrix: u8,
    pub is_full_range: bool,
}

/// Those of one picture.
#[derive(Debug, Default)]
pub(super) struct Properties {
    pub coding: Option<Coding>,
    pub profile: Option<Vec<u8>>,
    /// As EXIF counts them.
    pub orientation: Option<u8>,
}

impl Property {
    pub fn of(name: [u8; 4], contents: &[u8]) -> Self {
        Self::read(name, Reader(contents)).unwrap_or(Self::Other)
    }

    fn read(name: [u8; 4], mut reader: Reader<'_>) -> Option<Self> {
        const ALPHA: [&[u8]; 2] = [
            b"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\0",
            b"urn:mpeg:hevc:2015:auxid:1\0",
        ];
        Some(match &name {
            b"colr" => match &reader.name()? {
                b"nclx" => {
                    let mut short = || u8::try_from(reader.short()?).ok();
                    let (primaries, transfer, matrix) = (short()?, short()?, short()?);
                    Self::Coding(Coding {
                        primaries,
                        transfer,
                        matrix,
                        is_full_range: reader.byte()? & 0x80 != 0,
                    })
                }
                b"prof" | b"rICC" => Self::Profile(reader.0.to_vec()),
                _ => Self::Other,
            },
            b"ispe" => {
                reader.version()?;
                let (width, height) = (reader.long()? as usize, reader.long()? as usize);
                Self::Dots(width.saturating_mul(height))
            }
            b"irot" => Self::Turned(reader.byte()? & 3),
            b"imir" => Self::Mirrored(reader.byte()? & 1 == 1),
            b"auxC" => {
                reader.version()?;
                match ALPHA.iter().any(|alpha| reader.0.starts_with(alpha)) {
                    true => Self::Alpha,
                    false => Self::Other,
                }
            }
            _ => Self::Other,
        })
    }

    pub fn is_alpha(&self) -> bool {
        matches!(self, Self::Alpha)
    }
}

impl Properties {
    pub fn of<'p>(all: impl Iterator<Item = &'p Property>) -> Self {
        let mut properties = Self::default();
        let (mut turned, mut mirrored) = (0, None);
        for property in all {
            match property {
                Property::Coding(coding) => properties.coding = Some(*coding),
                Property::Profile(profile) => properties.profile = Some(profile.clone()),
                Property::Turned(quarters) => turned = *quarters,
                Property::Mirrored(axis) => mirrored = Some(*axis),
                Property::Dots(_) | Property::Alpha | Property::Other => {}
            }
        }
        // It is turned first, and then mirrored.
        properties.orientation = Some(match (turned, mirrored) {
            (0, None) => 1,
            (1, None) => 8,
            (2, None) => 3,
            (_, None) => 6,
            (0, Some(false)) | (2, Some(true)) => 4,
            (0, Some(true)) | (2, Some(false)) => 2,
            (1, Some(false)) | (3, Some(true)) => 5,
            (_, Some(_)) => 7,
        });
        properties
    }
}
