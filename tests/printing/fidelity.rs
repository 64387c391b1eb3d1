//! Documents of today stand on the page where Chromium has them: the set of `tests/fidelity`, beside what Chromium
//! printed of it (`scripts/fidelity.sh --references`). Each document has a bar in `bars.tsv`, a little below what it
//! reached when the bar was written. `BLESS=1 cargo test --test printing fidelity` writes the bars anew.

use crate::support;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Map, Value, json};

use support::lacks;
use support::pdf::{Glyph, Pdf};
use support::service::Service;

use super::likeness;

/// How far from its place a glyph may stand: a share of the page's width, and of its height.
const NEAR: f64 = 0.02;
/// How far below today's figure a bar is.
const SLACK: f64 = 0.02;

/// What a document must reach.
#[derive(Clone, Copy)]
struct Bar {
    layout: f64,
    picture: f64,
    /// Today's number of pages, which may be another one than Chromium's.
    pages: usize,
}

/// What a print has reached.
struct Reached {
    layout: f64,
    picture: f64,
    pages: usize,
    chromium_pages: usize,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fidelity")
}

#[test]
fn documents_of_today_stand_where_chromium_has_them() {
    // A script that is not lowered in half of a job's time is not lowered, and here it is lowered by a build for tests,
    // beside whatever else this machine does.
    let service = Service::start_with(&[("HTML2PDF_TIMEOUT", "600s")]);
    let documents = documents();
    assert!(documents.len() >= 40, "only {} documents", documents.len());
    let reached: BTreeMap<_, _> = documents
        .iter()
        .filter_map(|(name, path)| Some((name.clone(), reached(&service, name, &request(path)?))))
        .collect();
    if std::env::var_os("BLESS").is_some() {
        return write_bars(&reached);
    }
    let bars = bars();
    let mut below = Vec::new();
    for (name, reached) in &reached {
        let bar = bars
            .get(name)
            .unwrap_or_else(|| panic!("bars.tsv has no {name}"));
        for (what, reached, bar) in [
            ("layout", reached.layout, bar.layout),
            ("picture", reached.picture, bar.picture),
        ] {
            if reached < bar {
                below.push(format!("{name}: {what} {reached:.3} instead of {bar:.2}"));
            }
        }
        if reached.pages != bar.pages && reached.pages != reached.chromium_pages {
            let (pages, chromium) = (reached.pages, reached.chromium_pages);
            below.push(format!(
                "{name}: {pages} pages, and Chromium has {chromium}"
            ));
        }
    }
    assert!(
        below.is_empty(),
        "scripts/fidelity.sh shows what is different:\n{}",
        below.join("\n")
    );
    let gone: Vec<_> = bars
        .keys()
        .filter(|name| !documents.contains_key(*name))
        .collect();
    assert!(gone.is_empty(), "bars.tsv has more than the set: {gone:?}");
}

#[test]
fn a_print_that_is_moved_or_lacks_words_is_seen() {
    let (_, reference) = places("invoice-studio");
    assert!((layout(&reference, &reference) - 1.0).abs() < f64::EPSILON);
    let mut moved = reference.clone();
    for glyph in &mut moved {
        glyph.y += 1.5 * NEAR;
    }
    assert!(layout(&reference, &moved) < 0.01);
    let half = &reference[reference.len() / 2..];
    assert!((layout(&reference, half) - 0.5).abs() < 0.01);
}

/// Names and files, sorted by name.
fn documents() -> BTreeMap<String, PathBuf> {
    let entries = fs::read_dir(folder()).unwrap();
    let found = entries.filter_map(|entry| {
        let path = entry.unwrap().path();
        let name = path.file_stem()?.to_str()?.to_owned();
        let inside = path.join("index.html");
        if inside.exists() {
            return Some((name, inside));
        }
        (path.extension()? == "html").then_some((name, path))
    });
    found.collect()
}

fn reached(service: &Service, name: &str, request: &Value) -> Reached {
    let pdf = Pdf::new(&service.post_json(request).pdf());
    let (chromium_pages, reference) = places(name);
    Reached {
        layout: layout(&reference, &pdf.glyphs()),
        picture: likeness::pictures(&folder().join("reference"), name, &pdf),
        pages: pdf.pages() as usize,
        chromium_pages,
    }
}

/// `None` where a library that the document loads has not been got.
fn request(path: &Path) -> Option<Value> {
    let html = fs::read_to_string(path).unwrap();
    let mut assets = Map::new();
    for library in libraries_of(&html) {
        let file = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("target/fidelity/libraries")
            .join(library);
        let what = format!("{library}, which scripts/test.sh and scripts/fidelity.sh get");
        if !lacks::has(file.exists(), &what) {
            return None;
        }
        let bytes = BASE64_STANDARD.encode(fs::read(&file).unwrap());
        assets.insert(library.to_owned(), bytes.into());
    }
    if path.ends_with("index.html") {
        for entry in fs::read_dir(path.parent().unwrap()).unwrap() {
            let asset = entry.unwrap().path();
            let name = asset.file_name().unwrap().to_str().unwrap().to_owned();
            if asset != path {
                let bytes = BASE64_STANDARD.encode(fs::read(&asset).unwrap());
                assets.insert(name, bytes.into());
            }
        }
    }
    Some(json!({ "html": html, "assets": assets }))
}

