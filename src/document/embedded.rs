//! Documents and films that stand in a document, as the engine knows them.

use html5gum::emitters::default::StartTag;

use super::tag;

/// A style for a film that is as large as its attributes say, which the engine does not ask.
pub fn box_of_video(tag: &StartTag<usize>) -> Option<String> {
    let sides = ["width", "height"].into_iter().filter_map(|name| {
        let side = tag::attribute(tag, name.as_bytes())?;
        let digits = side.trim().trim_end_matches("px");
        let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| format!("{name}:{digits}px;"))
    });
    let sides: String = sides.collect();
    let own = tag::attribute(tag, b"style").unwrap_or_default();
    (!sides.is_empty()).then_some(sides + &own)
}

/// The address of a document that stands in an attribute. Browsers never read it in quirks mode,
/// in which what comes first has no margin; the engine paints no background of it in any other.
pub fn frame_address(html: &[u8]) -> String {
    const MARGINS: &str =
        "<style>p,dl,h3{margin-top:1em}h1{margin-top:.67em}h2{margin-top:.83em}</style>";
    let start = html.trim_ascii_start();
    let has_doctype = start.len() > 1 && start.starts_with(b"<!");
    let margins = if has_doctype { "" } else { MARGINS };
    let encode = |part| percent_encoding::percent_encode(part, percent_encoding::NON_ALPHANUMERIC);
    format!(
        "data:text/html;charset=utf-8,{}{}",
        encode(margins.as_bytes()),
        encode(html)
    )
}
