//! Feet of tables that go on over pages, and cells that reach over the end of one. Positions are
//! those of Chromium.

use crate::support;

use support::pdf::Pdf;

use super::page_ends::{assert_at, print};

const STYLE: &str =
    "table{border-spacing:0;width:100%}td,th{padding:1px 0;line-height:18px;text-align:left}";

/// Rows of one line each.
fn rows(name: &str, count: usize) -> String {
    (0..count)
        .map(|at| format!("<tr><td>{name}{at}</td></tr>"))
        .collect()
}

fn table(body: &str) -> String {
    format!(
        "<table><thead><tr><th>HEAD</thead><tbody>{body}</tbody>\
         <tfoot><tr><td>FOOT</tfoot></table>"
    )
}

/// Where the foot stands on each page, in pixels below its top.
fn feet(pdf: &Pdf) -> Vec<Vec<f64>> {
    let on_page = |words: &Vec<support::pdf::Word>| {
        let feet = words.iter().filter(|word| word.text == "FOOT");
        feet.map(|word| (word.top / super::styled::PX).round())
            .collect()
    };
    pdf.words().iter().map(on_page).collect()
}

#[test]
fn the_foot_of_a_table_follows_the_last_row_of_each_page() {
    let pdf = print(STYLE, &table(&rows("a", 30)));
    assert_at(&pdf, "a17", 0, 361.0);
    assert_at(&pdf, "a18", 1, 21.0);
    assert_eq!(feet(&pdf), [[380.0], [260.0]]);
    // So it does where it is written before the rows, and without a head.
    let early = format!(
        "<table><tfoot><tr><td>FOOT</tfoot><tbody>{}</table>",
        rows("a", 30)
    );
    let pdf = print(STYLE, &early);
    assert_at(&pdf, "a18", 0, 361.0);
    assert_at(&pdf, "a19", 1, 1.0);
    assert_eq!(feet(&pdf), [[380.0], [220.0]]);
}

#[test]
fn the_foot_follows_rows_that_leave_room_on_their_page() {
    let groups: Vec<String> = ["a", "b", "c"].map(|name| rows(name, 9)).into();
    let groups = groups.join("</tbody><tbody>");
    let style = format!("{STYLE}table{{border-collapse:collapse}}tbody{{break-inside:avoid}}");
    let html = table(&groups).replace("</tfoot>", "<tr><td>more</tfoot>");
    let pdf = print(&style, &html);
    assert_at(&pdf, "b0", 1, 21.0);
    assert_at(&pdf, "c0", 2, 21.0);
    assert_eq!(feet(&pdf), [[200.0], [200.0], [200.0]]);
    let forced = format!("{STYLE}.new{{break-before:page}}");
    let html = table(&rows("a", 25)).replace("<tr><td>a4", "<tr class=new><td>a4");
    let pdf = print(&forced, &html);
    assert_at(&pdf, "a4", 1, 21.0);
    assert_at(&pdf, "a22", 2, 21.0);
    assert_eq!(feet(&pdf), [[100.0], [380.0], [80.0]]);
}

#[test]
fn a_row_that_goes_on_reaches_to_the_foot_of_its_page() {
    let lines: String = (0..44).map(|at| format!("a{at}<br>")).collect();
    let style = format!("{STYLE}tbody td{{padding:0;line-height:20px}}");
    let pdf = print(&style, &table(&format!("<tr><td>{lines}</td></tr>")));
    assert_at(&pdf, "a17", 0, 361.0);
    assert_at(&pdf, "a18", 1, 21.0);
    assert_at(&pdf, "a36", 2, 21.0);
    assert_eq!(feet(&pdf), [[380.0], [380.0], [180.0]]);
}

#[test]
fn a_foot_that_is_high_or_may_be_divided_stands_once() {
    let high = format!("{STYLE}tfoot td{{height:120px}}");
    let group = format!("{STYLE}tfoot{{display:table-row-group}}");
    let divided = format!("{STYLE}tfoot{{break-inside:auto}}");
    for style in [&high, &group, &divided] {
        let feet: usize = feet(&print(style, &table(&rows("a", 30))))
            .iter()
            .map(Vec::len)
            .sum();
        assert_eq!(feet, 1, "{style}");
    }
    // Boxes that are told to be feet may be divided, if nothing else is said of them.
    let boxes = table(&rows("a", 30))
        .replace("<tfoot><tr><td>FOOT</tfoot></table>", "</table>")
        .replace("<table>", "<div class=t><div class=f>FOOT</div>")
        .replace("</table>", "</div>")
        .replace("<tr><td>", "<div class=r><div class=c>")
        .replace("</td></tr>", "</div></div>");
    let boxes = boxes.replace(
        "<thead><tr><th>HEAD</thead><tbody>",
        "<div class=h>HEAD</div><div class=b>",
    );
    let boxes = boxes.replace("</tbody>", "</div>");
    let style = ".t{display:table}.h{display:table-header-group}.f{display:table-footer-group}\
        .b{display:table-row-group}.r{display:table-row}.c{display:table-cell;padding:1px 0;line-height:18px}";
    let pdf = print(style, &boxes);
    assert_at(&pdf, "a18", 0, 381.0);
    assert_at(&pdf, "a19", 1, 1.0);
    assert_eq!(feet(&pdf), [vec![], vec![220.0]]);
    let whole = format!("{style}.h,.f{{break-inside:avoid}}");
    let pdf = print(&whole, &boxes);
    assert_at(&pdf, "a18", 1, 21.0);
    // The copy on the first page stands half a pixel higher than a browser's.
    assert_eq!(feet(&pdf), [[379.0], [260.0]]);
}

