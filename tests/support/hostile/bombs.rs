//! Documents that are too large to be files, and files that are broken in too many ways.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::support::{bundle, png};

/// What an index calls `=name`.
pub fn make(name: &str) -> Vec<u8> {
    let body = match name {
        "frames" => "<iframe src='data:text/html,<p>x'></iframe>".repeat(2000),
        "svg-bomb" => svg_bomb(),
        "breaks" => "<p style='page-break-after:always'>x".repeat(15_000),
        "binary" => return noise(64 << 10),
        "image-png" => image("png", &declared_png(30_000, 30_000)),
        "image-png-many" => {
            let picture = declared_png(4_000, 4_000);
            // A trailing byte makes each of them another one.
            let each = (0..100).map(|at| image("png", &[&picture[..], &[at]].concat()));
            each.collect()
        }
        "image-gif" => image("gif", &gif(1000, 4000)),
        "image-bmp" => image("bmp", &bmp(60_000, 60_000)),
        "many-tables" => "<table><tr><td>".repeat(10_000),
        "many-divs" => "<div>".repeat(50_000) + "x",
        "many-inline" => "<b><i><u><a>".repeat(12_500) + "x",
        "many-lists" => "<ol><li>".repeat(20_000) + "x",
        "many-spans" => "<span>x</span> ".repeat(60_000),
        "many-word" => "w".repeat(2_000_000),
        "many-marks" => "a".to_owned() + &"\u{301}".repeat(400_000),
        "many-rows" => "<table>".to_owned() + &"<tr><td>x<td>y".repeat(20_000),
        "many-links" => (0..15_000)
            .map(|at| format!("<a href='http://x.invalid/{at}' name=n{at}>x</a> "))
            .collect(),
        "many-headings" => (0..10_000)
            .map(|at| format!("<h{}>heading {at}</h{}>", at % 6 + 1, at % 6 + 1))
            .collect(),
        "many-selectors" => {
            let rules: String = (0..5_000)
                .map(|at| format!("p~p~p~p:not(.a{at})~p:nth-last-child({at}n){{color:red}}"))
                .collect();
            format!("<style>{rules}</style>{}", "<p>x".repeat(3_000))
        }
        "many-classes" => {
            let rules: String = (0..3_000)
                .map(|at| format!("div div div div .a{at} *{{color:red}}"))
                .collect();
            format!(
                "<style>{rules}</style>{}",
                "<div class='a1 a2'>".repeat(1_500)
            )
        }
        "many-floats" => {
            "<div style='float:left;width:3.3%'>x</div><div style='float:right'>y</div>"
                .repeat(10_000)
        }
        "script-brackets" => {
            script(&("let x = ".to_owned() + &"[".repeat(100_000) + &"]".repeat(100_000)))
        }
        "script-arrows" => script(&("let x = ".to_owned() + &"a => ".repeat(20_000) + "1")),
        "script-templates" => {
            script(&("let x = ".to_owned() + &"`${".repeat(30_000) + "1" + &"}`".repeat(30_000)))
        }
        "script-functions" => script(&("let x = async () => {".repeat(5_000) + &"}".repeat(5_000))),
        "script-literal" => script(&format!("let x = '{}'", "x".repeat(2_000_000))),
        "script-name" => script(&format!("let {} = 1", "x".repeat(2_000_000))),
        "script-classes" => {
            script(&"class A { #a = 1; static b = this.#a?.c ?? 2 }\n".repeat(20_000))
        }
        "script-pattern" => script(&format!("let x = /{}/u", "(?<a>[^".repeat(50_000))),
        "script-handlers" => "<p onclick='let a = `b`'>x".repeat(3_000),
        "script-modules" => "<script type=module>import a from './a.js'</script>".repeat(3_000),
        "many-attributes" => {
            let attributes: String = (0..25_000).map(|at| format!(" a{at}=x")).collect();
            format!("<p{attributes}>x")
        }
        "many-fonts" => (0..1_000)
            .map(|at| format!("<p style='font:{at}px \"Font {at}\"'>x"))
            .collect(),
        _ => match name.strip_prefix("malformed-") {
            Some(kind) => malformed(kind),
            None => panic!("no bomb is named {name}"),
        },
    };
    format!("<!DOCTYPE html>\n<title>A page</title>\n<p>page\n{body}").into_bytes()
}

/// A page that goes on behind a script of today.
fn script(text: &str) -> String {
    format!(
        "<p>page<script>{text}</script><script>let after = `a`; document.title = after</script>"
    )
}

/// Drawings of ten drawings of ten drawings.
pub fn svg_bomb() -> String {
    let mut drawing =
        "<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' \
                       width='99' height='99'><g id='a0'><rect width='1' height='1'/></g>"
            .to_owned();
    for level in 1..10 {
        let uses = format!("<use xlink:href='#a{}'/>", level - 1).repeat(10);
        drawing += &format!("<g id='a{level}'>{uses}</g>");
    }
    drawing + "</svg>"
}

