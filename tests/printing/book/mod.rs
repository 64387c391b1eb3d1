//! Several documents as one book: cover, table of contents, outline, numbering,
//! and pages of different kinds.

mod cover;
mod documents;
mod outline;
mod refused;
mod toc;
mod whole;

use crate::support;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use support::pdf::{Link, Pdf, Word, find, line, near};
use support::png;
use support::service::{Service, escape, multipart, told};

/// Points to a millimetre.
const MM: f64 = 72.0 / 25.4;

const A4: (f64, f64) = (595.0, 842.0);
const A4_LANDSCAPE: (f64, f64) = (842.0, 595.0);
const A5: (f64, f64) = (420.0, 595.0);

/// A chapter of two pages: headings of four levels on the first, one of the
/// second level on the other, and a link from the first to the second.
fn chapter(name: &str) -> String {
    format!(
        "<!DOCTYPE html><title>{name}</title><style>body{{margin:0;font:10pt Arial}}</style>\
         <h1>{name}</h1><p>{name}-begins <a href='#end'>{name}-onward</a></p>\
         <h2>{name} two</h2><h3>{name} three</h3><h4>{name} four</h4>\
         <h2 id=end style='page-break-before:always'>{name} end</h2><p>{name}-ends \
         <a href='https://example.com/{name}'>{name}-outward</a></p>"
    )
}

/// A document of so many chapters, each on a page of its own.
fn chapters(count: usize) -> String {
    let chapters = (1..=count).map(|number| format!("<h1>Chapter{number}</h1>"));
    format!(
        "<!DOCTYPE html><style>h1+h1{{page-break-before:always}}</style>{}",
        chapters.collect::<String>()
    )
}

fn print(service: &Service, request: Value) -> Pdf {
    Pdf::new(&bytes(service, request))
}

fn bytes(service: &Service, request: Value) -> Vec<u8> {
    service.post_json(&request).pdf()
}

/// Field of the one fault, and what is told of it.
fn fault(service: &Service, request: Value) -> (String, String) {
    let answer = service.post_json(&request);
    assert_eq!(answer.status, 400, "{request}");
    let problem = answer.problem();
    let faults = problem["errors"].as_array().unwrap();
    assert_eq!(faults.len(), 1, "{problem}");
    let text = |name: &str| faults[0][name].as_str().unwrap().to_owned();
    (text("field"), told(&faults[0]))
}

/// The lines of a table of contents: words, from left to right, that stand on
/// the same height.
fn entries(words: &[Word]) -> Vec<String> {
    let mut lines: Vec<Vec<&Word>> = Vec::new();
    for word in words {
        let same = |line: &&mut Vec<&Word>| near(line[0].bottom, word.bottom, 3.0);
        match lines.iter_mut().find(same) {
            Some(line) => line.push(word),
            None => lines.push(vec![word]),
        }
    }
    lines.sort_by(|a, b| a[0].top.total_cmp(&b[0].top));
    let text = |mut line: Vec<&Word>| {
        line.sort_by(|a, b| a.left.total_cmp(&b.left));
        let words: Vec<_> = line.iter().map(|word| word.text.as_str()).collect();
        words.join(" ")
    };
    lines.into_iter().map(text).collect()
}

/// The page that the link over this word leads to.
#[track_caller]
fn target(links: &[Link], page: usize, word: &Word) -> Option<usize> {
    let mut over = links
        .iter()
        .filter(|link| link.page == page && link.covers(word));
    over.next()
        .unwrap_or_else(|| panic!("no link over {word:?} in {links:?}"))
        .to_page
}
