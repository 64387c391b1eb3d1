//! Pictures that the engine cannot read, or would show otherwise than browsers do,
//! made ones that it can: WebP, AVIF, JPEGs of four inks, those that a camera has taken
//! lying on its side, and those whose colours are not those of the web.
//!
//! Bytes in, bytes out. [`Need::of`] looks at the head of a file only; [`convert()`]
//! decodes what strangers have made, and so it is for a bounded process.
//!
//! ```text
//! mod      what a picture needs
//! jpeg     what the head of a JPEG says: inks, orientation, profile
//! convert  decoded, turned, encoded
//! avif     pictures that are coded as films are
//! icon     the largest of several pictures
//! fuzzing  what must hold of any bytes
//! png      what the head of a PNG says, and the picture that it shows
//! profile  colours made those of the web
//! dots     what a picture is made of, while it is converted
//! ```

mod avif;
mod convert;
mod dots;
#[cfg(any(test, fuzzing))]
pub mod fuzzing;
mod icon;
mod jpeg;
mod png;
mod profile;

pub use convert::convert;
pub use dots::Converted;

/// What must be done to a picture so that the engine shows it as browsers do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    Nothing,
    Conversion,
    /// Nothing helps: the engine does not read such files, and we cannot either.
    Unreadable,
}

impl Need {
    /// Whether more than the first bytes of a file must be seen to know what it needs.
    pub fn may_be_told_later(head: &[u8]) -> bool {
        head.starts_with(b"\xff\xd8") || png::may_need_conversion(head)
    }

    /// By the file's first bytes, whatever its name says. A file that is no picture
    /// needs nothing.
    pub fn of(file: &[u8]) -> Self {
        if is_webp(file) || is_icon(file) || avif::is_avif(file) {
            return Self::Conversion;
        }
        if let Some(head) = jpeg::Head::of(file) {
            let needed = head.inks == 4
                || head.orientation.is_some_and(|found| found != 1)
                || head.is_profiled;
            return if needed {
                Self::Conversion
            } else {
                Self::Nothing
            };
        }
        if png::Head::of(file).is_some_and(|head| head.needs_conversion()) {
            return Self::Conversion;
        }
        match is_unreadable(file) {
            true => Self::Unreadable,
            false => Self::Nothing,
        }
    }
}

fn is_webp(file: &[u8]) -> bool {
    file.starts_with(b"RIFF") && file.get(8..12) == Some(b"WEBP")
}

fn is_icon(file: &[u8]) -> bool {
    file.starts_with(b"\0\0\x01\0")
}

fn is_unreadable(file: &[u8]) -> bool {
    /// TIFF (both orders), JPEG XL (bare and boxed), JPEG 2000 (boxed and bare),
    /// Photoshop.
    const HEADS: [&[u8]; 7] = [
        b"II*\0",
        b"MM\0*",
        b"\xff\x0a",
        b"\0\0\0\x0cJXL ",
        b"\0\0\0\x0cjP  ",
        b"\xff\x4f\xff\x51",
        b"8BPS",
    ];
    /// Brands of the container that HEIC shares with AVIF and with films.
    const BRANDS: [&[u8]; 6] = [b"heic", b"heix", b"hevc", b"heim", b"mif1", b"msf1"];
    let is_boxed = file.get(4..8) == Some(b"ftyp");
    let brand = file.get(8..12).filter(|_| is_boxed);
    brand.is_some_and(|brand| BRANDS.contains(&brand))
        || HEADS.iter().any(|head| file.starts_with(head))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_bytes_tell_what_a_picture_needs() {
        for (file, need) in [
            (&b"RIFF\x10\0\0\0WEBPVP8 "[..], Need::Conversion),
            (b"\0\0\0\x20ftypavif\0\0\0\0", Need::Conversion),
            (b"\0\0\0\x18ftypmif1\0\0\0\0mif1avif", Need::Conversion),
            (b"\0\0\0\x18ftypheic\0\0\0\0", Need::Unreadable),
            (b"II*\0\x08\0\0\0", Need::Unreadable),
            (b"\0\0\x01\0\x01\0", Need::Conversion),
            (b"\0\0\0\x18ftypmp42\0\0\0\0", Need::Nothing),
            (b"\x89PNG\r\n\x1a\n", Need::Nothing),
            (b"GIF89a", Need::Nothing),
            (b"RIFF\x10\0\0\0WAVE", Need::Nothing),
            (b"<svg>", Need::Nothing),
            (b"\xff\xd8\xff", Need::Nothing),
            (b"", Need::Nothing),
        ] {
            assert_eq!(Need::of(file), need, "{}", file.escape_ascii());
        }
    }
}
