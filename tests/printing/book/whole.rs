//! Books with everything in them.

use super::*;

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
