//! Several documents as one book: cover, table of contents, outline, numbering,
//! and pages of different kinds.

use crate::support;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use support::pdf::{Link, Pdf, Word, find, line, near};
use support::png;
use support::service::{Service, escape, multipart, told};

/// Points to a millimetre.
const MM: f64 = 72.0 / 25.4;

const A4: (f64, f64) = (595.0, 842.0);
const A4_LANDSCAPE: (f64, f64) = (842.0, 595.0);
const A5: (f64, f64) = (420.0, 595.0);

/// A chapter of two pages: headings of four levels on the first, one of the
/// second level on the other, and a link from the first to the second.
fn chapter(name: &str) -> String {
    format!(
        "<!DOCTYPE html><title>{name}</title><style>body{{margin:0;font:10pt Arial}}</style>\
         <h1>{name}</h1><p>{name}-begins <a href='#end'>{name}-onward</a></p>\
         <h2>{name} two</h2><h3>{name} three</h3><h4>{name} four</h4>\
         <h2 id=end style='page-break-before:always'>{name} end</h2><p>{name}-ends \
         <a href='https://example.com/{name}'>{name}-outward</a></p>"
    )
}

/// A document of so many chapters, each on a page of its own.
fn chapters(count: usize) -> String {
    let chapters = (1..=count).map(|number| format!("<h1>Chapter{number}</h1>"));
    format!(
        "<!DOCTYPE html><style>h1+h1{{page-break-before:always}}</style>{}",
        chapters.collect::<String>()
    )
}

fn print(service: &Service, request: Value) -> Pdf {
    Pdf::new(&bytes(service, request))
}

fn bytes(service: &Service, request: Value) -> Vec<u8> {
    service.post_json(&request).pdf()
}

/// Field of the one fault, and what is told of it.
fn fault(service: &Service, request: Value) -> (String, String) {
    let answer = service.post_json(&request);
    assert_eq!(answer.status, 400, "{request}");
    let problem = answer.problem();
    let faults = problem["errors"].as_array().unwrap();
    assert_eq!(faults.len(), 1, "{problem}");
    let text = |name: &str| faults[0][name].as_str().unwrap().to_owned();
    (text("field"), told(&faults[0]))
}

/// The lines of a table of contents: words, from left to right, that stand on
/// the same height.
fn entries(words: &[Word]) -> Vec<String> {
    let mut lines: Vec<Vec<&Word>> = Vec::new();
    for word in words {
        let same = |line: &&mut Vec<&Word>| near(line[0].bottom, word.bottom, 3.0);
        match lines.iter_mut().find(same) {
            Some(line) => line.push(word),
            None => lines.push(vec![word]),
        }
    }
    lines.sort_by(|a, b| a[0].top.total_cmp(&b[0].top));
    let text = |mut line: Vec<&Word>| {
        line.sort_by(|a, b| a.left.total_cmp(&b.left));
        let words: Vec<_> = line.iter().map(|word| word.text.as_str()).collect();
        words.join(" ")
    };
    lines.into_iter().map(text).collect()
}

/// The page that the link over this word leads to.
#[track_caller]
fn target(links: &[Link], page: usize, word: &Word) -> Option<usize> {
    let mut over = links
        .iter()
        .filter(|link| link.page == page && link.covers(word));
    over.next()
        .unwrap_or_else(|| panic!("no link over {word:?} in {links:?}"))
        .to_page
}

// ---------------------------------------------------------------------------
// Covers.

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

// ---------------------------------------------------------------------------
// Tables of contents.

#[test]
fn contents_have_a_title_and_a_depth() {
    let service = Service::start();
    let listed = |more: Value| {
        let mut request = more;
        request["html"] = chapter("One").into();
        entries(&print(&service, request).words()[0])
    };
    assert!(!listed(json!({})).contains(&"목차".to_owned()));
    let all = ["목차", "One 2", "One two 2", "One three 2", "One end 3"];
    assert_eq!(listed(json!({ "toc": true })), all);
    assert_eq!(
        listed(json!({ "toc": true, "toc_title": "<Inhalt> & \"mehr\"", "toc_depth": 1 })),
        ["<Inhalt> & \"mehr\"", "One 2"]
    );
    let deep = listed(json!({ "toc": true, "toc_depth": 4 }));
    assert_eq!(deep[4], "One four 2");
    // A depth is no contents.
    assert!(!listed(json!({ "toc_depth": 2 })).contains(&"목차".to_owned()));
}

