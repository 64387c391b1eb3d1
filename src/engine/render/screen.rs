//! Whether anything depends on how a document looks on a screen: the engine lays it out for one as
//! soon as it has been read, before it does so for paper.

use memchr::memmem;

use crate::document::Text;
use crate::job::Asset;

use super::run::{NetworkAccess, PartKind, Run};

/// What the engine fetches when it lays out, and documents in others, which are not laid out with
/// those around them.
const FETCHED: [&str; 7] = [
    "@font-face",
    "<iframe",
    "<frame",
    "<object",
    "<embed",
    "svg+xml",
    ".svg",
];

/// What may name style sheets that nobody has seen yet.
const NAMES: [&str; 2] = ["<link", "@import"];

/// Pictures of dots.
const PICTURES: [&str; 4] = [".png", ".jpg", ".jpeg", ".gif"];

pub fn is_looked_at(run: &Run<'_>, assets: &[Asset]) -> bool {
    let sees_all = run.access == NetworkAccess::None;
    let of_part = |kind: &PartKind<'_>| match kind {
        PartKind::Document { text, .. } | PartKind::Cover { text, .. } => {
            text.scripted || has_any(text, &FETCHED) || !sees_all && has_any(text, &NAMES)
        }
        PartKind::StandIn { .. } => false,
        PartKind::Toc { .. } | PartKind::Ours { .. } | PartKind::Sheets { .. } => true,
    };
    run.parts.iter().any(|part| of_part(&part.kind)) || assets.iter().any(of_asset)
}

fn of_asset(asset: &Asset) -> bool {
    let name = asset.name().to_ascii_lowercase();
    if PICTURES.iter().any(|ending| name.ends_with(ending)) {
        return false;
    }
    !name.ends_with(".css") || has(&asset.bytes, &FETCHED)
}

fn has_any(text: &Text, words: &[&str]) -> bool {
    text.texts().any(|text| has(text.as_bytes(), words))
}

fn has(bytes: &[u8], words: &[&str]) -> bool {
    let small = bytes.to_ascii_lowercase();
    words
        .iter()
        .any(|word| memmem::find(&small, word.as_bytes()).is_some())
}
