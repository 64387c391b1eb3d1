//! Lowers the modern CSS of one document: its style sheets, those it links to, and
//! its `style` attributes, all at once, because they decide over each other.

use std::collections::{BTreeMap, HashSet};
use std::ops::Range;

use html5gum::Tokenizer;
use html5gum::emitters::default::{DefaultEmitter, StartTag, Token};
use percent_encoding::percent_decode_str;

use super::edits::{Edit, apply};
use super::injection::behind_prelude;
use super::lower::{self, Context, Media, Sheet};
use super::reader::TimedReader;
use super::resolution::Painted;
use super::text::Layout;

/// What `lower` made of a document.
pub struct Lowered {
    /// The document, where anything had to be changed in it.
    pub document: Option<(String, Layout)>,
    /// What is lost, and in which line of which source: the document itself, or an
    /// asset by its name.
    pub lost: Vec<(Option<String>, usize, String)>,
    /// The caller's style sheet, which comes before those of the document.
    pub user_style: Option<String>,
}

/// The caller's style sheet for a document.
pub const USER_STYLE: &str = "user_style";

/// The default style of elements that are younger than the engine.
const YOUNGER: &str = "main,search,summary,details,figure,figcaption,dialog,hgroup,article,aside,section,nav,\
    header,footer{display:block}template,[hidden],dialog:not([open]){display:none}\
    mark{background:#ff0;color:#000}";

/// Controls as a browser draws them: the engine draws its own in dots of the layout.
const CONTROLS: &str = "input,button,select,textarea{-webkit-appearance:none;font:400 13.3333px Arial;color:#000;\
    text-align:start;text-indent:0;letter-spacing:normal;word-spacing:normal;line-height:normal;text-transform:none;margin:0}\
    input,textarea{background:#fff;border:1px solid #767676;padding:2px 3px;border-radius:0}\
    textarea{padding:3px;font-family:monospace}\
    button,input[type=button],input[type=submit],input[type=reset]{text-align:center;background:#efefef;\
    border:1px solid #767676;border-radius:3px;padding:2px 7px;-webkit-box-sizing:border-box;box-sizing:border-box}\
    select{background-color:#fff;border:1px solid #767676;border-radius:3px;\
    padding:1px 18px 1px 4px;-webkit-box-sizing:border-box;box-sizing:border-box}\
    select[multiple],select[size]{padding:0}\
    input[type=checkbox],input[type=radio]{width:13px;height:13px;padding:0;margin:3px 3px 3px 4px;border-radius:2px;\
    -webkit-box-sizing:border-box;box-sizing:border-box}input[type=radio]{margin:3px 3px 0 5px;border-radius:7px}\
    input[type=checkbox]:checked{border-color:#0075ff;background:#0075ff url(data:image/svg+xml;base64,\
    PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIHdpZHRoPSIxMSIgaGVpZ2h0PSIxMSI+PHBhdGggZD0iTTIgNS41bDIuNSAyLjVMOSAyLjUiIGZpbGw9Im5vbmUiIHN0cm9rZT0iI2ZmZiIgc3Ryb2tlLXdpZHRoPSIxLjgiLz48L3N2Zz4=) no-repeat;background-size:11px 11px}\
    input[type=radio]:checked{border-color:#0075ff;background:#0075ff;box-shadow:inset 0 0 0 2px #fff}\
    input[type=hidden]{display:none}input[type=range],input[type=color],input[type=file]{border:0;background:none}";

/// The arrow of a list to choose from, which is there whatever its background, but where
/// the document may have taken it away.
const ARROW: &str = "PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIHdpZHRoPSIxNCIgaGVpZ2h0PSI2Ij48cGF0aCBkPSJNMSAxbDQgNCA0LTQiIGZpbGw9Im5vbmUiIHN0cm9rZT0iIzAwMCIgc3Ryb2tlLXdpZHRoPSIxLjgiLz48L3N2Zz4=";

/// How many sheets may import each other.
const MOST_IMPORTS: usize = 32;

/// A style sheet of the document, where it stands.
struct Found {
    /// The element that is replaced.
    range: Range<usize>,
    css: String,
    media: String,
    /// The asset that it came from.
    asset: Option<String>,
    /// Its first line in its source, counted from 0.
    line: usize,
}

