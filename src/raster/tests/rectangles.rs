//! Rectangles and lines as the engine paints them, and as others do.

use super::*;

#[test]
fn a_page_coloured_all_over_is_so_to_its_edges() {
    for (media_box, dpi) in [
        ("0 0 595 842", 150),
        ("0 0 595 842", 96),
        ("0 0 100.3 50.3", 72),
    ] {
        let page = pdf(&[media_box], "1 0 0 rg 0 0 1000 1000 re f");
        let picture = read(&drawn(&page, at(dpi)).bytes);
        let (right, bottom) = (picture.width - 1, picture.height - 1);
        for (x, y) in [(0, 0), (right, 0), (0, bottom), (right, bottom)] {
            assert_eq!(picture.dot(x, y), RED, "{media_box} at {dpi}: {x}, {y}");
        }
    }
}

/// Two rectangles that meet within a dot, in the engine's hand or another.
fn neighbours(hand: &str) -> Bytes {
    card(&format!(
        "{hand}\n0.06 0 0 -0.06 0 50 cm\nq\n/CSp cs 1 0 0 scn\n0 0 508 833 re\nf\n508 0 500 833 re\nf\nQ"
    ))
}

#[test]
fn no_line_shows_between_rectangles_that_touch() {
    let engine = neighbours("/GSa gs /CSp cs /CSp CS");
    for dpi in [72, 96, 150, 203] {
        let picture = read(&drawn(&engine, at(dpi)).bytes);
        let row = picture.height / 2;
        let right = picture.width * 6 / 10 - 2;
        for x in 0..right {
            assert_eq!(picture.dot(x, row), RED, "{dpi} dpi, column {x}");
        }
    }
}

#[test]
fn pages_of_another_hand_are_drawn_as_they_are() {
    let other = neighbours("/GSa gs");
    let picture = read(&drawn(&other, at(72)).bytes);
    assert_ne!(picture.dot(30, 25), RED);
}

#[test]
fn lines_keep_their_width() {
    // Half a dot high at 72 dpi; on the grid it would be a whole one or none.
    let line = card("/GSa gs /CSp cs /CSp CS\n1 0 0 scn\n0 20.2 100 0.5 re\nf\nQ");
    let picture = read(&drawn(&line, at(72)).bytes);
    let dot = picture.dot(50, 29);
    assert!((120..=135).contains(&dot[1]), "{dot:?}");
}

#[test]
fn dashes_that_nobody_could_see_cost_nothing() {
    let started = Instant::now();
    let content = "/GSa gs /CSp cs /CSp CS\n[0.0000001 0.0000001] 0 d\n0 0 m\n100 50 l\nS\nQ";
    drawn(&card(content), at(150));
    assert!(started.elapsed() < Duration::from_secs(60));
    let coarse = "/GSa gs /CSp cs /CSp CS\n[10 10] 0 d\n4 w\n0 25 m\n100 25 l\nS\nQ";
    let picture = read(&drawn(&card(coarse), at(72)).bytes);
    assert_eq!((picture.dot(5, 25)[0], picture.dot(15, 25)[0]), (0, 255));
}
