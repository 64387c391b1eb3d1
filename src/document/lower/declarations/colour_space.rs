//! Colour spaces of CSS Color 4, by way of XYZ (D65): numbers in, numbers out.

type Triple = [f64; 3];
type Matrix = [Triple; 3];

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Space {
    /// 0 to 1, also beyond.
    Srgb,
    SrgbLinear,
    /// Degrees, and 0 to 1 twice.
    Hsl,
    Hwb,
    Lab,
    Lch,
    Oklab,
    Oklch,
    DisplayP3,
    DisplayP3Linear,
    A98,
    Prophoto,
    Rec2020,
    XyzD50,
    XyzD65,
}

impl Space {
    /// By its name in `color()` and `color-mix()`, in lower case.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "srgb" => Self::Srgb,
            "srgb-linear" => Self::SrgbLinear,
            "hsl" => Self::Hsl,
            "hwb" => Self::Hwb,
            "lab" => Self::Lab,
            "lch" => Self::Lch,
            "oklab" => Self::Oklab,
            "oklch" => Self::Oklch,
            "display-p3" => Self::DisplayP3,
            "display-p3-linear" => Self::DisplayP3Linear,
            "a98-rgb" => Self::A98,
            "prophoto-rgb" => Self::Prophoto,
            "rec2020" => Self::Rec2020,
            "xyz-d50" => Self::XyzD50,
            "xyz" | "xyz-d65" => Self::XyzD65,
            _ => return None,
        })
    }

    /// Which of the three is a hue in degrees.
    pub fn hue(self) -> Option<usize> {
        match self {
            Self::Hsl | Self::Hwb => Some(0),
            Self::Lch | Self::Oklch => Some(2),
            _ => None,
        }
    }

    /// Whether a colour of this space has so little chroma that its hue says nothing.
    pub fn is_grey(self, [a, b, c]: Triple) -> bool {
        match self {
            Self::Hsl => b < 0.001,
            Self::Hwb => b + c > 0.999,
            Self::Lch => b < 0.15,
            Self::Oklch => b < 0.0004,
            _ => a.is_nan(),
        }
    }

    pub fn to_xyz(self, colour: Triple) -> Triple {
        let [a, b, c] = colour;
        match self {
            Self::Srgb => times(&SRGB, colour.map(srgb_linear)),
            Self::SrgbLinear => times(&SRGB, colour),
            Self::Hsl => Self::Srgb.to_xyz(hsl_to_rgb(colour)),
            Self::Hwb => {
                let grey = b + c;
                let rgb = if grey >= 1.0 {
                    [b / grey; 3]
                } else {
                    hsl_to_rgb([a, 1.0, 0.5]).map(|x| x * (1.0 - grey) + b)
                };
                Self::Srgb.to_xyz(rgb)
            }
            Self::Lab => times(&D50_TO_D65, lab_to_d50(colour)),
            Self::Lch => Self::Lab.to_xyz(from_polar(colour)),
            Self::Oklab => Self::SrgbLinear.to_xyz(oklab_to_linear(colour)),
            Self::Oklch => Self::Oklab.to_xyz(from_polar(colour)),
            Self::DisplayP3 => times(&P3, colour.map(srgb_linear)),
            Self::DisplayP3Linear => times(&P3, colour),
            Self::A98 => times(
                &A98,
                colour.map(|x| x.abs().powf(563.0 / 256.0).copysign(x)),
            ),
            Self::Prophoto => {
                let linear = colour.map(|x| {
                    if x.abs() <= 16.0 / 512.0 {
                        x / 16.0
                    } else {
                        x.abs().powf(1.8).copysign(x)
                    }
                });
                times(&D50_TO_D65, times(&PROPHOTO, linear))
            }
            Self::Rec2020 => times(&REC2020, colour.map(|x| x.abs().powf(2.4).copysign(x))),
            Self::XyzD50 => times(&D50_TO_D65, colour),
            Self::XyzD65 => colour,
        }
    }

    pub fn of_xyz(self, xyz: Triple) -> Triple {
        match self {
            Self::Srgb => times(&inverse(&SRGB), xyz).map(srgb_gamma),
            Self::SrgbLinear => times(&inverse(&SRGB), xyz),
            Self::Hsl => rgb_to_hsl(Self::Srgb.of_xyz(xyz)),
            Self::Hwb => {
                let rgb = Self::Srgb.of_xyz(xyz);
                let least = rgb.iter().copied().fold(f64::INFINITY, f64::min);
                let most = rgb.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                [rgb_to_hsl(rgb)[0], least, 1.0 - most]
            }
            Self::Lab => d50_to_lab(times(&inverse(&D50_TO_D65), xyz)),
            Self::Lch => to_polar(Self::Lab.of_xyz(xyz)),
            Self::Oklab => linear_to_oklab(Self::SrgbLinear.of_xyz(xyz)),
            Self::Oklch => to_polar(Self::Oklab.of_xyz(xyz)),
            Self::DisplayP3 => times(&inverse(&P3), xyz).map(srgb_gamma),
            Self::DisplayP3Linear => times(&inverse(&P3), xyz),
            Self::A98 => {
                times(&inverse(&A98), xyz).map(|x| x.abs().powf(256.0 / 563.0).copysign(x))
            }
            Self::Prophoto => {
                let d50 = times(&inverse(&D50_TO_D65), xyz);
                times(&inverse(&PROPHOTO), d50).map(|x| {
                    if x.abs() >= 1.0 / 512.0 {
                        x.abs().powf(1.0 / 1.8).copysign(x)
                    } else {
                        x * 16.0
                    }
                })
            }
            Self::Rec2020 => {
                times(&inverse(&REC2020), xyz).map(|x| x.abs().powf(1.0 / 2.4).copysign(x))
            }
            Self::XyzD50 => times(&inverse(&D50_TO_D65), xyz),
            Self::XyzD65 => xyz,
        }
    }
}

