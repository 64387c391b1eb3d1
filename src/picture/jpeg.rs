//! What the head of a JPEG says of the picture: its inks, its colours, and how it was held.

use super::profile::is_like_srgb;

/// What stands before the data of a JPEG.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Head {
    /// Components: 1 for shades of gray, 3 for colours, 4 for inks of a press.
    pub inks: u8,
    /// The orientation of EXIF, 1 to 8, where it is said.
    pub orientation: Option<u8>,
    /// It has a profile of colours that are not those of the web.
    pub is_profiled: bool,
}

impl Head {
    /// `None` of what is not a JPEG, or ends before its picture is described.
    pub(super) fn of(file: &[u8]) -> Option<Self> {
        let mut rest = file.strip_prefix(b"\xff\xd8")?;
        let mut orientation = None;
        let mut is_profiled = false;
        loop {
            rest = rest.strip_prefix(b"\xff")?;
            let (&marker, after) = rest.split_first()?;
            // Any number of these may stand before a marker.
            if marker == 0xff {
                continue;
            }
            let length = usize::from(u16::from_be_bytes(*after.first_chunk()?));
            let segment = after.get(2..length)?;
            rest = after.get(length..)?;
            match marker {
                0xe1 => {
                    let exif = segment.strip_prefix(b"Exif\0\0");
                    orientation = orientation.or(exif.and_then(self::orientation));
                }
                // The first part of a profile, which has its table.
                0xe2 => {
                    let profile = segment.strip_prefix(b"ICC_PROFILE\0\x01");
                    let profile = profile.and_then(|part| part.get(1..));
                    is_profiled |= profile.is_some_and(|profile| {
                        profile.get(16..20) == Some(b"RGB ") && !is_like_srgb(profile)
                    });
                }
                // The kinds of frames, of which three numbers are something else.
                0xc0..=0xcf if !matches!(marker, 0xc4 | 0xc8 | 0xcc) => {
                    let inks = *segment.get(5)?;
                    return Some(Self {
                        inks,
                        orientation,
                        is_profiled: is_profiled && inks == 3,
                    });
                }
                0xd8..=0xda => return None,
                _ => {}
            }
        }
    }
}

/// The orientation that EXIF data say, which are a TIFF file without a picture.
pub(super) fn orientation(tiff: &[u8]) -> Option<u8> {
    const ORIENTATION: u16 = 0x0112;
    const SHORT: u16 = 3;
    const ENTRY: usize = 12;
    let little = match tiff.get(..4)? {
        b"II*\0" => true,
        b"MM\0*" => false,
        _ => return None,
    };
    let number = |at: usize| -> Option<u16> {
        let bytes = *tiff.get(at..)?.first_chunk()?;
        Some(if little {
            u16::from_le_bytes(bytes)
        } else {
            u16::from_be_bytes(bytes)
        })
    };
    let bytes = *tiff.get(4..)?.first_chunk()?;
    let start = if little {
        u32::from_le_bytes(bytes)
    } else {
        u32::from_be_bytes(bytes)
    };
    let start = usize::try_from(start).ok()?;
    let entries = start.checked_add(2)?;
    for entry in 0..usize::from(number(start)?) {
        let at = entries.checked_add(entry * ENTRY)?;
        if number(at)? == ORIENTATION && number(at + 2)? == SHORT {
            return u8::try_from(number(at + 8)?)
                .ok()
                .filter(|found| (1..=8).contains(found));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn segment(marker: u8, bytes: &[u8]) -> Vec<u8> {
        let length = (bytes.len() as u16 + 2).to_be_bytes();
        [&[0xff, marker], &length[..], bytes].concat()
    }

    fn exif(orientation: u8) -> Vec<u8> {
        let tiff: &[u8] =
            b"MM\0*\0\0\0\x08\0\x02\x01\x0f\0\x02\0\0\0\x01\0\0\0\0\x01\x12\0\x03\0\0\0\x01\0";
        [b"Exif\0\0", tiff, &[orientation, 0, 0]].concat()
    }

    #[test]
    fn reads_inks_and_orientation() {
        let frame = |inks: u8| segment(0xc2, &[8, 0, 9, 0, 9, inks]);
        let file = |parts: &[Vec<u8>]| [b"\xff\xd8".to_vec(), parts.concat()].concat();
        let head = |file: &[u8]| Head::of(file).map(|head| (head.inks, head.orientation));
        assert_eq!(head(&file(&[frame(3)])), Some((3, None)));
        let turned = file(&[
            segment(0xe1, b"http://xmp"),
            segment(0xe1, &exif(6)),
            frame(3),
        ]);
        assert_eq!(head(&turned), Some((3, Some(6))));
        let inks = file(&[segment(0xee, b"Adobe\0"), vec![0xff], frame(4)]);
        assert_eq!(head(&inks), Some((4, None)));
        assert_eq!(
            head(&file(&[segment(0xe1, &exif(9)), frame(1)])),
            Some((1, None))
        );
        for end in 0..turned.len() {
            assert_eq!(head(&turned[..end]), None);
        }
        for at in 0..turned.len() {
            for byte in [0, 1, 0xff] {
                let mut other = turned.clone();
                other[at] = byte;
                Head::of(&other);
            }
        }
    }
}
