//! Documents that callers send: locked, broken, or made to break us.

use super::finish;
use bytes::Bytes;
use html2pdf_lambda::pdf::{Error, Finishing, Layer, Protection};
use lopdf::{Document, Object, Stream, dictionary};

use super::print::{changed, named, stamp, three_pages};
use super::reader::Reader;

#[test]
fn what_a_given_document_would_do_by_itself_is_left_out() {
    let given = changed(&three_pages(), |document| {
        let script =
            |code: &str| dictionary! { "S" => "JavaScript", "JS" => Object::string_literal(code) };
        let page = document.page_iter().next().unwrap();
        let annotation = document.add_object(dictionary! {
            "Type" => "Annot", "Subtype" => "Link", "A" => script("evil(1)"), "AA" => dictionary! { "E" => script("evil(2)") },
            "Rect" => vec![0.into(), 0.into(), 9.into(), 9.into()],
        });
        let start = dictionary! { "S" => "Launch", "F" => Object::string_literal("evil(3).exe") };
        let starts = document.add_object(dictionary! {
            "Type" => "Annot", "Subtype" => "Link", "A" => start,
            "Rect" => vec![0.into(), 0.into(), 9.into(), 9.into()],
        });
        let page = document.get_dictionary_mut(page).unwrap();
        page.set("AA", dictionary! { "O" => script("evil(4)") });
        page.set("Annots", vec![annotation.into(), starts.into()]);
        let catalog = document.catalog_mut().unwrap();
        catalog.set("OpenAction", script("evil(5)"));
        catalog.set("AA", dictionary! { "WC" => script("evil(6)") });
        let named = vec![Object::string_literal("a"), script("evil(7)").into()];
        catalog.set(
            "Names",
            dictionary! { "JavaScript" => dictionary! { "Names" => named } },
        );
    });
    let work = Finishing {
        append: vec![named("given.pdf", given)],
        ..Finishing::default()
    };
    let reader = Reader::new(&finish(three_pages(), &work).unwrap());
    assert_eq!(reader.pages(), 6);
    assert!(!reader.holds("evil"));
}

#[test]
fn a_locked_document_is_refused_by_name_with_what_to_do() {
    for user in [Some("u".to_owned()), None] {
        let work = Finishing {
            protection: Some(Protection {
                user_password: user,
                ..Protection::default()
            }),
            ..Finishing::default()
        };
        let locked = finish(three_pages(), &work).unwrap();
        let work = Finishing {
            append: vec![named("약관.pdf", locked)],
            ..Finishing::default()
        };
        let fault = finish(three_pages(), &work).unwrap_err();
        assert!(matches!(fault, Error::Protected { .. }), "{fault:?}");
        assert!(
            fault.to_string().starts_with("약관.pdf is protected"),
            "{fault}"
        );
    }
}

#[test]
fn a_document_that_is_none_is_refused_by_name() {
    for junk in [
        "",
        "%PDF-1.4\n",
        "<html>",
        "%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF",
    ] {
        let work = Finishing {
            prepend: vec![named("cover.pdf", Bytes::from(junk))],
            ..Finishing::default()
        };
        let fault = finish(three_pages(), &work).unwrap_err();
        assert!(
            fault.to_string().starts_with("cover.pdf is not a PDF"),
            "{fault}"
        );
    }
}

#[test]
fn a_document_that_unpacks_without_end_is_refused() {
    // A packed object of 40 million numbers, in some kilobytes.
    let numbers = [b"7 0 [".to_vec(), b"1 ".repeat(20 << 20), b"]".to_vec()].concat();
    let mut packed = Stream::new(
        dictionary! { "Type" => "ObjStm", "N" => 1, "First" => 4 },
        numbers,
    );
    packed.compress().unwrap();
    let mut bomb =
        b"%PDF-1.5\n1 0 obj\n<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length ".to_vec();
    bomb.extend(format!("{}>>\nstream\n", packed.content.len()).into_bytes());
    bomb.extend(packed.content);
    bomb.extend(b"\nendstream\nendobj\ntrailer<</Root 7 0 R/Size 8>>\nstartxref\n0\n%%EOF");
    let work = Finishing {
        append: vec![named("bomb.pdf", bomb.into())],
        ..Finishing::default()
    };
    let fault = finish(three_pages(), &work).unwrap_err();
    assert!(matches!(fault, Error::TooIntricate { .. }), "{fault:?}");
}

