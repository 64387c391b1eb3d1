//! What a style sheet refers to, `@font-face` rules that could not load, what it
//! says of the page, and what in it the engine does not support.

use std::ops::Range;

use cssparser::{Delimiter, Parser, Token};

use super::css_page::PageRule;
use super::drawings::Drawings;
use super::support::Declaration;
use crate::document::edits::Edit;

/// Blocks nested deeper than this are not looked into. Style sheets of people
/// have two or three levels; only an attack has more.
const DEEPEST: usize = 16;

/// What was found in a style sheet. Ranges are bytes of its text.
#[derive(Debug, Default, PartialEq)]
pub struct Sheet {
    /// Addresses of pictures and imported style sheets, fonts not included.
    pub urls: Vec<String>,
    pub faces: Vec<FontFace>,
    pub pages: Vec<PageRule>,
    /// CSS that the engine does not support, and in which line, counted from 0.
    pub unsupported: Vec<(usize, String)>,
    /// What must be changed in it: names of properties that end the engine.
    pub edits: Vec<Edit>,
}

/// The engine crashes where an element has this property, which stands in the most
/// copied of all resets.
const CRASHES: &str = "quotes";
/// A name that no engine knows, so that its declaration is passed over.
const UNKNOWN: &str = "-h2p-quotes";

/// An `@font-face` rule.
#[derive(Debug, Default, PartialEq)]
pub struct FontFace {
    /// The `@font-face` keyword itself.
    pub keyword: Range<usize>,
    pub family: String,
    /// Its `unicode-range`.
    pub range: Option<String>,
    /// Its `src` declarations, usually one.
    pub sources: Vec<Vec<Source>>,
}

/// One entry of a `src` list: `url(a.woff) format("woff")` or `local(Arial)`.
#[derive(Debug, PartialEq)]
pub struct Source {
    pub text: Range<usize>,
    /// `None` for `local()`, which cannot fail to load.
    pub url: Option<String>,
}

pub fn read(css: &str) -> Sheet {
    let mut sheet = Sheet::default();
    walk(&mut Parser::new(css), &mut sheet, DEEPEST);
    sheet
}

fn walk(parser: &mut Parser<'_>, sheet: &mut Sheet, depth: usize) {
    let mut importing = false;
    let mut face: Option<Range<usize>> = None;
    let mut page: Option<PageRule> = None;
    let mut skipping = false;
    let mut declaration = Declaration::default();
    let mut drawings = Drawings::default();
    loop {
        parser.skip_whitespace();
        let start = parser.position().byte_index();
        let line = parser.current_source_location().line as usize;
        let Ok(token) = parser.next().cloned() else {
            sheet.unsupported.extend(declaration.end());
            sheet.edits.extend(drawings.end());
            return;
        };
        declaration.take(&token, line);
        drawings.take(&token, parser);
        match token {
            Token::AtKeyword(name) => {
                importing = name.eq_ignore_ascii_case("import");
                face = name
                    .eq_ignore_ascii_case("font-face")
                    .then(|| start..parser.position().byte_index());
                page = name.eq_ignore_ascii_case("page").then(PageRule::default);
                // The engine skips what it does not know.
                skipping = name.eq_ignore_ascii_case("supports");
            }
            Token::Ident(name) if name.eq_ignore_ascii_case(CRASHES) && is_property(parser) => {
                let name = start..parser.position().byte_index();
                sheet.edits.push((name, UNKNOWN.to_owned()));
                sheet.unsupported.push((line, CRASHES.to_owned()));
            }
            Token::UnquotedUrl(url) => {
                drawings.see(&url, start..parser.position().byte_index());
                sheet.urls.push(url.to_string());
            }
            Token::QuotedString(url) if importing => {
                sheet.urls.push(url.to_string());
                importing = false;
            }
            Token::Semicolon => {
                importing = false;
                sheet.unsupported.extend(declaration.end());
            }
            Token::CurlyBracketBlock if face.is_some() => {
                let keyword = face.take().unwrap_or_default();
                let found =
                    parser.parse_nested_block(|block| Ok::<_, Failed>(font_face(block, keyword)));
                sheet.faces.extend(found);
            }
            Token::CurlyBracketBlock if page.is_some() => {
                let mut rule = page.take().unwrap_or_default();
                rule.line = line;
                let _ = parser.parse_nested_block(|block| {
                    rule.read(block);
                    Ok::<_, Failed>(())
                });
                sheet.pages.push(rule);
            }
            Token::CurlyBracketBlock if skipping => {
                skipping = false;
                declaration = Declaration::default();
                let _ = parser.parse_nested_block(|block| {
                    while block.next().is_ok() {}
                    Ok::<_, Failed>(())
                });
            }
            // The condition of what is skipped.
            Token::ParenthesisBlock if skipping => {}
            Token::Function(name) if name.eq_ignore_ascii_case("url") => {
                let url = quoted_url(parser);
                if let Some(url) = &url {
                    drawings.see(url, start..parser.position().byte_index());
                }
                sheet.urls.extend(url);
            }
            Token::Function(name) if page.is_some() => {
                if let Some(page) = &mut page {
                    page.selector += &format!("{name}()");
                }
            }
            Token::CurlyBracketBlock
            | Token::ParenthesisBlock
            | Token::SquareBracketBlock
            | Token::Function(_)
                if depth > 0 =>
            {
                importing = false;
                if token == Token::CurlyBracketBlock {
                    declaration = Declaration::default();
                }
                let _ = parser.parse_nested_block(|block| {
                    walk(block, sheet, depth - 1);
                    Ok::<_, Failed>(())
                });
            }
            Token::Ident(word) if page.is_some() => {
                if let Some(page) = &mut page {
                    page.selector += &word;
                }
            }
            Token::Colon | Token::Comma if page.is_some() => {
                if let Some(page) = &mut page {
                    page.selector.push(match token {
                        Token::Comma => ',',
                        _ => ':',
                    });
                }
            }
            _ => {}
        }
    }
}

