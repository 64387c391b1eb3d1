//! Documents and films that stand in a document, as the engine knows them.

use std::collections::BTreeSet;

use html5gum::emitters::default::StartTag;

use super::doctype::end_of_doctype;
use super::tag;

/// Takes rules for films that are as large as this one's attributes say, which the engine does not
/// ask. They come before all style sheets of the document, as attributes do. A film that those
/// make as high as it comes has the ratio of its sides.
pub fn take_box_of_video(tag: &StartTag<usize>, rules: &mut BTreeSet<String>) {
    const MOST: usize = 100;
    if rules.len() >= MOST {
        return;
    }
    let side = |name: &str| {
        let value = tag::attribute(tag, name.as_bytes())?;
        let (digits, unit) = match value.strip_suffix('%') {
            Some(digits) => (digits, "%"),
            None => (value.strip_suffix("px").unwrap_or(&value), "px"),
        };
        let number: u16 = digits.parse().ok()?;
        Some((format!("[{name}=\"{value}\"]"), number, unit))
    };
    let (width, height) = (side("width"), side("height"));
    for (name, side) in [("width", &width), ("height", &height)] {
        if let Some((selector, number, unit)) = side {
            rules.insert(format!("video{selector}{{{name}:{number}{unit}}}"));
        }
    }
    if let (Some((of_width, wide @ 1.., "px")), Some((of_height, high, "px"))) = (width, height) {
        let share = f64::from(high) / f64::from(wide) * 100.0;
        rules.insert(format!(
            "video{of_width}{of_height}:before{{padding:{share:.3}% 0 0!important;\
             display:block!important;content:''!important}}"
        ));
    }
}

/// The address of a document that stands in an attribute. Browsers never read it in quirks mode,
/// in which what comes first has no margin; the engine paints no background of it in any other.
pub fn frame_address(html: &[u8]) -> String {
    const MARGINS: &str =
        "<style>p,dl,h3{margin-top:1em}h1{margin-top:.67em}h2{margin-top:.83em}</style>";
    let has_doctype = std::str::from_utf8(html).is_ok_and(|html| end_of_doctype(html).is_some());
    let margins = if has_doctype { "" } else { MARGINS };
    let encode = |part| percent_encoding::percent_encode(part, percent_encoding::NON_ALPHANUMERIC);
    format!(
        "data:text/html;charset=utf-8,{}{}",
        encode(margins.as_bytes()),
        encode(html)
    )
}

#[cfg(test)]
mod tests {
    use super::frame_address;
    use crate::document::{edits::apply, markup::read};

    #[test]
    fn films_have_rules_for_the_sides_that_they_name() {
        let boxes = |html: &str| Vec::from_iter(read(html).video_boxes).join("");
        let sides = boxes("<video width=640 height=50%></video>");
        assert_eq!(
            sides,
            "video[height=\"50%\"]{height:50%}video[width=\"640\"]{width:640px}"
        );
        assert!(boxes("<video width=640 height=360>").contains("padding:56.250%"));
        assert_eq!(boxes("<video width='1\"]{}' height=auto>"), "");
    }

    #[test]
    fn a_drawing_for_an_object_has_a_style_that_the_engine_can_read() {
        let html = "<object data=a.svg style='quotes:none'></object>";
        let changed = apply(html, read(html).edits);
        assert!(changed.contains("<img src=\"a.svg\" style=\"-h2p-quotes:none\">"));
    }

    #[test]
    fn a_remark_is_no_doctype() {
        let has_margins = |html: &str| frame_address(html.as_bytes()).contains("margin");
        assert!(has_margins("<!-- x --><p>a"));
        assert!(!has_margins("<!-- x --><!DOCTYPE html><p>a"));
    }
}
