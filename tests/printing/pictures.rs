//! Pictures look as browsers show them, whatever kind of file they are.

use crate::support;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use support::pdf::{Pdf, Picture};
use support::png;
use support::service::Service;

/// Red and green above blue and yellow.
const QUARTERS: [[u8; 3]; 4] = [[230, 0, 0], [0, 160, 0], [0, 0, 230], [250, 200, 0]];
const CONVERTED: [&str; 17] = [
    "cmyk.jpg",
    "turned-3.jpg",
    "turned-6.jpg",
    "turned-6.png",
    "not-turned.webp",
    "lossy.webp",
    "lossless.webp",
    "icon.ico",
    "icon-alpha.ico",
    "icon-palette.ico",
    "limited-8.avif",
    "full-10.avif",
    "limited-12.avif",
    "identity.avif",
    "turned.avif",
    "sequence.avif",
    "premultiplied.avif",
];

fn file(name: &str) -> String {
    let path = format!(
        "{}/tests/documents/pictures/{name}",
        env!("CARGO_MANIFEST_DIR")
    );
    STANDARD.encode(std::fs::read(path).unwrap())
}

/// A request whose page is filled by what `shown` makes of a picture's address.
fn request(name: &str, body: &str) -> Value {
    json!({
        "html": format!("<!DOCTYPE html><style>body{{margin:0}}img,p{{margin:0;width:480px;height:320px}}</style>{body}"),
        "page_width": "480px", "page_height": "330px", "margin": "0",
        "assets": { name: file(name) },
    })
}

fn warnings(service: &Service, request: &Value) -> Vec<String> {
    let mut request = request.clone();
    request["report"] = "json".into();
    let report: Value = serde_json::from_slice(&service.post_json(&request).body).unwrap();
    let all = report["warnings"].as_array().unwrap().iter();
    let failed = all.filter(|warning| warning["kind"] == "failed-resource");
    failed
        .map(|warning| format!("{} {}", warning["url"], warning["reason"]).replace('"', ""))
        .collect()
}

fn quarters(picture: &Picture) -> [[u8; 3]; 4] {
    let (right, low) = (picture.width, picture.height * 32 / 33);
    [(1, 1), (3, 1), (1, 3), (3, 3)]
        .map(|(x, y)| picture.dots()[low * y / 4 * picture.width + right * x / 4])
}

fn assert_alike(found: [[u8; 3]; 4], meant: [[u8; 3]; 4], what: &str) {
    let all = found.iter().flatten().zip(meant.iter().flatten());
    let far = all.filter(|(found, meant)| found.abs_diff(**meant) > 12);
    assert_eq!(far.count(), 0, "{what}: {found:?}");
}

#[test]
fn what_the_engine_cannot_read_is_converted() {
    let service = Service::start();
    for name in CONVERTED {
        let address = format!("data:image/x;base64,{}", file(name));
        for body in [
            format!("<img src={name}>"),
            format!("<img src='{address}'>"),
            format!("<p style='background:url({name});background-size:100% 100%'>"),
            format!(
                "<style>p{{background:url(\"{address}\");background-size:100% 100%}}</style><p>"
            ),
            format!(
                "<p id=p><script>document.getElementById('p').innerHTML='<img src=' + '{name}>'</script>"
            ),
        ] {
            let request = request(name, &body);
            let answer = service.post_json(&request);
            let warned = answer.header("x-pdf-warnings").to_owned();
            assert!(!warned.contains("failed-resource"), "{name}: {warned}");
            let pdf = Pdf::new(&answer.pdf());
            // Half of it lets the paper through.
            let through = |colour: u8| {
                if matches!(name, "lossless.webp" | "premultiplied.avif") {
                    colour / 2 + 127
                } else {
                    colour
                }
            };
            let meant = QUARTERS.map(|colour| colour.map(through));
            assert_alike(
                quarters(&pdf.picture(48)),
                meant,
                &format!("{name} in {body:.60}"),
            );
        }
    }
}

