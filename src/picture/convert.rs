//! A picture decoded, turned upright and encoded so that the engine reads it.

use std::io::Cursor;

use image_webp::WebPDecoder;
use jpeg_encoder::Encoder;
use zune_core::bytestream::ZCursor;
use zune_core::colorspace::ColorSpace;
use zune_core::options::DecoderOptions;
use zune_jpeg::JpegDecoder;

use super::{is_icon, is_webp, jpeg};

/// A picture that the engine reads.
#[derive(Debug)]
pub struct Converted {
    pub bytes: Vec<u8>,
    pub media_type: String,
}

/// Fewer bytes than a lossless file has, and no loss that could be seen: the engine
/// encodes each picture once more.
const JPEG_QUALITY: u8 = 95;
/// A JPEG cannot be larger.
const LARGEST_JPEG: usize = u16::MAX as usize;

/// Dots in rows, of one, three or four channels: gray, RGB, RGBA.
struct Dots {
    width: usize,
    height: usize,
    channels: usize,
    bytes: Vec<u8>,
}

/// Converts a picture; an error tells for the log why that cannot be done. Asks for as
/// much memory as the picture's head says.
pub fn convert(file: &[u8]) -> Result<Converted, String> {
    if is_webp(file) {
        return of_webp(file);
    }
    if is_icon(file) {
        return of_icon(file);
    }
    let head = jpeg::Head::of(file).ok_or("neither WebP nor JPEG")?;
    let dots = of_jpeg(file, &head)?.turned(head.orientation);
    dots.as_jpeg()
}

fn of_webp(file: &[u8]) -> Result<Converted, String> {
    let failed = |error: image_webp::DecodingError| error.to_string();
    let mut decoder = WebPDecoder::new(Cursor::new(file)).map_err(failed)?;
    let (width, height) = decoder.dimensions();
    let exif = decoder.exif_metadata().ok().flatten();
    let orientation = exif.and_then(|exif| {
        let exif = exif.strip_prefix(b"Exif\0\0").unwrap_or(&exif);
        jpeg::orientation(exif)
    });
    let length = decoder.output_buffer_size().ok_or("too large")?;
    let mut bytes = vec![0; length];
    match decoder.is_animated() {
        true => decoder.read_frame(&mut bytes).map(drop),
        false => decoder.read_image(&mut bytes),
    }
    .map_err(failed)?;
    let dots = Dots {
        width: width as usize,
        height: height as usize,
        channels: if decoder.has_alpha() { 4 } else { 3 },
        bytes,
    };
    let dots = dots.turned(orientation);
    match dots.channels == 3 && decoder.is_lossy() {
        true => dots.as_jpeg(),
        false => dots.as_png(),
    }
}

/// The largest of an icon's pictures, where that is a PNG.
fn of_icon(file: &[u8]) -> Result<Converted, String> {
    const HEAD: usize = 6;
    const ENTRY: usize = 16;
    const PNG: &[u8] = b"\x89PNG";
    let number = |entry: &[u8], at: usize| -> Option<usize> {
        let bytes = *entry.get(at..)?.first_chunk()?;
        usize::try_from(u32::from_le_bytes(bytes)).ok()
    };
    let count = file.get(4..).and_then(|rest| rest.first_chunk());
    let count = count.map_or(0, |count| usize::from(u16::from_le_bytes(*count)));
    let entries = file.get(HEAD..).unwrap_or_default().chunks_exact(ENTRY);
    let pictures = entries.take(count).filter_map(|entry| {
        let (length, start) = (number(entry, 8)?, number(entry, 12)?);
        let picture = file.get(start..start.checked_add(length)?)?;
        // A side of 256 dots is written as 0.
        Some((entry[0].wrapping_sub(1), picture))
    });
    let largest = pictures.max_by_key(|(width, _)| *width);
    let png = largest.filter(|(_, picture)| picture.starts_with(PNG));
    let (_, png) = png.ok_or("an icon without a PNG")?;
    Ok(Converted {
        bytes: png.to_vec(),
        media_type: "image/png".to_owned(),
    })
}

fn of_jpeg(file: &[u8], head: &jpeg::Head) -> Result<Dots, String> {
    // Inks are taken for inverted, as Adobe writes them and browsers read them, whether
    // or not a marker says so.
    let colors = match head.inks {
        1 => ColorSpace::Luma,
        _ => ColorSpace::RGB,
    };
    let options = DecoderOptions::default()
        .set_max_width(LARGEST_JPEG)
        .set_max_height(LARGEST_JPEG)
        .jpeg_set_out_colorspace(colors);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(file), options);
    let bytes = decoder.decode().map_err(|error| error.to_string())?;
    let (width, height) = decoder.dimensions().ok_or("no size")?;
    let channels = if colors == ColorSpace::Luma { 1 } else { 3 };
    Ok(Dots {
        width,
        height,
        channels,
        bytes,
    })
}