/// Whether a document is likely to have more than one page: it has as many blocks and lines
/// as fill one. Of very many, looking at each takes longer than printing it, and its pages
/// end where the engine ends them.
fn may_have_pages(html: &str) -> bool {
    const LINES: usize = 40;
    const LINE: usize = 100;
    const MOST: usize = 2000;
    let mut blocks = 0;
    let mut text = 0;
    let mut rest = html;
    while let Some(at) = memchr::memchr(b'<', rest.as_bytes()) {
        text += rest[..at].trim().len();
        rest = &rest[at + 1..];
        let end = rest
            .find(|c: char| !c.is_ascii_alphanumeric())
            .unwrap_or(rest.len());
        match rest[..end].to_ascii_lowercase().as_str() {
            name @ ("style" | "script") => {
                let end = format!("</{name}");
                match rest.find(&end) {
                    Some(end) => rest = &rest[end..],
                    None => break,
                }
            }
            "p" | "div" | "li" | "tr" | "br" | "h1" | "h2" | "h3" | "h4" | "dt" | "dd" | "img"
            | "svg" | "section" => blocks += 1,
            _ => {}
        }
        rest = rest.find('>').map_or("", |end| &rest[end + 1..]);
    }
    (LINES..MOST).contains(&(blocks + text / LINE))
}

/// Lowers a document; `None` where there is nothing to be done. `sheets` are the style
/// sheets beside it, by their names.
pub fn lower(
    html: &str,
    user_style: Option<&str>,
    sheets: &BTreeMap<&str, &str>,
    media: Media,
    is_late: &dyn Fn() -> bool,
) -> Option<Lowered> {
    let controls = ["<input", "<button", "<select", "<textarea"]
        .iter()
        .any(|tag| has(html, tag));
    if is_late() {
        return None;
    }
    // A document without styles has nothing to be lowered.
    // The mark of a size that is not the document's own.
    // Most pictures of other hosts cannot be had.
    let remote = ["src=\"http", "src='http", "src=http", "src=\"//"];
    let remote = has(html, "<img") && remote.iter().any(|start| has(html, start));
    let drawings = has(html, "data-h2p-") || remote;
    let tabs = has_tabs(html);
    if !controls
        && !drawings
        && !tabs
        && user_style.is_none()
        && !has(behind_prelude(html), "canvas")
        && !["<style", "<STYLE", "style=", "STYLE=", "<link", "<LINK"]
            .iter()
            .any(|sign| has(html, sign))
    {
        return None;
    }
    let Seen {
        mut found,
        attributes,
        at_start,
    } = see(html, sheets, is_late);
    if is_late() {
        return None;
    }
    let values: Vec<String> = attributes.iter().map(|(_, value)| value.clone()).collect();
    let words = words(html, &found);
    if let Some(css) = user_style {
        found.insert(0, Found::user_style(css));
    }
    let ctx = Context {
        media,
        words: Some(&words),
        attributes: &values,
        drawings,
        pages: may_have_pages(html),
        tabs,
        is_late,
    };
    let list: Vec<Sheet<'_>> = found
        .iter()
        .map(|sheet| Sheet {
            css: &sheet.css,
            media: &sheet.media,
        })
        .collect();
    let lowered = lower::style_sheets(&list, &ctx);
    if is_late() {
        return None;
    }
    let lost = lowered.lost.iter().map(|lost| match found.get(lost.sheet) {
        Some(sheet) => (
            sheet.asset.clone(),
            sheet.line + lost.line,
            lost.feature.clone(),
        ),
        None => {
            let at = lost.sheet - found.len();
            // Where its element begins.
            let start = attributes.get(at).map_or(0, |(range, _)| range.start);
            let start = html[..start].rfind('<').unwrap_or(start);
            let line = memchr::memchr_iter(b'\n', &html.as_bytes()[..start]).count();
            (None, line + lost.line, lost.feature.clone())
        }
    });
    let lost = lost.collect();
    // What is painted dot by dot takes a coarser layout than other documents have.
    let own = behind_prelude(html);
    let by_script = scripts(own).any(|script| {
        ["opacity", "hadow", "canvas"]
            .iter()
            .any(|word| has(script, word))
    });
    let painted = Painted::from(lowered.painted || has(own, "<canvas") || by_script);
    let painted = painted.max(painted_by_styles(own, &lowered));
    if !lowered.changed && !controls && painted == Painted::Nothing {
        return Some(Lowered {
            document: None,
            lost,
            user_style: None,
        });
    }
    let mut controls = if controls { CONTROLS } else { "" }.to_owned();
    if has(html, "<select") {
        let drops = |css: &String| has(css, "appearance");
        let (selector, important) = match lowered.css.iter().any(drops) || has(html, "appearance") {
            true => ("select", ""),
            false => ("select:not([multiple]):not([size])", "!important"),
        };
        controls += &format!(
            "{selector}{{background-image:url(data:image/svg+xml;base64,{ARROW}){important};\
             background-repeat:no-repeat{important};background-position:right center{important};\
             background-size:14px 6px{important}}}\
             select[multiple],select[size]{{background-image:none}}"
        );
    }
    let mut edits: Vec<Edit> = vec![(
        at_start..at_start,
        format!("<style>{YOUNGER}{controls}</style>"),
    )];
    let mut sheets = found.iter().zip(&lowered.css);
    let user_style = user_style.and_then(|_| sheets.next());
    let user_style = user_style.map(|(_, css)| css.clone());
    for (sheet, css) in sheets {
        let (range, css) = (
            sheet.range.clone(),
            on_as_many_lines(css, &html[sheet.range.clone()]),
        );
        // A style sheet that ends its element early would be markup.
        edits.push((
            range,
            format!("<style>{}</style>", css.replace("</", "<\\/")),
        ));
    }
    for ((range, _), (native, page)) in attributes.iter().zip(&lowered.attributes) {
        let mut text = String::new();
        if !native.is_empty() {
            text += &format!(" style=\"{}\"", escaped(native));
        }
        if let Some(page) = page {
            text += &format!(" data-h2p=\"{}\"", escaped(page));
        }
        edits.push((range.clone(), text));
    }
    let layout = Layout {
        table: lowered.table,
        painted,
        gradients: lowered.gradients,
    };
    Some(Lowered {
        document: Some((apply(html, edits), layout)),
        lost,
        user_style,
    })
}