/// Whether a colon follows, which is left where it is.
fn is_property(parser: &mut Parser<'_>) -> bool {
    let before = parser.state();
    let follows = parser.next() == Ok(&Token::Colon);
    parser.reset(&before);
    follows
}

type Failed = cssparser::ParseError<()>;

fn quoted_url(parser: &mut Parser<'_>) -> Option<String> {
    parser
        .parse_nested_block(|block| {
            Ok::<_, Failed>(block.expect_string().map(|url| url.to_string()).ok())
        })
        .ok()
        .flatten()
}

fn font_face(block: &mut Parser<'_>, keyword: Range<usize>) -> FontFace {
    let mut face = FontFace {
        keyword,
        ..FontFace::default()
    };
    while !block.is_exhausted() {
        let _ = block.parse_until_after(Delimiter::Semicolon, |declaration| {
            let name = match declaration.next() {
                Ok(Token::Ident(name)) => name.to_ascii_lowercase(),
                _ => return Ok::<_, Failed>(()),
            };
            if declaration.expect_colon().is_err() {
                return Ok(());
            }
            match name.as_str() {
                "src" => face.sources.push(sources(declaration)),
                "unicode-range" => {
                    let start = declaration.position();
                    while declaration.next().is_ok() {}
                    face.range = Some(declaration.slice_from(start).trim().to_owned());
                }
                "font-family" => {
                    declaration.skip_whitespace();
                    let start = declaration.position();
                    while declaration.next().is_ok() {}
                    let written = declaration.slice_from(start).trim();
                    face.family = written.trim_matches(['"', '\'']).to_owned();
                }
                _ => {}
            }
            Ok(())
        });
    }
    face
}

fn sources(declaration: &mut Parser<'_>) -> Vec<Source> {
    let mut found = Vec::new();
    while !declaration.is_exhausted() {
        let _ = declaration.parse_until_before(Delimiter::Comma, |entry| {
            entry.skip_whitespace();
            let start = entry.position().byte_index();
            let mut url = None;
            let mut end = start;
            loop {
                match entry.next().cloned() {
                    Ok(Token::UnquotedUrl(address)) => url = Some(address.to_string()),
                    Ok(Token::Function(name)) if name.eq_ignore_ascii_case("url") => {
                        url = quoted_url(entry);
                    }
                    Ok(Token::Function(_)) => {
                        let _ = entry.parse_nested_block(|inner| {
                            while inner.next().is_ok() {}
                            Ok::<_, Failed>(())
                        });
                    }
                    Ok(_) => {}
                    Err(_) => break,
                }
                end = entry.position().byte_index();
            }
            if end > start {
                found.push(Source {
                    text: start..end,
                    url,
                });
            }
            Ok::<_, Failed>(())
        });
        let _ = declaration.next();
    }
    found
}

/// A font that a document declares and that cannot be had.
#[derive(Debug, PartialEq)]
pub struct LostFace {
    pub family: String,
    pub urls: Vec<String>,
}

