//! The engine's arguments. Its flags are spelled here and nowhere else.

use std::ffi::{OsStr, OsString};

use url::Url;

use crate::document::{FOUND, Resolution, Text, awaited};
use crate::engine::workspace::Workspace;
use crate::job::options::{
    Awaited, Book, DocumentOptions, HeaderFooterText, Media, Quality, Remote, Scaling, Scripts,
};
use crate::job::page::Page;

use super::run::{LayoutRun, NetworkAccess, Part, PartHeaderFooter, PartKind, Run};

/// What holds for every document, whatever a caller asks for.
///
/// - Warnings stay on: they say which resources failed, and which scripts.
///   `--quiet` would hide it.
/// - Relative links would otherwise come out as paths of this machine.
const FIXED: [&str; 10] = [
    "--log-level",
    "warn",
    "--debug-javascript",
    "--disable-local-file-access",
    "--disable-plugins",
    "--load-error-handling",
    "ignore",
    "--load-media-error-handling",
    "ignore",
    "--keep-relative-links",
];

/// A proxy that answers nobody stops http, https and ftp for every kind of
/// resource; without the host name look-up the names would still go to DNS.
const NETWORK_SHUT: [&str; 3] = ["--proxy", "http://127.0.0.1:1", "--proxy-hostname-lookup"];

pub const VERSION: &str = "--version";

/// Has the engine print our own page, as most documents are printed.
pub fn warm_up(workspace: &Workspace) -> Vec<OsString> {
    own_page(workspace, None)
}

/// The same for a child, which runs a script as it does for most documents.
pub fn rehearsal(workspace: &Workspace, script: &str) -> Vec<OsString> {
    own_page(workspace, Some(script))
}

fn own_page(workspace: &Workspace, script: Option<&str>) -> Vec<OsString> {
    let mut list = Arguments::default();
    list.flags(&FIXED);
    list.flags(&NETWORK_SHUT);
    list.flag("--disable-smart-shrinking");
    list.value("--dpi", Resolution::Fine.dpi().to_string());
    list.flag("--no-outline");
    list.flag(workspace.document_url().as_str());
    list.value("--javascript-delay", "0");
    if let Some(script) = script {
        list.value("--run-script", script);
    }
    list.words.push(workspace.result().into());
    list.words
}

/// The arguments of one run. A caller's text is only ever a whole argument that
/// follows a flag which takes one. The layout helper is among them where the engine does not have it.
pub fn arguments(
    run: &Run<'_>,
    title: Option<&str>,
    workspace: &Workspace,
    has_helper: bool,
) -> Vec<OsString> {
    let Run { options, page, .. } = run;
    let mut list = Arguments {
        has_helper,
        ..Arguments::default()
    };
    list.flags(&FIXED);
    if run.access != NetworkAccess::Direct {
        list.flags(&NETWORK_SHUT);
    }
    if run.access != NetworkAccess::None {
        remote(&mut list, &options.remote);
    }
    list.value("--allow", workspace.assets());
    sheet(&mut list, page);
    quality(&mut list, &options.quality, run.fineness.dpi());
    outline(&mut list, run);
    let toc = options.book.toc.as_ref();
    let back_links = toc.is_some_and(|toc| toc.back_links);
    book(&mut list, &options.book, title);
    for part in run.parts {
        match &part.kind {
            PartKind::Cover {
                url,
                text,
                options,
                user_style,
                layout,
                is_long,
            } => {
                list.flag(if *is_long { "page" } else { "cover" });
                let layout = layout.as_ref();
                document(&mut list, url, user_style.as_ref(), text, options, layout);
            }
            PartKind::Toc { style_sheet } => {
                list.flag("toc");
                list.value("--xsl-style-sheet", style_sheet);
                list.value("--javascript-delay", "0");
            }
            PartKind::Document {
                url,
                text,
                options,
                user_style,
                layout,
            } => {
                list.flag("page");
                document(
                    &mut list,
                    url,
                    user_style.as_ref(),
                    text,
                    options,
                    layout.as_ref(),
                );
                // Each heading becomes a link to the table, so the flag is the document's
                // and not the table's.
                list.flag_if(back_links, "--enable-toc-back-links");
            }
            // A cover has neither header nor footer, and no place in the outline.
            PartKind::Ours { url } | PartKind::Sheets { url } => {
                list.flag("cover");
                list.flag(url.as_str());
                list.value("--javascript-delay", "0");
            }
            PartKind::StandIn { url } => {
                list.flag("page");
                list.flag(url.as_str());
                list.value("--javascript-delay", "0");
                list.flag("--disable-javascript");
            }
        }
        headers_and_footers(&mut list, part);
    }
    list.words.push(workspace.result().into());
    list.words
}

