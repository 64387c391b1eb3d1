//! What a `<script>` element is.

use html5gum::emitters::default::StartTag;

use crate::document::markup::tag;
use crate::text::escape_html;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Element {
    /// A script that is run as it is read.
    Classic,
    /// The same in a file, at this address.
    File(String),
    Module,
    ModuleFile(String),
    /// Names of modules, and where they are.
    ImportMap,
    /// Anything else.
    Data,
}

/// Types of JavaScript as they were called over the years, behind `text/` or
/// `application/`.
const NAMES: [&str; 5] = [
    "javascript",
    "ecmascript",
    "x-javascript",
    "x-ecmascript",
    "jscript",
];

/// Whether browsers run a script when the page is read, among its modules.
pub fn is_deferred(tag: &StartTag<usize>) -> bool {
    let has = |name: &[u8]| tag.attributes.contains_key(name);
    has(b"defer") && !has(b"async") && matches!(element(tag), Element::File(_))
}

/// Its tag, for where it need not wait.
pub fn at_once(tag: &StartTag<usize>) -> String {
    let attributes = tag
        .attributes
        .iter()
        .filter(|(name, _)| &name[..] != b"defer");
    let attributes: String = attributes
        .map(|(name, value)| {
            let value = escape_html(&String::from_utf8_lossy(value));
            format!(" {}=\"{value}\"", String::from_utf8_lossy(name))
        })
        .collect();
    format!("<script{attributes}></script>")
}

pub fn element(tag: &StartTag<usize>) -> Element {
    let attribute = |name: &[u8]| tag::attribute(tag, name);
    let address = attribute(b"src");
    let kind = attribute(b"type").unwrap_or_default().to_ascii_lowercase();
    let name = ["text/", "application/"]
        .iter()
        .find_map(|family| kind.strip_prefix(family));
    let is_classic = kind.is_empty()
        || name.is_some_and(|name| NAMES.contains(&name) || name.starts_with("javascript1."));
    match (kind.as_str(), address) {
        ("module", None) => Element::Module,
        ("module", Some(address)) => Element::ModuleFile(address),
        ("importmap", None) => Element::ImportMap,
        (_, None) if is_classic => Element::Classic,
        (_, Some(address)) if is_classic => Element::File(address),
        _ => Element::Data,
    }
}
