//! How alike two prints look: at 48 dots to an inch, softened, what differs of all that is printed. The same as
//! `scripts/fidelity/measure.py` says, within some hundredths: that softens otherwise.

use crate::support;

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use image_webp::WebPDecoder;

use support::pdf::{Pdf, Picture};

/// As the references are drawn.
const DPI: u32 = 48;
/// What is fainter counts as paper.
const PAPER: f64 = 0.03;

/// Dots of a page, of which each has three shares of full light.
struct Drawn {
    width: usize,
    height: usize,
    dots: Vec<[f64; 3]>,
}

/// The share of what is printed that looks alike, over the pages that Chromium's print is kept of.
pub fn pictures(folder: &Path, name: &str, pdf: &Pdf) -> f64 {
    let file = |page| folder.join(format!("{name}-{page}.webp"));
    let kept = (1..).take_while(|page| file(*page).exists()).count();
    assert!(kept > 0, "{name} has no picture of Chromium's");
    let alike = (1..=kept.min(pdf.pages() as usize)).map(|page| {
        let ours = Drawn::ours(&pdf.picture_of(page, DPI));
        alike(&Drawn::kept(&file(page)).softened(), &ours.softened())
    });
    alike.sum::<f64>() / kept as f64
}

fn alike(one: &Drawn, other: &Drawn) -> f64 {
    let differ = |a: usize, b: usize| a.abs_diff(b) as f64 > 0.03 * a.max(b) as f64;
    if differ(one.width, other.width) || differ(one.height, other.height) {
        return 0.0;
    }
    let (mut different, mut printed) = (0.0, 0.0);
    for y in 0..one.height.max(other.height) {
        for x in 0..one.width.max(other.width) {
            let (a, b) = (one.at(x, y), other.at(x, y));
            let most =
                |of: fn(f64, f64) -> f64| (0..3).map(|at| of(a[at], b[at])).fold(0.0, f64::max);
            let ink = most(|a, b| 1.0 - a.min(b));
            if ink > PAPER {
                printed += ink;
                different += most(|a, b| (a - b).abs());
            }
        }
    }
    if printed == 0.0 {
        1.0
    } else {
        1.0 - different / printed
    }
}

impl Drawn {
    fn kept(file: &Path) -> Self {
        let mut decoder = WebPDecoder::new(BufReader::new(File::open(file).unwrap())).unwrap();
        let (width, height) = decoder.dimensions();
        let mut bytes = vec![0; decoder.output_buffer_size().unwrap()];
        let depth = if decoder.has_alpha() { 4 } else { 3 };
        decoder.read_image(&mut bytes).unwrap();
        let dots = bytes.chunks(depth).map(|dot| [dot[0], dot[1], dot[2]]);
        Self::new(width as usize, height as usize, dots)
    }

    fn ours(picture: &Picture) -> Self {
        Self::new(
            picture.width,
            picture.height,
            picture.dots().iter().copied(),
        )
    }

    fn new(width: usize, height: usize, dots: impl Iterator<Item = [u8; 3]>) -> Self {
        let dots = dots
            .map(|dot| dot.map(|part| f64::from(part) / 255.0))
            .collect();
        Self {
            width,
            height,
            dots,
        }
    }

    /// Beyond its edge it is white.
    fn at(&self, x: usize, y: usize) -> [f64; 3] {
        match x < self.width && y < self.height {
            true => self.dots[y * self.width + x],
            false => [1.0; 3],
        }
    }

    /// Each dot with its neighbours, twice: edges are drawn a little otherwise by everybody.
    fn softened(self) -> Self {
        self.averaged(1, 0)
            .averaged(0, 1)
            .averaged(1, 0)
            .averaged(0, 1)
    }

    fn averaged(self, right: usize, down: usize) -> Self {
        let mut dots = Vec::with_capacity(self.dots.len());
        for y in 0..self.height {
            for x in 0..self.width {
                let around = [
                    self.at(x.saturating_sub(right), y.saturating_sub(down)),
                    self.at(x, y),
                    self.at(
                        (x + right).min(self.width - 1),
                        (y + down).min(self.height - 1),
                    ),
                ];
                dots.push([0, 1, 2].map(|at| around.iter().map(|dot| dot[at]).sum::<f64>() / 3.0));
            }
        }
        Self { dots, ..self }
    }
}

#[test]
fn a_picture_that_is_moved_is_seen() {
    let dots = |from: usize| {
        let dot = move |at: usize| {
            if (from..from + 20).contains(&(at % 100)) {
                [0; 3]
            } else {
                [255; 3]
            }
        };
        Drawn::new(100, 50, (0..5000).map(dot)).softened()
    };
    assert!((alike(&dots(10), &dots(10)) - 1.0).abs() < f64::EPSILON);
    assert!(alike(&dots(10), &dots(12)) > 0.7);
    assert!(alike(&dots(10), &dots(40)) < 0.1);
}
