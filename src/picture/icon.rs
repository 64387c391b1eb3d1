//! Icons: several pictures in one file, of which browsers show the largest.

use std::io::Cursor;

use image::DynamicImage;
use image::codecs::ico::IcoDecoder;

use super::dots::{Converted, Dots};

const HEAD: usize = 6;
const ENTRY: usize = 16;
const PNG: &[u8] = b"\x89PNG";

pub fn convert(file: &[u8]) -> Result<Converted, String> {
    let (entry, picture) = largest(file).ok_or("an icon without a picture")?;
    if picture.starts_with(PNG) {
        return Ok(Converted {
            bytes: picture.to_vec(),
            media_type: "image/png".to_owned(),
        });
    }
    // A bitmap without a head of its own, and a mask behind it: an icon of this one picture.
    let start = u32::try_from(HEAD + ENTRY).map_err(|_| "too large")?;
    let (kind, place) = (&[0, 0, 1, 0, 1, 0], start.to_le_bytes());
    let icon = [kind, &entry[..12], &place, picture].concat();
    let failed = |error: image::ImageError| error.to_string();
    let decoder = IcoDecoder::new(Cursor::new(icon)).map_err(failed)?;
    let dots = DynamicImage::from_decoder(decoder).map_err(failed)?;
    let dots = dots.into_rgba8();
    Dots {
        width: dots.width() as usize,
        height: dots.height() as usize,
        channels: 4,
        bytes: dots.into_raw(),
    }
    .as_png()
}

/// The entry of the largest picture, and the picture; of several that are as large, the one of
/// most colours.
fn largest(file: &[u8]) -> Option<(&[u8], &[u8])> {
    let number = |entry: &[u8], at: usize| -> Option<usize> {
        let bytes = *entry.get(at..)?.first_chunk()?;
        usize::try_from(u32::from_le_bytes(bytes)).ok()
    };
    let count = usize::from(u16::from_le_bytes(*file.get(4..)?.first_chunk()?));
    let entries = file.get(HEAD..)?.chunks_exact(ENTRY);
    let pictures = entries.take(count).filter_map(|entry| {
        let (length, start) = (number(entry, 8)?, number(entry, 12)?);
        let picture = file.get(start..start.checked_add(length)?)?;
        Some((entry, picture))
    });
    pictures.max_by_key(|(entry, _)| {
        // A side of 256 dots is written as 0.
        let [width, height] = [entry[0], entry[1]].map(|side| u32::from(side.wrapping_sub(1)) + 1);
        (width * height, entry[6])
    })
}
