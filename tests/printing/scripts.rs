//! Scripts of today run in an engine that knows ES5, each told by what it prints.

use crate::support;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use support::pdf::Pdf;
use support::service::Service;

/// What a document says of a script that must not fail.
fn said(service: &Service, request: &Value) -> String {
    let answer = service.post_json(request);
    let warnings = answer.header("x-pdf-warnings").to_owned();
    let text = Pdf::new(&answer.pdf()).text() + &warnings;
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A document that says what the function `say` is called with.
fn saying(script: &str) -> String {
    format!(
        "<!DOCTYPE html><body><script>function say(){{var p=document.createElement('p');\
         p.textContent=Array.prototype.slice.call(arguments).join(' _ ');\
         document.body.appendChild(p)}}</script>\n<script>{script}</script>"
    )
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table of cases")]
fn the_syntax_of_today_does_what_it_says() {
    let service = Service::start();
    let cases = [
        (
            "let and const",
            "const f = []; for (let i = 0; i < 3; i++) f.push(() => i); say(f.map(g => g()))",
            "0,1,2",
        ),
        (
            "names of functions in strict code",
            "'use strict'; let f; if (say) { function t(t) { return t } f = t } \
             const o = {a: 1, b: `2`, a: 3}; say(f(4), o.a, o.b, Object.keys(o).length)",
            "4 _ 3 _ 2 _ 2",
        ),
        (
            "blocks",
            "let a = 1; { let a = 2; { const a = 3; } } say(a)",
            "1",
        ),
        (
            "functions in blocks",
            "'use strict'; if (1) { function f() { return 'f' } say(f()) } say(typeof f)",
            "f undefined",
        ),
        (
            "arrows",
            "var o = {v: 4, f() { return [1].map(x => x + this.v + arguments[0]) }}; say(o.f(2))",
            "7",
        ),
        (
            "classes",
            "class A { constructor(n) { this.n = n } get twice() { return this.n * 2 } static of(n) { return new this(n) } } class B extends A { get twice() { return super.twice + 1 } } say(B.of(3).twice, B.of(1) instanceof A)",
            "7 _ true",
        ),
        (
            "fields",
            "class A { #n = 1; static m = 5; o = this.#n + 1; #f() { return this.#n++ } f() { return this.#f() + this.#n } static has(a) { return #n in a } } let a = new A; say(a.o, a.f(), A.m, A.has(a), A.has({}))",
            "2 _ 3 _ 5 _ true _ false",
        ),
        (
            "classes of built-ins",
            "class E extends Error { constructor(m) { super(m); this.name = 'E' } } class L extends Array { last() { return this[this.length - 1] } } try { throw new E('no') } catch (e) { say(e instanceof E, e.message, `${e}`) } let l = new L; l.push(1, 2); say(l.last(), l.length)",
            "true _ no _ E: no 2 _ 2",
        ),
        (
            "destructuring",
            "let {a, b: {c = 3} = {}, ...d} = {a: 1, e: 5, f: 6}; let [g, , h = 8, ...i] = [7, 0, undefined, 9, 10]; [g, h] = [h, g]; say(a, c, JSON.stringify(d), g, h, i)",
            "1 _ 3 _ {\"e\":5,\"f\":6} _ 8 _ 7 _ 9,10",
        ),
        (
            "spread and rest",
            "let f = (a, ...b) => b.length + a; say(f(...[1, 2, 3]), [0, ...'ab', ...[1]], JSON.stringify({...{x: 1}, y: 2}), Math.max(...new Set([4, 9])))",
            "3 _ 0,a,b,1 _ {\"x\":1,\"y\":2} _ 9",
        ),
        (
            "default values",
            "let f = (a, b = a + 1, {c = 3, d} = {}) => [a, b, c, d]; say(f(1), f(1, undefined, {d: 4}))",
            "1,2,3, _ 1,2,3,4",
        ),
        (
            "templates",
            "let t = (s, ...v) => s.raw.join('|') + v; say(`a${1 + 1}b${`c${3}`}`, t`x\\n${1}y`)",
            "a2bc3 _ x\\n|y1",
        ),
        (
            "objects",
            "let k = 'key', v = 1; let o = {v, [k + 1]: 2, f() { return this.v }, get g() { return 3 }, async h() {}, *i() { yield 4 }, 'quoted'() { return 5 }}; say(o.v, o.key1, o.f(), o.g, [...o.i()], o.quoted())",
            "1 _ 2 _ 1 _ 3 _ 4 _ 5",
        ),
        (
            "generators",
            "function* f() { try { let a = yield 1; yield a * 2; yield* [5, 6] } finally { say('end') } } let i = f(); say(i.next().value, i.next(4).value, ...i)",
            "end 1 _ 8 _ 5 _ 6",
        ),
        (
            "for of",
            "let out = []; for (const [k, v] of new Map([['a', 1], ['b', 2]])) { if (v > 1) continue; out.push(k) } for (const c of 'x\u{1f600}') out.push(c.length); outer: for (let i of [1, 2]) for (let j of [1, 2]) { if (j > 1) continue outer; out.push(i + j) } say(out)",
            "a,1,2,2,3",
        ),
        (
            "async",
            "(async () => { let f = async x => { await null; if (x > 1) throw Error('big'); return x }; try { say(await f(1)); await f(2) } catch (e) { say(e.message) } finally { say('done') } for await (let x of [f(0), 5]) say(x) })()",
            "1 big done 0 5",
        ),
        (
            "async generators",
            "(async () => { async function* f() { yield 1; await null; yield 2 } for await (let x of f()) say(x) })()",
            "1 2",
        ),
        (
            "operators",
            "let a = null, b = {c: {d() { return this.e }, e: 5}}; a ??= 1; let n = 0; n ||= 2; n &&= n ** 3; n **= 2; say(a, n, b?.c?.d?.(), b.x?.y.z, a ?? 9, 0 ?? 9, delete b?.c)",
            "1 _ 64 _ 5 _ _ 1 _ 0 _ true",
        ),
        (
            "catch without a name",
            "try { null.x } catch { say('caught') }",
            "caught",
        ),
        (
            "numbers",
            "say(0b11, 0o17, 1_000, .5, 2e3)",
            "3 _ 15 _ 1000 _ 0.5 _ 2000",
        ),
        (
            "strings",
            "say('\\u{1f600}'.length, '\u{2028}'.length, 'a\\\nb')",
            "2 _ 1 _ ab",
        ),
        (
            "regular expressions",
            "say(/a.b/s.test('a\\nb'), /(?<y>\\d+)-(?<m>\\d+)/.exec('2024-05').groups.m, 'aa'.replace(/a/y, 'b'), /^\\u{1f600}$/u.test('\\u{1f600}'))",
            "true _ 05 _ ba _ true",
        ),
        (
            "typeof and new.target",
            "function F() { say(new.target === F) } new F; say(typeof Symbol.iterator)",
            "true symbol",
        ),
        (
            "names of functions",
            "let f = () => {}; const o = {g: () => {}}; say(f.name, o.g.name)",
            "f _ g",
        ),
        (
            "labels and switch",
            "let x = 2; switch (x) { case 1: { let y = 1; say(y); break } case 2: { let y = 'two'; say(y) } }",
            "two",
        ),
        (
            "names of functions that are those of parameters",
            "'use strict'; let n = (a, n) => a + n; let o = {m(m) { return m }}; say(n(1, 2), o.m(3))",
            "3 _ 3",
        ),
        (
            "assignments to what functions give",
            "'use strict'; let o = {}, f = () => (function (e) { e = o; return e }(1).a = 2); f(); say(o.a)",
            "2",
        ),
        ("commas", "let f = (a, b,) => a + b; say(f(1, 2,))", "3"),
        (
            "comments",
            "<!-- an old one\nlet a = 1; /* `${ */ say(a) // => {\n-->",
            "1",
        ),
    ];
    let mut wrong = Vec::new();
    for (what, script, expected) in cases {
        let said = said(&service, &json!({ "html": saying(script) }));
        // How far letters are apart is not the question.
        let joined = |text: &str| text.split_whitespace().collect::<String>();
        if joined(&said) != joined(expected) {
            wrong.push(format!("{what}: {said}, not {expected}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn names_of_one_script_are_there_for_the_next_and_helpers_are_nobody_s() {
    let service = Service::start();
    let html = format!(
        "{}<script>let a = 1; const b = 2; class C {{ #n = 3; get n() {{ return this.#n }} }}\n\
         function d() {{ return `d` }} let o = new C; {{ let e = 5; var f = () => e }} var _this = 'mine'</script>\n\
         <script>class D {{ #n = 4; get n() {{ return this.#n }} }} {{ let e = 6 }}\n\
         say(a + b, d(), o.n, new D().n, f(), typeof e, (() => _this)())</script>",
        saying("")
    );
    assert_eq!(
        said(&service, &json!({ "html": html })),
        "3 _ d _ 3 _ 4 _ 5 _ undefined _ mine"
    );
}

#[test]
fn scripts_run_wherever_they_stand() {
    let service = Service::start();
    let html = format!(
        "{}<script src=beside.js></script><img src=data:, onerror='let [a] = [`handler`]; say(a)'>",
        saying("")
    );
    let request = json!({
        "html": html,
        "assets": { "beside.js": STANDARD.encode("say([...'asset'].join(``))") },
        "options": {
            "js": "let late = () => say(`option`); late()",
            "header_html": "<p id=h></p><script>const p = document.getElementById('h'); p.textContent = `in the header`</script>",
            "footer_html": "<p id=f></p><script>document.getElementById('f').innerHTML = [1].map(n => `foot ${n}`)</script>",
            "cover_html": "<p id=c></p><script>document.getElementById('c').textContent = `on the cover`</script>",
        }
    });
    let said = said(&service, &request);
    for word in [
        "handler",
        "asset",
        "option",
        "in the header",
        "foot 1",
        "on the cover",
    ] {
        assert!(said.contains(word), "{word}: {said}");
    }
}

#[test]
fn what_fails_is_told_in_its_own_line() {
    let service = Service::start();
    let told = |html: &str| {
        let answer = service.post_json(&json!({ "html": html }));
        answer.header("x-pdf-warnings").to_owned()
    };
    let syntax = told("<!DOCTYPE html>\n<script>\nlet a = 1;\nlet b = ;\n</script>");
    assert!(syntax.contains("line=4"), "{syntax}");
    assert_eq!(syntax.matches("script-error").count(), 1, "{syntax}");
    // A template ends in a later line, and what follows is told in its own all the same.
    let html =
        "<!DOCTYPE html>\n<script>\nlet a = `\n\n`;\n</script>\n<script>\nvar b = ;\n</script>";
    let syntax = told(html);
    assert!(syntax.contains("line=8"), "{syntax}");
}

#[test]
fn what_is_not_asked_for_is_not_lowered() {
    let service = Service::start();
    let html = "<!DOCTYPE html><p id=p>before</p><script>let p = document.getElementById('p'); p.innerHTML = `after`</script>";
    let print = |options: Value| {
        let answer = service.post_json(&json!({ "html": html, "options": options }));
        let warnings = answer.header("x-pdf-warnings").to_owned();
        (Pdf::new(&answer.pdf()).text().trim().to_owned(), warnings)
    };
    assert_eq!(print(json!({})), ("after".to_owned(), String::new()));
    let off = print(json!({ "javascript": false }));
    assert_eq!(off, ("before".to_owned(), String::new()));
    let (text, warnings) = print(json!({ "lower": false }));
    assert_eq!(text, "before");
    assert!(warnings.contains("is not ES5"), "{warnings}");
}

#[test]
fn strokes_with_dashes_of_no_length_are_whole() {
    let service = Service::start();
    // As libraries for charts make them.
    let html = "<!DOCTYPE html><svg id=s width=200 height=60></svg><script>\
        const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');\
        const said = { d: 'M 0 30 L 200 30', fill: 'none', stroke: 'rgba(0, 0, 255, 0.5)', 'stroke-width': 20, 'stroke-dasharray': 0 };\
        for (const [name, value] of Object.entries(said)) path.setAttribute(name, value);\
        document.getElementById('s').appendChild(path)</script>";
    let pdf = Pdf::new(&service.post_json(&json!({ "html": html })).pdf());
    assert!(pdf.picture(96).has([127, 127, 255]) || pdf.picture(96).has([128, 128, 255]));
}

#[test]
fn a_script_that_ends_its_worker_is_told_and_the_page_goes_on() {
    let service = Service::start();
    let brackets = "[".repeat(1_000_000) + &"]".repeat(1_000_000);
    let html = format!(
        "<!DOCTYPE html><p>before</p><script>let x = {brackets}</script>\
         <script>let p = document.querySelector('p'); p.innerHTML = `after`</script>"
    );
    let answer = service.post_json(&json!({ "html": html }));
    let warnings = answer.header("x-pdf-warnings").to_owned();
    assert!(
        warnings.contains("nested deeper than scripts may be"),
        "{warnings}"
    );
    assert_eq!(Pdf::new(&answer.pdf()).text().trim(), "after");
    service.assert_nothing_left();
}

#[test]
fn what_was_lowered_once_is_the_same_for_all() {
    let service = Service::start();
    let html = format!("{}<script src=lib.js></script>", saying(""));
    let file =
        STANDARD.encode("class Lib { #n = 1; get n() { return this.#n } }\nsay(new Lib().n)");
    let request = json!({ "html": html, "assets": { "lib.js": file } });
    let first = service.post_json(&request).pdf();
    assert_eq!(first, service.post_json(&request).pdf());
}
