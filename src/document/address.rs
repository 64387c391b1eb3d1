//! Where the addresses in a document lead, and what kind of file an asset is.

use std::borrow::Cow;
use std::collections::BTreeSet;

use percent_encoding::percent_decode_str;

use crate::job::{Asset, FailureReason};

/// Where an address leads.
pub enum Target {
    /// To an asset, or to data in the address itself.
    Present,
    /// To another machine.
    Remote,
    /// To a file that is not there, or that documents may not read.
    Missing(FailureReason),
}

impl Target {
    /// `assets` are the names of the files beside the document.
    pub fn of(url: &str, assets: &BTreeSet<&str>) -> Self {
        let url = url.trim();
        let scheme = url
            .split_once(':')
            .map(|(scheme, _)| scheme.to_ascii_lowercase());
        match scheme.as_deref() {
            Some("data") => return Self::Present,
            Some("file") => return Self::Missing(FailureReason::Blocked),
            Some(scheme) if is_scheme(scheme) => return Self::Remote,
            _ => {}
        }
        // `//host/a.png` too: the document is a file, so that this is a path.
        if url.starts_with('/') {
            return Self::Missing(FailureReason::Blocked);
        }
        let name = asset_name(url);
        if name.is_empty() || assets.contains(name.as_ref()) {
            Self::Present
        } else {
            Self::Missing(FailureReason::NotFound)
        }
    }
}

/// The name of the asset that an address without a scheme leads to.
pub fn asset_name(url: &str) -> Cow<'_, str> {
    let path = url.trim().split(['?', '#']).next().unwrap_or_default();
    percent_decode_str(path.trim_start_matches("./")).decode_utf8_lossy()
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
}

/// Whether an address holds its data itself.
pub fn is_data(url: &str) -> bool {
    let start = url.trim_start().as_bytes().get(..5);
    start.is_some_and(|start| start.eq_ignore_ascii_case(b"data:"))
}

pub fn is_style_sheet(asset: &Asset) -> bool {
    has_ending(asset, &["css"])
}

/// Whether an asset may be or may have a script.
pub fn is_script(asset: &Asset) -> bool {
    has_ending(asset, &["js", "mjs", "svg", "htm", "html", "xhtml", "xml"])
}

/// Whether an asset may set styles on elements while it is run or drawn.
pub fn sets_styles(asset: &Asset) -> bool {
    has_ending(asset, &["svg", "js"])
}

/// Whether an asset's name ends so, in whatever letters.
pub fn has_ending(asset: &Asset, endings: &[&str]) -> bool {
    asset.name().rsplit_once('.').is_some_and(|(_, ending)| {
        endings
            .iter()
            .any(|known| known.eq_ignore_ascii_case(ending))
    })
}
