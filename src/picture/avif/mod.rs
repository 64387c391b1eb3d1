//! AVIF: pictures that are coded as AV1 codes films.
//!
//! ```text
//! boxes       numbers and boxes of the container
//! container   the items of a file: picture, tiles, alpha
//! sequence    the first picture of a film
//! properties  colours and turns
//! planes      from light and colour to red, green and blue
//! ```

mod boxes;
mod container;
mod planes;
mod properties;
mod sequence;

use re_rav1d::dav1d::pixel::{
    ColorPrimaries, MatrixCoefficients, TransferCharacteristic, YUVRange,
};
use re_rav1d::dav1d::{Decoder, Picture, PixelLayout, Settings};

use super::dots::Dots;
use super::profile::Colours;

use container::{Coded, File, Tile};
use properties::Coding;

/// Dots of a picture at most: 8192 in a square. One of a camera has fewer, and what is
/// decoded fits into the memory of a worker.
const MOST_DOTS: usize = 1 << 26;

/// A picture that was decoded.
pub(super) struct Decoded {
    pub dots: Dots,
    pub colours: Colours,
    pub orientation: Option<u8>,
    /// Whether each dot is as it was before.
    pub is_lossless: bool,
}

pub(super) fn is_avif(file: &[u8]) -> bool {
    const BRANDS: [&[u8; 4]; 2] = [b"avif", b"avis"];
    if file.get(4..8) != Some(b"ftyp") {
        return false;
    }
    let length = file
        .first_chunk()
        .map_or(0, |bytes| u32::from_be_bytes(*bytes)) as usize;
    let brands = file.get(8..length.min(file.len())).unwrap_or_default();
    let mut brands = brands.chunks_exact(4).enumerate();
    // The second is a version.
    brands.any(|(at, brand)| at != 1 && BRANDS.iter().any(|known| *known == brand))
}

pub(super) fn decode(file: &[u8]) -> Result<Decoded, String> {
    let File {
        colours,
        alpha,
        is_premultiplied,
        properties,
    } = container::read(file)
        .or_else(|| sequence::first_picture(file))
        .ok_or("no picture in it")?;
    let mut coding = properties.coding;
    let mut is_lossless = false;
    let mut dots = put_together(&colours, |picture| {
        let coding = *coding.get_or_insert_with(|| coding_of(picture));
        is_lossless = coding.matrix == 0;
        shown(picture, coding)
    })?;
    if let Some(alpha) = alpha {
        let alpha = put_together(&alpha, |picture| {
            shades(picture, coding_of(picture).is_full_range)
        })?;
        dots = dots.with_alpha(&alpha, is_premultiplied)?;
    }
    let colours = match (properties.profile, coding) {
        (Some(profile), _) => Colours::Profile(profile),
        (None, Some(coding)) => Colours::Coded {
            primaries: coding.primaries,
            transfer: coding.transfer,
        },
        (None, None) => Colours::default(),
    };
    Ok(Decoded {
        dots,
        colours,
        orientation: properties.orientation,
        is_lossless,
    })
}

/// Decodes the tiles of a picture, and puts each where it belongs.
fn put_together(coded: &Coded, mut shown: impl FnMut(&Picture) -> Dots) -> Result<Dots, String> {
    let Some(grid) = coded.grid else {
        let tile = coded.tiles.first().ok_or("no data")?;
        return Ok(shown(&decoded(tile)?));
    };
    if grid.width.saturating_mul(grid.height) > MOST_DOTS {
        return Err("too many dots".to_owned());
    }
    let mut whole: Option<Dots> = None;
    for (at, tile) in coded.tiles.iter().enumerate() {
        let tile = shown(&decoded(tile)?);
        let whole = whole.get_or_insert_with(|| Dots {
            width: grid.width,
            height: grid.height,
            channels: tile.channels,
            bytes: vec![0; grid.width * grid.height * tile.channels],
        });
        let (column, row) = (at % grid.columns, at / grid.columns);
        whole.put(&tile, column * tile.width, row * tile.height)?;
    }
    whole.ok_or_else(|| "no tiles".to_owned())
}

fn decoded(tile: &Tile) -> Result<Picture, String> {
    let dots = tile.dots.unwrap_or(MOST_DOTS);
    if dots > MOST_DOTS {
        return Err("too many dots".to_owned());
    }
    let mut settings = Settings::new();
    settings.set_n_threads(1);
    settings.set_max_frame_delay(1);
    // The best of those that a picture which comes in steps has.
    settings.set_all_layers(false);
    // Data that ask for more than is said of them are not decoded.
    settings.set_frame_size_limit(dots.max(1) as u32);
    let failed = |error: re_rav1d::dav1d::Error| error.to_string();
    let mut decoder = Decoder::with_settings(&settings).map_err(failed)?;
    match decoder.send_data(tile.data.clone(), None, None, None) {
        Err(error) if !error.is_again() => return Err(failed(error)),
        _ => {}
    }
    decoder.get_picture().map_err(failed)
}

