//! Title, author and the like: in the Info dictionary for old readers, and as
//! XMP for those that go by that.

use lopdf::{Dictionary, Document, Object, Stream, decode_text_string, text_string};
use serde::{Deserialize, Serialize};

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

/// The Info dictionary's contents as an XMP packet.
fn xmp(info: &Dictionary) -> String {
    let value = |key: &[u8]| {
        let text = info.get(key).and_then(decode_text_string);
        text.ok()
            .filter(|text| !text.is_empty())
            .map(|text| escaped(&text))
    };
    let language =
        |text: String| format!("<rdf:Alt><rdf:li xml:lang=\"x-default\">{text}</rdf:li></rdf:Alt>");
    let list = |text: String| format!("<rdf:Seq><rdf:li>{text}</rdf:li></rdf:Seq>");
    let properties = [
        ("dc:format", Some("application/pdf".to_owned())),
        ("dc:title", value(b"Title").map(language)),
        ("dc:creator", value(b"Author").map(list)),
        ("dc:description", value(b"Subject").map(language)),
        ("pdf:Keywords", value(b"Keywords")),
        ("pdf:Producer", value(b"Producer")),
        ("xmp:CreatorTool", value(b"Creator")),
        (
            "xmp:CreateDate",
            value(b"CreationDate").and_then(|date| iso_date(&date)),
        ),
    ];
    let properties: String = properties
        .into_iter()
        .filter_map(|(name, value)| Some(format!("   <{name}>{}</{name}>\n", value?)))
        .collect();
    format!(
        "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n\
         <x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n \
         <rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n  \
         <rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
         xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\" xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\">\n\
         {properties}  </rdf:Description>\n </rdf:RDF>\n</x:xmpmeta>\n<?xpacket end=\"r\"?>"
    )
}

/// As text of XML, which cannot have most control characters at all.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '\t' | '\n' | '\r' => escaped.push(c),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => escaped.push(c),
        }
    }
    escaped
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

    #[test]
    fn text_is_escaped_for_xml_and_nothing_is_left_that_xml_cannot_have() {
        assert_eq!(
            escaped("a<b> & \"c\"\u{0}\u{b}\n"),
            "a&lt;b&gt; &amp; \"c\"\n"
        );
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
