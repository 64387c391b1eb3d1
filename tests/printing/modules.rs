//! Modules run as in a browser: in the page, in files beside it, and of each other.

use crate::support;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use support::pdf::Pdf;
use support::service::Service;

/// What is printed, without its spaces, and the warnings.
fn print(html: &str, files: &[(&str, &str)]) -> (String, String) {
    let files = files.iter().map(|(name, text)| {
        let text = Value::from(STANDARD.encode(text));
        ((*name).to_owned(), text)
    });
    let files: Map<_, _> = files.collect();
    let service = Service::start();
    let answer = service.post_json(&json!({ "html": html, "assets": files }));
    let warnings = answer.header("x-pdf-warnings").to_owned();
    let text = Pdf::new(&answer.pdf()).text();
    (text.split_whitespace().collect(), warnings)
}

const SAY: &str = "export let count = 1;\nexport const more = () => { count++ };\n\
    export default function say(...what) {\n  const p = document.createElement('p');\n\
    \x20 p.textContent = what.join(' ');\n  document.body.append(p);\n}\n";

#[test]
fn modules_import_each_other_and_stay_bound() {
    let (text, warnings) = print(
        "<!DOCTYPE html><body><script>var order = 'classic'</script>\
         <script nomodule>order = 'old'</script>\
         <script type=importmap>{\"imports\": {\"say\": \"./lib/say.js\", \"all/\": \"./\"}}</script>\
         <script type=module>\nimport say, {count, more} from 'say';\nimport * as all from 'all/all.js';\n\
         import data from './data.json' with {type: 'json'};\nsay(`${order}.`);\nsay(`a${count}`);\nmore();\n\
         say(`b${count}`, all.again(), data.it);\nsay(typeof this, import.meta.url.length > 0, '.');\n</script>\
         <script type=module src=app.js></script><script>order = 'read to its end'</script>",
        &[
            ("say.js", SAY),
            (
                "all.js",
                "export * from './say.js';\nexport {b as again} from './cycle.js';\nexport const a = () => 'cycle';",
            ),
            (
                "cycle.js",
                "import {a} from './all.js';\nexport const b = () => a();",
            ),
            (
                "app.js",
                "import './side.js';\nimport say from './say.js';\nsay(side, typeof __h2pModule);\nconst {default: Late} = await import('./late.js');\nsay(new Late().name);",
            ),
            ("side.js", "window.side = `side`;"),
            ("late.js", "export default class { name = 'late' }"),
            ("data.json", "{\"it\": \"</script>\"}"),
        ],
    );
    assert_eq!(warnings, "");
    assert_eq!(
        text,
        "readtoitsend.a1b2cycle</script>undefinedtrue.sideundefinedlate"
    );
}

#[test]
fn what_cannot_be_had_is_named_with_its_line() {
    let (text, warnings) = print(
        "<!DOCTYPE html><p>page</p><script type=module>\nimport a from 'bare';\n\
         import b from 'https://cdn.example/b.js';\nimport './missing.js';\n</script>\
         <script type=module src=https://cdn.example/c.js></script>\
         <script type=module>document.querySelector('p').innerHTML = `the next one runs`</script>",
        &[],
    );
    assert_eq!(text, "thenextoneruns");
    for part in [
        "bare",
        "cdn.example/b.js",
        "missing.js",
        "cdn.example/c.js",
        "line=2",
        "line=3",
        "line=4",
    ] {
        assert!(warnings.contains(part), "{part}: {warnings}");
    }
    assert_eq!(warnings.matches("script-error").count(), 4, "{warnings}");
}

#[test]
fn a_file_of_modules_that_nobody_asks_for_is_nobody_s_fault() {
    let (text, warnings) = print(
        "<!DOCTYPE html><p>page</p><script>var a</script>",
        &[("say.js", SAY)],
    );
    assert_eq!((text.as_str(), warnings.as_str()), ("page", ""));
}

#[test]
fn a_module_that_fails_is_told_and_those_after_it_run() {
    let (text, warnings) = print(
        "<!DOCTYPE html><p>page</p><script type=module>import './a.js'; never()</script>\
         <script type=module>let x = ;</script>\
         <script type=module>document.querySelector('p').textContent = 'after'</script>",
        &[("a.js", "throw new Error('thrown in a');\nexport {}")],
    );
    assert_eq!(text, "after");
    assert!(warnings.contains("thrown in a"), "{warnings}");
    assert!(warnings.contains("Expression expected"), "{warnings}");
}

/// A library that waits, and a module that uses it.
#[test]
fn modules_take_turns_with_scripts_that_wait_for_the_page() {
    let (text, warnings) = print(
        "<!DOCTYPE html><body><script>var order = []</script><script type=module>order.push(1)</script>\
         <script defer src=a.js data-say='<2>'></script><script type=module src=b.js></script>\
         <script src=c.js defer></script><script type=module>document.body.append(order)</script>",
        &[
            (
                "a.js",
                "order.push(document.currentScript.getAttribute('data-say')); var lib = () => 3",
            ),
            (
                "b.js",
                "order.push(lib(), import.meta.url.split('/').pop(), import.meta.resolve('./x.js').split('/').pop())",
            ),
            ("c.js", "order.push(4)"),
        ],
    );
    assert_eq!((&text[..], &warnings[..]), ("1,<2>,3,b.js,x.js,4", ""));
}

/// Bundles find their folder by it.
#[test]
fn scripts_that_wait_for_the_page_know_which_they_are() {
    let say = "document.body.appendChild(document.createTextNode(document.currentScript.id))";
    let (text, _) = print(
        "<!DOCTYPE html><body><script defer id=one src=a.js></script><script defer id=two src=b.js></script>\
         <script>addEventListener('load', function () { document.body.appendChild(document.createTextNode(document.currentScript)) })</script>",
        &[("a.js", say), ("b.js", say)],
    );
    assert_eq!(text, "onetwonull");
}
