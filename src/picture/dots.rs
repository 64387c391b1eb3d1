//! Dots of a picture: turned, put together, encoded.

use jpeg_encoder::Encoder;

/// Fewer bytes than a lossless file has, and no loss that could be seen: the engine
/// encodes each picture once more.
const JPEG_QUALITY: u8 = 95;
/// A JPEG cannot be larger.
pub(super) const LARGEST_JPEG: usize = u16::MAX as usize;

/// A picture that the engine reads.
#[derive(Debug)]
pub struct Converted {
    pub bytes: Vec<u8>,
    pub media_type: String,
}

/// Dots in rows, of one, three or four channels: gray, RGB, RGBA.
pub(super) struct Dots {
    pub width: usize,
    pub height: usize,
    pub channels: usize,
    pub bytes: Vec<u8>,
}

impl Dots {
    /// Turned and mirrored as an orientation of EXIF says.
    pub fn turned(self, orientation: Option<u8>) -> Self {
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

    /// Puts a tile where its first dot belongs; what reaches over an end is cut off.
    pub fn put(&mut self, tile: &Self, left: usize, top: usize) -> Result<(), String> {
        if tile.channels != self.channels {
            return Err("tiles of different kinds".to_owned());
        }
        if left >= self.width || top >= self.height {
            return Ok(());
        }
        let length = tile.width.min(self.width - left) * self.channels;
        let rows = tile.bytes.chunks_exact(tile.width * self.channels);
        for (y, row) in rows.take(self.height - top).enumerate() {
            let at = ((top + y) * self.width + left) * self.channels;
            self.bytes[at..at + length].copy_from_slice(&row[..length]);
        }
        Ok(())
    }

    /// With shades of gray that say how much of each dot is seen.
    pub fn with_alpha(self, alpha: &Self, is_premultiplied: bool) -> Result<Self, String> {
        if (alpha.width, alpha.height, alpha.channels) != (self.width, self.height, 1) {
            return Err("alpha of another size".to_owned());
        }
        let mut bytes = Vec::with_capacity(alpha.bytes.len() * 4);
        for (dot, alpha) in self.bytes.chunks_exact(self.channels).zip(&alpha.bytes) {
            let colours = match *dot {
                [red, green, blue] => [red, green, blue],
                _ => [dot[0]; 3],
            };
            bytes.extend(match is_premultiplied {
                true => colours.map(|colour| undone(colour, *alpha)),
                false => colours,
            });
            bytes.push(*alpha);
        }
        Ok(Self {
            channels: 4,
            bytes,
            ..self
        })
    }

    pub fn as_jpeg(&self) -> Result<Converted, String> {
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

    pub fn as_png(&self) -> Result<Converted, String> {
        let failed = |error: png::EncodingError| error.to_string();
        let size = |length: usize| u32::try_from(length).map_err(|_| "too large for a PNG");
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, size(self.width)?, size(self.height)?);
        encoder.set_color(match self.channels {
            1 => png::ColorType::Grayscale,
            3 => png::ColorType::Rgb,
            _ => png::ColorType::Rgba,
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

/// A colour that was multiplied by its alpha, as it was before.
fn undone(colour: u8, alpha: u8) -> u8 {
    match alpha {
        0 => 0,
        alpha => {
            let (colour, alpha) = (u32::from(colour), u32::from(alpha));
            ((colour * 255 + alpha / 2) / alpha).min(255) as u8
        }
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
    fn tiles_are_cut_and_alpha_is_undone() {
        let dots = |width, channels, bytes: &[u8]| Dots {
            width,
            height: bytes.len() / width / channels,
            channels,
            bytes: bytes.to_vec(),
        };
        let mut whole = dots(3, 1, &[0; 9]);
        let tile = dots(2, 1, &[1, 2, 3, 4]);
        for (left, top) in [(0, 0), (2, 2), (3, 0), (0, 9)] {
            whole.put(&tile, left, top).unwrap();
        }
        assert_eq!(whole.bytes, [1, 2, 0, 3, 4, 0, 0, 0, 1]);
        assert!(whole.put(&dots(1, 3, &[0; 3]), 0, 0).is_err());
        let seen = dots(2, 1, &[100, 60])
            .with_alpha(&dots(2, 1, &[0, 127]), true)
            .unwrap();
        assert_eq!(seen.bytes, [0, 0, 0, 0, 120, 120, 120, 127]);
    }
}
