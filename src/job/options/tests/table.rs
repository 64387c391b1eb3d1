//! What the table says of each option is what the code does.

use std::collections::BTreeSet;

use crate::job::options::spec::NO_DEFAULT;
use crate::job::options::{
    Awaited, DefaultText, FirstPage, HeaderFooterContent, OPTIONS, OptionSpec, Options, Output,
    Scripts,
};
use crate::job::paper::Paper;
use crate::raster::DEFAULT_DPI;

/// What an option needs beside itself to be seen in the options that come of it.
fn company(option: &str) -> Vec<(&'static str, &'static str)> {
    match option {
        "page" | "transparent" => vec![("format", "png")],
        "quality" => vec![("format", "jpg")],
        "permissions" => vec![("owner_password", "x")],
        "locale" => vec![("template", "jinja")],
        _ if option.starts_with("toc_") => vec![("toc", "on")],
        _ if option.starts_with("outline_") => vec![("outline", "on")],
        _ if option.starts_with("watermark_") => vec![("watermark_text", "x")],
        _ if option.starts_with("header_font") => vec![("header_left", "x")],
        _ if option.starts_with("footer_font") => vec![("footer_left", "x")],
        _ => vec![],
    }
}

/// Options as they take effect where a document says nothing of its page itself.
fn in_effect(spec: &OptionSpec, value: Option<&'static str>) -> Options {
    let mut given = company(spec.name);
    given.extend(value.map(|value| (spec.name, value)));
    let mut options = Options::read(given).unwrap_or_else(|faults| panic!("{faults:?}"));
    let page = &mut options.document.page;
    let resolved = page.page();
    page.paper = Some(Paper {
        width: resolved.width,
        height: resolved.height,
    });
    page.orientation = None;
    page.margins = resolved.margins.map(Some);
    options
}

#[test]
fn a_default_that_is_a_value_is_the_one_in_force() {
    let with_value = OPTIONS.iter().filter_map(|spec| match spec.default {
        DefaultText::Value(value) => Some((spec, value)),
        DefaultText::Described(_) => None,
    });
    let mut seen = 0;
    for (spec, value) in with_value {
        let read = |value| in_effect(spec, value);
        assert_eq!(read(Some(value)), read(None), "{}={value}", spec.name);
        // Were it never seen, any text would do.
        let example = spec.example;
        assert_ne!(read(Some(example)), read(None), "{}={example}", spec.name);
        seen += 1;
    }
    assert!(seen > 40, "{seen}");
}

