//! Outlines.

use super::*;

#[test]
fn an_outline_nests_as_the_headings_do() {
    let service = Service::start();
    let outline = |more: Value| -> Vec<_> {
        let mut request = more;
        request["html"] = chapter("One").into();
        let outline = print(&service, request).outline();
        outline
            .into_iter()
            .map(|item| (item.level, item.title, item.page.unwrap()))
            .collect()
    };
    let all = [
        (1, "One", 1),
        (2, "One two", 1),
        (3, "One three", 1),
        (4, "One four", 1),
        (2, "One end", 2),
    ]
    .map(|(level, title, page)| (level, title.to_owned(), page));
    assert_eq!(outline(json!({ "outline": true })), all);
    assert_eq!(
        outline(json!({ "outline": true, "outline_depth": 2 })),
        [all[0].clone(), all[1].clone(), all[4].clone()]
    );
    assert!(outline(json!({})).is_empty());
}

#[test]
fn what_is_not_listed_is_neither_in_contents_nor_in_the_outline() {
    let service = Service::start();
    let pdf = print(
        &service,
        json!({
            "documents": [chapter("One"), { "html": chapter("Two"), "listed": false }, chapter("Three")],
            "toc": true, "toc_depth": 1, "outline": true, "outline_depth": 1,
        }),
    );
    assert_eq!(entries(&pdf.words()[0]), ["목차", "One 2", "Three 6"]);
    let outline: Vec<_> = pdf
        .outline()
        .into_iter()
        .map(|item| (item.title, item.page))
        .collect();
    assert_eq!(
        outline,
        [("One".to_owned(), Some(2)), ("Three".to_owned(), Some(6))]
    );
    assert!(pdf.texts()[3].contains("Two-begins"));
}

#[test]
fn pages_that_are_not_listed_count_all_the_same() {
    let service = Service::start();
    let hidden = |name: &str, orientation: &str| json!({ "html": chapter(name), "listed": false, "orientation": orientation });
    for (more, before) in [
        (json!({}), 0),
        (json!({ "outline": true }), 0),
        (
            json!({ "outline": true, "toc": true, "toc_depth": 1, "cover_html": "front" }),
            2,
        ),
        (
            json!({ "outline": true, "cover_html": "<p>front<p style='page-break-before:always'>inside" }),
            2,
        ),
        (
            json!({ "toc": true, "toc_depth": 1, "cover_html": "<h1>A</h1><h1 style='page-break-before:always'>B</h1>" }),
            3,
        ),
    ] {
        let mut request = more;
        request["documents"] = json!([
            hidden("One", "portrait"),
            chapter("Two"),
            hidden("Three", "landscape"),
            chapter("Four"),
        ]);
        request["footer_center"] = "[section],[page]/[topage]".into();
        let pdf = print(&service, request.clone());
        let words = pdf.words();
        let total = 8 + before;
        assert_eq!(words.len(), total, "{request}");
        for (at, name) in ["One", "One", "Two", "Two", "Three", "Three", "Four", "Four"]
            .iter()
            .enumerate()
        {
            let page = before + at;
            let footer = format!("{name},{}/{total}", page + 1);
            assert!(
                line(&words[page]).contains(&footer),
                "{footer} on {}: {request}",
                line(&words[page])
            );
        }
        if request["toc"] == true {
            let listed = [
                format!("Two {}", before + 3),
                format!("Four {}", before + 7),
            ];
            assert_eq!(entries(&words[before - 1])[1..3], listed);
        }
        if request["outline"] == true {
            let pages: Vec<_> = pdf
                .outline()
                .into_iter()
                .filter(|item| item.level == 1)
                .collect();
            let pages: Vec<_> = pages
                .into_iter()
                .map(|item| item.page.unwrap() - before)
                .collect();
            assert_eq!(pages, [3, 7], "{request}");
        }
    }
}

#[test]
fn nothing_is_listed_where_nothing_shall_be() {
    let service = Service::start();
    let pdf = print(
        &service,
        json!({ "html": chapter("One"), "listed": false, "outline": true, "footer_left": "p.[page]/[topage]" }),
    );
    assert!(pdf.outline().is_empty());
    assert!(pdf.texts()[1].contains("p.2/2"));
    let pdf = print(
        &service,
        json!({ "html": chapter("One"), "listed": false, "toc": true }),
    );
    assert_eq!(entries(&pdf.words()[0]), ["목차"]);
    assert_eq!(pdf.pages(), 3);
}
