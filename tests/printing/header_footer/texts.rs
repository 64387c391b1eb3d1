//! Headers and footers of text.

use super::*;

#[test]
fn texts_stand_left_in_the_middle_and_right() {
    let service = Service::start();
    for (first, margin) in [("on", 10.0), ("off", 10.0), ("on", 25.0)] {
        let pdf = print(
            &service,
            json!({
                "html": pages(2), "margin": format!("{margin}mm"), "header_first": first, "footer_first": first,
                "header_left": "links", "header_center": "mitte", "header_right": "rechts",
                "footer_left": "LINKS", "footer_center": "MITTE", "footer_right": "RECHTS",
            }),
        );
        let words = &pdf.words()[1];
        for [left, center, right] in [["links", "mitte", "rechts"], ["LINKS", "MITTE", "RECHTS"]] {
            let [left, center, right] = [left, center, right].map(|word| find(words, word));
            assert!(near(left.left, margin * MM, 1.5), "{words:?}");
            assert!(
                near((center.left + center.right) / 2.0, 105.0 * MM, 1.0),
                "{words:?}"
            );
            // Contents fill whole pixels, as in a browser.
            assert!(near(right.right, (210.0 - margin) * MM, 2.0), "{words:?}");
        }
    }
}

#[test]
fn texts_have_the_font_and_the_size_that_are_asked_for() {
    let service = Service::start();
    for first in ["on", "off"] {
        let height = |size: u32| {
            let pdf = print(
                &service,
                json!({
                    "html": pages(2), "header_center": "Größe", "header_font_size": size,
                    "header_font": "NanumMyeongjo", "header_first": first,
                }),
            );
            let fonts = pdf.fonts();
            assert!(
                fonts.iter().any(|(name, _)| name.contains("Myeongjo")),
                "{fonts:?}"
            );
            let word = pdf.word_on(2, "Größe");
            word.bottom - word.top
        };
        let (small, large) = (height(10), height(40));
        assert!(near(large / small, 4.0, 0.1), "{small} {large}");
        assert!((9.0..14.0).contains(&small), "{small}");
    }
}

#[test]
fn a_line_is_drawn_where_it_is_asked_for() {
    let service = Service::start();
    // How far down the page, in millimetres, there are lines as wide as the contents.
    let lines = |request: Value| -> Vec<f64> {
        let picture = print(&service, request).picture(100);
        let rows = picture.dots().chunks(picture.width).enumerate();
        // It is so thin that a reader draws it in light gray.
        let lines = rows.filter(|(_, row)| row.iter().filter(|dot| dot[0] < 250).count() > 550);
        lines.map(|(y, _)| y as f64 / 100.0 * 25.4).collect()
    };
    for text in [
        json!({ "header_left": "x", "footer_left": "x" }),
        json!({ "header_html": "x", "footer_html": "x" }),
    ] {
        let with = |more: Value| {
            let mut request = text.clone();
            request["html"] = pages(1).into();
            request["margin"] = "30mm".into();
            for (name, value) in more.as_object().unwrap() {
                request[name] = value.clone();
            }
            lines(request)
        };
        assert!(with(json!({})).is_empty());
        let above = with(json!({ "header_line": true }));
        assert!(
            !above.is_empty() && above.iter().all(|y| (20.0..30.0).contains(y)),
            "{above:?}"
        );
        let below = with(json!({ "footer_line": true }));
        assert!(
            !below.is_empty() && below.iter().all(|y| (267.0..277.0).contains(y)),
            "{below:?}"
        );
    }
}

#[test]
fn hostile_texts_are_only_ever_text() {
    let service = Service::start();
    for text in [
        "\"double\" 'single' \\back\\ `tick` & amp; &amp; $HOME",
        "--enable-local-file-access",
        "--header-html",
        "-",
        "--",
        "<b>bold</b><script>document.write('ran')</script>",
        "</td></table></div>--><!--",
        "file:///etc/passwd",
        "%n %s %20 %d [",
        "] [nonsense] [page",
    ] {
        for first in ["on", "off"] {
            let pdf = print(
                &service,
                json!({ "html": pages(2), "header_left": text, "footer_right": text, "header_first": first }),
            );
            let page = line(&pdf.words()[1]).replace("&apos;", "'");
            assert_eq!(page.matches(text).count(), 2, "{text} in {page}");
            assert!(page.contains("page2"), "{page}");
        }
    }
}

#[test]
fn a_thousand_characters_are_one_line_and_one_more_is_refused() {
    let service = Service::start();
    for first in ["on", "off"] {
        let text = format!("start{} end", " word".repeat(198));
        assert!(text.len() <= 1000);
        let pdf = print(
            &service,
            json!({ "html": pages(2), "header_left": text, "header_first": first }),
        );
        let words = &pdf.words()[1];
        assert!(find(words, "page2").top < 20.0 * MM, "{words:?}");
        assert!(near(find(words, "start").left, 10.0 * MM, 1.0), "{words:?}");
    }
    let refused = faults(
        &service,
        json!({ "html": "x", "header_left": "x".repeat(1001) }),
    );
    assert_eq!(refused[0].0, "header_left");
    assert!(refused[0].1.contains("1000"), "{refused:?}");
}
