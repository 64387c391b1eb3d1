//! Several documents in one PDF.

use super::*;

#[test]
fn every_form_of_a_request_binds_the_same_book() {
    let service = Service::start();
    let [one, two, three] = ["One", "Two", "Three"].map(chapter);
    let form = [
        ("documents[]", one.as_str()),
        ("documents[]", &two),
        ("documents[1][orientation]", "landscape"),
        ("documents[1][zoom]", "1.5"),
        ("documents[]", &three),
        ("documents[2][margin]", "30mm"),
        ("toc", "on"),
        ("header_left", "[section]"),
    ];
    let urlencoded: Vec<_> = form
        .iter()
        .map(|(name, value)| format!("{}={}", escape(name), escape(value)))
        .collect();
    let names: Vec<_> = form
        .iter()
        .map(|(name, _)| format!("name=\"{name}\""))
        .collect();
    let parts: Vec<_> = names
        .iter()
        .zip(form)
        .map(|(name, (_, value))| (name.as_str(), value.as_bytes()))
        .collect();
    let (content_type, body) = multipart(&parts);
    let printed = [
        service
            .post(
                "/pdf",
                "application/x-www-form-urlencoded",
                urlencoded.join("&"),
            )
            .pdf(),
        service.post("/pdf", &content_type, body).pdf(),
        bytes(
            &service,
            json!({
                "documents": [
                    one, { "html": two, "orientation": "landscape", "zoom": 1.5 },
                    { "html_base64": STANDARD.encode(&three), "options": { "margin": "30mm" } },
                ],
                "options": { "toc": true, "headerLeft": "[section]" },
            }),
        ),
    ];
    assert!(printed[0] == printed[1] && printed[0] == printed[2]);
    let pdf = Pdf::new(&printed[0]);
    assert_eq!(
        pdf.sizes(),
        [A4, A4, A4, A4_LANDSCAPE, A4_LANDSCAPE, A4, A4]
    );
    let words = pdf.words();
    let height = |page: usize, word: &str| {
        let word = find(&words[page], word);
        word.bottom - word.top
    };
    assert!(near(
        height(3, "Two-begins") / height(1, "One-begins"),
        1.5,
        0.05
    ));
    assert!(near(find(&words[5], "Three-begins").left, 30.0 * MM, 1.0));
    assert!(near(find(&words[1], "One-begins").left, 10.0 * MM, 1.0));
    for (page, section) in [
        (1, "One"),
        (2, "One"),
        (3, "Two"),
        (4, "Two"),
        (5, "Three"),
        (6, "Three"),
    ] {
        let header = words[page]
            .iter()
            .min_by(|a, b| a.top.total_cmp(&b.top))
            .unwrap();
        assert_eq!(header.text, section, "page {}", page + 1);
    }
}

#[test]
fn documents_come_in_the_order_of_their_places() {
    let service = Service::start();
    let body: Vec<_> = [(2, "third"), (0, "first"), (10, "fourth"), (1, "second")]
        .iter()
        .map(|(at, text)| {
            format!(
                "{}={}",
                escape(format!("documents[{at}]")),
                escape(format!("<!DOCTYPE html>{text}"))
            )
        })
        .collect();
    let answer = service.post("/pdf", "application/x-www-form-urlencoded", body.join("&"));
    let texts = Pdf::new(&answer.pdf()).texts();
    let texts: Vec<_> = texts.iter().map(|text| text.trim()).collect();
    assert_eq!(texts, ["first", "second", "third", "fourth"]);
}

#[test]
fn empty_pages_part_the_documents() {
    let service = Service::start();
    for (orientation, sizes) in [
        ("portrait", vec![A4; 5]),
        ("landscape", vec![A4, A4_LANDSCAPE, A4_LANDSCAPE, A4, A4]),
    ] {
        let pdf = print(
            &service,
            json!({
                "documents": [chapters(1), { "html": chapters(1), "orientation": orientation }, chapters(1)],
                "blank_pages": true, "header_left": "running", "footer_center": "p.[page]/[topage]",
                "toc": true, "toc_position": "end", "outline": true,
            }),
        );
        let texts = pdf.texts();
        assert_eq!(pdf.sizes()[..5], sizes, "{orientation}");
        assert_eq!(pdf.pages(), 6);
        for blank in [1, 3] {
            assert!(texts[blank].trim().is_empty(), "{texts:?}");
        }
        for (page, number) in [(0, "p.1/6"), (2, "p.3/6"), (4, "p.5/6")] {
            assert!(
                texts[page].contains("Chapter1") && texts[page].contains(number),
                "{texts:?}"
            );
        }
        let lines = entries(&pdf.words()[5]);
        assert!(
            lines
                .ends_with(&["Chapter1 1", "Chapter1 3", "Chapter1 5", "p.6/6"].map(str::to_owned)),
            "{lines:?}"
        );
        let pages: Vec<_> = pdf
            .outline()
            .into_iter()
            .map(|item| item.page.unwrap())
            .collect();
        assert_eq!(pages, [1, 3, 5], "{orientation}");
    }
}
