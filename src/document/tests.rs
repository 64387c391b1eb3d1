//! What is found in the texts of a job, and what is changed in them.

use bytes::Bytes;

use proptest::prelude::*;

use crate::document::Prepared;
use crate::job::deadline::Deadline;
use crate::job::limits::Limits;
use crate::job::{Asset, FailedResource, FailureReason, Job, Network, Options};

fn document(html: &str, assets: &[(&str, &str)]) -> Prepared {
    document_with(html, assets, Options::read([("lower", "off")]).unwrap())
}

fn document_with(html: &str, assets: &[(&str, &str)], options: Options) -> Prepared {
    let assets = assets
        .iter()
        .map(|(name, text)| Asset::new(name, Bytes::from(text.to_string())).unwrap())
        .collect();
    let job = Job::of(html.to_owned(), assets, options);
    let deadline = Deadline::after(std::time::Duration::from_secs(60));
    Prepared::new(
        &job,
        &Network::Off,
        &Limits::default(),
        deadline,
        &Default::default(),
    )
    .unwrap()
}

#[test]
fn names_the_files_that_are_not_there() {
    let document = document(
        "<img src=logo.png><img src='here.png?v=1'><img src=%ED%95%9C.png><img src=/etc/passwd>\
         <img src='img/deep.png'><img src=https://cdn.example/x.png><img src=data:image/png;base64,AA>",
        &[("here.png", ""), ("한.png", "")],
    );
    let missing: Vec<_> = document
        .missing_files
        .iter()
        .map(|failed| failed.url.as_str())
        .collect();
    assert_eq!(missing, ["logo.png", "/etc/passwd", "img/deep.png"]);
}

#[test]
fn fonts_that_cannot_be_had_are_taken_out_and_reported_when_used() {
    let html = "<style>@font-face{font-family:Used;src:url(https://f.example/a.woff)}\
                @font-face{font-family:Idle;src:url(b.woff)} p{font-family:Used,serif}</style>\
                <p>@font-face{font-family:Text;src:url(c.woff)}";
    let document = document(html, &[]);
    assert_eq!(
        document.lost_fonts,
        [FailedResource::new(
            "https://f.example/a.woff",
            FailureReason::Blocked
        )]
    );
    assert_eq!(document.documents[0].html.matches("@lost").count(), 0);
    assert_eq!(
        document.documents[0]
            .html
            .matches("@-lost-font-face{")
            .count(),
        2
    );
    assert!(
        document.documents[0]
            .html
            .ends_with("<p>@font-face{font-family:Text;src:url(c.woff)}")
    );
}

#[test]
fn fonts_in_style_sheet_assets_are_seen_too() {
    let css = "@font-face{font-family:Mine;src:url(mine.woff)}body{font-family:Mine}";
    let with = document(
        "<link rel=stylesheet href=a.css>",
        &[("a.css", css), ("mine.woff", "")],
    );
    assert_eq!(with.assets[0].bytes, css);
    let without = document("<link rel=stylesheet href=a.css>", &[("a.css", css)]);
    assert!(without.assets[0].bytes.starts_with(b"@-lost-font-face{"));
    assert_eq!(without.lost_fonts.len(), 1);
}

#[test]
fn a_script_file_makes_a_document_scripted() {
    assert!(!document("<p>x", &[("a.png", "")]).documents[0].scripted);
    assert!(document("<p>x", &[("a.JS", "")]).documents[0].scripted);
}

fn words() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        "\\PC{0,6}",
        prop::sample::select(vec![
            "<style>",
            "</style>",
            "<script>",
            "</script>",
            "<!--",
            "-->",
            "<",
            ">",
            "=",
            "\"",
            "'",
            "<img src=",
            "style=\"",
            "@font-face",
            "{",
            "}",
            "src:",
            "url(",
            "\"a.woff\"",
            ")",
            ",",
            ";",
            "format('woff')",
            "local(x)",
            "font-family:",
            "가",
            "/*",
            "*/",
            "\\",
            "@import ",
            "data:x",
            "letter-spacing:",
            "\0",
        ])
        .prop_map(str::to_owned),
    ];
    prop::collection::vec(word, 0..40).prop_map(|words| words.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn never_panics_on_arbitrary_markup(html in words(), css in words()) {
        let document = document(&html, &[("a.css", &css)]);
        document_with(&html, &[("a.css", &css)], Options::default());
        // What else is changed (links, frames, what scripts find) is not among the words.
        if !html.to_ascii_lowercase().contains("@font-face") && !document.documents[0].scripted {
            prop_assert_eq!(document.documents[0].html.replace("<style></style>", ""), html.replace("<style></style>", ""));
        }
    }
}
