//! Tables of contents.

use super::*;

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
