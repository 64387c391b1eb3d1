//! How headers and footers come to us.

use super::*;

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