#[test]
fn cells_of_several_rows_go_on_over_the_end_of_a_page() {
    let group = |at: usize| {
        format!(
            "<tr><td rowspan=4 class=s>s{at}<td>a{at}<tr><td>b{at}<tr><td>c{at}<tr><td>d{at}</tr>"
        )
    };
    let body: String = (0..6).map(group).collect();
    let pdf = print(STYLE, &table(&body).replace("<th>", "<th colspan=2>"));
    // Of the fifth, two rows are on the first page, with what is in the cell.
    assert_at(&pdf, "s0", 0, 51.0);
    assert_at(&pdf, "s4", 0, 341.0);
    assert_at(&pdf, "b4", 0, 361.0);
    assert_at(&pdf, "c4", 1, 21.0);
    assert_at(&pdf, "s5", 1, 91.0);
    let columns = |name: &str| pdf.word(name).0;
    assert!((columns("c4") - columns("b4")).abs() < 0.1);
    assert_eq!(feet(&pdf), [[380.0], [140.0]]);
}

#[test]
fn cells_that_reach_into_rows_leave_columns_of_long_tables_their_width() {
    let long = "words that are more than fit into a single line of it ";
    let groups: String = (0..16)
        .map(|at| {
            let text = if at % 5 == 3 { long } else { "few" };
            format!(
                "<tr><td rowspan=3>s{at}<td>few<td>a{at}<tr><td>{text}<td>b{at}<tr><td>few<td>c{at}"
            )
        })
        .collect();
    let style = format!("{STYLE}td{{padding:1px 4px}}");
    let pdf = print(&style, &format!("<table>{groups}</table>"));
    let words = pdf.words();
    let left = |name: &str| {
        let word = words.iter().flatten().find(|word| word.text == name);
        word.map(|word| (word.left / super::styled::PX).round())
    };
    assert_eq!(left("words"), Some(38.0));
    assert_eq!(left("a0"), Some(369.0));
}

#[test]
fn rows_that_stay_whole_do_so_with_all_that_their_cells_reach_into() {
    let groups: String = (0..8)
        .map(|at| {
            format!("<tr><td rowspan=4>s{at}<td>a{at}<tr><td>b{at}<tr><td>c{at}<tr><td>d{at}</tr>")
        })
        .collect();
    let style = format!("{STYLE}tr{{break-inside:avoid}}");
    let pdf = print(&style, &format!("<p>p</p><table>{groups}</table>"));
    assert_at(&pdf, "d3", 0, 321.0);
    assert_at(&pdf, "a4", 1, 1.0);
    assert_at(&pdf, "s4", 1, 31.0);
}

#[test]
fn rows_of_blocks_that_begin_a_page_keep_their_height() {
    let rows: String = (0..24)
        .map(|at| format!("<tr><td>a{at}<small>a{at}x</small></td></tr>"))
        .collect();
    let style = format!(
        "{STYLE}p{{height:36px}}td{{padding:4px 0;vertical-align:top}}small{{display:block}}"
    );
    let pdf = print(&style, &format!("<p>p</p>{}", table(&rows)));
    assert_at(&pdf, "a7", 1, 24.0);
    assert_at(&pdf, "a8", 1, 68.0);
    assert_at(&pdf, "a15", 2, 24.0);
    assert_at(&pdf, "a16", 2, 68.0);
    assert_eq!(feet(&pdf), [[367.0], [375.0], [375.0], [67.0]]);
}

/// What says so of its cells is a row that stays with the next one.
#[test]
fn cells_keep_their_row_with_the_next() {
    for style in [".m td{break-after:avoid}", ".m+tr td{break-before:avoid}"] {
        let row = |text: &str| format!("<tr><td>{text}</td></tr>");
        let body = format!(
            "<table><thead>{}</thead><tbody>{}<tr class=m><td>title</td></tr>{}</tbody><tfoot>{}</tfoot></table>",
            row("head"),
            row("row").repeat(17),
            row("behind"),
            row("foot"),
        );
        let pdf = print(&format!("{STYLE}{style}"), &body);
        assert_at(&pdf, "title", 1, 20.0);
        assert_at(&pdf, "behind", 1, 40.0);
    }
}
