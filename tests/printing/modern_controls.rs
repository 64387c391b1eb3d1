//! Fields and choices of forms, as browsers draw them.

use crate::support;

use support::service::Service;

use super::styled::{assert_near, left, print, top};

/// The engine writes it at the top of the field.
#[test]
fn what_stands_in_an_empty_field_stands_where_its_value_would() {
    let service = Service::start();
    let style = ".r{display:flex;align-items:flex-start}input{height:60px;font:16px Arial;border:1px solid #000}";
    let body = "<div class=r><input placeholder=empty><input value=full></div>";
    let pdf = print(&service, style, body);
    assert_near(top(&pdf, "empty"), top(&pdf, "full"), 0.6);
    let red = format!("{style}input::placeholder{{color:#f00}}");
    assert!(
        print(&service, &red, body)
            .picture(192)
            .dots()
            .iter()
            .any(|dot| dot[0] > 200 && dot[1] < 60)
    );
}

/// Browsers keep room beside its text, whatever its padding.
#[test]
fn a_choice_has_room_beside_its_text_where_it_has_a_padding_of_its_own() {
    let service = Service::start();
    let style = ".r{display:flex}select{padding:6px 12px;border:1px solid #999;font:16px Arial}";
    let body = "<div class=r><select><option>choice</select><b>after</b></div>";
    let at = |own: &str| {
        let pdf = print(&service, &format!("{style}{own}"), body);
        (left(&pdf, "choice"), left(&pdf, "after"))
    };
    let (text, after) = at("");
    assert_near(text, 17.0, 1.0);
    let (bare, without) = at("select{appearance:none}");
    assert_near(bare, 13.0, 1.0);
    assert_near(after - without, 20.0, 1.0);
}