/// What a picture alone on a page has in its quarters.
fn shown(service: &Service, name: &str) -> [[u8; 3]; 4] {
    let data = format!("<img src='data:image/x;base64,{}'>", file(name));
    let found = [format!("<img src={name}>"), data].map(|body| {
        let request = request(name, &body);
        quarters(&Pdf::new(&service.post_json(&request).pdf()).picture(48))
    });
    assert_eq!(found[0], found[1], "{name}");
    found[0]
}

#[test]
fn colours_become_those_of_the_web() {
    // As Chromium prints them.
    const P3: [[u8; 3]; 4] = [[252, 0, 0], [0, 163, 0], [0, 0, 240], [255, 198, 0]];
    const ADOBE: [[u8; 3]; 4] = [[255, 0, 0], [0, 161, 0], [0, 0, 235], [255, 201, 0]];
    const LINEAR: [[u8; 3]; 4] = [[244, 0, 0], [0, 208, 0], [0, 0, 244], [253, 229, 0]];
    let service = Service::start();
    for (name, meant) in [
        ("p3.jpg", P3),
        ("p3.png", P3),
        ("p3-palette.png", P3),
        ("p3.webp", P3),
        ("p3.avif", P3),
        ("coded-p3.png", P3),
        ("measured-p3.png", P3),
        ("adobe.jpg", ADOBE),
        ("linear.png", LINEAR),
    ] {
        let found = shown(&service, name);
        let all = found.iter().flatten().zip(meant.iter().flatten());
        let far = all.filter(|(found, meant)| found.abs_diff(**meant) > 3);
        assert_eq!(far.count(), 0, "{name}: {found:?}");
    }
}

#[test]
fn of_what_moves_the_first_frame_is_printed() {
    let service = Service::start();
    for name in ["moving.gif", "moving.png", "moving.webp", "sequence.avif"] {
        assert_alike(shown(&service, name), QUARTERS, name);
    }
    // The picture for those who know no frames is not shown.
    assert_alike(
        shown(&service, "moving-hidden.png"),
        [[0; 3]; 4],
        "moving-hidden.png",
    );
}

