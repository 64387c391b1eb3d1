//! What stands in a tag.

use html5gum::emitters::default::StartTag;

/// The value of an attribute, without white space around it.
pub fn attribute(tag: &StartTag<usize>, name: &[u8]) -> Option<String> {
    let value = tag.attributes.get(name)?;
    Some(String::from_utf8_lossy(value).trim().to_owned())
}