fn shown(picture: &Picture, coding: Coding) -> Dots {
    if picture.pixel_layout() == PixelLayout::I400 {
        return shades(picture, coding.is_full_range);
    }
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    let mut bytes = Vec::with_capacity(width * height * 3);
    planes::colours(picture, coding, &mut bytes);
    Dots {
        width,
        height,
        channels: 3,
        bytes,
    }
}

fn shades(picture: &Picture, is_full_range: bool) -> Dots {
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    let mut bytes = Vec::with_capacity(width * height);
    planes::light(picture, is_full_range, &mut bytes);
    Dots {
        width,
        height,
        channels: 1,
        bytes,
    }
}

/// What the data themselves say of their colours.
fn coding_of(picture: &Picture) -> Coding {
    /// Neither known nor guessed.
    const UNSAID: u8 = 2;
    Coding {
        primaries: match picture.color_primaries() {
            ColorPrimaries::BT709 => 1,
            ColorPrimaries::BT2020 => 9,
            ColorPrimaries::P3DCI => 11,
            ColorPrimaries::P3Display => 12,
            _ => UNSAID,
        },
        transfer: match picture.transfer_characteristic() {
            TransferCharacteristic::Linear => 8,
            TransferCharacteristic::SRGB => 13,
            TransferCharacteristic::PerceptualQuantizer => 16,
            TransferCharacteristic::HybridLogGamma => 18,
            TransferCharacteristic::BT1886 => 1,
            _ => UNSAID,
        },
        matrix: match picture.matrix_coefficients() {
            MatrixCoefficients::Identity => 0,
            MatrixCoefficients::BT709 => 1,
            MatrixCoefficients::BT470M => 4,
            MatrixCoefficients::ST240M => 7,
            MatrixCoefficients::YCgCo => 8,
            MatrixCoefficients::BT2020NonConstantLuminance
            | MatrixCoefficients::BT2020ConstantLuminance => 9,
            MatrixCoefficients::ChromaticityDerivedNonConstantLuminance => 12,
            _ => UNSAID,
        },
        is_full_range: picture.color_range() == YUVRange::Full,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILES: [&str; 8] = [
        "alpha",
        "film",
        "full-10",
        "gray",
        "grid",
        "limited-12",
        "premultiplied",
        "turned",
    ];

    fn file(name: &str) -> Vec<u8> {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/documents/pictures");
        std::fs::read(format!("{folder}/{name}.avif")).unwrap()
    }

    #[test]
    fn every_kind_is_decoded() {
        let found = FILES.map(|name| {
            let decoded = decode(&file(name)).unwrap();
            let Dots {
                width,
                height,
                channels,
                ..
            } = decoded.dots;
            (name, width, height, channels, decoded.orientation)
        });
        let meant = [
            ("alpha", 48, 32, 4, Some(1)),
            ("film", 48, 32, 3, Some(1)),
            ("full-10", 48, 32, 3, Some(1)),
            ("gray", 48, 32, 1, Some(1)),
            ("grid", 128, 128, 3, Some(1)),
            ("limited-12", 48, 32, 3, Some(1)),
            ("premultiplied", 48, 32, 4, Some(1)),
            ("turned", 32, 48, 3, Some(5)),
        ];
        assert_eq!(found, meant);
    }

    #[test]
    fn what_is_cut_off_or_changed_ends_nothing() {
        for name in FILES {
            let file = file(name);
            for end in (0..file.len()).step_by(41) {
                let _ = decode(&file[..end]);
            }
            for at in 0..file.len() {
                let mut other = file.clone();
                other[at] ^= 0xff;
                let _ = container::read(&other);
                let _ = sequence::first_picture(&other);
                if at % 47 == 0 {
                    let _ = decode(&other);
                }
            }
        }
    }

    #[test]
    fn a_grid_of_absurd_size_is_refused_before_it_is_decoded() {
        let mut file = file("grid");
        // Rows, columns, width and height of the grid.
        let head = [0, 0, 1, 1, 0, 128, 0, 128];
        let at = memchr::memmem::find(&file, &head).unwrap();
        file[at + 4..at + 8].copy_from_slice(&[0xff; 4]);
        assert_eq!(decode(&file).err().as_deref(), Some("too many dots"));
    }
}
