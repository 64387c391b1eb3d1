//! Has scripts of a job ask for `style` by the name that the prelude knows
//! (`script/styles.rs`), where they may set styles that the engine does not know, and the root for
//! the size of the window (`script/roots.rs`). It comes behind the lowering of scripts: all of them
//! are ES5 by now.

use std::borrow::Cow;

use html5gum::emitters::default::Token;

use crate::job::Job;
use script::{roots, styles};

use super::element::{Element, element};
use super::places::Place;
use crate::document::address::has_ending;
use crate::document::edits::{Edit, apply};
use crate::document::markup;
use crate::document::markup::reader::tokens;

/// The job with such scripts. Those that it comes to when it is late stay as they are.
pub fn ask_for_styles<'j>(job: Cow<'j, Job>, is_late: &dyn Fn() -> bool) -> Cow<'j, Job> {
    if !job.documents.iter().any(|one| one.options.lowers_scripts()) {
        return job;
    }
    let mut places = Vec::new();
    for (at, document) in job.documents.iter().enumerate() {
        if document.options.lowers_scripts() {
            places.extend([Place::Document(at), Place::Js(at)]);
        }
    }
    if job.options.document.lowers_scripts() {
        places.push(Place::Cover);
    }
    let assets = job.assets.iter().enumerate();
    let assets = assets.filter(|(_, asset)| has_ending(asset, &["js", "mjs"]));
    places.extend(assets.map(|(at, _)| Place::Asset(at)));
    let texts = || places.iter().filter_map(|place| place.text(&job));
    // What a script sets may stand in another, or in the data of a document with scripts.
    let has_scripts = |text: &str| markup::may_hide_script(text) || !text.contains('<');
    let asks = Asks {
        styles: texts().any(|text| styles::may_set_modern_styles(text) && has_scripts(text)),
        roots: texts().any(roots::may_ask),
    };
    if !asks.styles && !asks.roots {
        return job;
    }
    let changed: Vec<(Place, String)> = places
        .into_iter()
        .filter_map(|place| {
            let text = place.text(&job).filter(|_| !is_late())?;
            let changed = match place {
                Place::Asset(_) | Place::Js(_) => asks.asked(text)?,
                _ => in_html(text, &asks, is_late)?,
            };
            Some((place, changed))
        })
        .collect();
    if changed.is_empty() {
        return job;
    }
    let mut job = job.into_owned();
    for (place, text) in changed {
        place.put(&mut job, text);
    }
    Cow::Owned(job)
}

/// What the scripts of a job ask for by other names.
struct Asks {
    styles: bool,
    roots: bool,
}

impl Asks {
    /// A script that asks so; `None` where it stays as it is.
    fn asked(&self, source: &str) -> Option<String> {
        let styled = source_if(self.styles, || styles::asked(source));
        let rooted = source_if(self.roots, || {
            roots::asked(styled.as_deref().unwrap_or(source))
        });
        rooted.or(styled)
    }
}

fn source_if(is_asked: bool, asked: impl FnOnce() -> Option<String>) -> Option<String> {
    is_asked.then(asked).flatten()
}

/// A document whose scripts ask so; `None` where none does.
fn in_html(html: &str, asks: &Asks, is_late: &dyn Fn() -> bool) -> Option<String> {
    let may = asks.styles && html.contains(".style") || asks.roots && roots::may_ask(html);
    if !markup::may_hide_script(html) || !may {
        return None;
    }
    let mut edits: Vec<Edit> = Vec::new();
    let mut open = None;
    for token in tokens(html, is_late) {
        match token {
            Token::StartTag(tag) => {
                let is_script = &tag.name[..] == b"script" && element(&tag) == Element::Classic;
                open = is_script.then_some(tag.span.end);
            }
            Token::EndTag(tag) if &tag.name[..] == b"script" => {
                let range = open.take().map(|from| from..tag.span.start);
                let source = range.clone().and_then(|range| html.get(range));
                if let (Some(range), Some(code)) =
                    (range, source.and_then(|source| asks.asked(source)))
                {
                    edits.push((range, code));
                }
            }
            _ => {}
        }
    }
    (!edits.is_empty()).then(|| apply(html, edits))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::job::{Asset, Options};

    fn asked(html: &str, asset: &str, options: &[(&str, &str)]) -> Option<(String, String)> {
        let options = Options::read(options.iter().copied()).unwrap();
        let asset = Asset::new("a.js", asset.to_owned().into()).unwrap();
        let job = Job::of(html.to_owned(), vec![asset], options);
        match ask_for_styles(Cow::Borrowed(&job), &|| false) {
            Cow::Borrowed(_) => None,
            Cow::Owned(job) => Some((
                job.documents[0].html.clone(),
                String::from_utf8(job.assets[0].bytes.to_vec()).unwrap(),
            )),
        }
    }

    #[test]
    fn scripts_ask_where_any_of_them_may_set_a_style_of_today() {
        let html = "<p class='a.style'>\n<script>a.style.color = 1</script>\n\
                    <script type=text/template>b.style</script>";
        let (html, asset) = asked(html, "c.style[d] = 'flex'", &[]).unwrap();
        assert!(html.contains("a.h2pStyle.color = 1</script>\n"), "{html}");
        assert!(html.contains("<p class='a.style'>") && html.contains("b.style<"));
        assert!(asset.contains("c.h2pStyle[d]"), "{asset}");
    }

    #[test]
    fn nothing_is_touched_where_none_does_or_nobody_asks() {
        let html = "<script>a.style.color = 'red'</script>";
        assert_eq!(asked(html, "", &[]), None);
        let modern = "<script>a.style.display = 'flex'</script>";
        assert!(asked(modern, "", &[]).is_some());
        assert_eq!(asked(modern, "", &[("lower", "off")]), None);
        assert_eq!(asked(modern, "", &[("javascript", "off")]), None);
        assert_eq!(asked("<p style='display:flex'>.style", "", &[]), None);
    }
}
