//! A picture decoded, turned upright and encoded so that the engine reads it.

use std::io::Cursor;

use image_webp::WebPDecoder;
use zune_core::bytestream::ZCursor;
use zune_core::colorspace::ColorSpace;
use zune_core::options::DecoderOptions;
use zune_jpeg::JpegDecoder;

use super::dots::{Converted, Dots, LARGEST_JPEG};
use super::profile::Colours;
use super::{avif, icon, is_icon, is_webp, jpeg, png};

/// Converts a picture; an error tells for the log why that cannot be done. Asks for as
/// much memory as the picture's head says.
pub fn convert(file: &[u8]) -> Result<Converted, String> {
    if is_webp(file) {
        return of_webp(file);
    }
    if is_icon(file) {
        return icon::convert(file);
    }
    if avif::is_avif(file) {
        return of_avif(file);
    }
    if let Some(head) = png::Head::of(file) {
        let mut dots = png::decode(file, &head)?;
        head.colours.apply(&mut dots);
        return dots.turned(head.orientation).as_png();
    }
    let head = jpeg::Head::of(file).ok_or("of no kind that is converted")?;
    let (mut dots, colours) = of_jpeg(file, &head)?;
    colours.apply(&mut dots);
    dots.turned(head.orientation).as_jpeg()
}

fn of_avif(file: &[u8]) -> Result<Converted, String> {
    let mut picture = avif::decode(file)?;
    picture.colours.apply(&mut picture.dots);
    let dots = picture.dots.turned(picture.orientation);
    match dots.channels < 4 && !picture.is_lossless {
        true => dots.as_jpeg(),
        false => dots.as_png(),
    }
}

fn of_webp(file: &[u8]) -> Result<Converted, String> {
    let failed = |error: image_webp::DecodingError| error.to_string();
    let mut decoder = WebPDecoder::new(Cursor::new(file)).map_err(failed)?;
    let (width, height) = decoder.dimensions();
    let length = decoder.output_buffer_size().ok_or("too large")?;
    let mut bytes = vec![0; length];
    match decoder.is_animated() {
        true => decoder.read_frame(&mut bytes).map(drop),
        false => decoder.read_image(&mut bytes),
    }
    .map_err(failed)?;
    let mut dots = Dots {
        width: width as usize,
        height: height as usize,
        channels: if decoder.has_alpha() { 4 } else { 3 },
        bytes,
    };
    let profile = decoder.icc_profile().ok().flatten();
    Colours::of_profile(profile).apply(&mut dots);
    // EXIF is not asked: browsers show such files as they lie.
    match dots.channels == 3 && decoder.is_lossy() {
        true => dots.as_jpeg(),
        false => dots.as_png(),
    }
}

fn of_jpeg(file: &[u8], head: &jpeg::Head) -> Result<(Dots, Colours), String> {
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
    // A profile of inks says nothing of the colours that they have become.
    let profile = decoder.icc_profile().filter(|_| head.inks == 3);
    let dots = Dots {
        width,
        height,
        channels,
        bytes,
    };
    Ok((dots, Colours::of_profile(profile)))
}

#[cfg(test)]
mod tests {
    use super::*;

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
