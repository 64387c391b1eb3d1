//! Outlines written as TrueType has them: points on curves and beside them.

use skrifa::outline::OutlinePen;

#[derive(Clone, Copy, Debug, PartialEq)]
struct Point {
    x: f32,
    y: f32,
    is_on: bool,
}

/// Takes one glyph's outline.
#[derive(Default)]
pub(super) struct Outline {
    points: Vec<Point>,
    /// Where each contour ends.
    ends: Vec<usize>,
    start: usize,
}

/// What a table of outlines says of all of them.
#[derive(Debug, Default)]
pub(super) struct Bounds {
    pub left: i16,
    pub bottom: i16,
    pub right: i16,
    pub top: i16,
    pub points: u16,
    pub contours: u16,
}

impl OutlinePen for Outline {
    fn move_to(&mut self, x: f32, y: f32) {
        self.close();
        self.add(x, y, true);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.add(x, y, true);
    }

    fn quad_to(&mut self, x0: f32, y0: f32, x: f32, y: f32) {
        self.add(x0, y0, false);
        self.add(x, y, true);
    }

    fn curve_to(&mut self, x0: f32, y0: f32, x1: f32, y1: f32, x: f32, y: f32) {
        /// Pieces that a curve of the third degree is taken for.
        const PIECES: u8 = 4;
        let Some(start) = self.points.last().copied() else {
            return;
        };
        let at = |t: f32, a: f32, b: f32, c: f32, d: f32| {
            let s = 1.0 - t;
            s * s * s * a + 3.0 * s * s * t * b + 3.0 * s * t * t * c + t * t * t * d
        };
        let speed = |t: f32, a: f32, b: f32, c: f32, d: f32| {
            let s = 1.0 - t;
            3.0 * (s * s * (b - a) + 2.0 * s * t * (c - b) + t * t * (d - c))
        };
        let step = 1.0 / f32::from(PIECES);
        for piece in 0..PIECES {
            let (from, to) = (f32::from(piece) * step, f32::from(piece + 1) * step);
            // A piece of the second degree that begins and ends as this does.
            let beside = |a, b, c, d| {
                let ends = at(from, a, b, c, d) + at(to, a, b, c, d);
                let speeds = speed(from, a, b, c, d) - speed(to, a, b, c, d);
                ends / 2.0 + speeds * step / 4.0
            };
            self.add(
                beside(start.x, x0, x1, x),
                beside(start.y, y0, y1, y),
                false,
            );
            self.add(at(to, start.x, x0, x1, x), at(to, start.y, y0, y1, y), true);
        }
    }

    fn close(&mut self) {
        // The point that it began with stands there once.
        if self.points.len() > self.start + 1 && self.points.last() == self.points.get(self.start) {
            self.points.pop();
        }
        self.drop_midpoints();
        if self.points.len() > self.start {
            self.ends.push(self.points.len());
            self.start = self.points.len();
        }
    }
}

impl Outline {
    fn add(&mut self, x: f32, y: f32, is_on: bool) {
        self.points.push(Point { x, y, is_on });
    }

    /// A point halfway between two that are beside the curve is understood.
    fn drop_midpoints(&mut self) {
        let contour = self.points.split_off(self.start);
        let count = contour.len();
        for (at, point) in contour.iter().enumerate() {
            let (before, after) = (contour[(at + count - 1) % count], contour[(at + 1) % count]);
            let is_middle = |point: f32, a: f32, b: f32| {
                (point.round() * 2.0 - a.round() - b.round()).abs() <= 1.0
            };
            let is_understood = point.is_on
                && at > 0
                && !before.is_on
                && !after.is_on
                && is_middle(point.x, before.x, after.x)
                && is_middle(point.y, before.y, after.y);
            if !is_understood {
                self.points.push(*point);
            }
        }
    }

    /// Appends the glyph to its table; returns how far to the left it reaches.
    pub fn write(mut self, table: &mut Vec<u8>, bounds: &mut Bounds) -> i16 {
        self.close();
        if self.points.is_empty() {
            return 0;
        }
        let whole = |number: f32| number.round().clamp(-16384.0, 16383.0) as i16;
        let points: Vec<_> = self
            .points
            .iter()
            .map(|point| (whole(point.x), whole(point.y), point.is_on))
            .collect();
        let xs = || points.iter().map(|(x, _, _)| *x);
        let ys = || points.iter().map(|(_, y, _)| *y);
        let sides = [xs().min(), ys().min(), xs().max(), ys().max()].map(Option::unwrap_or_default);
        let contours = self.ends.len().min(usize::from(u16::MAX)) as u16;
        bounds.take(
            sides,
            points.len().min(usize::from(u16::MAX)) as u16,
            contours,
        );
        table.extend(contours.to_be_bytes());
        sides
            .iter()
            .for_each(|side| table.extend(side.to_be_bytes()));
        for end in &self.ends {
            table.extend(((end - 1) as u16).to_be_bytes());
        }
        // No instructions.
        table.extend([0, 0]);
        write_points(&points, table);
        sides[0]
    }
}

fn write_points(points: &[(i16, i16, bool)], table: &mut Vec<u8>) {
    const ON: u8 = 1;
    /// It is one byte, and of which sign; or else: it is as before.
    const SHORT: [u8; 2] = [2, 4];
    const POSITIVE_OR_SAME: [u8; 2] = [16, 32];
    let mut before = [0_i16; 2];
    let mut numbers = [Vec::new(), Vec::new()];
    for (x, y, is_on) in points {
        let mut flag = if *is_on { ON } else { 0 };
        for (axis, number) in [*x, *y].into_iter().enumerate() {
            let step = number - before[axis];
            before[axis] = number;
            match (step, u8::try_from(step.unsigned_abs())) {
                (0, _) => flag |= POSITIVE_OR_SAME[axis],
                (_, Ok(byte)) => {
                    flag |= SHORT[axis];
                    if step > 0 {
                        flag |= POSITIVE_OR_SAME[axis];
                    }
                    numbers[axis].push(byte);
                }
                _ => numbers[axis].extend(step.to_be_bytes()),
            }
        }
        table.push(flag);
    }
    numbers.iter().for_each(|numbers| table.extend(numbers));
    table.resize(table.len().next_multiple_of(4), 0);
}

impl Bounds {
    fn take(&mut self, [left, bottom, right, top]: [i16; 4], points: u16, contours: u16) {
        let is_first = self.points == 0;
        let of = |old: i16, new: i16, choose: fn(i16, i16) -> i16| {
            if is_first { new } else { choose(old, new) }
        };
        *self = Self {
            left: of(self.left, left, i16::min),
            bottom: of(self.bottom, bottom, i16::min),
            right: of(self.right, right, i16::max),
            top: of(self.top, top, i16::max),
            points: self.points.max(points),
            contours: self.contours.max(contours),
        };
    }
}
