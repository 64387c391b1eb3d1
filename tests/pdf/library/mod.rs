//! What is done to PDFs after they are printed.

mod given;
mod packing;
mod pages;
mod print;
mod protection;
mod reader;
mod stamps;

use self::print::{attachment, named, pages, stamp, three_pages};
use self::reader::Reader;
use bytes::Bytes;
use html2pdf_lambda::pdf::{Error, Finishing, Layer, Metadata};
use lopdf::Document;

/// Finishes a PDF, and forgets how many pages it has then.
fn finish(pdf: Bytes, work: &Finishing) -> Result<Bytes, Error> {
    html2pdf_lambda::pdf::finish(&pdf, work).map(|(pdf, _)| pdf)
}

#[test]
fn nothing_is_to_be_done_unless_something_is_asked_for() {
    assert!(Finishing::default().is_nothing());
    let work = Finishing {
        linearize: true,
        ..Finishing::default()
    };
    assert!(!work.is_nothing());
}

#[test]
fn the_same_work_gives_the_same_bytes() {
    let work = Finishing {
        compress: true,
        append: vec![named("more.pdf", three_pages())],
        metadata: Metadata {
            title: Some("t".into()),
            ..Metadata::default()
        },
        stamps: vec![stamp(Layer::Over, 0.5)],
        attachments: vec![attachment("a.txt")],
        ..pages("1-4")
    };
    let once = finish(three_pages(), &work).unwrap();
    assert_eq!(once, finish(three_pages(), &work).unwrap());
    let other = finish(three_pages(), &pages("1-2")).unwrap();
    let identifier = |pdf: &[u8]| {
        let document = Document::load_mem(pdf).unwrap();
        document.trailer.get(b"ID").unwrap().as_array().unwrap()[0].clone()
    };
    assert_ne!(identifier(&once), identifier(&other));
}

#[test]
fn metadata_is_in_the_info_dictionary_and_in_xmp() {
    let work = Finishing {
        metadata: Metadata {
            title: Some("청구서 <1> & more".into()),
            author: Some("김가람".into()),
            subject: Some("November".into()),
            keywords: Some("a, b".into()),
            creator: None,
        },
        ..Finishing::default()
    };
    let pdf = finish(three_pages(), &work).unwrap();
    let reader = Reader::new(&pdf);
    assert_eq!(reader.info("Title"), "청구서 <1> & more");
    assert_eq!(reader.info("Author"), "김가람");
    assert_eq!(reader.info("Subject"), "November");
    assert_eq!(reader.info("Keywords"), "a, b");
    assert_eq!(reader.info("Producer"), "Qt 4.8.7");
    let xmp = reader.run("pdfinfo", &["-meta"], "-upw", &[]);
    assert!(
        xmp.contains(">청구서 &lt;1&gt; &amp; more</rdf:li>"),
        "{xmp}"
    );
    assert!(
        xmp.contains("<xmp:CreateDate>2000-01-01T00:00:00Z<"),
        "{xmp}"
    );
    // What is not said stays as it was.
    let work = Finishing {
        metadata: Metadata {
            author: Some("x".into()),
            ..Metadata::default()
        },
        ..Finishing::default()
    };
    let reader = Reader::new(&finish(three_pages(), &work).unwrap());
    assert_eq!(reader.info("Title"), "제목");
}
