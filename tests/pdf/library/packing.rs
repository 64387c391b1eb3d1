//! What else is in the file, and how it is written down.

use super::finish;
use html2pdf_lambda::pdf::Finishing;
use lopdf::{Stream, dictionary};

use super::print::{Print, attachment, changed, named, pages, three_pages};
use super::reader::{Reader, printed_outline};

#[test]
fn attachments_can_be_listed_and_saved() {
    let work = Finishing {
        attachments: vec![
            attachment("z.xml"),
            attachment("명세.xml"),
            attachment("a.txt"),
        ],
        ..Finishing::default()
    };
    let pdf = finish(three_pages(), &work).unwrap();
    let reader = Reader::new(&pdf);
    let list = reader.run("pdfdetach", &["-list"], "-upw", &[]);
    for name in ["a.txt", "z.xml", "명세.xml"] {
        assert!(list.contains(name), "{list}");
    }
    let folder = tempfile::tempdir().unwrap();
    let to = folder.path().to_str().unwrap();
    reader.run("pdfdetach", &["-saveall", "-o", to], "-upw", &[]);
    let saved = std::fs::read_to_string(folder.path().join("명세.xml")).unwrap();
    assert_eq!(saved, "contents of 명세.xml");
    let shown = reader.run("qpdf", &["--show-attachment=z.xml"], "--password=", &[]);
    assert_eq!(shown, "contents of z.xml");
    assert!(reader.holds("/AFRelationship /Data") && reader.holds("/Subtype /text#2fxml"));
}

#[test]
fn two_attachments_of_one_name_are_refused() {
    let work = Finishing {
        attachments: vec![attachment("a.xml"), attachment("a.xml")],
        ..Finishing::default()
    };
    let fault = finish(three_pages(), &work).unwrap_err();
    assert!(
        fault.to_string().contains("`a.xml` is there twice"),
        "{fault}"
    );
}

#[test]
fn a_compressed_pdf_is_smaller_and_shows_the_same() {
    let pdf = changed(&Print::of(&["alpha"; 20]).pdf(), |document| {
        // The same picture on every page, each with an object of its own.
        for page in document.page_iter().collect::<Vec<_>>() {
            let noise: Vec<u8> = (0..3000u32)
                .map(|at| (at.wrapping_mul(2_654_435_761) >> 13) as u8)
                .collect();
            let picture = document.add_object(Stream::new(
                dictionary! {
                    "Type" => "XObject", "Subtype" => "Image", "Width" => 50, "Height" => 20,
                    "ColorSpace" => "DeviceRGB", "BitsPerComponent" => 8,
                },
                noise,
            ));
            document.add_xobject(page, "X1", picture).unwrap();
            document
                .add_page_contents(page, b" q 50 0 0 20 50 300 cm /X1 Do Q".to_vec())
                .unwrap();
        }
    });
    let work = Finishing {
        compress: true,
        ..Finishing::default()
    };
    let packed = finish(pdf.clone(), &work).unwrap();
    assert!(
        packed.len() * 8 < pdf.len(),
        "{} of {}",
        packed.len(),
        pdf.len()
    );
    let reader = Reader::new(&packed);
    let points = [(60, 525), (75, 530), (95, 535), (300, 300)];
    assert_eq!(
        reader.colours(20, points),
        Reader::new(&pdf).colours(20, points)
    );
    assert_eq!(reader.texts(), Reader::new(&pdf).texts());
    assert_eq!(printed_outline(&packed), printed_outline(&pdf));
}

#[test]
fn a_linearized_pdf_has_all_that_was_asked_for() {
    let work = Finishing {
        linearize: true,
        compress: true,
        append: vec![named("more.pdf", three_pages())],
        attachments: vec![attachment("a.txt")],
        ..pages("2-5")
    };
    let pdf = finish(three_pages(), &work).unwrap();
    let reader = Reader::new(&pdf);
    assert_eq!(reader.texts(), ["beta", "gamma", "alpha", "beta"]);
    assert_eq!(reader.info("Optimized"), "yes");
    let says = reader.run("qpdf", &["--check-linearization"], "--password=", &[]);
    assert!(says.contains("no linearization errors"), "{says}");
}
