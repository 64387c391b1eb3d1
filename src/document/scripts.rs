//! The scripts of a job: found wherever they stand, and put back as the engine reads
//! them. It comes before all else that is read of a job, and nothing else needs to
//! know of it: lines keep their numbers.

use std::ops::Range;

use html5gum::Tokenizer;
use html5gum::emitters::default::{DefaultEmitter, StartTag, Token};

use crate::job::options::{FirstPage, HeaderFooterContent, Scripts as Run};
use crate::job::{DocumentOptions, Job, Warning};
use crate::script::{self, Kind, Lowered, ScriptError};

use super::address::has_ending;
use super::edits::{Edit, apply};
use super::header_footer::Side;
use super::markup;
use super::prepared::source_name;
use super::reader::TimedReader;
use super::text::COVER;

/// What became of a script.
#[derive(Clone, Debug)]
pub enum Fate {
    Lowered(Lowered),
    /// It cannot be read, by no browser either.
    Faulty(ScriptError),
    /// It stays as it is, for this reason.
    Left(&'static str),
}

/// The scripts of a job that the engine cannot read as they are.
#[derive(Debug)]
pub struct Scripts {
    found: Vec<Script>,
    /// Whether any script of a document uses `Proxy`: then all of them may meet one.
    proxies: bool,
}

#[derive(Debug)]
pub struct Script {
    pub kind: Kind,
    pub proxies: bool,
    pub source: String,
    text: Place,
    stands: Stands,
    /// Its first line in its text, from 0.
    line: u32,
}

/// A text of a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Document(usize),
    Cover,
    Side(usize, Side),
    FirstSide(usize, Side),
    /// The script that comes with a document's options.
    Js(usize),
    Asset(usize),
}

/// Where a script stands in its text.
#[derive(Clone, Debug)]
enum Stands {
    /// It is all of it.
    Alone,
    /// Between the tags of its element.
    Within(Range<usize>),
    /// In the attribute of this name, of the element whose tag begins there.
    Attribute(usize, String),
}

impl Scripts {
    /// Looks for them until it is late.
    pub fn of(job: &Job, is_late: &dyn Fn() -> bool) -> Self {
        let lowers =
            |options: &DocumentOptions| options.lower && matches!(options.scripts, Run::On(_));
        let mut scripts = Self {
            found: Vec::new(),
            proxies: use_proxies(job),
        };
        for (at, document) in job.documents.iter().enumerate() {
            if !lowers(&document.options) {
                continue;
            }
            scripts.find_in(&document.html, Place::Document(at), is_late);
            for side in [Side::Header, Side::Footer] {
                let half = side.of(&document.options);
                if let HeaderFooterContent::Html(html) = &half.content {
                    scripts.find_in(html, Place::Side(at, side), is_late);
                }
                if let FirstPage::Html(html) = &half.first {
                    scripts.find_in(html, Place::FirstSide(at, side), is_late);
                }
            }
            if let Some(js) = &document.options.injection.js {
                scripts.take(Kind::Script, js, Place::Js(at), Stands::Alone, 0);
            }
        }
        if let Some(cover) = &job.options.book.cover
            && lowers(&job.options.document)
        {
            scripts.find_in(cover, Place::Cover, is_late);
        }
        let any = job.documents.iter().any(|one| lowers(&one.options));
        for (at, asset) in job.assets.iter().enumerate().filter(|_| any) {
            if !is_late()
                && has_ending(asset, &["js"])
                && let Ok(source) = std::str::from_utf8(&asset.bytes)
            {
                scripts.take(Kind::Script, source, Place::Asset(at), Stands::Alone, 0);
            }
        }
        scripts
    }

    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    pub fn iter(&self) -> impl Iterator<Item = &Script> {
        self.found.iter()
    }

