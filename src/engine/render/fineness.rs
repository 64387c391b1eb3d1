//! How finely a run is laid out.

use crate::document::Resolution;

/// The most that a browser shrinks a page by, so that its contents fit.
const MOST_SHRUNK: f64 = 1.0 / 1.5;

/// So that a pixel of CSS is never a hair less than its dots: the engine cuts lengths off.
const HAIR: f64 = 2.5e-7;

/// How finely a run is laid out: a resolution, or as much finer than it as the contents of the
/// document are shrunk, so that a pixel of CSS has as many dots as ever. With eleven and a half of
/// them a line of one pixel would be drawn with eleven, and each box in a column be a little too low.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fineness {
    resolution: Resolution,
    dpi: u32,
}

impl From<Resolution> for Fineness {
    fn from(resolution: Resolution) -> Self {
        let dpi = resolution.dpi();
        Self { resolution, dpi }
    }
}

impl Fineness {
    /// Dots per inch of the paper.
    pub const fn dpi(self) -> u32 {
        self.dpi
    }

    /// For what is shrunk, and by how much that is then: an inch has whole dots.
    pub fn for_shrunk(self, shrink: f64) -> (Self, f64) {
        let dots = f64::from(self.resolution.dpi());
        let dpi = (dots / shrink).round();
        let finer = Self {
            dpi: dpi as u32,
            ..self
        };
        (finer, dots / dpi + HAIR)
    }

    /// Whether so many pages of this height come out whole.
    pub fn holds(self, pages: u32, height_mm: f64) -> bool {
        Resolution::are_held(self.dpi, pages, height_mm)
    }

    /// For sheets with little on them, which are laid out as a browser does it.
    pub fn even_for_sheets(self) -> Self {
        self.resolution.even_for_sheets().into()
    }
}

/// By how much what reaches so far beyond the side of its page is shrunk, so that it fits.
pub fn shrink(width: f64, overflow: f64) -> f64 {
    (width / (width + overflow)).max(MOST_SHRUNK)
}
