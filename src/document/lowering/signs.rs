//! What a search in a document's text tells, before it is parsed.

use std::collections::{BTreeMap, BTreeSet};

use super::drawings::{FADES, is_drawn, may_be_auto, may_turn_shapes, shows_beyond};
use crate::document::lower;
use crate::text::has;

/// Whether a document is likely to have more than one page of so many pixels: it has as many
/// blocks and lines as fill one. Of very many, looking at each takes longer than printing it,
/// and its pages end where the engine ends them.
pub(super) fn may_have_pages(html: &str, page_height: f64) -> bool {
    const LINE: usize = 100;
    const HEIGHT: usize = 40;
    const MOST: usize = 2000;
    // With what is around each, and what is between them: twenty on a page of A4.
    let lines = (page_height / 50.0).clamp(4.0, 20.0) as usize;
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
                rest = behind(rest, name);
            }
            "p" | "div" | "li" | "tr" | "br" | "h1" | "h2" | "h3" | "h4" | "dt" | "dd" | "img"
            | "svg" | "section" => blocks += 1,
            _ => {}
        }
        let tag;
        (tag, rest) = rest.split_once('>').unwrap_or((rest, ""));
        // What is high takes the room of many lines.
        if has(tag, " height=") {
            blocks += side_of(tag, " height=").min(1000) as usize / HEIGHT;
        }
    }
    (lines..MOST).contains(&(blocks + text / LINE))
}

/// What follows the contents of an element, whose name may stand in letters of either case.
fn behind<'h>(html: &'h str, name: &str) -> &'h str {
    let mut ends = memchr::memmem::find_iter(html.as_bytes(), b"</");
    let is_end = |at: &usize| {
        let found = html.as_bytes().get(at + 2..at + 2 + name.len());
        found.is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()))
    };
    ends.find(is_end).map_or("", |end| &html[end..])
}

/// Whether there is something that only the page can lay out, whatever style sheets say:
/// strokes, lists that count downwards, dialogues, isolated and annotated texts, letters of other fonts, and
/// controls that a browser draws or sizes by itself.
fn needs_page(html: &str) -> bool {
    [
        "dashoffset",
        "stroke-opacity",
        "strokeOpacity",
        "auto-start-reverse",
        "context-stroke",
        "context-fill",
        "pathLength",
        "pathlength",
        " reversed",
        "<dialog",
        "<math",
        "<bdi",
        "<ruby",
        "<bdo",
        "<input",
        "<select",
        "<textarea",
        "<progress",
        "<meter",
    ]
    .iter()
    .any(|sign| has(html, sign))
        || lower::has_stand_ins(html)
}

/// Whether there is something whose size only the page knows: drawings, cells and what may be wide.
pub(super) fn has_drawings(html: &str, sheets: &BTreeMap<&str, &str>, scripts: &[&str]) -> bool {
    // Most pictures of other hosts cannot be had.
    let remote = ["src=\"http", "src='http", "src=http", "src=\"//"];
    let remote = has(html, "<img") && remote.iter().any(|start| has(html, start));
    // The mark of a size that is not the document's own. One that a script makes has none.
    let mut made = std::iter::once(html).chain(scripts.iter().copied());
    let mut made = || made.any(|text| has(text, "2000/svg") && has(text, "100%"));
    // Nor has one that is as large as its letters.
    let is_lettered = || {
        let mut texts = sheets.values().chain(scripts).copied();
        (is_drawn(html) || scripts.iter().any(|one| is_drawn(one)))
            && (has(html, "1em") || texts.any(|text| has(text, "1em")))
    };
    let fades = || {
        let mut texts = std::iter::once(html).chain(scripts.iter().copied());
        texts.clone().any(is_drawn) && texts.any(|text| FADES.iter().any(|sign| has(text, sign)))
    };
    made()
        || fades()
        || is_lettered()
        || may_be_auto(html, sheets.values().chain(scripts).copied())
        // A symbol is as large as the drawing that shows it.
        || has(html, "<use")
        || has(html, "data-h2p-")
        || has(html, " rowspan")
        || has(html, " ROWSPAN")
        || remote
        || has_long_cells(html)
        || begins_items(html)
        || may_be_wide(html)
}

