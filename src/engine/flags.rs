//! The engine's flags. They are spelled here and nowhere else.

use std::ffi::OsString;

use crate::job::Options;
use crate::job::options::{Media, Scaling, Scripts};

use super::document::{Document, Resolution};
use super::workspace::Workspace;

/// What holds for every document, whatever a caller asks for.
///
/// - Warnings stay on: they say which resources failed. `--quiet` would hide it.
/// - A proxy that answers nobody stops http, https and ftp for every kind of
///   resource; without the host name look-up the names would still go to DNS.
/// - Relative links would otherwise come out as paths of this machine.
const FIXED: [&str; 12] = [
    "--log-level",
    "warn",
    "--disable-local-file-access",
    "--disable-plugins",
    "--load-error-handling",
    "ignore",
    "--load-media-error-handling",
    "ignore",
    "--proxy",
    "http://127.0.0.1:1",
    "--proxy-hostname-lookup",
    "--keep-relative-links",
];

pub const VERSION: &str = "--version";

/// The arguments that print this document. A caller's text is only ever a whole
/// argument that follows a flag which takes one.
pub fn arguments(
    document: &Document,
    options: &Options,
    resolution: Resolution,
    workspace: &Workspace,
) -> Vec<OsString> {
    let mut list = Arguments::default();
    list.flags(&FIXED);
    list.value("--allow", workspace.assets());

    let page = &options.page;
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

    let look = &options.look;
    match (look.scaling, look.dpi) {
        (Scaling::TrueSize, dpi) => {
            list.flag("--disable-smart-shrinking");
            list.value("--dpi", dpi.unwrap_or(resolution.dpi()).to_string());
        }
        (Scaling::SmartShrinking, Some(dpi)) => list.value("--dpi", dpi.to_string()),
        (Scaling::SmartShrinking, None) => {}
    }
    list.value("--zoom", look.zoom.to_string());
    list.value("--image-quality", look.image_quality.to_string());
    list.flag_if(look.media == Media::Print, "--print-media-type");
    list.flag_if(!look.background, "--no-background");
    list.flag_if(look.grayscale, "--grayscale");
    list.flag_if(look.low_quality, "--lowquality");
    list.flag(if options.outline {
        "--outline"
    } else {
        "--no-outline"
    });
    if let Some(title) = &options.title {
        list.value("--title", title);
    }
    scripts(&mut list, options.scripts, document);

    list.flag(workspace.document_url().as_str());
    list.0.push(workspace.result().into());
    list.0
}

fn scripts(list: &mut Arguments, scripts: Scripts, document: &Document) {
    // The engine waits even with scripts off, and whether or not there are any.
    let (run, delay) = match scripts {
        Scripts::On { delay } if document.scripted => (true, delay.as_millis()),
        // Without scripts the engine would show what is meant for readers
        // without scripts: so leave them on where there is such a thing.
        Scripts::On { .. } => (document.noscript, 0),
        Scripts::Off => (false, 0),
    };
    list.flag_if(!run, "--disable-javascript");
    list.value("--javascript-delay", delay.to_string());
}

#[derive(Default)]
struct Arguments(Vec<OsString>);

impl Arguments {
    fn flag(&mut self, flag: &str) {
        self.0.push(flag.into());
    }

    fn flag_if(&mut self, wanted: bool, flag: &str) {
        if wanted {
            self.flag(flag);
        }
    }

    fn flags(&mut self, flags: &[&str]) {
        self.0.extend(flags.iter().map(Into::into));
    }

    fn value(&mut self, flag: &str, value: impl Into<OsString>) {
        self.flag(flag);
        self.0.push(value.into());
    }
}
