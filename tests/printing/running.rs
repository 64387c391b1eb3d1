//! Headers and footers, as they stand on the pages.

use crate::support;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use support::pdf::{Pdf, find, line, near};
use support::png;
use support::service::{Service, escape, multipart, told};

/// Points to a millimetre.
const MM: f64 = 72.0 / 25.4;

const RED: [u8; 3] = [255, 0, 0];
const GREEN: [u8; 3] = [0, 128, 0];
const BLUE: [u8; 3] = [0, 0, 255];

/// A document of so many pages, each with a word of its own at its very top.
fn pages(count: usize) -> String {
    let pages = (1..=count).map(|number| format!("<p>page{number}</p>"));
    format!(
        "<!DOCTYPE html><title>The book</title><style>body{{margin:0;font:10pt Arial}}\
         p{{margin:0}}p+p{{page-break-before:always}}</style>{}",
        pages.collect::<String>()
    )
}

/// A document that fills pages with lines, each a word of its own.
fn lines() -> String {
    let lines = (1..=150).map(|number| format!("<p>line{number}</p>"));
    format!(
        "<!DOCTYPE html><style>body{{margin:0;font:10pt Arial}}p{{margin:0}}</style>{}",
        lines.collect::<String>()
    )
}

/// A box with a word in its upper left and one in its lower right corner.
fn tall(name: &str, height: f64) -> String {
    format!(
        "<!DOCTYPE html><style>body{{margin:0;font:10pt Arial}}</style>\
         <div style='position:relative;height:{height}mm;background:#eee'>{name}-top\
         <span style='position:absolute;right:0;bottom:0'>{name}-bottom</span></div>"
    )
}

fn print(service: &Service, request: Value) -> Pdf {
    Pdf::new(&bytes(service, request))
}

fn bytes(service: &Service, request: Value) -> Vec<u8> {
    service.post_json(&request).pdf()
}

