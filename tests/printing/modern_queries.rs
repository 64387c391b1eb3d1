//! What hangs on containers and on how elements are counted.

use crate::support;

use serde_json::json;
use support::service::Service;

use super::styled::{assert_at, below, left, page, print, top};

#[test]
fn containers_are_asked_for_their_own_width() {
    let service = Service::start();
    let style = ".c{container-type:inline-size}.n{width:200px}p{margin:0}\
        @container (min-width:400px){p{margin-left:50px}}@container (width < 300px){p{margin-left:20px}}";
    let body = "<div class=c><p>wide</div><div class='c n'><p>narrow</div><p>none";
    let pdf = print(&service, style, body);
    assert_at(left(&pdf, "wide"), 50.0);
    assert_at(left(&pdf, "narrow"), 20.0);
    assert_at(left(&pdf, "none"), 0.0);
}

/// How wide the container is comes out when the grid around it is laid out.
#[test]
fn containers_in_a_grid_become_grids() {
    let service = Service::start();
    let style = ".g{display:grid;grid-template-columns:500px 200px}.w{container:card/inline-size}\
        @container card (width>300px){.c{display:grid;grid-template-columns:150px 1fr}}";
    let card = |a: &str, b: &str| {
        format!("<div class=w><div class=c><div>{a}</div><div>{b}</div></div></div>")
    };
    let body = format!(
        "<div class=g>{}{}</div>",
        card("aa", "bb"),
        card("cc", "dd")
    );
    let pdf = print(&service, style, &body);
    assert_at(left(&pdf, "bb"), 150.0);
    assert_at(below(&pdf, "bb", "aa"), 0.0);
    assert_at(left(&pdf, "dd"), 500.0);
    assert_at(below(&pdf, "dd", "cc"), 20.0);
}

#[test]
fn conditions_are_joined_named_and_nested() {
    let service = Service::start();
    let style = "p{margin:0}.o{container:out/inline-size;width:600px}.i{container-type:inline-size;width:50%}\
        @container (width>200px) and (width<400px){.a{margin-left:10px}}\
        @container out (width>500px){@container not (width>500px){.b{margin-left:20px}}}\
        @container (200px<width<=300px) or (width>1000px){.c{margin-left:30px}}\
        @container other (width>1px){.d{margin-left:40px}}\
        @container style(--tone: dark){.e{margin-left:50px}}@container style(--tone: light){.f{margin-left:60px}}";
    let texts: String = ('a'..='f').map(|c| format!("<p class={c}>x{c}")).collect();
    let body = format!("<div class=o style='--tone:dark'><div class=i>{texts}</div></div>");
    let pdf = print(&service, style, &body);
    for (word, at) in [
        ("xa", 10.0),
        ("xb", 20.0),
        ("xc", 30.0),
        ("xd", 0.0),
        ("xe", 50.0),
        ("xf", 0.0),
    ] {
        assert_at(left(&pdf, word), at);
    }
}

#[test]
fn units_of_containers_are_shares_of_them() {
    let service = Service::start();
    let style = "div{container-type:inline-size}p{margin:0;padding-left:10cqw;font-size:clamp(8px,5cqi,80px);line-height:20px}";
    let body =
        "<div style='width:400px'><p>one two</div><div style='width:200px'><p>three</div><p>none";
    let pdf = print(&service, style, body);
    assert_at(left(&pdf, "one"), 40.0);
    assert_at(left(&pdf, "three"), 20.0);
    // The page stands for a container that is not there: 794 px.
    assert_at(left(&pdf, "none"), 79.4);
}

/// A size may be a sum where all of a font is said at once as well: of 400 px, 40 px.
#[test]
fn a_font_may_have_a_size_of_its_container() {
    let style = "div{container-type:inline-size;width:400px}p{margin:0 0 0 1em}\
        .a{font:bold clamp(10px,10cqi,80px)/1.1 Arial}.b{font:italic calc(10px + 5cqi)/1.1 Arial}.c{font:4cqi Arial}";
    let body = "<div><p class=a>one<p class=b>two<p class=c>three</div>";
    let pdf = print(&Service::start(), style, body);
    for (word, at) in [("one", 40.0), ("two", 30.0), ("three", 16.0)] {
        assert_at(left(&pdf, word), at);
    }
}

#[test]
fn elements_are_counted_among_those_of_a_list() {
    let service = Service::start();
    let style = "p{margin:0}p:nth-child(2 of .x){margin-left:10px}p:nth-last-child(1 of .x){margin-left:20px}\
        p:nth-child(odd of :not(.x)){margin-left:30px}";
    let body = "<div><p>a1<p class=x>a2<p class=x>a3<p>a4<p class=x>a5<p>a6</div>";
    let pdf = print(&service, style, body);
    for (word, at) in [
        ("a1", 30.0),
        ("a2", 0.0),
        ("a3", 10.0),
        ("a4", 0.0),
        ("a5", 20.0),
        ("a6", 30.0),
    ] {
        assert_at(left(&pdf, word), at);
    }
}

#[test]
fn attributes_are_compared_in_any_case_where_they_are_to_be() {
    let service = Service::start();
    let style = "p{margin:0}[data-x=ABC i]{margin-left:10px}[data-x^='k' i]{margin-left:20px}[data-x=low]{margin-left:30px}";
    let body = "<p data-x=abc>one<p data-x=Kim>two<p data-x=LOW>three";
    let pdf = print(&service, style, body);
    assert_at(left(&pdf, "one"), 10.0);
    assert_at(left(&pdf, "two"), 20.0);
    assert_at(left(&pdf, "three"), 0.0);
}

/// What is asked of containers is not warned of; what nobody can know is no answer.
#[test]
fn containers_are_not_warned_of() {
    let service = Service::start();
    let style = ".c{container-type:inline-size}@container (width>1px){p{color:red}}\
        @container (shape: round){p{margin-left:90px}}@container not (shape: round){p{margin-left:90px}}";
    let html = page(style, "<div class=c><p>text</div>");
    let response = service.post_json(&json!({ "html": html }));
    assert_eq!(response.header("X-Pdf-Warnings"), "");
    let pdf = print(&service, style, "<div class=c><p>text</div>");
    assert_at(left(&pdf, "text"), 0.0);
    assert!(top(&pdf, "text") > 0.0);
}