type Absent = (&'static str, fn(&Options) -> bool);

/// Of each default that is described, that nothing is in force in its place.
const ABSENT: &[Absent] = &[
    ("page_width", |o| o.document.page.paper.is_none()),
    ("page_height", |o| o.document.page.paper.is_none()),
    ("margin_top", |o| o.document.page.margins.top.is_none()),
    ("margin_right", |o| o.document.page.margins.right.is_none()),
    ("margin_bottom", |o| {
        o.document.page.margins.bottom.is_none()
    }),
    ("margin_left", |o| o.document.page.margins.left.is_none()),
    ("header_html", |o| {
        o.document.header.content == HeaderFooterContent::Nothing
    }),
    ("header_left", |o| {
        o.document.header.content == HeaderFooterContent::Nothing
    }),
    ("header_center", |o| {
        o.document.header.content == HeaderFooterContent::Nothing
    }),
    ("header_right", |o| {
        o.document.header.content == HeaderFooterContent::Nothing
    }),
    ("header_first_html", |o| {
        o.document.header.first == FirstPage::Same
    }),
    ("footer_html", |o| {
        o.document.footer.content == HeaderFooterContent::Nothing
    }),
    ("footer_left", |o| {
        o.document.footer.content == HeaderFooterContent::Nothing
    }),
    ("footer_center", |o| {
        o.document.footer.content == HeaderFooterContent::Nothing
    }),
    ("footer_right", |o| {
        o.document.footer.content == HeaderFooterContent::Nothing
    }),
    ("footer_first_html", |o| {
        o.document.footer.first == FirstPage::Same
    }),
    ("cover_html", |o| o.book.cover.is_none()),
    ("toc_css", |o| {
        o.book.toc.as_ref().is_none_or(|toc| toc.css.is_none())
    }),
    ("viewport", |o| o.document.look.viewport.is_none()),
    ("dpi", |o| o.quality.dpi.is_none()),
    ("css", |o| o.document.injection.css.is_none()),
    ("template", |o| o.document.template.is_none()),
    ("data", |o| o.document.template.is_none()),
    ("user_style", |o| o.document.injection.user_style.is_none()),
    ("js", |o| o.document.injection.js.is_none()),
    // It is no part of options: the charset is undone before they are read.
    ("encoding", |_| true),
    ("url", |o| o.document.url.is_none()),
    ("base_url", |o| o.document.base_url.is_none()),
    ("deliver_to", |o| o.delivery.to.is_none()),
    ("webhook_url", |o| o.webhook.url.is_none()),
    ("webhook_error_url", |o| o.webhook.error_url.is_none()),
    ("webhook_headers", |o| o.webhook.headers.is_empty()),
    ("header_url", |o| o.document.header.url.is_none()),
    ("footer_url", |o| o.document.footer.url.is_none()),
    ("network", |o| o.network.is_none()),
    ("network_hosts", |o| o.network.is_none()),
    ("cookies", |o| o.remote.cookies.is_empty()),
    ("request_headers", |o| o.remote.headers.is_empty()),
    ("username", |o| o.remote.user.is_none()),
    ("password", |o| o.remote.password.is_none()),
    ("wait_for_status", waits_for_rest),
    ("wait_for_selector", waits_for_rest),
    ("wait_for_expression", waits_for_rest),
    ("javascript_delay", waits_for_rest),
    ("title", |o| o.finishing.metadata.title.is_none()),
    ("author", |o| o.finishing.metadata.author.is_none()),
    ("subject", |o| o.finishing.metadata.subject.is_none()),
    ("keywords", |o| o.finishing.metadata.keywords.is_none()),
    ("creator", |o| o.finishing.metadata.creator.is_none()),
    ("page_ranges", |o| o.finishing.page_ranges.is_none()),
    ("prepend", |o| o.finishing.prepend.is_empty()),
    ("append", |o| o.finishing.append.is_empty()),
    ("attachments", |o| o.finishing.attachments.is_empty()),
    ("watermark_text", |o| o.finishing.watermark.is_none()),
    ("watermark_image", |o| o.finishing.watermark.is_none()),
    ("owner_password", |o| o.finishing.protection.is_none()),
    ("user_password", |o| o.finishing.protection.is_none()),
    ("format", |o| o.output == Output::Pdf),
    ("width", |o| o.output == Output::Pdf),
    ("timeout", |o| o.timeout.is_none()),
];

fn waits_for_rest(options: &Options) -> bool {
    matches!(&options.document.scripts, Scripts::On(readiness) if readiness.awaited == Some(Awaited::Rest))
}

#[test]
fn a_default_that_is_described_is_no_value() {
    let described = OPTIONS
        .iter()
        .filter(|spec| matches!(spec.default, DefaultText::Described(_)));
    let described: BTreeSet<_> = described.map(|spec| spec.name).collect();
    let checked: BTreeSet<_> = ABSENT.iter().map(|(name, _)| *name).collect();
    assert_eq!(described, checked);
    let with_toc = Options::read([("toc", "on")]).unwrap();
    for (name, is_absent) in ABSENT {
        assert!(is_absent(&Options::default()), "{name}");
        assert!(is_absent(&with_toc), "{name}");
    }
}

#[test]
fn what_the_description_of_a_default_counts_is_so() {
    let described = |name: &str| {
        let spec = OPTIONS.iter().find(|spec| spec.name == name).unwrap();
        spec.default.as_str()
    };
    let finest = crate::document::Resolution::default().dpi();
    assert!(described("dpi").contains(&format!("up to {finest}")));
    assert!(described("dpi").contains(&format!("{DEFAULT_DPI} for a picture")));
}

#[test]
fn whatever_is_refused_comes_with_a_remedy() {
    let mut refused = BTreeSet::new();
    for spec in OPTIONS.iter() {
        for wrong in [
            "a\0b",
            "12parsecs",
            "*, x y:",
            "-999999999",
            &"9".repeat(2000),
        ] {
            for fault in Options::read([(spec.name, wrong)])
                .err()
                .unwrap_or_default()
            {
                assert!(fault.remedy.is_some(), "{fault}");
                assert!(!fault.detail.contains("; "), "{fault}");
                refused.insert(spec.name);
            }
        }
    }
    assert_eq!(refused.len(), OPTIONS.len(), "{refused:?}");
}

#[test]
fn what_cannot_be_a_default_is_an_option() {
    for name in NO_DEFAULT {
        assert!(OPTIONS.iter().any(|spec| spec.name == *name), "{name}");
    }
}

#[test]
fn help_tells_every_bound_and_every_word() {
    for spec in OPTIONS.iter() {
        let help = spec.help();
        assert!(!help.contains(['{', '}']), "{}: {help}", spec.name);
        let told = |number: f64| help.contains(&number.to_string());
        if let Some((least, Some(most))) = spec.kind.range() {
            // A page has no greatest number that matters.
            assert!(told(most) || spec.name == "page", "{}: {help}", spec.name);
            assert!(told(least) || least <= 1.0, "{}: {help}", spec.name);
        }
        let placeholder = spec.kind.placeholder();
        for word in spec.kind.words() {
            let is_told = help.contains(word) || placeholder.contains(word);
            assert!(is_told, "{}: {word}", spec.name);
        }
    }
}

#[test]
fn help_names_every_family_of_paper() {
    let help = OPTIONS[0].help();
    for name in Paper::names() {
        let family = name.trim_end_matches(|c: char| c.is_ascii_digit());
        assert!(help.contains(family), "{name}");
    }
}

#[test]
fn a_default_that_surprises_names_the_variable_that_changes_it() {
    for name in ["page_size", "toc_title", "time_zone"] {
        let spec = OPTIONS.iter().find(|spec| spec.name == name).unwrap();
        let help = spec.help();
        assert!(help.contains(&spec.variable()), "{name}: {help}");
    }
}