impl Dots {
    /// Turned and mirrored as an orientation of EXIF says.
    fn turned(self, orientation: Option<u8>) -> Self {
        let Some(orientation @ 2..=8) = orientation else {
            return self;
        };
        let Self {
            width,
            height,
            channels,
            ref bytes,
        } = self;
        let (wide, high) = match orientation {
            5..=8 => (height, width),
            _ => (width, height),
        };
        let mut turned = Vec::with_capacity(bytes.len());
        for y in 0..high {
            for x in 0..wide {
                let (from_x, from_y) = match orientation {
                    2 => (width - 1 - x, y),
                    3 => (width - 1 - x, height - 1 - y),
                    4 => (x, height - 1 - y),
                    5 => (y, x),
                    6 => (y, height - 1 - x),
                    7 => (width - 1 - y, height - 1 - x),
                    _ => (width - 1 - y, x),
                };
                let at = (from_y * width + from_x) * channels;
                turned.extend_from_slice(&bytes[at..at + channels]);
            }
        }
        Self {
            width: wide,
            height: high,
            channels,
            bytes: turned,
        }
    }

    fn as_jpeg(&self) -> Result<Converted, String> {
        let size = |length: usize| u16::try_from(length).map_err(|_| "too large for a JPEG");
        let colors = match self.channels {
            1 => jpeg_encoder::ColorType::Luma,
            _ => jpeg_encoder::ColorType::Rgb,
        };
        let mut bytes = Vec::new();
        Encoder::new(&mut bytes, JPEG_QUALITY)
            .encode(&self.bytes, size(self.width)?, size(self.height)?, colors)
            .map_err(|error| error.to_string())?;
        Ok(Converted {
            bytes,
            media_type: "image/jpeg".to_owned(),
        })
    }

    fn as_png(&self) -> Result<Converted, String> {
        let failed = |error: png::EncodingError| error.to_string();
        let size = |length: usize| u32::try_from(length).map_err(|_| "too large for a PNG");
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, size(self.width)?, size(self.height)?);
        encoder.set_color(match self.channels {
            4 => png::ColorType::Rgba,
            _ => png::ColorType::Rgb,
        });
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_compression(png::Compression::Fast);
        let mut writer = encoder.write_header().map_err(failed)?;
        writer.write_image_data(&self.bytes).map_err(failed)?;
        writer.finish().map_err(failed)?;
        Ok(Converted {
            bytes,
            media_type: "image/png".to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two rows of three dots, each with its number.
    fn turned(orientation: u8) -> (usize, Vec<u8>) {
        let dots = Dots {
            width: 3,
            height: 2,
            channels: 1,
            bytes: vec![1, 2, 3, 4, 5, 6],
        };
        let turned = dots.turned(Some(orientation));
        assert_eq!(turned.width * turned.height, 6);
        (turned.width, turned.bytes)
    }

    #[test]
    fn every_orientation_is_turned_upright() {
        for (orientation, width, dots) in [
            (1, 3, [1, 2, 3, 4, 5, 6]),
            (2, 3, [3, 2, 1, 6, 5, 4]),
            (3, 3, [6, 5, 4, 3, 2, 1]),
            (4, 3, [4, 5, 6, 1, 2, 3]),
            (5, 2, [1, 4, 2, 5, 3, 6]),
            (6, 2, [4, 1, 5, 2, 6, 3]),
            (7, 2, [6, 3, 5, 2, 4, 1]),
            (8, 2, [3, 6, 2, 5, 1, 4]),
            (9, 3, [1, 2, 3, 4, 5, 6]),
        ] {
            assert_eq!(turned(orientation), (width, dots.to_vec()), "{orientation}");
        }
    }

    #[test]
    fn rubbish_is_an_error() {
        for file in [
            &b"RIFF\x10\0\0\0WEBPVP8 "[..],
            b"RIFF\xff\xff\xff\xffWEBPVP8X\x0a\0\0\0\x10\0\0\0\xff\xff\xff\xff\xff\xff",
            b"\xff\xd8\xff\xc0\0\x0b\x08\xff\xff\xff\xff\x04\x01\x11\0",
            b"",
        ] {
            assert!(convert(file).is_err(), "{}", file.escape_ascii());
        }
    }
}
