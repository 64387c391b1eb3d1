//! Lowers the modern CSS of one document: its style sheets, those it links to, and
//! its `style` attributes, all at once, because they decide over each other.

mod by_scripts;
mod controls;
mod drawings;
mod found;
mod imports;
mod painted;
mod signs;
mod summaries;

use std::collections::BTreeMap;
use std::ops::Range;

use super::edits::{Edit, apply};
use super::injection::{asks_for_custom, behind_prelude, tell_custom};
use super::lines::Lines;
use super::lower::{self, Context, Media, Names, OfScripts, Sheet};
use super::resolution::Painted;
use super::text::Layout;
use super::written::Written;
use crate::text::{has, without_data};

pub(super) use by_scripts::BY_SCRIPT;
use by_scripts::{late, own_sheet, take_written};
use found::{Found, Seen, see, words};
use painted::painted_by_styles;
use signs::{
    collapses, custom_properties, has_code, has_controls, has_drawings, has_tabs, is_for_the_page,
    makes_controls, may_have_pages, scripts,
};

/// What `lower` made of a document.
pub struct Lowered {
    /// The document, where anything had to be changed in it.
    pub document: Option<(String, Layout)>,
    /// A style sheet lets edges of tables collapse.
    pub collapsed: bool,
    /// What is lost, and in which line of which source: the document itself, or an
    /// asset by its name.
    pub lost: Vec<(Option<String>, usize, String)>,
    /// The caller's style sheet, which comes before those of the document.
    pub user_style: Option<String>,
}

/// What comes along with a document.
#[derive(Clone, Copy, Default)]
pub struct Beside<'a> {
    /// Scripts among the assets.
    pub scripts: &'a [&'a str],
    /// Styles that scripts of the document write, as far as it is known.
    pub written: Option<&'a Written>,
    /// Whether scripts find the document's style sheets beside those that they write.
    pub scripted: bool,
}

/// The default style of elements that are younger than the engine.
const YOUNGER: &str = "main,search,summary,details,figure,figcaption,dialog,hgroup,article,aside,section,nav,\
    header,footer{display:block}template,[hidden],dialog:not([open]),\
    [popover]:not([data-h2p-shown]){display:none}\
    mark{background:#ff0;color:#000}dialog{border:3px solid;padding:1em;background:#fff;color:#000}";

/// What browsers say of abbreviations. Any rule of a document counts more, whatever it weighs.
const ABBREVIATIONS: &str =
    "@layer h2p-browser{abbr[title],acronym[title]{text-decoration:underline dotted}}";

fn has_styles(html: &str) -> bool {
    ["<style", "<STYLE", "style=", "STYLE=", "<link", "<LINK"]
        .iter()
        .any(|sign| has(html, sign))
}

/// The custom properties that the scripts of a document deal with.
fn custom_of_scripts<'s>(html: &str, scripts: impl Iterator<Item = &'s str>) -> OfScripts {
    OfScripts {
        set: custom_properties(scripts),
        are_read: asks_for_custom(html),
    }
}