impl Found {
    fn user_style(css: &str) -> Self {
        Self {
            range: 0..0,
            css: css.to_owned(),
            media: String::new(),
            asset: Some(USER_STYLE.to_owned()),
            line: 0,
        }
    }
}

/// Whether there may be anything else than text and colours.
/// What is seen of masks and of what fades: style sheets of whole frameworks have some that
/// nobody uses.
fn painted_by_styles(html: &str, lowered: &lower::Lowered) -> Painted {
    let mut classes: Option<HashSet<&str>> = None;
    let mut most = Painted::Nothing;
    let mut see = |selectors: &str, body: &str| {
        let of_body = if ["-webkit-mask", "box-reflect"]
            .iter()
            .any(|name| has(body, name))
        {
            Painted::Masks
        } else {
            Painted::from(fades(body))
        };
        if of_body > most {
            let classes = classes.get_or_insert_with(|| words_of_markup(html));
            if selectors.is_empty() || selectors.split(',').any(|one| may_match(one, classes)) {
                most = of_body;
            }
        }
    };
    for rule in lowered.css.iter().flat_map(|css| css.split('}')) {
        let (selectors, body) = rule.rsplit_once('{').unwrap_or(("", rule));
        see(selectors.rsplit('{').next().unwrap_or_default(), body);
    }
    for (css, _) in &lowered.attributes {
        see("", css);
    }
    // Texts and colours that fade are painted as others are.
    match most {
        Painted::Something => has_pictures(html, lowered).into(),
        other => other,
    }
}

/// Whether something shines through; what is not seen at all is not painted.
fn fades(body: &str) -> bool {
    body.match_indices("opacity:").any(|(at, name)| {
        let value = body[at + name.len()..].split([';', '}', '!']).next();
        let value = value.unwrap_or_default().trim().parse::<f64>();
        !body[..at].ends_with('-') && !matches!(value, Ok(0.0 | 1.0))
    })
}

/// Words of attributes and scripts, among which all names of classes are.
fn words_of_markup(html: &str) -> HashSet<&str> {
    let parts = html.split("<style").enumerate();
    let outside = parts.map(|(at, part)| match at {
        0 => part,
        _ => part.split_once("</style").map_or("", |(_, rest)| rest),
    });
    let apart = |c: char| !(c.is_alphanumeric() || "-_".contains(c));
    outside.flat_map(|part| part.split(apart)).collect()
}

/// Whether all classes that a selector asks for are among words.
fn may_match(selector: &str, words: &HashSet<&str>) -> bool {
    let apart = |c: char| !(c.is_alphanumeric() || "-_\\".contains(c));
    let asked = selector.split(":not(").enumerate();
    let asked = asked.map(|(at, part)| match at {
        0 => part,
        _ => part.split_once(')').map_or("", |(_, rest)| rest),
    });
    let mut classes = asked.flat_map(|part| part.split('.').skip(1)).map(|rest| {
        let end = rest.find(apart).unwrap_or(rest.len());
        &rest[..end]
    });
    classes.all(|class| class.contains('\\') || words.contains(class))
}

