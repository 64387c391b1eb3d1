//! Addresses of links, as the engine can follow them.

use percent_encoding::percent_decode_str;

/// What the engine must be given in the place of an address; `None` where it
/// reads it as browsers do.
///
/// Browsers take no notice of white space around an address, nor of line breaks and
/// tabs in it: the engine makes `%20` and `%0A` of them. And of a part of the
/// document browsers decode the name, where the engine looks for it as it is written.
pub fn mended(address: &str) -> Option<String> {
    let trimmed = address.trim_matches(|c: char| c <= ' ');
    let plain: String = trimmed
        .chars()
        .filter(|c| !matches!(c, '\t' | '\n' | '\r'))
        .collect();
    let fragment = plain.strip_prefix('#');
    let decoded = fragment
        .map(|name| percent_decode_str(name).decode_utf8())
        .and_then(Result::ok);
    let mended = decoded.map_or(plain.clone(), |name| format!("#{name}"));
    (mended != address).then_some(mended)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_engine_would_misread_is_changed() {
        for (address, meant) in [
            ("#%EC%A0%9C", Some("#제")),
            ("  https://a.example/x y\n", Some("https://a.example/x y")),
            ("https://a.example/a\n b\t", Some("https://a.example/a b")),
            ("\u{1}#a%20b", Some("#a b")),
            ("#제", None),
            ("#%ff", None),
            ("#100%", None),
            ("https://a.example/%41#%41", None),
            ("", None),
        ] {
            assert_eq!(mended(address).as_deref(), meant, "{address:?}");
        }
    }
}
