//! Letters that are marked out: initials, dots above letters, isolated texts, clamped lines.

use crate::support;

use support::service::Service;

use super::styled::{assert_at, assert_near, below, left, print};

#[test]
fn initials_are_as_high_as_so_many_lines() {
    let service = Service::start();
    let style = "p{width:300px;margin:0}p::first-letter{initial-letter:2;margin-right:6px}";
    let body = "<p>Lorem ipsum<br>second<br>third";
    let pdf = print(&service, style, body);
    let first = left(&pdf, "orem");
    assert!(first > 20.0, "{first}");
    assert_at(left(&pdf, "second"), first);
    assert_at(left(&pdf, "third"), 0.0);
    assert_near(below(&pdf, "third", "second"), 20.0, 1.0);
}

#[test]
fn dots_stand_above_letters_that_are_emphasised() {
    let service = Service::start();
    let marks = |style: &str| {
        let pdf = print(&service, style, "<p>ab <em>cde</em> fg");
        pdf.text().matches('\u{2022}').count()
    };
    assert_eq!(marks("em{text-emphasis:dot}"), 3);
    assert_eq!(
        marks("em{text-emphasis-style:filled dot;text-emphasis-color:red}"),
        3
    );
    assert_eq!(marks("em{text-emphasis:none}"), 0);
}

/// A number behind a name that runs the other way belongs to what is around it.
#[test]
fn texts_are_isolated_from_what_stands_beside_them() {
    let service = Service::start();
    let style = "p{font-family:Arial,'DejaVu Sans'}";
    let at = |name: &str| left(&print(&service, style, &format!("<p>{name}: 3 posts")), "3");
    let isolated = at("<bdi>\u{5d9}\u{5d5}\u{5e1}\u{5e3}</bdi>");
    assert!(isolated > 20.0, "{isolated}");
    let joined = at("<span>\u{5d9}\u{5d5}\u{5e1}\u{5e3}</span>");
    assert!(joined < isolated - 10.0, "{joined}");
}

/// An item is no box that clamps lines by itself.
#[test]
fn items_clamp_their_lines() {
    let service = Service::start();
    let style = ".g{display:grid;grid-template-columns:200px 200px}\
        .c{display:-webkit-box;-webkit-line-clamp:2;-webkit-box-orient:vertical;overflow:hidden}";
    let long = "word ".repeat(40);
    let body = format!(
        "<div class=g><div class=c>first {long}</div><div>side</div></div><p style='margin:0'>after"
    );
    let pdf = print(&service, style, &body);
    // The engine ends the box with the letters of its last line, and not with the line.
    assert_near(below(&pdf, "after", "first"), 40.0, 2.5);
}

#[test]
fn letters_may_be_as_large_as_so_many_of_x() {
    let service = Service::start();
    let style = "p{margin:0;font-size:20px}p.x{font-size:1.894ex}";
    let pdf = print(
        &service,
        style,
        "<div style='font-size:20px'><p>wide <b>end</b><p class=x>wide <b>last</b></div>",
    );
    assert_near(left(&pdf, "last"), left(&pdf, "end"), 1.5);
}

/// What a browser says of them counts less than any rule.
#[test]
fn abbreviations_with_a_title_are_underlined() {
    let service = Service::start();
    let ink = |style: &str, body: &str| {
        let picture = print(&service, style, body).picture(96);
        picture.dots().iter().filter(|dot| dot[0] < 128).count()
    };
    let bare = ink("", "<abbr>nnnnnnnn</abbr>");
    let marked = ink("", "<abbr title=x>nnnnnnnn</abbr>");
    assert!(marked > bare + 10, "{marked} {bare}");
    for selector in ["*", "abbr"] {
        let style = format!("{selector}{{text-decoration:none}}");
        let none = ink(&style, "<abbr title=x>nnnnnnnn</abbr>");
        assert!(none.abs_diff(bare) < 4, "{selector} {none} {bare}");
    }
}
