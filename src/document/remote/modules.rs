//! What modules import. The texts of scripts are looked at by words: what is taken for
//! an import and is none is a name that nobody asks for.

use std::ops::Range;

use crate::document::edits::Edit;
use script::modules::ImportMap;

use super::kind::Kind;
use super::known::{Answer, Known, Place};

/// What is to be changed in a module.
pub fn walk(code: &str, place: Place<'_>, map: &ImportMap, known: &mut Known) -> Vec<Edit> {
    let mut edits = Vec::new();
    for range in names(code) {
        let name = &code[range.clone()];
        let mapped = map.address(name);
        let is_path = ["./", "../", "/"]
            .iter()
            .any(|start| name.starts_with(start));
        let address = match &mapped {
            Some(address) => address.as_str(),
            None if is_path || name.contains("://") => name,
            None => continue,
        };
        if let Answer::Local(file) = known.show(address, Kind::Module, place) {
            edits.push((range, format!("./{file}")));
        }
    }
    edits
}

/// The addresses in an import map that came.
pub fn walk_map(text: &str, place: Place<'_>, known: &mut Known) -> Vec<Edit> {
    let map: serde_json::Value = serde_json::from_str(text).unwrap_or_default();
    let values = map["imports"].as_object().into_iter().flatten();
    let mut edits = Vec::new();
    for address in values.filter_map(|(_, value)| value.as_str()) {
        // A folder is none.
        if address.ends_with('/') {
            continue;
        }
        // Only what is imported is fetched; that is known by now or never.
        let wanted = known.wanted.clone();
        let answer = known.show(address, Kind::Module, place);
        known.wanted = wanted;
        if let Answer::Local(file) = answer
            && let Some(at) = text.find(&format!("\"{address}\""))
        {
            edits.push((at + 1..at + 1 + address.len(), format!("./{file}")));
        }
    }
    edits
}

/// Where the names stand that code imports: behind `from`, `import` and `import(`.
fn names(code: &str) -> Vec<Range<usize>> {
    let bytes = code.as_bytes();
    let mut found = Vec::new();
    for word in ["from", "import"] {
        for at in memchr::memmem::find_iter(bytes, word) {
            let is_part =
                |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | b'.');
            if at > 0 && is_part(&bytes[at - 1]) {
                continue;
            }
            let mut from = at + word.len();
            let skip = |from: &mut usize| {
                while bytes.get(*from).is_some_and(u8::is_ascii_whitespace) {
                    *from += 1;
                }
            };
            skip(&mut from);
            if word == "import" && bytes.get(from) == Some(&b'(') {
                from += 1;
                skip(&mut from);
            }
            let Some(quote @ (b'"' | b'\'')) = bytes.get(from) else {
                continue;
            };
            let start = from + 1;
            let end = memchr::memchr3(*quote, b'\n', b'\\', &bytes[start..]);
            let Some(end) = end.map(|length| start + length) else {
                continue;
            };
            if bytes[end] == *quote && end > start {
                found.push(start..end);
            }
        }
    }
    found.sort_by_key(|range| range.start);
    found.dedup();
    found
}
