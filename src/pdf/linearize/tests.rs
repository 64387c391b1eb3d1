//! Looks at linearized documents as others see them: qpdf, which checks every
//! number of the hint tables, and poppler.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;

use lopdf::encryption::crypt_filters::{Aes128CryptFilter, Aes256CryptFilter, CryptFilter};
use lopdf::{EncryptionVersion, Object, ObjectId, Permissions, Stream, dictionary};

use super::*;

/// Pages with a font for all, a picture that every other has, and outlines.
/// The size of the pages stands in the tree alone.
fn report(pages: u32, mode: &str) -> Document {
    let mut document = Document::with_version("1.4");
    let tree = document.new_object_id();
    let font = document.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica",
    });
    let picture = document.add_object(Stream::new(
        dictionary! {
            "Type" => "XObject", "Subtype" => "Image", "Width" => 1, "Height" => 1,
            "ColorSpace" => "DeviceGray", "BitsPerComponent" => 8,
        },
        vec![0x80],
    ));
    let mut kids = Vec::new();
    for number in 1..=pages {
        let text = format!("BT /F 24 Tf 72 700 Td (Page {number}) Tj ET");
        let contents = document.add_object(Stream::new(dictionary! {}, text.into()));
        let mut resources = dictionary! { "Font" => dictionary! { "F" => font } };
        if number % 2 == 0 {
            resources.set("XObject", dictionary! { "P" => picture });
        }
        kids.push(document.add_object(dictionary! {
            "Type" => "Page", "Parent" => tree, "Contents" => contents, "Resources" => resources,
        }));
    }
    let last = kids[kids.len() - 1];
    let link = document.add_object(dictionary! {
        "Type" => "Annot", "Subtype" => "Link", "Rect" => vec![0.into(), 0.into(), 9.into(), 9.into()],
        "Dest" => vec![last.into(), "Fit".into()],
    });
    let first = document.get_dictionary_mut(kids[0]).unwrap();
    first.set("Annots", vec![link.into()]);
    let outlines = document.new_object_id();
    let item = document.add_object(dictionary! {
        "Title" => Object::string_literal("The end"), "Parent" => outlines,
        "Dest" => vec![last.into(), "Fit".into()],
    });
    let outline = dictionary! { "First" => item, "Last" => item, "Count" => 1 };
    document.objects.insert(outlines, outline.into());
    let node = dictionary! {
        "Type" => "Pages", "Count" => pages,
        "Kids" => kids.into_iter().map(Object::from).collect::<Vec<_>>(),
        "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
    };
    document.objects.insert(tree, node.into());
    let catalog = document.add_object(dictionary! {
        "Type" => "Catalog", "Pages" => tree, "Outlines" => outlines, "PageMode" => mode,
    });
    let title = dictionary! { "Title" => Object::string_literal("A (report\\") };
    let information = document.add_object(title);
    document.trailer.set("Root", catalog);
    document.trailer.set("Info", information);
    document
}

/// A file that is gone when the test is over.
struct File {
    _folder: tempfile::TempDir,
    path: PathBuf,
}

fn file(pdf: &[u8]) -> File {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.pdf");
    std::fs::write(&path, pdf).unwrap();
    File {
        _folder: folder,
        path,
    }
}

/// What a command says of the file. It must be content with it.
#[expect(
    clippy::disallowed_methods,
    reason = "readers of PDFs end by themselves"
)]
fn say(command: &str, arguments: &[&str], file: &File) -> String {
    let output = Command::new(command)
        .args(arguments)
        .arg(&file.path)
        .args((command == "pdftotext").then_some("-"))
        .output()
        .unwrap();
    let said = |bytes| String::from_utf8_lossy(bytes).into_owned();
    let (out, err) = (said(&output.stdout), said(&output.stderr));
    assert!(
        output.status.success() && err.is_empty(),
        "{command}: {out}{err}"
    );
    out
}

/// Fails unless others take the PDF for a linearized one without a fault.
fn check(pdf: &[u8]) -> File {
    let file = file(pdf);
    let linearization = say("qpdf", &["--password=x", "--check-linearization"], &file);
    assert!(
        linearization.contains("no linearization errors"),
        "{linearization}"
    );
    say("qpdf", &["--password=x", "--check"], &file);
    let information = say("pdfinfo", &["-upw", "x"], &file);
    assert!(
        information.contains("Optimized:       yes"),
        "{information}"
    );
    file
}