/// The libraries that a document names, among the words of its attributes and its style.
fn libraries_of(html: &str) -> Vec<&'static str> {
    const LIBRARIES: &str = include_str!("../fidelity/libraries.tsv");
    let is_between = |c: char| c.is_whitespace() || "\"'=()".contains(c);
    let words: BTreeSet<_> = html.split(is_between).collect();
    let names = LIBRARIES.lines().filter(|line| !line.starts_with('#'));
    names
        .filter_map(|line| line.split('\t').next())
        .filter(|name| words.contains(name))
        .collect()
}

/// The number of pages, and where Chromium has each glyph. A line is a page and its size in points, or a part of a
/// word: in tenths of points the x of its first glyph, the base line, and the x of its last glyph; then its text.
fn places(name: &str) -> (usize, Vec<Glyph>) {
    let path = folder().join(format!("reference/{name}.txt"));
    let text = fs::read_to_string(&path).unwrap_or_else(|error| {
        panic!(
            "{}: {error}; scripts/fidelity.sh --references {name}",
            path.display()
        )
    });
    let (mut pages, mut glyphs) = (0, Vec::new());
    let (mut width, mut height) = (1.0, 1.0);
    for line in text.lines() {
        let words: Vec<_> = line.splitn(4, ' ').collect();
        let number = |at: usize| words[at].parse::<f64>().unwrap();
        if words[0] == "page" {
            pages += 1;
            (width, height) = (number(1), number(2));
            continue;
        }
        let (first, last) = (number(0) / 10.0 / width, number(2) / 10.0 / width);
        let count = words[3].chars().count();
        let step = (last - first) / count.saturating_sub(1).max(1) as f64;
        for (at, text) in words[3].chars().enumerate() {
            glyphs.push(Glyph {
                text,
                page: pages,
                x: first + step * at as f64,
                y: number(1) / 10.0 / height,
            });
        }
    }
    (pages, glyphs)
}

/// The share of glyphs that stand on the same page and near their place.
fn layout(reference: &[Glyph], ours: &[Glyph]) -> f64 {
    let near = alike(reference, ours)
        .into_iter()
        .filter(|(at, other)| {
            let (a, b) = (&reference[*at], &ours[*other]);
            a.page == b.page && (a.x - b.x).abs() < NEAR && (a.y - b.y).abs() < NEAR
        })
        .count();
    near as f64 / reference.len().max(ours.len()) as f64
}

/// Which glyphs of two prints are the same ones, in the order of both: those that stay when one text is made from the
/// other with the fewest changes (Levenshtein).
fn alike(a: &[Glyph], b: &[Glyph]) -> Vec<(usize, usize)> {
    let same = |i: usize, j: usize| a[i].text == b[j].text;
    let shorter = a.len().min(b.len());
    let head = (0..shorter).position(|at| !same(at, at)).unwrap_or(shorter);
    let tail = (0..shorter - head)
        .position(|at| !same(a.len() - 1 - at, b.len() - 1 - at))
        .unwrap_or(shorter - head);
    let (rows, columns) = (a.len() - head - tail, b.len() - head - tail);

    #[derive(Clone, Copy)]
    enum Step {
        Both,
        Left,
        Up,
    }
    let mut steps = vec![Step::Left; (rows + 1) * (columns + 1)];
    let mut above: Vec<usize> = (0..=columns).collect();
    let mut row = above.clone();
    for i in 1..=rows {
        row[0] = i;
        steps[i * (columns + 1)] = Step::Up;
        for j in 1..=columns {
            let changed = usize::from(!same(head + i - 1, head + j - 1));
            let both = above[j - 1] + changed;
            let (best, step) = if both <= above[j] + 1 && both <= row[j - 1] + 1 {
                (both, Step::Both)
            } else if above[j] <= row[j - 1] {
                (above[j] + 1, Step::Up)
            } else {
                (row[j - 1] + 1, Step::Left)
            };
            row[j] = best;
            steps[i * (columns + 1) + j] = step;
        }
        std::mem::swap(&mut above, &mut row);
    }

    let mut pairs: Vec<_> = (0..head).map(|at| (at, at)).collect();
    pairs.extend((1..=tail).map(|at| (a.len() - at, b.len() - at)));
    let (mut i, mut j) = (rows, columns);
    while i > 0 && j > 0 {
        match steps[i * (columns + 1) + j] {
            Step::Both => {
                (i, j) = (i - 1, j - 1);
                if same(head + i, head + j) {
                    pairs.push((head + i, head + j));
                }
            }
            Step::Up => i -= 1,
            Step::Left => j -= 1,
        }
    }
    pairs
}

fn bars() -> BTreeMap<String, Bar> {
    let text = fs::read_to_string(folder().join("bars.tsv")).unwrap();
    let rows = text.lines().skip(1).map(|line| {
        let cells: Vec<_> = line.split('\t').collect();
        let bar = Bar {
            layout: cells[1].parse().unwrap(),
            picture: cells[2].parse().unwrap(),
            pages: cells[3].parse().unwrap(),
        };
        (cells[0].to_owned(), bar)
    });
    rows.collect()
}

fn write_bars(reached: &BTreeMap<String, Reached>) {
    let mut text = "document\tlayout\tpicture\tpages\n".to_owned();
    let below = |figure: f64| ((figure - SLACK).max(0.0) * 100.0).floor() / 100.0;
    for (name, reached) in reached {
        let (layout, picture) = (below(reached.layout), below(reached.picture));
        writeln!(text, "{name}\t{layout:.2}\t{picture:.2}\t{}", reached.pages).unwrap();
    }
    fs::write(folder().join("bars.tsv"), text).unwrap();
}
