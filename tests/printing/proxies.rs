//! Objects whose properties are asked of functions, which the engine does not have.

use serde_json::json;

use crate::platform::check;
use crate::support::pdf::Pdf;
use crate::support::service::Service;

#[test]
fn proxies_and_reflect_are_those_of_today() {
    check("", include_str!("proxies/table.txt"));
}

/// Libraries make code when they run, out of what stands in attributes: it was not lowered
/// with them.
#[test]
fn code_that_is_made_at_run_time_is_of_today_and_knows_proxies() {
    check("", include_str!("proxies/made.txt"));
}

/// So it is where no script of the page has a proxy.
#[test]
fn code_that_is_made_at_run_time_is_of_today_in_every_page() {
    let table = include_str!("proxies/made.txt").lines();
    // What the engine reads it runs as it stands, where a symbol is an object.
    let of_others = |line: &&str| {
        ["Proxy", "typeof Symbol"]
            .iter()
            .any(|word| line.contains(word))
    };
    let mut lines: Vec<_> = table.filter(|line| !of_others(line)).collect();
    lines.extend(include_str!("proxies/evaluated.txt").lines());
    check("", &lines.join("\n"));
}

/// Engines of templates make it, and are ES5 themselves.
#[test]
fn scripts_in_es5_make_code_of_today_as_well() {
    let html = "<!DOCTYPE html><p id=p></p><script>var f = new Function('a', 'return a.map(x => `${x?.y ?? 0}`).join()');\
        p.innerHTML = f([{y: 4}, null]) + (f instanceof Function) + (f.constructor === Function)</script>";
    assert_eq!(text(html), "4,0truetrue");
}

/// A loader that has a library's text, and one of long ago.
#[test]
fn scripts_that_scripts_put_into_the_page_are_of_today() {
    let html = "<!DOCTYPE html><p id=p></p><script>var s = document.createElement('script');\
        s.text = 'const one = (() => `one`)(); class Two { static name2 = `two` }'; document.body.appendChild(s);\
        document.write('<script>let three = `thr${\"ee\"}`<\\/script>'); p.innerHTML = one + Two.name2</script>\
        <script>p.innerHTML += three</script>";
    assert_eq!(text(html), "onetwothree");
}

#[test]
fn what_cannot_be_had_of_made_code_is_told() {
    let html = "<!DOCTYPE html><p>a<script>try { new Function('return [...(function* () { yield 1 })()]') } catch (e) {}</script>";
    let answer = Service::start().post_json(&json!({ "html": html }));
    let warnings = answer.header("x-pdf-warnings").to_owned();
    assert!(warnings.contains("generator"), "{warnings}");
}

fn text(html: &str) -> String {
    let answer = Service::start().post_json(&json!({ "html": html }));
    Pdf::new(&answer.pdf()).text().trim().to_owned()
}