#[test]
fn contents_look_like_contents() {
    let service = Service::start();
    let html = "<!DOCTYPE html><h1>첫째 장 First</h1><h2>Second</h2><h3>Third</h3>";
    let pdf = print(&service, json!({ "html": html, "toc": true }));
    let words = &pdf.words()[0];
    let height = |word: &str| find(words, word).bottom - find(words, word).top;
    assert!(height("목차") > 1.4 * height("Second"), "{words:?}");
    // Deeper levels stand further in, and their numbers all at the margin.
    let left = |word: &str| find(words, word).left;
    assert!(near(left("첫째"), 10.0 * MM, 1.0), "{words:?}");
    assert!(
        left("Second") > left("첫째") + 8.0 && left("Third") > left("Second") + 8.0,
        "{words:?}"
    );
    let numbers: Vec<_> = words.iter().filter(|word| word.text == "2").collect();
    assert_eq!(numbers.len(), 3);
    for number in numbers {
        // Contents fill whole pixels, as in a browser.
        assert!(near(number.right, 200.0 * MM, 2.0), "{words:?}");
    }
    // Only the first level is bold.
    let fonts = pdf.fonts();
    let bold = |name: &str| {
        fonts
            .iter()
            .any(|(font, _)| font.contains(name) && font.contains("Bold"))
    };
    assert!(bold("Nanum") && bold("Liberation"), "{fonts:?}");
    let ink = |word: &str| {
        let picture = pdf.picture(300);
        let word = find(words, word);
        let at = |points: f64| (points / 72.0 * 300.0) as usize;
        let rows = at(word.top)..at(word.bottom);
        let dark =
            rows.flat_map(|y| &picture.dots()[y * picture.width..][at(word.left)..at(word.right)]);
        dark.filter(|dot| dot[0] < 128).count() as f64 / (word.right - word.left)
    };
    assert!(
        ink("First") > 1.2 * ink("Third"),
        "{} {}",
        ink("First"),
        ink("Third")
    );
}

/// Columns of a page, in dots, that are dark between these heights in points.
fn dark_columns(pdf: &Pdf, page: usize, top: f64, bottom: f64) -> Vec<usize> {
    let picture = pdf.picture_of(page, 72);
    let rows = &picture.dots()[top as usize * picture.width..bottom as usize * picture.width];
    let dark = |x: &usize| {
        rows.iter()
            .skip(*x)
            .step_by(picture.width)
            .any(|dot| dot[0] < 235)
    };
    (0..picture.width).filter(dark).collect()
}

#[test]
fn dots_lead_from_each_heading_to_its_number() {
    let service = Service::start();
    let long = "A heading of so many words that they do not find room on one line of the contents, and go on below it, to the end";
    let html = format!("<!DOCTYPE html><h1>Short</h1><h2>{long}</h2>");
    let print = |dots: &str| {
        print(
            &service,
            json!({ "html": html, "toc": true, "toc_dots": dots }),
        )
    };
    let (with, without) = (print("on"), print("off"));
    for (heading, number) in [("Short", 0), ("end", 1)] {
        let words = &with.words()[0];
        let heading = find(words, heading).clone();
        let number = words
            .iter()
            .filter(|word| word.text == "2")
            .nth(number)
            .unwrap();
        let dots = dark_columns(&with, 1, heading.top, heading.bottom);
        let between = |from: f64, to: f64| {
            dots.iter()
                .filter(|x| (from..to).contains(&(**x as f64)))
                .count()
        };
        // They begin after a space and end before one.
        assert_eq!(
            between(heading.right + 1.0, heading.right + 2.5),
            0,
            "{dots:?}"
        );
        assert_eq!(between(number.left - 2.0, number.left - 1.0), 0, "{dots:?}");
        let way = (heading.right + 6.0, number.left - 6.0);
        // At this resolution there is more ink than paper between them.
        assert!(
            between(way.0, way.1) as f64 > 0.6 * (way.1 - way.0),
            "{dots:?}"
        );
        let none = dark_columns(&without, 1, heading.top, heading.bottom);
        assert!(
            !none.iter().any(|x| (way.0..way.1).contains(&(*x as f64))),
            "{none:?}"
        );
    }
    assert_eq!(
        with.text().replace([' ', '\n'], ""),
        without.text().replace([' ', '\n'], "")
    );
}

