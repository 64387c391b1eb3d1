//! Links lead where the document says.

use crate::support;

use support::pdf::Pdf;
use support::service::Service;

/// Addresses as documents have them, and as browsers write them into a PDF.
const ADDRESSES: [(&str, &str); 9] = [
    (
        "https://a.example/a?c=%EA%B0%80&amp;x=%2F",
        "https://a.example/a?c=%EA%B0%80&x=%2F",
    ),
    (
        "mailto:desk@a.example?body=a%26b",
        "mailto:desk@a.example?body=a%26b",
    ),
    (
        "https://a.example/가?q=나 다",
        "https://a.example/%EA%B0%80?q=%EB%82%98%20%EB%8B%A4",
    ),
    (
        "https://a.example/f.pdf?sig=ab%2Bcd%3D",
        "https://a.example/f.pdf?sig=ab%2Bcd%3D",
    ),
    ("https://a.example/100%", "https://a.example/100%"),
    ("https://a.example/%2525#%25", "https://a.example/%2525#%25"),
    ("HTTPS://a.example/%7E", "https://a.example/%7E"),
    ("\n  https://a.example/b\n/c  ", "https://a.example/b/c"),
    ("https://한국.example/", "https://xn--3e0b707e.example/"),
];

#[test]
fn addresses_are_as_the_document_has_them() {
    let links = ADDRESSES.map(|(address, _)| format!("<p><a href=\"{address}\">link</a>"));
    let html = format!("<!DOCTYPE html><meta charset=utf-8>{}", links.concat());
    let service = Service::start();
    // Finished PDFs are written anew.
    for query in ["", "author=a"] {
        let bytes = service.print(query, &html).pdf();
        let pdf = Pdf::new(&bytes);
        pdf.assert_sound();
        let found: Vec<_> = pdf.links().into_iter().map(|link| link.to).collect();
        let meant: Vec<_> = ADDRESSES.map(|(_, meant)| meant.to_owned()).to_vec();
        assert_eq!(found, meant, "{query}");
    }
}

#[test]
fn links_lead_from_where_the_document_says() {
    let html = "<!DOCTYPE html><base href='https://a.example/dir/x.html'><a href='y.html'>y</a> \
        <a href='#part'>part</a> <a href='/z'>z</a><img src='gone.gif'><h1 id=part>p</h1>";
    let service = Service::start();
    // Whether or not anything could be fetched from there.
    for query in ["", "network=off"] {
        let links = Pdf::new(&service.print(query, html).pdf()).links();
        let mut outside: Vec<_> = links.iter().filter(|link| link.to_page.is_none()).collect();
        outside.sort_by(|a, b| a.to.cmp(&b.to));
        let to: Vec<_> = outside.iter().map(|link| link.to.as_str()).collect();
        let meant = ["https://a.example/dir/y.html", "https://a.example/z"];
        assert_eq!(to, meant, "{query}");
        assert_eq!(links.len(), 3, "{query}");
    }
}

#[test]
fn encoded_names_of_parts_are_found() {
    let html = "<!DOCTYPE html><meta charset=utf-8><a href='#%74'>a</a> <a href=' #%EC%A0%9C '>b</a>\
        <a href='#제'>c</a> <a href='#two%20words'>d</a>\
        <h1 id=t style='page-break-before:always'>t</h1><h1 id='제'>제</h1><h1 id='two words'>two</h1>";
    let bytes = Service::start().print("outline=on", html).pdf();
    let pdf = Pdf::new(&bytes);
    pdf.assert_sound();
    let pages: Vec<_> = pdf.links().into_iter().map(|link| link.to_page).collect();
    assert_eq!(pages, [Some(2); 4]);
    // Destinations name the page itself and not its number.
    let text = String::from_utf8_lossy(&bytes);
    assert!(text.contains(" 0 R/XYZ "), "{text}");
    assert!(!text.contains("[0 /XYZ") && !text.contains("[1 /XYZ"));
}

/// Headers and footers are documents of their own, without the parts that they
/// link to.
#[test]
fn links_in_footers_lead_into_the_document() {
    let part = |name: &str| {
        format!(
            "<!DOCTYPE html><meta charset=utf-8><p>x</p><h1 id='{name}' style='page-break-before:always'>t</h1>"
        )
    };
    let footer = "<a href='#%EC%A0%9C'>there</a> <a href='#nowhere'>nowhere</a> <a href='https://a.example/#x'>out</a>";
    let service = Service::start();
    let request = serde_json::json!({
        "documents": [{"html": part("제")}, {"html": part("제")}],
        "header_html": "<a href='#제'>top</a>",
        "footer_html": footer,
        "footer_first_html": footer,
    });
    let pdf = Pdf::new(&service.post_json(&request).pdf());
    pdf.assert_sound();
    let mut inside = Vec::new();
    for link in pdf.links() {
        match link.to_page {
            Some(to) => inside.push((link.page, to)),
            None => assert_eq!(link.to, "https://a.example/#x"),
        }
    }
    inside.sort_unstable();
    let meant = [
        (1, 2),
        (1, 2),
        (2, 2),
        (2, 2),
        (3, 4),
        (3, 4),
        (4, 4),
        (4, 4),
    ];
    assert_eq!(inside, meant);
}
