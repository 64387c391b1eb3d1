//! PNGs whose colours are not those of the web, or whose first picture is not the one
//! that is shown.

use std::io::{Cursor, Read};

use flate2::read::ZlibDecoder;
use png::{ColorType, Decoder, Limits, Transformations};

use super::dots::Dots;
use super::jpeg;
use super::profile::{Colours, is_like_srgb};

/// What the chunks before a PNG's data say.
#[derive(Debug, Default)]
pub(super) struct Head {
    pub colours: Colours,
    /// It moves, and the picture for those who do not know that is none of its frames.
    pub is_hidden: bool,
    /// The orientation of EXIF, where it is said.
    pub orientation: Option<u8>,
}

const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";
/// Larger profiles are for presses.
const LARGEST_PROFILE: u64 = 1 << 20;

/// Whether the first bytes of a file have the name of anything that counts here.
pub(super) fn may_need_conversion(head: &[u8]) -> bool {
    const NAMES: [&[u8]; 6] = [b"cICP", b"iCCP", b"gAMA", b"cHRM", b"acTL", b"eXIf"];
    let has = |name: &&[u8]| memchr::memmem::find(head, name).is_some();
    head.starts_with(SIGNATURE) && NAMES.iter().any(has)
}

impl Head {
    /// `None` of what is no PNG.
    pub fn of(file: &[u8]) -> Option<Self> {
        let mut rest = file.strip_prefix(SIGNATURE)?;
        let mut head = Self::default();
        let (mut coded, mut profile, mut gamma, mut primaries) = (None, None, None, None);
        let (mut is_usual, mut moves, mut begins) = (false, false, false);
        while let Some((name, data, after)) = chunk(rest) {
            rest = after;
            match name {
                b"cICP" => {
                    coded = data.first().zip(data.get(1)).map(|(p, t)| Colours::Coded {
                        primaries: *p,
                        transfer: *t,
                    });
                }
                b"iCCP" => profile = unpacked(data).map(Colours::Profile),
                b"sRGB" => is_usual = true,
                b"gAMA" => gamma = number(data, 0),
                b"cHRM" => {
                    let all = (0..8).map(|at| number(data, at * 4));
                    primaries = all.collect::<Option<Vec<f32>>>();
                }
                b"acTL" => moves = true,
                b"fcTL" => begins = true,
                b"eXIf" => head.orientation = jpeg::orientation(data),
                b"IDAT" => break,
                _ => {}
            }
        }
        let measured = gamma
            .filter(|_| !is_usual && profile.is_none())
            .map(|gamma| {
                let primaries = primaries.and_then(|all| <[f32; 8]>::try_from(all).ok());
                Colours::Measured { gamma, primaries }
            });
        head.colours = coded.or(profile).or(measured).unwrap_or_default();
        head.is_hidden = moves && !begins;
        Some(head)
    }

    pub fn needs_conversion(&self) -> bool {
        self.is_hidden
            || self.orientation.is_some_and(|found| found != 1)
            || self.colours.need_conversion()
    }
}

fn chunk(rest: &[u8]) -> Option<(&[u8; 4], &[u8], &[u8])> {
    const CHECKSUM: usize = 4;
    let length = u32::from_be_bytes(*rest.first_chunk()?) as usize;
    let name = rest.get(4..)?.first_chunk()?;
    let end = length.checked_add(8)?;
    Some((
        name,
        rest.get(8..end)?,
        rest.get(end.checked_add(CHECKSUM)?..)?,
    ))
}

/// A number in hundred thousandths.
fn number(data: &[u8], at: usize) -> Option<f32> {
    let number = u32::from_be_bytes(*data.get(at..)?.first_chunk()?);
    (number > 0).then_some(number as f32 / 100_000.0)
}

/// A profile, behind its name and the way it is packed.
fn unpacked(data: &[u8]) -> Option<Vec<u8>> {
    let name = data.iter().position(|byte| *byte == 0)?;
    let packed = data.get(name + 2..)?;
    let mut profile = Vec::new();
    let mut reader = ZlibDecoder::new(packed).take(LARGEST_PROFILE);
    // What is there before it breaks off may be enough.
    let _ = reader.read_to_end(&mut profile);
    (!profile.is_empty()).then_some(profile)
}

