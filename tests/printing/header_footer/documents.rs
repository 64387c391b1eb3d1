//! Documents with headers of their own, and those that are written from right to left.

use super::*;

#[test]
fn documents_have_headers_of_their_own() {
    let service = Service::start();
    let body = [
        ("documents[0]", pages(2)),
        ("documents[0][header_left]", "of-the-first".to_owned()),
        ("documents[1]", pages(1)),
        ("documents[1][header_html]", tall("second", 40.0)),
        ("documents[1][footer_left]", "own-footer".to_owned()),
        ("documents[2]", pages(1)),
        ("header_center", "of-them-all".to_owned()),
        (
            "footer_center",
            "p.[page]/[topage],[sitepage]/[sitepages]".to_owned(),
        ),
    ];
    let body: Vec<_> = body
        .iter()
        .map(|(name, value)| format!("{}={}", escape(name), escape(value)))
        .collect();
    let answer = service.post("/pdf", "application/x-www-form-urlencoded", body.join("&"));
    let pages = Pdf::new(&answer.pdf()).words();
    let lines: Vec<_> = pages.iter().map(|words| line(words)).collect();
    assert_eq!(lines.len(), 4);
    for page in [0, 1] {
        assert!(
            lines[page].contains("of-the-first") && !lines[page].contains("of-them-all"),
            "{lines:?}"
        );
    }
    assert!(
        lines[0].contains("p.1/4,1/2") && lines[1].contains("p.2/4,2/2"),
        "{lines:?}"
    );
    assert!(
        lines[2].contains("second-top") && lines[2].contains("own-footer"),
        "{lines:?}"
    );
    assert!(!lines[2].contains("p.3"), "{lines:?}");
    assert!(
        lines[3].contains("of-them-all") && lines[3].contains("p.4/4,1/1"),
        "{lines:?}"
    );
    // Only the second needs a larger margin for it.
    let top = |page: usize| find(&pages[page], if page == 1 { "page2" } else { "page1" }).top / MM;
    for (page, expected) in [(0, 12.0), (1, 12.0), (2, 48.0), (3, 12.0)] {
        assert!(
            near(top(page), expected, 1.5),
            "page {page}: {} mm",
            top(page)
        );
    }
}

#[test]
fn a_document_may_take_back_the_first_page_of_all() {
    let service = Service::start();
    let texts = print(
        &service,
        json!({
            "documents": [pages(2), { "html": pages(2), "header_first": "on" }, pages(2)],
            "header_left": "running", "header_first": "off",
        }),
    )
    .texts();
    let with: Vec<_> = texts.iter().map(|text| text.contains("running")).collect();
    assert_eq!(with, [false, true, true, true, false, true]);
}

#[test]
fn right_to_left_headers_stand_at_the_right() {
    let service = Service::start();
    let pdf = print(
        &service,
        json!({
            "html": "<!DOCTYPE html><body dir=rtl style='margin:0'><p>שלום contents",
            "header_html": "<!DOCTYPE html><body dir=rtl style='margin:0'>كلمة HEAD",
            "footer_html": "<div dir=rtl style='text-align:left'>שלום FOOT</div>",
        }),
    );
    let words = &pdf.words()[0];
    let page = line(words);
    // Letters are drawn one by one, and Arabic ones in the shape they take.
    let is_arabic =
        |c: char| ('\u{600}'..='\u{6ff}').contains(&c) || ('\u{fe70}'..='\u{feff}').contains(&c);
    assert!(page.chars().any(is_arabic), "{page}");
    let is_hebrew = |c: char| ('\u{5d0}'..='\u{5ea}').contains(&c);
    assert_eq!(page.chars().filter(|c| is_hebrew(*c)).count(), 8, "{page}");
    let right = |is: &dyn Fn(char) -> bool| {
        let edges = words
            .iter()
            .filter(|word| word.text.chars().all(is))
            .map(|word| word.right);
        edges.fold(0.0, f64::max)
    };
    assert!(near(right(&is_arabic), 200.0 * MM, 3.0), "{words:?}");
    // What is read first stands further to the right.
    assert!(find(words, "HEAD").right < right(&is_arabic), "{words:?}");
    assert!(find(words, "FOOT").left < 20.0 * MM, "{words:?}");
}
