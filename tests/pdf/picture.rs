//! Pictures of pages: what they show is what poppler shows of the same PDF.
//!
//! Two rasterisers never agree on every dot: each has its own way with the
//! edges of letters. So the pictures are held side by side with a tolerance, and
//! a second test proves that what matters does not slip through it.

use crate::support;

use std::io::Cursor;

use support::pdf::Pdf;
use support::service::{Answer, Service, multipart};

const HTML: &str = "text/html; charset=utf-8";

/// How far apart two pictures of a page may be.
///
/// Measured at 150 dpi: a mean of 3.3 at most, and 2.2 % of the dots far apart, on
/// pages full of small text, whose lines poppler moves onto the dots; 12 in the
/// square that differs most, and 30 where a word of two letters is missing.
const MOST_MEAN: f64 = 4.5;
const MOST_FAR: f64 = 0.03;
/// How much lighter or darker any square of [`TILE`] dots may be on the whole.
/// Letters that stand half a dot aside hardly change it; a word that is missing
/// changes few dots of the page, and all in a few squares.
const MOST_TILE: f64 = 20.0;
const TILE: usize = 32;
/// A dot is far from another if a channel differs by more.
const FAR: u8 = 64;

/// A picture, red, green and blue for each dot.
struct Shown {
    width: usize,
    height: usize,
    dots: Vec<[u8; 3]>,
}

/// How far two pictures are apart.
#[derive(Debug)]
struct Distance {
    /// Mean over all dots and channels.
    mean: f64,
    /// Share of dots that are far apart.
    far: f64,
    /// Lightness by which the square differs that differs most, of 255.
    tile: f64,
}

impl Distance {
    fn is_small(&self) -> bool {
        self.mean <= MOST_MEAN && self.far <= MOST_FAR && self.tile <= MOST_TILE
    }
}

impl Shown {
    fn png(png: &[u8]) -> Self {
        let mut decoder = png::Decoder::new(Cursor::new(png));
        decoder.set_transformations(png::Transformations::normalize_to_color8());
        let mut reader = decoder.read_info().unwrap();
        let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
        let frame = reader.next_frame(&mut bytes).unwrap();
        let samples = frame.color_type.samples();
        assert!(matches!(samples, 1 | 3), "opaque: {:?}", frame.color_type);
        let dots = bytes[..frame.buffer_size()]
            .chunks_exact(samples)
            .map(|dot| [dot[0], dot[samples / 2], dot[samples - 1]])
            .collect();
        Self {
            width: frame.width as usize,
            height: frame.height as usize,
            dots,
        }
    }

    /// A page of a PDF as poppler shows it.
    fn poppler(pdf: &Pdf, page: u32, dpi: u32) -> Self {
        let picture = pdf.picture_of(page as usize, dpi);
        Self {
            width: picture.width,
            height: picture.height,
            dots: picture.dots().to_vec(),
        }
    }

    fn dot(&self, x: usize, y: usize) -> [u8; 3] {
        self.dots[y * self.width + x]
    }

    fn distance(&self, other: &Self) -> Distance {
        let sizes = (self.width, self.height, other.width, other.height);
        // Rounded here, rounded up there.
        assert!(self.width.abs_diff(other.width) <= 1, "{sizes:?}");
        assert!(self.height.abs_diff(other.height) <= 1, "{sizes:?}");
        let width = self.width.min(other.width);
        let height = self.height.min(other.height);
        let across = width.div_ceil(TILE);
        let mut tiles = vec![[0_i64; 3]; across * height.div_ceil(TILE)];
        let (mut sum, mut far) = (0_u64, 0_u64);
        for y in 0..height {
            let (ours, theirs) = (&self.dots[y * self.width..], &other.dots[y * other.width..]);
            for x in 0..width {
                let (a, b) = (ours[x], theirs[x]);
                // Most dots are paper, and there are two million to a page.
                if a == b {
                    continue;
                }
                let apart = [0, 1, 2].map(|channel| a[channel].abs_diff(b[channel]));
                sum += apart.map(u64::from).iter().sum::<u64>();
                let tile = &mut tiles[y / TILE * across + x / TILE];
                for channel in 0..3 {
                    tile[channel] += i64::from(a[channel]) - i64::from(b[channel]);
                }
                far += u64::from(apart.iter().any(|apart| *apart > FAR));
            }
        }
        let dots = (width * height) as f64;
        let tile = tiles.iter().flatten().map(|sum| sum.unsigned_abs()).max();
        Distance {
            mean: sum as f64 / dots / 3.0,
            far: far as f64 / dots,
            tile: tile.unwrap_or(0) as f64 / (TILE * TILE) as f64,
        }
    }
}