/// Lowers a document; `None` where there is nothing to be done. `sheets` are the style
/// sheets beside it, by their names.
pub fn lower(
    html: &str,
    user_style: Option<&str>,
    sheets: &BTreeMap<&str, &str>,
    beside: Beside<'_>,
    (media, screen): (Media, Option<Media>),
    is_late: &dyn Fn() -> bool,
) -> Option<Lowered> {
    // What is looked for stands in no picture.
    let shown = without_data(html);
    let made_controls = makes_controls(&shown, beside.scripts);
    let controls = has_controls(&shown) || made_controls;
    if is_late() {
        return None;
    }
    let drawings = has_drawings(&shown, sheets, beside.scripts);
    let pages = may_have_pages(&shown, media.page.1);
    let strokes = made_controls || is_for_the_page(&shown, sheets, beside.scripts);
    let tabs = has_tabs(&shown);
    let abbreviates = has(&shown, "<abbr ") || has(&shown, "<acronym ");
    // What is shown only once it is asked for.
    let pops_up = has(&shown, " popover");
    // A document without styles has nothing to be lowered.
    if !controls
        && !drawings
        && !strokes
        && !tabs
        && !pages
        && !abbreviates
        && user_style.is_none()
        && beside.written.is_none()
        && !has(behind_prelude(&shown), "canvas")
        && !pops_up
        && !has_styles(&shown)
    {
        return None;
    }
    let Seen {
        mut found,
        attributes,
        scripts_elsewhere,
        at_start,
    } = see(html, sheets, is_late);
    if is_late() {
        return None;
    }
    let mut values: Vec<String> = attributes.iter().map(|(_, value)| value.clone()).collect();
    // What a script of another host makes has names that stand nowhere here.
    let words = (!scripts_elsewhere)
        .then(|| Names::of(words(html, &found, beside.scripts), beside.scripted));
    if abbreviates {
        found.insert(0, Found::of_browser(ABBREVIATIONS, at_start));
    }
    if let Some(css) = user_style {
        found.insert(0, Found::user_style(css));
    }
    let all_scripts = || scripts(behind_prelude(&shown)).chain(beside.scripts.iter().copied());
    let of_scripts = custom_of_scripts(&shown, all_scripts());
    let own_sheets = found.len();
    let hrefs = match beside.written {
        Some(written) => {
            values.extend(written.styles.iter().cloned());
            take_written(&mut found, written, sheets)
        }
        None => Vec::new(),
    };
    let strokes =
        strokes || summaries::are_unmarked(html, found.iter().map(|sheet| &sheet.css[..]));
    let ctx = Context {
        media,
        screen,
        words: words.as_ref(),
        own_sheets,
        attributes: &values,
        of_scripts: &of_scripts,
        drawings,
        strokes,
        rounds: scripts_elsewhere || all_scripts().any(|script| has(script, "adius")),
        code: has_code(&shown, all_scripts()),
        pages,
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
    let collapsed = found.iter().any(|sheet| collapses(&sheet.css));
    let lost = places_of_lost(&lowered, &found, &attributes, html);
    // What is painted dot by dot takes a coarser layout than other documents have.
    let own = behind_prelude(&shown);
    let by_script = scripts(own).any(|script| {
        ["opacity", "hadow", "canvas"]
            .iter()
            .any(|word| has(script, word))
    });
    let painted = Painted::from(lowered.painted || has(own, "<canvas") || by_script);
    let painted = painted.max(painted_by_styles(own, &lowered));
    let is_plain = !lowered.changed && !controls && !pops_up;
    if is_plain && painted == Painted::Nothing && beside.written.is_none() {
        return Some(Lowered {
            document: None,
            collapsed,
            lost,
            user_style: None,
        });
    }
    let controls = controls::style(&shown, controls, &lowered.css);
    let mut edits: Vec<Edit> = vec![(
        at_start..at_start,
        own_sheet(&format!("{YOUNGER}{controls}"), "", beside.scripted),
    )];
    edits.extend(
        lowered
            .custom
            .as_ref()
            .and_then(|rules| tell_custom(html, rules)),
    );
    let mut sheets = found[..own_sheets].iter().zip(&lowered.css);
    let user_style = user_style.and_then(|_| sheets.next());
    let user_style = user_style.map(|(_, css)| css.clone());
    for (sheet, css) in sheets {
        let (range, css) = (
            sheet.range.clone(),
            on_as_many_lines(css, &html[sheet.range.clone()]),
        );
        edits.push((range, own_sheet(&css, &sheet.id, beside.scripted)));
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
        late: beside.written.map(|written| {
            let css = &lowered.css[own_sheets..];
            let styles = &lowered.attributes[attributes.len()..];
            late(css.iter().zip(&hrefs), written.styles.iter().zip(styles))
        }),
        collapsed,
    };
    Some(Lowered {
        document: Some((apply(html, edits), layout)),
        collapsed,
        lost,
        user_style,
    })
}

/// What is lost, and in which line of which source.
fn places_of_lost(
    lowered: &lower::Lowered,
    found: &[Found],
    attributes: &[(Range<usize>, String)],
    html: &str,
) -> Vec<(Option<String>, usize, String)> {
    // Counted at once, not for each that is lost: both may be very many.
    let mut sheets = lowered.lost.iter().map(|lost| lost.sheet);
    let lines: Vec<usize> = match sheets.any(|sheet| sheet >= found.len()) {
        true => {
            let mut lines = Lines::of(html);
            let starts = attributes.iter().map(|(range, _)| range.start);
            // Where its element begins.
            let starts = starts.map(|start| html[..start].rfind('<').unwrap_or(start));
            starts.map(|start| lines.at(start) - 1).collect()
        }
        false => Vec::new(),
    };
    let lost = lowered.lost.iter().map(|lost| match found.get(lost.sheet) {
        Some(sheet) => (
            sheet.asset.clone(),
            sheet.line + lost.line,
            lost.feature.clone(),
        ),
        None => match lines.get(lost.sheet - found.len()) {
            Some(line) => (None, line + lost.line, lost.feature.clone()),
            None => (Some(BY_SCRIPT.to_owned()), lost.line, lost.feature.clone()),
        },
    });
    lost.collect()
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
        screen: None,
        words: None,
        own_sheets: 1,
        attributes: &[],
        of_scripts: &OfScripts::default(),
        drawings: false,
        strokes: false,
        rounds: false,
        code: false,
        pages: false,
        tabs: false,
        is_late,
    };
    let sheet = Sheet { css, media: "" };
    let mut lowered = lower::style_sheets(&[sheet], &ctx);
    let lost = lowered.lost.into_iter();
    let mut lost: Vec<_> = lost.map(|lost| (lost.line, lost.feature)).collect();
    if lowered.table.is_some_and(|table| table.is_always_needed()) {
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

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lowered(html: &str, sheets: &BTreeMap<&str, &str>) -> Lowered {
        let media = Media {
            print: true,
            width: 700.0,
            height: 1000.0,
            page: (700.0, 1000.0),
        };
        lower(
            html,
            None,
            sheets,
            Beside::default(),
            (media, None),
            &|| false,
        )
        .unwrap()
    }

    #[test]
    fn edges_collapse_wherever_the_sheet_stands() {
        let css = "table{border-collapse:collapse}";
        let linked = BTreeMap::from([("a.css", css)]);
        let link = "<link rel=stylesheet href=a.css>";
        assert!(lowered(link, &linked).collapsed);
        let own = format!("<STYLE>{css}</STYLE>");
        assert!(lowered(&own, &BTreeMap::new()).collapsed);
        let other = "<style>a{color:red}</style><p title=':collapse'>";
        assert!(!lowered(other, &BTreeMap::new()).collapsed);
    }

    #[test]
    fn an_imported_layer_lies_below_the_document() {
        let sheets = BTreeMap::from([("base.css", "#a{display:flex;color:red}")]);
        let html = "<style>@import 'base.css' layer(base); p{color:blue}</style><p id=a>x";
        let lowered = lowered(html, &sheets).document.unwrap().0;
        assert!(
            lowered.contains("p:not(#h2p):not(#h2p){color:blue;}")
                || lowered.contains("p:not(#h2p):not(#h2p):not(.h2p){color:blue;}"),
            "{lowered}"
        );
    }
}
