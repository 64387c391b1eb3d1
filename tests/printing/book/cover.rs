//! Covers.

use super::*;

#[test]
fn a_cover_is_a_page_of_its_own_without_header_and_footer() {
    let service = Service::start();
    for running in [
        json!({ "header_left": "running", "footer_right": "p.[page]/[topage]" }),
        json!({ "header_html": "running", "footer_html": "p.[page]/[topage]" }),
    ] {
        let mut request = running;
        request["html"] = chapters(2).into();
        request["cover_html"] = "<h1>The cover</h1>".into();
        let texts = print(&service, request.clone()).texts();
        assert_eq!(texts.len(), 3);
        assert!(texts[0].contains("The cover"), "{texts:?}");
        assert!(
            !texts[0].contains("running") && !texts[0].contains("p."),
            "{texts:?}"
        );
        // It counts.
        assert!(
            texts[1].contains("running") && texts[1].contains("p.2/3"),
            "{texts:?}"
        );
        request["page_offset"] = (-1).into();
        let texts = print(&service, request).texts();
        assert!(
            texts[1].contains("p.1/2") && texts[2].contains("p.2/2"),
            "{texts:?}"
        );
    }
}

#[test]
fn a_cover_may_fill_the_whole_sheet() {
    let service = Service::start();
    let cover = "<!DOCTYPE html><style>@page{margin:0}html,body{margin:0;height:297mm;background:#f00}</style>x";
    let pdf = print(
        &service,
        json!({ "html": chapters(1), "cover_html": cover, "margin": "20mm", "header_left": "running" }),
    );
    assert_eq!(pdf.pages(), 2);
    let picture = pdf.picture(50);
    let dots = picture.dots();
    let red = dots.iter().filter(|dot| **dot == [255, 0, 0]).count();
    assert!(
        red as f64 > dots.len() as f64 * 0.98,
        "{red} of {}",
        dots.len()
    );
    // The margins of the others are as they were.
    assert!(near(pdf.word_on(2, "Chapter1").left, 20.0 * MM + 6.0, 2.0));
}

#[test]
fn a_cover_may_have_a_sheet_of_its_own() {
    let service = Service::start();
    let cover = "<style>@page{size:A5 landscape}</style>front";
    let pdf = print(
        &service,
        json!({ "html": chapters(2), "cover_html": cover, "toc": true, "outline": true }),
    );
    assert_eq!(pdf.sizes(), [(595.0, 420.0), A4, A4, A4]);
    assert_eq!(pdf.texts()[0].trim(), "front");
    assert_eq!(
        entries(&pdf.words()[1]),
        ["목차", "Chapter1 3", "Chapter2 4"]
    );
}

#[test]
fn a_cover_comes_as_a_file_too_and_shows_the_assets() {
    let service = Service::start();
    let cover = "<!DOCTYPE html><img src=red.png width=90 height=90><p>표지";
    let red = png::plain(8, 8, [255, 0, 0]);
    let (html, files) = (chapters(1), "name=files; filename=red.png");
    let by_file = multipart(&[
        ("name=files; filename=index.html", html.as_bytes()),
        ("name=files; filename=cover.html", cover.as_bytes()),
        (files, &red),
    ]);
    let by_part = multipart(&[
        ("name=html", html.as_bytes()),
        ("name=cover_html", cover.as_bytes()),
        (files, &red),
    ]);
    let [by_file, by_part] = [by_file, by_part]
        .map(|(content_type, body)| service.post("/pdf", &content_type, body).pdf());
    let by_json = bytes(
        &service,
        json!({ "html": html, "coverHtml": cover, "assets": { "red.png": STANDARD.encode(&red) } }),
    );
    assert!(by_file == by_part && by_file == by_json);
    let pdf = Pdf::new(&by_file);
    assert!(pdf.texts()[0].contains("표지"));
    assert!(
        pdf.picture(96)
            .dots()
            .iter()
            .any(|[r, g, b]| *r > 247 && *g < 8 && *b < 8)
    );
}

#[test]
fn headings_of_a_cover_are_not_listed() {
    let service = Service::start();
    let pdf = print(
        &service,
        json!({ "html": chapters(1), "cover_html": "<h1>Cover</h1>", "toc": true, "outline": true }),
    );
    assert_eq!(entries(&pdf.words()[1]), ["목차", "Chapter1 3"]);
    assert_eq!(pdf.outline().len(), 1);
}

#[test]
fn scripts_of_a_cover_run_unless_they_are_off() {
    let service = Service::start();
    let cover = "<p>cover<script>document.write(' ran')</script><noscript> quiet</noscript>";
    let print = |javascript: bool| {
        let request = json!({ "html": chapters(1), "cover_html": cover, "javascript": javascript });
        line(&print(&service, request).words()[0])
    };
    assert_eq!(print(true), "cover ran");
    assert_eq!(print(false), "cover quiet");
}

#[test]
fn a_cover_looks_as_the_documents_do() {
    const BLUE: [u8; 3] = [0, 0, 255];
    const RED: [u8; 3] = [255, 0, 0];
    let service = Service::start();
    let cover = "<style>div{background:#00f;width:50mm;height:50mm}i{display:none}\
                 @media print{i{display:block}}</style><div></div><p>cover<i>paper</i>\
                 <b id=late></b><script>setTimeout(function(){document.getElementById('late').innerHTML='late'},300)</script>";
    let print = |more: Value| {
        let mut request =
            json!({ "html": chapters(1), "cover_html": cover, "javascript_delay": 0 });
        let request_fields = request.as_object_mut().unwrap();
        request_fields.extend(more.as_object().unwrap().clone());
        let pdf = print(&service, request);
        (pdf.picture_of(1, 30), line(&pdf.words()[0]))
    };
    let (picture, text) = print(json!({ "print_media": false }));
    assert!(picture.has(BLUE) && text == "cover", "{text}");
    let blue = picture.widest_run(BLUE);
    assert!(!print(json!({ "background": false })).0.has(BLUE));
    assert!(print(json!({ "print_media": true })).1.contains("paper"));
    let (_, text) = print(json!({}));
    assert!(text.contains("paper"), "{text}");
    let zoomed = print(json!({ "zoom": 2 })).0.widest_run(BLUE);
    assert!(near(zoomed, 2.0 * blue, 0.1 * blue), "{zoomed} {blue}");
    assert!(
        print(json!({ "css": "div{background:#f00!important}" }))
            .0
            .has(RED)
    );
    assert!(
        print(json!({ "user_style": "body{background:#f00}" }))
            .0
            .has(RED)
    );
    assert!(print(json!({ "javascript_delay": 800 })).1.contains("late"));
    // What documents are waited for is nothing that a cover has.
    let waits =
        json!({ "wait_for_selector": "h1", "js": "document.body.className='x'", "timeout": "10s" });
    assert!(print(waits).1.contains("cover"));
}
