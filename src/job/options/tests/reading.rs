//! From what a caller writes to options, and what is refused.

use std::time::Duration;

use crate::job::length::Length;
use crate::job::options::{Defaults, FieldError, Options, Written, duration};
use crate::job::page::Page;
use crate::message::Message;

fn read(given: &[(&str, &str)]) -> Options {
    Options::read(given.iter().copied()).unwrap()
}

fn page(given: &[(&str, &str)]) -> Page {
    read(given).document.page.page()
}

fn refused(given: &[(&str, &str)]) -> Vec<FieldError> {
    Options::read(given.iter().copied()).unwrap_err()
}

#[test]
fn nothing_given_is_the_default() {
    assert_eq!(read(&[]), Options::default());
}

#[test]
fn names_are_taken_in_every_style() {
    for name in [
        "page_size",
        "pageSize",
        "page-size",
        "PageSize",
        "PAGE_SIZE",
    ] {
        assert_eq!(page(&[(name, "A5")]).width, Length::mm(148.0), "{name}");
    }
}

#[test]
fn an_unknown_name_is_answered_with_the_nearest() {
    for (wrong, right) in [
        ("page_sise", "page_size"),
        ("marginTopp", "margin_top"),
        ("landscape", "orientation"),
        ("paper_orientation", "orientation"),
        ("greyscale", "grayscale"),
    ] {
        let errors = refused(&[(wrong, "1")]);
        assert_eq!(errors[0].field, wrong);
        assert!(
            errors[0].to_string().contains(&format!("`{right}`")),
            "{errors:?}"
        );
    }
}

#[test]
fn every_fault_is_named_at_once() {
    let errors = refused(&[
        ("page_size", "A44"),
        ("margin_top", "12parsecs"),
        ("zoom", "nan"),
        ("nonsense", "1"),
    ]);
    let fields: Vec<_> = errors.iter().map(|error| error.field.as_str()).collect();
    assert_eq!(fields, ["nonsense", "page_size", "margin_top", "zoom"]);
}

#[test]
fn an_option_given_twice_is_refused_in_any_spelling() {
    let errors = refused(&[("zoom", "1"), ("Zoom", "2")]);
    assert_eq!(
        errors,
        [FieldError::new(
            "zoom",
            Message::new("given twice", "keep one")
        )]
    );
}

#[test]
fn a_blank_value_is_the_default() {
    assert_eq!(
        read(&[("page_size", ""), ("zoom", "  ")]),
        Options::default()
    );
}

#[test]
fn a_blank_value_does_not_count_as_a_second_one() {
    assert_eq!(read(&[("zoom", ""), ("Zoom", "2")]).document.look.zoom, 2.0);
}

#[test]
fn landscape_turns_named_and_given_sizes() {
    let page = self::page(&[("orientation", "Landscape")]);
    assert_eq!(
        (page.width, page.height),
        (Length::mm(297.0), Length::mm(210.0))
    );
    let page = self::page(&[
        ("page_width", "100"),
        ("page_height", "150"),
        ("orientation", "landscape"),
    ]);
    assert_eq!(
        (page.width, page.height),
        (Length::mm(150.0), Length::mm(100.0))
    );
}

#[test]
fn margins_follow_css_and_a_single_side_wins() {
    let margins = page(&[("margin_left", "1mm"), ("margin", "5mm 6mm, 7mm")]).margins;
    assert_eq!(margins.top, Length::mm(5.0));
    assert_eq!(margins.right, Length::mm(6.0));
    assert_eq!(margins.bottom, Length::mm(7.0));
    assert_eq!(margins.left, Length::mm(1.0));
}

#[test]
fn width_and_height_come_together() {
    assert_eq!(refused(&[("page_width", "80mm")])[0].field, "page_height");
    assert_eq!(refused(&[("page_height", "80mm")])[0].field, "page_width");
    let both = refused(&[
        ("page_width", "80"),
        ("page_height", "80"),
        ("page_size", "A4"),
    ]);
    assert_eq!(both[0].field, "page_size");
    let one_is_bad = refused(&[("page_width", "80"), ("page_height", "x")]);
    assert_eq!(one_is_bad.len(), 1, "{one_is_bad:?}");
}