#[test]
fn long_headings_wrap_and_keep_clear_of_the_number() {
    let service = Service::start();
    let headings = [
        "many words ".repeat(30),
        "긴 제목이 여러 줄에 걸쳐 이어집니다 ".repeat(8),
        "가".repeat(120),
        "unbroken".repeat(30),
    ];
    let html: String = headings
        .iter()
        .map(|heading| format!("<h1>{heading}</h1>"))
        .collect();
    let pdf = print(
        &service,
        json!({ "html": format!("<!DOCTYPE html>{html}"), "toc": true, "page_offset": 7000 }),
    );
    let words = &pdf.words()[0];
    let numbers: Vec<_> = words.iter().filter(|word| word.text == "7002").collect();
    assert_eq!(numbers.len(), headings.len(), "{words:?}");
    for word in words.iter().filter(|word| word.text != "7002") {
        for number in &numbers {
            let apart = word.right <= number.left
                || word.bottom <= number.top + 1.0
                || word.top >= number.bottom - 1.0;
            assert!(apart, "{word:?} {number:?}");
        }
        assert!(word.right <= 200.0 * MM, "{word:?}");
    }
}

#[test]
fn contents_are_styled_by_css_of_the_callers_own() {
    let service = Service::start();
    let css = "body > .toc-title{color:#f00} .level1>.entry .text:after{content:\" \\00BB \\\"장\\\"\"}\
               li.level2 > a.entry{background:url(\"blue.png\")} .level1 .page{display:none}";
    let html = "<!DOCTYPE html><h1>First</h1><h2>Second</h2>";
    let pdf = print(
        &service,
        json!({
            "html": html, "toc": true, "toc_css": css, "strict": true, "toc_dots": false,
            "assets": { "blue.png": STANDARD.encode(png::plain(8, 8, [0, 0, 255])) },
        }),
    );
    assert_eq!(
        entries(&pdf.words()[0]),
        ["목차", "First »\"장\"", "Second"]
    );
    let picture = pdf.picture(96);
    assert!(picture.has([255, 0, 0]));
    assert!(
        picture
            .dots()
            .iter()
            .any(|[r, g, b]| *b > 240 && *r < 16 && *g < 16)
    );
    let tame = print(&service, json!({ "html": html, "toc": true }));
    assert!(!tame.picture(96).has([255, 0, 0]));
}

#[test]
fn css_of_the_callers_own_cannot_break_out() {
    let service = Service::start();
    let css = "</style></head><script>document.write('ran')</script> ]]> <xsl:value-of select=\"'ran'\"/> & &lt;";
    let answer = service.post(
        "/pdf",
        "application/json",
        json!({ "html": chapters(1), "toc": true, "toc_css": css, "toc_title": "{1+1} <xsl:if/> &amp;" }).to_string(),
    );
    let text = Pdf::new(&answer.pdf()).text();
    assert!(!text.contains("ran") && !text.contains("style"), "{text}");
    assert!(text.contains("{1+1} <xsl:if/> &amp;"), "{text}");
}

#[test]
fn contents_in_a_font_that_cannot_be_had_are_printed_all_the_same() {
    let service = Service::start();
    let css =
        "@font-face{font-family:Web;src:url(https://f.example/w.woff)} body{font-family:Web,serif}";
    let answer = service.post(
        "/pdf",
        "application/json",
        json!({ "html": chapters(1), "toc": true, "toc_css": css }).to_string(),
    );
    let warnings = answer.header("x-pdf-warnings").to_owned();
    assert!(
        warnings.contains("url=\"https://f.example/w.woff\";reason=blocked"),
        "{warnings}"
    );
    assert_eq!(
        entries(&Pdf::new(&answer.pdf()).words()[0]),
        ["목차", "Chapter1 2"]
    );
}

