//! Where a doctype ends, and which ones make browsers lay a document out in quirks mode.

use html5gum::emitters::default::{DefaultEmitter, Token};
use html5gum::{Doctype, Tokenizer};

/// Public identifiers that begin so, in lower case, always mean quirks mode.
const OF_LONG_AGO: [&str; 8] = [
    "html",
    "-//ietf//",
    "-//w3o//",
    "-//w3c//dtd html 3",
    "-//w3c//dtd html 4.0 ",
    "-//w3c//dtd html experimental",
    "-//netscape comm. corp.//",
    "-//microsoft//",
];
/// These mean quirks mode only where no system identifier stands beside them.
const WITHOUT_ADDRESS: [&str; 2] = [
    "-//w3c//dtd html 4.01 frameset//",
    "-//w3c//dtd html 4.01 transitional//",
];

/// Whether a document that begins with it is laid out in quirks mode.
pub fn has_quirks<S: html5gum::SpanBound>(doctype: &Doctype<S>) -> bool {
    let public = doctype.public_identifier.clone().unwrap_or_default();
    let public = String::from_utf8_lossy(&public).to_ascii_lowercase();
    let begins = |with: &[&str]| with.iter().any(|start| public.starts_with(start));
    doctype.force_quirks
        || *doctype.name != b"html"
        || begins(&OF_LONG_AGO)
        || doctype.system_identifier.is_none() && begins(&WITHOUT_ADDRESS)
}

/// Where a document's doctype ends, if it has one.
pub fn end_of_doctype(html: &str) -> Option<usize> {
    // What stands farther behind is none.
    const FARTHEST: usize = 1 << 16;
    let mut end = html.len().min(FARTHEST);
    while !html.is_char_boundary(end) {
        end -= 1;
    }
    let html = &html[..end];
    let emitter = DefaultEmitter::<usize>::new_with_span();
    for token in Tokenizer::new_with_emitter(html, emitter) {
        let Ok(token) = token;
        match token {
            Token::Doctype(doctype) => return Some(doctype.span.end),
            Token::StartTag(_) | Token::EndTag(_) => return None,
            Token::String(text) if !text.value.trim_ascii().is_empty() => return None,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use html5gum::{Token, Tokenizer};

    use super::*;

    #[test]
    fn doctypes_of_long_ago_have_quirks() {
        for (text, quirks) in [
            ("html", false),
            ("HTML SYSTEM \"about:legacy-compat\"", false),
            ("nothtml", true),
            ("html PUBLIC \"-//W3C//DTD HTML 3.2 Final//EN\"", true),
            ("html PUBLIC \"-//W3C//DTD HTML 4.01//EN\"", false),
            (
                "html PUBLIC \"-//W3C//DTD HTML 4.01 Transitional//EN\"",
                true,
            ),
            (
                "html PUBLIC \"-//W3C//DTD HTML 4.01 Transitional//EN\" \"loose.dtd\"",
                false,
            ),
            (
                "html PUBLIC \"-//W3C//DTD HTML 4.0 Transitional//EN\" \"loose.dtd\"",
                true,
            ),
            (
                "html PUBLIC \"-//W3C//DTD XHTML 1.0 Strict//EN\" \"a.dtd\"",
                false,
            ),
        ] {
            let html = format!("<!DOCTYPE {text}>");
            let Some(Ok(Token::Doctype(doctype))) = Tokenizer::new(html.as_str()).next() else {
                panic!("{html}");
            };
            assert_eq!(has_quirks(&doctype), quirks, "{html}");
        }
    }
}
