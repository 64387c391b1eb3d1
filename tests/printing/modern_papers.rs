//! What stands in documents as people write them: covers, colours and turns of variables, links that
//! are containers, rows of a fixed height, words of Korean with marks in them.

use crate::support;

use support::service::Service;

use super::styled::{PX, assert_near, below, left, print, print_html};

#[test]
fn a_cover_wider_than_the_pages_behind_it_shrinks_none_of_them() {
    let service = Service::start();
    let cover =
        ".cover{width:210mm;height:297mm;background:#0b5563}p{margin:0;font:16px/20px Arial}";
    for (rules, of_cover) in [
        (
            "@page{size:A4;margin:20mm}@page :first{margin:0}",
            "break-after:page",
        ),
        (
            "@page{size:A4;margin:20mm}@page front{margin:0}",
            "page:front",
        ),
    ] {
        let html = format!(
            "<!DOCTYPE html><style>{rules}body{{margin:0}}{cover}.cover{{{of_cover}}}</style>\
             <div class=cover></div><p>alpha<p style='width:400px;text-align:right'>omega"
        );
        let pdf = print_html(&service, &html);
        assert_eq!(pdf.pages(), 2, "{rules}");
        let first = pdf.word_on(2, "alpha");
        assert_near(first.left / PX, 75.6, 1.5);
        assert_near(pdf.word_on(2, "omega").right / PX, 475.6, 1.5);
        let picture = pdf.picture_of(1, 48);
        // In inches.
        assert_near(picture.widest_run([0x0b, 0x55, 0x63]), 210.0 / 25.4, 0.1);
    }
    // What is wider than its own page shrinks it.
    let html = format!(
        "<!DOCTYPE html><style>@page{{size:A4;margin:20mm}}@page :first{{margin:0}}body{{margin:0}}{cover}\
         .cover{{break-after:page}}</style><div class=cover></div><p style='width:210mm;text-align:right'>omega"
    );
    let pdf = print_html(&service, &html);
    assert!(pdf.word_on(2, "omega").right / PX < 793.7 - 74.0);
}

#[test]
fn variables_turn_boxes_and_make_hues() {
    let service = Service::start();
    let style = ".t{position:absolute;left:100px;top:100px;width:100px;height:10px;background:#f00;transform:rotate(var(--r))}\
        .b{position:absolute;left:400px;top:100px}.b::before{content:\"\";position:absolute;width:100px;height:10px;\
        background:#00f;transform:rotate(calc(var(--n) * 30deg))}\
        .c{position:absolute;top:400px;width:50px;height:50px;background:hsl(calc(var(--h)*1deg) 100% 50%)}\
        .d{position:absolute;top:400px;left:200px;width:50px;height:50px;background:rgb(var(--rgb)/.5)}";
    let body = "<div class=t style='--r:90deg'></div><div class=b style='--n:3'></div>\
        <div class=c style='--h:120'></div><div class=d style='--rgb:255 0 255'></div>";
    let picture = print(&service, style, body).picture(96);
    // A bar that stands is as wide as it was high.
    let wide = |colour| picture.widest_run(colour) * 96.0;
    assert_near(wide([255, 0, 0]), 10.0, 2.0);
    assert_near(wide([0, 0, 255]), 10.0, 2.0);
    assert_near(wide([0, 255, 0]), 50.0, 2.0);
    assert!(picture.has([255, 127, 255]) || picture.has([255, 128, 255]));
}

#[test]
fn lines_under_containers_are_under_their_items() {
    let service = Service::start();
    let style = "a,del,u{font:40px/50px Arial;color:#00f}.f{display:flex;gap:20px}.g{display:grid}.n{text-decoration:none}\
        .i{display:inline-flex}";
    let dark = |body: &str| {
        let picture = print(&service, style, body).picture(96);
        let dots = picture.dots().iter();
        dots.filter(|dot| **dot == [0, 0, 255]).count()
    };
    for (kept, lined) in [
        (
            "<a class=f><span>one</span><span>two</span></a>",
            "<a href='#' class=f><span>one</span><span>two</span></a>",
        ),
        ("<a class=g>words</a>", "<u class=g>words</u>"),
        (
            "<a class=f><b>many longer words</b></a>",
            "<u><a class=f><b>many longer words</b></a></u>",
        ),
    ] {
        assert!(dark(lined) > dark(kept) + 100, "{lined}");
    }
    let none = dark("<a href='#' class='f n'><span>one</span></a>");
    assert_eq!(none, dark("<a class=f><span>one</span></a>"));
}

