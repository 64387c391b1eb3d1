//! CSS that is younger than the engine: laid out and printed as a browser does it.

use crate::support;

use serde_json::{Value, json};

use support::pdf::{Pdf, Word};
use support::service::Service;

use super::styled::{
    PX, assert_near as within, left, page, print_html as print, print_request as print_with, top,
};

#[track_caller]
fn assert_near(found: f64, pixels: f64) {
    within(found, pixels, 1.5);
}

#[test]
fn items_of_a_row_grow_shrink_and_keep_their_gaps() {
    let service = Service::start();
    let row = |items: &str| {
        print(
            &service,
            &page(
                ".r{display:flex;width:600px;gap:20px}",
                &format!("<div class=r>{items}</div>"),
            ),
        )
    };
    let pdf =
        row("<b style='flex:1'>one</b><b style='flex:2'>two</b><b style='width:40px'>three</b>");
    assert_near(left(&pdf, "one"), 0.0);
    // 520 px are shared by three parts.
    assert_near(left(&pdf, "two"), 520.0 / 3.0 + 20.0);
    assert_near(left(&pdf, "three"), 560.0);
    let pdf = row("<b style='width:400px'>one</b><b style='width:400px'>two</b>");
    assert_near(left(&pdf, "two"), 310.0);
    let pdf = row("<b>one</b><b style='margin-left:auto;width:50px'>two</b>");
    assert_near(left(&pdf, "two"), 550.0);
    let pdf = row("<b style='order:2;width:100px'>one</b><b style='width:100px'>two</b>");
    assert_near(left(&pdf, "two"), 0.0);
    assert_near(left(&pdf, "one"), 120.0);
}

#[test]
fn rows_wrap_and_items_are_aligned_in_them() {
    let service = Service::start();
    let style =
        ".r{display:flex;flex-wrap:wrap;width:300px;gap:10px;align-items:center}.r b{width:140px}";
    let pdf = print(
        &service,
        &page(
            style,
            "<div class=r><b>one</b><b style='height:60px'>two</b><b>three</b></div>",
        ),
    );
    assert_near(left(&pdf, "two"), 150.0);
    assert_near(top(&pdf, "one") - top(&pdf, "two"), 20.0);
    assert_near(left(&pdf, "three"), 0.0);
    assert_near(top(&pdf, "three") - top(&pdf, "two"), 70.0);
}

#[test]
fn columns_share_what_is_left_of_their_height() {
    let service = Service::start();
    let style = ".c{display:flex;flex-direction:column;height:400px}.m{flex:1}.e{align-self:flex-end;width:60px}";
    let pdf = print(
        &service,
        &page(
            style,
            "<div class=c><div>one</div><div class=m>two</div><div class=e>three</div></div>",
        ),
    );
    assert_near(top(&pdf, "two") - top(&pdf, "one"), 20.0);
    assert_near(top(&pdf, "three") - top(&pdf, "one"), 380.0);
    assert_near(left(&pdf, "three"), 794.0 - 60.0);
}

#[test]
fn a_grid_has_its_tracks_spans_and_areas() {
    let service = Service::start();
    let style = ".g{display:grid;width:600px;grid-template-columns:100px 1fr repeat(2,minmax(50px,1fr));gap:10px}";
    let pdf = print(
        &service,
        &page(
            style,
            "<div class=g><i>one</i><i>two</i><i>three</i><i>four</i><i style='grid-column:2 / span 3'>five</i></div>",
        ),
    );
    let fr = (600.0 - 100.0 - 30.0) / 3.0;
    assert_near(left(&pdf, "two"), 110.0);
    assert_near(left(&pdf, "three"), 120.0 + fr);
    assert_near(left(&pdf, "four"), 130.0 + 2.0 * fr);
    assert_near(left(&pdf, "five"), 110.0);
    assert_near(top(&pdf, "five") - top(&pdf, "two"), 30.0);
    let style =
        ".g{display:grid;width:500px;grid-template:'side head' 40px 'side main' auto / 150px 1fr}";
    let pdf = print(
        &service,
        &page(
            style,
            "<div class=g><i style='grid-area:main'>one</i><i style='grid-area:side'>two</i><i style='grid-area:head'>three</i></div>",
        ),
    );
    assert_near(left(&pdf, "one"), 150.0);
    assert_near(left(&pdf, "two"), 0.0);
    assert_near(top(&pdf, "two"), top(&pdf, "three"));
    assert_near(top(&pdf, "one") - top(&pdf, "three"), 40.0);
    let style =
        ".g{display:grid;width:500px;grid-template-columns:repeat(auto-fill,minmax(150px,1fr))}";
    let pdf = print(
        &service,
        &page(
            style,
            "<div class=g><i>one</i><i>two</i><i>three</i><i>four</i></div>",
        ),
    );
    assert_near(left(&pdf, "two"), 500.0 / 3.0);
    assert_near(left(&pdf, "four"), 0.0);
}