/// What is in the document's own scripts.
fn scripts(html: &str) -> impl Iterator<Item = &str> {
    let parts = html.split("<script").skip(1);
    parts.map(|part| part.split("</script").next().unwrap_or_default())
}

fn has_pictures(html: &str, lowered: &lower::Lowered) -> bool {
    const TAGS: [&str; 7] = [
        "<img", "<IMG", "<svg", "<object", "<input", "<button", "<iframe",
    ];
    // Fonts are no pictures.
    let shows = |css: &String| {
        let mut urls = css.match_indices("url(").map(|(at, _)| &css[..at]);
        urls.any(|before| {
            let property = before.rsplit(['{', ';', '}']).next().unwrap_or_default();
            !property.trim_start().starts_with("src")
        })
    };
    TAGS.iter().any(|tag| has(html, tag))
        || lowered.css.iter().any(shows)
        || lowered.attributes.iter().any(|(css, _)| shows(css))
}

/// The style sheets of a document, as they are written.
pub fn style_sheets(
    html: &str,
    sheets: &BTreeMap<&str, &str>,
    media: Media,
    is_late: &dyn Fn() -> bool,
) -> Vec<String> {
    let seen = see(html, sheets, is_late);
    let shown = seen.found.into_iter();
    let shown = shown.filter(|sheet| media.matches(&sheet.media));
    shown.map(|sheet| sheet.css).collect()
}

/// A style sheet that stands by itself, and in which lines of it what is lost.
pub fn lower_alone(
    css: &str,
    media: Media,
    is_late: &dyn Fn() -> bool,
) -> (String, Vec<(usize, String)>) {
    let ctx = Context {
        media,
        words: None,
        attributes: &[],
        drawings: false,
        pages: false,
        tabs: false,
        is_late,
    };
    let sheet = Sheet { css, media: "" };
    let mut lowered = lower::style_sheets(&[sheet], &ctx);
    let lost = lowered.lost.into_iter();
    let mut lost: Vec<_> = lost.map(|lost| (lost.line, lost.feature)).collect();
    if lowered.table.is_some() {
        lost.push((0, "layout that depends on sizes".to_owned()));
    }
    match (lowered.changed, lowered.css.pop()) {
        (true, Some(lowered)) => (lowered, lost),
        _ => (css.to_owned(), lost),
    }
}

/// A style sheet on as many lines as what it replaces, so that all that follows keeps
/// its number of line.
fn on_as_many_lines(css: &str, replaced: &str) -> String {
    let lines = |text: &str| memchr::memchr_iter(b'\n', text.as_bytes()).count();
    let wanted = lines(replaced);
    match lines(css) <= wanted {
        true => format!("{css}{}", "\n".repeat(wanted - lines(css))),
        false => css.replace('\n', " ") + &"\n".repeat(wanted),
    }
}

fn has(text: &str, sign: &str) -> bool {
    memchr::memmem::find(text.as_bytes(), sign.as_bytes()).is_some()
}

/// Whether there is a tab in a `<pre>`.
fn has_tabs(html: &str) -> bool {
    let mut rest = html;
    while let Some(at) = rest.find("<pre") {
        let block = &rest[at..];
        let end = block.find("</pre").unwrap_or(block.len());
        if has(&block[..end], "\t") {
            return true;
        }
        rest = &block[end..];
    }
    false
}

struct Seen {
    found: Vec<Found>,
    /// `style` attributes with the white space before them, and their values.
    attributes: Vec<(Range<usize>, String)>,
    /// Where a style sheet can be put before all others.
    at_start: usize,
}

