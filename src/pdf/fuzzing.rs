//! What must hold of a PDF of a caller's, whatever its bytes are.

use std::sync::LazyLock;

use bytes::Bytes;
use lopdf::{Document, Object, dictionary};

use super::{Finishing, NamedPdf, PageRanges, finish, load, pages};

/// A page of ours, to which the other file is put.
static PRINTED: LazyLock<Bytes> = LazyLock::new(|| {
    let mut document = Document::with_version("1.4");
    let tree = document.new_object_id();
    let size = [0, 0, 100, 100].map(Object::from).to_vec();
    let page = dictionary! { "Type" => "Page", "Parent" => tree, "MediaBox" => size };
    let page = document.add_object(page);
    let kids = vec![page.into()];
    let node = dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => 1 };
    document.objects.insert(tree, node.into());
    let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree });
    document.trailer.set("Root", catalog);
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).expect("it is written");
    bytes.into()
});

pub fn given(data: &[u8]) {
    let pages = match load::given("x.pdf", data) {
        Ok(document) => pages::list(&document).len(),
        Err(fault) => {
            assert!(fault.to_string().len() < 1000, "{fault}");
            return;
        }
    };
    assert!(pages > 0);
    let other = NamedPdf {
        name: "x.pdf".to_owned(),
        bytes: Bytes::copy_from_slice(data),
    };
    let mut work = Finishing {
        append: vec![other],
        ..Finishing::default()
    };
    // Some are refused only here; what is not has all pages.
    let Ok((whole, count)) = finish(&PRINTED, &work) else {
        return;
    };
    assert_eq!(count as usize, pages + 1);
    let again = load::printed(&whole).expect("it can be read again");
    assert_eq!(pages::list(&again).len(), pages + 1);
    work.compress = true;
    work.linearize = true;
    work.page_ranges = Some(PageRanges::parse("1").expect("a range"));
    if let Ok((_, count)) = finish(&PRINTED, &work) {
        assert_eq!(count, 1);
    }
}