#[test]
fn entries_are_links_unless_they_shall_not_be() {
    let service = Service::start();
    let print = |more: Value| {
        let mut request = more;
        request["html"] = chapters(3).into();
        request["toc"] = true.into();
        print(&service, request)
    };
    let pdf = print(json!({}));
    let links = pdf.links();
    assert_eq!(links.len(), 3);
    for number in 1..=3 {
        let word = pdf.word_on(1, &format!("Chapter{number}"));
        assert_eq!(target(&links, 1, &word), Some(number + 1));
    }
    assert!(print(json!({ "toc_links": "off" })).links().is_empty());
    let both = print(json!({ "toc_back_links": "on" }));
    let links = both.links();
    assert_eq!(links.len(), 6);
    for number in 1..=3 {
        let word = both.word_on(number + 1, &format!("Chapter{number}"));
        assert_eq!(target(&links, number + 1, &word), Some(1));
    }
}

#[test]
fn contents_stand_before_the_documents_or_after_them() {
    let service = Service::start();
    let print = |position: &str| {
        print(
            &service,
            json!({
                "html": chapters(2), "toc": true, "toc_position": position, "cover_html": "cover",
                "page_offset": -1, "footer_center": "p.[page]",
            }),
        )
    };
    let start = print("start").words();
    assert_eq!(
        entries(&start[1]),
        ["목차", "Chapter1 2", "Chapter2 3", "p.1"]
    );
    let end = print("end");
    let words = end.words();
    assert_eq!(entries(&words[1]), ["Chapter1", "p.1"]);
    assert_eq!(
        entries(&words[3]),
        ["목차", "Chapter1 1", "Chapter2 2", "p.3"]
    );
    let word = find(&words[3], "Chapter2");
    assert_eq!(target(&end.links(), 4, word), Some(3));
}

#[test]
fn three_hundred_headings_take_several_pages_of_contents() {
    let service = Service::start();
    let html: String = (1..=300)
        .map(|number| match number % 3 {
            1 => format!("<h1 style='page-break-before:always'>Heading{number}</h1>"),
            _ => format!("<h2>Heading{number}</h2>"),
        })
        .collect();
    let pdf = print(
        &service,
        json!({ "html": format!("<!DOCTYPE html>{html}"), "toc": true, "footer_center": "p.[page]" }),
    );
    let words = pdf.words();
    let links = pdf.links();
    assert_eq!(links.len(), 300);
    let contents = links.iter().map(|link| link.page).max().unwrap();
    assert!((5..=9).contains(&contents), "{contents} pages of contents");
    let lines: Vec<String> = words[..contents]
        .iter()
        .flat_map(|page| entries(page))
        .collect();
    for number in [1, 2, 3, 149, 150, 151, 298, 299, 300] {
        let page = contents + 1 + (number - 1) / 3;
        assert!(
            lines.contains(&format!("Heading{number} {page}")),
            "{number}: {lines:?}"
        );
        assert_eq!(links[number - 1].to_page, Some(page));
        assert!(
            line(&words[page - 1]).contains(&format!("Heading{number} ")),
            "{page}"
        );
    }
    // No entry is cut in two, and none in the margin.
    for page in &words[..contents] {
        let headings = page.iter().filter(|word| word.text.starts_with("Heading"));
        for word in headings {
            assert!(
                word.top >= 9.0 * MM && word.bottom <= 288.0 * MM,
                "{word:?}"
            );
        }
    }
}

#[test]
fn headings_of_any_script_are_listed_as_they_read() {
    let service = Service::start();
    let headings = [
        "제1장 총칙",
        "第一章 総則",
        "Глава & <первая>",
        "Chapter \"one\" 'x' \\",
    ];
    let html: String = headings
        .iter()
        .map(|heading| {
            format!(
                "<h1>{}</h1>",
                heading.replace('&', "&amp;").replace('<', "&lt;")
            )
        })
        .collect();
    let html = format!(
        "<!DOCTYPE html>{html}<h1 dir=rtl>שלום עולם</h1><h1 dir=rtl>مرحبا</h1><h1> <b>nested</b><br>parts </h1>"
    );
    let pdf = print(
        &service,
        json!({ "html": html, "toc": true, "outline": true }),
    );
    let titles: Vec<_> = pdf.outline().into_iter().map(|item| item.title).collect();
    assert_eq!(titles[0], headings[0]);
    assert_eq!(titles[1], headings[1]);
    assert_eq!(titles[2], headings[2]);
    assert_eq!(titles[4], "שלום עולם");
    assert_eq!(titles[5], "مرحبا");
    let lines = entries(&pdf.words()[0]);
    for heading in headings {
        let listed = format!("{heading} 2").replace(' ', "");
        let found = lines
            .iter()
            .any(|line| line.replace("&apos;", "'").replace(' ', "") == listed);
        assert!(found, "{heading} in {lines:?}");
    }
    let letters = |from: char, to: char| -> usize {
        lines
            .iter()
            .flat_map(|line| line.chars())
            .filter(|c| (from..=to).contains(c))
            .count()
    };
    assert_eq!(letters('\u{5d0}', '\u{5ea}'), 8, "{lines:?}");
    assert!(
        letters('\u{fe70}', '\u{feff}') + letters('\u{600}', '\u{6ff}') >= 4,
        "{lines:?}"
    );
    assert!(lines.last().unwrap().contains("nested"), "{lines:?}");
}