/// Whether only the page can lay something out, by what stands in it.
pub(super) fn is_for_the_page(html: &str, sheets: &BTreeMap<&str, &str>, scripts: &[&str]) -> bool {
    let faint = || scripts.iter().any(|one| has(one, "stroke-opacity"));
    needs_page(html)
        || faint()
        || may_turn_shapes(html, sheets, scripts)
        || shows_beyond(html, sheets)
}

/// How the tags of controls begin.
const CONTROLS: [&str; 6] = [
    "<input",
    "<button",
    "<select",
    "<textarea",
    "<progress",
    "<meter",
];

pub(super) fn has_controls(html: &str) -> bool {
    CONTROLS.iter().any(|tag| has(html, tag))
}

/// Whether scripts make controls, by the name of one as what a function is given: `createElement('input')`.
/// Libraries name all of them; of those that write lists of what is done it is known.
pub(super) fn makes_controls(html: &str, scripts: &[&str]) -> bool {
    const LIBRARY: usize = 100_000;
    let names_one = |text: &str| {
        let mut calls =
            memchr::memmem::find_iter(text.as_bytes(), b"lement(").map(|at| &text[at + 7..]);
        calls.any(|given| {
            let given = given.trim_start();
            let name = given.strip_prefix(['"', '\'', '`']).unwrap_or_default();
            let name = name.split(['"', '\'', '`']).next().unwrap_or_default();
            CONTROLS.iter().any(|tag| &tag[1..] == name)
        })
    };
    let writes_lists = |text: &str| has(text, "type=\"checkbox\"");
    let is_short = |text: &str| text.len() < LIBRARY;
    let mut parts = html.split("</script");
    let is_own = |part: &str| {
        let script = part.rsplit("<script").next().unwrap_or_default();
        is_short(script) && names_one(script)
    };
    parts.any(is_own)
        || scripts
            .iter()
            .any(|one| writes_lists(one) || is_short(one) && names_one(one))
}

/// Whether an item of a list begins with a table, which has no line for its marker.
fn begins_items(html: &str) -> bool {
    const MOST: usize = 200;
    const TAG: usize = 80;
    let mut tables = memchr::memmem::find_iter(html.as_bytes(), b"<table").take(MOST);
    tables.any(|at| {
        let before = &html.as_bytes()[at.saturating_sub(TAG)..at];
        let before = before.trim_ascii_end();
        let tag = before.rsplit(|byte| *byte == b'<').next();
        before.ends_with(b">") && tag.is_some_and(|tag| tag.starts_with(b"li"))
    })
}

/// Whether there is a table with a cell in which a line may be broken: how wide its columns are
/// only the page knows then.
fn has_long_cells(html: &str) -> bool {
    const LONG: usize = 36;
    let mut next = find_cell(html).map(|at| &html[at + 3..]);
    while let Some(rest) = next {
        // Nothing is looked for beyond the next cell: of millions each would go to the end.
        let end = find_cell(rest);
        next = end.map(|at| &rest[at + 3..]);
        let cell = &rest[..end.unwrap_or(rest.len())];
        let text = cell.find('>').map_or("", |end| &cell[end + 1..]);
        let text = text.find("</t").map_or(text, |end| &text[..end]);
        if text.len() >= LONG && text.chars().filter(|c| !c.is_whitespace()).count() >= LONG / 2 {
            return true;
        }
    }
    false
}

/// Whether a style sheet lets edges of tables collapse.
pub(super) fn collapses(css: &str) -> bool {
    let mut values = css.match_indices("collapse").map(|(at, _)| &css[..at]);
    values.any(|before| before.trim_end().ends_with(':'))
}