#[test]
fn rows_of_a_fixed_height_do_not_grow() {
    let service = Service::start();
    let style = ".g{display:grid;grid-template-columns:1fr 1fr;grid-template-rows:auto 30px 30px;gap:4px}\
        .g div{overflow:hidden;padding:5px;background:#ddd}.g i,.h i{display:block}\
        .h{display:grid;grid-auto-rows:25px}";
    let body = "<div class=g><b>head</b><b>second</b><div>one<i>cut</i></div><div>two</div><div>three<i>lost</i></div>\
        <div style='grid-row:span 1'>four</div></div><p style='margin:0'>after</p>\
        <div class=h><div>first<i>over</i><i>more</i></div><div>next</div></div>";
    let pdf = print(&service, style, body);
    assert_near(below(&pdf, "three", "one"), 34.0, 1.0);
    assert_near(below(&pdf, "after", "one"), 59.0, 1.0);
    // What is not cut off stands over the next row.
    assert_near(below(&pdf, "next", "first"), 25.0, 1.0);
    let grows = style.replace("30px 30px", "minmax(30px,auto) 30px");
    let pdf = print(&service, &grows, body);
    assert_near(below(&pdf, "three", "one"), 54.0, 1.0);
}

#[test]
fn kept_words_are_broken_beside_marks() {
    let service = Service::start();
    let style = "p{margin:0;width:150px;font:16px/20px NanumGothic;word-break:keep-all}";
    let first = |text: &str| {
        let pdf = print(&service, style, &format!("<p>{text}</p>"));
        pdf.text()
            .lines()
            .next()
            .unwrap_or_default()
            .trim()
            .to_owned()
    };
    assert_eq!(
        first("안내 문구를 정비(한국어·영어·일본어)하였음"),
        "안내 문구를 정비"
    );
    for mark in ["/", "%", ":", ",", "-", "·"] {
        let text = format!("가나다라마바사{mark}자차카타파하거너더");
        assert_eq!(first(&text), format!("가나다라마바사{mark}"));
    }
    // Between letters and digits there is no place.
    for whole in [
        "가나다라마바사API자차카타파하",
        "가나다라마바사10자차카타파하거",
    ] {
        assert_eq!(first(whole), whole);
    }
}

#[test]
fn columns_keep_headings_with_their_texts() {
    let service = Service::start();
    let style =
        "div{columns:2;column-gap:20px}p,h2{margin:0;font:16px/20px Arial}h2{break-after:avoid}";
    let text = |name: &str| format!("<p>{name}<br>x<br>x<br>x</p>");
    let body = format!(
        "<div>{}{}<h2>heading</h2>{}{}</div>",
        text("one"),
        text("two"),
        text("three"),
        text("four")
    );
    // By height alone it would end the first column.
    let pdf = print(&service, style, &body);
    assert!(left(&pdf, "heading") > 390.0);
    assert_near(below(&pdf, "three", "heading"), 20.0, 1.0);
    let pdf = print(
        &service,
        &style.replace("break-after", "x-break-after"),
        &body,
    );
    assert!(left(&pdf, "heading") < 10.0);
    // A column can be begun.
    let begun = body.replace("<p>two", "<p style='break-before:column'>two");
    let pdf = print(&service, style, &begun);
    assert!(left(&pdf, "two") > 390.0 && left(&pdf, "one") < 10.0);
}

/// Elsewhere they are dropped between columns.
#[test]
fn margins_stay_where_a_column_is_begun() {
    let service = Service::start();
    let style = "div{columns:2;column-gap:0}p{margin:30px 0;font:16px/20px Arial}.b{break-before:column}h2{margin:0}";
    let body = "<div><p>one<p>two<p class=b>three</div><h2>below</h2>";
    let pdf = print(&service, style, body);
    assert_near(below(&pdf, "three", "one"), 0.0, 1.0);
    assert!(left(&pdf, "three") > 390.0);
    // That of what ends before the break as well.
    assert!(below(&pdf, "below", "two") > 45.0);
}

#[test]
fn columns_move_whole_to_where_a_heading_and_its_text_fit() {
    let service = Service::start();
    let style =
        ".f{height:1060px}.c{columns:2}p,h2{margin:0;font:16px/20px Arial}h2{break-after:avoid}";
    let body = "<div class=f>before</div><div class=c><h2>heading</h2><p>text<br>x<br>x<br>x<p>more<br>x<br>x<br>x</div>";
    let pdf = print(&service, style, body);
    assert!(pdf.texts()[0].contains("heading"));
    let pdf = print(&service, &style.replace("1060", "1080"), body);
    assert!(!pdf.texts()[0].contains("heading") && pdf.texts()[1].contains("heading"));
}

