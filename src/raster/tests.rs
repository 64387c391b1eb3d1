//! What a caller gets, seen in small PDFs made on the spot. That pages look as
//! another reader shows them is tested through the service.

use std::io::{Cursor, Read};
use std::time::{Duration, Instant};

use super::*;

mod rectangles;

const RED: [u8; 3] = [255, 0, 0];
const WHITE: [u8; 3] = [255, 255, 255];

/// A PDF of pages that share one content. Boxes are in points.
fn pdf(media_boxes: &[&str], content: &str) -> Bytes {
    let kids: String = (0..media_boxes.len())
        .map(|page| format!("{} 0 R ", page + 10))
        .collect();
    let mut objects = vec![
        (1, "<</Type/Catalog/Pages 2 0 R>>".to_owned()),
        (
            2,
            format!("<</Type/Pages/Kids[{kids}]/Count {}>>", media_boxes.len()),
        ),
        (3, stream("", content)),
        (4, stream(FORM, "/F Do /F Do")),
    ];
    for (page, media_box) in media_boxes.iter().enumerate() {
        let resources = "<</Font<</H 5 0 R>>/XObject<</F 4 0 R>>/ExtGState<</GSa<<>>>>/ColorSpace<</CSp/DeviceRGB>>>>";
        objects.push((
            page + 10,
            format!("<</Type/Page/Parent 2 0 R/MediaBox[{media_box}]/Resources{resources}/Contents 3 0 R>>"),
        ));
    }
    objects.push((
        5,
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_owned(),
    ));
    file(&objects)
}

const FORM: &str = "/Type/XObject/Subtype/Form/BBox[0 0 99 99]/Group<</S/Transparency>>/Resources<</XObject<</F 4 0 R>>>>";

fn stream(dictionary: &str, content: &str) -> String {
    format!(
        "<<{dictionary}/Length {}>>stream\n{content}\nendstream",
        content.len()
    )
}

fn file(objects: &[(usize, String)]) -> Bytes {
    let mut file = "%PDF-1.7\n".to_owned();
    let mut table = "xref\n".to_owned();
    for (number, object) in objects {
        table += &format!("{number} 1\n{:010} 00000 n \n", file.len());
        file += &format!("{number} 0 obj\n{object}\nendobj\n");
    }
    let start = file.len();
    file += &format!("{table}trailer<</Size 99/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n");
    file.into()
}

/// One page of 100 x 50 points.
fn card(content: &str) -> Bytes {
    pdf(&["0 0 100 50"], content)
}

fn at(dpi: u32) -> Settings {
    Settings {
        size: Size::Dpi(dpi),
        ..Settings::default()
    }
}

fn drawn(pdf: &Bytes, settings: Settings) -> Picture {
    draw(pdf, &settings).unwrap()
}

fn fault(pdf: &Bytes, settings: Settings) -> Error {
    draw(pdf, &settings).unwrap_err()
}

/// A PNG as a reader sees it.
struct Shown {
    width: usize,
    height: usize,
    color: png::ColorType,
    dots_per_metre: u32,
    dots: Vec<u8>,
}

fn read(png: &[u8]) -> Shown {
    let mut reader = png::Decoder::new(Cursor::new(png)).read_info().unwrap();
    let mut dots = vec![0; reader.output_buffer_size().unwrap()];
    reader.next_frame(&mut dots).unwrap();
    let info = reader.info();
    Shown {
        width: info.width as usize,
        height: info.height as usize,
        color: info.color_type,
        dots_per_metre: info.pixel_dims.unwrap().xppu,
        dots,
    }
}

impl Shown {
    fn dot(&self, x: usize, y: usize) -> &[u8] {
        let size = self.color.samples();
        &self.dots[(y * self.width + x) * size..][..size]
    }
}

#[test]
fn a_page_measures_what_its_resolution_says() {
    for (dpi, width, height) in [(72, 100, 50), (144, 200, 100), (150, 208, 104), (1, 1, 1)] {
        let picture = read(&drawn(&card("1 0 0 rg 0 0 9 9 re f"), at(dpi)).bytes);
        assert_eq!(
            (picture.width, picture.height),
            (width, height),
            "{dpi} dpi"
        );
        let metre = (f64::from(dpi) / 0.0254).round() as u32;
        assert_eq!(picture.dots_per_metre, metre);
    }
}

#[test]
fn a_width_is_kept_whatever_the_page_measures() {
    for media_box in ["0 0 100 50", "0 0 33.3 16.65", "10 10 1010 510"] {
        let settings = Settings {
            size: Size::Width(640),
            ..Settings::default()
        };
        let picture = read(&drawn(&pdf(&[media_box], ""), settings).bytes);
        assert_eq!((picture.width, picture.height), (640, 320), "{media_box}");
    }
}

