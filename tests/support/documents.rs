//! One document in each of the four forms that a body may have.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use super::events::Request;
use super::service::{escape, multipart};

/// Words that a reader must find in the PDF of [`letter`].
pub const WORDS: [&str; 3] = ["견적서", "₩1,234,000", "Grand total"];

/// A document whose last word its style sheet adds.
const LETTER: &str =
    "<!DOCTYPE html><title>견적서</title>STYLE<h1>견적서</h1><p>합계 ₩1,234,000<p class=total>";
const STYLE: &str = ".total::after { content: 'Grand total' }";

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Form {
    Html,
    Urlencoded,
    Json,
    /// With the style sheet as a file of its own.
    Multipart,
}

impl Form {
    pub const ALL: [Self; 4] = [Self::Html, Self::Urlencoded, Self::Json, Self::Multipart];
}

/// A letter on A5.
pub fn letter(form: Form) -> Request {
    let whole = LETTER.replace("STYLE", &format!("<style>{STYLE}</style>"));
    match form {
        Form::Html => Request::post("text/html; charset=utf-8", whole).query("page_size=A5"),
        Form::Urlencoded => Request::post(
            "application/x-www-form-urlencoded",
            format!("html={}&page_size=A5", escape(whole)),
        ),
        Form::Json => Request::post(
            "application/json",
            json!({ "html_base64": STANDARD.encode(whole), "options": { "page_size": "A5" } })
                .to_string(),
        ),
        Form::Multipart => {
            let linked = LETTER.replace("STYLE", "<link rel=stylesheet href=letter.css>");
            let (content_type, body) = multipart(&[
                ("name=\"html\"", linked.as_bytes()),
                ("name=\"page_size\"", b"A5"),
                (
                    "name=\"files\"; filename=\"letter.css\"\r\nContent-Type: text/css",
                    STYLE.as_bytes(),
                ),
            ]);
            Request::post(&content_type, body)
        }
    }
}

/// A picture of noise with 16 colours: two dots to a byte, and a byte or more
/// for each dot once it is in a PDF. So that a small request makes a large one.
pub fn noise_bmp(width: u32, height: u32) -> Vec<u8> {
    assert!(width.is_multiple_of(8), "rows are padded to four bytes");
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut noise = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state as u8
    };
    let dots = width * height / 2;
    let start = 14 + 40 + 16 * 4;
    let mut bmp = b"BM".to_vec();
    for number in [
        start + dots,
        0,
        start,
        40,
        width,
        height,
        1 | 4 << 16,
        0,
        dots,
        0,
        0,
        16,
        16,
    ] {
        bmp.extend(number.to_le_bytes());
    }
    bmp.extend((0..16 * 4 + dots).map(|_| noise()));
    bmp
}
