//! What is refused, by name and with a remedy.

use super::*;

#[test]
fn values_that_will_not_do_are_refused_by_name_and_with_a_remedy() {
    let service = Service::start();
    for (name, value, remedy) in [
        ("toc", "maybe", "on, off"),
        ("toc_title", "two\nlines", "one line of text"),
        ("toc_depth", "0", "from 1 to 9"),
        ("toc_depth", "10", "from 1 to 9"),
        ("toc_depth", "two", "a whole number"),
        ("toc_dots", "few", "on, off"),
        ("toc_links", "2", "on, off"),
        ("toc_back_links", "none", "on, off"),
        ("toc_css", "a{}\0", "NUL"),
        ("toc_position", "middle", "start or end"),
        ("outline", "deep", "on, off"),
        ("outline_depth", "0", "from 1 to 9"),
        ("outline_depth", "-1", "from 1 to 9"),
        ("listed", "perhaps", "on, off"),
        ("page_offset", "1.5", "a whole number"),
        ("page_offset", "-10001", "from -10000 to 1000000"),
        ("page_offset", "one", "a whole number"),
        ("blank_pages", "two", "on, off"),
        ("cover_html", "x\0", "NUL"),
    ] {
        let (field, detail) = fault(&service, json!({ "html": "x", name: value }));
        assert_eq!(field, name);
        assert!(detail.contains(remedy), "{name}={value}: {detail}");
    }
    let (field, detail) = fault(
        &service,
        json!({ "html": "x", "toc_title": "x".repeat(201) }),
    );
    assert_eq!(field, "toc_title");
    assert!(detail.contains("200"), "{detail}");
}

#[test]
fn what_holds_for_the_whole_book_is_refused_in_one_document() {
    let service = Service::start();
    for name in ["toc", "outline", "blank_pages"] {
        let (field, detail) = fault(
            &service,
            json!({ "documents": ["<p>x", { "html": "<p>y", name: true }] }),
        );
        assert_eq!(field, format!("documents[1].{name}"));
        assert!(detail.contains("give it beside the documents"), "{detail}");
    }
}

#[test]
fn books_that_cannot_be_read_are_refused() {
    let service = Service::start();
    for (request, name, remedy) in [
        (json!({ "documents": [] }), "html", "send the document"),
        (json!({ "documents": "<p>x" }), "documents", "send strings"),
        (
            json!({ "documents": ["<p>x", 5] }),
            "documents[1]",
            "object with html",
        ),
        (
            json!({ "documents": ["<p>x", { "zoom": 2 }] }),
            "documents[1]",
            "send its document",
        ),
        (
            json!({ "documents": ["<p>x", " "] }),
            "documents[1]",
            "nothing to print",
        ),
        (
            json!({ "documents": ["<p>x", { "html": 1 }] }),
            "documents[1].html",
            "not a string",
        ),
        (
            json!({ "documents": ["<p>x", { "html": "y", "zoom": "big" }] }),
            "documents[1].zoom",
            "number",
        ),
        (
            json!({ "documents": vec!["<p>x"; 101] }),
            "documents",
            "100",
        ),
    ] {
        let (field, detail) = fault(&service, request.clone());
        assert_eq!(field, name, "{request}: {detail}");
        assert!(detail.contains(remedy), "{request}: {detail}");
    }
}
