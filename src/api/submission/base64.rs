//! Base64 as people send it: standard or URL-safe letters, with or without
//! padding, broken into lines.

use std::borrow::Cow;

use base64::Engine as _;

use crate::text::LENIENT_BASE64;

/// The error tells what is wrong, for a message that names the field.
pub fn decode(encoded: &[u8]) -> Result<Vec<u8>, String> {
    LENIENT_BASE64.decode(plain(encoded)).map_err(|error| {
        format!("not base64 ({error}); encode the bytes with the standard alphabet")
    })
}

/// In the standard alphabet and without white space; copied only where it is not.
fn plain(encoded: &[u8]) -> Cow<'_, [u8]> {
    let is_odd = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'-' | b'_');
    if !encoded.iter().any(is_odd) {
        return encoded.into();
    }
    let bytes = encoded.iter().filter(|byte| !byte.is_ascii_whitespace());
    let plain = bytes.map(|byte| match byte {
        b'-' => b'+',
        b'_' => b'/',
        other => *other,
    });
    plain.collect::<Vec<u8>>().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_every_usual_form() {
        for encoded in ["7ZWc6riAPz8+", "7ZWc6riA\r\nPz8-", "7ZWc6riAPz8-\n"] {
            assert_eq!(
                decode(encoded.as_bytes()).unwrap(),
                "한글??>".as_bytes(),
                "{encoded}"
            );
        }
        assert_eq!(decode(b"YQ").unwrap(), b"a");
        assert_eq!(decode(b"YQ==").unwrap(), b"a");
        assert_eq!(decode(b"").unwrap(), b"");
    }

    #[test]
    fn refuses_what_is_not_base64() {
        for encoded in ["<p>html</p>", "A", "YQ==YQ==", "한글"] {
            assert!(
                decode(encoded.as_bytes())
                    .unwrap_err()
                    .starts_with("not base64"),
                "{encoded}"
            );
        }
    }
}