/// The changes to `css` that leave only fonts that can be had, and the faces
/// that are lost.
///
/// The engine prints text in a face that failed to load not in another font,
/// but not at all. So sources that cannot be had are taken out of a rule, and a
/// rule with none left is made one that no engine knows.
pub fn mend_fonts(
    css: &str,
    sheet: &Sheet,
    can_load: impl Fn(&str) -> bool,
) -> (Vec<Edit>, Vec<LostFace>) {
    let usable = |source: &&Source| source.url.as_deref().is_none_or(&can_load);
    let mut edits = Vec::new();
    let mut lost_faces = Vec::new();
    for face in &sheet.faces {
        let all = || face.sources.iter().flatten();
        let lost = all().filter(|source| !usable(source));
        let lost: Vec<_> = lost.filter_map(|source| source.url.clone()).collect();
        if lost.is_empty() {
            continue;
        }
        if !all().any(|source| usable(&source)) {
            edits.push((face.keyword.clone(), "@-lost-font-face".to_owned()));
            lost_faces.push(LostFace {
                family: face.family.clone(),
                urls: lost,
            });
            continue;
        }
        for list in &face.sources {
            if let (Some(first), Some(last)) = (list.first(), list.last()) {
                let kept = list.iter().filter(usable);
                let kept: Vec<_> = kept.map(|source| &css[source.text.clone()]).collect();
                let range = first.text.start..last.text.end;
                let kept = kept.join(", ");
                // What follows keeps the number of its line.
                let breaks = |text: &str| text.matches('\n').count();
                let gone = breaks(&css[range.clone()]).saturating_sub(breaks(&kept));
                edits.push((range, kept + &"\n".repeat(gone)));
            }
        }
    }
    (edits, lost_faces)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mended(css: &str) -> (String, Vec<LostFace>) {
        let (edits, lost) = mend_fonts(css, &read(css), |url| url.starts_with("have"));
        (crate::document::edits::apply(css, edits), lost)
    }

    #[test]
    fn finds_pictures_and_imports() {
        let css = r#"
            @import "print.css"; @import url(more.css) screen;
            /* url(comment.png) */
            a { background: url( 'one.png' ) no-repeat, url(two.png); content: "url(three.png)" }
            @media print { b { list-style: url("four.png") } }
        "#;
        let expected = ["print.css", "more.css", "one.png", "two.png", "four.png"];
        assert_eq!(read(css).urls, expected);
    }

    #[test]
    fn finds_what_is_said_of_the_page() {
        let sheet = read(
            "@page{size:A5 landscape;margin:1cm 2cm !important} @media print{@page :first{MARGIN-TOP:5cm}}",
        );
        let said = |rule: &PageRule| {
            let declarations = rule.declarations.iter();
            let declarations = declarations.map(|one| format!("{}:{}", one.name, one.value));
            (
                rule.selector.clone(),
                declarations.collect::<Vec<_>>().join(";"),
            )
        };
        let rules: Vec<_> = sheet.pages.iter().map(said).collect();
        let rule = |selector: &str, said: &str| (selector.to_owned(), said.to_owned());
        assert_eq!(
            rules,
            [
                rule("", "size:A5 landscape;margin:1cm 2cm"),
                rule(":first", "margin-top:5cm"),
            ]
        );
        assert!(sheet.pages[0].declarations[1].important);
    }

    #[test]
    fn properties_that_end_the_engine_are_renamed() {
        for (css, safe, line) in [
            ("q{quotes:none}", "q{-h2p-quotes:none}", 0),
            (
                "a{}\n@media print{q{color:red; QUOTES /**/ : '«' '»'}}",
                "a{}\n@media print{q{color:red; -h2p-quotes /**/ : '«' '»'}}",
                1,
            ),
            ("qu\\6ftes: none", "-h2p-quotes: none", 0),
        ] {
            let sheet = read(css);
            assert_eq!(sheet.unsupported, [(line, "quotes".to_owned())], "{css}");
            assert_eq!(crate::document::edits::apply(css, sheet.edits), safe);
        }
        for fine in [
            "quotes{a:b}",
            "a{content:'quotes:x';b:quotes}",
            ".quotes b{}",
        ] {
            assert!(read(fine).edits.is_empty(), "{fine}");
        }
    }

    #[test]
    fn a_face_that_cannot_load_is_taken_out() {
        let (css, lost) =
            mended("@font-face { font-family: 'My Font'; src: url(gone.woff) format('woff') } b{}");
        assert!(css.starts_with("@-lost-font-face {"), "{css}");
        assert_eq!(
            lost,
            [LostFace {
                family: "My Font".into(),
                urls: vec!["gone.woff".into()]
            }]
        );
    }

    #[test]
    fn a_face_keeps_the_sources_that_can_load() {
        let (css, lost) = mended(
            "@font-face{font-family:x;src:url(gone.eot);src:url('gone.eot?#x') format('eot'), url(have.woff) format('woff'), local(Arial)}",
        );
        assert_eq!(
            css,
            "@font-face{font-family:x;src:;src:url(have.woff) format('woff'), local(Arial)}"
        );
        assert!(lost.is_empty());
    }

    #[test]
    fn a_face_that_can_load_is_left_alone() {
        let css = "@FONT-FACE{font-family:x;src:url(have.ttf)}@font-face{font-family:y;src:local('Arial')}";
        assert_eq!(mended(css), (css.to_owned(), vec![]));
    }

    #[test]
    fn survives_depth_and_rubbish() {
        for css in [
            "(".repeat(100_000),
            "{[(".repeat(50_000),
            "@font-face{".repeat(10_000),
            "@font-face{src:".to_owned(),
            "@font-face{src:,,,;;:url(".to_owned(),
            "url(\"".to_owned(),
            "@import".to_owned(),
        ] {
            mended(&css);
        }
    }
}
