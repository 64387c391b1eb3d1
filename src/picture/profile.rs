//! Colours that are not those of the web are made so: browsers do it, and the engine
//! takes all numbers for sRGB.

use moxcms::{
    CicpColorPrimaries, CicpProfile, ColorProfile, DataColorSpace, Layout, MatrixCoefficients,
    TransferCharacteristics, TransformOptions,
};

use super::dots::Dots;

/// What is known of the colours of a picture.
#[derive(Debug, Default)]
pub(super) enum Colours {
    #[default]
    Usual,
    /// An ICC profile.
    Profile(Vec<u8>),
    /// By the numbers of ITU-T H.273.
    Coded { primaries: u8, transfer: u8 },
}

impl Colours {
    pub fn of_profile(profile: Option<Vec<u8>>) -> Self {
        profile.map_or(Self::Usual, Self::Profile)
    }

    /// Makes the dots those of sRGB; as they are where nothing is known, or what is said
    /// is not for such dots.
    pub fn apply(&self, dots: &mut Dots) {
        let layout = match dots.channels {
            3 => Layout::Rgb,
            4 => Layout::Rgba,
            _ => return,
        };
        let profile = match self {
            Self::Usual => None,
            Self::Profile(profile) if is_like_srgb(profile) => None,
            Self::Profile(profile) => ColorProfile::new_from_slice(profile)
                .ok()
                .filter(|profile| profile.color_space == DataColorSpace::Rgb),
            Self::Coded {
                primaries,
                transfer,
            } => coded(*primaries, *transfer),
        };
        let Some(profile) = profile else { return };
        let srgb = ColorProfile::new_srgb();
        let options = TransformOptions::default();
        let Ok(transform) = profile.create_transform_8bit(layout, &srgb, layout, options) else {
            return;
        };
        // A row at a time: it needs another place for what comes out.
        let length = dots.width * dots.channels;
        let mut row = vec![0; length];
        for dots in dots.bytes.chunks_exact_mut(length.max(1)) {
            if transform.transform(dots, &mut row).is_ok() {
                dots.copy_from_slice(&row);
            }
        }
    }
}

/// Only those that differ from sRGB and are meant for screens.
fn coded(primaries: u8, transfer: u8) -> Option<ColorProfile> {
    let primaries = match primaries {
        9 => CicpColorPrimaries::Bt2020,
        11 => CicpColorPrimaries::Smpte431,
        12 => CicpColorPrimaries::Smpte432,
        _ if transfer == 8 => CicpColorPrimaries::Bt709,
        _ => return None,
    };
    let transfer = match transfer {
        8 => TransferCharacteristics::Linear,
        // Curves of films are taken for that of sRGB, as browsers take them; light beyond
        // white is not printed.
        _ => TransferCharacteristics::Srgb,
    };
    Some(ColorProfile::new_from_cicp(CicpProfile {
        color_primaries: primaries,
        transfer_characteristics: transfer,
        matrix_coefficients: MatrixCoefficients::Identity,
        full_range: true,
    }))
}

/// Whether a profile's colours are those of sRGB, or nearly so: most profiles are.
/// Looks at its table only.
pub(super) fn is_like_srgb(profile: &[u8]) -> bool {
    /// Red, green and blue of sRGB under the light that profiles are made for.
    const COLOURS: [(&[u8; 4], [f64; 3]); 3] = [
        (b"rXYZ", [0.4361, 0.2225, 0.0139]),
        (b"gXYZ", [0.3851, 0.7169, 0.0971]),
        (b"bXYZ", [0.1431, 0.0606, 0.7141]),
    ];
    /// Less than can be seen.
    const NEAR: f64 = 0.01;
    let colours = COLOURS.iter().all(|(name, meant)| {
        let found = tag(profile, name).filter(|tag| tag.starts_with(b"XYZ "));
        found.is_some_and(|tag| {
            let numbers = tag.get(8..).unwrap_or_default().chunks_exact(4).map(fixed);
            numbers.len() >= 3
                && numbers
                    .zip(meant)
                    .all(|(found, meant)| (found - meant).abs() < NEAR)
        })
    });
    colours && tag(profile, b"rTRC").is_some_and(|curve| gamma(curve).is_none_or(is_usual))
}

/// The exponent of a curve that is nothing else.
fn gamma(curve: &[u8]) -> Option<f64> {
    let count = curve.get(8..12)?;
    match (curve.get(..4)?, count) {
        (b"curv", [0, 0, 0, 0]) => Some(1.0),
        (b"curv", [0, 0, 0, 1]) => {
            let number = u16::from_be_bytes(*curve.get(12..)?.first_chunk()?);
            Some(f64::from(number) / 256.0)
        }
        (b"para", [0, 0, _, _]) => curve.get(12..16).map(fixed),
        _ => None,
    }
}

fn is_usual(gamma: f64) -> bool {
    (2.1..2.5).contains(&gamma)
}

fn fixed(bytes: &[u8]) -> f64 {
    let bytes = bytes.first_chunk().copied().unwrap_or_default();
    f64::from(i32::from_be_bytes(bytes)) / 65536.0
}

/// What a profile has under a name.
fn tag<'p>(profile: &'p [u8], name: &[u8; 4]) -> Option<&'p [u8]> {
    const HEAD: usize = 128;
    const ENTRY: usize = 12;
    let number = |at: usize| -> Option<usize> {
        let bytes = *profile.get(at..)?.first_chunk()?;
        usize::try_from(u32::from_be_bytes(bytes)).ok()
    };
    let entries = profile.get(HEAD + 4..)?.chunks_exact(ENTRY);
    let at = entries
        .take(number(HEAD)?)
        .position(|entry| entry.starts_with(name))?;
    let entry = HEAD + 4 + at * ENTRY;
    let start = number(entry + 4)?;
    profile.get(start..start.checked_add(number(entry + 8)?)?)
}