const SRGB: Matrix = [
    [
        0.412_390_799_265_959_34,
        0.357_584_339_383_878,
        0.180_480_788_401_834_3,
    ],
    [
        0.212_639_005_871_510_27,
        0.715_168_678_767_756,
        0.072_192_315_360_733_71,
    ],
    [
        0.019_330_818_715_591_82,
        0.119_194_779_794_625_98,
        0.950_532_152_249_660_7,
    ],
];
const P3: Matrix = [
    [
        0.486_570_948_648_216_2,
        0.265_667_693_169_093_06,
        0.198_217_285_234_362_5,
    ],
    [
        0.228_974_564_069_748_8,
        0.691_738_521_836_506_4,
        0.079_286_914_093_745,
    ],
    [0.0, 0.045_113_381_858_902_64, 1.043_944_368_900_976],
];
const A98: Matrix = [
    [
        0.576_669_042_910_130_5,
        0.185_558_237_906_546_3,
        0.188_228_646_234_994_7,
    ],
    [
        0.297_344_975_250_536_05,
        0.627_363_566_255_466_1,
        0.075_291_458_493_997_88,
    ],
    [
        0.027_031_361_386_412_34,
        0.070_688_852_535_827_23,
        0.991_337_536_837_638_8,
    ],
];
const REC2020: Matrix = [
    [
        0.636_958_048_301_291_4,
        0.144_616_903_586_208_32,
        0.168_880_975_164_172_1,
    ],
    [
        0.262_700_212_011_267_1,
        0.677_998_071_518_870_8,
        0.059_301_716_469_861_96,
    ],
    [0.0, 0.028_072_693_049_087_428, 1.060_985_057_710_791],
];
const PROPHOTO: Matrix = [
    [
        0.797_760_489_672_302_7,
        0.135_185_837_175_740_31,
        0.031_349_349_581_524_8,
    ],
    [
        0.288_071_128_229_293_4,
        0.711_843_217_810_101_4,
        0.000_085_653_960_605_259_02,
    ],
    [0.0, 0.0, 0.825_104_602_510_460_1],
];
const D50_TO_D65: Matrix = [
    [
        0.955_473_452_704_218_2,
        -0.023_098_536_874_261_423,
        0.063_259_308_661_021_7,
    ],
    [
        -0.028_369_706_963_208_136,
        1.009_995_458_005_822_6,
        0.021_041_398_966_943_008,
    ],
    [
        0.012_314_001_688_319_899,
        -0.020_507_696_433_477_912,
        1.330_365_936_608_075_3,
    ],
];

fn times(matrix: &Matrix, [x, y, z]: Triple) -> Triple {
    matrix.map(|[a, b, c]| a * x + b * y + c * z)
}

fn inverse(m: &Matrix) -> Matrix {
    let minor = |r: usize, c: usize| {
        let (r1, r2, c1, c2) = ((r + 1) % 3, (r + 2) % 3, (c + 1) % 3, (c + 2) % 3);
        m[r1][c1] * m[r2][c2] - m[r1][c2] * m[r2][c1]
    };
    let whole: f64 = (0..3).map(|c| m[0][c] * minor(0, c)).sum();
    std::array::from_fn(|r| std::array::from_fn(|c| minor(c, r) / whole))
}

fn srgb_linear(x: f64) -> f64 {
    if x.abs() <= 0.04045 {
        x / 12.92
    } else {
        ((x.abs() + 0.055) / 1.055).powf(2.4).copysign(x)
    }
}

fn srgb_gamma(x: f64) -> f64 {
    if x.abs() <= 0.003_130_8 {
        x * 12.92
    } else {
        (1.055 * x.abs().powf(1.0 / 2.4) - 0.055).copysign(x)
    }
}

