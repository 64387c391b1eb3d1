//! A page's measure in dots, and the dots themselves.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use bytes::Bytes;
use hayro::hayro_interpret::{InterpreterSettings, TransformExt};
use hayro::hayro_syntax::Pdf;
use hayro::hayro_syntax::page::Page;
use hayro::kurbo::Affine;
use hayro::vello_cpu::color::palette::css::{TRANSPARENT, WHITE};
use hayro::vello_cpu::{
    self, Level, Pixmap, RasterizerSettings, RenderContext, Resources, TargetInit,
};
use hayro::{RenderCache, RenderSettings, render_into};

use super::error::Error;
use super::seams::{self, Grid};
use super::settings::{Background, LONGEST_SIDE, MOST_PIXELS, Size};

/// PDF's unit: points, of which an inch has 72.
const POINTS: f64 = 72.0;

/// A PDF that can be drawn.
pub struct Document {
    pdf: Pdf,
    missing: Arc<AtomicU32>,
}

/// What a page takes up as a picture.
pub struct Area {
    /// Counted from 1.
    pub page: u32,
    pub width: u16,
    pub height: u16,
    /// Dots to a point.
    scale: f64,
}

impl Area {
    pub fn dpi(&self) -> f64 {
        self.scale * POINTS
    }
}

impl Document {
    pub fn read(pdf: &Bytes) -> Result<Self, Error> {
        let pdf = Pdf::new(Arc::new(pdf.clone())).map_err(|_| Error::Unreadable)?;
        Ok(Self {
            pdf,
            missing: Arc::default(),
        })
    }

    pub fn pages(&self) -> u32 {
        u32::try_from(self.pdf.pages().len()).unwrap_or(u32::MAX)
    }

    /// Fonts and images that were missing from the pages drawn so far.
    pub fn missing(&self) -> u32 {
        self.missing.load(Ordering::Relaxed)
    }

    /// The measure of a page, if it is there and can be drawn.
    pub fn area(&self, number: u32, size: Size) -> Result<Area, Error> {
        let (width, height) = measure(self.page(number)?);
        let scale = match size {
            Size::Dpi(dpi) => f64::from(dpi) / POINTS,
            Size::Width(dots) => f64::from(dots) / width,
        };
        let (wide, high) = (dots(width * scale), dots(height * scale));
        if !fits(wide, high) {
            return Err(Error::TooLarge {
                page: number,
                width: wide,
                height: high,
                fits: largest(width, height, size),
            });
        }
        Ok(Area {
            page: number,
            width: wide as u16,
            height: high as u16,
            scale,
        })
    }

    /// This document, with the seams of these pages closed where that can be done.
    pub fn without_seams(self, pdf: &Bytes, areas: &[Area]) -> Self {
        let grids: Vec<_> = areas.iter().map(|area| self.grid(area)).collect();
        seams::close(pdf, &grids)
            .and_then(|pdf| Self::read(&pdf).ok())
            .filter(|closed| closed.pages() == self.pages())
            .unwrap_or(self)
    }

    fn grid(&self, area: &Area) -> Grid {
        let page = self.page(area.page).expect("it was measured");
        Grid {
            page: area.page,
            dots: to_dots(page, area),
        }
    }

    /// The dots of a page: red, green, blue and alpha, premultiplied.
    pub fn draw(&self, area: &Area, background: Background) -> Pixmap {
        let page = self.page(area.page).expect("it was measured");
        let mut context = RenderContext::new_with(area.width, area.height, everywhere());
        render_into(
            page,
            // Of its own for each page: it only ever grows.
            &RenderCache::new(),
            &self.reading(),
            &LIKENESS,
            &mut context,
            to_dots(page, area),
        );
        context.flush();
        let mut dots = Pixmap::new(area.width, area.height);
        let ground = match background {
            Background::White => WHITE,
            Background::Transparent => TRANSPARENT,
        };
        let rastering = RasterizerSettings {
            target_init: TargetInit::Clear(ground),
            ..RasterizerSettings::default()
        };
        context.render_with(&mut dots, &mut Resources::default(), rastering);
        complete_edges(&mut dots, page, area);
        dots
    }

    fn page(&self, number: u32) -> Result<&Page<'_>, Error> {
        let index = (number as usize).checked_sub(1);
        index
            .and_then(|index| self.pdf.pages().get(index))
            .ok_or(Error::NoSuchPage {
                page: number,
                pages: self.pages(),
            })
    }

    fn reading(&self) -> InterpreterSettings {
        let missing = self.missing.clone();
        InterpreterSettings {
            warning_sink: Arc::new(move |_| {
                missing.fetch_add(1, Ordering::Relaxed);
            }),
            ..InterpreterSettings::default()
        }
    }
}

/// Letters as they were designed and where they were set: moved onto the dots,
/// they would be crisper, and unevenly spaced. Images smooth when enlarged, as
/// viewers show them: the engine hands over shadows and canvases at 192 dpi.
const LIKENESS: RenderSettings = RenderSettings {
    force_image_interpolation: true,
    aliasing_threshold: None,
    hinting: false,
    glyph_caching: false,
};

/// The instructions that every processor has: others round otherwise.
fn everywhere() -> vello_cpu::RenderSettings {
    vello_cpu::RenderSettings {
        level: Level::baseline(),
        num_threads: 0,
    }
}

/// Width and height in points, as the page is looked at.
fn measure(page: &Page<'_>) -> (f64, f64) {
    let (width, height) = page.render_dimensions();
    (f64::from(width), f64::from(height))
}

fn to_dots(page: &Page<'_>, area: &Area) -> Affine {
    Affine::scale(area.scale) * page.initial_transform(true).to_kurbo()
}

fn dots(length: f64) -> u64 {
    // `as` keeps within the type's range what is beyond it.
    (length.round() as u64).max(1)
}

fn fits(width: u64, height: u64) -> bool {
    let side = u64::from(LONGEST_SIDE);
    width <= side && height <= side && width * height <= MOST_PIXELS
}

/// The largest size that fits, in the terms of `asked`.
fn largest(width: f64, height: f64, asked: Size) -> Size {
    let side = f64::from(LONGEST_SIDE);
    let scale = (MOST_PIXELS as f64 / (width * height))
        .sqrt()
        .min(side / width.max(height));
    // Down, and a little more, because sides are rounded.
    let (dpi, dots) = (scale * POINTS * 0.999, scale * width * 0.999);
    match asked {
        Size::Dpi(_) => Size::Dpi(dpi as u32),
        Size::Width(_) => Size::Width(dots as u32),
    }
}

/// A page seldom measures whole dots. Where it covers a part of the last column
/// or row only, the background would shine through at the edge of a page that is
/// coloured all over: the dots before are repeated there.
fn complete_edges(dots: &mut Pixmap, page: &Page<'_>, area: &Area) {
    let (width, height) = measure(page);
    let (columns, rows) = (usize::from(area.width), usize::from(area.height));
    let partly = |length: f64, dots: usize| dots > 1 && length * area.scale < dots as f64 - 0.001;
    let dots = dots.data_mut();
    if partly(width, columns) {
        for row in dots.chunks_exact_mut(columns) {
            row[columns - 1] = row[columns - 2];
        }
    }
    if partly(height, rows) {
        dots.copy_within(
            (rows - 2) * columns..(rows - 1) * columns,
            (rows - 1) * columns,
        );
    }
}
