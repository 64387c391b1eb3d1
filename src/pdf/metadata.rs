//! Title, author and the like: in the Info dictionary for old readers, and as
//! XMP for those that go by that.

use lopdf::{Dictionary, Document, Object, Stream, decode_text_string, text_string};
use serde::{Deserialize, Serialize};
use xmp_writer::{Namespace, XmpWriter};

use super::error::Error;

/// What a document tells of itself. `None` leaves what the engine wrote.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Metadata {
    pub title: Option<String>,
    pub author: Option<String>,
    pub subject: Option<String>,
    pub keywords: Option<String>,
    /// The program that the document was written with.
    pub creator: Option<String>,
}

impl Metadata {
    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    fn entries(&self) -> [(&'static str, &Option<String>); 5] {
        [
            ("Title", &self.title),
            ("Author", &self.author),
            ("Subject", &self.subject),
            ("Keywords", &self.keywords),
            ("Creator", &self.creator),
        ]
    }
}

pub(super) fn write(document: &mut Document, metadata: &Metadata) -> Result<(), Error> {
    if metadata.is_empty() {
        return Ok(());
    }
    let info = document.trailer.get_deref(b"Info", document);
    let mut info = info.and_then(Object::as_dict).cloned().unwrap_or_default();
    for (key, value) in metadata.entries() {
        if let Some(value) = value {
            info.set(key, text_string(value));
        }
    }
    let packet = xmp(&info);
    let info = document.add_object(info);
    document.trailer.set("Info", info);

    let kind = Dictionary::from_iter([
        ("Type", Object::from("Metadata")),
        ("Subtype", "XML".into()),
    ]);
    // Programs that do not know PDF look for it as plain text.
    let stream = Stream::new(kind, packet.into_bytes()).with_compression(false);
    let stream = document.add_object(stream);
    document.catalog_mut()?.set("Metadata", stream);
    Ok(())
}

/// What the Info dictionary says, as an XMP packet.
fn xmp(info: &Dictionary) -> String {
    let value = |key: &[u8]| {
        let text = info.get(key).and_then(decode_text_string).ok()?;
        Some(without_what_xml_lacks(&text)).filter(|text| !text.is_empty())
    };
    let mut xmp = XmpWriter::new();
    xmp.format("application/pdf");
    if let Some(title) = value(b"Title") {
        xmp.title([(None, &*title)]);
    }
    if let Some(author) = value(b"Author") {
        xmp.creator([&*author]);
    }
    if let Some(subject) = value(b"Subject") {
        xmp.description([(None, &*subject)]);
    }
    if let Some(keywords) = value(b"Keywords") {
        xmp.pdf_keywords(&keywords);
    }
    if let Some(producer) = value(b"Producer") {
        xmp.producer(&producer);
    }
    if let Some(creator) = value(b"Creator") {
        xmp.creator_tool(&creator);
    }
    // Not `create_date`: its hours and minutes have one sign each, and so it cannot
    // tell a zone half an hour behind UTC.
    if let Some(date) = value(b"CreationDate").and_then(|date| iso_date(&date)) {
        xmp.element("CreateDate", Namespace::Xmp).value(&*date);
    }
    xmp.finish(None)
}

/// A text without the characters that XML 1.0 cannot have in any notation: most
/// control characters, and two that are none (2.2, Char).
fn without_what_xml_lacks(text: &str) -> String {
    let is_possible = |c: &char| match c {
        '\t' | '\n' | '\r' => true,
        '\u{fffe}' | '\u{ffff}' => false,
        c => !c.is_control(),
    };
    text.chars().filter(is_possible).collect()
}

/// `D:20261122142649Z` as `2026-11-22T14:26:49Z`; an offset keeps its hours and
/// minutes.
fn iso_date(date: &str) -> Option<String> {
    let date = date.strip_prefix("D:")?;
    let (digits, zone) = date.split_at_checked(14)?;
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let zone = zone.replace('\'', "");
    let zone = match zone.as_bytes() {
        [sign @ (b'+' | b'-'), hours @ ..] if hours.len() == 4 && hours.is_ascii() => {
            format!("{}{}:{}", char::from(*sign), &zone[1..3], &zone[3..5])
        }
        _ => "Z".to_owned(),
    };
    let part = |range: std::ops::Range<usize>| &digits[range];
    Some(format!(
        "{}-{}-{}T{}:{}:{}{zone}",
        part(0..4),
        part(4..6),
        part(6..8),
        part(8..10),
        part(10..12),
        part(12..14)
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The texts of all elements of that name, as a reader of XML sees them.
    fn texts(packet: &str, name: &str) -> Vec<String> {
        let document = roxmltree::Document::parse(packet).unwrap();
        let elements = document
            .descendants()
            .filter(|element| element.has_tag_name(name));
        let texts = |element: roxmltree::Node<'_, '_>| {
            let inside = element.descendants().filter(|node| node.is_text());
            inside.filter_map(|node| node.text()).collect()
        };
        elements.map(texts).collect()
    }

    fn packet(entries: [(&str, &str); 7]) -> String {
        let entries = entries.map(|(key, value)| (key, text_string(value)));
        xmp(&Dictionary::from_iter(entries))
    }

    #[test]
    fn a_reader_of_xml_finds_in_the_packet_what_the_info_dictionary_says() {
        let hostile = "a<b> & \"c\" 'd' ]]> 한글";
        let packet = packet([
            ("Title", hostile),
            ("Author", "김가람; 이나라"),
            ("Subject", "</rdf:RDF>"),
            ("Keywords", "a, b"),
            ("Creator", "Billing\u{0}\u{b}\u{ffff} 4.2\t"),
            ("Producer", "Qt 4.8.7"),
            ("CreationDate", "D:20261122142649-00'30'"),
        ]);
        for (name, text) in [
            ("format", "application/pdf"),
            ("title", hostile),
            ("creator", "김가람; 이나라"),
            ("description", "</rdf:RDF>"),
            ("Keywords", "a, b"),
            ("CreatorTool", "Billing 4.2\t"),
            ("Producer", "Qt 4.8.7"),
            ("CreateDate", "2026-11-22T14:26:49-00:30"),
        ] {
            assert_eq!(texts(&packet, name), [text], "{name}: {packet}");
        }
        let document = roxmltree::Document::parse(&packet).unwrap();
        let mut all = document.descendants();
        let language =
            all.find_map(|node| node.attribute(("http://www.w3.org/XML/1998/namespace", "lang")));
        assert_eq!(language, Some("x-default"));
    }

    #[test]
    fn what_is_not_said_is_not_in_the_packet() {
        let packet = packet([
            ("Title", "x"),
            ("Author", ""),
            ("Subject", "\u{1}"),
            ("Keywords", ""),
            ("Creator", ""),
            ("Producer", ""),
            ("CreationDate", "yesterday"),
        ]);
        assert_eq!(texts(&packet, "title"), ["x"]);
        for name in [
            "creator",
            "description",
            "Keywords",
            "CreatorTool",
            "CreateDate",
        ] {
            assert!(texts(&packet, name).is_empty(), "{name}: {packet}");
        }
    }

    #[test]
    fn dates_of_pdf_become_dates_of_xml() {
        let dates = [
            ("D:20261122142649Z", Some("2026-11-22T14:26:49Z")),
            ("D:20261122142649", Some("2026-11-22T14:26:49Z")),
            ("D:20261122142649+09'00'", Some("2026-11-22T14:26:49+09:00")),
            ("D:2026", None),
            ("20261122142649Z", None),
            ("D:2026112214264é", None),
        ];
        for (date, iso) in dates {
            assert_eq!(iso_date(date).as_deref(), iso, "{date}");
        }
    }
}