#[test]
fn others_take_it_for_linearized() {
    for pages in [1, 2, 3, 40] {
        for mode in ["UseNone", "UseOutlines"] {
            let file = check(&linearize(report(pages, mode), None).unwrap());
            let information = say("pdfinfo", &[], &file);
            assert!(
                information.contains("Title:           A (report\\\n"),
                "{information}"
            );
            let text = say("pdftotext", &[], &file);
            let shown: Vec<&str> = text.split('\x0c').map(str::trim).collect();
            let expected = (1..=pages).map(|number| format!("Page {number}"));
            let expected: Vec<String> = expected.chain([String::new()]).collect();
            assert_eq!(shown, expected);
        }
    }
}

#[test]
fn it_is_linearized_again_as_it_was() {
    let once = linearize(report(5, "UseNone"), None).unwrap();
    assert_eq!(once, linearize(report(5, "UseNone"), None).unwrap());
    let again = linearize(Document::load_mem(&once).unwrap(), None).unwrap();
    check(&again);
    assert_eq!(again.len(), once.len());
}

#[test]
fn the_first_page_comes_first() {
    let pdf = linearize(report(40, "UseNone"), None).unwrap();
    let at = |text: &str| memchr::memmem::find(&pdf, text.as_bytes()).unwrap();
    assert!(at("/Linearized") < at("/Catalog"));
    assert!(at("/Catalog") < at("(Page 1)"));
    assert!(at("/Helvetica") < at("(Page 2)"));
    assert!(at("(Page 1)") < at("(Page 2)"));
    assert!(at("(Page 40)") < at("/Image"));
}

#[test]
fn it_can_be_encrypted_too() {
    let filters = |filter: Arc<dyn CryptFilter>| BTreeMap::from([(b"StdCF".to_vec(), filter)]);
    let mut document = report(4, "UseOutlines");
    let id = Object::string_literal("an identifier");
    document.trailer.set("ID", vec![id.clone(), id]);
    let aes_256 = EncryptionVersion::V5 {
        encrypt_metadata: true,
        crypt_filters: filters(Arc::new(Aes256CryptFilter)),
        file_encryption_key: &[7; 32],
        stream_filter: b"StdCF".to_vec(),
        string_filter: b"StdCF".to_vec(),
        owner_password: "y",
        user_password: "x",
        permissions: Permissions::PRINTABLE,
    };
    // Its keys depend on object numbers.
    let aes_128 = EncryptionVersion::V4 {
        document: &document,
        encrypt_metadata: true,
        crypt_filters: filters(Arc::new(Aes128CryptFilter)),
        stream_filter: b"StdCF".to_vec(),
        string_filter: b"StdCF".to_vec(),
        owner_password: "y",
        user_password: "x",
        permissions: Permissions::PRINTABLE,
    };
    for version in [aes_256, aes_128] {
        let state = EncryptionState::try_from(version).unwrap();
        let pdf = linearize(document.clone(), Some(&state)).unwrap();
        assert!(memchr::memmem::find(&pdf, b"Page 1").is_none());
        let file = check(&pdf);
        let text = say("pdftotext", &["-upw", "x"], &file);
        assert!(text.starts_with("Page 1"), "{text}");
        let information = say("pdfinfo", &["-upw", "x"], &file);
        assert!(
            information.contains("Title:           A (report\\"),
            "{information}"
        );
    }
}

#[test]
fn what_is_encrypted_already_is_refused() {
    let mut document = report(1, "UseNone");
    document.trailer.set("Encrypt", (1, 0));
    assert!(matches!(linearize(document, None), Err(Error::Encrypted)));
}

#[test]
fn what_nothing_refers_to_is_left_out() {
    let mut document = report(2, "UseNone");
    let forgotten = Object::string_literal("forgotten");
    document.add_object(forgotten);
    let pdf = linearize(document, None).unwrap();
    assert!(memchr::memmem::find(&pdf, b"forgotten").is_none());
}

/// Pseudo-random numbers, the same in each run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (self.0 >> 33) as usize % end
    }
}