#[test]
fn what_cannot_be_read_at_all_is_told() {
    let service = Service::start();
    let broken = STANDARD.encode(b"RIFF\x10\0\0\0WEBPVP8 broken");
    let page = STANDARD.encode(b"<h1>Not Found</h1>");
    let heic = STANDARD.encode(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic\0\0\0\x08mdat");
    let avif = STANDARD.encode(b"\0\0\0\x18ftypavif\0\0\0\0mif1avif\0\0\0\x08mdat");
    let name = "photo.heic";
    let address = format!("data:image/heic;base64,{heic}");
    let mut request = request(
        "lossy.webp",
        &format!(
            "<img src={name}><img src='{address}'><img src=broken.avif><img src=broken.webp><img src=page.png>"
        ),
    );
    request["assets"][name] = heic.clone().into();
    request["assets"]["broken.avif"] = avif.into();
    request["assets"]["broken.webp"] = broken.into();
    request["assets"]["page.png"] = page.into();
    request["assets"]["unused.heic"] = heic.into();
    let told = warnings(&service, &request);
    let mut reasons: Vec<_> = told
        .iter()
        .map(|told| told.chars().take(20).collect::<String>())
        .collect();
    reasons.sort();
    let meant = [
        "broken.avif unreadab",
        "broken.webp unreadab",
        "data:image/heic;base",
        "page.png unreadable",
        "photo.heic unreadabl",
    ];
    assert_eq!(reasons, meant, "{told:?}");
    request["strict"] = "on".into();
    assert_eq!(service.post_json(&request).status, 422);
}

/// Width and height in CSS pixels of what is red on the page.
fn red(pdf: &Pdf) -> (usize, usize) {
    let picture = pdf.picture(96);
    let rows = picture.dots().chunks(picture.width);
    let is_red = |dot: &[u8; 3]| dot[0] > 200 && dot[1] < 60;
    let widths: Vec<_> = rows
        .map(|row| row.iter().filter(|dot| is_red(dot)).count())
        .filter(|width| *width > 0)
        .collect();
    (widths.iter().copied().max().unwrap_or(0), widths.len())
}

#[test]
fn an_svg_without_a_size_keeps_its_ratio() {
    let service = Service::start();
    let svg = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 200 100'><rect width='200' height='100' fill='#f00'/></svg>";
    let address = format!("data:image/svg+xml;base64,{}", STANDARD.encode(svg));
    for (body, sides) in [
        (svg.to_owned(), (721, 361)),
        (svg.replace("<svg", "<svg style='width:100px'"), (100, 50)),
        (svg.replace("<svg", "<svg height=50"), (100, 50)),
        ("<img src=logo.svg width=100>".to_owned(), (100, 50)),
        (
            "<img src=logo.svg style='height:25px'>".to_owned(),
            (50, 25),
        ),
        (
            format!("<img src='{address}' style='max-width:100px'>"),
            (100, 50),
        ),
        (
            format!("<object data='{address}' type='image/svg+xml'></object>"),
            (200, 100),
        ),
        (
            "<object data=logo.svg type='image/svg+xml'></object>".to_owned(),
            (200, 100),
        ),
    ] {
        let request = json!({
            "html": format!("<!DOCTYPE html><body style='margin:0'>{body}"),
            "assets": {"logo.svg": STANDARD.encode(svg)},
        });
        let found = red(&Pdf::new(&service.post_json(&request).pdf()));
        let near = found.0.abs_diff(sides.0) <= 2 && found.1.abs_diff(sides.1) <= 2;
        assert!(near, "{body}: {found:?}");
    }
}

#[test]
fn an_svg_file_is_as_large_as_in_browsers() {
    let service = Service::start();
    // What its root says, how it is shown, and how large it is then in Chromium.
    for (root, style, sides) in [
        (
            "width='100%' height='100%' viewBox='0 0 200 100'",
            "width:100px",
            (100, 50),
        ),
        (
            "width='auto' height='auto' viewBox='0 0 200 100'",
            "height:40px",
            (80, 40),
        ),
        (
            "width='10em' height='5em' viewBox='0 0 200 100'",
            "",
            (160, 80),
        ),
        (
            "style='width:90px;height:45px' viewBox='0 0 200 100'",
            "max-width:80px",
            (80, 40),
        ),
        (
            "viewBox='0 0 200 100' preserveAspectRatio='none'",
            "",
            (300, 150),
        ),
        ("", "", (300, 150)),
    ] {
        let svg = format!(
            "<svg xmlns='http://www.w3.org/2000/svg' {root}><rect width='100%' height='100%' fill='#f00'/></svg>"
        );
        let data = format!("data:image/svg+xml;base64,{}", STANDARD.encode(&svg));
        for address in ["a.svg", &data] {
            let request = json!({
                "html": format!("<!DOCTYPE html><body style='margin:0'><img src='{address}' style='{style}'>"),
                "assets": {"a.svg": STANDARD.encode(&svg)},
            });
            let found = red(&Pdf::new(&service.post_json(&request).pdf()));
            let near = found.0.abs_diff(sides.0) <= 2 && found.1.abs_diff(sides.1) <= 2;
            assert!(near, "{root} {style}: {found:?}");
        }
    }
}

#[test]
fn parts_of_an_svg_have_their_true_size() {
    let service = Service::start();
    let mask = "<mask id=m maskUnits='userSpaceOnUse' width=200 height=100><rect width='100' height='50' fill='#fff'/></mask>\
        <rect width='200' height='100' fill='#f00' mask='url(#m)'/>";
    let foreign = "<foreignObject width='200' height='100'><div style='width:120px;height:60px;background:#f00'></div></foreignObject>";
    let used = "<defs><rect id='r' width='150' height='80' fill='#f00'/></defs><use href='#r'/>";
    for (inside, sides) in [(mask, (100, 50)), (foreign, (120, 60)), (used, (150, 80))] {
        let html = format!(
            "<!DOCTYPE html><body style='margin:0'><svg width=200 height=100>{inside}</svg>"
        );
        let found = red(&Pdf::new(&service.print("", &html).pdf()));
        let near = found.0.abs_diff(sides.0) <= 2 && found.1.abs_diff(sides.1) <= 2;
        assert!(near, "{inside}: {found:?}");
    }
}

#[test]
fn translucent_colours_are_faded_once() {
    let service = Service::start();
    const ALPHA: f32 = 0.4;
    let faded = |part: u8| (f32::from(part) * ALPHA + 255.0 * (1.0 - ALPHA)) as u8;
    let meant = QUARTERS.map(|colour| colour.map(faded));
    for name in ["translucent.png", "translucent.webp"] {
        for body in [
            format!("<img src={name}>"),
            format!("<p style='background:url({name});background-size:100% 100%'>"),
        ] {
            let pdf = Pdf::new(&service.post_json(&request(name, &body)).pdf());
            assert_alike(quarters(&pdf.picture(96)), meant, &body);
        }
    }
    let script = "var c = document.getElementsByTagName('canvas')[0], x = c.getContext('2d');\
        x.globalAlpha = .4;\
        ['#e60000', '#00a000', '#0000e6', '#fac800'].forEach(function (colour, at) {\
          x.fillStyle = colour; x.fillRect(at % 2 * 240, at > 1 ? 160 : 0, 240, 160) })";
    let body = format!("<canvas width=480 height=320></canvas><script>{script}</script>");
    let request = request("translucent.png", &body);
    let pdf = Pdf::new(&service.post_json(&request).pdf());
    assert_alike(quarters(&pdf.picture(96)), meant, "a canvas");
}

/// Of other hosts they are chosen when they are fetched.
#[test]
fn pictures_of_a_set_are_chosen_where_they_come_along() {
    let service = Service::start();
    let red = crate::support::png::plain(40, 20, [255, 0, 0]);
    let red = format!("data:image/png;base64,{}", STANDARD.encode(red));
    let body = format!(
        "<picture><source srcset='{red}' type='image/jxl'><source media=screen srcset='gone.png'>\
         <source srcset='{red}'><img src='gone.png'></picture><p></p>\
         <img srcset='{red} 1x, gone.png 3x' src='gone.png'>\
         <p></p><img srcset='{red} 400w' sizes='200px'>"
    );
    let html = format!(
        "<!DOCTYPE html><style>body{{margin:0}}img{{display:block}}p{{height:9px;margin:0}}</style>{body}"
    );
    let pdf = super::styled::print_html(&service, &html);
    let picture = pdf.picture_of(1, 96);
    let runs: Vec<usize> = (0..200)
        .map(|y| {
            let line = &picture.dots()[y * 794..(y + 1) * 794];
            line.iter().filter(|dot| dot[0] > 250 && dot[1] < 5).count()
        })
        .collect();
    let high = |width: usize| runs.iter().filter(|run| run.abs_diff(width) < 2).count();
    assert!(high(40).abs_diff(40) < 3, "{runs:?}");
    assert!(high(200).abs_diff(100) < 3, "{runs:?}");
}

/// Of a photograph the engine needs not find out how small its dots can be packed; of a drawing as large it is that which
/// goes into the PDF, since nothing is lost by it.
#[test]
fn photographs_are_written_as_jpeg_and_drawings_without_loss() {
    let service = Service::start();
    let show = |png: Vec<u8>| {
        let picture = STANDARD.encode(png);
        let html = format!("<img width=400 src=\"data:image/png;base64,{picture}\">");
        Pdf::new(&service.print("", &html).pdf())
    };
    let photograph = show(png::noise(700, 500));
    assert_eq!(photograph.image_encodings(), ["jpeg"]);
    let drawing = show(png::plain(700, 500, [0, 90, 160]));
    assert_eq!(drawing.image_encodings(), ["image"]);
    assert!(drawing.picture(72).has([0, 90, 160]));
}
