//! Where pictures, fields and what is placed on the paper stand, as in Chromium.

use crate::support;

use support::service::Service;

use super::modern_effects::RED;
use super::styled::{assert_near, below, left, print, top};

/// A picture that fits into any width asks for none.
#[test]
fn pictures_that_have_a_share_of_their_column_do_not_widen_it() {
    let service = Service::start();
    let body = format!("<div><img src='{RED}'><img src='{RED}'><b>third</b></div><p>below");
    for own in ["width:100%", "max-width:100%", "width:100%;height:auto"] {
        let style = format!(
            "div{{display:grid;grid-template-columns:repeat(3,1fr);width:600px}}img{{{own}}}"
        );
        let pdf = print(&service, &style, &body);
        assert_near(left(&pdf, "third"), 400.0, 1.0);
        assert_near(top(&pdf, "below"), 166.5, 2.0);
    }
}