fn see(html: &str, sheets: &BTreeMap<&str, &str>, is_late: &dyn Fn() -> bool) -> Seen {
    let mut seen = Seen {
        found: Vec::new(),
        attributes: Vec::new(),
        at_start: 0,
    };
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    emitter.naively_switch_states(true);
    let mut open: Option<(usize, usize, String)> = None;
    let (mut line, mut counted) = (0, 0);
    for token in Tokenizer::new_with_emitter(TimedReader::new(html, is_late), emitter) {
        let Ok(token) = token;
        match token {
            Token::Doctype(doctype) => seen.at_start = doctype.span.end,
            Token::StartTag(tag) => {
                let (start, end) = (tag.span.start, tag.span.end);
                if html.get(start..end).is_none() {
                    continue;
                }
                match &tag.name[..] {
                    b"html" | b"head" if seen.found.is_empty() && open.is_none() => {
                        seen.at_start = end
                    }
                    b"style" => {
                        open = Some((start, end, attribute(&tag, b"media")));
                        continue;
                    }
                    b"link" => {
                        if let Some((name, css)) = linked(&tag, sheets) {
                            let mut imports = 0;
                            seen.found.push(Found {
                                range: start..end,
                                css: with_imports(css, sheets, &mut imports),
                                media: attribute(&tag, b"media"),
                                asset: Some(name),
                                line: 0,
                            });
                        }
                    }
                    _ => {}
                }
                if let Some(value) = tag.attributes.get(&b"style"[..])
                    && let Some(range) = style_attribute(html, start, end)
                {
                    seen.attributes
                        .push((range, String::from_utf8_lossy(value).into_owned()));
                }
            }
            Token::EndTag(tag) if &tag.name[..] == b"style" => {
                let Some((start, from, media)) = open.take() else {
                    continue;
                };
                let Some(css) = html.get(from..tag.span.start) else {
                    continue;
                };
                line += memchr::memchr_iter(b'\n', &html.as_bytes()[counted..from]).count();
                counted = from;
                let mut imports = 0;
                seen.found.push(Found {
                    range: start..tag.span.end,
                    css: with_imports(css, sheets, &mut imports),
                    media,
                    asset: None,
                    line,
                });
            }
            _ => {}
        }
    }
    seen
}

fn attribute(tag: &StartTag<usize>, name: &[u8]) -> String {
    let value = tag.attributes.get(name);
    value.map_or_else(String::new, |value| {
        String::from_utf8_lossy(value).trim().to_owned()
    })
}

/// The style sheet that a link leads to, if it lies beside the document.
fn linked<'a>(
    tag: &StartTag<usize>,
    sheets: &BTreeMap<&str, &'a str>,
) -> Option<(String, &'a str)> {
    let rel = attribute(tag, b"rel").to_ascii_lowercase();
    let words: Vec<_> = rel.split_whitespace().collect();
    if !words.contains(&"stylesheet")
        || words.contains(&"alternate")
        || tag.attributes.contains_key(&b"disabled"[..])
    {
        return None;
    }
    beside(&attribute(tag, b"href"), sheets)
}

fn beside<'a>(url: &str, sheets: &BTreeMap<&str, &'a str>) -> Option<(String, &'a str)> {
    let path = url.trim().split(['?', '#']).next()?;
    let name = percent_decode_str(path.trim_start_matches("./"))
        .decode_utf8_lossy()
        .into_owned();
    sheets.get(name.as_str()).map(|css| (name, *css))
}

/// A sheet with those in it that it imports, so far as they lie beside the document.
fn with_imports(css: &str, sheets: &BTreeMap<&str, &str>, count: &mut usize) -> String {
    if !css.contains("@import") {
        return css.to_owned();
    }
    let mut out = String::with_capacity(css.len());
    let mut rest = css;
    while let Some(at) = rest.find("@import") {
        let Some(end) = rest[at..].find(';') else {
            break;
        };
        let rule = &rest[at + 7..at + end];
        out += &rest[..at];
        match imported(rule, sheets) {
            Some((css, media)) if *count < MOST_IMPORTS => {
                *count += 1;
                let css = with_imports(css, sheets, count);
                out += &within(&media, css);
            }
            _ => out += &rest[at..=at + end],
        }
        rest = &rest[at + end + 1..];
    }
    out + rest
}

/// A sheet under the layer, the feature query and the medium that its import names.
fn within(conditions: &str, css: String) -> String {
    let (mut rest, mut css) = (conditions.trim(), css);
    let (mut layer, mut supports) = (None, None);
    loop {
        let call = |name: &str| {
            let after = rest.strip_prefix(name)?.strip_prefix('(')?;
            let mut depth = 1_usize;
            let end = after.bytes().position(|byte| {
                depth = match byte {
                    b'(' => depth + 1,
                    b')' => depth - 1,
                    _ => depth,
                };
                depth == 0
            })?;
            Some((&after[..end], after[end + 1..].trim_start()))
        };
        if let Some((name, after)) = call("layer") {
            (layer, rest) = (Some(name), after);
        } else if let Some((query, after)) = call("supports") {
            (supports, rest) = (Some(query), after);
        } else if rest == "layer" || rest.starts_with("layer ") {
            (layer, rest) = (Some(""), rest["layer".len()..].trim_start());
        } else {
            break;
        }
    }
    if let Some(name) = layer {
        css = format!("@layer {name}{{{css}}}");
    }
    if let Some(query) = supports {
        css = format!("@supports ({query}){{{css}}}");
    }
    match rest.is_empty() {
        true => css,
        false => format!("@media {rest}{{{css}}}"),
    }
}