fn hsl_to_rgb([hue, saturation, lightness]: Triple) -> Triple {
    let reach = saturation * lightness.min(1.0 - lightness);
    [0.0, 8.0, 4.0].map(|n| {
        let k = (n + hue / 30.0).rem_euclid(12.0);
        lightness - reach * (k - 3.0).min(9.0 - k).clamp(-1.0, 1.0)
    })
}

fn rgb_to_hsl([r, g, b]: Triple) -> Triple {
    let most = r.max(g).max(b);
    let least = r.min(g).min(b);
    let (lightness, range) = (f64::midpoint(most, least), most - least);
    if range.abs() < 1e-9 {
        return [0.0, 0.0, lightness];
    }
    let saturation = if lightness.abs() < 1e-9 || (1.0 - lightness).abs() < 1e-9 {
        0.0
    } else {
        (most - lightness) / lightness.min(1.0 - lightness)
    };
    let hue = if most == r {
        (g - b) / range
    } else if most == g {
        (b - r) / range + 2.0
    } else {
        (r - g) / range + 4.0
    };
    [(hue * 60.0).rem_euclid(360.0), saturation, lightness]
}

fn to_polar([l, a, b]: Triple) -> Triple {
    [l, a.hypot(b), b.atan2(a).to_degrees().rem_euclid(360.0)]
}

fn from_polar([l, chroma, hue]: Triple) -> Triple {
    let (sin, cos) = hue.to_radians().sin_cos();
    [l, chroma * cos, chroma * sin]
}

const D50: Triple = [0.964_295_676_429_567_6, 1.0, 0.825_104_602_510_46];
const KAPPA: f64 = 24389.0 / 27.0;
const EPSILON: f64 = 216.0 / 24389.0;

fn lab_to_d50([l, a, b]: Triple) -> Triple {
    let middle = (l + 16.0) / 116.0;
    let (x, z) = (a / 500.0 + middle, middle - b / 200.0);
    let part = |f: f64| {
        let cube = f * f * f;
        if cube > EPSILON {
            cube
        } else {
            (116.0 * f - 16.0) / KAPPA
        }
    };
    [part(x) * D50[0], part(middle) * D50[1], part(z) * D50[2]]
}

fn d50_to_lab(xyz: Triple) -> Triple {
    let [x, y, z]: Triple = std::array::from_fn(|i| {
        let part = xyz[i] / D50[i];
        if part > EPSILON {
            part.cbrt()
        } else {
            (KAPPA * part + 16.0) / 116.0
        }
    });
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
}

fn oklab_to_linear([l, a, b]: Triple) -> Triple {
    let cone = [
        l + 0.396_337_777_4 * a + 0.215_803_757_3 * b,
        l - 0.105_561_345_8 * a - 0.063_854_172_8 * b,
        l - 0.089_484_177_5 * a - 1.291_485_548_0 * b,
    ];
    times(
        &[
            [4.076_741_662_1, -3.307_711_591_3, 0.230_969_929_2],
            [-1.268_438_004_6, 2.609_757_401_1, -0.341_319_396_5],
            [-0.004_196_086_3, -0.703_418_614_7, 1.707_614_701_0],
        ],
        cone.map(|x| x * x * x),
    )
}

fn linear_to_oklab(linear: Triple) -> Triple {
    let cone = times(
        &[
            [0.412_221_470_8, 0.536_332_536_3, 0.051_445_992_9],
            [0.211_903_498_2, 0.680_699_545_1, 0.107_396_956_6],
            [0.088_302_461_9, 0.281_718_837_6, 0.629_978_700_5],
        ],
        linear,
    );
    times(
        &[
            [0.210_454_255_3, 0.793_617_785_0, -0.004_072_046_8],
            [1.977_998_495_1, -2.428_592_205_0, 0.450_593_709_9],
            [0.025_904_037_1, 0.782_771_766_2, -0.808_675_766_0],
        ],
        cone.map(f64::cbrt),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_space_goes_there_and_back() {
        use Space::*;
        for space in [
            Srgb,
            SrgbLinear,
            Hsl,
            Hwb,
            Lab,
            Lch,
            Oklab,
            Oklch,
            DisplayP3,
            DisplayP3Linear,
            A98,
            Prophoto,
            Rec2020,
            XyzD50,
            XyzD65,
        ] {
            for colour in [[0.1, 0.5, 0.9], [1.0, 0.0, 0.0], [0.25, 0.75, 0.5]] {
                let xyz = Srgb.to_xyz(colour);
                let back = Srgb.of_xyz(space.to_xyz(space.of_xyz(xyz)));
                for (a, b) in colour.iter().zip(back) {
                    assert!((a - b).abs() < 0.001, "{space:?} {colour:?} {back:?}");
                }
            }
        }
    }
}