#[test]
fn what_is_painted_is_where_it_was_painted() {
    // PDF counts from below.
    let picture = read(&drawn(&card("1 0 0 rg 0 0 20 10 re f"), at(72)).bytes);
    assert_eq!(picture.dot(0, 49), RED);
    assert_eq!(picture.dot(19, 40), RED);
    assert_eq!(picture.dot(20, 40), WHITE);
    assert_eq!(picture.dot(19, 39), WHITE);
}

#[test]
fn the_ground_is_white_or_nothing() {
    let half = card("1 0 0 rg 0 0 50 50 re f");
    let white = read(&drawn(&half, at(72)).bytes);
    assert_eq!(white.color, png::ColorType::Rgb);
    assert_eq!(white.dot(99, 0), WHITE);
    let clear = Settings {
        background: Background::Transparent,
        ..at(72)
    };
    let clear = read(&drawn(&half, clear).bytes);
    assert_eq!(clear.dot(99, 0), [0, 0, 0, 0]);
    assert_eq!(clear.dot(0, 0), [255, 0, 0, 255]);
}

#[test]
fn soft_edges_keep_their_colour_on_nothing() {
    let clear = Settings {
        background: Background::Transparent,
        ..at(72)
    };
    let picture = read(&drawn(&card("1 0 0 rg 0 0 10.5 50 re f"), clear).bytes);
    let edge = picture.dot(10, 25);
    assert_eq!(edge[..3], RED, "not darkened by a ground that is not there");
    assert!((126..=129).contains(&edge[3]), "{edge:?}");
}

#[test]
fn pages_without_colour_are_gray_files() {
    let gray = drawn(&card("0.5 g 0 0 50 50 re f"), at(300));
    assert_eq!(read(&gray.bytes).color, png::ColorType::Grayscale);
    let colour = drawn(&card("0.5 0.5 0.51 rg 0 0 50 50 re f"), at(300));
    assert_eq!(read(&colour.bytes).color, png::ColorType::Rgb);
}

#[test]
fn jpeg_is_jpeg_and_white_and_knows_its_resolution() {
    let settings = Settings {
        kind: Kind::Jpeg { quality: 90 },
        background: Background::Transparent,
        ..at(150)
    };
    let picture = drawn(&card(""), settings);
    assert_eq!(
        (picture.content_type, picture.extension),
        ("image/jpeg", "jpg")
    );
    assert_eq!(picture.bytes[..3], [0xff, 0xd8, 0xff]);
    // JFIF: inches, across, down.
    assert_eq!(picture.bytes[13..18], [1, 0, 150, 0, 150]);
    let best = Settings {
        kind: Kind::Jpeg { quality: 100 },
        ..settings
    };
    let shapes = card("1 0 0 rg 10 10 30 20 re f 0 0 1 rg 50 10 40 30 re f");
    assert!(drawn(&shapes, best).bytes.len() > drawn(&shapes, settings).bytes.len());
}

#[test]
fn all_pages_come_in_one_zip_in_order() {
    let three = pdf(&["0 0 10 10", "0 0 20 10", "0 0 30 10"], "");
    let picture = drawn(
        &three,
        Settings {
            pages: Pages::All,
            ..at(72)
        },
    );
    assert_eq!(
        (picture.content_type, picture.extension),
        ("application/zip", "zip")
    );
    assert_eq!(picture.pages, 3);
    let mut zip = zip::ZipArchive::new(Cursor::new(&picture.bytes)).unwrap();
    for (at, width) in [10, 20, 30].into_iter().enumerate() {
        let mut entry = zip.by_index(at).unwrap();
        assert_eq!(entry.name().unwrap(), format!("page-00{}.png", at + 1));
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        assert_eq!(read(&bytes).width, width);
    }
}

#[test]
fn one_page_asked_for_as_all_is_a_zip_too() {
    let picture = drawn(
        &card(""),
        Settings {
            pages: Pages::All,
            ..at(72)
        },
    );
    assert_eq!((picture.extension, picture.pages), ("zip", 1));
    assert!(picture.bytes.starts_with(b"PK"));
}

#[test]
fn the_same_page_makes_the_same_bytes() {
    let page = card("1 0 0 rg 3.3 4.4 50 20 re f BT /H 12 Tf 5 30 Td (Wort) Tj ET");
    let jpeg = Settings {
        kind: Kind::Jpeg { quality: 80 },
        ..at(100)
    };
    let zip = Settings {
        pages: Pages::All,
        ..at(100)
    };
    for settings in [at(100), jpeg, zip] {
        assert_eq!(drawn(&page, settings).bytes, drawn(&page, settings).bytes);
    }
}

#[test]
fn the_standard_fonts_are_drawn_though_no_pdf_brings_them() {
    let word = drawn(&card("BT /H 20 Tf 5 20 Td (Word) Tj ET"), at(150));
    assert_eq!(word.missing, 0);
    assert!(read(&word.bytes).dots.contains(&0), "there is ink");
}

