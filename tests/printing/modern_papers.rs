//! What stands in documents as people write them: covers, colours and turns of variables, links that
//! are containers, rows of a fixed height, words of Korean with marks in them.

use crate::support;

use support::service::Service;

use super::styled::{PX, assert_near, print_html};

#[test]
fn a_cover_wider_than_the_pages_behind_it_shrinks_none_of_them() {
    let service = Service::start();
    let cover =
        ".cover{width:210mm;height:297mm;background:#0b5563}p{margin:0;font:16px/20px Arial}";
    for (rules, of_cover) in [
        (
            "@page{size:A4;margin:20mm}@page :first{margin:0}",
            "break-after:page",
        ),
        (
            "@page{size:A4;margin:20mm}@page front{margin:0}",
            "page:front",
        ),
    ] {
        let html = format!(
            "<!DOCTYPE html><style>{rules}body{{margin:0}}{cover}.cover{{{of_cover}}}</style>\
             <div class=cover></div><p>alpha<p style='width:400px;text-align:right'>omega"
        );
        let pdf = print_html(&service, &html);
        assert_eq!(pdf.pages(), 2, "{rules}");
        let first = pdf.word_on(2, "alpha");
        assert_near(first.left / PX, 75.6, 1.5);
        assert_near(pdf.word_on(2, "omega").right / PX, 475.6, 1.5);
        let picture = pdf.picture_of(1, 48);
        // In inches.
        assert_near(picture.widest_run([0x0b, 0x55, 0x63]), 210.0 / 25.4, 0.1);
    }
    // What is wider than its own page shrinks it.
    let html = format!(
        "<!DOCTYPE html><style>@page{{size:A4;margin:20mm}}@page :first{{margin:0}}body{{margin:0}}{cover}\
         .cover{{break-after:page}}</style><div class=cover></div><p style='width:210mm;text-align:right'>omega"
    );
    let pdf = print_html(&service, &html);
    assert!(pdf.word_on(2, "omega").right / PX < 793.7 - 74.0);
}
