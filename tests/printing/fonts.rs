//! Web fonts are printed as browsers print them: each weight is its own.
//!
//! The letters of these fonts are bars, as many thousandths of the size wide as their
//! weight says.

use crate::support;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use support::pdf::Pdf;
use support::service::Service;

pub fn file(name: &str) -> String {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/documents/fonts");
    STANDARD.encode(std::fs::read(format!("{folder}/{name}")).unwrap())
}

/// Prints a line of text in each of these styles; returns how wide the bars are, in
/// hundreds of weight.
fn bars(service: &Service, css: &str, styles: &[&str], options: &Value) -> Vec<usize> {
    let lines: Vec<_> = styles.iter().map(|style| (*style, 'A')).collect();
    bars_of(service, css, &lines, options)
}

/// The same of any letters in their styles.
pub fn bars_of(
    service: &Service,
    css: &str,
    lines: &[(&str, char)],
    options: &Value,
) -> Vec<usize> {
    let count = lines.len();
    let lines: String = lines
        .iter()
        .map(|(style, letter)| format!("<p style='{style}'>{letter}</p>"))
        .collect();
    let mut request = json!({
        "html": format!("<!DOCTYPE html><style>{css} body{{margin:0}} p{{margin:0;font-size:100px;line-height:100px;font-family:B,serif}}</style>{lines}"),
        "page_width": "300px", "page_height": format!("{}px", count * 100 + 10), "margin": "0",
        "assets": {},
    });
    for name in [
        "variable.ttf",
        "variable.woff2",
        "variable-thin.woff",
        "slanted.woff2",
        "static-400.woff2",
        "static-500.woff2",
        "static-600.woff2",
        "static-700.woff2",
        "letters.woff2",
    ] {
        request["assets"][name] = file(name).into();
    }
    for (name, value) in options.as_object().unwrap() {
        request[name] = value.clone();
    }
    let picture = Pdf::new(&service.post_json(&request).pdf()).picture(96);
    let is_dark = |dot: &&[u8; 3]| dot[0] < 128;
    let rows: Vec<_> = picture.dots().chunks(picture.width).collect();
    let lines = (0..count).map(|line| rows[line * 100 + 50].iter().filter(is_dark).count());
    lines.map(|width| (width + 5) / 10).collect()
}

const ALL: [&str; 9] = [
    "font-weight:100",
    "font-weight:200",
    "font-weight:300",
    "font-weight:400",
    "font-weight:500",
    "font-weight:600",
    "font-weight:700",
    "font-weight:800",
    "font-weight:900",
];

#[test]
fn a_variable_font_has_all_weights_that_are_used() {
    let service = Service::start();
    let data = format!("data:font/woff2;base64,{}", file("variable.woff2"));
    for source in [
        "variable.ttf",
        "variable.woff2",
        "variable-thin.woff",
        &data,
    ] {
        let css = format!(
            "@font-face{{font-family:B;src:url({source}) format('woff2');font-weight:100 900}}"
        );
        for lower in ["on", "off"] {
            let css = match lower {
                "on" => css.clone(),
                _ => css.replace("format('woff2')", ""),
            };
            assert_eq!(
                bars(&service, &css, &ALL, &json!({"lower": lower})),
                [1, 2, 3, 4, 5, 6, 7, 8, 9],
                "{source:.40} {lower}"
            );
        }
    }
}

#[test]
fn a_font_comes_whatever_its_hint_says_of_variations() {
    let service = Service::start();
    for hint in [
        "",
        "format('woff2-variations')",
        "format(woff2) tech(variations)",
        "format(\"woff2 supports variations\")",
    ] {
        let css = format!(
            "@font-face{{font-family:B;src:url(variable.woff2) {hint};font-weight:100 900}}"
        );
        let found = bars(&service, &css, &ALL, &json!({}));
        assert_eq!(found, [1, 2, 3, 4, 5, 6, 7, 8, 9], "{hint}");
    }
}

#[test]
fn a_variable_font_keeps_to_the_range_that_is_said() {
    let service = Service::start();
    let css = "@font-face{font-family:B;src:url(variable-thin.woff);font-weight:300 600}";
    let styles = [
        "font-weight:100",
        "font-weight:500",
        "font:900 100px/100px B",
    ];
    assert_eq!(bars(&service, css, &styles, &json!({})), [3, 5, 6]);
    // Without a range it is that of plain text, and not the font's own.
    let css = "@font-face{font-family:B;src:url(variable-thin.woff)}";
    assert_eq!(bars(&service, css, &["font-weight:400"], &json!({})), [4]);
}