#[test]
fn a_page_beyond_the_end_is_told_how_many_there_are() {
    let two = pdf(&["0 0 10 10"; 2], "");
    for page in [0, 3, u32::MAX] {
        let fault = fault(
            &two,
            Settings {
                pages: Pages::One(page),
                ..at(72)
            },
        );
        assert_eq!(fault, Error::NoSuchPage { page, pages: 2 });
        assert!(fault.to_string().ends_with("ask for 1 to 2"), "{fault}");
    }
    drawn(
        &two,
        Settings {
            pages: Pages::One(2),
            ..at(72)
        },
    );
}

#[test]
fn a_picture_too_large_is_told_what_would_do_and_that_does() {
    let pages = [
        card(""),
        pdf(&["0 0 20 14400"], ""),
        pdf(&["0 0 14400 14400"], ""),
    ];
    for page in pages {
        for size in [
            Size::Dpi(40_000),
            Size::Width(2_000_000_000),
            Size::Dpi(u32::MAX),
        ] {
            let Error::TooLarge { fits, .. } = fault(&page, Settings { size, ..at(72) }) else {
                panic!("another fault");
            };
            let document = Document::read(&page).unwrap();
            document.area(1, fits).unwrap();
        }
    }
}

#[test]
fn the_fault_of_the_last_page_is_told_before_the_first_is_drawn() {
    let last = pdf(&["0 0 10 10", "0 0 10 10", "0 0 14400 14400"], "");
    let fault = fault(
        &last,
        Settings {
            pages: Pages::All,
            ..at(150)
        },
    );
    assert!(
        matches!(fault, Error::TooLarge { page: 3, .. }),
        "{fault:?}"
    );
}

#[test]
fn more_pages_than_a_zip_takes_are_refused_and_single_ones_are_drawn() {
    let long = pdf(&["0 0 10 10"; MOST_PAGES as usize + 1], "");
    let all = Settings {
        pages: Pages::All,
        ..at(10)
    };
    assert_eq!(
        fault(&long, all),
        Error::TooManyPages {
            pages: MOST_PAGES + 1
        }
    );
    drawn(
        &long,
        Settings {
            pages: Pages::One(MOST_PAGES + 1),
            ..at(10)
        },
    );
    let most = pdf(&["0 0 10 10"; MOST_PAGES as usize], "");
    assert_eq!(drawn(&most, all).pages, MOST_PAGES);
}

#[test]
fn the_longest_side_is_drawn_to_its_end() {
    let tall = pdf(
        &["0 0 2 14400"],
        "1 0 0 rg 0 0 2 10 re f 0 0 1 rg 0 7200 2 10 re f",
    );
    let picture = read(&drawn(&tall, at(327)).bytes);
    assert_eq!(picture.height, 65_400);
    assert_eq!(picture.dot(2, picture.height - 1), RED);
    assert_eq!(picture.dot(2, picture.height / 2 - 1), [0, 0, 255]);
    assert_eq!(picture.dot(2, picture.height / 2 + 1), WHITE);
}

#[test]
fn what_is_no_pdf_is_refused() {
    for junk in ["", "junk", "%PDF-1.7\n%%EOF"] {
        assert_eq!(
            fault(&Bytes::from(junk), at(72)),
            Error::Unreadable,
            "{junk}"
        );
    }
}

#[test]
fn a_form_within_itself_ends() {
    drawn(&card("/F Do"), at(72));
}

#[test]
fn deep_nesting_needs_no_more_stack_than_a_thread_has() {
    let forms = 200;
    let mut objects = vec![
        (1, "<</Type/Catalog/Pages 2 0 R>>".to_owned()),
        (2, "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned()),
        (
            3,
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Resources<</XObject<</F 10 0 R>>>>/Contents 4 0 R>>"
                .to_owned(),
        ),
        (4, stream("", "/F Do")),
    ];
    for form in 10..10 + forms {
        let next = FORM.replace("4 0 R", &format!("{} 0 R", form + 1));
        objects.push((form, stream(&next, "0 0 9 9 re f /F Do")));
    }
    drawn(&file(&objects), at(72));
    drawn(
        &card(&format!("{}{} 0 d", "[".repeat(5000), "]".repeat(5000))),
        at(72),
    );
}

#[test]
fn a_panic_becomes_a_fault_that_keeps_what_it_said_for_the_log() {
    let panic = std::panic::catch_unwind(|| panic!("at {}", 7)).unwrap_err();
    let fault = Error::crashed(&*panic);
    assert_eq!(
        fault,
        Error::Crashed {
            cause: "at 7".into()
        }
    );
    assert!(!fault.to_string().contains("at 7"));
}