/// The arguments as a log may have them.
pub fn without_secrets<'a>(arguments: &'a [OsString], remote: &Remote) -> Vec<&'a OsStr> {
    let pairs = remote.cookies.iter().chain(&remote.headers);
    let values = pairs.map(|(_, value)| value);
    let secrets: Vec<&String> = values.chain(&remote.user).chain(&remote.password).collect();
    arguments
        .iter()
        .map(
            |argument| match secrets.iter().any(|secret| argument == secret.as_str()) {
                true => OsStr::new("..."),
                false => argument,
            },
        )
        .collect()
}

fn sheet(list: &mut Arguments, page: &Page) {
    let page = page.on_whole_points();
    for (flag, length) in [
        ("--page-width", page.width),
        ("--page-height", page.height),
        ("--margin-top", page.margins.top),
        ("--margin-right", page.margins.right),
        ("--margin-bottom", page.margins.bottom),
        ("--margin-left", page.margins.left),
    ] {
        list.value(flag, format!("{:.3}mm", length.as_mm()));
    }
}

fn quality(list: &mut Arguments, quality: &Quality, finest: u32) {
    match (quality.scaling, quality.dpi) {
        (Scaling::TrueSize, dpi) => {
            list.flag("--disable-smart-shrinking");
            list.value("--dpi", dpi.unwrap_or(finest).to_string());
        }
        (Scaling::SmartShrinking, Some(dpi)) => list.value("--dpi", dpi.to_string()),
        (Scaling::SmartShrinking, None) => {}
    }
    list.value("--image-quality", quality.image_quality.to_string());
    list.flag_if(quality.grayscale, "--grayscale");
    list.flag_if(quality.low_quality, "--lowquality");
}

fn outline(list: &mut Arguments, run: &Run<'_>) {
    let listed = run.parts.iter().any(Part::is_listed);
    match run.options.book.outline.filter(|_| listed) {
        Some(outline) => {
            list.flag("--outline");
            list.value("--outline-depth", outline.depth.to_string());
        }
        None => list.flag("--no-outline"),
    }
}

fn book(list: &mut Arguments, book: &Book, title: Option<&str>) {
    if book.page_offset != 0 {
        list.value("--page-offset", book.page_offset.to_string());
    }
    if let Some(title) = title {
        list.value("--title", title);
    }
}

/// What a caller's document is told to be, as a cover or as a page.
fn document(
    list: &mut Arguments,
    url: &Url,
    user_style: Option<&Url>,
    text: &Text,
    options: &DocumentOptions,
    layout: Option<&LayoutRun>,
) {
    list.flag(url.as_str());
    if let Some(style) = user_style {
        list.value("--user-style-sheet", style.as_str());
    }
    look(list, options, layout.map_or(1.0, |layout| layout.shrink));
    scripts(list, options, text, layout);
}

fn look(list: &mut Arguments, options: &DocumentOptions, shrink: f64) {
    let look = &options.look;
    list.value("--zoom", (look.zoom * shrink).to_string());
    list.flag_if(look.media == Media::Print, "--print-media-type");
    list.flag_if(!look.background, "--no-background");
    if let Some((width, height)) = look.viewport {
        list.value("--viewport-size", format!("{width}x{height}"));
    }
}