/// A report in which anything may refer to anything, or to nothing.
fn tangle(seed: u64) -> Document {
    let mut dice = Dice(seed);
    let mode = ["UseNone", "UseOutlines"][dice.below(2)];
    let mut document = report(1 + dice.below(6) as u32, mode);
    let catalog = document
        .trailer
        .get(b"Root")
        .unwrap()
        .as_reference()
        .unwrap();
    let holders: Vec<ObjectId> = document.objects.keys().copied().collect();
    let mut ids = holders.clone();
    for length in 0..dice.below(12) {
        let more = Stream::new(dictionary! {}, vec![b' '; length]);
        ids.push(document.add_object(more));
    }
    ids.push((9999, 0));
    ids.push(document.add_object(Object::Null));
    let alias = ids[dice.below(ids.len())];
    ids.push(document.add_object(Object::Reference(alias)));
    for _ in 0..dice.below(24) {
        let keys = [
            "More",
            "Thumb",
            "OpenAction",
            "AcroForm",
            "Names",
            "Rotated",
            "Threads",
        ];
        let key = keys[dice.below(keys.len())];
        let holder = if dice.below(4) == 0 {
            catalog
        } else {
            holders[dice.below(holders.len())]
        };
        let target = Object::from(ids[dice.below(ids.len())]);
        let value = [
            target.clone(),
            vec![target.clone()].into(),
            dictionary! { "To" => target }.into(),
        ];
        // A catalog that opens with a page, and not with a way to it, is too odd for
        // qpdf.
        let value = value[usize::from(holder == catalog) + dice.below(2)].clone();
        match document.objects.get_mut(&holder).unwrap() {
            Object::Dictionary(dictionary) => dictionary.set(key, value),
            Object::Stream(stream) => stream.dict.set(key, value),
            _ => {}
        }
    }
    document
}

#[test]
fn tangled_documents_are_sorted_as_others_would() {
    for seed in 0..60 {
        let pdf = linearize(tangle(seed), None).unwrap();
        let file = file(&pdf);
        let said = say("qpdf", &["--check-linearization"], &file);
        assert!(said.contains("no linearization errors"), "{seed}: {said}");
    }
}

#[test]
fn odd_documents_are_refused() {
    let change = |change: &dyn Fn(&mut Document, ObjectId, ObjectId)| {
        let mut document = report(2, "UseNone");
        let catalog = document
            .trailer
            .get(b"Root")
            .unwrap()
            .as_reference()
            .unwrap();
        let tree = document.catalog().unwrap().get(b"Pages").unwrap();
        let tree = tree.as_reference().unwrap();
        change(&mut document, catalog, tree);
        linearize(document, None)
    };
    let set = |document: &mut Document, id, key: &str, value: Object| {
        document.get_dictionary_mut(id).unwrap().set(key, value);
    };
    assert!(change(&|_, _, _| {}).is_ok());
    let refused = |result| matches!(result, Err(Error::Missing(_)));
    assert!(refused(linearize(Document::new(), None)));
    assert!(refused(change(&|document, catalog, _| {
        set(document, catalog, "Pages", 7.into());
    })));
    assert!(refused(change(&|document, _, tree| set(
        document,
        tree,
        "Kids",
        7.into()
    ))));
    assert!(refused(change(&|document, _, tree| {
        set(document, tree, "Kids", Vec::new().into());
    })));
    assert!(refused(change(&|document, _, tree| {
        set(document, tree, "Kids", vec![(9999, 0).into()].into());
    })));
    let twice = |result| matches!(result, Err(Error::NodeTwice));
    assert!(twice(change(&|document, _, tree| {
        set(document, tree, "Kids", vec![tree.into()].into());
    })));
    assert!(twice(change(&|document, catalog, tree| {
        set(document, tree, "Kids", vec![catalog.into()].into());
    })));
}

#[test]
fn no_object_makes_it_fall() {
    let whole = report(3, "UseOutlines");
    let values = [
        Object::Null,
        (1, 0).into(),
        7.into(),
        dictionary! {}.into(),
        Vec::new().into(),
    ];
    for id in whole.objects.keys() {
        for value in &values {
            let mut document = whole.clone();
            document.objects.insert(*id, value.clone());
            // Refused or not: it must end.
            let _ = linearize(document, None);
        }
        let keys: Vec<Vec<u8>> = match &whole.objects[id] {
            Object::Dictionary(dictionary) => {
                dictionary.iter().map(|(key, _)| key.clone()).collect()
            }
            _ => Vec::new(),
        };
        for (key, value) in keys
            .iter()
            .flat_map(|key| values.iter().map(move |value| (key, value)))
        {
            let mut document = whole.clone();
            document
                .get_dictionary_mut(*id)
                .unwrap()
                .set(key.clone(), value.clone());
            let _ = linearize(document, None);
        }
    }
}
