//! Documents as they were written before style sheets: what they ask for by tags and
//! attributes alone. Positions are those of Chromium.

use crate::support;

use support::service::Service;

use super::styled::{PX, print_html};

#[test]
fn what_is_too_wide_is_shrunk_without_any_style() {
    let service = Service::start();
    let line = format!("<!DOCTYPE html><pre>{} last</pre>", "x".repeat(100));
    let cells = "<TD NOWRAP>a cell of some width</TD>".repeat(6);
    let cells = format!("<!DOCTYPE html><TABLE><TR>{cells}<TD>last</TABLE>");
    for html in [line, cells] {
        let pdf = print_html(&service, &html);
        let word = pdf.word_on(1, "last");
        assert!(word.right / PX < 794.0 - 30.0, "{word:?}");
    }
}