// ---------------------------------------------------------------------------
// Outlines.

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

// ---------------------------------------------------------------------------
// Several documents.

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

// ---------------------------------------------------------------------------
// All of it.

/// A book with everything in it, of ten pages, the cover being page 0.
fn everything() -> Value {
    json!({
        "documents": [
            chapter("One"),
            { "html": chapter("Two"), "orientation": "landscape" },
            { "html": chapter("Three"), "page_size": "A5", "header_html": "<div style='height:20mm'>own [page] [section]</div>" },
            chapter("넷째"),
        ],
        "cover_html": "<style>@page{margin:0}body{margin:0;background:#036;height:297mm}</style>front",
        "toc": true, "toc_depth": 9, "outline": true, "page_offset": -1,
        "header_html": "<b>[section]-head</b>", "footer_center": "p.[page]/[topage]",
    })
}

const SHEETS: [(f64, f64); 10] = [A4, A4, A4, A4, A4_LANDSCAPE, A4_LANDSCAPE, A5, A5, A4, A4];

/// The chapters of [`everything`], and the page of the PDF that each begins on.
const PLACES: [(&str, usize); 4] = [("One", 3), ("Two", 5), ("Three", 7), ("넷째", 9)];

#[test]
fn a_book_with_everything_in_it_is_right_on_every_page() {
    let service = Service::start();
    let answer = service.post("/pdf", "application/json", everything().to_string());
    assert_eq!(answer.header("x-pdf-pages"), "10");
    let pdf = Pdf::new(&answer.pdf());
    pdf.assert_sound();
    assert_eq!(pdf.sizes(), SHEETS);

    let words = pdf.words();
    assert_eq!(line(&words[0]), "front");
    for (page, (words, (width, height))) in words.iter().zip(SHEETS).enumerate().skip(1) {
        let line = line(words).replace(' ', "");
        assert!(line.contains(&format!("p.{page}/9")), "page {page}: {line}");
        for word in words {
            let inside =
                word.left > 0.0 && word.right < width && word.top > 0.0 && word.bottom < height;
            assert!(inside, "page {page}: {word:?}");
        }
    }
    for (name, page) in PLACES {
        let text = |page: usize| line(&words[page - 1]).replace(' ', "");
        assert!(
            text(page).contains(&format!("{name}-begins")),
            "{}",
            text(page)
        );
        assert!(
            text(page + 1).contains(&format!("{name}-ends")),
            "{}",
            text(page + 1)
        );
        let header = |page: usize| match name {
            "Three" => format!("own{}Three", page - 1),
            _ => format!("{name}-head"),
        };
        assert!(text(page).contains(&header(page)), "{}", text(page));
        assert!(
            text(page + 1).contains(&header(page + 1)),
            "{}",
            text(page + 1)
        );
    }

    let listed = entries(&words[1]);
    let links = pdf.links();
    let mut outline = pdf.outline().into_iter();
    let mut of_contents = links.iter().filter(|link| link.page == 2);
    for (name, page) in PLACES {
        for (heading, level, page) in [
            (name.to_owned(), 1, page),
            (format!("{name} two"), 2, page),
            (format!("{name} three"), 3, page),
            (format!("{name} four"), 4, page),
            (format!("{name} end"), 2, page + 1),
        ] {
            let entry = format!("{heading} {}", page - 1);
            assert!(listed.contains(&entry), "{entry} in {listed:?}");
            let item = outline.next().unwrap();
            assert_eq!(
                (item.level, item.title, item.page),
                (level, heading, Some(page))
            );
            assert_eq!(of_contents.next().unwrap().to_page, Some(page), "{entry}");
        }
        // Links within the documents, and out of them.
        let onward = find(&words[page - 1], &format!("{name}-onward"));
        assert_eq!(target(&links, page, onward), Some(page + 1));
        let outward = links.iter().filter(|link| link.page == page + 1);
        let outward: Vec<_> = outward
            .filter(|link| link.to.starts_with("https://example.com/"))
            .collect();
        assert_eq!(outward.len(), 1, "{links:?}");
        assert!(outward[0].covers(find(&words[page], &format!("{name}-outward"))));
    }
    assert!(outline.next().is_none() && of_contents.next().is_none());
}

