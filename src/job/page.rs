//! The sheet a document is printed on: what the request says of it, what the
//! document itself says, and what comes of both.

use super::length::Length;
use super::paper::Paper;

/// A page as a reader holds it: in landscape, width is the longer side.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Page {
    pub width: Length,
    pub height: Length,
    pub margins: Sides<Length>,
}

/// One value for each side.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Sides<T> {
    pub top: T,
    pub right: T,
    pub bottom: T,
    pub left: T,
}

impl<T: Copy> Sides<T> {
    pub const fn all(value: T) -> Self {
        Self {
            top: value,
            right: value,
            bottom: value,
            left: value,
        }
    }

    /// From one to four values, in the order of the `margin` of CSS.
    pub const fn as_in_css(values: &[T]) -> Option<Self> {
        let (top, right, bottom, left) = match *values {
            [all] => (all, all, all, all),
            [vertical, horizontal] => (vertical, horizontal, vertical, horizontal),
            [top, horizontal, bottom] => (top, horizontal, bottom, horizontal),
            [top, right, bottom, left] => (top, right, bottom, left),
            _ => return None,
        };
        Some(Self {
            top,
            right,
            bottom,
            left,
        })
    }

    pub fn map<U>(self, change: impl Fn(T) -> U) -> Sides<U> {
        Sides {
            top: change(self.top),
            right: change(self.right),
            bottom: change(self.bottom),
            left: change(self.left),
        }
    }
}

impl Sides<Option<Length>> {
    /// These sides, and those of `others` where these say nothing.
    pub fn or(self, others: Self) -> Self {
        Self {
            top: self.top.or(others.top),
            right: self.right.or(others.right),
            bottom: self.bottom.or(others.bottom),
            left: self.left.or(others.left),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Orientation {
    Portrait,
    Landscape,
}

/// What a request, an operator or a style sheet says of a page. `None` is what it
/// does not say.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PageSettings {
    pub paper: Option<Paper>,
    pub orientation: Option<Orientation>,
    pub margins: Sides<Option<Length>>,
}

impl PageSettings {
    /// These settings, and those of `others` where these are silent.
    pub fn or(self, others: Self) -> Self {
        Self {
            paper: self.paper.or(others.paper),
            orientation: self.orientation.or(others.orientation),
            margins: self.margins.or(others.margins),
        }
    }

    /// The page that comes of it: A4 upright with 10 mm around, unless said
    /// otherwise.
    pub fn page(self) -> Page {
        const MARGIN: Length = Length::mm(10.0);
        let upright = self.paper.unwrap_or(Paper::A4);
        let sheet = match self.orientation {
            Some(Orientation::Landscape) => upright.turned(),
            _ => upright,
        };
        Page {
            width: sheet.width,
            height: sheet.height,
            margins: self.margins.map(|side| side.unwrap_or(MARGIN)),
        }
    }
}

/// Least width and height of a page's body. On less the engine prints thousands
/// of pages.
pub const LEAST_ROOM: Length = Length::mm(5.0);

impl Page {
    /// Width and height that the margins leave.
    pub fn room(&self) -> (Length, Length) {
        let margins = &self.margins;
        let width = self.width.as_mm() - margins.left.as_mm() - margins.right.as_mm();
        let height = self.height.as_mm() - margins.top.as_mm() - margins.bottom.as_mm();
        (Length::mm(width), Length::mm(height))
    }

    /// Width and height that the engine's sheet leaves, in pixels of CSS.
    pub fn room_in_pixels(&self) -> (f64, f64) {
        let (width, height) = self.on_whole_points().room();
        (width.as_css_pixels(), height.as_css_pixels())
    }

    /// The sheet that the engine prints this page on. Its sheets are whole points wide and
    /// high; on one that is less high than the page, what is as high as the page would need
    /// two.
    pub fn on_whole_points(mut self) -> Self {
        /// What is as high as the page must not reach over its end by a dot.
        const MORE: f64 = 0.03;
        let points = self.width.as_points();
        self.width = Length::points(points.round());
        // There is as much room as before, if there is a margin to take it from.
        let right = self.margins.right.as_points() + points.round() - points;
        self.margins.right = Length::points(right.max(0.0));
        let points = self.height.as_points();
        let mut whole = points.round();
        if self.is_cut() {
            whole = points.ceil();
            self.margins.bottom = Length::points(whole - points - MORE);
        } else if self.margins.bottom.as_points() > 0.5 {
            let bottom = self.margins.bottom.as_points() + whole - points;
            self.margins.bottom = Length::points(bottom);
        }
        self.height = Length::points(whole);
        self
    }

    /// Whether the engine's sheet is higher than the page, which goes to the foot of the
    /// paper, by more than half a point. The last whole point of it shall not be seen.
    pub fn is_cut(&self) -> bool {
        let points = self.height.as_points();
        let part = points - points.floor();
        part > 0.02 && part < 0.5 && self.margins.bottom.as_points() < 0.02
    }

    /// The page as browsers print it, where `asked` comes with the request and `document`
    /// from the document: contents begin on a whole pixel of CSS, and have room for as many
    /// whole ones as it takes to reach the margin.
    pub fn in_whole_pixels(mut self, asked: PageSettings, document: PageSettings) -> Self {
        let own = document.margins;
        let margins = &mut self.margins;
        let left = side(margins.left, asked.margins.left, own.left);
        let right = side(margins.right, asked.margins.right, own.right);
        let top = side(margins.top, asked.margins.top, own.top);
        let bottom = side(margins.bottom, asked.margins.bottom, own.bottom);
        let is_usual = asked == PageSettings::default() && document.paper.is_none();
        margins.left = left.begin;
        margins.right = far_margin(self.width, is_usual, left, right);
        margins.top = top.begin;
        margins.bottom = far_margin(self.height, is_usual, top, bottom);
        self
    }

    pub fn has_room(&self) -> bool {
        let (width, height) = self.room();
        width >= LEAST_ROOM && height >= LEAST_ROOM
    }
}

const PIXEL: f64 = 0.75;

/// A margin, and the whole pixel on which contents begin behind it.
#[derive(Clone, Copy)]
struct Side {
    margin: Length,
    begin: Length,
}

/// Browsers cut margins that come with the request to whole points, and those of a document to
/// the parts of a pixel that they lay out in.
fn side(margin: Length, asked: Option<Length>, document: Option<Length>) -> Side {
    const PARTS: f64 = 64.0;
    let is_of_document = asked.is_none() && document.is_some();
    let cut = match is_of_document {
        true => PIXEL / PARTS,
        false => 1.0,
    };
    let margin = Length::points((margin.as_points() / cut + 1e-6).floor() * cut);
    let pixels = (margin.as_points() / PIXEL).round();
    Side {
        margin,
        begin: Length::points(pixels * PIXEL),
    }
}

/// The margin at the other end that leaves room for whole pixels.
fn far_margin(paper: Length, is_usual: bool, near: Side, far: Side) -> Length {
    /// In pixels: of what is computed here, the last part is not exact.
    const INEXACT: f64 = 0.001;
    /// The paper that a browser takes where nobody says a word of it is a bit larger.
    const LARGER: f64 = 0.02;
    let points = paper.as_points();
    let (points, more) = match is_usual {
        true => ((points - INEXACT).ceil(), LARGER),
        false => (points, -INEXACT),
    };
    let room = (points - near.margin.as_points() - far.margin.as_points()) / PIXEL + more;
    let rest = paper.as_points() - near.begin.as_points() - room.ceil() * PIXEL;
    Length::points(rest.max(0.0))
}
