//! What margin boxes say: the `content` of CSS, with the page's numbers in it.

use cssparser::{ParseError, Parser, Token};

use crate::text::escape_html;

/// The numbers of a page.
#[derive(Clone, Copy, Debug)]
pub struct Numbers {
    pub page: i64,
    pub pages: i64,
}

type Failed = ParseError<()>;

/// The contents as HTML; empty where there is nothing.
pub fn html(content: &str, numbers: Numbers) -> String {
    let mut out = String::new();
    let mut parser = Parser::new(content);
    loop {
        match parser.next().cloned() {
            Ok(Token::QuotedString(text)) => out += &escape_html(&text),
            Ok(Token::UnquotedUrl(url)) => out += &image(&url),
            Ok(Token::Function(name)) => {
                let name = name.to_ascii_lowercase();
                let inner = parser.parse_nested_block(|inner| {
                    let mut words = Vec::new();
                    loop {
                        match inner.next().cloned() {
                            Ok(Token::Ident(word)) => words.push(word.to_string()),
                            Ok(Token::QuotedString(text)) => words.push(text.to_string()),
                            Ok(_) => {}
                            Err(_) => return Ok::<_, Failed>(words),
                        }
                    }
                });
                out += &called(&name, &inner.unwrap_or_default(), numbers);
            }
            // What follows is for readers who hear it.
            Ok(Token::Delim('/')) | Err(_) => return out,
            Ok(_) => {}
        }
    }
}

fn called(name: &str, words: &[String], numbers: Numbers) -> String {
    let word = |at: usize| words.get(at).map_or("", String::as_str);
    let value = |counter: &str| match counter {
        "page" => numbers.page,
        "pages" => numbers.pages,
        _ => 0,
    };
    match name {
        "counter" => escape_html(&number(value(word(0)), word(1))),
        "counters" => escape_html(&number(value(word(0)), word(2))),
        "url" => image(word(0)),
        _ => String::new(),
    }
}

fn image(url: &str) -> String {
    format!("<img src=\"{}\">", escape_html(url))
}

/// A number in one of the styles of counters.
fn number(value: i64, style: &str) -> String {
    let style = style.to_ascii_lowercase();
    match style.as_str() {
        "none" => String::new(),
        "decimal-leading-zero" => format!("{value:02}"),
        "lower-roman" | "upper-roman" if (1..4000).contains(&value) => {
            let roman = roman(value);
            match style.starts_with("lower") {
                true => roman.to_lowercase(),
                false => roman,
            }
        }
        "lower-alpha" | "lower-latin" if value > 0 => letters(value, 'a', 26),
        "upper-alpha" | "upper-latin" if value > 0 => letters(value, 'A', 26),
        _ => value.to_string(),
    }
}

fn roman(value: i64) -> String {
    const DIGITS: [(i64, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    let mut rest = value;
    let mut out = String::new();
    for (worth, digit) in DIGITS {
        while rest >= worth {
            out += digit;
            rest -= worth;
        }
    }
    out
}

fn letters(value: i64, first: char, count: i64) -> String {
    let mut rest = value;
    let mut out = Vec::new();
    while rest > 0 {
        rest -= 1;
        out.push(char::from(
            first as u8 + u8::try_from(rest % count).unwrap_or(0),
        ));
        rest /= count;
    }
    out.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contents_are_texts_and_numbers() {
        let numbers = Numbers { page: 4, pages: 28 };
        for (content, expected) in [
            (
                "'Page ' counter(page) \" of \" counter( pages )",
                "Page 4 of 28",
            ),
            (
                "counter(page, upper-roman) '-' counter(pages,lower-alpha)",
                "IV-ab",
            ),
            ("counter(page,decimal-leading-zero)", "04"),
            ("'<b>' / 'alt'", "&lt;b&gt;"),
            ("counter(other) attr(title)", "0"),
            ("url(a.png)", "<img src=\"a.png\">"),
            ("'a\\2014 b'", "a\u{2014}b"),
            ("", ""),
        ] {
            assert_eq!(html(content, numbers), expected, "{content}");
        }
    }
}
