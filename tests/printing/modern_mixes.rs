//! What documents of today put together: rows in columns, columns beside floats, sums of
//! variables in colours and places. Positions are those of Chromium.

use crate::support;

use support::pdf::Pdf;
use support::service::Service;

use super::styled::{assert_near as within, left, print, top};

#[track_caller]
fn assert_at(pdf: &Pdf, word: &str, x: f64, y: f64) {
    within(left(pdf, word), x, 1.0);
    within(top(pdf, word), y, 1.5);
}

/// Where the last dot of a colour is, from the top and from the left, in pixels.
fn extent(pdf: &Pdf, colour: [u8; 3]) -> (usize, usize) {
    let picture = pdf.picture(96);
    let is_near = |dot: &[u8; 3]| dot.iter().zip(colour).all(|(a, b)| a.abs_diff(b) < 40);
    let found = picture
        .dots()
        .iter()
        .enumerate()
        .filter(|(_, dot)| is_near(dot));
    found.fold((0, 0), |(low, right), (at, _)| {
        (low.max(at / picture.width), right.max(at % picture.width))
    })
}

#[test]
fn sums_of_variables_are_places_and_colours() {
    let service = Service::start();
    let style = ".k{position:relative;width:200px;height:30px}\
        .k::after{content:\"mark\";position:absolute;left:calc(var(--x)*1%);top:calc(var(--y)*2px + 4px)}\
        .c{height:20px;background:hsl(0 100% calc(20% + var(--k)*10%))}";
    let body = "<div class=k style='--x:50;--y:3'></div><div class=c style='--k:3'></div>";
    let pdf = print(&service, style, body);
    assert_at(&pdf, "mark", 100.0, 10.5);
    assert!(pdf.picture(96).has([255, 0, 0]));
}

#[test]
fn one_side_of_a_border_counts_more_than_the_border_before_it() {
    let service = Service::start();
    let style = "p{border:4px solid #00f;border-top:8px solid var(--c,#0f0);height:40px}";
    let pdf = print(&service, style, "<p style='--c:#f00'></p><p></p>");
    let picture = pdf.picture(96);
    for colour in [[255, 0, 0], [0, 255, 0], [0, 0, 255]] {
        assert!(picture.has(colour), "{colour:?}");
    }
}

#[test]
fn children_of_a_box_that_makes_none_end_with_their_row() {
    let service = Service::start();
    let style = ".g{display:grid;grid-template-columns:1fr 100px;width:300px;background:#fff}\
        .r{display:contents}.r>*{padding:5px 8px;border-bottom:4px solid #f00}";
    let body = "<div class=g><div class=r><span>one</span><span>two</span></div></div>\
        <p style='margin:0'>end</p>";
    let pdf = print(&service, style, body);
    assert_at(&pdf, "two", 208.0, 5.5);
    assert_at(&pdf, "end", 0.0, 34.5);
    // The line at the end of the row is above what follows.
    let (lowest, _) = extent(&pdf, [255, 0, 0]);
    assert!(lowest <= 35, "{lowest}");
}

#[test]
fn headings_of_tables_in_rows_are_in_the_middle() {
    let service = Service::start();
    let style =
        ".g{display:grid;grid-template-columns:1fr 1fr;gap:16px;width:400px}table{width:100%}";
    let body = "<div class=g><table><tr><th>A<th colspan=2>Head<tr><td>1<td>2<td>3</table>\
        <div>x</div></div>";
    let pdf = print(&service, style, body);
    assert_at(&pdf, "Head", 101.1, 3.5);
    assert_at(&pdf, "A", 19.9, 3.5);
}

#[test]
fn rows_in_columns_are_as_wide_as_a_column() {
    let service = Service::start();
    let style = ".c{columns:2;column-gap:24px;width:424px}section{break-inside:avoid;padding:5px}\
        .w{display:flex}.w i{flex:1;border-bottom:1px dotted}";
    let body = "<div class=c><section><b>One</b><div class=w>Soup<i></i><b>480</b></div></section>\
        <section><b>Two</b><div class=w>Fish<i></i><b>980</b></div></section></div>";
    let pdf = print(&service, style, body);
    assert_at(&pdf, "480", 168.3, 25.5);
    assert_at(&pdf, "Two", 229.0, 5.5);
    assert_at(&pdf, "980", 392.3, 25.5);
}

#[test]
fn columns_stand_beside_a_float() {
    let service = Service::start();
    let style =
        ".c{columns:2;column-gap:20px}.f{float:right;width:100px;height:60px}.o{width:520px}";
    let body =
        "<div class=o><div class=f>float</div><div class=c><p>one<p>two<p>three<p>four</div></div>";
    let pdf = print(&service, style, body);
    assert_at(&pdf, "one", 0.0, 16.5);
    assert_at(&pdf, "three", 220.0, 0.5);
    assert_at(&pdf, "float", 420.0, 0.5);
}

#[test]
fn lines_that_touch_are_cut_between_columns() {
    let service = Service::start();
    let style = ".c{columns:2;line-height:normal;width:400px;column-gap:20px}";
    let pdf = print(
        &service,
        style,
        "<ul class=c><li>one<li>two<li>three<li>four</ul>",
    );
    assert_at(&pdf, "two", 40.0, 33.5);
    assert_at(&pdf, "three", 250.0, 15.5);
}

#[test]
fn what_is_excepted_weighs_where_places_among_others_decide() {
    let service = Service::start();
    let style =
        ".t{width:400px}.t>:not(caption)>*>*{text-align:left}.e{text-align:right}.g{display:flex}";
    let body = "<div class=g>x</div><table class=t><tr><td class=e>word</table>";
    within(left(&print(&service, style, body), "word"), 3.0, 1.0);
}

#[test]
fn pictures_over_a_gradient_keep_their_size() {
    let service = Service::start();
    let square = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='40' height='40'%3E\
        %3Crect width='40' height='40' fill='%23f00'/%3E%3C/svg%3E";
    let style = format!(
        "div{{width:200px;height:40px;background:url(\"{square}\") 10px 0/20px no-repeat,\
         linear-gradient(#00f,#00f)}}"
    );
    let pdf = print(&service, &style, "<div></div>");
    let (lowest, rightmost) = extent(&pdf, [255, 0, 0]);
    assert!((19..=21).contains(&lowest), "{lowest}");
    assert!((29..=31).contains(&rightmost), "{rightmost}");
}

#[test]
fn containers_may_be_as_wide_as_their_contents() {
    let service = Service::start();
    let style = ".b{display:flex;width:fit-content;padding:4px 10px;border:1px solid}\
        .g{display:grid;grid-template-columns:auto auto;gap:10px;width:max-content}";
    let body = "<div class=b><i>two words here</i><b>&nbsp;next</b></div>\
        <div class=g><i>some more words</i><b>end</b></div>";
    let pdf = print(&service, style, body);
    assert_at(&pdf, "here", 87.5, 5.5);
    assert_at(&pdf, "words", 40.3, 5.5);
    assert_at(&pdf, "end", 137.2, 30.5);
}
