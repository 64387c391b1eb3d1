//! What browsers paint of what is cut off, repeated, shines through or is counted backwards.

use crate::support;

use support::service::Service;

use super::styled::{assert_near, left, page, print, top};

#[test]
fn what_is_cut_off_is_not_in_the_text() {
    let service = Service::start();
    let style = ".r{display:flex}.e{width:200px;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}\
        .c{display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:2;overflow:hidden;width:200px}\
        .h{height:40px;width:200px;overflow:hidden}\
        .s{position:absolute;width:1px;height:1px;overflow:hidden;clip:rect(0,0,0,0)}";
    let fill = "lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmod tempor";
    let body = |attribute| {
        format!(
            "<div class=r>row</div><div {attribute}=e>alpha {fill} omega</div>\
             <div {attribute}=c>beta {fill} psi</div><div {attribute}=h>gamma {fill} chi</div>\
             <span {attribute}=s>phi</span><p>end"
        )
    };
    let text = print(&service, style, &body("class")).text();
    for seen in ["row", "alpha", "beta", "gamma", "end"] {
        assert!(text.contains(seen), "{text}");
    }
    for unseen in ["omega", "psi", "chi", "phi"] {
        assert!(!text.contains(unseen), "{text}");
    }
    let plain = print(&service, style, &body("title")).text();
    for all in ["omega", "psi", "chi", "phi"] {
        assert!(plain.contains(all), "{plain}");
    }
}

/// Signs that tell directions have no place on the page.
#[test]
fn what_is_cut_off_is_found_beside_text_of_other_directions() {
    let service = Service::start();
    let style = ".c{display:flex;overflow:hidden;height:20px;width:190px}p{margin:0;width:190px}";
    let body = "<div class=c><p>Dubai <span dir=rtl>\u{62f}\u{628}\u{64a}</span> and much \
        more that nobody sees</p></div>";
    let text = print(&service, style, body).text();
    assert!(text.contains("Dubai") && !text.contains("nobody"), "{text}");
}

#[test]
fn heads_that_are_positioned_are_on_every_page() {
    let service = Service::start();
    let rows: String = (0..120)
        .map(|at| format!("<tr><td>r{at}<td>{at}</tr>"))
        .collect();
    for position in ["relative", "sticky;top:0", "static"] {
        let style = format!("th{{position:{position}}}");
        let table = format!("<table><thead><tr><th>Name<th>Value</thead>{rows}</table>");
        let pdf = print(&service, &style, &table);
        let pages = pdf.pages() as usize;
        assert!(pages > 1);
        assert_eq!(pdf.text().matches("Value").count(), pages, "{position}");
    }
}

#[test]
fn borders_shine_through_over_what_is_behind_them() {
    let service = Service::start();
    let style = "body{background:#111;color:#fff}.r{display:flex}\
        b{border:6px solid rgba(46,204,113,.3);border-radius:8px;padding:9px}";
    let picture = print(&service, style, "<div class=r><b>tag</b></div>").picture(96);
    assert!(picture.has([26, 73, 46]));
    // Over white they would be this.
    assert!(!picture.has([192, 240, 212]));
}

#[test]
fn counters_and_lists_count_backwards() {
    let service = Service::start();
    let style = ".b{counter-reset:n 6}.b p{counter-increment:n -1}.b p:before{content:counter(n) \".\"}\
        .s{counter-reset:q other 4}.s p{counter-increment:q other}.s .j{counter-set:q 10}\
        .s p:before{content:counter(q) \"/\" counter(other) \":\"}\
        .f i:before{counter-increment:k -2;content:counter(k) \"=\"}";
    let body = "<div class=b><p>five<p>four</div><div class=s><p>first<p class=j>ten<p>eleven</div>\
        <div class=f><i>less</i> <i>least</i></div>\
        <ol reversed><li>c<li>b<li>a</ol><ol reversed start=9><li>i<li value=4>d<li>e</ol>";
    let text = print(&service, style, body).text();
    for counted in [
        "5.five",
        "4.four",
        "1/5:first",
        "10/6:ten",
        "11/7:eleven",
        "-2=less",
        "-2=least",
    ] {
        assert!(text.contains(counted), "{counted}: {text}");
    }
    let spaced = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for list in ["3. c 2. b 1. a", "9. i 4. d 3. e"] {
        assert!(spaced.contains(list), "{list}: {spaced}");
    }
}

#[test]
fn a_dialogue_that_is_open_stands_in_the_middle_over_what_follows() {
    let service = Service::start();
    let style = "p{margin:0}dialog{width:200px;box-sizing:border-box}\
        .b{position:relative;width:400px;height:100px;margin-top:80px}.o{position:static}";
    let body = "<p>before<dialog open>alpha</dialog><p>behind<div class=b><dialog open>beta</dialog></div>\
        <dialog open class=o>gamma</dialog><dialog>closed</dialog>";
    let pdf = print(&service, style, body);
    // 3 px of border and 16 px of padding.
    assert_near(left(&pdf, "alpha"), (793.7 - 200.0) / 2.0 + 19.0, 1.0);
    assert_near(left(&pdf, "beta"), 119.0, 1.0);
    // One that says where it stands is left there.
    assert_near(left(&pdf, "gamma"), 19.0, 1.0);
    assert_near(top(&pdf, "behind") - top(&pdf, "before"), 20.0, 1.0);
    assert!(!pdf.text().contains("closed"));
    // Nor is one in the middle that says what its margins are.
    let body = "<dialog open style='position:static;margin:0'>delta</dialog>";
    let pdf = print(&service, "", body);
    assert_near(left(&pdf, "delta"), 19.0, 1.0);
}

#[test]
fn rows_of_masonry_are_warned_of() {
    let service = Service::start();
    let warned = |style: &str| {
        let html = page(style, "<div><p>one</div>");
        let answer = service.post_json(&serde_json::json!({ "html": html }));
        answer.header("x-pdf-warnings").to_owned()
    };
    let masonry = warned("div{display:grid;grid-template-rows:masonry}");
    assert!(masonry.contains("grid-template-rows: masonry"), "{masonry}");
    for fine in [
        "div{display:grid;grid-template-columns:subgrid}",
        "div{display:grid;grid-template-rows:subgrid}",
        "div{display:flex;flex-flow:column wrap}",
        "div{display:flex;flex-flow:column wrap;height:200px}",
        "div{display:flex;flex-flow:row wrap;height:200px}",
        "div{display:flex;flex-flow:column nowrap;height:200px}",
    ] {
        assert_eq!(warned(fine), "");
    }
}