#[test]
fn weights_of_scripts_and_of_linked_sheets_are_found() {
    let service = Service::start();
    let sheet =
        "@font-face{font-family:B;src:url(variable.ttf);font-weight:100 900} .x{font-weight:200}";
    let options = json!({
        "js": "document.getElementsByTagName('p')[1].style.fontWeight = 900",
        "css": sheet,
    });
    let styles = ["font-weight:200", "color:#000"];
    assert_eq!(bars(&service, "", &styles, &options), [2, 9]);
}

#[test]
fn one_file_is_upright_and_slanted() {
    let service = Service::start();
    let css = "@font-face{font-family:B;src:url(slanted.woff2);font-weight:100 900;font-style:oblique 0deg 45deg}";
    let styles = ["font-weight:300", "font-weight:300;font-style:italic"];
    assert_eq!(bars(&service, css, &styles, &json!({})), [3, 3]);
}

#[test]
fn files_of_one_family_are_told_apart() {
    let service = Service::start();
    let faces = [400, 500, 600, 700].map(|weight| {
        format!("@font-face{{font-family:B;src:url(static-{weight}.woff2);font-weight:{weight}}}")
    });
    for lower in ["on", "off"] {
        let found = bars(
            &service,
            &faces.concat(),
            &ALL[2..],
            &json!({"lower": lower}),
        );
        assert_eq!(found, [4, 4, 5, 6, 7, 7, 7], "{lower}");
    }
}

#[test]
fn a_font_that_has_only_pictures_is_told_and_another_stands_in() {
    let service = Service::start();
    let mut request = json!({
        "html": "<!DOCTYPE html><style>@font-face{font-family:B;src:url(pictures.ttf)}p{font:20px B,serif}</style><p>Text",
        "assets": {"pictures.ttf": file("pictures.ttf")},
    });
    let fonts = Pdf::new(&service.post_json(&request).pdf()).fonts();
    assert!(
        fonts
            .iter()
            .any(|(name, _)| name.contains("LiberationSerif")),
        "{fonts:?}"
    );
    request["report"] = "json".into();
    let report: Value = serde_json::from_slice(&service.post_json(&request).body).unwrap();
    let told = report["warnings"].to_string();
    assert!(
        told.contains("pictures.ttf") && told.contains("unreadable"),
        "{told}"
    );
}

#[test]
fn a_font_that_is_cut_off_ends_nothing_and_is_told() {
    let service = Service::start();
    let mut cut = std::fs::read(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/documents/fonts/variable.woff2"
    ))
    .unwrap();
    cut.truncate(400);
    let mut request = json!({
        "html": "<!DOCTYPE html><style>@font-face{font-family:B;src:url(cut.woff2);font-weight:100 900}p{font:900 20px B,serif}</style><p>A",
        "assets": {"cut.woff2": STANDARD.encode(cut)},
    });
    assert!(service.post_json(&request).pdf().starts_with(b"%PDF"));
    request["report"] = "json".into();
    let report: Value = serde_json::from_slice(&service.post_json(&request).body).unwrap();
    let told = report["warnings"].to_string();
    assert!(
        told.contains("cut.woff2") && told.contains("unreadable"),
        "{told}"
    );
}

#[test]
fn each_file_of_a_family_is_there_for_its_characters() {
    let service = Service::start();
    let face = |file: &str, said: &str| {
        format!("@font-face{{font-family:B;src:url({file});font-weight:400;{said}}}")
    };
    let cut = [
        face("static-400.woff2", "unicode-range:U+41"),
        face("static-500.woff2", "unicode-range:U+42-43"),
        face("static-600.woff2", "unicode-range:u+44, U+5?"),
    ];
    let plain = |letters: &str| letters.chars().map(|c| ("", c)).collect::<Vec<_>>();
    let of = |css: &str, letters: &str| bars_of(&service, css, &plain(letters), &json!({}));
    assert_eq!(of(&cut.concat(), "ABCDZ"), [4, 5, 5, 6, 6]);
    // Of several that have a character the last one is taken.
    let whole = face("static-700.woff2", "");
    assert_eq!(of(&(cut.concat() + &whole), "ABZ"), [7, 7, 7]);
    assert_eq!(of(&(whole + &cut.concat()), "ABEZ"), [4, 5, 7, 6]);
    // A font is not there for all that it has.
    let one = &cut[0];
    let found = of(one, "AB");
    assert_eq!(found[0], 4);
    assert_ne!(found[1], 4, "the letter of another font");
    // Nor is a variable one, in any of its weights.
    let css = "@font-face{font-family:B;src:url(static-500.woff2);font-weight:100 900}\
               @font-face{font-family:B;src:url(variable.woff2);font-weight:100 900;unicode-range:U+41}";
    let lines = [
        ("font-weight:300", 'A'),
        ("font-weight:800", 'A'),
        ("font-weight:800", 'B'),
    ];
    assert_eq!(bars_of(&service, css, &lines, &json!({})), [3, 8, 5]);
}

