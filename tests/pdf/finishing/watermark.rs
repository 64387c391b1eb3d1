//! Watermarks.

use crate::support;

use serde_json::{Value, json};

use support::pdf::Pdf;
use support::service::{Answer, Service};

use super::{PAGE, assert_refused, base64, pages, post};

/// Dots of this colour, and the middle of them in parts of the page.
fn marks(answer: Answer, colour: impl Fn([u8; 3]) -> bool) -> (usize, f64, f64) {
    let picture = Pdf::new(&answer.pdf()).picture(40);
    let dots = picture
        .dots()
        .iter()
        .enumerate()
        .filter(|(_, dot)| colour(**dot));
    let (mut count, mut across, mut down) = (0, 0.0, 0.0);
    for (at, _) in dots {
        count += 1;
        across += (at % picture.width) as f64 / picture.width as f64;
        down += (at / picture.width) as f64 / picture.height as f64;
    }
    (count, across / count as f64, down / count as f64)
}

fn is_red([red, green, blue]: [u8; 3]) -> bool {
    red > 180 && green < 90 && blue < 90
}

#[test]
fn a_watermark_lies_in_the_middle_of_every_page() {
    let service = Service::start();
    let request = json!({"html": pages(3), "watermark_text": "대외비 COPY", "watermark_color": "#f00",
                         "watermark_opacity": 1, "watermark_angle": 30});
    let answer = post(&service, request);
    let pdf = Pdf::new(&answer.pdf());
    pdf.assert_sound();
    for page in 1..=3 {
        let words: Vec<_> = pdf.words()[page - 1]
            .iter()
            .map(|word| word.text.clone())
            .collect();
        assert!(words.contains(&format!("PAGE{page}")), "{words:?}");
        let red = pdf.picture_of(page, 40);
        assert!(
            red.dots().iter().filter(|dot| is_red(**dot)).count() > 500,
            "page {page}"
        );
    }
    let again = post(
        &service,
        json!({"html": "<p>x", "watermark_text": "COPY", "watermark_color": "red",
                                      "watermark_opacity": 1}),
    );
    let (_, across, down) = marks(again, is_red);
    assert!(
        (across - 0.5).abs() < 0.03 && (down - 0.5).abs() < 0.03,
        "{across}, {down}"
    );
}

#[test]
fn a_watermark_is_as_large_as_faint_and_as_turned_as_it_should_be() {
    let service = Service::start();
    let mark = |more: Value| {
        let mut request = json!({"html": "<p>x", "watermark_text": "COPY", "watermark_color": "#ff0000",
                                 "watermark_opacity": 1, "watermark_angle": 0});
        for (name, value) in more.as_object().unwrap() {
            request[name] = value.clone();
        }
        post(&service, request)
    };
    let (default, ..) = marks(mark(json!({})), is_red);
    let (small, ..) = marks(mark(json!({"watermark_size": 0.35})), is_red);
    assert!(
        (2.5..6.0).contains(&(default as f64 / small as f64)),
        "{default} {small}"
    );
    let (faint, ..) = marks(mark(json!({"watermark_opacity": 0.2})), is_red);
    assert_eq!(faint, 0);
    let pink = |dot: [u8; 3]| dot[0] > 240 && (180..=225).contains(&dot[1]);
    assert!(marks(mark(json!({"watermark_opacity": 0.2})), pink).0 > 500);

    let height_of = |answer: Answer| {
        let picture = Pdf::new(&answer.pdf()).picture(40);
        let rows = picture.dots().chunks(picture.width);
        rows.filter(|row| row.iter().any(|dot| is_red(*dot)))
            .count()
    };
    assert!(height_of(mark(json!({"watermark_angle": 90}))) > 2 * height_of(mark(json!({}))));
}

#[test]
fn a_watermark_lies_over_the_contents_or_under_them() {
    let service = Service::start();
    let html = format!(
        "{PAGE}<body style='margin:0;background:#fff'><div style='background:#000080;height:270mm'></div>"
    );
    let mark = |layer: &str| {
        let request = json!({"html": html, "watermark_text": "COPY", "watermark_color": "red",
                             "watermark_opacity": 1, "watermark_layer": layer});
        marks(post(&service, request), is_red).0
    };
    assert!(mark("over") > 500);
    assert!(mark("under") < mark("over") / 20);
    assert_refused(
        &post(
            &service,
            json!({"html": "<p>x", "watermark_layer": "beside"}),
        ),
        "watermark_layer",
        "over or under",
    );
}

#[test]
fn a_watermark_may_be_a_picture() {
    let service = Service::start();
    let svg = "<svg xmlns='http://www.w3.org/2000/svg' width='100' height='100'><circle cx='50' cy='50' r='50' fill='#ff0000'/></svg>";
    let request = json!({"html": "<p>x", "watermark_image": "도장 1.svg", "watermark_opacity": 1, "watermark_size": 0.3,
                         "assets": {"도장 1.svg": base64(svg.as_bytes())}});
    let (count, across, down) = marks(post(&service, request), is_red);
    assert!(count > 3000, "{count}");
    assert!(
        (across - 0.5).abs() < 0.03 && (down - 0.5).abs() < 0.03,
        "{across}, {down}"
    );
    let both = json!({"html": "<p>x", "watermark_image": "a.png", "watermark_text": "x", "assets": {"a.png": ""}});
    assert_refused(&post(&service, both), "watermark_image", "keep one");
}

#[test]
fn a_watermark_is_the_same_whether_scripts_run_or_not() {
    let service = Service::start();
    let mark = |javascript: bool| {
        let request = json!({"html": "<!DOCTYPE html><p>x", "watermark_text": "COPY", "watermark_color": "red",
                             "watermark_opacity": 1, "watermark_size": 0.3, "javascript": javascript});
        marks(post(&service, request), is_red)
    };
    let (count, ..) = mark(true);
    assert!(count > 100, "{count}");
    assert_eq!(mark(true), mark(false));
}

#[test]
fn a_watermark_that_is_no_picture_is_refused() {
    let service = Service::start();
    let svg = "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'>";
    let image = |name: &str, bytes: &[u8]| {
        let request = json!({"html": "<!DOCTYPE html><p>x", "watermark_image": name, "assets": {name: base64(bytes)}});
        post(&service, request)
    };
    for (name, bytes) in [
        ("x.txt", &b"not a picture"[..]),
        ("empty.png", b""),
        ("cut.png", &support::png::plain(9, 9, [255, 0, 0])[..40]),
        ("text.png", b"PNG"),
        ("broken.svg", svg.as_bytes()),
        ("page.html", b"<!DOCTYPE html><p>x"),
    ] {
        let answer = image(name, bytes);
        assert_refused(&answer, "watermark_image", "is not a picture");
    }
    for (name, bytes) in [
        ("a.png", support::png::plain(9, 9, [255, 0, 0])),
        ("no ending", support::png::plain(9, 9, [255, 0, 0])),
        ("a.bmp", support::documents::noise_bmp(16, 16)),
        ("a.svg", format!("{svg}</svg>").into_bytes()),
    ] {
        let answer = image(name, &bytes);
        assert_eq!(answer.status, 200, "{name}");
    }
}
