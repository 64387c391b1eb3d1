//! Documents as the engine writes them, and what may be asked for.

use bytes::Bytes;
use html2pdf_lambda::pdf::{Attachment, Finishing, Layer, NamedPdf, PageRanges, Stamp};
use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary, text_string};

/// A document with a page for each text. Each page has its own outline item, a
/// link to the next page by name, and a link to a site.
pub struct Print<'a> {
    pub texts: &'a [&'a str],
    pub size: (i64, i64),
    /// How far the named places are from the top of their pages.
    pub indent: i64,
    pub outline: bool,
}

impl<'a> Print<'a> {
    pub fn of(texts: &'a [&'a str]) -> Self {
        Self {
            texts,
            size: (595, 842),
            indent: 40,
            outline: true,
        }
    }

    pub fn pdf(&self) -> Bytes {
        let mut document = Document::with_version("1.4");
        document.reference_table.cross_reference_type = lopdf::xref::XrefType::CrossReferenceTable;
        let tree = document.new_object_id();
        let font = document.add_object(dictionary! {
            "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica",
        });
        let pages: Vec<ObjectId> = (0..self.texts.len())
            .map(|at| self.page(&mut document, at, tree, font))
            .collect();
        let kids: Vec<Object> = pages.iter().map(|page| (*page).into()).collect();
        let (width, height) = self.size;
        document.set_object(
            tree,
            dictionary! {
                "Type" => "Pages", "Count" => kids.len() as i64, "Kids" => kids,
                "MediaBox" => vec![0.into(), 0.into(), width.into(), height.into()],
            },
        );
        let mut places = Dictionary::new();
        for at in 0..pages.len() {
            let top = height - self.indent;
            // Pages by number, as the engine has them, and not by object.
            let place = vec![
                (at as i64).into(),
                "XYZ".into(),
                30.into(),
                top.into(),
                0.into(),
            ];
            places.set(format!("place-{at}"), place);
        }
        let catalog = document.add_object(dictionary! {
            "Type" => "Catalog", "Pages" => tree, "Dests" => places, "PageMode" => "UseOutlines",
        });
        let info = document.add_object(dictionary! {
            "Title" => text_string("제목"), "Producer" => text_string("Qt 4.8.7"),
            "CreationDate" => Object::string_literal("D:20000101000000Z"),
        });
        document.trailer.set("Root", catalog);
        document.trailer.set("Info", info);
        if self.outline {
            self.add_outline(&mut document, catalog);
        }
        saved(&mut document)
    }

    fn page(&self, document: &mut Document, at: usize, tree: ObjectId, font: ObjectId) -> ObjectId {
        let text = self.texts[at];
        let (_, height) = self.size;
        let content = format!("BT /F1 24 Tf 50 {} Td ({text}) Tj ET", height - 100);
        let content = document.add_object(Stream::new(Dictionary::new(), content.into_bytes()));
        let next = document.add_object(dictionary! {
            "Type" => "Annot", "Subtype" => "Link", "Border" => vec![0.into(), 0.into(), 0.into()],
            "Rect" => vec![50.into(), 600.into(), 90.into(), 612.into()],
            "Dest" => Object::Name(format!("place-{}", (at + 1) % self.texts.len()).into_bytes()),
        });
        let out = document.add_object(dictionary! {
            "Type" => "Annot", "Subtype" => "Link", "Border" => vec![0.into(), 0.into(), 0.into()],
            "Rect" => vec![50.into(), 500.into(), 90.into(), 512.into()],
            "A" => dictionary! {
                "S" => "URI", "URI" => Object::string_literal(format!("https://example.com/{at}")),
            },
        });
        document.add_object(dictionary! {
            "Type" => "Page", "Parent" => tree, "Contents" => content,
            "Resources" => dictionary! { "Font" => dictionary! { "F1" => font } },
            "Annots" => vec![next.into(), out.into()],
        })
    }

    /// The items of the second page and those after it lie below the first.
    fn add_outline(&self, document: &mut Document, catalog: ObjectId) {
        let root = document.new_object_id();
        let items: Vec<ObjectId> = self
            .texts
            .iter()
            .map(|_| document.new_object_id())
            .collect();
        for (at, text) in self.texts.iter().enumerate() {
            let mut item = dictionary! {
                "Title" => text_string(&format!("장 {text}")), "Count" => 0,
                "Parent" => if at == 0 { root } else { items[0] },
                "Dest" => Object::Name(format!("place-{at}").into_bytes()),
            };
            if at == 0 && items.len() > 1 {
                item.set("First", items[1]);
                item.set("Last", items[items.len() - 1]);
            }
            if at > 1 {
                item.set("Prev", items[at - 1]);
            }
            if at > 0 && at + 1 < items.len() {
                item.set("Next", items[at + 1]);
            }
            document.set_object(items[at], item);
        }
        document.set_object(
            root,
            dictionary! { "Type" => "Outlines", "First" => items[0], "Last" => items[0] },
        );
        let catalog = document.get_dictionary_mut(catalog).unwrap();
        catalog.set("Outlines", root);
    }
}

pub fn saved(document: &mut Document) -> Bytes {
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes.into()
}

pub fn three_pages() -> Bytes {
    Print::of(&["alpha", "beta", "gamma"]).pdf()
}

pub fn named(name: &str, bytes: Bytes) -> NamedPdf {
    NamedPdf {
        name: name.to_owned(),
        bytes,
    }
}

/// The document, changed by hand, as a caller might send it.
pub fn changed(pdf: &Bytes, change: impl FnOnce(&mut Document)) -> Bytes {
    let mut document = Document::load_mem(pdf).unwrap();
    change(&mut document);
    saved(&mut document)
}

pub fn pages(ranges: &str) -> Finishing {
    Finishing {
        page_ranges: Some(PageRanges::parse(ranges).unwrap()),
        ..Finishing::default()
    }
}

/// A stamp that is a red bar across the upper half of an A4 page's width.
pub fn stamp(layer: Layer, opacity: f64) -> Stamp {
    let mut pdf = Document::load_mem(&Print::of(&[""]).pdf()).unwrap();
    let page = pdf.page_iter().next().unwrap();
    let bar = b"1 0 0 rg 0 600 595 100 re f".to_vec();
    pdf.change_page_content(page, bar).unwrap();
    Stamp {
        pdf: saved(&mut pdf),
        layer,
        opacity,
    }
}

pub fn attachment(name: &str) -> Attachment {
    Attachment {
        name: name.to_owned(),
        bytes: Bytes::from(format!("contents of {name}")),
        mime: Some("text/xml".into()),
    }
}
