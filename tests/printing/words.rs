//! Lines break between words, also where these have no spaces between them.

use crate::support;

use support::service::Service;

use super::styled::{assert_near, left, print};

#[test]
fn lines_of_thai_break_between_its_words() {
    let service = Service::start();
    let style = "p{width:200px;font:16px Garuda}";
    let body =
        "<p>ประกาศเรื่องการเปลี่ยนแปลงเวลาทำการของสำนักงานในช่วงวันหยุดยาวประจำปีและการให้บริการลูกค้า</p>";
    let text = print(&service, style, body).text();
    let lines: Vec<_> = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .collect();
    // As Chromium breaks them: announcement of the change | of the times at which the office is open
    // during | the long yearly holidays and | of the services for customers.
    let beginnings = ["ประกาศ", "เวลา", "ช", "การ"];
    assert_eq!(lines.len(), beginnings.len(), "{text}");
    for (line, beginning) in lines.iter().zip(beginnings) {
        assert!(line.trim_start().starts_with(beginning), "{text}");
    }
}

/// A bold that its font does not have was written twice, one upon the other.
#[test]
fn letters_whose_bold_is_made_up_are_there_once() {
    let service = Service::start();
    let body = "<b>時間割</b> 表 <b style='color:#c00;opacity:.5'>半分</b>";
    let pdf = print(&service, "body{font-family:\"VL PGothic\"}", body);
    let glyphs: String = pdf.glyphs().into_iter().map(|glyph| glyph.text).collect();
    assert!(glyphs.starts_with("時間割表"), "{glyphs}");
    let ink = |style: &str| {
        let pdf = print(
            &service,
            "body{font-family:\"VL PGothic\"}",
            &format!("<p style='{style}'>時間割"),
        );
        let picture = pdf.picture(96);
        picture.dots().iter().filter(|dot| dot[0] < 128).count()
    };
    assert!(ink("font-weight:bold") * 10 > ink("") * 12);
}

/// As between the digits of a number in French. To the engine it was a mark without a width.
#[test]
fn a_narrow_space_has_a_width() {
    let service = Service::start();
    let at = |text: &str| {
        let pdf = print(
            &service,
            "p{font:16px Arial}",
            &format!("<p>{text} end</p>"),
        );
        left(&pdf, "end")
    };
    let wider = at("1&#8239;234&#8239;€") - at("1234€");
    assert_near(wider, 6.4, 1.5);
    assert_near(at("1&#8206;234"), at("1234"), 0.2);
}