#[test]
fn a_font_with_colours_is_printed_in_one_and_named() {
    let service = Service::start();
    let warnings = |name: &str| {
        let html = format!(
            "<!DOCTYPE html><style>@font-face{{font-family:C;src:url({name})}}</style><p style='font-family:C'>A"
        );
        let request = json!({ "html": html, "report": "json", "assets": { name: file(name) } });
        let answer = service.post_json(&request);
        assert_eq!(answer.status, 200);
        let report: Value = serde_json::from_slice(&answer.body).unwrap();
        report["warnings"].clone()
    };
    for name in ["colours.ttf", "colours.woff2"] {
        let told = warnings(name);
        assert_eq!(told[0]["kind"], "colour-font", "{told}");
        assert_eq!(told[0]["url"], name);
        assert_eq!(told.as_array().unwrap().len(), 1, "{told}");
    }
    assert!(warnings("static-500.woff2").as_array().unwrap().is_empty());
}

/// The bold of NanumMyeongjo does not say in all of its tables that it is.
#[test]
fn bold_letters_are_no_bolder_than_their_font() {
    let service = Service::start();
    let ink = |families: &str| {
        let html = format!(
            "<!DOCTYPE html><meta charset=utf-8><b style='font:bold 40px {families}'>굵은 글자</b>"
        );
        let pdf = Pdf::new(&service.post_json(&json!({ "html": html })).pdf());
        let picture = pdf.picture(192);
        picture.dots().iter().filter(|dot| dot[0] < 128).count() as f64
    };
    let (own, helped_out) = (ink("NanumMyeongjo"), ink("Batang, serif"));
    assert!((helped_out / own - 1.0).abs() < 0.05, "{own} {helped_out}");
}

#[test]
fn a_line_is_as_high_as_the_font_that_serves_for_its_letters() {
    let service = Service::start();
    let lines = ["ขค", "ขค", "कख", "कख", "₹", "✅", "📊", "plain", "end"];
    let print = |style: &str| {
        let lines = lines.map(|line| format!("<div>{line}</div>")).concat();
        let html = format!(
            "<!DOCTYPE html><meta charset=utf-8><style>@page{{margin:0}}\
             body{{margin:0;font:14px Arial}}{style}</style>{lines}"
        );
        let request = json!({ "html": html });
        let pdf = Pdf::new(&service.post_json(&request).pdf());
        pdf.word("end").1 / 0.75
    };
    // Two of Thai have 26 pixels each, two of Devanagari and the sign of rupees 19, and each emoji 18.
    let (as_fonts_want, as_styles_say) = (print(""), print("div{line-height:16px}"));
    let higher = as_fonts_want - as_styles_say;
    assert!((31.0..35.0).contains(&higher), "{higher}");
    // In a row of items it is no other.
    let row = print("div{display:flex}") - as_styles_say;
    assert!((row - higher).abs() < 2.0, "{row} {higher}");
}

#[test]
fn emoji_and_signs_of_currencies_are_of_the_fonts_that_browsers_take() {
    let service = Service::start();
    let html =
        "<!DOCTYPE html><meta charset=utf-8><p style='font-family:Arial'>₹ 100 ฿ 100 ✅ ⚡ ❓";
    let pdf = Pdf::new(&service.post_json(&json!({ "html": html })).pdf());
    let mut fonts: Vec<_> = pdf.fonts().into_iter().map(|(name, _)| name).collect();
    fonts.sort();
    assert_eq!(
        fonts,
        ["Garuda", "LiberationSans", "Lohit-Devanagari", "Symbola"]
    );
}