#[test]
fn loops_in_a_document_come_to_an_end() {
    let work = |pdf: Bytes| Finishing {
        append: vec![named("loop.pdf", pdf)],
        stamps: vec![stamp(Layer::Over, 0.5)],
        compress: true,
        linearize: true,
        ..Finishing::default()
    };
    let looping: [fn(&mut Document); 5] = [
        // The page tree's root is its own kid, and counts a billion pages.
        |document| {
            let tree = document
                .catalog()
                .unwrap()
                .get(b"Pages")
                .unwrap()
                .as_reference()
                .unwrap();
            let page = document.page_iter().next().unwrap();
            let root = document.get_dictionary_mut(tree).unwrap();
            root.set(
                "Kids",
                vec![tree.into(), page.into(), page.into(), tree.into()],
            );
            root.set("Count", 1_000_000_000);
            root.set("Parent", tree);
        },
        // An outline item is its own next and child.
        |document| {
            let outlines = document
                .catalog()
                .unwrap()
                .get(b"Outlines")
                .unwrap()
                .as_reference()
                .unwrap();
            let first = document
                .get_dictionary(outlines)
                .unwrap()
                .get(b"First")
                .unwrap()
                .as_reference()
                .unwrap();
            let item = document.get_dictionary_mut(first).unwrap();
            item.set("Next", first);
            item.set("First", first);
        },
        // References that go in a circle, where values should be.
        |document| {
            let (a, b) = (document.new_object_id(), document.new_object_id());
            document.objects.insert(a, Object::Reference(b));
            document.objects.insert(b, Object::Reference(a));
            let page = document.page_iter().next().unwrap();
            let page = document.get_dictionary_mut(page).unwrap();
            for key in ["MediaBox", "Annots", "Rotate", "Resources", "CropBox"] {
                page.set(key, a);
            }
        },
        // A name tree within itself.
        |document| {
            let tree = document.new_object_id();
            document.set_object(
                tree,
                dictionary! { "Kids" => vec![tree.into(), tree.into()] },
            );
            document
                .catalog_mut()
                .unwrap()
                .set("Names", dictionary! { "Dests" => tree });
        },
        // A field that is its own parent and kid.
        |document| {
            let field = document.new_object_id();
            let looping = dictionary! {
                "Subtype" => "Widget", "FT" => "Tx", "DA" => Object::string_literal("/F1 9 Tf"),
                "Rect" => vec![9.into(), 9.into(), 90.into(), 20.into()],
                "Parent" => field, "Kids" => vec![field.into()],
            };
            document.set_object(field, looping);
            let page = document.page_iter().next().unwrap();
            document
                .get_dictionary_mut(page)
                .unwrap()
                .set("Annots", vec![field.into()]);
            let form = dictionary! { "Fields" => vec![field.into(), field.into()] };
            document.catalog_mut().unwrap().set("AcroForm", form);
        },
    ];
    for (number, change) in looping.into_iter().enumerate() {
        let given = changed(&three_pages(), change);
        let pdf = finish(three_pages(), &work(given))
            .unwrap_or_else(|fault| panic!("{number}: {fault:?}"));
        let reader = Reader::new(&pdf);
        assert!(reader.pages() > 3, "{number}");
    }
}

#[test]
fn never_panics_on_arbitrary_bytes() {
    let whole = three_pages();
    let packed = finish(
        three_pages(),
        &Finishing {
            compress: true,
            ..Finishing::default()
        },
    );
    let originals = [whole.clone(), packed.unwrap()];
    // A generator that gives the same numbers at every run.
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below as u64) as usize
    };
    for round in 0..300 {
        let mut bytes = originals[round % 2].to_vec();
        for _ in 0..1 + next(6) {
            let at = next(bytes.len());
            match next(4) {
                0 => bytes[at] = next(256) as u8,
                1 => bytes[at] = b'0' + next(10) as u8,
                2 => bytes.truncate(at.max(1)),
                _ => {
                    let (from, length) = (next(bytes.len()), 1 + next(40));
                    let length = length.min(bytes.len() - at.max(from));
                    bytes.copy_within(from..from + length, at);
                }
            }
        }
        let work = Finishing {
            append: vec![named("given.pdf", bytes.into())],
            compress: round % 3 == 0,
            linearize: round % 5 == 0,
            ..Finishing::default()
        };
        if let Err(fault) = finish(whole.clone(), &work) {
            assert!(
                !matches!(fault, Error::Internal { .. }),
                "{round}: {fault:?}"
            );
        }
    }
}
