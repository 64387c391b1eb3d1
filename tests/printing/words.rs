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

/// It was cut off to whole dots, once for each letter: of 10 pixels 0.8 were missing.
#[test]
fn the_space_between_letters_has_parts_of_a_dot() {
    let service = Service::start();
    let wider = |spacing: &str, content: &str| {
        let style = format!("p{{font:11px Arial}}i{{font-style:normal;{spacing}}}");
        let at = |style: &str| left(&print(&service, style, content), "end");
        at(&style) - at("p{font:11px Arial}i{font-style:normal}")
    };
    let letters = "<p><i>fifteen letters</i> end";
    assert_near(wider("letter-spacing:.06em", letters), 15.0 * 0.66, 0.2);
    assert_near(wider("letter-spacing:-.34px", letters), 15.0 * -0.34, 0.2);
    assert_near(
        wider("word-spacing:.24px", "<p><i>a b c d e f g h i </i> end"),
        9.0 * 0.24,
        0.2,
    );
    let drawing = "<svg width=300 height=20><text y=15 font-size=11 font-family=Arial><tspan style='XX'>fifteen \
                   letters</tspan><tspan> end</tspan></text></svg>";
    let drawn = |style: &str| left(&print(&service, "", &drawing.replace("XX", style)), "end");
    assert_near(drawn("letter-spacing:.5px") - drawn(""), 15.0 * 0.5, 0.2);
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

/// The space before a bold word is as wide as the others of its line. It was narrower, and the letters of a
/// word that stood alone before it stood apart.
#[test]
fn the_last_space_of_a_justified_text_is_as_wide_as_the_others() {
    let service = Service::start();
    for (words, width) in [("nn", 360), ("nn nn nn", 420)] {
        let style = format!("p{{width:{width}px;font:20px Arial;text-align:justify}}");
        let body =
            format!("<p>{words} <b>bold</b> word is widened a lot, unbreakablewordofgreatlength");
        let glyphs = print(&service, &style, &body).glyphs();
        let spot = |text: char, count: usize| {
            let mut all = glyphs.iter().filter(|glyph| glyph.text == text);
            // Of the width of an A4 page, in pixels.
            all.nth(count).unwrap().x * 793.7
        };
        let last = words.len() / 3 * 2 + 1;
        // Of an n, and of a bold d.
        let (n, d) = (11.12, 12.22);
        // Both letters of a word stand together.
        assert_near(spot('n', 1) - spot('n', 0), n, 0.1);
        // Before the bold word there is as much room as behind it.
        let before = spot('b', 0) - spot('n', last) - n;
        let behind = spot('w', 0) - spot('d', 0) - d;
        assert!(behind > 6.0, "{behind}");
        assert_near(before, behind, 0.3);
    }
}

/// What a long word left at the end of a line was more than the engine could remember.
#[test]
fn justified_lines_reach_the_end_where_a_long_word_did_not_fit() {
    let service = Service::start();
    for width in [330, 370, 410] {
        let style = format!("p{{width:{width}px;text-align:justify}}");
        let body = "<p>Some words before it and the last, then<b> a</b> wordthatissolongthatithasalinealone";
        let pdf = print(&service, &style, body);
        let (end, last) = (f64::from(width), left(&pdf, "a"));
        assert_near(last, end - 8.9, 0.5);
    }
}

/// No browser draws letters out; spaces are wider.
#[test]
fn arabic_letters_of_a_justified_line_are_not_drawn_out() {
    let service = Service::start();
    let style = "p{width:300px;font:16px 'DejaVu Sans';direction:rtl}";
    let text = "تلتزم الشركة المنفذة بتسليم الأعمال خلال مدة لا تتجاوز ستين يوما من تاريخ التوقيع";
    let glyphs = |align: &str| {
        let body = format!("<p style='text-align:{align}'>{text}");
        print(&service, style, &body).glyphs().len()
    };
    assert_eq!(glyphs("justify"), glyphs("right"));
}

/// As in browsers: beside ideographs, also where texts of a line meet.
#[test]
fn lines_of_japanese_and_chinese_are_justified() {
    let service = Service::start();
    let words = "第一条：<b>甲方</b>应当于2026年支付全部价款，乙方应当交付货物";
    let style = "p{width:335px;font:20px 'VL PGothic';text-align:justify}";
    let body = format!("<p>{words}");
    let glyphs = print(&service, style, &body).glyphs();
    let spots: Vec<_> = glyphs.iter().map(|glyph| glyph.x * 793.7).collect();
    let at = |text: char| glyphs.iter().position(|glyph| glyph.text == text).unwrap();
    let gap = |text: char| spots[at(text) + 1] - spots[at(text)] - 20.0;
    let gaps: Vec<_> = "第一：甲方应当".chars().map(gap).collect();
    assert!(gaps[0] > 0.3, "{gaps:?}");
    for other in &gaps {
        assert_near(*other, gaps[0], 0.1);
    }
    let first = glyphs[0].y;
    let end = glyphs
        .iter()
        .take_while(|glyph| glyph.y - first < 0.01)
        .count();
    assert_near(spots[end - 1] + 20.0, 335.0, 0.5);
}

/// All points of this contour lie beside its curve; it was a blot.
#[test]
fn letters_that_begin_beside_their_curve_have_their_shape() {
    let service = Service::start();
    let ink = |text: &str| {
        let style = "p{font:100px \"VL PGothic\";line-height:1.2}";
        let picture = print(&service, style, &format!("<p>{text}")).picture(96);
        let dark = picture.dots().iter().filter(|dot| dot[0] < 128).count();
        f64::from(u32::try_from(dark).unwrap())
    };
    let (zero, letter) = (ink("０"), ink("Ｏ"));
    assert!(zero < letter && letter < zero * 1.5, "{zero} {letter}");
}
