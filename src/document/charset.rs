//! From bytes to text. The order is that of the HTML standard: a byte order
//! mark, what the transport declares, what the document says of itself, and
//! last a guess.

use bytes::Bytes;
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{EUC_KR, Encoding, GBK, SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE};
use html5gum::Tokenizer;
use html5gum::emitters::default::{StartTag, Token};

use crate::text::excerpt;

/// Where in a document its own declaration must stand. The standard says 1024
/// bytes; real ones have long comments at the top.
const PRESCAN: usize = 4096;

/// A document as text. `declared` is the charset the transport names.
///
/// UTF-8 that is right, which most is, is taken as it is: where nobody else has
/// the bytes, they are not even copied.
pub fn html(bytes: Bytes, declared: Option<&str>) -> Result<String, String> {
    let mark = Encoding::for_bom(&bytes);
    let encoding = match mark {
        Some((encoding, _)) => encoding,
        None => match declared {
            Some(label) => by_label(label)?,
            None => of_document(&bytes).unwrap_or_else(|| guess(&bytes)),
        },
    };
    let bytes = match (encoding == UTF_8, mark) {
        (true, None) => match String::from_utf8(bytes.into()) {
            Ok(text) => return Ok(text),
            Err(wrong) => wrong.into_bytes(),
        },
        _ => bytes.into(),
    };
    let (text, _) = encoding.decode_with_bom_removal(&bytes);
    Ok(text.into_owned())
}

/// A short text, such as an option's value. UTF-8 unless declared otherwise.
pub fn text(bytes: &[u8], declared: Option<&str>) -> Result<String, String> {
    let encoding = declared.map_or(Ok(UTF_8), by_label)?;
    encoding
        .decode_without_bom_handling_and_without_replacement(bytes)
        .map(|text| text.into_owned())
        .ok_or_else(|| {
            format!(
                "not {}; send UTF-8, or declare the charset",
                encoding.name()
            )
        })
}

/// Whether this is the name of a charset.
pub fn check(label: &str) -> Result<(), String> {
    by_label(label).map(drop)
}

fn by_label(label: &str) -> Result<&'static Encoding, String> {
    // Names that Windows and Java give to encodings of the standard.
    let known = match label.trim().to_ascii_lowercase().as_str() {
        "cp949" | "ms949" | "uhc" | "x-windows-949" => Some(EUC_KR),
        "cp932" | "ms932" => Some(SHIFT_JIS),
        "cp936" | "ms936" => Some(GBK),
        _ => Encoding::for_label(label.as_bytes()),
    };
    known.ok_or_else(|| {
        format!(
            "`{}` is not a charset; use utf-8, euc-kr, shift_jis or another of the WHATWG",
            excerpt(label)
        )
    })
}

fn of_document(bytes: &[u8]) -> Option<&'static Encoding> {
    let start = &bytes[..bytes.len().min(PRESCAN)];
    for token in Tokenizer::new(start) {
        let Ok(token) = token;
        let Token::StartTag(tag) = token else {
            continue;
        };
        match &tag.name[..] {
            b"meta" => {
                if let Some(encoding) = of_meta(&tag) {
                    // Whoever can read this is not reading UTF-16.
                    let wide = encoding == UTF_16LE || encoding == UTF_16BE;
                    return Some(if wide { UTF_8 } else { encoding });
                }
            }
            b"body" => return None,
            _ => {}
        }
    }
    None
}

fn of_meta(tag: &StartTag<()>) -> Option<&'static Encoding> {
    let attribute = |name: &[u8]| {
        tag.attributes
            .get(name)
            .map(|value| String::from_utf8_lossy(value).into_owned())
    };
    let label = attribute(b"charset").or_else(|| {
        let content =
            attribute(b"content").filter(|_| tag.attributes.contains_key(&b"http-equiv"[..]))?;
        let at = content.to_ascii_lowercase().find("charset")? + "charset".len();
        let value = content[at..].trim_start().strip_prefix('=')?.trim_start();
        let value = value.trim_start_matches(['"', '\'']);
        let end = value.find(|c: char| matches!(c, ';' | '"' | '\'') || c.is_whitespace());
        Some(value[..end.unwrap_or(value.len())].to_owned())
    })?;
    by_label(&label).ok()
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    if std::str::from_utf8(bytes).is_ok() {
        return UTF_8;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Allow)
}

#[cfg(test)]
mod tests {
    use super::text;
    use bytes::Bytes;
    use encoding_rs::*;

    fn html(bytes: impl AsRef<[u8]>, declared: Option<&str>) -> Result<String, String> {
        super::html(Bytes::copy_from_slice(bytes.as_ref()), declared)
    }

    const KOREAN: &str = "세금계산서를 발행하오니 확인하여 주시기 바랍니다. 공급가액과 부가세";

    fn euc_kr(text: &str) -> Vec<u8> {
        EUC_KR.encode(text).0.into_owned()
    }

    #[test]
    fn the_transport_wins_over_the_document_and_a_mark_over_both() {
        let bytes = euc_kr(&format!("<meta charset=shift_jis>{KOREAN}"));
        assert!(html(&bytes, Some("EUC-KR")).unwrap().ends_with(KOREAN));
        let marked = format!("\u{feff}<meta charset=euc-kr>{KOREAN}");
        assert_eq!(
            html(marked.as_bytes(), Some("euc-kr")).unwrap(),
            marked[3..]
        );
        let wide: Vec<u8> = format!("\u{feff}{KOREAN}")
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(html(&wide, None).unwrap(), KOREAN);
    }

    #[test]
    fn the_document_s_own_declaration_is_honoured() {
        for head in [
            "<meta charset=euc-kr>",
            "<!-- a comment --><META CHARSET='ks_c_5601-1987'>",
            "<html><head><meta name=x content=charset=utf-8><meta http-equiv=Content-Type content='text/html; charset=\"cp949\"'>",
        ] {
            let bytes = euc_kr(&format!("{head}<p>{KOREAN}"));
            assert!(html(&bytes, None).unwrap().ends_with(KOREAN), "{head}");
        }
        let (japanese, _, _) = SHIFT_JIS.encode("<meta charset=Shift_JIS><p>請求書のご案内");
        assert!(html(&japanese, None).unwrap().ends_with("請求書のご案内"));
        let unicode = format!("<meta charset=utf-16><p>{KOREAN}");
        assert!(html(unicode.as_bytes(), None).unwrap().ends_with(KOREAN));
    }

    #[test]
    fn what_nobody_declared_is_guessed() {
        assert_eq!(html(KOREAN.as_bytes(), None).unwrap(), KOREAN);
        assert_eq!(html(euc_kr(KOREAN), None).unwrap(), KOREAN);
        assert_eq!(
            html(b"<p>caf\xe9 cr\xe8me br\xfbl\xe9e", None).unwrap(),
            "<p>café crème brûlée"
        );
    }

    #[test]
    fn an_unknown_charset_is_named() {
        assert!(
            html(b"x", Some("klingon"))
                .unwrap_err()
                .contains("`klingon`")
        );
    }

    #[test]
    fn a_short_text_is_what_it_was_declared_to_be() {
        assert_eq!(text("제목".as_bytes(), None).unwrap(), "제목");
        assert_eq!(text(&euc_kr("제목"), Some("euc-kr")).unwrap(), "제목");
        assert!(text(&euc_kr("제목"), None).unwrap_err().contains("UTF-8"));
    }
}