    fn take(&mut self, kind: Kind, source: &str, text: Place, stands: Stands, line: u32) {
        // Headers and footers have no prelude, which knows what a proxy is.
        let beside = matches!(text, Place::Side(..) | Place::FirstSide(..));
        let proxies = self.proxies && !beside;
        if proxies || script::is_newer(source) {
            self.found.push(Script {
                kind,
                proxies,
                source: source.to_owned(),
                text,
                stands,
                line,
            });
        }
    }

    fn find_in(&mut self, html: &str, text: Place, is_late: &dyn Fn() -> bool) {
        if is_late() || !markup::may_hide_script(html) {
            return;
        }
        let mut lines = super::lines::Lines::of(html);
        let mut emitter = DefaultEmitter::<usize>::new_with_span();
        emitter.naively_switch_states(true);
        let mut open = None;
        for token in Tokenizer::new_with_emitter(TimedReader::new(html, is_late), emitter) {
            let Ok(token) = token;
            match token {
                Token::StartTag(tag) => {
                    let is_script = &tag.name[..] == b"script";
                    open = (is_script && is_classic(&tag)).then_some(tag.span.end);
                    self.handlers(html, &tag, text, &mut lines);
                }
                Token::EndTag(tag) if &tag.name[..] == b"script" => {
                    let range = open.take().map(|from| from..tag.span.start);
                    if let Some(range) = range
                        && let Some(source) = html.get(range.clone())
                    {
                        let line = lines.at(range.start) as u32 - 1;
                        self.take(Kind::Script, source, text, Stands::Within(range), line);
                    }
                }
                _ => {}
            }
        }
    }

    fn handlers(
        &mut self,
        html: &str,
        tag: &StartTag<usize>,
        text: Place,
        lines: &mut super::lines::Lines<'_>,
    ) {
        for (name, value) in &tag.attributes {
            if name.len() > 2 && name.starts_with(b"on") && html.is_char_boundary(tag.span.start) {
                let name = String::from_utf8_lossy(name).into_owned();
                let source = String::from_utf8_lossy(value);
                let stands = Stands::Attribute(tag.span.start, name);
                let line = lines.at(tag.span.start) as u32 - 1;
                self.take(Kind::Handler, &source, text, stands, line);
            }
        }
    }

    /// The job with what became of each of its scripts, and what is to be said of them.
    pub fn put_back(self, job: &Job, fates: &[Fate]) -> (Job, Vec<Warning>) {
        let mut job = job.clone();
        let mut warnings = Vec::new();
        let mut edits: Vec<(Place, Vec<Edit>)> = Vec::new();
        for (script, fate) in self.found.iter().zip(fates) {
            warnings.extend(script.warning(&job, fate));
            let Some(code) = script.code(fate) else {
                continue;
            };
            let edit = match &script.stands {
                Stands::Alone => {
                    put(&mut job, script.text, code);
                    continue;
                }
                Stands::Within(range) => Some((range.clone(), code)),
                Stands::Attribute(tag, name) => {
                    let text = text(&job, script.text).unwrap_or_default();
                    markup::attribute(text, *tag, name, &code)
                }
            };
            match edits.last_mut() {
                Some((text, edits)) if *text == script.text => edits.extend(edit),
                _ => edits.push((script.text, edit.into_iter().collect())),
            }
        }
        for (place, edits) in edits {
            if let Some(text) = text(&job, place) {
                let changed = apply(text, edits);
                put(&mut job, place, changed);
            }
        }
        (job, warnings)
    }
}

/// Whether any script of a job's documents uses `Proxy`.
fn use_proxies(job: &Job) -> bool {
    let assets = job.assets.iter().filter(|one| has_ending(one, &["js"]));
    let mut assets = assets.filter_map(|asset| std::str::from_utf8(&asset.bytes).ok());
    let covers = job.options.book.cover.iter().map(String::as_str);
    let documents = job.documents.iter().map(|one| one.html.as_str());
    let injected = job.documents.iter();
    let mut injected = injected.filter_map(|one| one.options.injection.js.as_deref());
    assets.any(script::names_proxies)
        || injected.any(script::names_proxies)
        || documents.chain(covers).any(script::names_proxies_in_html)
}