/// The picture that is shown.
pub(super) fn decode(file: &[u8], head: &Head) -> Result<Dots, String> {
    const MOST: usize = 768 << 20;
    let failed = |error: png::DecodingError| error.to_string();
    let mut decoder = Decoder::new_with_limits(Cursor::new(file), Limits { bytes: MOST });
    decoder.set_transformations(Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().map_err(failed)?;
    let size = reader.output_buffer_size().filter(|size| *size <= MOST);
    let mut bytes = vec![0; size.ok_or("too large")?];
    let mut frame = reader.next_frame(&mut bytes).map_err(failed)?;
    let (width, height) = (frame.width as usize, frame.height as usize);
    let mut place = (0, 0);
    if head.is_hidden {
        frame = reader.next_frame(&mut bytes).map_err(failed)?;
        let control = reader.info().frame_control().copied();
        place = control.map_or(place, |it| (it.x_offset as usize, it.y_offset as usize));
    }
    bytes.truncate(frame.buffer_size());
    let dots = Dots {
        width: frame.width as usize,
        height: frame.height as usize,
        channels: frame.color_type.samples(),
        bytes,
    };
    let dots = match frame.color_type {
        ColorType::GrayscaleAlpha => dots.in_colours(),
        _ => dots,
    };
    if (dots.width, dots.height) == (width, height) {
        return Ok(dots);
    }
    let mut whole = Dots {
        width,
        height,
        channels: dots.channels,
        bytes: vec![0; width * height * dots.channels],
    };
    whole.put(&dots, place.0, place.1)?;
    Ok(whole)
}

impl Colours {
    /// Whether the engine would show others.
    fn need_conversion(&self) -> bool {
        /// A step in 255 at most.
        const NEAR: f32 = 0.02;
        match self {
            Self::Usual => false,
            Self::Profile(profile) => {
                !is_like_srgb(profile) && profile.get(16..20) == Some(b"RGB ")
            }
            Self::Coded {
                primaries,
                transfer,
            } => matches!(primaries, 9 | 11 | 12) || *transfer == 8,
            Self::Measured { gamma, primaries } => {
                let usual = [0.3127, 0.329, 0.64, 0.33, 0.3, 0.6, 0.15, 0.06];
                let is_far =
                    |all: &[f32; 8]| all.iter().zip(usual).any(|(a, b)| (a - b).abs() > NEAR);
                (gamma - 0.45455).abs() > NEAR || primaries.as_ref().is_some_and(is_far)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(chunks: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
        let chunks = chunks.iter().map(|(name, data)| {
            let length = (data.len() as u32).to_be_bytes();
            [&length, &name[..], data, &[0; 4]].concat()
        });
        [SIGNATURE.to_vec(), chunks.collect::<Vec<_>>().concat()].concat()
    }

    #[test]
    fn chunks_before_the_data_tell_what_is_needed() {
        let gamma = |number: u32| number.to_be_bytes();
        for (chunks, need) in [
            (&[][..], false),
            (&[(b"gAMA", &gamma(45455)[..])], false),
            (&[(b"gAMA", &gamma(100_000)[..])], true),
            (&[(b"gAMA", &gamma(100_000)[..]), (b"sRGB", &[0])], false),
            (&[(b"IDAT", &[]), (b"gAMA", &gamma(100_000))], false),
            (&[(b"cICP", &[12, 13, 0, 1])], true),
            (&[(b"cICP", &[1, 13, 0, 1])], false),
            (&[(b"acTL", &[0; 8]), (b"fcTL", &[0; 26])], false),
            (&[(b"acTL", &[0; 8]), (b"IDAT", &[])], true),
            (&[(b"iCCP", b"x\0\0rubbish")], false),
        ] {
            let head = Head::of(&file(chunks)).unwrap();
            assert_eq!(head.needs_conversion(), need, "{chunks:?}");
        }
        assert!(Head::of(b"GIF89a").is_none());
    }
}