fn scripts(
    list: &mut Arguments,
    options: &DocumentOptions,
    text: &Text,
    layout: Option<&LayoutRun>,
) {
    // The engine waits even with scripts off, and whether or not there are any.
    let (run, delay) = match &options.scripts {
        Scripts::On(readiness) if text.scripted => {
            let awaited = awaited(options);
            let status = match awaited {
                Some(Awaited::Status(status)) => Some(status.as_str()),
                Some(Awaited::Selector(_) | Awaited::Expression(_)) => Some(FOUND),
                Some(Awaited::Rest) | None => None,
            };
            let done = layout.and_then(|layout| layout.status.as_deref());
            let status = done.or(status);
            if let Some(status) = status {
                list.value("--window-status", status);
            }
            // Without any delay the engine does not wait for a status either.
            let least = u128::from(status.is_some());
            match awaited {
                // It has passed already.
                Some(Awaited::Rest) | None if done.is_some() => (true, least),
                _ => (true, readiness.delay.as_millis().max(least)),
            }
        }
        // Without scripts the engine would show what is meant for readers
        // without scripts: so leave them on where there is such a thing.
        Scripts::On(_) => (text.noscript, 0),
        Scripts::Off => (false, 0),
    };
    if let Some(layout) = layout {
        let told = match list.has_helper {
            true => vec![layout.scripts.for_warm()],
            false => layout.scripts.whole(),
        };
        for script in told {
            list.value("--run-script", script);
        }
    }
    list.flag_if(!run && layout.is_none(), "--disable-javascript");
    list.value("--javascript-delay", delay.to_string());
}

fn headers_and_footers(list: &mut Arguments, part: &Part<'_>) {
    if let Some(header) = &part.header {
        one_side(
            list,
            header,
            [
                "--header-html",
                "--header-left",
                "--header-center",
                "--header-right",
                "--header-font-name",
                "--header-font-size",
                "--header-line",
                "--header-spacing",
            ],
        );
    }
    if let Some(footer) = &part.footer {
        one_side(
            list,
            footer,
            [
                "--footer-html",
                "--footer-left",
                "--footer-center",
                "--footer-right",
                "--footer-font-name",
                "--footer-font-size",
                "--footer-line",
                "--footer-spacing",
            ],
        );
    }
}

fn one_side(list: &mut Arguments, side: &PartHeaderFooter<'_>, flags: [&str; 8]) {
    let [html, left, center, right, font, size, line, spacing] = flags;
    if let Some(url) = &side.url {
        list.value(html, url.as_str());
    }
    if let Some(HeaderFooterText {
        left: left_text,
        center: center_text,
        right: right_text,
        font: font_name,
        size: points,
    }) = side.text
    {
        for (flag, text) in [
            (left, left_text),
            (center, center_text),
            (right, right_text),
        ] {
            // The engine writes the date as the locale has it, and the address is
            // one of this machine.
            let text = with_variable(text, "[date]", "[isodate]");
            let text = with_variable(&text, "[webpage]", "");
            if !text.is_empty() {
                list.value(flag, text);
            }
        }
        list.value(font, font_name);
        list.value(size, points.to_string());
    }
    list.flag_if(side.line, line);
    list.value(spacing, format!("{:.3}", side.spacing.as_mm()));
}

/// `text` with something else for a variable, however its letters are written:
/// the engine takes any.
fn with_variable(text: &str, variable: &str, other: &str) -> String {
    let lower = text.to_ascii_lowercase();
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for (at, _) in lower.match_indices(variable) {
        out += &text[from..at];
        out += other;
        from = at + variable.len();
    }
    out + &text[from..]
}

fn remote(list: &mut Arguments, remote: &Remote) {
    for (name, value) in &remote.cookies {
        list.value("--cookie", name);
        list.words.push(value.into());
    }
    for (name, value) in &remote.headers {
        list.value("--custom-header", name);
        list.words.push(value.into());
    }
    list.flag_if(!remote.headers.is_empty(), "--custom-header-propagation");
    if let Some(user) = &remote.user {
        list.value("--username", user);
    }
    if let Some(password) = &remote.password {
        list.value("--password", password);
    }
}

#[derive(Default)]
struct Arguments {
    words: Vec<OsString>,
    /// Whether the engine has the layout helper already.
    has_helper: bool,
}

impl Arguments {
    fn flag(&mut self, flag: &str) {
        self.words.push(flag.into());
    }

    fn flag_if(&mut self, wanted: bool, flag: &str) {
        if wanted {
            self.flag(flag);
        }
    }

    fn flags(&mut self, flags: &[&str]) {
        self.words.extend(flags.iter().map(Into::into));
    }

    fn value(&mut self, flag: &str, value: impl Into<OsString>) {
        self.flag(flag);
        self.words.push(value.into());
    }
}
