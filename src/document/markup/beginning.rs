//! What a document begins with: elements in one another, up to the first text.

use html5gum::emitters::default::{StartTag, Token};

use super::reader::tokens;
use crate::document::lower;

/// So deep below the body stands what begins a document.
const DEEPEST: usize = 4;

/// The `page` of what begins a document, where a plain selector gives it one: `vw` and `vh`
/// are hundredths of that page, and they are lowered before the page is laid out.
pub fn first_name(html: &str, css: &[String], is_late: &dyn Fn() -> bool) -> String {
    let names: Vec<(String, String)> = css.iter().flat_map(|css| lower::page_names(css)).collect();
    if names.is_empty() {
        return String::new();
    }
    let mut name = String::new();
    for tag in first_tags(html, is_late) {
        for (selector, page) in &names {
            if matches(selector, &tag) {
                name.clone_from(page);
            }
        }
    }
    name
}

/// How many elements in one another begin the body without text before them.
pub fn leading_elements(html: &str) -> usize {
    let tags = first_tags(html, &|| false);
    let in_body = tags.iter().filter(|tag| &tag.name[..] != b"body");
    in_body.count()
}

/// The body, and the elements that begin one in another at its beginning.
fn first_tags(html: &str, is_late: &dyn Fn() -> bool) -> Vec<StartTag<usize>> {
    const BESIDE: [&[u8]; 7] = [
        b"html", b"head", b"meta", b"title", b"link", b"style", b"script",
    ];
    let mut tags = Vec::new();
    let mut aside = false;
    for token in tokens(html, is_late) {
        match token {
            Token::StartTag(tag) if BESIDE.contains(&&tag.name[..]) => {
                aside = !matches!(&tag.name[..], b"html" | b"head" | b"meta" | b"link");
            }
            Token::StartTag(tag) => {
                tags.push(tag);
                if tags.len() > DEEPEST {
                    return tags;
                }
            }
            Token::EndTag(tag) if BESIDE.contains(&&tag.name[..]) => aside = false,
            Token::EndTag(_) => return tags,
            Token::String(text) if !aside && !text.trim_ascii().is_empty() => return tags,
            _ => {}
        }
    }
    tags
}

/// Whether a selector of one element, without more than its name, classes and id, is
/// that of a tag.
fn matches(selector: &str, tag: &StartTag<usize>) -> bool {
    let attribute = |name: &[u8]| {
        let value = tag.attributes.get(name);
        value.map_or_else(String::new, |value| {
            String::from_utf8_lossy(value).into_owned()
        })
    };
    let last = selector.rsplit([' ', '>']).next().unwrap_or_default();
    if last.is_empty() || last.contains([':', '[', '+', '~']) {
        return false;
    }
    let mut rest = last;
    let name = rest.find(['.', '#']).unwrap_or(rest.len());
    let (element, after) = rest.split_at(name);
    rest = after;
    if !element.is_empty() && element != "*" && !element.as_bytes().eq_ignore_ascii_case(&tag.name)
    {
        return false;
    }
    let (classes, id) = (attribute(b"class"), attribute(b"id"));
    while !rest.is_empty() {
        let end = rest[1..].find(['.', '#']).map_or(rest.len(), |at| at + 1);
        let (part, after) = rest.split_at(end);
        let fits = match part.strip_prefix('.') {
            Some(class) => classes.split_ascii_whitespace().any(|one| one == class),
            None => id == part[1..],
        };
        if !fits {
            return false;
        }
        rest = after;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_counted_up_to_the_first_text() {
        for (html, count) in [
            ("<!DOCTYPE html>text<p>x", 0),
            ("<title>t</title><body class=a>\n<main><h1>x</h1>", 2),
            ("<style>p{}</style><script>1</script><p>x", 1),
            ("", 0),
        ] {
            assert_eq!(leading_elements(html), count, "{html}");
        }
    }

    #[test]
    fn the_first_page_is_called_what_begins_the_document_is_called() {
        let css = [
            ".cover, #c{page:cover} main{page:body} @media print{section.x{page:inner}}".to_owned(),
        ];
        for (body, name) in [
            ("<div class='a cover'>x", "cover"),
            ("<style>p{}</style> <div><p id=c>x", "cover"),
            ("<main><section class=x>x", "inner"),
            ("<main>text<section class=x>x", "body"),
            ("<p>x</p><div class=cover>", ""),
        ] {
            let html = format!("<!DOCTYPE html><html><head><title>t</title></head><body>{body}");
            assert_eq!(first_name(&html, &css, &|| false), name, "{body}");
        }
    }
}
