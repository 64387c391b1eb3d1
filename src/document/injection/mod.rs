//! What a request injects into a document: style sheets and scripts behind its
//! end, and before its beginning what its own scripts must find there. Its lines
//! keep their numbers.

use std::borrow::Cow;
use std::sync::LazyLock;

use html5gum::Tokenizer;
use html5gum::emitters::default::{DefaultEmitter, Token};

use crate::job::options::{Awaited, Media, Scripts};
use crate::job::{Document, DocumentOptions, Warning};
use script::Words;

use super::edits::Edit;
use super::markup;
use super::markup::tag;

/// What `window.status` is set to when what is awaited is there.
pub const FOUND: &str = "html2pdf-found";

/// What tells whether a page is at rest, on one line.
static QUIET: LazyLock<String> =
    LazyLock::new(|| script::code_lines(include_str!("quiet.js")).collect());

/// Keeps what waits for a page and tells of it, on one line.
static KEPT: LazyLock<String> =
    LazyLock::new(|| script::code_lines(include_str!("kept.js")).collect());

/// Keeps the functions that the layout helper calls.
static ORIGINALS: LazyLock<String> = LazyLock::new(|| {
    let source: Vec<_> = script::code_lines(super::lower::ORIGINALS).collect();
    let source = source.join(" ");
    format!("document.documentElement.h2pOriginals=(function(){{{source} return originals()}})();")
});

/// Stands there for what the pages of today find before their scripts. It is as long as many
/// documents together, has nothing in it that reading would find, and is put in its place
/// when all has been read.
const PRELUDE: &str = "/*h2p-prelude*/";

/// Puts into a document what it was read without.
pub fn put_prelude(html: &mut String, prelude: &str) {
    if let Some(at) = memchr::memmem::find(html.as_bytes(), PRELUDE.as_bytes()) {
        html.replace_range(at..at + PRELUDE.len(), prelude);
    }
}

/// Stands in the scripts before a document's own where those may ask how large something is.
/// The window that they find is known when the document is read.
const WINDOW: &str = "/*h2p-window*/";

/// Stands there for the custom properties of the document, which are known when its style
/// sheets are lowered.
const CUSTOM: &str = "/*h2p-custom*/";

/// Whether scripts of a document may ask for the values of custom properties.
pub fn asks_for_custom(html: &str) -> bool {
    memchr::memmem::find(html.as_bytes(), CUSTOM.as_bytes()).is_some()
}

/// Says to scripts what rules with custom properties there are, in JSON.
pub fn tell_custom(html: &str, rules: &str) -> Option<Edit> {
    let at = memchr::memmem::find(html.as_bytes(), CUSTOM.as_bytes())?;
    let rules = rules.replace('<', "\\u003c");
    let script = format!("document.documentElement.h2pVars={rules};");
    Some((at..at + CUSTOM.len(), script))
}

/// Gives scripts a window, and lays the page out for them: the engine has no window, and would
/// lay out the document 0 wide until it is printed.
static OPENED: LazyLock<String> = LazyLock::new(|| {
    let source: Vec<_> = script::code_lines(include_str!("window.js")).collect();
    source.join(" ")
});

/// The layout helper, as scripts find it.
static HELPER: LazyLock<String> = LazyLock::new(|| {
    // Lines of the document keep their numbers.
    never_ending(&script::literal(&super::lower::all_of_helper()), "script")
});

/// Whether scripts of a document may ask how large something is.
pub fn asks_for_window(html: &str) -> bool {
    memchr::memmem::find(html.as_bytes(), WINDOW.as_bytes()).is_some()
}

/// Opens the window of so many pixels of CSS. `table` is what the layout helper goes by, and
/// `late` what became of styles that scripts write: `true` where that is yet to be found.
pub fn open_window(
    html: &mut String,
    (width, height): (f64, f64),
    table: Option<&str>,
    late: Option<&str>,
) {
    let Some(at) = memchr::memmem::find(html.as_bytes(), WINDOW.as_bytes()) else {
        return;
    };
    let helper = table.map_or("null", |_| &HELPER);
    let table = never_ending(table.unwrap_or("null"), "script");
    let late = never_ending(late.unwrap_or("null"), "script");
    let script = format!("({})({width},{height},{helper},{table},{late});", *OPENED);
    let from = at + WINDOW.len();
    if table != "null" {
        lay_out_before_scripts(html, from);
    }
    html.replace_range(at..from, &script);
}

/// Scripts find all before them laid out. Those of ours end behind `from`.
fn lay_out_before_scripts(html: &mut String, from: usize) {
    const CALL: &str = "<script>h2pLayOut(1)</script>";
    let end = memchr::memmem::find(&html.as_bytes()[from..], b"</script>").unwrap_or(0);
    let from = from + end;
    let places = script_tags(&html[from..]);
    for at in places.into_iter().rev().take(MOST_LAID_OUT) {
        html.insert_str(from + at, CALL);
    }
}

