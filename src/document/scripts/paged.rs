//! Paged.js, which lays a document out as pages by measuring it: all that it is for is lowered
//! (`@page`, margin boxes, counters of pages, breaks), and in the engine it finds nothing. So a script of
//! ours stands for it.

use crate::job::{Job, Warning};

use super::places::Place;
use crate::document::address::has_ending;

const STAND_IN: &str = include_str!("paged.js");

/// How far behind its beginning a script says what it is.
const BEGINNING: usize = 500;

/// The job without the library, and what is to be said of that; `None` where it is not there.
pub fn put_paged_aside(job: &Job) -> Option<(Job, Vec<Warning>)> {
    if !job.documents.iter().all(|one| one.options.lowers_scripts()) {
        return None;
    }
    let assets = job.assets.iter().enumerate();
    let found = assets.filter(|(_, asset)| has_ending(asset, &["js"]) && is_paged(&asset.bytes));
    let found: Vec<usize> = found.map(|(at, _)| at).collect();
    if found.is_empty() {
        return None;
    }
    let mut job = job.clone();
    let mut warnings = Vec::new();
    for at in found {
        Place::Asset(at).put(&mut job, STAND_IN.to_owned());
        warnings.push(Warning::ScriptError {
            source: job.assets[at].name().to_owned(),
            line: None,
            message: "Paged.js is not run: the service makes pages by the same CSS; handlers that are registered with it are not called".to_owned(),
        });
    }
    Some((job, warnings))
}

fn is_paged(script: &[u8]) -> bool {
    let beginning = &script[..script.len().min(BEGINNING)];
    let has = |text: &[u8], sign: &[u8]| memchr::memmem::find(text, sign).is_some();
    has(beginning, b"Paged.js v") && has(script, b"PagedPolyfill")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::job::{Asset, Options};

    fn put_aside(script: &'static str, options: &[(&str, &str)]) -> bool {
        let asset = Asset::new("paged.polyfill.js", script.into()).unwrap();
        let options = Options::read(options.iter().copied()).unwrap();
        let job = Job::of(
            "<script src=paged.polyfill.js>".to_owned(),
            vec![asset],
            options,
        );
        put_paged_aside(&job).is_some()
    }

    #[test]
    fn the_library_is_known_by_what_it_says_of_itself() {
        let library = "/** @license Paged.js v0.4.3 | MIT */ global.PagedPolyfill = f()";
        assert!(put_aside(library, &[]));
        assert!(!put_aside(library, &[("lower", "off")]));
        assert!(!put_aside(library, &[("javascript", "off")]));
        assert!(!put_aside(
            "window.PagedConfig = {} // Paged.js v0.4.3",
            &[]
        ));
    }
}
