//! Pages whose scripts put nothing, or something that throws, in the place of what others need: they
//! are printed all the same, and soon.

use crate::support;

use serde_json::json;

use support::pdf::Pdf;
use support::service::Service;

const TAKEN_AWAY: [&str; 24] = [
    "console = null",
    "console = {}",
    "console.log = () => { throw 1 }",
    "Object.defineProperty(window, 'console', { get() { throw 1 } })",
    "setTimeout = setInterval = null",
    "setTimeout = () => { throw 1 }",
    "setTimeout = () => 1",
    "Object.defineProperty(window, 'setTimeout', { get() { throw 1 } })",
    "JSON = null; Math = null",
    "JSON.stringify = () => { throw 1 }",
    "Date = null",
    "Date = function () { return { valueOf: () => 5 } }; Date.now = () => 5",
    "Date.prototype.valueOf = () => 0",
    "Object.prototype.toJSON = () => { throw 1 }",
    "Object.prototype.extra = () => 1; Array.prototype.more = 1",
    "for (const name of ['error', 'width', 'flex', 'length', '0']) \
     Object.defineProperty(Object.prototype, name, { get() { throw 1 }, set() { throw 1 }, configurable: true })",
    "Function.prototype.call = Function.prototype.apply = null",
    "Array.prototype.push = Array.prototype.slice = Array.prototype.forEach = null",
    "Array = Object = String = Number = RegExp = Error = null",
    "document.title = null; Object.defineProperty(document, 'title', { get() { throw 1 } })",
    "window.h2pRest = () => { throw 1 }",
    "window.h2pRest = () => true",
    "onbeforeprint = () => { console = null; setTimeout = null; JSON = null; throw 1 }",
    "window.onerror = () => { throw 1 }; throw null",
];

/// With a layout and without one.
#[test]
fn a_page_that_takes_something_away_is_printed() {
    const BODY: &str = "<style>.row{display:flex;gap:200px}</style><div class=row><b>one</b><b>two</b></div>\
        <p id=late></p><script>document.getElementById('late').textContent = 'three'</script>";
    let service = Service::start_with(&[("HTML2PDF_TIMEOUT", "8s")]);
    let plain = "<h1>one</h1><script>document.title = 'two'</script><p>three";
    for body in [BODY, plain] {
        for script in TAKEN_AWAY {
            let html = format!(
                "<!DOCTYPE html><html><head><script>{script}</script></head><body>{body}</body></html>"
            );
            let answer = service.post_json(&json!({ "html": html }));
            let text = Pdf::new(&answer.pdf()).text();
            assert!(
                text.contains("one") && text.contains("three"),
                "{script}: {text}"
            );
        }
    }
}