#[test]
fn drawings_are_as_wide_as_their_column() {
    let service = Service::start();
    let style = "div{columns:2;column-gap:0}p{margin:0}svg{width:100%;display:block}";
    let drawing = "<svg viewBox='0 0 40 10'><rect width='40' height='10' fill='#f00'/></svg>";
    let body = format!("<div><p>one</p>{drawing}<p>two</p>{drawing}</div>");
    let pdf = print(&service, style, &body);
    assert_near(pdf.picture(96).widest_run([255, 0, 0]) * 96.0, 396.8, 3.0);
    assert_near(below(&pdf, "two", "one"), 0.0, 1.0);
}

#[test]
fn what_nothing_places_stands_where_it_would_as_an_item() {
    let service = Service::start();
    let style = ".r{position:relative;display:flex;height:100px;align-items:center}.r i{position:absolute;right:0}\
        .e{position:relative;display:flex;justify-content:center;counter-increment:n;margin-top:50px}\
        .e::after{content:\"no\" counter(n);position:absolute;right:0}\
        .m i{position:absolute}.m{display:flex;justify-content:center}";
    let body = "<div class=r>item<i>loose</i></div><div class=e>formula</div><div class=m>x<i>centre</i></div>";
    let pdf = print(&service, style, body);
    assert_near(below(&pdf, "loose", "item"), 0.0, 1.0);
    assert_near(below(&pdf, "no1", "formula"), 0.0, 1.0);
    let centre = pdf.word_on(1, "centre");
    assert_near((centre.left + centre.right) / 2.0 / PX, 793.7 / 2.0, 1.5);
    // A place that is told is kept.
    let told = style.replace(
        ".r i{position:absolute;right:0}",
        ".r i{position:absolute;top:0}",
    );
    let pdf = print(&service, &told, body);
    assert_near(below(&pdf, "item", "loose"), 40.0, 1.0);
}

#[test]
fn lists_that_columns_divide_are_counted_on() {
    let service = Service::start();
    let style = "div{columns:2}ol{list-style:none;margin:0;padding:0;counter-reset:ref 4}\
        ol li{counter-increment:ref;display:flex}ol li::before{content:\"[\" counter(ref) \"]\"}\
        p{margin:0}.q{counter-reset:q}.q p{counter-increment:q}.q p::before{content:counter(q) \".\"}\
        .q p::after{content:\"!\"}";
    let list =
        "<div><ol><li><b>alpha</b><li><b>beta</b><li><b>gamma</b><li><b>delta</b></ol></div>";
    let text = print(&service, style, list).text();
    for number in ["[5]", "[6]", "[7]", "[8]"] {
        assert_eq!(text.matches(number).count(), 1, "{text}");
    }
    // A paragraph that goes on in the next column is counted once, and ends once.
    let texts = "<div class=q><p>one<br>x<br>x<br>x<br>x<br>x<br>x<br>x<p>two</div>";
    let columns = print(&service, style, &format!("<div>{texts}</div>")).text();
    assert_eq!(columns.matches("1.").count(), 1, "{columns}");
    assert!(
        columns.contains("2.two") && columns.matches('!').count() == 2,
        "{columns}"
    );
}

#[test]
fn boxes_are_as_large_as_what_is_in_them() {
    let service = Service::start();
    let style = "div,p{margin:0;font:16px/20px Arial}.r{position:relative;width:400px;height:100px}\
        .i{position:absolute;left:0;right:0;width:fit-content;margin:auto}\
        .j{position:absolute;inset:0;width:fit-content;height:fit-content;margin:auto}\
        .n{width:min-content}.m{max-width:max-content;background:#f00}.f{display:flex}";
    let body = "<div class=r><div class=i>across</div></div><div class=r><div class=j>middle</div></div>\
        <div class=n>one two</div><div class=m>three</div><div class=f><div class=n>four five</div></div>";
    let pdf = print(&service, style, body);
    for word in ["across", "middle"] {
        let (from, _, to, _) = pdf.word(word);
        assert_near((from + to) / 2.0 / PX, 200.0 + left(&pdf, "one"), 1.5);
    }
    assert_near(below(&pdf, "middle", "across"), 140.0, 1.5);
    assert_near(below(&pdf, "two", "one"), 20.0, 1.5);
    assert_near(below(&pdf, "five", "four"), 20.0, 1.5);
    let wide = pdf.picture(96).widest_run([255, 0, 0]) * 96.0;
    assert!((25.0..60.0).contains(&wide), "{wide}");
}