#[test]
fn custom_properties_nesting_and_younger_selectors_hold() {
    let service = Service::start();
    let style = ":root{--x:40px}.a{--x:80px}p{margin:0 0 0 var(--x)}.b{&:has(i){padding-left:100px}}\
                 :is(h1,h2).c{margin-left:calc(var(--x) * 2)}@layer low{.d{margin-left:9px}}\
                 @media print and (width < 900px){.d{padding-left:30px}}";
    let body = "<p>one</p><div class=a><p>two</p></div><div class=b><i>three</i></div><h1 class=c>four</h1>\
                <div class=d>five</div><p style='--x:120px'>six</p>";
    let pdf = print(&service, &page(style, body));
    for (word, at) in [
        ("one", 40.0),
        ("two", 80.0),
        ("three", 100.0),
        ("four", 80.0),
        ("five", 39.0),
        ("six", 120.0),
    ] {
        assert_near(left(&pdf, word), at);
    }
}

/// The engine pushes whole rows of tables, and breaks nothing in a box that it aligns.
#[test]
fn a_long_list_of_rows_breaks_between_them_and_loses_none() {
    let service = Service::start();
    let rows: String = (1..=120)
        .map(|n| format!("<div class=r><b>name{n}</b><b>value{n}</b></div>"))
        .collect();
    let style = "@page{margin:40px}.r{display:flex;justify-content:space-between;align-items:center;border-bottom:1px solid #ccc;padding:6px 0}";
    let pdf = print(&service, &page(style, &rows));
    let pages = pdf.words();
    assert_eq!(pages.len(), 4);
    let mut seen = 0;
    for words in &pages {
        let names = words.iter().filter(|word| word.text.starts_with("name"));
        let mut last = 0.0;
        for name in names {
            seen += 1;
            assert_eq!(name.text, format!("name{seen}"));
            let value = words
                .iter()
                .find(|word| word.text == format!("value{seen}"))
                .unwrap();
            assert!((value.top - name.top).abs() < 1.0, "{seen}");
            assert!(name.top - last > 20.0 || last == 0.0, "{seen}");
            last = name.top;
        }
    }
    assert_eq!(seen, 120);
}

#[test]
fn a_tall_row_goes_on_on_the_next_page() {
    let service = Service::start();
    let lines = |name: &str| -> String { (1..=40).map(|n| format!("<p>{name}{n}</p>")).collect() };
    let style = "@page{margin:40px}p{margin:0}.r{display:flex;gap:20px}.r>div{flex:1}";
    let body = format!(
        "<p style='height:500px'>before</p><div class=r><div>{}</div><div>{}</div></div><p>after</p>",
        lines("a"),
        lines("b")
    );
    let pdf = print(&service, &page(style, &body));
    let pages = pdf.words();
    assert_eq!(pages.len(), 2);
    let on = |page: usize, text: &str| pages[page].iter().any(|word| word.text == text);
    assert!(on(0, "a1") && on(0, "b20") && on(1, "a40") && on(1, "b40") && on(1, "after"));
    let all: Vec<&Word> = pages.iter().flatten().collect();
    for n in 1..=40 {
        assert_eq!(
            all.iter()
                .filter(|word| word.text == format!("a{n}"))
                .count(),
            1,
            "a{n}"
        );
    }
}

#[test]
fn what_is_fixed_is_on_every_page() {
    let service = Service::start();
    let style = "@page{margin:40px}.f{position:fixed;bottom:0;left:0}p{height:900px;margin:0}";
    let pdf = print(
        &service,
        &page(
            style,
            "<div class=f>foot</div><p>one</p><p>two</p><p>three</p>",
        ),
    );
    let pages = pdf.words();
    assert_eq!(pages.len(), 3);
    for words in &pages {
        let feet: Vec<_> = words.iter().filter(|word| word.text == "foot").collect();
        assert_eq!(feet.len(), 1);
        assert!(feet[0].bottom > 780.0, "{}", feet[0].bottom);
    }
}