/// Field and detail of each fault.
fn faults(service: &Service, request: Value) -> Vec<(String, String)> {
    let answer = service.post_json(&request);
    assert_eq!(answer.status, 400, "{request}");
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    answer.problem()["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|fault| (text(&fault["field"]), told(fault)))
        .collect()
}

// ---------------------------------------------------------------------------
// How they come.

#[test]
fn every_form_of_a_request_prints_the_same_header_and_footer() {
    let service = Service::start();
    let html = pages(2);
    let header = "<!DOCTYPE html><b>머리글 [page]</b>";
    let footer = "<i>바닥글 & [topage]</i>";
    let form = |fields: &[(&str, &str)]| {
        let pairs = fields
            .iter()
            .map(|(name, value)| format!("{name}={}", escape(value)));
        pairs.collect::<Vec<_>>().join("&")
    };
    let options = [("header_html", header), ("footer-html", footer)];
    let in_multipart = |parts: &[(&str, &[u8])]| {
        let (content_type, body) = multipart(parts);
        service.post("/pdf", &content_type, body).pdf()
    };
    let printed = [
        service.print(&form(&options), &html).pdf(),
        service
            .post(
                "/pdf",
                "application/x-www-form-urlencoded",
                form(&[options[0], options[1], ("html", &html)]),
            )
            .pdf(),
        bytes(
            &service,
            json!({ "html": html, "options": { "headerHtml": header, "footerHtml": footer } }),
        ),
        // Text parts.
        in_multipart(&[
            ("name=html", html.as_bytes()),
            ("name=header_html", header.as_bytes()),
            ("name=footer_html", footer.as_bytes()),
        ]),
        // Files by their names, as gotenberg has them.
        in_multipart(&[
            ("name=files; filename=index.html", html.as_bytes()),
            ("name=files; filename=header.html", header.as_bytes()),
            ("name=files; filename=footer.html", footer.as_bytes()),
        ]),
        // Files by the names of their parts.
        in_multipart(&[
            ("name=html; filename=book.html", html.as_bytes()),
            ("name=header_html; filename=top.htm", header.as_bytes()),
            ("name=footer_html; filename=foot.htm", footer.as_bytes()),
        ]),
    ];
    for (at, other) in printed.iter().enumerate() {
        assert!(*other == printed[0], "form {at} gives other bytes");
    }
    let texts = Pdf::new(&printed[0]).texts();
    assert!(
        texts[0].contains("머리글 1") && texts[0].contains("바닥글 & 2"),
        "{texts:?}"
    );
    assert!(texts[1].contains("머리글 2"), "{texts:?}");
}

#[test]
fn a_header_stands_above_the_contents_and_a_footer_below() {
    let service = Service::start();
    let words = print(
        &service,
        json!({ "html": pages(1), "header_html": "<p>above", "footer_html": "<p>below" }),
    )
    .words();
    let [above, page, below] = ["above", "page1", "below"].map(|word| find(&words[0], word));
    assert!(
        above.bottom < page.top && page.bottom < below.top,
        "{words:?}"
    );
    assert!(below.top > 270.0 * MM, "{words:?}");
}

#[test]
fn a_fragment_is_laid_out_by_the_standards() {
    // Without a doctype a table would not take over the size of letters.
    let service = Service::start();
    let fragment = "<style>body{font:20pt Arial}</style><table><tr><td>big</table>";
    let pdf = print(
        &service,
        json!({ "html": pages(1), "header_html": fragment }),
    );
    let word = pdf.word_on(1, "big");
    assert!(word.bottom - word.top > 18.0, "{word:?}");
}

#[test]
fn a_header_shows_the_assets_of_the_job() {
    let service = Service::start();
    let svg = "<svg xmlns='http://www.w3.org/2000/svg' width='40' height='40'>\
               <rect width='40' height='40' fill='#0000ff'/></svg>";
    let css = ".box{background:#008000;width:40px;height:40px;display:inline-block}";
    let header = "<link rel=stylesheet href=style.css><img src=red.png width=40 height=40>\
                  <img src='blue.svg'><span class=box></span>";
    let assets = json!({
        "red.png": STANDARD.encode(png::plain(8, 8, RED)),
        "blue.svg": STANDARD.encode(svg),
        "style.css": STANDARD.encode(css),
    });
    let answer = service.post(
        "/pdf",
        "application/json",
        json!({ "html": pages(2), "header_html": header, "assets": assets, "strict": true })
            .to_string(),
    );
    let pdf = Pdf::new(&answer.pdf());
    for page in [1, 2] {
        let picture = pdf.picture_of(page, 96);
        let upper = &picture.dots()[..picture.width * 100];
        let has = |colour: [u8; 3]| {
            upper
                .iter()
                .any(|dot| (0..3).all(|at| dot[at].abs_diff(colour[at]) < 8))
        };
        assert!(has(RED) && has(BLUE) && has(GREEN), "page {page}");
    }
}

#[test]
fn what_a_header_lacks_is_told() {
    let service = Service::start();
    let answer = service.print(
        &format!("header_html={}", escape("<img src=none.png>")),
        &pages(1),
    );
    assert!(
        answer
            .header("x-pdf-warnings")
            .contains("url=\"none.png\";reason=not-found"),
        "{}",
        answer.header("x-pdf-warnings")
    );
}

// ---------------------------------------------------------------------------
// Texts.

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

// ---------------------------------------------------------------------------
// What is filled in.

const CHAPTERS: &str = "<!DOCTYPE html><title>Tom &amp; \"Jerry\"</title>\
    <style>h1,h2{page-break-before:always}</style><p>preface\
    <h1>One 50% &amp; a=b</h1><h2>Beginnings</h2><h1>둘째 장</h1>";

/// What a variable is on each of the four pages of [`CHAPTERS`], with
/// `title=PDF-title` and `page_offset=10`.
const FILLED_IN: [(&str, [&str; 4]); 11] = [
    ("page", ["11", "12", "13", "14"]),
    ("topage", ["14"; 4]),
    ("frompage", ["11"; 4]),
    ("section", ["", "One 50% & a=b", "One 50% & a=b", "둘째 장"]),
    ("title", ["Tom & \"Jerry\""; 4]),
    ("doctitle", ["PDF-title"; 4]),
    ("sitepage", ["1", "2", "3", "4"]),
    ("sitepages", ["4"; 4]),
    ("nonsense", ["[nonsense]"; 4]),
    // It is an address of our machine.
    ("webpage", [""; 4]),
    ("WebPage", [""; 4]),
];

#[test]
fn variables_are_filled_in_alike_in_texts_and_in_html() {
    let service = Service::start();
    let marked: Vec<_> = FILLED_IN
        .iter()
        .map(|(name, _)| format!("<[{name}]>"))
        .collect();
    let text = marked.join(" ");
    let html = text.replace('<', "&lt;").replace('>', "&gt;");
    for running in [
        json!({ "header_left": text, "header_font_size": 5 }),
        json!({ "header_left": text, "header_font_size": 5, "header_first": "off" }),
        json!({ "header_html": format!("<p style='font-size:5pt'>{html}</p>") }),
        json!({ "header_html": format!("<p style='font-size:5pt'><b>{html}</b></p>"), "javascript": false }),
    ] {
        let mut request = running.clone();
        request["html"] = CHAPTERS.into();
        request["title"] = "PDF-title".into();
        request["page_offset"] = 10.into();
        let pages = print(&service, request).words();
        assert_eq!(pages.len(), 4);
        let absent_on_first = running["header_first"] == "off";
        for page in usize::from(absent_on_first)..4 {
            // Where letters of two fonts meet, a reader may see a space.
            let line = line(&pages[page]).replace(' ', "");
            assert!(
                !line.to_lowercase().contains("webpage") && !line.contains("file:"),
                "{line}"
            );
            for (name, values) in FILLED_IN {
                let value = format!("<{}>", values[page]).replace(' ', "");
                assert!(
                    line.contains(&value),
                    "{name} is {value} in {line}: {running}"
                );
            }
        }
    }
}

#[test]
fn a_subsection_is_the_last_heading_of_the_second_level() {
    let service = Service::start();
    for running in [
        json!({ "footer_center": "([section]|[subsection])" }),
        json!({ "footer_html": "([section]|[subsection])" }),
    ] {
        let mut request = running;
        request["html"] = "<!DOCTYPE html><style>h1,h2{page-break-before:always}</style>\
                           <h1>Alpha</h1><h2>Beta</h2>"
            .into();
        let texts = print(&service, request).texts();
        assert!(texts[0].contains("(Alpha|)"), "{texts:?}");
        assert!(texts[1].contains("(Alpha|Beta)"), "{texts:?}");
    }
}

#[test]
fn dates_are_written_the_same_way_everywhere_and_follow_the_time_zone() {
    let service = Service::start();
    let stamp = |zone: &str, running: Value| {
        let mut request = running;
        request["html"] = pages(1).into();
        request["time_zone"] = zone.into();
        let words = print(&service, request).words().remove(0);
        let at = words.iter().position(|word| word.text == "date:").unwrap();
        [1, 2, 3].map(|after| words[at + after].text.clone())
    };
    let text = "date: [date] [isodate] [time]";
    for running in [
        json!({ "header_left": text }),
        json!({ "header_html": text }),
    ] {
        let west = stamp("-12:00", running.clone());
        let east = stamp("+14:00", running);
        for [date, iso, time] in [&west, &east] {
            assert_eq!(date, iso);
            let digits = |text: &str| {
                text.split(['-', ':'])
                    .all(|part| part.parse::<u32>().is_ok())
            };
            assert!(iso.len() == 10 && digits(iso), "{iso}");
            assert!(time.len() == 8 && digits(time), "{time}");
        }
        // It is never the same day 26 hours apart.
        assert!(west[0] < east[0], "{west:?} {east:?}");
    }
}

#[test]
fn elements_are_filled_in_by_their_class() {
    let service = Service::start();
    let header = "<p style='font-size:5pt'>page <b class='x pageNumber'>?</b> of <i class=totalPages></i>, \
                  <span class=title></span>, <span class=section>none</span>, at <span class=date></span>, \
                  <span class='constructor toString'>untouched</span>";
    let request = json!({ "html": CHAPTERS, "header_html": header, "page_offset": 10 });
    let pages = print(&service, request).words();
    for (page, (number, section)) in [
        (11, ""),
        (12, "One 50% & a=b"),
        (13, "One 50% & a=b"),
        (14, "둘째 장"),
    ]
    .into_iter()
    .enumerate()
    {
        let line = line(&pages[page]);
        let expected = format!("page {number} of 14, Tom & \"Jerry\",");
        assert!(line.contains(&expected), "{expected} in {line}");
        assert!(line.contains(section), "{section} in {line}");
        assert!(
            line.contains("at 2") && line.contains("untouched"),
            "{line}"
        );
    }
}

#[test]
fn the_scripts_of_a_header_see_what_they_see_in_wkhtmltopdf() {
    // The recipe in wkhtmltopdf's manual.
    let header = "<body onload=subst()><script>function subst(){var vars={};\
        var q=document.location.search.substring(1).split('&');\
        for(var i in q){var z=q[i].split('=',2);vars[z[0]]=unescape(z[1])}\
        var x=['frompage','topage','page','webpage','section','subsection','subsubsection'];\
        for(var i in x){var y=document.getElementsByClassName(x[i]);\
        for(var j=0;j<y.length;++j)y[j].textContent=vars[x[i]]}\
        if(vars['page']==2)document.getElementById('n').innerHTML='the second'}</script>\
        <span class=page></span>/<span class=topage></span> <span id=n>another</span>";
    let service = Service::start();
    let texts = print(&service, json!({ "html": pages(3), "header_html": header })).texts();
    for (text, expected) in texts
        .iter()
        .zip(["1/3 another", "2/3 the second", "3/3 another"])
    {
        assert!(text.contains(expected), "{expected} in {text}");
    }
}

#[test]
fn numbers_are_right_in_five_hundred_pages() {
    let service = Service::start();
    let pdf = print(
        &service,
        json!({
            "html": pages(500), "header_html": "<b>head [page]</b>",
            "footer_html": "<p>foot <span class=pageNumber></span> of <span class=totalPages></span>",
        }),
    );
    let words = pdf.words();
    assert_eq!(words.len(), 500);
    for page in [1, 2, 250, 499, 500] {
        let line = line(&words[page - 1]);
        for expected in [
            format!("head {page}"),
            format!("page{page}"),
            format!("foot {page} of 500"),
        ] {
            assert!(line.contains(&expected), "{expected} in {line}");
        }
    }
}

#[test]
fn a_picture_in_the_header_of_fifty_pages_is_in_the_file_once() {
    let service = Service::start();
    let logo = png::noise(200, 60);
    let printed = |count: usize| {
        print(
            &service,
            json!({
                "html": pages(count), "header_html": "<img src=logo.png width=200 height=60>",
                "assets": { "logo.png": STANDARD.encode(&logo) },
            }),
        )
    };
    let (one, fifty) = (printed(1), printed(50));
    assert_eq!(fifty.pages(), 50);
    assert_eq!(fifty.images(), 1);
    assert!(
        fifty.len() < one.len() + 50 * 1500,
        "{} {}",
        one.len(),
        fifty.len()
    );
}

// ---------------------------------------------------------------------------
// Where they stand.

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

// ---------------------------------------------------------------------------
// First pages.

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

// ---------------------------------------------------------------------------
// Several documents.

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

// ---------------------------------------------------------------------------
// Right to left.

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

// ---------------------------------------------------------------------------
// Refusals.

#[test]
fn values_that_will_not_do_are_refused_by_name_and_with_a_remedy() {
    let service = Service::start();
    for side in ["header", "footer"] {
        for (option, value, remedy) in [
            ("font_size", "200", "from 4 to 72"),
            ("font_size", "3", "from 4 to 72"),
            ("font_size", "9pt", "a whole number"),
            ("spacing", "1m", "mm, cm, in, pt or px"),
            ("spacing", "101mm", "100 mm at most"),
            ("spacing", "-3mm", "mm, cm, in, pt or px"),
            ("line", "thick", "on, off"),
            ("first", "maybe", "on, off"),
            ("left", "two\nlines", "one line of text"),
            ("center", "tab\there", "one line of text"),
            ("right", "nul\0", "one line of text"),
            ("font", "a\nb", "one line of text"),
            ("html", "nul\0", "NUL"),
            ("first_html", "nul\0", "NUL"),
        ] {
            let name = format!("{side}_{option}");
            let refused = faults(&service, json!({ "html": "x", name.clone(): value }));
            assert_eq!(refused.len(), 1, "{refused:?}");
            assert_eq!(refused[0].0, name);
            assert!(refused[0].1.contains(remedy), "{remedy} in {refused:?}");
        }
    }
    let refused = faults(&service, json!({ "html": "x", "fit_margins": "perhaps" }));
    assert_eq!(refused[0].0, "fit_margins");
}

#[test]
fn what_contradicts_itself_is_refused() {
    let service = Service::start();
    for side in ["header", "footer"] {
        for (option, value, other, field) in [
            ("html", "<p>x", "left", "html"),
            ("html", "<p>x", "right", "html"),
            ("first_html", "<p>x", "first", "first_html"),
        ] {
            let names = [option, other].map(|name| format!("{side}_{name}"));
            let request = json!({ "html": "x", names[0].clone(): value, names[1].clone(): "off" });
            let refused = faults(&service, request);
            assert_eq!(refused.len(), 1, "{refused:?}");
            assert_eq!(refused[0].0, format!("{side}_{field}"));
            assert!(
                refused[0].1.contains(&names[1]) && refused[0].1.contains("keep one"),
                "{refused:?}"
            );
        }
    }
}

#[test]
fn a_header_with_scripts_is_refused_where_scripts_are_off() {
    let service = Service::start();
    let scripted = "<p>head</p><script>document.write('ran')</script>";
    for (name, header) in [
        ("header_html", scripted),
        ("footer_html", scripted),
        ("header_html", "<p onclick='x()'>head"),
        ("header_html", "<a href='javascript:x()'>head</a>"),
        ("header_first_html", scripted),
    ] {
        let refused = faults(
            &service,
            json!({ "html": "x", "javascript": false, name: header }),
        );
        let side = name.split('_').next().unwrap();
        assert!(refused[0].0.starts_with(side), "{refused:?}");
        assert!(
            refused[0].1.contains("has scripts") && refused[0].1.contains("take them out"),
            "{refused:?}"
        );
    }
    // The same without them is printed, and the same with scripts on too.
    let plain = print(
        &service,
        json!({ "html": pages(1), "javascript": false, "header_html": "<p>head [page]" }),
    );
    assert!(plain.text().contains("head 1"));
    let on = print(
        &service,
        json!({ "html": pages(1), "header_html": scripted }),
    );
    assert!(on.text().contains("ran"));
}

#[test]
fn an_own_header_of_a_document_is_refused_by_its_place() {
    let service = Service::start();
    let refused = faults(
        &service,
        json!({ "documents": ["<p>x", { "html": "<p>y", "header_font_size": "huge" }] }),
    );
    assert_eq!(refused[0].0, "documents[1].header_font_size");
}