fn imported<'a>(rule: &str, sheets: &BTreeMap<&str, &'a str>) -> Option<(&'a str, String)> {
    let rule = rule.trim();
    let (url, media) = if let Some(inner) = rule.strip_prefix("url(") {
        let end = inner.find(')')?;
        (
            inner[..end].trim().trim_matches(['"', '\'']),
            &inner[end + 1..],
        )
    } else {
        let quote = rule.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let end = rule[1..].find(quote)?;
        (&rule[1..=end], &rule[end + 2..])
    };
    let (_, css) = beside(url, sheets)?;
    Some((css, media.trim().to_owned()))
}

/// Where the `style` attribute of a tag stands, with the white space before it.
fn style_attribute(html: &str, start: usize, end: usize) -> Option<Range<usize>> {
    let tag = html.as_bytes().get(start..end)?;
    let mut at = tag
        .iter()
        .position(|b| b.is_ascii_whitespace() || *b == b'/')?;
    while at < tag.len() {
        let before = at;
        while tag
            .get(at)
            .is_some_and(|b| b.is_ascii_whitespace() || *b == b'/')
        {
            at += 1;
        }
        let name = at;
        while tag
            .get(at)
            .is_some_and(|b| !b.is_ascii_whitespace() && !matches!(b, b'=' | b'>' | b'/'))
        {
            at += 1;
        }
        if at == name {
            return None;
        }
        let is_style = tag[name..at].eq_ignore_ascii_case(b"style");
        let mut after = at;
        while tag.get(after).is_some_and(u8::is_ascii_whitespace) {
            after += 1;
        }
        if tag.get(after) == Some(&b'=') {
            after += 1;
            while tag.get(after).is_some_and(u8::is_ascii_whitespace) {
                after += 1;
            }
            at = match tag.get(after) {
                Some(quote @ (b'"' | b'\'')) => {
                    after + 1 + memchr::memchr(*quote, &tag[after + 1..])? + 1
                }
                _ => {
                    let length = tag[after..]
                        .iter()
                        .position(|b| b.is_ascii_whitespace() || *b == b'>');
                    after + length.unwrap_or(tag.len() - after)
                }
            };
        }
        if is_style {
            return Some(start + before..start + at);
        }
    }
    None
}

/// The names in a document, but for its style sheets.
fn words<'a>(html: &'a str, found: &[Found]) -> HashSet<&'a str> {
    let mut words = HashSet::new();
    let mut at = 0;
    let mut add = |text: &'a str| {
        words.extend(
            text.split(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_')))
                .filter(|word| !word.is_empty()),
        );
    };
    for sheet in found {
        if sheet.range.start >= at {
            add(&html[at..sheet.range.start]);
            at = sheet.range.end;
        }
    }
    add(&html[at..]);
    words
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imports_stand_under_what_they_name() {
        for (conditions, expected) in [
            ("", "a{}"),
            (
                "print and (min-width:1px)",
                "@media print and (min-width:1px){a{}}",
            ),
            (
                "layer(base) supports(display: grid) print",
                "@media print{@supports (display: grid){@layer base{a{}}}}",
            ),
            ("layer", "@layer {a{}}"),
            ("layer(", "@media layer({a{}}"),
        ] {
            assert_eq!(
                within(conditions, "a{}".to_owned()),
                expected,
                "{conditions}"
            );
        }
    }

    #[test]
    fn an_imported_layer_lies_below_the_document() {
        let sheets = BTreeMap::from([("base.css", "#a{display:flex;color:red}")]);
        let media = Media {
            print: true,
            width: 700.0,
            height: 1000.0,
            page: (700.0, 1000.0),
        };
        let html = "<style>@import 'base.css' layer(base); p{color:blue}</style><p id=a>x";
        let lowered = lower(html, None, &sheets, media, &|| false)
            .unwrap()
            .document
            .unwrap()
            .0;
        assert!(
            lowered.contains("p:not(#h2p):not(#h2p){color:blue;}")
                || lowered.contains("p:not(#h2p):not(#h2p):not(.h2p){color:blue;}"),
            "{lowered}"
        );
    }
}
