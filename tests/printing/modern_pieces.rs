//! What goes on in the next column or reaches from one end of the paper to the other, and rows
//! that several grids share, as in Chromium.

use crate::support;

use support::pdf::Pdf;
use support::service::Service;

use super::styled::{assert_near, below, left, page, print};

/// What is in such a box is placed by its height, which is not that of the document.
#[test]
fn boxes_between_both_ends_of_the_paper_are_as_high_as_it() {
    let service = Service::start();
    let style = ".f{position:absolute;top:40px;bottom:42.5px;left:0;display:flex;\
        flex-direction:column;justify-content:space-between}p{margin:0}";
    let body = "<p>text</p><div class=f><p>first</p><p>middle</p><p>last</p></div>";
    let pdf = print(&service, style, body);
    assert_near(below(&pdf, "last", "first"), 1020.0, 2.0);
    assert_near(below(&pdf, "middle", "first"), 510.0, 2.0);
    let share = style.replace("bottom:42.5px", "height:50%");
    let pdf = print(&service, &share, body);
    assert_near(below(&pdf, "last", "first"), 541.0, 2.0);
    // One that says how high it is stays so.
    let own = format!("{style}.f{{height:120px}}");
    assert_near(
        below(&print(&service, &own, body), "last", "first"),
        100.0,
        1.0,
    );
}
/// The engine would draw the letter again, and measures the text from behind it.
#[test]
fn first_letters_stand_once_in_texts_that_columns_divide() {
    let service = Service::start();
    let style = "div{columns:2;column-gap:20px;width:420px}p{margin:0}\
        p::first-letter{float:left;font-size:40px;line-height:40px}";
    let words = "Once aaaaaaa bbbbbbb ccccccc ddddddd eeeeeee fffffff ggggggg hhhhhhh iiiiiii jjjjjjj \
        kkkkkkk lllllll mmmmmmm nnnnnnn ooooooo ppppppp qqqqqqq rrrrrrr sssssss ttttttt";
    let pdf = print(&service, style, &format!("<div><p>{words}</p></div>"));
    // No word is torn, and none but the first is without its letter.
    for word in words.split_whitespace().skip(1) {
        pdf.word(word);
    }
    assert!(left(&pdf, "ttttttt") > 220.0);
}

/// The last line of a column is not the last one of its text.
#[test]
fn texts_that_columns_divide_are_justified_to_the_end_of_each() {
    let service = Service::start();
    let style = "div{columns:2;column-gap:20px;width:420px;text-align:justify}p{margin:0}";
    let line = "aaaa bbbb cccc <b>dddd</b> eeeeeeeeeeeeeeeee ";
    let body = format!("<div><p>{}</p></div>", line.repeat(4));
    let pdf = print(&service, style, &body);
    let ends: Vec<_> = (pdf.words()[0].iter())
        .filter(|word| word.text == "dddd")
        .map(|word| word.right / super::styled::PX)
        .collect();
    assert_eq!(ends.len(), 4);
    for (end, column) in ends.iter().zip([200.0, 200.0, 420.0, 420.0]) {
        assert_near(*end, column, 1.0);
    }
}
/// Cards whose headings, texts and feet begin on one line.
#[test]
fn grids_that_share_rows_have_them_as_high_as_the_highest() {
    let service = Service::start();
    let style = ".g{display:grid;grid-template-columns:1fr 1fr;row-gap:30px;width:400px}\
        .c{display:grid;grid-template-rows:subgrid;grid-row:span 3;row-gap:10px}p{margin:0}";
    let card = |n: u8, heading: &str, text: &str| {
        format!("<div class=c><p>h{n}{heading}</p><p>t{n}{text}</p><p>f{n}</p></div>")
    };
    let two = "<br>x<br>x";
    let body = format!(
        "<div class=g>{}{}{}{}</div>",
        card(1, "", two),
        card(2, two, ""),
        card(3, "", ""),
        card(4, "", two)
    );
    let pdf = print(&service, style, &body);
    for (word, at) in [("h", 0.0), ("t", 70.0), ("f", 140.0)] {
        assert_near(below(&pdf, &format!("{word}1"), "h1"), at, 2.0);
        assert_near(below(&pdf, &format!("{word}2"), "h1"), at, 2.0);
    }
    assert_near(below(&pdf, "f3", "h3"), 100.0, 2.0);
    assert_near(below(&pdf, "f4", "h3"), 100.0, 2.0);
    // Their gaps are those of the grid around them where they have none of their own.
    let pdf = print(&service, &style.replace("row-gap:10px", ""), &body);
    assert_near(below(&pdf, "t2", "h1"), 90.0, 2.0);
}
/// A border that counts less than what variables say of it undoes no width that counts more.
#[test]
fn widths_of_borders_stay_where_variables_colour_them() {
    let service = Service::start();
    let style = ":root,.x{--c:0,0,255}.a{border:1px solid red}.b{border-width:40px}\
        .c{border-color:rgba(var(--c),1)}p{margin:0}";
    for style in [style, &style.replace("40px", "40px!important")] {
        let pdf = print(&service, style, "<p class='a b c'>text");
        assert_near(left(&pdf, "text"), 40.0, 1.0);
    }
}

