//! Small words of CSS, each by the place where it puts something.

use crate::support;

use support::service::Service;

use super::styled::{assert_at, left, page, print, top};

/// A style, a body, a word of it, and where that stands.
type Case = (&'static str, &'static str, &'static str, (f64, f64));

#[track_caller]
fn assert_places(cases: &[Case]) {
    let service = Service::start();
    for (style, body, word, (x, y)) in cases {
        let pdf = print(&service, style, body);
        let found = (left(&pdf, word), top(&pdf, word));
        // A line of 20 px has a pixel above the letters.
        let is_near = (found.0 - x).abs() < 1.5 && (found.1 - y).abs() < 3.0;
        assert!(is_near, "{style} {body}: {found:?} instead of {:?}", (x, y));
    }
}

#[test]
fn selectors_weigh_what_they_weigh_in_a_browser() {
    assert_places(&[
        (
            "p{margin:0}:where(#z){margin-left:90px}p{margin-left:30px}",
            "<p id=z>word",
            "word",
            (30.0, 0.0),
        ),
        (
            ".a :where(p){margin:0 0 0 90px}.x{margin:0 0 0 30px}",
            "<div class=a><p class=x>word</div>",
            "word",
            (30.0, 0.0),
        ),
        (
            ":is(#q,p){margin:0 0 0 30px}p.x{margin-left:90px}",
            "<p class=x>word",
            "word",
            (30.0, 0.0),
        ),
        (
            "p:not(.b,.c){margin:0 0 0 90px}p.x.y{margin:0 0 0 30px}p.x{margin:0}",
            "<p class='x y'>word",
            "word",
            (30.0, 0.0),
        ),
        (
            "div:has(b){margin-left:90px}.x{margin-left:30px}",
            "<div class=x>word <b>b</b></div>",
            "word",
            (30.0, 0.0),
        ),
    ]);
}

#[test]
fn directions_of_text_are_asked_for() {
    assert_places(&[
        (
            "p{margin:0}:dir(ltr){padding-left:10px}:dir(rtl){padding-left:90px}",
            "<p>word",
            "word",
            (30.0, 0.0),
        ),
        (
            "p{margin:0;text-align:left}p:dir(rtl){padding-left:70px}",
            "<p dir=rtl>word",
            "word",
            (70.0, 0.0),
        ),
    ]);
}

#[test]
fn sums_are_reckoned_wherever_they_stand() {
    assert_places(&[
        (
            "p{margin:0;line-height:calc(1em + 44px)}",
            "<p>one<br>word",
            "word",
            (0.0, 80.0),
        ),
        (
            "p{margin:0;text-indent:calc(10% + 20px);width:300px}",
            "<div style='width:400px'><p>word</div>",
            "word",
            (60.0, 0.0),
        ),
        (
            "b{display:inline-block;width:40px;transform:translate(calc(50% + 10px), calc(1em + 4px))}",
            "<b>word</b>",
            "word",
            (30.0, 20.0),
        ),
        (
            "b{display:inline-block;width:40px;translate:calc(100% - 10px)}",
            "<b>word</b>",
            "word",
            (30.0, 0.0),
        ),
        (
            "i{letter-spacing:calc(1em + 4px)}",
            "<i>ab</i>word",
            "word",
            (57.0, 0.0),
        ),
        (
            "p{margin:0;border:0 solid;border-left-width:calc(1em + 4px)}",
            "<p>word",
            "word",
            (20.0, 0.0),
        ),
    ]);
}

#[test]
fn lengths_are_taken_from_attributes() {
    assert_places(&[
        (
            "p{margin:0;padding-left:attr(data-x px, 9px)}",
            "<p data-x=40>word",
            "word",
            (40.0, 0.0),
        ),
        (
            "p{margin:0;padding-left:attr(data-x px, 9px)}",
            "<p>word",
            "word",
            (9.0, 0.0),
        ),
        (
            "p{margin:0;padding-left:calc(attr(data-x px) * 2)}",
            "<p data-x=20>word",
            "word",
            (40.0, 0.0),
        ),
        (
            "p{margin:0;padding:env(safe-area-inset-top, 30px) 0 0 env(nothing, 20px)}",
            "<p>word",
            "word",
            (20.0, 0.0),
        ),
    ]);
}

#[test]
fn what_is_placed_stands_in_its_part_of_a_grid() {
    let style = ".g{display:grid;position:relative;width:400px;grid-template:50px 60px/100px 1fr 80px;gap:10px}\
        .g>*{min-width:0}b{position:absolute;grid-area:2/2/3/3}";
    assert_places(&[
        (
            style,
            "<div class=g><i>1</i><i>2</i><i>3</i><i>4</i><b style='left:5px;top:5px'>word</b></div>",
            "word",
            (115.0, 65.0),
        ),
        (
            style,
            "<div class=g><i>1</i><i>2</i><i>3</i><i>4</i><b>word</b></div>",
            "word",
            (110.0, 60.0),
        ),
        (
            style,
            "<div class=g><i>1</i><i>2</i><i>3</i><i>4</i><b style='place-self:center;width:40px;height:20px'>word</b></div>",
            "word",
            (190.0, 80.0),
        ),
    ]);
}

#[test]
fn what_is_placed_by_both_sides_stands_between_them() {
    let style = ".w{position:relative;width:300px;height:100px}.w>*{position:absolute;inset:0}";
    assert_places(&[
        (
            style,
            "<div class=w><b style='place-self:center;width:100px;height:20px'>word</b></div>",
            "word",
            (100.0, 40.0),
        ),
        (
            style,
            "<div class=w><b style='align-self:end'>word</b></div>",
            "word",
            (0.0, 80.0),
        ),
        (
            style,
            "<div class=w><b style='justify-self:center;width:200px'>word</b></div>",
            "word",
            (50.0, 0.0),
        ),
    ]);
}

#[test]
fn gaps_and_ratios_have_the_heights_that_are_known() {
    assert_places(&[
        (
            ".g{display:grid;height:200px;row-gap:10%;grid-template-rows:40px 40px}",
            "<div class=g><i>a</i><i>word</i></div>",
            "word",
            (0.0, 60.0),
        ),
        (
            ".a{width:100px;aspect-ratio:2;max-height:30px}p{margin:0}",
            "<div class=a></div><p>word",
            "word",
            (0.0, 30.0),
        ),
        (
            ".a{width:100px;aspect-ratio:2;min-height:70px}p{margin:0}",
            "<div class=a></div><p>word",
            "word",
            (0.0, 70.0),
        ),
    ]);
}

#[test]
fn boxes_that_are_none_and_columns_that_are_collapsed_take_no_room() {
    assert_places(&[
        (
            ".c{display:contents;padding:20px;border:9px solid;margin:30px}p{margin:0}",
            "<div class=c><p>word</div>",
            "word",
            (0.0, 0.0),
        ),
        (
            "td{padding:0;width:50px}table{border-spacing:0}.h{visibility:collapse}",
            "<table><col><col class=h><col><tr><td>a<td>b<td>word</table>",
            "word",
            (50.0, 0.0),
        ),
    ]);
}

#[test]
fn least_and_largest_widths_are_those_of_contents() {
    assert_places(&[
        (
            "p{margin:0;width:10px;min-width:max-content}",
            "<p>one two word",
            "word",
            (60.0, 0.0),
        ),
        (
            "p{margin:0;max-width:min-content}",
            "<p>one word</p>",
            "word",
            (0.0, 20.0),
        ),
        (
            "p{margin:0;width:100px;width:fit-content(10px);text-align:right}",
            "<p>word</p>",
            "word",
            (64.0, 0.0),
        ),
    ]);
}

#[test]
fn items_are_counted_as_in_korea_and_china() {
    let service = Service::start();
    let style = "ol{padding-left:60px}";
    for (kind, expected) in [
        ("korean-hangul-formal", "일십,"),
        ("korean-hanja-formal", "壹拾,"),
        ("japanese-formal", "壱拾、"),
        ("simp-chinese-formal", "壹拾、"),
    ] {
        let body = format!("<ol start=10 style='list-style-type:{kind}'><li>one</ol>");
        let text = print(&service, style, &body).text();
        assert!(text.contains(expected), "{kind}: {text}");
    }
}

#[test]
fn what_cannot_be_printed_of_values_is_told() {
    let service = Service::start();
    for (style, told) in [
        ("p{color:if(style(--a:b):red;else:green)}", "if()"),
        ("p{position:absolute;left:anchor(right)}", "anchor()"),
    ] {
        let html = page(style, "<p>one");
        let answer = service.post_json(&serde_json::json!({ "html": html }));
        let warnings = answer.header("x-pdf-warnings");
        assert!(warnings.contains("unsupported-css"), "{told}: {warnings}");
    }
}

#[test]
fn style_sheets_in_templates_are_none_of_the_page() {
    let service = Service::start();
    let body = "<template><style>p{margin-left:90px}</style><p>unseen</template><p>word";
    let pdf = print(&service, "p{margin:0}", body);
    assert_at(left(&pdf, "word"), 0.0);
    assert!(!pdf.text().contains("unseen"), "{}", pdf.text());
}

#[test]
fn round_boxes_that_are_filled_have_their_dashes() {
    let service = Service::start();
    for border in ["3px dashed #000", "3px dotted #000"] {
        let style = format!(
            ".a{{border:{border};border-radius:8px}}.b{{background:#fee;width:300px;height:60px}}"
        );
        let pdf = print(&service, &style, "<div class='a b'></div>");
        let picture = pdf.picture(192);
        assert!(picture.has([255, 238, 238]), "{border}");
        assert!(picture.widest_run([0, 0, 0]) * 96.0 < 20.0, "{border}");
    }
}

#[test]
fn circles_in_boxes_that_are_no_squares_are_circles() {
    let service = Service::start();
    let style = ".a{background:#fc0;width:200px;height:80px;clip-path:circle(closest-side)}";
    for (more, width) in [("", 80.0), (".a{height:200px}", 200.0)] {
        let pdf = print(&service, &format!("{style}{more}"), "<div class=a></div>");
        let found = pdf.picture(96).widest_run([255, 204, 0]) * 96.0;
        assert!((found - width).abs() < 4.0, "{found} instead of {width}");
    }
}

#[test]
fn what_a_custom_property_begins_with_is_inherited_where_it_says_so() {
    let rule = |inherits: bool| {
        format!("@property --x{{syntax:'<length>';inherits:{inherits};initial-value:40px}}")
    };
    let style = "p,div{margin:0}p{padding-left:var(--x)}.a{--x:90px}";
    let service = Service::start();
    for (inherits, body, x) in [
        (true, "<p>word", 40.0),
        (true, "<div class=a><p>word</div>", 90.0),
        (false, "<div class=a><p>word</div>", 40.0),
    ] {
        let pdf = print(&service, &format!("{}{style}", rule(inherits)), body);
        assert_at(left(&pdf, "word"), x);
    }
}

/// Whoever looks for text finds what is seen.
#[test]
fn texts_that_are_cut_off_end_in_their_sign() {
    let service = Service::start();
    let style = "main{display:flex}p,td{width:200px;margin:0;font:14px Arial;overflow:hidden;\
        text-overflow:ellipsis;white-space:nowrap}td{width:auto;max-width:100px}.wide{width:500px}";
    let body = "<main><p>a long line of text that does not fit here</p></main>\
        <p class=wide>short lines stay</p><p>some <b>strong words that</b> do not fit</p>\
        <table><tr><td>a long line of a cell<td>other</table>";
    let text = print(&service, style, body).text();
    for cut in ["does n…", "short lines stay", "that do…", "line of…"] {
        let is_there = |text: &str| {
            text.replace(char::is_whitespace, "")
                .contains(&cut.replace(' ', ""))
        };
        assert!(is_there(&text), "{cut} in {text}");
    }
    assert!(!text.contains("fit") && !text.contains("cell"), "{text}");
    assert!(text.contains("other"), "{text}");
}
