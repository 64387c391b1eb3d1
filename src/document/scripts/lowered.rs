//! The scripts of a job: found wherever they stand, and put back as the engine reads
//! them. It comes before all else that is read of a job, and nothing else needs to
//! know of it: lines keep their numbers.

use std::collections::BTreeSet;

use html5gum::emitters::default::{StartTag, Token};

use crate::job::options::{FirstPage, HeaderFooterContent};
use crate::job::{Job, Warning};
use script::Kind;

use super::element::{Element, at_once, element, is_deferred};
use super::modules::{Entry, Page};
use super::places::{Fate, Place, Script, Stands};
use super::tasks::Tasks;
use crate::document::address::{asset_name, has_ending};
use crate::document::edits::{Edit, apply, attribute};
use crate::document::lines::Lines;
use crate::document::markup;
use crate::document::markup::reader::tokens;
use crate::document::pages::header_footer::Side;

/// The scripts of a job that the engine cannot read as they are.
#[derive(Debug, Default)]
pub struct Scripts {
    pub(super) found: Vec<Script>,
    /// Whether any script of a document uses `Proxy`: then all of them may meet one.
    proxies: bool,
    /// Texts that have modules.
    pub(super) pages: Vec<Page>,
    /// Files that are read as classic scripts, and as modules.
    classic: BTreeSet<String>,
    modules: BTreeSet<String>,
}