/// Where the next cell begins, in letters of either case.
fn find_cell(html: &str) -> Option<usize> {
    let mut starts = memchr::memchr_iter(b'<', html.as_bytes());
    starts.find(|at| {
        let name = html.as_bytes().get(at + 1..at + 3);
        name.is_some_and(|name| name.eq_ignore_ascii_case(b"td"))
    })
}

/// Whether something may be wider than its page, whatever style sheets say: lines that are not
/// broken, words that cannot be, pictures as large as they are, and rows of many cells. How
/// wide it is only the page knows.
fn may_be_wide(html: &str) -> bool {
    const LONG_WORD: usize = 70;
    const MANY_CELLS: usize = 7;
    const WIDE: u32 = 600;
    let mut cells = 0;
    let mut rest = html;
    while let Some(at) = memchr::memchr(b'<', rest.as_bytes()) {
        let mut words = rest[..at].split_ascii_whitespace();
        if words.any(|word| word.len() >= LONG_WORD && word.is_ascii()) {
            return true;
        }
        rest = &rest[at + 1..];
        let end = rest.find('>').unwrap_or(rest.len());
        let tag = rest[..end].to_ascii_lowercase();
        rest = rest.get(end + 1..).unwrap_or_default();
        let name = tag.split(|c: char| !c.is_ascii_alphanumeric()).next();
        match name.unwrap_or_default() {
            name @ ("style" | "script" | "svg") => {
                rest = behind(rest, name);
            }
            "pre" | "nobr" | "xmp" | "listing" => return true,
            "img" if !tag.contains("width") && !tag.contains("class") => return true,
            "tr" => cells = 0,
            "td" | "th" => {
                cells += 1;
                if cells >= MANY_CELLS || tag.contains(" nowrap") {
                    return true;
                }
            }
            _ => {}
        }
        if side_of(&tag, " width=") >= WIDE {
            return true;
        }
    }
    false
}

/// What a tag says of its width or height in pixels, in an attribute.
fn side_of(tag: &str, name: &str) -> u32 {
    let Some((_, value)) = tag.split_once(name) else {
        return 0;
    };
    let value = value.trim_start_matches(['"', '\'']);
    let digits = value.find(|c: char| !c.is_ascii_digit());
    match value.split_at(digits.unwrap_or(value.len())) {
        (_, unit) if unit.starts_with('%') => 0,
        (number, _) => number.parse().unwrap_or(0),
    }
}

/// Whether there may be anything else than text and colours.
pub(super) fn has_pictures(html: &str, lowered: &lower::Lowered) -> bool {
    const TAGS: [&str; 7] = [
        "<img", "<IMG", "<svg", "<object", "<input", "<button", "<iframe",
    ];
    // Fonts are no pictures.
    let shows = |css: &String| {
        let mut declarations = css.split(['{', ';', '}']);
        declarations.any(|one| has(one, "url(") && !one.trim_start().starts_with("src"))
    };
    TAGS.iter().any(|tag| has(html, tag))
        || lowered.css.iter().any(shows)
        || lowered.attributes.iter().any(|(css, _)| shows(css))
}

/// Whether there is a tab in a `<pre>`.
pub(super) fn has_tabs(html: &str) -> bool {
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

/// Whether there is text in letters of one width, and style sheets alone say how large the
/// root's letters are.
pub(super) fn has_code<'s>(html: &str, mut scripts: impl Iterator<Item = &'s str>) -> bool {
    let tags = ["<code", "<pre", "<kbd", "<samp", "<tt", "monospace"];
    if !tags.iter().any(|tag| has(html, tag)) {
        return false;
    }
    let root = html.find("<html").map_or("", |at| &html[at..]);
    let root = root.split('>').next().unwrap_or_default();
    !has(root, "font") && !scripts.any(|script| has(script, "fontSize"))
}