/// Where scripts begin that run.
fn script_tags(html: &str) -> Vec<usize> {
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    emitter.naively_switch_states(true);
    let tokens = Tokenizer::new_with_emitter(html, emitter).map(|token| match token {
        Ok(token) => token,
    });
    let tags = tokens.filter_map(|token| match token {
        Token::StartTag(tag) if &tag.name[..] == b"script" => Some(tag),
        _ => None,
    });
    let run = tags.filter(|tag| {
        let kind = tag::attribute(tag, b"type").unwrap_or_default();
        kind.is_empty() || kind.contains("javascript") || kind == "module"
    });
    run.map(|tag| tag.span.start).collect()
}

/// How many scripts find the page laid out, at most.
const MOST_LAID_OUT: usize = 8;

/// The document with what the request injects into it, and the prelude that is to be put
/// into it when it has been read. `scripted` tells whether it has scripts of its own,
/// `beside` are the words of those in files.
pub fn inject(document: &Document, scripted: bool, beside: &Words<'_>) -> (String, Option<String>) {
    let injection = &document.options.injection;
    let (mut html, prelude) = match scripted || injection.js.is_some() {
        true => with_prelude(document, beside),
        // Without scripts nobody would find what the prelude brings, and what is
        // waited for would never come.
        false => (document.html.clone(), None),
    };
    if let Some(css) = &injection.css {
        html += &format!("\n<style>{}</style>", never_ending(css, "style"));
    }
    if let Some(js) = &injection.js {
        html += &format!("\n<script>{}</script>", never_ending(js, "script"));
    }
    (html, prelude)
}

/// How the script begins that stands before those of a document.
const OURS: &str = "<script>/*h2p*/";

/// What of a document is its own, where `with_prelude` made it.
pub fn behind_prelude(html: &str) -> &str {
    let rest = &html[markup::end_of_doctype(html).unwrap_or(0)..];
    match rest.strip_prefix(OURS) {
        Some(script) => script.split_once("</script>").map_or(html, |(_, own)| own),
        None => html,
    }
}

/// The document behind the scripts that must run before its own.
fn with_prelude(document: &Document, beside: &Words<'_>) -> (String, Option<String>) {
    let html = &document.html;
    let mut words = beside.clone();
    script::of_html(html, &mut words);
    if let Some(js) = &document.options.injection.js {
        script::of_script(js, &mut words);
    }
    let mut prelude = script::prelude(&words).map(|script| never_ending(&script, "script"));
    let mut script = match document.options.lower {
        true if prelude.is_some() => PRELUDE.to_owned(),
        _ => prelude.take().unwrap_or_default(),
    };
    if document.options.lower {
        // The engine says how finely it lays out, and canvases would be as much larger.
        script += "window.devicePixelRatio=1;";
    }
    if document.options.lower && script::asks_for_styles(&words) {
        script += CUSTOM;
    }
    let look = &document.options.look;
    let has_page = look.viewport.is_none() || look.media == Media::Print;
    if document.options.lower && has_page && script::asks_for_sizes(&words) {
        script += WINDOW;
    } else if let Some((width, height)) = look.viewport {
        // The engine has no window: it says 0 times 0 to scripts.
        script += &format!("window.innerWidth={width};window.innerHeight={height};");
    }
    // The page's own timers may be gone when it is looked for again.
    const LATER: &str = "h2pKept.later";
    // Before all other scripts: one of them may replace all that follows it by
    // `document.write`.
    match awaited(&document.options) {
        Some(Awaited::Selector(selector)) => {
            let message =
                format!("wait_for_selector: `{selector}` is not a selector that the engine knows");
            let [selector, message] = [selector.as_str(), &message].map(script::literal);
            script += &format!(
                "(function look(){{var there;try{{there=document.querySelector({selector})}}\
                 catch(e){{window.status='{FOUND}';throw new Error({message})}}\
                 if(there)window.status='{FOUND}';else {LATER}(look,10)}})()"
            );
        }
        Some(Awaited::Expression(expression)) => {
            let message =
                format!("wait_for_expression: `{expression}` is no expression of a script");
            let [expression, message] =
                [format!("({expression}\n)"), message].map(|text| script::literal(&text));
            // What it names may be yet to come; what is no script never will be one. The document's
            // own scripts run first, and may set the status themselves.
            script += &format!(
                "window.addEventListener('load',function look(){{var there;try{{there=window.eval({expression})}}\
                 catch(e){{if(e instanceof SyntaxError){{window.status='{FOUND}';throw new Error({message})}}}}\
                 if(there)window.status='{FOUND}';else {LATER}(look,10)}},false);"
            );
        }
        // It counts the timers of all others.
        Some(Awaited::Rest) => script.insert_str(0, &QUIET),
        Some(Awaited::Status(_)) | None => {}
    }
    if document.options.lower {
        script.insert_str(0, &ORIGINALS);
    }
    if document.options.lower || awaited(&document.options).is_some() {
        script.insert_str(0, &KEPT);
    }
    if script.is_empty() {
        return (html.clone(), None);
    }
    (before_all(html, &script), prelude)
}