impl Script {
    /// What stands in its place from now on, if that is something else.
    fn code(&self, fate: &Fate) -> Option<String> {
        match fate {
            Fate::Lowered(lowered) => lowered.code.clone(),
            // The engine would say less of it than the parser has said.
            Fate::Faulty(_) => {
                let lines = memchr::memchr_iter(b'\n', self.source.as_bytes()).count();
                Some("\n".repeat(lines))
            }
            Fate::Left(_) => None,
        }
    }

    fn warning(&self, job: &Job, fate: &Fate) -> Option<Warning> {
        let (line, message) = match fate {
            Fate::Lowered(_) => return None,
            Fate::Faulty(error) => (error.line, format!("SyntaxError: {}", error.message)),
            Fate::Left(why) => (1, (*why).to_owned()),
        };
        Some(Warning::ScriptError {
            source: self.text.source(job),
            line: Some(self.line + line),
            message,
        })
    }
}

impl Place {
    /// What it is called in warnings.
    fn source(self, job: &Job) -> String {
        match self {
            Self::Document(at) => source_name(at),
            Self::Cover => COVER.to_owned(),
            Self::Side(_, side) | Self::FirstSide(_, side) => side.option().to_owned(),
            Self::Js(_) => "js".to_owned(),
            Self::Asset(at) => job.assets[at].name().to_owned(),
        }
    }
}

fn text(job: &Job, place: Place) -> Option<&str> {
    match place {
        Place::Document(at) => Some(&job.documents[at].html),
        Place::Cover => job.options.book.cover.as_deref(),
        Place::Side(at, side) => match &side.of(&job.documents[at].options).content {
            HeaderFooterContent::Html(html) => Some(html),
            _ => None,
        },
        Place::FirstSide(at, side) => match &side.of(&job.documents[at].options).first {
            FirstPage::Html(html) => Some(html),
            _ => None,
        },
        Place::Js(at) => job.documents[at].options.injection.js.as_deref(),
        Place::Asset(at) => std::str::from_utf8(&job.assets[at].bytes).ok(),
    }
}

fn put(job: &mut Job, place: Place, text: String) {
    match place {
        Place::Document(at) => job.documents[at].html = text,
        Place::Cover => job.options.book.cover = Some(text),
        Place::Side(at, side) => {
            let half = side.of_mut(&mut job.documents[at].options);
            half.content = HeaderFooterContent::Html(text);
        }
        Place::FirstSide(at, side) => {
            let half = side.of_mut(&mut job.documents[at].options);
            half.first = FirstPage::Html(text);
        }
        Place::Js(at) => job.documents[at].options.injection.js = Some(text),
        Place::Asset(at) => job.assets[at].bytes = text.into(),
    }
}

