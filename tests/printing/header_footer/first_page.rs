//! What the first page has instead.

use super::*;

#[test]
fn the_first_page_may_do_without() {
    let service = Service::start();
    for running in [
        json!({ "header_html": "running-header", "footer_html": "running-footer" }),
        json!({ "header_left": "running-header", "footer_right": "running-footer" }),
    ] {
        for (header, footer) in [("on", "off"), ("off", "on"), ("off", "off")] {
            let mut request = running.clone();
            request["html"] = pages(3).into();
            request["header_first"] = header.into();
            request["footer_first"] = footer.into();
            // Not a word of it is worth a warning.
            request["strict"] = true.into();
            let texts = print(&service, request).texts();
            assert_eq!(
                texts[0].contains("running-header"),
                header == "on",
                "{texts:?}"
            );
            assert_eq!(
                texts[0].contains("running-footer"),
                footer == "on",
                "{texts:?}"
            );
            for text in &texts[1..] {
                assert!(
                    text.contains("running-header") && text.contains("running-footer"),
                    "{texts:?}"
                );
            }
        }
    }
}

#[test]
fn the_first_page_may_have_another_one_and_there_is_room_for_both() {
    let service = Service::start();
    for (default, first) in [(8.0, 40.0), (40.0, 8.0)] {
        let pdf = print(
            &service,
            json!({
                "html": lines(), "margin_top": "5mm",
                "header_html": tall("usual", default), "header_first_html": tall("first", first),
                "footer_html": tall("USUAL", default), "footer_first_html": tall("FIRST", first),
            }),
        );
        let pages = pdf.words();
        for (page, [header, footer]) in [(0, ["first", "FIRST"]), (1, ["usual", "USUAL"])] {
            let words = &pages[page];
            let lines = || words.iter().filter(|word| word.text.starts_with("line"));
            let word = |name: &str, edge: &str| find(words, &format!("{name}-{edge}")).clone();
            assert!(
                word(header, "bottom").bottom < lines().next().unwrap().top,
                "{words:?}"
            );
            assert!(
                word(footer, "top").top > lines().next_back().unwrap().bottom,
                "{words:?}"
            );
            assert!(word(header, "top").top > 0.0, "{words:?}");
            assert!(word(footer, "bottom").bottom < 297.0 * MM, "{words:?}");
            let others = ["first-top", "FIRST-top", "usual-top", "USUAL-top"];
            let shown = others
                .iter()
                .filter(|other| words.iter().any(|word| word.text == **other));
            assert_eq!(shown.count(), 2, "{words:?}");
        }
    }
}

#[test]
fn only_the_first_page_may_have_one() {
    let service = Service::start();
    let pdf = print(
        &service,
        json!({
            "html": pages(2), "strict": true, "header_first_html": tall("first", 30.0),
            "footer_first_html": "<style>table{font-size:8pt}</style><table><tr><td>Only [page] of [topage]</table>",
        }),
    );
    let pages = pdf.words();
    assert!(find(&pages[0], "first-bottom").bottom < find(&pages[0], "page1").top);
    assert!(line(&pages[0]).contains("Only 1 of 2"), "{pages:?}");
    assert_eq!(line(&pages[1]), "page2");
}

#[test]
fn another_first_header_may_hold_anything() {
    let service = Service::start();
    let first = "<!DOCTYPE html><style>b:after{content:'</b>'}</style><!-- <p> --><b>\"first\" \\ 'one'</b>\
                 <script>document.write('<i>' + '</i>written'); /* </scr + ipt> */</script>";
    let texts = print(
        &service,
        json!({ "html": pages(2), "header_html": "<p>usual", "header_first_html": first, "margin_top": "40mm" }),
    )
    .texts();
    assert!(
        texts[0].contains("\"first\" \\ 'one'</b>written"),
        "{texts:?}"
    );
    assert!(
        !texts[0].contains("usual") && !texts[0].contains("script"),
        "{texts:?}"
    );
    assert!(
        texts[1].contains("usual") && !texts[1].contains("first"),
        "{texts:?}"
    );
}
