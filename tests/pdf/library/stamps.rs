//! Stamps, by the colours that they leave on the page.

use super::finish;
use bytes::Bytes;
use html2pdf_lambda::pdf::{Finishing, Layer};

use super::print::{Print, changed, stamp};
use super::reader::Reader;

/// A page with a white background, and a black field on its left half.
fn page_with_background() -> Bytes {
    changed(&Print::of(&["text"]).pdf(), |document| {
        let page = document.page_iter().next().unwrap();
        let ground = b"1 g 0 0 595 842 re f 0 g 0 0 297 842 re f".to_vec();
        document.change_page_content(page, ground).unwrap();
    })
}

#[test]
fn a_stamp_lies_over_the_page_or_under_it_even_where_the_page_has_a_background() {
    const RED: [u8; 3] = [255, 0, 0];
    const WHITE: [u8; 3] = [255; 3];
    const BLACK: [u8; 3] = [0; 3];
    // On black and on white within the bar, and on white below it.
    let points = [(100, 200), (500, 200), (500, 500)];
    let colours = |layer, opacity| {
        let work = Finishing {
            stamps: vec![stamp(layer, opacity)],
            ..Finishing::default()
        };
        let pdf = finish(page_with_background(), &work).unwrap();
        Reader::new(&pdf).colours(1, points)
    };
    assert_eq!(colours(Layer::Over, 1.0), [RED, RED, WHITE]);
    assert_eq!(colours(Layer::Under, 1.0), [BLACK, RED, WHITE]);
    let [on_black, on_white, beside] = colours(Layer::Over, 0.5);
    assert!(
        (126..=129).contains(&on_black[0]) && on_black[1] == 0,
        "{on_black:?}"
    );
    assert!(
        on_white[0] == 255 && (126..=129).contains(&on_white[1]),
        "{on_white:?}"
    );
    assert_eq!(beside, WHITE);
}

#[test]
fn a_stamp_is_upright_and_in_the_middle_of_pages_of_any_size_and_turn() {
    for (turn, size) in [
        (0, (595, 842)),
        (90, (842, 595)),
        (180, (595, 842)),
        (270, (842, 595)),
        (0, (1190, 1684)),
    ] {
        let print = Print {
            size,
            ..Print::of(&["text"])
        };
        let pdf = changed(&print.pdf(), |document| {
            let page = document.page_iter().next().unwrap();
            let page = document.get_dictionary_mut(page).unwrap();
            page.set("Rotate", turn);
            // Nor need its corner be at 0.
            let (width, height) = size;
            page.set(
                "MediaBox",
                vec![
                    100.into(),
                    50.into(),
                    (width + 100).into(),
                    (height + 50).into(),
                ],
            );
        });
        let work = Finishing {
            stamps: vec![stamp(Layer::Over, 1.0)],
            ..Finishing::default()
        };
        let pdf = finish(pdf, &work).unwrap();
        let scale = (size.0.min(size.1) / 595) as usize;
        let points =
            [(20, 150), (575, 230), (300, 130), (300, 250)].map(|(x, y)| (x * scale, y * scale));
        let red = Reader::new(&pdf)
            .colours(1, points)
            .map(|colour| colour == [255, 0, 0]);
        assert_eq!(
            red,
            [true, true, false, false],
            "turned by {turn}, {size:?}"
        );
    }
    // A page of another shape: as large as fits, in the middle.
    let print = Print {
        size: (1000, 842),
        ..Print::of(&["text"])
    };
    let work = Finishing {
        stamps: vec![stamp(Layer::Over, 1.0)],
        ..Finishing::default()
    };
    let pdf = finish(print.pdf(), &work).unwrap();
    let red = Reader::new(&pdf).colours(1, [(190, 200), (215, 200), (785, 200), (810, 200)]);
    assert_eq!(red.map(|colour| colour[1] == 0), [false, true, true, false]);
}