/// What stands below a table's rows is written before them as often as behind.
#[test]
fn captions_below_a_table_leave_its_head_with_its_first_row() {
    let service = Service::start();
    let style = "@page{margin:0}.f{display:flex;height:1050px}table{border-spacing:0}\
        td,th{padding:10px}caption{caption-side:bottom}";
    let body = "<div class=f>fill</div><table><caption>below</caption><thead><tr><th>head</thead>\
        <tbody><tr><td>one<tr><td>two</tbody></table>";
    let pages = print(&service, style, body).texts();
    assert!(
        !pages[0].contains("head") && pages[1].contains("head"),
        "{pages:?}"
    );
}

/// What is computed of such a box has the sizes of the element that it is in.
#[test]
fn boxes_before_contents_have_their_ratio_and_their_shape() {
    let service = Service::start();
    let at = |own: &str| {
        let style = format!("p{{margin:0}}p::before{{content:'';display:block;{own}}}");
        below(
            &print(&service, &style, "<i>first</i><p>text</p>"),
            "text",
            "first",
        )
    };
    assert_near(at("width:100px;aspect-ratio:2"), 70.0, 1.0);
    assert_near(at("width:100px;aspect-ratio:4/1"), 45.0, 1.0);
    assert_near(at("width:50%;max-width:none;aspect-ratio:4/1"), 119.2, 1.5);
    assert_near(at("width:100px;height:30px;aspect-ratio:2"), 50.0, 1.0);
    let shape = "div{position:relative;height:330px}div::before{content:'';position:absolute;\
        left:0;width:200px;height:100px;background:#00f;clip-path:polygon(0 0,100% 0,0 100%)}";
    let answer = service.post_json(&serde_json::json!({ "html": page(shape, "<div></div>") }));
    assert_eq!(answer.header("x-pdf-warnings"), "");
}

/// A height that is known only when rows have been filled.
#[test]
fn what_is_placed_in_part_by_a_share_stands_in_the_height_that_a_row_is_given() {
    let service = Service::start();
    let style = ".g{display:grid;grid-template-rows:1fr;height:400px}.p{position:relative}\
        .a{position:absolute;top:calc(50% - 20px)}";
    let pdf = print(
        &service,
        style,
        "<div class=g><div class=p><div class=a>mark</div>text</div></div>",
    );
    assert_near(below(&pdf, "mark", "text"), 180.0, 1.0);
}

#[test]
fn initial_letters_stand_beside_as_many_lines_as_they_are_high() {
    let service = Service::start();
    let style = "p{margin:0;width:200px;font:14px/1.45 Georgia}\
        p::first-letter{initial-letter:3;margin-right:1em}";
    let body = "<p>Once aaaaaaaaaa bbbbbbbbbb cccccccccc dddddddddd eeeeeeeeee ffffffffff gggggggggg hhhhhhhhhh iiiiiiiiii";
    let pdf = print(&service, style, body);
    let words = &pdf.words()[0];
    let lefts: Vec<_> = (words
        .iter()
        .filter(|word| word.top / super::styled::PX > 60.0))
    .collect();
    assert!(
        lefts.iter().any(|word| word.left < 1.0),
        "{:?}",
        lefts.len()
    );
    // The margin is one of letters as they are around it.
    let indent = words
        .iter()
        .filter(|word| word.top < 30.0 && word.left > 5.0)
        .map(|word| word.left)
        .fold(1e9, f64::min);
    assert!(indent / super::styled::PX < 70.0, "{indent}");
}

/// Sides that hang on the direction of text, with values that the page decides.
#[test]
fn sides_by_direction_take_variables_from_the_right_as_well() {
    let service = Service::start();
    let style = "p{margin:0;width:300px}.a{padding-inline-start:var(--w)}\
        .b{border-inline-start:var(--w) solid;width:260px}.c{padding-inline:calc(var(--w)*2) 0}";
    let body = "<div style='--w:40px'><p class=a>one<p class=b>two<p class=c>three</div>";
    let pdf = print(&service, style, body);
    assert_near(left(&pdf, "one"), 40.0, 1.0);
    assert_near(left(&pdf, "two"), 40.0, 1.0);
    assert_near(left(&pdf, "three"), 80.0, 1.0);
    let right = |pdf: &Pdf, word: &str| pdf.word(word).2 / super::styled::PX;
    let paper = 210.0 / 25.4 * 96.0;
    let pdf = print(&service, &format!("{style}div{{direction:rtl}}"), body);
    assert_near(right(&pdf, "one"), paper - 40.0, 1.0);
    assert_near(right(&pdf, "two"), paper - 40.0, 1.0);
    assert_near(right(&pdf, "three"), paper - 80.0, 1.0);
}
