//! Styles that scripts write: lowered with those of the document, and told to the page.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::document::written::{Written, key};
use crate::text::{escape_html, json_in_ascii};

use super::found::Found;
use super::imports::{beside, with_imports};

/// Where a style stands that a script writes, for warnings.
pub const BY_SCRIPT: &str = "a style of a script";

/// The style element of a sheet of the document itself: all others in the page are scripts', and
/// so is one with other letters in it (`page/written.js`).
pub(super) fn own_sheet(css: &str, id: &str, scripted: bool) -> String {
    // A style sheet that ends its element early would be markup.
    let css = css.replace("</", "<\\/");
    match scripted {
        true => {
            let letters = css.encode_utf16().count();
            let id = match id {
                "" => String::new(),
                id => format!(" id=\"{}\"", escape_html(id)),
            };
            format!("<style{id} data-h2p-own={letters}>{css}</style>")
        }
        false => format!("<style>{css}</style>"),
    }
}

/// Puts style sheets that scripts write behind those of the document. Returns what the page
/// finds each by.
pub(super) fn take_written(
    found: &mut Vec<Found>,
    written: &Written,
    sheets: &BTreeMap<&str, &str>,
) -> Vec<String> {
    let mut keys = Vec::new();
    for sheet in &written.sheets {
        let (css, asset, key) = match (&sheet.css, &sheet.href) {
            (Some(css), _) => (css.as_str(), BY_SCRIPT.to_owned(), key(css)),
            (None, Some(href)) => match beside(href, sheets) {
                Some((name, css)) => (css, name, format!("href {href}")),
                None => continue,
            },
            (None, None) => continue,
        };
        let mut imports = 0;
        found.push(Found {
            range: 0..0,
            css: with_imports(css, sheets, &mut imports),
            media: sheet.media.clone(),
            asset: Some(asset),
            line: 0,
            id: String::new(),
        });
        keys.push(key);
    }
    keys
}

/// What the page is told of styles that scripts write, in JSON: sheets and attributes by their
/// keys, an attribute as what the engine is told of it and what the page is.
pub(super) fn late<'l>(
    sheets: impl Iterator<Item = (&'l String, &'l String)>,
    styles: impl Iterator<Item = (&'l String, &'l (String, Option<String>))>,
) -> String {
    let sheets = sheets.map(|(css, key)| (key.clone(), css.as_str().into()));
    let sheets: Map<String, Value> = sheets.collect();
    let styles = styles.map(|(text, (native, page))| (key(text), json!([native, page])));
    let styles: Map<String, Value> = styles.collect();
    json_in_ascii(&json!({"sheets": sheets, "styles": styles}).to_string())
}