/// A header or footer behind what its own scripts must find there.
pub fn prepare_side<'h>(html: &'h str, beside: &Words<'_>) -> Cow<'h, str> {
    if !markup::may_hide_script(html) {
        return html.into();
    }
    let mut words = match memchr::memmem::find(html.as_bytes(), b"src").is_some() {
        true => beside.clone(),
        false => Words::new(),
    };
    script::of_html(html, &mut words);
    match script::prelude(&words) {
        Some(script) => before_all(html, &script).into(),
        None => html.into(),
    }
}

/// On the line of the doctype, so that all lines keep their numbers.
fn before_all(html: &str, script: &str) -> String {
    let (doctype, rest) = html.split_at(markup::end_of_doctype(html).unwrap_or(0));
    let script = never_ending(script, "script");
    format!("{doctype}{OURS}{script}</script>{rest}")
}

/// Which lines of a document as the engine sees it are the document's own, and
/// which came with an option. They are counted once, for all warnings of it.
#[derive(Clone, Copy, Debug)]
pub struct Lines {
    of_document: u32,
    of_css: Option<u32>,
    of_js: Option<u32>,
}

impl Lines {
    pub fn of(document: &Document) -> Self {
        let lines = |text: &str| memchr::memchr_iter(b'\n', text.as_bytes()).count() as u32 + 1;
        let injection = &document.options.injection;
        Self {
            of_document: lines(&document.html),
            of_css: injection.css.as_deref().map(lines),
            of_js: injection.js.as_deref().map(lines),
        }
    }

    /// The option that a line came with, and the line in it; `None` for the
    /// document's own.
    fn place(self, line: u32) -> Option<(&'static str, u32)> {
        let mut rest = line
            .checked_sub(self.of_document)
            .filter(|rest| *rest > 0)?;
        for (option, lines) in [("css", self.of_css), ("js", self.of_js)] {
            let Some(lines) = lines else { continue };
            if rest <= lines {
                return Some((option, rest));
            }
            rest -= lines;
        }
        None
    }

    /// Names the option in a warning whose line is not the document's own.
    pub fn relocate(self, warning: &mut Warning) {
        let (source, line) = match warning {
            Warning::ScriptError {
                source,
                line: Some(line),
                ..
            } => (source, line),
            Warning::UnsupportedCss { source, line, .. }
            | Warning::UnsupportedHtml { source, line, .. } => (source, line),
            _ => return,
        };
        if let Some((option, place)) = self.place(*line) {
            *source = option.to_owned();
            *line = place;
        }
    }
}

/// What a document with scripts is waited for. Where nothing is lowered, it is time alone, as
/// the bare engine has it.
pub fn awaited(options: &DocumentOptions) -> Option<&Awaited> {
    match &options.scripts {
        Scripts::On(readiness) => {
            let awaited = readiness.awaited.as_ref();
            awaited.filter(|awaited| **awaited != Awaited::Rest || options.lower)
        }
        Scripts::Off => None,
    }
}

/// A text that does not end the element it is put into.
fn never_ending(text: &str, element: &str) -> String {
    let end = format!("</{element}");
    let lower = text.to_ascii_lowercase();
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for (at, _) in lower.match_indices(&end) {
        out += &text[from..at];
        out += "<\\/";
        from = at + 2;
    }
    out + &text[from..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_injected_line_is_told_from_the_document_s_own() {
        let given = [("css", "a{}\nb{}"), ("js", "one();\ntwo();")];
        let options = crate::job::Options::read(given).unwrap();
        let document = Document {
            html: "<p>1\n<p>2".to_owned(),
            options: options.document,
        };
        let placed: Vec<_> = (1..=7)
            .map(|line| Lines::of(&document).place(line))
            .collect();
        let (css, js) = (|line| Some(("css", line)), |line| Some(("js", line)));
        assert_eq!(placed, [None, None, css(1), css(2), js(1), js(2), None]);
    }

    #[test]
    fn what_is_injected_stays_in_its_element() {
        assert_eq!(
            never_ending("a</SCRIPT>b</script", "script"),
            "a<\\/SCRIPT>b<\\/script"
        );
        assert_eq!(never_ending("한</style>", "style"), "한<\\/style>");
        assert_eq!(never_ending("a</b>", "style"), "a</b>");
    }
}