#[test]
fn the_same_book_gives_the_same_bytes_and_tells_no_secrets() {
    let plain = json!({
        "documents": [chapter("One"), chapter("Two")], "toc": true, "outline": true,
        "cover_html": "front", "header_html": "[section]", "toc_back_links": true,
    });
    for request in [everything(), plain] {
        // Another process, another temporary folder.
        let [first, second] = [(); 2].map(|()| {
            let service = Service::start();
            let bytes = bytes(&service, request.clone());
            let folder = service.temp().file_name().unwrap().to_owned();
            let folder = folder.as_encoded_bytes();
            assert!(!bytes.windows(folder.len()).any(|window| window == folder));
            bytes
        });
        assert!(first == second);
        for secret in [&b"wktemp"[..], b"/tmp", b"#2Ftmp", b"html2pdf-contents"] {
            let told = first.windows(secret.len()).any(|window| window == secret);
            assert!(!told, "{}", secret.escape_ascii());
        }
    }
}

// A chapter on another kind of sheet comes from a run in which there are no
// contents that its headings could lead back to; docs/options.md says so.
#[test]
fn headings_lead_back_to_the_contents_from_sheets_of_their_kind() {
    let service = Service::start();
    let pdf = print(
        &service,
        json!({
            "documents": [chapters(1), { "html": chapters(1), "orientation": "landscape" }],
            "toc": true, "toc_back_links": true,
        }),
    );
    let links = pdf.links();
    assert_eq!(target(&links, 2, &pdf.word_on(2, "Chapter1")), Some(1));
    let other = pdf.word_on(3, "Chapter1");
    assert!(
        !links
            .iter()
            .any(|link| link.page == 3 && link.covers(&other))
    );
}

#[test]
fn a_book_may_begin_with_a_landscape_sheet() {
    let service = Service::start();
    for toc in [false, true] {
        let pdf = print(
            &service,
            json!({
                "documents": [{ "html": chapter("One"), "orientation": "landscape" }, chapter("Two")],
                "toc": toc, "outline": true, "footer_left": "p.[page]/[topage]",
            }),
        );
        let before = usize::from(toc);
        let mut sizes = vec![A4_LANDSCAPE; before];
        sizes.extend([A4_LANDSCAPE, A4_LANDSCAPE, A4, A4]);
        assert_eq!(pdf.sizes(), sizes);
        let words = pdf.words();
        assert!(line(&words[before]).contains("One-begins"));
        assert!(line(&words[before + 2]).contains("Two-begins"));
        for (page, words) in words.iter().enumerate() {
            let footer = find(words, &format!("p.{}/{}", page + 1, 4 + before));
            // It stands at the foot of its own sheet.
            assert!(footer.bottom > sizes[page].1 - 11.0 * MM && footer.bottom < sizes[page].1);
        }
        let pages: Vec<_> = pdf
            .outline()
            .into_iter()
            .map(|item| item.page.unwrap() - before)
            .collect();
        assert_eq!(pages, [1, 1, 1, 1, 2, 3, 3, 3, 3, 4]);
    }
}

#[test]
fn links_that_look_like_our_marks_are_only_links() {
    let service = Service::start();
    let links: String = (0..4)
        .map(|at| format!("<p style='page-break-before:always'><a href='http://html2pdf.invalid/{at}'>link{at}</a>"))
        .collect();
    let html = format!("{}{links}", chapter("One"));
    let request = json!({
        "documents": [html, { "html": chapter("Two"), "orientation": "landscape" }, html], "toc": true,
        "cover_html": "<style>@page{size:A5}</style>cover", "footer_html": "<a href='http://html2pdf.invalid/0'>foot</a>",
        "header_html": "<p style='height:20mm'>head",
    });
    let first = bytes(&service, request.clone());
    let pdf = Pdf::new(&first);
    pdf.assert_sound();
    assert_eq!(pdf.pages(), 1 + 1 + 6 + 2 + 6);
    // Marks of our own have a number before that name, other in each job.
    assert!(memchr::memmem::find(&first, b".html2pdf.invalid").is_none());
    assert!(memchr::memmem::find(&first, b"/html2pdf.invalid/3").is_some());
    assert!(first == bytes(&service, request));
}