#[test]
fn letters_that_a_font_lacks_are_of_the_font_that_browsers_take() {
    let service = Service::start();
    let fonts = |family: &str| {
        let html =
            format!("<!DOCTYPE html><meta charset=utf-8><p style='font-family:{family}'>합계 ✓ ₽");
        let pdf = Pdf::new(&service.post_json(&json!({ "html": html })).pdf());
        let mut fonts: Vec<_> = pdf.fonts().into_iter().map(|(name, _)| name).collect();
        fonts.retain(|name| !name.starts_with("Liberation") && name != "Caladea-Regular");
        fonts.sort();
        fonts
    };
    for family in ["sans-serif", "serif", "monospace", "Cambria", "inherit"] {
        assert_eq!(fonts(family), ["DejaVuSans", "NanumGothic"], "{family}");
    }
    // Whoever names a Korean font has meant it.
    let named = ["NanumMyeongjo", "NanumGothicCoding"].map(|name| fonts(name).concat());
    assert!(named[0].contains("NanumMyeongjo"), "{named:?}");
    assert!(named[1].contains("NanumGothicCoding"), "{named:?}");
}

#[test]
fn emoji_are_no_larger_than_the_text_of_equal_widths_around_them() {
    let service = Service::start();
    let html = |style: &str| {
        let style = format!("@page{{size:200px;margin:0}}body{{margin:0}}p{{margin:0;{style}}}");
        json!({ "html": format!("<!DOCTYPE html><meta charset=utf-8><style>{style}</style><p>📊📊📊📊📊📊") })
    };
    let dark = |style: &str| {
        let pdf = Pdf::new(&service.post_json(&html(style)).pdf());
        let picture = pdf.picture(192);
        let columns = (0..picture.width).filter(|x| {
            (0..picture.height).any(|y| picture.dots()[y * picture.width + x][0] < 128)
        });
        columns.max().unwrap()
    };
    let (monospace, said) = (dark("font-family:monospace"), dark("font:13px Symbola"));
    assert!(monospace.abs_diff(said) <= 4, "{monospace} {said}");
}

#[test]
fn korean_lines_are_as_high_as_browsers_make_them() {
    let service = Service::start();
    // As Chromium has them.
    let heights = [
        (14, 16.0),
        (16, 19.0),
        (18, 22.0),
        (20, 23.0),
        (21, 24.0),
        (28, 33.0),
    ];
    let lines = heights.map(|(size, _)| {
        format!("<p style='font-size:{size}px'>이다<p style='font:10px/20px Arial'>after{size}")
    });
    let html = format!(
        "<!DOCTYPE html><meta charset=utf-8><style>@page{{margin:0}}i{{display:flex}}\
         body{{margin:0;font-family:Arial}}p{{margin:0}}</style><i></i>{}",
        lines.concat()
    );
    let pdf = Pdf::new(&service.post_json(&json!({ "html": html })).pdf());
    let bottom = |size: i32| pdf.word(&format!("after{size}")).1 / 0.75;
    for two in heights.windows(2) {
        let (before, (size, height)) = (two[0].0, two[1]);
        let found = bottom(size) - bottom(before) - 20.0;
        assert!(
            (found - height).abs() < 0.3,
            "{size}: {found}, not {height}"
        );
    }
}

/// Fonts of formulas say that they are next to no height, and their letters are seen all the same.
#[test]
fn letters_without_any_height_are_printed() {
    let mut font = STANDARD.decode(file("variable.ttf")).unwrap();
    let word = |font: &[u8], at: usize| u32::from_be_bytes(font[at..at + 4].try_into().unwrap());
    for table in (12..).step_by(16).take(usize::from(font[5])) {
        let heights = match &font[table..table + 4] {
            b"hhea" => 4,
            b"OS/2" => 68,
            _ => continue,
        };
        let at = word(&font, table + 8) as usize + heights;
        font[at..at + 6].copy_from_slice(&[0, 10, 0xff, 0xf6, 0, 0]);
    }
    let pdf = Service::start().post_json(&json!({
        "html": "<!DOCTYPE html><style>@font-face{font-family:F;src:url(flat.ttf)}</style><p style='font:16px F'>AAA",
        "assets": { "flat.ttf": STANDARD.encode(font) },
    }));
    assert!(Pdf::new(&pdf.pdf()).text().contains("AAA"));
}
