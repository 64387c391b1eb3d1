//! The documents of `examples/`, which newcomers try first: each prints without
//! a warning, on the pages that it should, with its texts where they should be.

use crate::support;

use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Map, Value, json};

use support::pdf::{Pdf, Word};
use support::service::Service;

/// A word of an example: its page, and its left and upper edge in millimetres.
type Place = (usize, &'static str, f64, f64);

struct Example {
    name: &'static str,
    pages: u32,
    /// Millimetres.
    size: (f64, f64),
    places: &'static [Place],
}

const A4: (f64, f64) = (210.0, 297.0);

const EXAMPLES: &[Example] = &[
    Example {
        name: "invoice",
        pages: 1,
        size: A4,
        places: &[],
    },
    Example {
        name: "tax-invoice",
        pages: 1,
        size: A4,
        places: &[
            (1, "(공급자", 70.7, 23.3),
            (1, "(공급받는자", 70.7, 171.8),
            (1, "카탈로그", 36.9, 92.6),
            (1, "8,613,000", 26.3, 128.4),
            (1, "청구", 181.0, 128.2),
        ],
    },
    Example {
        name: "bank-statement",
        pages: 40,
        size: A4,
        places: &[
            (1, "새벽은행", 27.0, 10.5),
            (1, "84,215,300", 30.5, 89.7),
            (2, "거래일시", 17.5, 31.0),
            (2, "71,016,100", 117.2, 38.0),
            (37, "솔빛인쇄", 80.6, 110.0),
            (40, "새벽은행", 27.0, 10.5),
            (40, "거래일시", 17.5, 31.0),
            (40, "해운대지점장", 145.8, 212.4),
        ],
    },
    Example {
        name: "certificate",
        pages: 1,
        size: (297.0, 210.0),
        places: &[
            (1, "제2025-042호", 33.0, 32.2),
            (1, "한강타이포그래피학교", 126.7, 32.7),
            (1, "216시간", 152.3, 116.4),
            (1, "지도교수", 56.5, 170.0),
            (1, "학교장", 205.5, 170.0),
        ],
    },
    Example {
        name: "shipping-labels",
        pages: 3,
        size: (100.0, 150.0),
        places: &[
            (1, "바람택배", 17.6, 5.0),
            (1, "M2–417", 5.0, 20.6),
            (1, "04099", 82.2, 75.9),
            (2, "H7–108", 5.0, 20.6),
            (3, "Misaki", 5.0, 80.4),
        ],
    },
    Example {
        name: "receipt",
        pages: 1,
        size: (80.0, 281.0),
        places: &[
            (1, "책방", 23.1, 29.7),
            (1, "2,609", 66.8, 144.7),
            (1, "79,700", 53.8, 150.2),
            (1, "드립니다", 56.0, 266.0),
        ],
    },
    Example {
        name: "contract",
        pages: 10,
        size: A4,
        places: &[
            (1, "OSM-2025-SV-014", 37.1, 37.7),
            (2, "목차", 25.0, 37.8),
            (4, "제1장", 25.0, 37.8),
            // The same in the running header.
            (4, "제1장", 149.3, 19.3),
            (5, "제11조", 25.0, 217.4),
            (8, "서명", 25.0, 79.6),
            (8, "서명", 28.2, 181.9),
            (10, "2026-04-15", 168.1, 250.3),
            (10, "간인", 99.3, 279.9),
        ],
    },
    Example {
        name: "report",
        pages: 6,
        size: A4,
        places: &[
            (1, "Quarterly", 22.0, 57.3),
            (2, "Quarterly", 52.1, 16.1),
            // Drawn by the script.
            (1, "34.3", 148.7, 150.9),
            (2, "34,320", 39.0, 134.4),
            (4, "Region", 22.0, 132.2),
            (5, "Region", 22.0, 36.7),
            (6, "297,800", 70.6, 269.2),
        ],
    },
    Example {
        name: "resume",
        pages: 2,
        size: A4,
        places: &[
            (1, "윤서하", 81.0, 20.5),
            (1, "나루페이", 89.5, 114.7),
            (2, "학력", 13.0, 23.1),
            (2, "추천인", 81.0, 226.1),
        ],
    },
    Example {
        name: "letter",
        pages: 1,
        size: A4,
        places: &[
            (1, "Norden", 25.0, 63.4),
            (1, "Order", 25.0, 104.4),
            (1, "39,360.00", 174.9, 179.6),
            (1, "주식회사", 35.0, 271.0),
        ],
    },
];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples")
}

/// The request that prints an example: its document, its files, its options.
fn request(name: &str) -> Value {
    let folder = folder().join(name);
    if !folder.is_dir() {
        let html = fs::read_to_string(folder.with_extension("html")).unwrap();
        return json!({ "html": html });
    }
    let options = fs::read(folder.join("options.json")).unwrap();
    let mut request: Map<_, _> = serde_json::from_slice(&options).unwrap();
    let mut assets = Map::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let bytes = fs::read(&path).unwrap();
        match name.as_str() {
            "options.json" => {}
            "index.html" => {
                request.insert("html".into(), String::from_utf8(bytes).unwrap().into());
            }
            _ => {
                assets.insert(name, BASE64_STANDARD.encode(bytes).into());
            }
        }
    }
    request.insert("assets".into(), assets.into());
    request.into()
}

#[test]
fn every_example_prints_as_it_should() {
    /// Points to a millimetre.
    const MM: f64 = 72.0 / 25.4;
    let service = Service::start();
    for example in EXAMPLES {
        let name = example.name;
        let body = request(name).to_string();
        let answer = service.post("/pdf", "application/json", body);
        assert_eq!(answer.header("x-pdf-warnings"), "", "{name}");
        let pdf = Pdf::new(&answer.pdf());
        assert_eq!(pdf.pages(), example.pages, "{name}");
        let (width, height) = pdf.size();
        let near =
            |found: f64, wanted: f64, tolerance: f64| (found / MM - wanted).abs() < tolerance;
        let good = near(width, example.size.0, 0.5) && near(height, example.size.1, 3.0);
        assert!(good, "{name}: {width} x {height} pt");
        let words = pdf.words();
        for (page, text, left, top) in example.places {
            let there = |word: &Word| {
                word.text == *text && near(word.left, *left, 1.5) && near(word.top, *top, 1.5)
            };
            let page_words = &words[page - 1];
            assert!(
                page_words.iter().any(there),
                "{name}, page {page}: no {text} at {left} and {top} mm: {page_words:?}"
            );
        }
    }
}

#[test]
fn every_example_is_checked_here_and_shown_in_the_gallery() {
    let gallery = fs::read_to_string(folder().join("../docs/gallery.md")).unwrap();
    let mut found = 0;
    for entry in fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        let is_example = path.is_dir() || path.extension().is_some_and(|ending| ending == "html");
        if !is_example {
            continue;
        }
        found += 1;
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        assert!(
            EXAMPLES.iter().any(|example| example.name == name),
            "{name}"
        );
        assert!(gallery.contains(&format!("gallery/{name}.png")), "{name}");
    }
    assert_eq!(found, EXAMPLES.len());
}