#[test]
fn documents_whose_headers_differ_in_height_have_margins_of_their_own() {
    let service = Service::start();
    let pdf = print(
        &service,
        json!({
            "documents": [
                { "html": chapter("One"), "header_html": "<div style='height:50mm'>tall</div>" },
                { "html": chapter("Two"), "header_html": "<div style='height:10mm'>low</div>" },
            ],
            "footer_right": "p.[page]",
        }),
    );
    assert_eq!(pdf.sizes(), [A4; 4]);
    let words = pdf.words();
    let top = |page: usize, word: &str| find(&words[page], word).top / MM;
    assert!(near(top(1, "One-ends") - top(3, "Two-ends"), 40.0, 1.0));
    for (page, words) in words.iter().enumerate() {
        assert!(line(words).contains(&format!("p.{}", page + 1)));
    }
}

#[test]
fn a_chapter_of_another_kind_may_have_anything_for_headings() {
    let service = Service::start();
    let odd = "<!DOCTYPE html><style>h1{page-break-before:always} h2,h3{display:inline}</style>\
               <h2>No first level</h2><h4>Skipped & \"quoted\" &lt;b&gt;</h4>\
               <h1></h1><h1>같은 제목</h1><h1>같은 제목</h1><h3>deep</h3><h6>six</h6>";
    let listed = |orientation: &str| {
        let pdf = print(
            &service,
            json!({
                "documents": [chapter("One"), { "html": odd, "orientation": orientation }, chapter("Two")],
                "outline": true, "outline_depth": 9, "toc": true, "toc_depth": 9,
            }),
        );
        let outline: Vec<_> = pdf
            .outline()
            .into_iter()
            .map(|item| (item.level, item.title, item.page))
            .collect();
        (outline, entries(&pdf.words()[0]))
    };
    // The same as where all sheets are alike.
    let (alike, mixed) = (listed("portrait"), listed("landscape"));
    assert!(
        alike
            .0
            .iter()
            .any(|(level, title, _)| *level > 1 && title == "six"),
        "{alike:?}"
    );
    assert_eq!(alike, mixed);
}

#[test]
fn a_book_of_five_hundred_pages_is_bound() {
    let service = Service::start();
    let part = |name: &str, count: usize| {
        let pages: String = (1..=count)
            .map(|number| format!("<h1>{name}{number}</h1><p>text"))
            .collect();
        format!("<!DOCTYPE html><style>h1{{page-break-before:always}}</style>{pages}")
    };
    let pdf = print(
        &service,
        json!({
            "documents": [part("a", 200), { "html": part("b", 100), "orientation": "landscape" }, part("c", 200)],
            "toc": true, "outline": true, "cover_html": "front", "footer_center": "p.[page]/[topage]",
        }),
    );
    let words = pdf.words();
    let contents = words[1..]
        .iter()
        .position(|words| words[0].text == "a1" && words.len() < 6)
        .unwrap();
    let total = 1 + contents + 500;
    assert_eq!(pdf.pages() as usize, total);
    let outline = pdf.outline();
    assert_eq!(outline.len(), 500);
    let sizes = pdf.sizes();
    for (at, name) in [
        (0, "a1"),
        (199, "a200"),
        (200, "b1"),
        (299, "b100"),
        (300, "c1"),
        (499, "c200"),
    ] {
        let page = 2 + contents + at;
        let words = line(&words[page - 1]);
        assert!(
            words.contains(name) && words.contains(&format!("p.{page}/{total}")),
            "{page}: {words}"
        );
        assert_eq!(
            (outline[at].title.as_str(), outline[at].page),
            (name, Some(page))
        );
        let sheet = if name.starts_with('b') {
            A4_LANDSCAPE
        } else {
            A4
        };
        assert_eq!(sizes[page - 1], sheet, "page {page}");
    }
}

// ---------------------------------------------------------------------------
// Refusals.

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
