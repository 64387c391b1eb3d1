//! What reports, decks and papers of today are made of: sheets as high as their pages, cards that
//! share a height, texts in columns over several pages. Positions are those of Chromium.

use crate::support;

use support::service::Service;

use super::styled::{assert_near, print, print_html, top};

#[test]
fn a_sheet_as_high_as_its_page_with_its_contents_in_the_middle_fills_no_other() {
    let service = Service::start();
    for own in ["", "padding:60px;", "overflow:hidden;"] {
        let html = format!(
            "<!DOCTYPE html><meta charset=utf-8><style>@page{{size:1280px 720px;margin:0}}*{{margin:0;box-sizing:border-box}}\
             div{{width:1280px;height:720px;{own}display:flex;flex-direction:column;justify-content:center;break-after:page}}\
             div:last-child{{break-after:avoid}}</style><div><h1>First</h1></div><div><h1>Second</h1></div>"
        );
        let pdf = print_html(&service, &html);
        assert_eq!(pdf.pages(), 2, "{own}");
    }
}

#[test]
fn what_stands_at_the_bottom_of_cards_does_so_in_all_of_them() {
    let service = Service::start();
    let style = ".s{height:600px;display:flex;flex-direction:column}\
        .g{display:grid;grid-template-columns:repeat(2,200px);flex:1}\
        .c{display:flex;flex-direction:column}.c a{margin-top:auto}";
    let body = "<div class=s><div>head</div><div class=g><div class=c><p>few</p><a>one</a></div>\
        <div class=c><p>many words that stand on several lines of the card</p><a>two</a></div></div></div>";
    let pdf = print(&service, style, body);
    assert_near(top(&pdf, "one"), 580.5, 2.0);
    assert_near(top(&pdf, "two"), 580.5, 2.0);
}