#[test]
fn text_stands_in_columns() {
    let service = Service::start();
    let words: String = (1..=60).map(|n| format!("w{n} ")).collect();
    let pdf = print(
        &service,
        &page(
            ".c{width:400px;columns:2;column-gap:40px}",
            &format!("<div class=c><p style='margin:0'>{words}</p></div><b>after</b>"),
        ),
    );
    let all = pdf.words().remove(0);
    let (first, last) = (&all[0], all.iter().find(|word| word.text == "w60").unwrap());
    assert_near(first.left / PX, 0.0);
    assert!(last.left / PX > 219.0, "{}", last.left / PX);
    let second = all
        .iter()
        .filter(|word| word.left / PX > 219.0)
        .map(|word| word.top)
        .fold(f64::MAX, f64::min);
    assert_near(second / PX, first.top / PX);
    assert_eq!(
        all.iter().filter(|word| word.text.starts_with('w')).count(),
        60
    );
}

#[test]
fn what_is_too_wide_is_shrunk_as_browsers_shrink_it() {
    let service = Service::start();
    let style = "div{width:1000px;height:20px}.x{display:flex}";
    let html = page(
        style,
        "<div class=x><b style='margin-left:950px;width:50px'>edge</b></div>",
    );
    let pdf = print(&service, &html);
    let right = pdf.word("edge").2;
    assert!(right < 596.0 && right > 560.0, "{right}");
    let bare = print_with(
        &service,
        json!({ "html": page("div{width:1000px}b{margin-left:950px}", "<div><b>edge</b></div>"), "lower": false }),
    );
    assert!(!bare.text().contains("edge") || bare.word("edge").2 > 596.0);
}

#[test]
fn lowering_can_be_switched_off() {
    let service = Service::start();
    let html = page(
        ".r{display:flex}.r b{width:100px}",
        "<div class=r><b>one</b> <b>two</b></div>",
    );
    let on = print(&service, &html);
    assert_near(left(&on, "two"), 100.0);
    let off = print_with(&service, json!({ "html": html, "lower": false }));
    assert!(left(&off, "two") < 50.0);
}

/// The helper uses none of what a page may have replaced.
#[test]
fn scripts_of_the_page_neither_see_nor_break_the_layout() {
    let service = Service::start();
    let script = "<script>Array.prototype.push=Array.prototype.filter=function(){return []};\
                  String.prototype.trim=function(){return 'x'};\
                  window.onload=function(){var d=document.getElementById('r');\
                  d.innerHTML+='<b>three</b>';document.title=Object.keys(window).join()};</script>";
    let html = page(
        ".r{display:flex}.r b{width:100px}",
        &format!("<div class=r id=r><b>one</b><b>two</b></div>{script}"),
    );
    let pdf = print(&service, &html);
    assert_near(left(&pdf, "two"), 100.0);
    assert_near(left(&pdf, "three"), 200.0);
}

#[test]
fn a_document_without_scripts_is_laid_out_where_they_are_off() {
    let service = Service::start();
    let html = page(
        ".r{display:flex}.r b{width:100px}",
        "<div class=r><b>one</b><b>two</b></div>",
    );
    let pdf = print_with(&service, json!({ "html": html, "javascript": false }));
    assert_near(left(&pdf, "two"), 100.0);
}

#[test]
fn what_scripts_add_late_is_laid_out_as_well() {
    let service = Service::start();
    let script = "<script>setTimeout(function(){document.getElementById('r').innerHTML+='<b>late</b>'},300)</script>";
    let html = page(
        ".r{display:flex}.r b{width:100px}",
        &format!("<div class=r id=r><b>one</b><b>two</b></div>{script}"),
    );
    let pdf = print_with(&service, json!({ "html": html, "javascript_delay": 1000 }));
    assert_near(left(&pdf, "late"), 200.0);
    let script = script.replace("'<b>late</b>'", "'<b>late</b>';window.status='ready'");
    let html = page(
        ".r{display:flex}.r b{width:100px}",
        &format!("<div class=r id=r><b>one</b><b>two</b></div>{script}"),
    );
    let pdf = print_with(
        &service,
        json!({ "html": html, "wait_for_status": "ready" }),
    );
    assert_near(left(&pdf, "late"), 200.0);
}