impl Scripts {
    /// Looks for them until it is late.
    pub fn of(job: &Job, is_late: &dyn Fn() -> bool) -> Self {
        let mut scripts = Self {
            proxies: use_proxies(job),
            ..Self::default()
        };
        for (at, document) in job.documents.iter().enumerate() {
            if !document.options.lowers_scripts() {
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
            && job.options.document.lowers_scripts()
        {
            scripts.find_in(cover, Place::Cover, is_late);
        }
        if job.documents.iter().any(|one| one.options.lowers_scripts()) {
            scripts.find_files(job, is_late);
        }
        scripts
    }

    pub fn is_empty(&self) -> bool {
        self.found.is_empty() && self.pages.is_empty()
    }

    pub fn iter(&self) -> impl Iterator<Item = &Script> {
        self.found.iter()
    }

    fn take(&mut self, kind: Kind, source: &str, text: Place, stands: Stands, line: u32) {
        if self.proxies || kind == Kind::Module || script::is_newer(source) {
            self.found.push(Script {
                kind,
                proxies: self.proxies,
                source: source.to_owned(),
                text,
                stands,
                line,
            });
        }
    }

    fn find_files(&mut self, job: &Job, is_late: &dyn Fn() -> bool) {
        let scripts = job.assets.iter().enumerate();
        let scripts = scripts.filter(|(_, asset)| has_ending(asset, &["js", "mjs"]));
        let scripts = scripts
            .filter_map(|(at, asset)| Some((at, asset, std::str::from_utf8(&asset.bytes).ok()?)));
        for (at, asset, source) in scripts {
            if is_late() {
                return;
            }
            let asks = script::has_modules(source);
            let is_module = !self.pages.is_empty() && self.is_module(asset.name(), asks);
            let kind = match is_module {
                true => Kind::Module,
                // Nobody runs it.
                false if asks && !self.classic.contains(asset.name()) => continue,
                false => Kind::Script,
            };
            self.take(kind, source, Place::Asset(at), Stands::Alone, 0);
        }
    }

    /// Whether a file is a module: one that imports or exports, that an element names as
    /// one, or that others seem to import for what it does.
    fn is_module(&self, name: &str, asks: bool) -> bool {
        let named = || {
            let sources = self.found.iter().filter(|one| one.kind == Kind::Module);
            sources.into_iter().any(|one| one.source.contains(name))
        };
        asks || self.modules.contains(name)
            || name.ends_with(".mjs")
            || !self.classic.contains(name) && named()
    }

    fn find_in(&mut self, html: &str, text: Place, is_late: &dyn Fn() -> bool) {
        if is_late() || !markup::may_hide_script(html) {
            return;
        }
        let mut lines = Lines::of(html);
        let mut page = Page::of(text);
        let (mut open, mut deferred) = (None, None);
        for token in tokens(html, is_late) {
            match token {
                Token::StartTag(tag) => {
                    open = None;
                    if &tag.name[..] == b"script" && html.is_char_boundary(tag.span.start) {
                        let element = element(&tag);
                        self.take_file(&element, &mut page);
                        deferred = is_deferred(&tag).then(|| at_once(&tag));
                        if tag.attributes.contains_key(&b"nomodule"[..]) {
                            page.instead.push(tag.span.start);
                        }
                        open = Some((element, tag.span.start, tag.span.end));
                    }
                    self.handlers(html, &tag, text, &mut lines);
                }
                Token::EndTag(tag) if &tag.name[..] == b"script" => {
                    let Some((element, start, from)) = open.take() else {
                        continue;
                    };
                    if let Some(tag_at_once) = deferred.take() {
                        let range = start..tag.span.end;
                        page.entries.push(Entry::Deferred(range, tag_at_once));
                    }
                    let range = from..tag.span.start;
                    let Some(source) = html.get(range.clone()) else {
                        continue;
                    };
                    let line = lines.at(range.start) as u32 - 1;
                    let stands = Stands::Within(range);
                    match element {
                        Element::Classic => self.take(Kind::Script, source, text, stands, line),
                        Element::Module => {
                            page.entries.push(Entry::Inline(start, self.found.len()));
                            self.take(Kind::Module, source, text, stands, line);
                        }
                        Element::ImportMap => page.map.add(source),
                        Element::File(_) | Element::ModuleFile(_) | Element::Data => {}
                    }
                }
                _ => {}
            }
        }
        if page.has_modules() {
            self.pages.push(page);
        }
    }

    fn take_file(&mut self, element: &Element, page: &mut Page) {
        match element {
            Element::File(address) => {
                self.classic.insert(asset_name(address).into_owned());
            }
            Element::ModuleFile(address) => {
                let name = asset_name(address).into_owned();
                self.modules.insert(name);
                page.entries.push(Entry::File(address.clone()));
            }
            _ => {}
        }
    }

    fn handlers(&mut self, html: &str, tag: &StartTag<usize>, text: Place, lines: &mut Lines<'_>) {
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
        let mut edits = Edits::default();
        let mut tasks = Tasks::default();
        for (script, fate) in self.found.iter().zip(fates) {
            warnings.extend(script.warning(&job, fate));
            let Some(code) = script.code(fate) else {
                continue;
            };
            let code = match (script.kind, script.text, fate) {
                (Kind::Module, Place::Asset(at), Fate::Lowered(_)) => {
                    script::modules::named(job.assets[at].name()) + &code
                }
                // With its page.
                (Kind::Module, _, _) => continue,
                (Kind::Script, place, Fate::Lowered(_))
                    if matches!(script.stands, Stands::Within(_)) =>
                {
                    tasks.done(&job, place, code)
                }
                _ => code,
            };
            match &script.stands {
                Stands::Alone => script.text.put(&mut job, code),
                Stands::Within(range) => edits.add(script.text, Some((range.clone(), code))),
                Stands::Attribute(tag, name) => {
                    let text = script.text.text(&job).unwrap_or_default();
                    edits.add(script.text, attribute(text, *tag, name, &code));
                }
            }
        }
        for page in &self.pages {
            let (changed, told) = page.put_back(&self.found, fates, &job);
            changed
                .into_iter()
                .for_each(|edit| edits.add(page.text, Some(edit)));
            warnings.extend(told);
        }
        for (place, edits) in edits.0 {
            if let Some(text) = place.text(&job) {
                let changed = apply(text, edits);
                place.put(&mut job, changed);
            }
        }
        (job, warnings)
    }
}

/// Whether any script of a job uses `Proxy`.
fn use_proxies(job: &Job) -> bool {
    let assets = job
        .assets
        .iter()
        .filter(|one| has_ending(one, &["js", "mjs"]));
    let mut assets = assets.filter_map(|asset| std::str::from_utf8(&asset.bytes).ok());
    let covers = job.options.book.cover.iter().map(String::as_str);
    let documents = job.documents.iter().map(|one| one.html.as_str());
    let injected = job.documents.iter();
    let mut injected = injected.filter_map(|one| one.options.injection.js.as_deref());
    let sides = (0..job.documents.len()).flat_map(|at| {
        let sides = [Side::Header, Side::Footer];
        let places = sides.map(|side| [Place::Side(at, side), Place::FirstSide(at, side)]);
        places.into_iter().flatten()
    });
    let sides = sides.filter_map(|place| place.text(job));
    assets.any(script::names_proxies)
        || injected.any(script::names_proxies)
        || documents
            .chain(covers)
            .chain(sides)
            .any(script::names_proxies_in_html)
}

/// What is changed in each text.
#[derive(Default)]
struct Edits(Vec<(Place, Vec<Edit>)>);

impl Edits {
    fn add(&mut self, place: Place, edit: Option<Edit>) {
        match self.0.iter_mut().find(|(other, _)| *other == place) {
            Some((_, edits)) => edits.extend(edit),
            None => self.0.push((place, edit.into_iter().collect())),
        }
    }
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
