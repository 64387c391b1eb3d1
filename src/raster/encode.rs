//! Dots into the bytes of an image file, which knows its resolution.

use std::io::Write;

use hayro::vello_cpu::Pixmap;
use hayro::vello_cpu::peniko::ImageAlphaType;
use jpeg_encoder::{ColorType, Encoder, PixelDensity};
use png::{BitDepth, PixelDimensions, Unit};

use super::error::Error;
use super::page::Area;
use super::settings::Background;

/// Shades of gray take a third of the bytes, and many a page has nothing else.
pub fn png(dots: Pixmap, area: &Area, background: Background) -> Result<Vec<u8>, Error> {
    let dots = dots.take_rgba8(ImageAlphaType::Alpha);
    let (color, channels): (_, &[usize]) = match background {
        Background::Transparent => (png::ColorType::Rgba, &[0, 1, 2, 3]),
        Background::White if is_gray(&dots) => (png::ColorType::Grayscale, &[0]),
        Background::White => (png::ColorType::Rgb, &[0, 1, 2]),
    };
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, area.width.into(), area.height.into());
    encoder.set_color(color);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_pixel_dims(Some(per_metre(area.dpi())));
    let mut writer = encoder.write_header().map_err(Error::encoding)?;
    let mut lines = writer.stream_writer().map_err(Error::encoding)?;
    // Line by line: a second copy of all dots would weigh as much as the first.
    for line in dots.chunks_exact(usize::from(area.width) * 4) {
        let line: Vec<u8> = line
            .chunks_exact(4)
            .flat_map(|dot| channels.iter().map(|&channel| dot[channel]))
            .collect();
        lines.write_all(&line).map_err(Error::encoding)?;
    }
    lines.finish().map_err(Error::encoding)?;
    drop(writer);
    Ok(file)
}

pub fn jpeg(dots: &Pixmap, area: &Area, quality: u8) -> Result<Vec<u8>, Error> {
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, quality);
    encoder.set_density(PixelDensity::dpi(area.dpi().round() as u16));
    encoder
        .encode(
            dots.data_as_u8_slice(),
            area.width,
            area.height,
            ColorType::Rgba,
        )
        .map_err(Error::encoding)?;
    Ok(file)
}

fn is_gray(dots: &[u8]) -> bool {
    dots.chunks_exact(4)
        .all(|dot| dot[0] == dot[1] && dot[1] == dot[2])
}

fn per_metre(dpi: f64) -> PixelDimensions {
    let dots = (dpi / 0.0254).round() as u32;
    PixelDimensions {
        xppu: dots,
        yppu: dots,
        unit: Unit::Meter,
    }
}
