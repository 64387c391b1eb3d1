//! Planes of light and colour, as a decoder gives them, become red, green and blue.

use re_rav1d::dav1d::{Picture, PixelLayout, PlanarImageComponent as Component};

use super::properties::Coding;

/// What to make of a picture's planes.
#[derive(Clone, Copy, Debug)]
enum Matrix {
    /// The planes are green, blue and red already.
    Identity,
    YCgCo,
    /// What red and blue are of the light.
    Shares(f32, f32),
}

impl Matrix {
    fn of(coding: Coding) -> Self {
        const BT_601: Matrix = Matrix::Shares(0.299, 0.114);
        const BT_709: Matrix = Matrix::Shares(0.2126, 0.0722);
        const BT_2020: Matrix = Matrix::Shares(0.2627, 0.0593);
        match (coding.matrix, coding.primaries) {
            (0, _) => Self::Identity,
            (1, _) | (12, 1) => BT_709,
            (4, _) => Self::Shares(0.3, 0.11),
            (7, _) | (12, 7) => Self::Shares(0.212, 0.087),
            (8, _) => Self::YCgCo,
            (9 | 10, _) | (12, 9) => BT_2020,
            (12, 11 | 12) => Self::Shares(0.228_97, 0.079_29),
            _ => BT_601,
        }
    }
}

/// How the numbers of a plane lie between nothing and all.
#[derive(Clone, Copy)]
struct Levels {
    /// What light has where there is none, and what is all of it.
    black: f32,
    light: f32,
    /// The middle of colours, and what is all of them.
    middle: f32,
    colours: f32,
}

impl Levels {
    fn of(depth: u32, is_full_range: bool) -> Self {
        let step = (1_u32 << (depth - 8)) as f32;
        let all = ((1_u32 << depth) - 1) as f32;
        match is_full_range {
            true => Self {
                black: 0.0,
                light: all,
                middle: 128.0 * step,
                colours: all,
            },
            false => Self {
                black: 16.0 * step,
                light: 219.0 * step,
                middle: 128.0 * step,
                colours: 224.0 * step,
            },
        }
    }
}

/// Appends the light of a picture: shades of gray, a byte each.
pub(super) fn light(picture: &Picture, is_full_range: bool, bytes: &mut Vec<u8>) {
    let levels = Levels::of(depth(picture), is_full_range);
    let plane = Plane::of(picture, Component::Y);
    let mut row = vec![0.0; plane.width];
    for y in 0..plane.height {
        plane.row(y, &mut row);
        let shades = row
            .iter()
            .map(|light| byte((light - levels.black) / levels.light));
        bytes.extend(shades);
    }
}

/// Appends red, green and blue of a picture, a byte each.
pub(super) fn colours(picture: &Picture, coding: Coding, bytes: &mut Vec<u8>) {
    let levels = Levels::of(depth(picture), coding.is_full_range);
    let matrix = Matrix::of(coding);
    let (halves_x, halves_y) = match picture.pixel_layout() {
        PixelLayout::I400 | PixelLayout::I444 => (false, false),
        PixelLayout::I422 => (true, false),
        PixelLayout::I420 => (true, true),
    };
    let light = Plane::of(picture, Component::Y);
    let side = |length: usize, halved: bool| if halved { length.div_ceil(2) } else { length };
    let part = |component| Plane {
        width: side(light.width, halves_x),
        height: side(light.height, halves_y),
        ..Plane::of(picture, component)
    };
    let parts = [part(Component::U), part(Component::V)];
    let mut lights = vec![0.0; light.width];
    let mut rows = [vec![0.0; light.width], vec![0.0; light.width]];
    let mut near = vec![0.0; parts[0].width];
    let mut far = near.clone();
    for y in 0..light.height {
        light.row(y, &mut lights);
        for (plane, row) in parts.iter().zip(&mut rows) {
            match halves_y {
                false => plane.row(y, &mut near),
                true => {
                    // Each lies between two rows of light: the nearer counts three times.
                    plane.row(y / 2, &mut near);
                    let other = if y % 2 == 0 {
                        (y / 2).saturating_sub(1)
                    } else {
                        (y / 2 + 1).min(plane.height - 1)
                    };
                    plane.row(other, &mut far);
                    for (near, far) in near.iter_mut().zip(&far) {
                        *near = (3.0 * *near + far) / 4.0;
                    }
                }
            }
            match halves_x {
                false => row.copy_from_slice(&near),
                true => {
                    for (x, colour) in row.iter_mut().enumerate() {
                        let other = if x % 2 == 0 {
                            (x / 2).saturating_sub(1)
                        } else {
                            (x / 2 + 1).min(near.len() - 1)
                        };
                        *colour = (3.0 * near[x / 2] + near[other]) / 4.0;
                    }
                }
            }
        }
        for (light, (u, v)) in lights.iter().zip(rows[0].iter().zip(&rows[1])) {
            let level = (light - levels.black) / levels.light;
            if let Matrix::Identity = matrix {
                let of = |colour: &f32| byte((colour - levels.black) / levels.light);
                bytes.extend([of(v), byte(level), of(u)]);
                continue;
            }
            let (u, v) = (
                (u - levels.middle) / levels.colours,
                (v - levels.middle) / levels.colours,
            );
            let [red, green, blue] = match matrix {
                Matrix::Shares(red, blue) => {
                    let (to_red, to_blue) = (2.0 * (1.0 - red) * v, 2.0 * (1.0 - blue) * u);
                    let to_green = (red * to_red + blue * to_blue) / (1.0 - red - blue);
                    [level + to_red, level - to_green, level + to_blue]
                }
                _ => [level - u + v, level + u, level - u - v],
            };
            bytes.extend([byte(red), byte(green), byte(blue)]);
        }
    }
}

fn depth(picture: &Picture) -> u32 {
    picture.bits_per_component().map_or(8, |bits| bits.0 as u32)
}

fn byte(level: f32) -> u8 {
    (level * 255.0 + 0.5) as u8
}

struct Plane {
    bytes: re_rav1d::dav1d::Plane,
    width: usize,
    height: usize,
    stride: usize,
    /// Whether each number has two bytes.
    is_wide: bool,
}

impl Plane {
    fn of(picture: &Picture, component: Component) -> Self {
        let (stride, _) = picture.plane_data_geometry(component);
        Self {
            bytes: picture.plane(component),
            width: picture.width() as usize,
            height: picture.height() as usize,
            stride: stride as usize,
            is_wide: picture.bit_depth() > 8,
        }
    }

    fn row(&self, y: usize, row: &mut [f32]) {
        let bytes = &self.bytes[y * self.stride..];
        match self.is_wide {
            false => {
                for (number, byte) in row.iter_mut().zip(bytes) {
                    *number = f32::from(*byte);
                }
            }
            true => {
                for (number, pair) in row.iter_mut().zip(bytes.chunks_exact(2)) {
                    *number = f32::from(u16::from_ne_bytes([pair[0], pair[1]]));
                }
            }
        }
    }
}