#[test]
fn a_break_behind_the_last_box_makes_no_page() {
    let service = Service::start();
    for html in [
        "<!DOCTYPE html><div style='page-break-after:always'>one</div><div style='page-break-after:always'>two</div>",
        "<!DOCTYPE html><style>p{break-after:page}</style><div><p>one</p><p>two</p></div>",
    ] {
        assert_eq!(print(&service, html).pages(), 2, "{html}");
    }
}

#[test]
fn a_percentage_of_the_root_s_height_is_one_of_the_page() {
    let service = Service::start();
    let style = "html,body{height:100%}.s{height:100%;page-break-after:always;overflow:hidden}";
    let pdf = print(
        &service,
        &page(
            style,
            "<div class=s>one</div><div class=s>two</div><div class=s>three</div>",
        ),
    );
    let pages = pdf.texts();
    assert_eq!(pages.len(), 3);
    assert!(pages[0].contains("one") && pages[1].contains("two") && pages[2].contains("three"));
}

#[test]
fn a_table_that_does_not_break_its_lines_is_shrunk_onto_the_page() {
    let service = Service::start();
    let cells: String = (0..9).map(|n| format!("<td>column value {n}x")).collect();
    let html =
        format!("<!DOCTYPE html><style>td{{white-space:nowrap}}</style><table><tr>{cells}</table>");
    let pdf = print(&service, &html);
    let right = pdf.word("8x").2;
    assert!(right < 596.0, "{right}");
}

#[test]
fn korean_words_are_kept_where_that_is_asked_for() {
    let service = Service::start();
    let text = "대한민국헌법은 국민의 자유와 권리를 보장한다".repeat(3);
    let print = |style: &str| {
        let html = page(style, &format!("<p style='width:180px'>{text}</p>"));
        let pdf = print(&service, &html);
        let lines: Vec<String> = pdf.text().lines().map(str::to_owned).collect();
        lines
    };
    let broken = |lines: &[String]| {
        let words: Vec<&str> = text.split(' ').collect();
        lines
            .iter()
            .flat_map(|line| line.split_whitespace())
            .filter(|piece| !words.contains(piece))
            .count()
    };
    assert!(broken(&print("p{word-break:normal}")) > 0);
    assert_eq!(broken(&print("p{word-break:keep-all}")), 0);
}

/// Scripts of the page may have replaced what the layout is made with.
#[test]
fn scripts_that_replace_the_engine_s_functions_do_not_disturb_the_layout() {
    let service = Service::start();
    let html = "<!DOCTYPE html><style>@page{margin:0}body{margin:0}div{display:flex}b{flex:1}</style>\
        <div><b>one</b><b>two</b></div><p id=o></p><script>\
        Array.prototype.push=Array.prototype.join=null;Math.max=Math.round=null;\
        Element.prototype.setAttribute=Element.prototype.getBoundingClientRect=null;\
        Node.prototype.insertBefore=Node.prototype.appendChild=function(){throw 1};\
        document.createElement=null;window.getComputedStyle=null;\
        String.prototype.replace=String.prototype.charAt=null;\
        CSSStyleDeclaration.prototype.setProperty=null;\
        JSON.stringify=console.log=function(x){document.getElementById('o').innerHTML='seen '+x}</script>";
    let answer = service.post_json(&json!({ "html": html, "report": "json" }));
    let report: Value = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!(report["warnings"], json!([]));
    let pdf = Pdf::new(&service.post_json(&json!({ "html": html })).pdf());
    assert!(
        (pdf.word("two").0 - 297.6).abs() < 1.0,
        "{:?}",
        pdf.word("two")
    );
    assert!(!pdf.text().contains("seen"), "{}", pdf.text());
}

/// What the page finishes must not change which of two rules counts more.
#[test]
fn places_among_siblings_weigh_what_they_weigh() {
    let service = Service::start();
    let style = "td{padding:0 0 0 10px}td+td{padding-left:50px}tr:last-child td{padding-left:90px}\
        table{border-collapse:collapse}p{width:calc(50% + 1px)}";
    let body = "<p>text</p><table><tr><td>a<td>b<tr><td>c</table>";
    let pdf = print(&service, &page(style, body));
    let left = |word: &str| pdf.word(word).0 / PX;
    assert!((left("a") - 10.0).abs() < 0.5, "{}", left("a"));
    assert!((left("c") - 90.0).abs() < 0.5, "{}", left("c"));
    assert!(left("b") - left("a") > 60.0, "{}", left("b"));
}