/// Holds a picture beside poppler's of the same page.
fn beside_poppler(picture: &[u8], pdf: &[u8], page: u32, dpi: u32) -> Distance {
    Shown::png(picture).distance(&Shown::poppler(&Pdf::new(pdf), page, dpi))
}

/// The picture; anything else fails the test with what came instead.
fn body(answer: Answer, content_type: &str) -> Vec<u8> {
    let text = String::from_utf8_lossy(&answer.body[..answer.body.len().min(2000)]);
    assert_eq!(answer.status, 200, "{text}");
    assert_eq!(answer.header("content-type"), content_type);
    answer.body
}

fn png(service: &Service, query: &str, html: &str) -> Vec<u8> {
    body(
        service.post(&format!("/png?{query}"), HTML, html),
        "image/png",
    )
}

fn file(path: &str) -> Vec<u8> {
    std::fs::read(format!("{}/{path}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// All that a page can have: scripts of the world, borders of all kinds, colour
/// gradients, shadows, opacity, turned text, a mask, images with and without
/// alpha, a canvas, form controls, a drawing.
const EVERYTHING: &str = r##"<!DOCTYPE html><meta charset=utf-8><style>
body{font:12px Arial;margin:0} .b{display:inline-block;width:90px;height:50px;margin:5px;vertical-align:top}
table{border-collapse:collapse} td,th{border:1px solid #333;padding:3px 8px}
.plain td{border:0;background:#135;color:#fff}
</style><h1>제목 Heading ₩1,234</h1>
<p>한글 본문 문장입니다. The quick brown fox. <b>굵게</b> <i>기울임</i> <u>under</u> <s>struck</s> 日本語 中文 العربية ไทย हिन्दी</p>
<p style="font-size:8px">아주 작은 글씨 tiny text 0123456789</p><p style="letter-spacing:5px">letter spaced 자간</p>
<div class=b style="border:1px solid #000">solid</div><div class=b style="border:1px dashed #c00">dashed</div>
<div class=b style="border:2px dotted #00c">dotted</div><div class=b style="border:3px double #080">double</div>
<div class=b style="border:6px ridge #888">ridge</div><div class=b style="border:2px solid #06c;border-radius:12px">round</div><br>
<div class=b style="background:-webkit-linear-gradient(left,#f00,#00f)"></div>
<div class=b style="background:-webkit-radial-gradient(center,circle,#ff0,#080)"></div>
<div class=b style="background:-webkit-linear-gradient(top,rgba(255,0,0,1),rgba(255,0,0,0))"></div>
<div class=b style="-webkit-box-shadow:4px 4px 8px rgba(0,0,0,.5)">shadow</div>
<div class=b style="text-shadow:2px 2px 3px #900;font-size:20px">shadow</div>
<div class=b style="opacity:.4;background:#080;color:#fff">opacity <b style="background:#f00">over</b></div><br>
<div class=b style="-webkit-transform:rotate(-20deg);background:#fed">회전 turned</div>
<div class=b style="-webkit-transform:rotate(90deg)">ninety</div>
<div class=b style="-webkit-mask-image:-webkit-linear-gradient(left,#000,transparent);background:#909;color:#fff">masked</div><br>
<table><tr><th>품목<th>금액<tr><td>사과<td>₩3,000<tr style="background:#eee"><td>배<td>₩10,000</table>
<table class=plain><tr><td>one<td>two two<td>three<tr><td>하나<td>둘<td>셋</table>
<svg width=400 height=120 xmlns="http://www.w3.org/2000/svg"><defs><linearGradient id=g><stop offset=0 stop-color=red />
<stop offset=1 stop-color=blue stop-opacity=".2"/></linearGradient></defs><circle cx=50 cy=50 r=40 fill="url(#g)" stroke=#000 />
<path d="M160 90 C180 0 240 0 260 90" fill=none stroke=#c06 stroke-width=2 /><text x=270 y=40 font-size=22>SVG 글자</text></svg>
<hr><ul><li>one<li>둘</ul><input type=checkbox checked> <input value="입력"> <button>단추</button><br>
<canvas id=c width=300 height=100></canvas><script>var c=document.getElementById('c').getContext('2d');c.fillStyle='#36c';
for(var i=0;i<10;i++)c.fillRect(i*30,100-i*9,20,i*9);c.globalAlpha=.4;c.fillStyle='#0a0';c.fillRect(50,20,100,40)</script>"##;

#[test]
fn pages_look_as_another_reader_shows_them() {
    let service = Service::start();
    let mut documents: Vec<(String, String)> = ["invoice", "chart", "letter-latin1", "ruler"]
        .iter()
        .map(|name| match *name {
            "invoice" => "examples/invoice.html".to_owned(),
            name => format!("tests/documents/{name}.html"),
        })
        .map(|path| {
            (
                path.clone(),
                String::from_utf8_lossy(&file(&path)).into_owned(),
            )
        })
        .collect();
    documents.push(("everything".to_owned(), EVERYTHING.to_owned()));
    for (name, html) in &documents {
        for query in [
            "",
            "orientation=landscape",
            "page_width=80&page_height=200&margin=3",
        ] {
            let pdf = service.print(query, html).pdf();
            let distance = beside_poppler(&png(&service, query, html), &pdf, 1, 150);
            assert!(distance.is_small(), "{name} {query}: {distance:?}");
        }
    }
}

#[test]
fn every_page_of_a_report_looks_as_another_reader_shows_it() {
    let service = Service::start();
    let html = String::from_utf8(file("tests/documents/report.html")).unwrap();
    let pdf = service.print("", &html).pdf();
    for page in 1..=11 {
        let picture = png(&service, &format!("page={page}"), &html);
        let distance = beside_poppler(&picture, &pdf, page, 150);
        assert!(distance.is_small(), "page {page}: {distance:?}");
    }
}

#[test]
fn pictures_style_sheets_and_fonts_that_were_sent_are_drawn() {
    let service = Service::start();
    let folder = "tests/documents/invoice-assets";
    let parts: Vec<(String, Vec<u8>)> = ["logo.png", "stamp.svg", "style.css", "handwriting.woff"]
        .iter()
        .map(|name| {
            (
                format!("name=file; filename={name}"),
                file(&format!("{folder}/{name}")),
            )
        })
        .chain([(
            "name=html".to_owned(),
            file(&format!("{folder}/index.html")),
        )])
        .collect();
    let parts: Vec<_> = parts
        .iter()
        .map(|(head, contents)| (head.as_str(), contents.as_slice()))
        .collect();
    let (content_type, form) = multipart(&parts);
    let pdf = service.post("/pdf", &content_type, &form).pdf();
    let picture = body(service.post("/png", &content_type, &form), "image/png");
    let distance = beside_poppler(&picture, &pdf, 1, 150);
    assert!(distance.is_small(), "{distance:?}");
}

/// The twin of the tests above: what they could miss, they do not.
#[test]
fn a_missing_word_line_or_colour_would_be_seen() {
    let service = Service::start();
    let page = |word: &str, line: &str, colour: &str| {
        format!(
            "<!DOCTYPE html><meta charset=utf-8><style>body{{font:11pt Arial}}</style>\
             <p>Nothing of this is missing, not even {word} at the end.\
             <div style='width:200px;height:30px;border-bottom:{line}'></div>\
             <div style='width:60px;height:60px;background:{colour}'></div>"
        )
    };
    let whole = page("합계", "3px solid #000", "#36c");
    let pdf = service.print("", &whole).pdf();
    let distance = |html: &str| beside_poppler(&png(&service, "", html), &pdf, 1, 150);
    assert!(distance(&whole).is_small(), "{:?}", distance(&whole));
    for (what, html) in [
        (
            "word",
            page(
                "<span style='visibility:hidden'>합계</span>",
                "3px solid #000",
                "#36c",
            ),
        ),
        ("line", page("합계", "3px solid transparent", "#36c")),
        ("box", page("합계", "3px solid #000", "transparent")),
        ("colour", page("합계", "3px solid #000", "#c36")),
    ] {
        assert!(!distance(&html).is_small(), "{what}: {:?}", distance(&html));
    }
}

#[test]
fn coloured_cells_that_touch_show_no_line_between_them() {
    let service = Service::start();
    let html = "<!DOCTYPE html><style>body{margin:0}table{border-collapse:collapse;width:100%}\
                td{background:#135;height:21.3px;padding:0}</style>\
                <table><tr><td>&nbsp;<td><td><tr><td><td><td><tr><td><td><td></table>";
    let colours = |query| {
        let picture = Shown::png(&png(&service, query, html));
        let inside = |x: &usize| (picture.width / 10..picture.width * 9 / 10).contains(x);
        let top = (0..picture.height)
            .position(|y| picture.dot(picture.width / 2, y) == [0x11, 0x33, 0x55])
            .unwrap();
        let high = picture.width * 55 / 794;
        (top + 1..top + high)
            .flat_map(|y| (0..picture.width).filter(inside).map(move |x| (x, y)))
            .filter(|&(x, y)| picture.dot(x, y) != [0x11, 0x33, 0x55])
            .count()
    };
    for query in ["", "width=777", "width=1600"] {
        assert_eq!(colours(query), 0, "dots of another colour with {query}");
    }
}

#[test]
fn jpg_is_a_jpeg_and_all_is_a_zip() {
    let service = Service::start();
    let html = "<!DOCTYPE html><p>one<p style='page-break-before:always'>two";
    let jpg = body(service.post("/jpg", HTML, html), "image/jpeg");
    assert_eq!(jpg[..3], [0xff, 0xd8, 0xff]);
    let bytes = body(service.post("/png?page=all", HTML, html), "application/zip");
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let names: Vec<_> = (0..zip.len())
        .map(|at| zip.by_index(at).unwrap().name().unwrap().into_owned())
        .collect();
    assert_eq!(names, ["page-001.png", "page-002.png"]);
}

#[test]
fn a_page_that_is_not_there_is_a_problem_that_says_so() {
    let service = Service::start();
    let answer = service.post("/png?page=2", HTML, "<p>one page");
    assert!((400..500).contains(&answer.status), "{}", answer.status);
    let detail = answer.told();
    assert!(
        detail.contains("no page 2") && detail.contains("has 1 page"),
        "{detail}"
    );
}

#[test]
fn a_page_without_a_background_is_transparent_when_asked() {
    let service = Service::start();
    let html = "<!DOCTYPE html><style>body{margin:0}</style><div style='width:1in;height:1in;background:#f00'></div>";
    let bytes = png(&service, "transparent=on&margin=0&width=200", html);
    let mut reader = png::Decoder::new(Cursor::new(&bytes)).read_info().unwrap();
    let mut dots = vec![0; reader.output_buffer_size().unwrap()];
    assert_eq!(
        reader.next_frame(&mut dots).unwrap().color_type,
        png::ColorType::Rgba
    );
    assert_eq!(dots[..4], [255, 0, 0, 255]);
    assert_eq!(dots[dots.len() - 4..], [0, 0, 0, 0]);
}