/// Fifty files with a few bytes changed, as pictures, frames or fonts.
fn malformed(kind: &str) -> String {
    let dots = png::plain(9, 9, [1, 2, 3]);
    let whole = match kind {
        "png" => dots,
        "gif" => gif(3, 9),
        "bmp" => bmp(9, 9),
        "jpeg" => {
            let mut file = Vec::new();
            let encoder = jpeg_encoder::Encoder::new(&mut file, 80);
            let dots = [90; 9 * 9 * 3];
            encoder.encode(&dots, 9, 9, jpeg_encoder::ColorType::Rgb).unwrap();
            file
        }
        "svg" => b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><path d='M0 0L9 9A1 2 3 0 1 4 5Z'/>\
                   <linearGradient id='a'><stop offset='1'/></linearGradient><text fill='url(#a)'>x</text></svg>"
            .to_vec(),
        "ico" => [&[0, 0, 1, 0, 1, 0, 9, 9, 0, 0, 1, 0, 32, 0][..], &(dots.len() as u32).to_le_bytes(), &[22, 0, 0, 0], &dots].concat(),
        "tiff" => b"II*\0\x08\0\0\0\x03\0\0\x01\x03\0\x01\0\0\0\x09\0\0\0\x01\x01\x03\0\x01\0\0\0\x09\0\0\0\x11\x01\x04\0\x01\0\0\0\xff\xff\xff\x7f\0\0\0\0".to_vec(),
        "ttf" => std::fs::read(bundle::path().join("fonts/Garuda.ttf")).unwrap(),
        "woff" => [b"wOFF\0\x01\0\0", &noise(400)[..]].concat(),
        _ => panic!("no {kind}"),
    };
    let mut random = Random(kind.len() as u64 + 99);
    let times = if kind == "ttf" { 8 } else { 50 };
    let mut page = String::new();
    for at in 0..times {
        let mut file = whole.clone();
        for _ in 0..=random.below(8) {
            // Heads are where sizes and places stand.
            let reach = if random.below(2) == 0 {
                file.len().min(600)
            } else {
                file.len()
            };
            let place = random.below(reach);
            file[place] = random.below(256) as u8;
        }
        if random.below(4) == 0 {
            file.truncate(random.below(file.len()));
        }
        let data = STANDARD.encode(&file);
        page += &match kind {
            "ttf" | "woff" => format!(
                "<style>@font-face{{font-family:f{at};src:url(data:font/{kind};base64,{data})}}</style>\
                 <p style='font-family:f{at}'>letters 0123 \u{e01}\u{e33}"
            ),
            "svg" => format!("<img src='data:image/svg+xml;base64,{data}'>"),
            _ => format!("<img src='data:image/{kind};base64,{data}'>"),
        };
    }
    page
}

fn image(kind: &str, file: &[u8]) -> String {
    format!(
        "<img width=99 height=99 src='data:image/{kind};base64,{}'>",
        STANDARD.encode(file)
    )
}

/// One of a single colour, which is small as a file.
fn declared_png(width: u32, height: u32) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = ::png::Encoder::new(&mut file, width, height);
    encoder.set_color(::png::ColorType::Grayscale);
    encoder.set_depth(::png::BitDepth::One);
    let dots = vec![0; (width.div_ceil(8) * height) as usize];
    encoder
        .write_header()
        .unwrap()
        .write_image_data(&dots)
        .unwrap();
    file
}

fn gif(frames: usize, size: u16) -> Vec<u8> {
    let [low, high] = size.to_le_bytes();
    let mut file = [
        &b"GIF89a"[..],
        &[low, high, low, high, 0x80, 0, 0, 0, 0, 0, 255, 255, 255],
    ]
    .concat();
    for _ in 0..frames {
        file.extend([0x21, 0xf9, 4, 0, 0, 0, 0, 0]);
        file.extend([0x2c, 0, 0, 0, 0, low, high, low, high, 0, 2, 2, 0x44, 1, 0]);
    }
    file.push(0x3b);
    file
}

fn bmp(width: u32, height: u32) -> Vec<u8> {
    let mut file = b"BM\xff\xff\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0".to_vec();
    file.extend(width.to_le_bytes());
    file.extend(height.to_le_bytes());
    file.extend([1, 0, 24, 0]);
    file.extend([0; 24]);
    file.extend([7; 300]);
    file
}

fn noise(length: usize) -> Vec<u8> {
    let mut random = Random(7);
    (0..length).map(|_| random.below(256) as u8).collect()
}

/// The same numbers each time.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit.max(1) as u64) as usize
    }
}