/// What is in the document's own scripts.
pub(super) fn scripts(html: &str) -> impl Iterator<Item = &str> {
    let parts = html.split("<script").skip(1);
    parts.map(|part| part.split("</script").next().unwrap_or_default())
}

/// The custom properties that scripts may set: those that they name in quotes, for `setProperty`, or in styles that
/// they write. A name that is put together begins as it is written.
pub(super) fn custom_properties<'s>(scripts: impl Iterator<Item = &'s str>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for script in scripts {
        let may_set = has(script, "setProperty");
        let mut past = 0;
        for at in memchr::memmem::find_iter(script.as_bytes(), "--") {
            // Within a name none begins.
            if at < past {
                continue;
            }
            let is_quoted = script[..at].ends_with(['"', '\'', '`']);
            let rest = &script[at..];
            let is_name = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
            let length = rest.find(|c| !is_name(c)).unwrap_or(rest.len());
            past = at + length;
            let (name, rest) = rest.split_at(length);
            let is_whole = rest.starts_with(['"', '\'', '`']) && !name.ends_with('-');
            if rest.trim_start().starts_with(':') && name.len() > 2
                || is_quoted && may_set && is_whole
            {
                found.insert(format!("{name} "));
            } else if is_quoted && may_set {
                found.insert(name.to_owned());
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_cells_are_told_from_short_ones() {
        let long = "words that may be broken somewhere, or not";
        for (html, expected) in [
            (format!("<td>a<TD class=b>{long}</td>"), true),
            (format!("<td>a</td></tr></table>{long}<td>b"), false),
            (format!("<td {long}<td>b"), false),
            ("<td>a<td>b".to_owned(), false),
        ] {
            assert_eq!(has_long_cells(&html), expected, "{html}");
        }
    }

    #[test]
    fn names_of_elements_end_them_in_either_case() {
        let wide = format!("<STYLE>a{{}}</style><style></STYLE>{}<p>", "x".repeat(80));
        let a4 = 1047.0;
        assert!(may_have_pages("<p>a<img src=a.png height=1100><p>b", a4));
        assert!(!may_have_pages("<p>a<img src=a.png height=300><p>b", a4));
        assert!(!may_have_pages(&"<tr><td>a".repeat(12), a4));
        // A page of A6 has room for less.
        assert!(may_have_pages(&"<tr><td>a".repeat(12), 484.0));
        assert!(begins_items("<ol><li class=a>\n  <table><tr><td>a"));
        assert!(!begins_items("<ol><li>a <table></table></ol><table>"));
        assert!(may_be_wide(&wide));
        let hidden = format!("<style>{}</style><p>", "x".repeat(80));
        assert!(!may_be_wide(&hidden));
    }

    #[test]
    fn libraries_in_a_document_make_no_controls() {
        let makes = |script: &str| makes_controls(&format!("<p><script>{script}</script>"), &[]);
        let one = "createElement('input')";
        assert!(makes(one));
        assert!(!makes(&(one.to_owned() + &" ".repeat(100_000))));
    }

    #[test]
    fn edges_collapse_by_a_value() {
        assert!(collapses("table{border-collapse: collapse}"));
        assert!(!collapses(".collapse{color:red}"));
    }

    #[test]
    fn names_of_properties_are_read_once() {
        let found = custom_properties(["setProperty('--a--b-' + c); x = '--d--e: 1'"].into_iter());
        assert_eq!(Vec::from_iter(found), ["--a--b-", "--d--e "]);
    }

    #[test]
    fn texts_of_one_sign_take_no_time() {
        const MANY: usize = 500_000;
        assert!(!has_long_cells(&"<td>a".repeat(MANY)));
        assert!(!has_long_cells(&"<td".repeat(MANY)));
        let dashes = "--".repeat(MANY) + ":";
        assert_eq!(custom_properties([&dashes[..]].into_iter()).len(), 1);
    }
}
