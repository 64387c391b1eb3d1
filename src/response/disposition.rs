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

pub fn header(delivery: &Delivery) -> HeaderValue {
    let kind = match delivery.disposition {
        Disposition::Inline => "inline",
        Disposition::Attachment => "attachment",
    };
    let name = &delivery.filename;
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
    if plain != *name {
        value += &format!(
            "; filename*=UTF-8''{}",
            utf8_percent_encode(name, ATTR_CHAR)
        );
    }
    HeaderValue::from_str(&value).expect("only visible ASCII is left")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(filename: &str, disposition: Disposition) -> String {
        let delivery = Delivery {
            filename: filename.to_owned(),
            disposition,
        };
        header(&delivery).to_str().unwrap().to_owned()
    }

    #[test]
    fn a_plain_name_needs_one_form() {
        assert_eq!(
            of("my invoice.pdf", Disposition::Attachment),
            "attachment; filename=\"my invoice.pdf\""
        );
    }

    #[test]
    fn a_korean_name_survives() {
        assert_eq!(
            of("청구서 1.pdf", Disposition::Inline),
            "inline; filename=\"___ 1.pdf\"; filename*=UTF-8''%EC%B2%AD%EA%B5%AC%EC%84%9C%201.pdf"
        );
    }

    #[test]
    fn no_name_breaks_out_of_its_quotes() {
        assert_eq!(
            of("a\"; x=\"\\%41.pdf", Disposition::Inline),
            "inline; filename=\"a_; x=___41.pdf\"; filename*=UTF-8''a%22%3B%20x%3D%22%5C%2541.pdf"
        );
    }
}
