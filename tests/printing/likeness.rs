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
/// Full light of a softened colour.
const WHITE: i32 = 255 * WEIGHTS * WEIGHTS;
/// What is fainter counts as paper: 3 of 100.
const PAPER: i32 = WHITE / 100 * 3;
/// A softened dot is made of five, along a row and along a column. Their weights, 1, 2, 3, 2 and 1, are those of two means
/// of three, one after the other.
const WEIGHTS: i32 = 9;

/// Dots of a page: the shares of light of each, red, green and blue. Plain numbers in plain loops, since millions of
/// them are compared by a program that is not optimised.
struct Drawn {
    width: usize,
    height: usize,
    lights: Vec<i32>,
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
    let (mut different, mut printed) = (0_i64, 0_i64);
    for y in 0..one.height.max(other.height) {
        for x in 0..one.width.max(other.width) {
            let (mut ink, mut apart) = (0, 0);
            for part in 0..3 {
                let (a, b) = (one.at(x, y, part), other.at(x, y, part));
                ink = ink.max(WHITE - a.min(b));
                apart = apart.max((a - b).abs());
            }
            if ink > PAPER {
                printed += i64::from(ink);
                different += i64::from(apart);
            }
        }
    }
    if printed == 0 {
        1.0
    } else {
        1.0 - different as f64 / printed as f64
    }
}

impl Drawn {
    fn kept(file: &Path) -> Self {
        let mut decoder = WebPDecoder::new(BufReader::new(File::open(file).unwrap())).unwrap();
        let (width, height) = decoder.dimensions();
        let mut bytes = vec![0; decoder.output_buffer_size().unwrap()];
        let depth = if decoder.has_alpha() { 4 } else { 3 };
        decoder.read_image(&mut bytes).unwrap();
        Self::new(width as usize, height as usize, &bytes, depth)
    }

    fn ours(picture: &Picture) -> Self {
        let bytes = picture.dots().as_flattened();
        Self::new(picture.width, picture.height, bytes, 3)
    }

    /// Of dots of so many bytes, of which the first three count.
    fn new(width: usize, height: usize, bytes: &[u8], depth: usize) -> Self {
        let mut lights = vec![0; 3 * width * height];
        let (mut to, mut from) = (0, 0);
        while to < lights.len() {
            lights[to] = i32::from(bytes[from]);
            lights[to + 1] = i32::from(bytes[from + 1]);
            lights[to + 2] = i32::from(bytes[from + 2]);
            to += 3;
            from += depth;
        }
        Self {
            width,
            height,
            lights,
        }
    }

    /// Beyond its edge it is white.
    fn at(&self, x: usize, y: usize, part: usize) -> i32 {
        match x < self.width && y < self.height {
            true => self.lights[(y * self.width + x) * 3 + part],
            false => WHITE,
        }
    }

    /// Each dot with its neighbours: edges are drawn a little otherwise by everybody.
    fn softened(self) -> Self {
        let (width, height) = (self.width, self.height);
        let along = averaged(&self.lights, height, width, 3 * width, 3);
        let lights = averaged(&along, width, height, 3, 3 * width);
        Self { lights, ..self }
    }
}

/// The weighed sums of neighbours in `lines` lines of `length` dots, where the next line is `line` numbers on and the next
/// dot `dot` numbers. What lies beyond an end is as the end.
fn averaged(lights: &[i32], lines: usize, length: usize, line: usize, dot: usize) -> Vec<i32> {
    let mut sums = vec![0; lights.len()];
    for start in 0..lines {
        let first = start * line;
        let last = first + (length - 1) * dot;
        let mut here = first;
        while here <= last {
            let back = here.saturating_sub(dot).max(first);
            let far_back = here.saturating_sub(2 * dot).max(first);
            let ahead = (here + dot).min(last);
            let far_ahead = (here + 2 * dot).min(last);
            for part in 0..3 {
                sums[here + part] = lights[far_back + part]
                    + 2 * lights[back + part]
                    + 3 * lights[here + part]
                    + 2 * lights[ahead + part]
                    + lights[far_ahead + part];
            }
            here += dot;
        }
    }
    sums
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
        let dots: Vec<_> = (0..5000).map(dot).collect();
        Drawn::new(100, 50, dots.as_flattened(), 3).softened()
    };
    assert!((alike(&dots(10), &dots(10)) - 1.0).abs() < f64::EPSILON);
    assert!(alike(&dots(10), &dots(12)) > 0.7);
    assert!(alike(&dots(10), &dots(40)) < 0.1);
}
