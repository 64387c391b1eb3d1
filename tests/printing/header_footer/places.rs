//! Where headers and footers stand, and what room they take.

use super::*;

/// Asserts that header, contents and footer of the first page follow each other
/// with that space between them; returns the header's upper edge.
#[track_caller]
fn assert_rhythm(pdf: &Pdf, spacing: f64, what: &str) -> f64 {
    let words = &pdf.words()[0];
    let last = words
        .iter()
        .rfind(|word| word.text.starts_with("line"))
        .unwrap();
    let [top, above] = ["head-top", "head-bottom"].map(|word| find(words, word));
    let [below, bottom] = ["foot-top", "foot-bottom"].map(|word| find(words, word));
    let gap = (find(words, "line1").top - above.bottom) / MM;
    // Letters of one size stand as far from the edges of their lines, above and below.
    assert!(
        near(gap, spacing, 1.0),
        "{what}: {gap} mm above the contents"
    );
    assert!(top.top >= 4.0 * MM, "{what}: {top:?}");
    assert!(bottom.bottom <= (297.0 - 4.0) * MM, "{what}: {bottom:?}");
    // Below them there may be up to a line of which the page had no room.
    let gap = (below.top - last.bottom) / MM;
    assert!(
        gap > spacing - 1.0 && gap < spacing + 5.5,
        "{what}: {gap} mm below the contents"
    );
    top.top
}

#[test]
fn contents_never_overlap_a_header_whatever_its_height_and_the_margin() {
    let service = Service::start();
    for height in [5.0, 20.0, 60.0] {
        for margin in [0.0, 5.0, 10.0, 20.0, 40.0] {
            let pdf = print(
                &service,
                json!({
                    "html": lines(), "header_html": tall("head", height), "footer_html": tall("foot", height),
                    "margin_top": format!("{margin}mm"), "margin_bottom": format!("{margin}mm"),
                }),
            );
            let what = format!("{height} mm high, margin {margin} mm");
            let top = assert_rhythm(&pdf, 3.0, &what);
            // A margin that is large enough stays as it is.
            let needed = 5.0 + height + 3.0;
            let expected = f64::max(margin, needed);
            let contents = pdf.word_on(1, "line1").top / MM;
            assert!(
                near(contents, expected, 1.0),
                "{what}: contents at {contents} mm"
            );
            assert!(
                near(top / MM, expected - 3.0 - height, 1.0),
                "{what}: header at {top}"
            );
        }
    }
}

#[test]
fn a_header_keeps_the_distance_that_is_asked_for() {
    let service = Service::start();
    for spacing in [0.0, 3.0, 12.0] {
        for margin in [0.0, 10.0, 40.0] {
            for (header, footer) in [
                ("header_html", "footer_html"),
                ("header_left", "footer_left"),
            ] {
                let value = |name: &str| match header {
                    "header_html" => tall(name, 8.0),
                    _ => format!("{name}-top {name}-bottom"),
                };
                let pdf = print(
                    &service,
                    json!({
                        "html": lines(), header: value("head"), footer: value("foot"), "header_font_size": 10,
                        "margin_top": format!("{margin}mm"), "margin_bottom": format!("{margin}mm"),
                        "header_spacing": format!("{spacing}mm"), "footer_spacing": format!("{spacing}mm"),
                    }),
                );
                assert_rhythm(
                    &pdf,
                    spacing,
                    &format!("{header}, {spacing} mm, margin {margin} mm"),
                );
            }
        }
    }
}

#[test]
fn nothing_in_a_header_sticks_out_of_it() {
    let service = Service::start();
    for (what, header) in [
        (
            "margins of the body",
            "<style>body{margin:12mm 0}</style>head-bottom",
        ),
        (
            "an important margin",
            "<style>body{margin:12mm 0 !important}</style>head-bottom",
        ),
        (
            "padding of the body",
            "<style>body{padding:12mm 0}</style>head-bottom",
        ),
        ("margins within", "<p style='margin:12mm 0'>head-bottom</p>"),
        (
            "a float",
            "<div style='float:left;height:15mm;width:1mm'></div><div style='float:right;margin-top:15mm'>head-bottom</div>",
        ),
        (
            "a height of its own",
            "<body style='height:10mm'><div style='margin-top:12mm'>head-bottom",
        ),
        (
            "a script that adds",
            "<div id=a></div><script>document.getElementById('a').innerHTML='one<br>two<br>three<br>head-bottom'</script>",
        ),
        (
            "a margin of html",
            "<style>html{margin-top:9mm;padding-bottom:4mm}</style>head-bottom",
        ),
        (
            "wrapped lines",
            &format!("<p>{}head-bottom", "many words ".repeat(40)),
        ),
        (
            "a width that differs",
            "<div style='width:400mm'>wide</div><p>head-bottom",
        ),
    ] {
        let pdf = print(
            &service,
            json!({ "html": lines(), "header_html": header, "margin_top": "5mm" }),
        );
        let words = &pdf.words()[0];
        let (above, first) = (find(words, "head-bottom"), find(words, "line1"));
        assert!(above.bottom < first.top, "{what}: {above:?} {first:?}");
        assert!(words.iter().all(|word| word.top > 0.0), "{what}: {words:?}");
    }
}

#[test]
fn margins_stay_as_they_are_where_they_shall_not_fit() {
    let service = Service::start();
    let print = |fit: bool| {
        print(
            &service,
            json!({
                "html": lines(), "header_html": tall("head", 30.0), "margin_top": "20mm", "fit_margins": fit,
            }),
        )
    };
    let contents = |pdf: &Pdf| pdf.word_on(1, "line1").top / MM;
    assert!(near(contents(&print(false)), 20.0, 1.0));
    assert!(near(contents(&print(true)), 38.0, 1.0));
}

#[test]
fn headers_and_footers_that_leave_no_room_are_refused() {
    let service = Service::start();
    let request = |height: f64| json!({ "html": lines(), "header_html": tall("head", height), "footer_html": tall("foot", height) });
    let answer = service.post("/pdf", "application/json", request(150.0).to_string());
    assert_eq!(answer.status, 422);
    let problem = answer.problem();
    assert_eq!(problem["type"], "urn:html2pdf:unprintable");
    let detail = told(&problem);
    for word in ["158 mm", "297 mm", "make them smaller"] {
        assert!(detail.contains(word), "{word} in {detail}");
    }
    assert_eq!(
        print(&service, request(100.0)).words()[0][0].text,
        "head-top"
    );
}

#[test]
fn a_header_is_measured_on_the_page_that_it_gets() {
    // On a narrow page the words take more lines.
    let service = Service::start();
    let header = "word ".repeat(60) + "head-bottom";
    for page in [
        json!({ "page_size": "A6" }),
        json!({ "orientation": "landscape" }),
        json!({ "margin": "0 60mm" }),
    ] {
        let mut request = page;
        request["html"] = lines().into();
        request["header_html"] = header.clone().into();
        let pdf = print(&service, request);
        let (above, first) = (pdf.word_on(1, "head-bottom"), pdf.word_on(1, "line1"));
        let gap = (first.top - above.bottom) / MM;
        assert!((2.0..7.0).contains(&gap), "{gap}");
        assert!(pdf.words()[0].iter().all(|word| word.top > 4.0 * MM));
    }
}
