//! Fields and choices of forms, as browsers draw them.

use crate::support;

use support::service::Service;

use super::styled::{assert_near, below, left, print, top};

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

/// What a browser draws itself, in the colour that is asked for.
#[test]
fn sliders_and_bars_are_drawn_in_their_colour() {
    let service = Service::start();
    let has = |style: &str, body: &str, is: fn(&[u8]) -> bool| {
        print(&service, style, body)
            .picture(96)
            .dots()
            .iter()
            .any(|dot| is(&dot[..]))
    };
    let blue = |dot: &[u8]| dot[0] < 40 && dot[1].abs_diff(117) < 25 && dot[2] > 230;
    let pink = |dot: &[u8]| dot[0].abs_diff(204) < 25 && dot[1] < 40 && dot[2].abs_diff(102) < 25;
    let green = |dot: &[u8]| dot[0].abs_diff(16) < 25 && dot[1].abs_diff(124) < 25 && dot[2] < 45;
    for body in [
        "<progress value=.5></progress>",
        "<input type=range value=40>",
        "<input type=checkbox checked>",
        "<input type=radio checked>",
    ] {
        assert!(has("", body, blue) && !has("", body, pink), "{body}");
        let accent = "body{accent-color:#c06}";
        assert!(
            has(accent, body, pink) && !has(accent, body, blue),
            "{body}"
        );
    }
    assert!(has("", "<meter value=.7></meter>", green));
    assert!(has("", "<input type=color value='#cc0066'>", pink));
    assert!(!has(
        "",
        "<progress value=.5 style='visibility:hidden'></progress>",
        blue
    ));
}

#[test]
fn dates_are_written_as_a_browser_writes_them() {
    let service = Service::start();
    let body =
        "<p><input type=date value=2024-05-01><p><input type=time value=13:45><p><input type=date>";
    let text = print(&service, "", body).text();
    for part in ["05/01/2024", "01:45 PM", "mm/dd/yyyy"] {
        assert!(text.contains(part), "{part} in {text}");
    }
}

#[test]
fn fields_are_as_wide_as_in_a_browser() {
    let service = Service::start();
    let at = |field: &str| {
        left(
            &print(&service, "", &format!("{field}<b>after</b>")),
            "after",
        )
    };
    assert_near(at("<input>"), 185.0, 1.0);
    assert_near(at("<input size=4>"), 57.0, 1.0);
    assert_near(at("<textarea></textarea>"), 181.0, 1.0);
    assert_near(at("<input style='width:100px'>"), 108.0, 1.0);
}

/// The title stands on the border, and the fields are the items.
#[test]
fn the_title_of_fields_is_no_item() {
    let service = Service::start();
    let style =
        "fieldset{display:flex;gap:20px;margin:0;padding:10px;border:1px solid}b{width:100px}";
    let body = "<fieldset><legend>Title</legend><b>one</b><b>two</b></fieldset>";
    let pdf = print(&service, style, body);
    assert!(below(&pdf, "one", "Title") > 10.0);
    assert_near(below(&pdf, "two", "one"), 0.0, 0.5);
    assert_near(left(&pdf, "two") - left(&pdf, "one"), 120.0, 1.0);
}

/// The engine's own box for a mark is a dot.
#[test]
fn controls_that_scripts_make_are_drawn_like_those_of_the_document() {
    let width = |body: &str| {
        let pdf = print(&Service::start(), "body{margin:0;font:10px Arial}", body);
        left(&pdf, "behind")
    };
    let written = width("<p><input type=checkbox checked><b>behind</b>");
    let made = width(
        "<p id=p></p><script>const box = document.createElement('input'); box.type = 'checkbox'; box.checked = true;\
         p.append(box); p.insertAdjacentHTML('beforeend', '<b>behind</b>')</script>",
    );
    assert!(
        written > 10.0 && (written - made).abs() < 0.5,
        "{written} {made}"
    );
}

/// The engine takes a field that is to fill a cell for one that may shrink to nothing.
#[test]
fn fields_of_several_lines_keep_their_lines_in_items() {
    let service = Service::start();
    let field = "<textarea rows=4 style='font:16px/20px Arial'>a</textarea>";
    for layout in [
        "display:grid;grid-template-columns:9em 1fr",
        "display:flex;flex-direction:column",
        "display:flex",
    ] {
        let body = format!("<div style='{layout}'><b>label</b>{field}</div><p>after</p>");
        let pdf = print(&service, "body{margin:0}", &body);
        assert!(below(&pdf, "after", "label") > 60.0, "{layout}");
    }
}

#[test]
fn what_is_ticked_stands_on_its_line_whatever_its_margin_is() {
    let service = Service::start();
    let at = |kind: &str, margin: &str| {
        let body = format!("<p style='margin:0'><input type={kind} style='margin:{margin}'>word");
        top(&print(&service, "p{font:16px Arial}", &body), "word")
    };
    for kind in ["radio", "checkbox"] {
        assert_near(at(kind, "0 0 30px"), at(kind, "0"), 1.0);
        assert!(at(kind, "0 0 30px;appearance:none") > at(kind, "0;appearance:none") + 20.0);
    }
}

/// Nothing in it could be laid out.
#[test]
fn a_choice_that_is_said_to_be_a_row_shows_its_text() {
    let service = Service::start();
    let style =
        "select{display:inline-flex;align-items:center;gap:4px;appearance:none;height:40px}";
    let body = "<select><option>choice</option></select>";
    assert!(left(&print(&service, style, body), "choice") < 40.0);
}