#[test]
fn margins_must_leave_room() {
    let errors = refused(&[("margin", "150mm")]);
    let fields: Vec<_> = errors.iter().map(|error| error.field.as_str()).collect();
    assert_eq!(fields, ["margin_left", "margin_top"]);
    assert!(errors[0].detail.contains("210.0 mm wide"), "{errors:?}");
}

#[test]
fn numbers_stay_within_what_the_engine_survives() {
    for (name, value) in [
        ("javascript_delay", "-5"),
        ("javascript_delay", "60001"),
        ("zoom", "0"),
        ("zoom", "inf"),
        ("zoom", "1e3"),
        ("dpi", "71"),
        ("dpi", "+96"),
        ("image_quality", "0"),
        ("image_quality", "101"),
        ("page_width", "1mm"),
        ("timeout", "0s"),
        ("timeout", "901s"),
        ("timeout", "soon"),
    ] {
        let errors = refused(&[(name, value), ("page_height", "50mm")]);
        assert!(
            errors.iter().any(|error| error.field == name),
            "{name}={value}"
        );
    }
}

#[test]
fn switches_take_words_and_digits() {
    for word in ["on", "true", "yes", "1", "ON", "True"] {
        assert!(read(&[("grayscale", word)]).quality.grayscale, "{word}");
    }
    for word in ["off", "false", "no", "0"] {
        assert!(
            !read(&[("background", word)]).document.look.background,
            "{word}"
        );
    }
    assert_eq!(refused(&[("grayscale", "maybe")])[0].field, "grayscale");
}

#[test]
fn a_file_name_keeps_to_itself() {
    for bad in ["../x.pdf", r"a\b", "a\r\nSet-Cookie: x"] {
        assert_eq!(
            refused(&[("filename", bad)])[0].field,
            "filename",
            "{bad:?}"
        );
    }
}

#[test]
fn a_fault_is_told_where_it_was_made_and_once() {
    let written = |at: usize, options: &[(&'static str, &'static str)]| Written {
        place: format!("documents[{at}]."),
        options: options.to_vec(),
    };
    let faults = |given: &[(&'static str, &'static str)], own: &[Written<'_>]| -> Vec<String> {
        let read = Defaults::default().read(given.iter().copied(), own);
        let fields = read.unwrap_err().into_iter().map(|fault| fault.field);
        fields.collect()
    };
    let own = [written(1, &[("zoom", "2")]), written(7, &[("zoom", "x")])];
    let of_seventh = "documents[7].zoom";
    for (job, told) in [
        (&[("page_width", "80mm")][..], "page_height"),
        (&[("margin", "150mm")], "margin_left"),
        (&[("page_width", "80"), ("page_height", "x")], "page_height"),
        (&[("header_html", "x"), ("header_left", "y")], "header_html"),
    ] {
        let fields = faults(job, &own);
        assert_eq!(fields[0], told);
        assert_eq!(fields.last().unwrap(), of_seventh);
        let of_documents = fields.iter().filter(|field| field.contains("documents"));
        assert_eq!(of_documents.count(), 1, "{fields:?}");
    }
    let lonely = faults(&[], &[written(3, &[("page_width", "80mm")])]);
    assert_eq!(lonely, ["documents[3].page_height"]);
}

#[test]
fn durations_have_units() {
    assert_eq!(duration("25s"), Ok(Duration::from_secs(25)));
    assert_eq!(duration("1500ms"), Ok(Duration::from_millis(1500)));
    assert_eq!(duration("2m"), Ok(Duration::from_secs(120)));
    assert_eq!(duration("0.5"), Ok(Duration::from_millis(500)));
}
