//! What is refused, by name and with a remedy.

use super::*;

#[test]
fn values_that_will_not_do_are_refused_by_name_and_with_a_remedy() {
    let service = Service::start();
    for side in ["header", "footer"] {
        for (option, value, remedy) in [
            ("font_size", "200", "from 4 to 72"),
            ("font_size", "3", "from 4 to 72"),
            ("font_size", "9pt", "a whole number"),
            ("spacing", "1m", "mm, cm, in, pt or px"),
            ("spacing", "101mm", "100 mm at most"),
            ("spacing", "-3mm", "mm, cm, in, pt or px"),
            ("line", "thick", "on, off"),
            ("first", "maybe", "on, off"),
            ("left", "two\nlines", "one line of text"),
            ("center", "tab\there", "one line of text"),
            ("right", "nul\0", "one line of text"),
            ("font", "a\nb", "one line of text"),
            ("html", "nul\0", "NUL"),
            ("first_html", "nul\0", "NUL"),
        ] {
            let name = format!("{side}_{option}");
            let refused = faults(&service, json!({ "html": "x", name.clone(): value }));
            assert_eq!(refused.len(), 1, "{refused:?}");
            assert_eq!(refused[0].0, name);
            assert!(refused[0].1.contains(remedy), "{remedy} in {refused:?}");
        }
    }
    let refused = faults(&service, json!({ "html": "x", "fit_margins": "perhaps" }));
    assert_eq!(refused[0].0, "fit_margins");
}

#[test]
fn what_contradicts_itself_is_refused() {
    let service = Service::start();
    for side in ["header", "footer"] {
        for (option, value, other, field) in [
            ("html", "<p>x", "left", "html"),
            ("html", "<p>x", "right", "html"),
            ("first_html", "<p>x", "first", "first_html"),
        ] {
            let names = [option, other].map(|name| format!("{side}_{name}"));
            let request = json!({ "html": "x", names[0].clone(): value, names[1].clone(): "off" });
            let refused = faults(&service, request);
            assert_eq!(refused.len(), 1, "{refused:?}");
            assert_eq!(refused[0].0, format!("{side}_{field}"));
            assert!(
                refused[0].1.contains(&names[1]) && refused[0].1.contains("keep one"),
                "{refused:?}"
            );
        }
    }
}

#[test]
fn a_header_with_scripts_is_refused_where_scripts_are_off() {
    let service = Service::start();
    let scripted = "<p>head</p><script>document.write('ran')</script>";
    for (name, header) in [
        ("header_html", scripted),
        ("footer_html", scripted),
        ("header_html", "<p onclick='x()'>head"),
        ("header_html", "<a href='javascript:x()'>head</a>"),
        ("header_first_html", scripted),
    ] {
        let refused = faults(
            &service,
            json!({ "html": "x", "javascript": false, name: header }),
        );
        let side = name.split('_').next().unwrap();
        assert!(refused[0].0.starts_with(side), "{refused:?}");
        assert!(
            refused[0].1.contains("has scripts") && refused[0].1.contains("take them out"),
            "{refused:?}"
        );
    }
    // The same without them is printed, and the same with scripts on too.
    let plain = print(
        &service,
        json!({ "html": pages(1), "javascript": false, "header_html": "<p>head [page]" }),
    );
    assert!(plain.text().contains("head 1"));
    let on = print(
        &service,
        json!({ "html": pages(1), "header_html": scripted }),
    );
    assert!(on.text().contains("ran"));
}

#[test]
fn an_own_header_of_a_document_is_refused_by_its_place() {
    let service = Service::start();
    let refused = faults(
        &service,
        json!({ "documents": ["<p>x", { "html": "<p>y", "header_font_size": "huge" }] }),
    );
    assert_eq!(refused[0].0, "documents[1].header_font_size");
}