/// Whether an element holds a script that is run as it is read: others hold data,
/// or are read from elsewhere.
fn is_classic(tag: &StartTag<usize>) -> bool {
    /// Types of JavaScript as they were called over the years, behind `text/` or
    /// `application/`.
    const NAMES: [&str; 5] = [
        "javascript",
        "ecmascript",
        "x-javascript",
        "x-ecmascript",
        "jscript",
    ];
    if tag.attributes.contains_key(&b"src"[..]) {
        return false;
    }
    let Some(kind) = tag.attributes.get(&b"type"[..]) else {
        return true;
    };
    let kind = String::from_utf8_lossy(kind).trim().to_ascii_lowercase();
    let name = ["text/", "application/"]
        .iter()
        .find_map(|family| kind.strip_prefix(family));
    kind.is_empty()
        || name.is_some_and(|name| NAMES.contains(&name) || name.starts_with("javascript1."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::job::{Asset, Options};

    fn job(html: &str, options: &[(&str, &str)], assets: &[(&str, &str)]) -> Job {
        let assets = assets
            .iter()
            .map(|(name, text)| Asset::new(name, bytes::Bytes::from((*text).to_owned())).unwrap());
        let options = Options::read(options.iter().copied()).unwrap();
        Job::of(html.to_owned(), assets.collect(), options)
    }

    fn lowered(job: &Job) -> (Job, Vec<Warning>) {
        let scripts = Scripts::of(job, &|| false);
        let fates: Vec<_> = scripts
            .iter()
            .map(
                |script| match script::lower(&script.source, script.kind, script.proxies) {
                    Ok(lowered) => Fate::Lowered(lowered),
                    Err(error) => Fate::Faulty(error),
                },
            )
            .collect();
        scripts.put_back(job, &fates)
    }

    #[test]
    fn scripts_are_lowered_wherever_they_stand() {
        let job = job(
            "<p onclick='let a = 1;\nf(`${a}`)'>\n<script>\nlet b = 1;\n</script>\n\
             <SCRIPT type=text/javascript>const c = 2</SCRIPT>",
            &[
                ("js", "let d = 4"),
                ("header_html", "<script>let e = 5</script>"),
                ("footer_html", "<script>let f = 6</script>"),
                ("cover_html", "<script>let g = 7</script>"),
            ],
            &[("h.js", "let h = 8;\n")],
        );
        let (lowered, warnings) = lowered(&job);
        assert!(warnings.is_empty());
        assert_eq!(
            lowered.documents[0].html,
            "<p onclick=\"var a=1; f(&quot;&quot;.concat(a));\" onclick='let a = 1;\nf(`${a}`)'>\n\
             <script>\nvar b=1;\n</script>\n<SCRIPT type=text/javascript>var c=2;</SCRIPT>"
        );
        let options = &lowered.documents[0].options;
        assert_eq!(options.injection.js.as_deref(), Some("var d=4;"));
        let html = |side: Side| match &side.of(options).content {
            HeaderFooterContent::Html(html) => html.clone(),
            other => panic!("{other:?}"),
        };
        assert_eq!(html(Side::Header), "<script>var e=5;</script>");
        assert_eq!(html(Side::Footer), "<script>var f=6;</script>");
        let cover = lowered.options.book.cover.unwrap();
        assert_eq!(cover, "<script>var g=7;</script>");
        assert_eq!(lowered.assets[0].bytes, "var h=8;\n");
    }

    #[test]
    fn data_and_what_is_not_asked_for_stay() {
        for (html, options) in [
            (
                "<script type=application/json>{\"let\": `</script>",
                &[][..],
            ),
            ("<script type=text/template><b>let x = `</b></script>", &[]),
            ("<script type=importmap>let</script>", &[]),
            ("<script src=a.js>let a = 1</script>", &[]),
            ("<textarea><script>let a = 1</script></textarea>", &[]),
            ("<script>let a = 1</script>", &[("javascript", "off")]),
            ("<script>let a = 1</script>", &[("lower", "off")]),
            ("<script>var a = 1</script><b onclick='f()'>", &[]),
        ] {
            let job = job(html, options, &[("b.js", "var let_ = 1")]);
            assert!(Scripts::of(&job, &|| false).is_empty(), "{html}");
        }
    }

    #[test]
    fn a_fault_is_told_where_it_is_and_the_engine_does_not_see_it() {
        let job = job("\n<script>\n\nlet a = ;\n</script>\n<p>", &[], &[]);
        let (lowered, warnings) = lowered(&job);
        assert_eq!(lowered.documents[0].html, "\n<script>\n\n\n</script>\n<p>");
        let [
            Warning::ScriptError {
                source,
                line,
                message,
            },
        ] = &warnings[..]
        else {
            panic!("{warnings:?}");
        };
        assert_eq!((source.as_str(), *line), ("index.html", Some(4)));
        assert!(message.starts_with("SyntaxError: "), "{message}");
    }
}
