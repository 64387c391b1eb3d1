//! `Content-Disposition` with a file name in any language (RFC 6266, RFC 8187).

use http::HeaderValue;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::job::options::{Delivery, Disposition};

/// Letters that RFC 8187 lets stand as they are.
const ATTR_CHAR: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'!')
    .remove(b'#')
    .remove(b'$')
    .remove(b'&')
    .remove(b'+')
    .remove(b'-')
    .remove(b'.')
    .remove(b'^')
    .remove(b'_')
    .remove(b'`')
    .remove(b'|')
    .remove(b'~');

/// The file's name, with the ending of what it holds.
pub fn file_name(delivery: &Delivery, extension: &str) -> String {
    let name = &delivery.filename;
    let has_ending = name
        .rsplit_once('.')
        .is_some_and(|(stem, ending)| !stem.is_empty() && ending.eq_ignore_ascii_case(extension));
    if has_ending {
        name.clone()
    } else {
        format!("{name}.{extension}")
    }
}

pub fn header(delivery: &Delivery, extension: &str) -> HeaderValue {
    let kind = match delivery.disposition {
        Disposition::Inline => "inline",
        Disposition::Attachment => "attachment",
    };
    let name = file_name(delivery, extension);
    // Old clients read the plain form alone, and some of them decode percent
    // signs and stumble over escapes in it.
    let plain: String = name
        .chars()
        .map(|c| match c {
            '"' | '\\' | '%' => '_',
            c if c.is_ascii_graphic() || c == ' ' => c,
            _ => '_',
        })
        .collect();
    let mut value = format!("{kind}; filename=\"{plain}\"");
    if plain != name {
        value += &format!(
            "; filename*=UTF-8''{}",
            utf8_percent_encode(&name, ATTR_CHAR)
        );
    }
    HeaderValue::from_str(&value).expect("only visible ASCII is left")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::job::options::Deliver;

    fn of(filename: &str, disposition: Disposition) -> String {
        let delivery = Delivery {
            filename: filename.to_owned(),
            disposition,
            how: Deliver::Inline,
            to: None,
        };
        header(&delivery, "pdf").to_str().unwrap().to_owned()
    }

    #[test]
    fn a_plain_name_needs_one_form() {
        assert_eq!(
            of("my invoice.pdf", Disposition::Attachment),
            "attachment; filename=\"my invoice.pdf\""
        );
    }

    #[test]
    fn a_name_gets_the_ending_of_what_it_holds() {
        let named = |filename: &str, extension| {
            let delivery = Delivery {
                filename: filename.to_owned(),
                disposition: Disposition::Inline,
                how: Deliver::Inline,
                to: None,
            };
            file_name(&delivery, extension)
        };
        assert_eq!(named("invoice", "pdf"), "invoice.pdf");
        assert_eq!(named("청구서.PDF", "pdf"), "청구서.PDF");
        assert_eq!(named("v1.2", "png"), "v1.2.png");
    }

    #[test]
    fn a_korean_name_survives() {
        assert_eq!(
            of("청구서 1.pdf", Disposition::Inline),
            "inline; filename=\"___ 1.pdf\"; filename*=UTF-8''%EC%B2%AD%EA%B5%AC%EC%84%9C%201.pdf"
        );
    }

    #[test]
    fn no_name_ends_the_line() {
        // What a request may say has none of these; here it would not matter.
        for name in [
            "a\r\nSet-Cookie: x",
            "a\0b",
            "a\tb",
            "\u{7f}",
            "\u{2028}",
            "\u{202e}x",
            "",
        ] {
            let value = of(name, Disposition::Inline);
            assert!(value.bytes().all(|byte| matches!(byte, b' '..=b'~')));
            assert_eq!(value.matches('"').count(), 2, "{value}");
        }
    }

    #[test]
    fn no_name_breaks_out_of_its_quotes() {
        assert_eq!(
            of("a\"; x=\"\\%41.pdf", Disposition::Inline),
            "inline; filename=\"a_; x=___41.pdf\"; filename*=UTF-8''a%22%3B%20x%3D%22%5C%2541.pdf"
        );
    }
}
