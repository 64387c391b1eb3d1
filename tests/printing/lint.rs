//! What a document asks for that the engine does not do is said, with its place,
//! and nothing else is.

use crate::support;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};
use support::pdf::Pdf;
use support::service::{Answer, Service};

fn post(service: &Service, request: &Value) -> Answer {
    service.post_json(request)
}

/// The warnings of a document that is printed all the same.
fn lint(service: &Service, request: Value) -> Vec<Value> {
    let answer = post(service, &request);
    let warnings = warnings(&answer);
    answer.pdf();
    warnings
}

fn lint_html(html: &str) -> Vec<Value> {
    lint(&Service::start(), json!({ "html": html }))
}

fn warnings(answer: &Answer) -> Vec<Value> {
    let header = answer.header("x-pdf-warnings");
    assert!(header.len() <= 4096, "{} bytes", header.len());
    match header {
        "" => Vec::new(),
        list => List(list).members(),
    }
}

/// A list of RFC 9651, as a strict reader takes it apart: each member becomes an
/// object with its name as `kind`.
struct List<'a>(&'a str);

impl<'a> List<'a> {
    fn members(mut self) -> Vec<Value> {
        let mut members = vec![self.member()];
        while !self.0.is_empty() {
            self.0 = self.0.trim_start();
            self.expect(',');
            self.0 = self.0.trim_start();
            members.push(self.member());
        }
        members
    }

    fn member(&mut self) -> Value {
        let mut member = Map::new();
        member.insert("kind".to_owned(), self.token().into());
        while self.0.starts_with(';') {
            self.expect(';');
            let key = self.token().to_owned();
            assert!(key.bytes().all(|byte| byte.is_ascii_lowercase()), "{key}");
            self.expect('=');
            member.insert(key, self.value());
        }
        member.into()
    }

    fn value(&mut self) -> Value {
        if self.0.starts_with('"') {
            self.string().into()
        } else if self.0.starts_with(|c: char| c.is_ascii_digit()) {
            let digits = self.take(|c| c.is_ascii_digit());
            assert!(digits.len() <= 15, "{digits}");
            digits.parse::<u64>().unwrap().into()
        } else {
            self.token().into()
        }
    }

    fn string(&mut self) -> &'a str {
        self.expect('"');
        let text = self.take(|c| c != '"');
        let plain = text.chars().all(|c| (' '..='~').contains(&c) && c != '\\');
        assert!(plain, "{text:?}");
        self.expect('"');
        text
    }

    fn token(&mut self) -> &'a str {
        let token = self.take(|c| c.is_ascii_alphanumeric() || "-_.".contains(c));
        assert!(
            token.starts_with(|c: char| c.is_ascii_alphabetic()),
            "{:?}",
            self.0
        );
        token
    }

    fn take(&mut self, wanted: impl Fn(char) -> bool) -> &'a str {
        let end = self.0.find(|c| !wanted(c)).unwrap_or(self.0.len());
        let (taken, rest) = self.0.split_at(end);
        self.0 = rest;
        taken
    }

    fn expect(&mut self, c: char) {
        self.0 = self
            .0
            .strip_prefix(c)
            .unwrap_or_else(|| panic!("no {c} in {:?}", self.0));
    }
}

fn script_error(source: &str, line: u32, message: &str) -> Value {
    json!({"kind": "script-error", "source": source, "line": line, "message": message})
}

fn unsupported(source: &str, line: u32, feature: &str) -> Value {
    json!({"kind": "unsupported-css", "source": source, "line": line, "feature": feature})
}

/// Lines of scripts that no engine of 2011 reads, and what is said of each.
const TOO_YOUNG: [(&str, &str); 8] = [
    ("let x = 1;", "`let` is not ES5"),
    (
        "var f = [1].map(x => x);",
        "`=>` (arrow function) is not ES5",
    ),
    ("var t = `text`;", "a template string (`...`) is not ES5"),
    ("class Chart {}", "`class` is not ES5"),
    ("for (var x of [1, 2]) ok = x;", "`for ... of` is not ES5"),
    ("async function load() {}", "`async` is not ES5"),
    ("var {a, b} = {a: 1};", "destructuring is not ES5"),
    ("function f(a = 1) {}", "scripts must be ES5"),
];

#[test]
fn a_script_that_is_too_young_for_the_bare_engine_is_named_with_its_line() {
    let service = Service::start();
    for (script, said) in TOO_YOUNG {
        let message = format!("SyntaxError: Parse error; {said}");
        let html = format!("<!DOCTYPE html>\n<p>x\n<script>\nvar ok = 1;\n{script}\n</script>");
        let inline = lint(&service, json!({ "html": html, "lower": false }));
        assert_eq!(
            inline,
            [script_error("index.html", 5, &message)],
            "{script}"
        );

        let asset = STANDARD.encode(format!("// 한글\nvar ok = 1;\n{script}\n"));
        let html = "<!DOCTYPE html><p>x<script src=app.js></script>";
        let linked = lint(
            &service,
            json!({"html": html, "assets": {"app.js": asset}, "lower": false}),
        );
        assert_eq!(linked, [script_error("app.js", 3, &message)], "{script}");
    }
}

#[test]
fn several_bad_scripts_are_all_named() {
    let scripts = TOO_YOUNG.map(|(script, _)| format!("<script>{script}</script>\n"));
    let html = format!("<!DOCTYPE html>\n{}", scripts.concat());
    let found = lint(&Service::start(), json!({ "html": html, "lower": false }));
    let lines: Vec<_> = found
        .iter()
        .map(|warning| warning["line"].as_u64().unwrap())
        .collect();
    assert_eq!(lines, [2, 3, 4, 5, 6, 7, 8, 9]);
}

#[test]
fn scripts_of_es5_and_const_are_fine() {
    let html = "<!DOCTYPE html><p id=a><script>const A = 1; var b = {get c() { return [1, 2].map(function (x) { return x }) }};\
                /* let us => `go` */ console.log('class', b.c); document.getElementById('a').innerHTML = A</script>";
    assert_eq!(lint_html(html), [] as [Value; 0]);
}

#[test]
fn what_a_script_does_not_find_is_named() {
    let service = Service::start();
    for (script, message) in [
        ("nothing();", "ReferenceError: Can't find variable: nothing"),
        (
            "indexedDB.open('x');",
            "ReferenceError: Can't find variable: indexedDB; the engine is older than it",
        ),
        (
            "document.body.setHTML();",
            "TypeError: 'undefined' is not a function; the engine is older than .setHTML()",
        ),
        ("var a; a.b;", "TypeError: 'undefined' is not an object"),
        (
            "throw new Error('mine \"quoted\" 한');",
            "Error: mine %22quoted%22 %ED%95%9C",
        ),
    ] {
        let found = lint(
            &service,
            json!({"html": format!("<!DOCTYPE html><p>x<script>{script}</script>")}),
        );
        assert_eq!(found.len(), 1, "{script}: {found:?}");
        assert_eq!(found[0]["kind"], "script-error", "{script}");
        let said = found[0]["message"].as_str().unwrap();
        assert!(said.starts_with(message), "{script}: {said}");
    }
}

#[test]
fn an_error_is_where_the_caller_wrote_it() {
    let service = Service::start();
    let page = "<!DOCTYPE html>\n<p>x";
    let bad = "\n<script>let a = ;</script>";
    let good = "<!DOCTYPE html>\n<p>y";
    for (request, source, line) in [
        (json!({"html": page, "header_html": bad}), "header_html", 2),
        (json!({"html": page, "footer_html": bad}), "footer_html", 2),
        (json!({"html": page, "cover_html": bad}), "cover_html", 2),
        (
            json!({"html": page, "css": "p{}\np{}", "js": "var a;\nlet b = ;"}),
            "js",
            2,
        ),
        (
            json!({"documents": [good, page.to_owned() + bad]}),
            "documents[1]",
            3,
        ),
        (
            json!({"documents": [good, {"html": page, "js": "\n\nlet b = ;"}]}),
            "js",
            3,
        ),
    ] {
        let message = "SyntaxError: Expression expected";
        assert_eq!(
            lint(&service, request),
            [script_error(source, line, message)],
            "{source}"
        );
    }
}

#[test]
fn css_that_is_too_young_is_named_with_its_line() {
    let service = Service::start();
    let page = "<!DOCTYPE html>\n<p>x\n";
    for (declaration, feature) in [
        ("mix-blend-mode:multiply", "mix-blend-mode: multiply"),
        ("shape-outside: circle(40%)", "shape-outside: circle()"),
        ("hyphens:auto", "hyphens: auto"),
        ("frobnicate:1", "frobnicate"),
    ] {
        let sheet = format!("p{{margin:0}}\np{{\n  {declaration} }}");
        let html = format!("{page}<style>\n{sheet}</style>");
        let own = lint(&service, json!({ "html": html }));
        assert_eq!(own, [unsupported("index.html", 6, feature)]);

        let html = format!("{page}<p>y\n<p\nclass=x style='margin:0;{declaration}'>z");
        let inline = lint(&service, json!({ "html": html }));
        assert_eq!(inline, [unsupported("index.html", 4, feature)]);

        let html = format!("{page}<link rel=stylesheet href=a.css>");
        let assets = json!({"a.css": STANDARD.encode(&sheet)});
        let linked = lint(&service, json!({"html": html, "assets": assets}));
        assert_eq!(linked, [unsupported("a.css", 3, feature)]);

        let added = lint(&service, json!({"html": page, "css": sheet}));
        assert_eq!(added, [unsupported("css", 3, feature)]);
    }
    // What is not lowered is told as it is.
    for (declaration, feature) in [
        ("display:grid", "display: grid"),
        ("color:var(--accent)", "var()"),
        ("width:calc(100% - 1em)", "calc()"),
    ] {
        let sheet = format!("p{{margin:0}}\np{{\n  {declaration} }}");
        for option in ["user_style", "toc_css"] {
            let request = json!({"html": page, option: sheet, "toc": true, "lower": false});
            let added = lint(&service, request);
            assert_eq!(added, [unsupported(option, 3, feature)]);
        }
        let html = format!("{page}<style>\n{sheet}</style>");
        let bare = lint(&service, json!({"html": html, "lower": false}));
        assert_eq!(bare, [unsupported("index.html", 6, feature)]);
        assert_eq!(lint(&service, json!({"html": html})), [] as [Value; 0]);
    }
}

#[test]
fn css_with_a_fallback_before_it_is_fine() {
    let html = "<!DOCTYPE html><style>div{display:-webkit-box;display:flex} p{width:50%;width:calc(50% - 1px)}\
                @supports (display:grid){div{display:grid}} a{color:red;color:var(--a)}</style><div>x</div>";
    assert_eq!(lint_html(html), [] as [Value; 0]);
}

#[test]
fn page_rules_that_cannot_be_had_are_named() {
    let lint = |css: &str| lint_html(&format!("<!DOCTYPE html>\n<style>{css}</style><p>x"));
    let none: [Value; 0] = [];
    assert_eq!(lint("@page :left{margin:1cm}"), none);
    for (css, feature) in [
        ("@page :nth(2){margin:1cm}", "@page :nth()"),
        (
            "@page{@top-left{content:element(x)}}",
            "element() in @top-left",
        ),
        ("@page{marks:crop}", "marks in @page"),
    ] {
        assert_eq!(lint(css), [unsupported("index.html", 2, feature)]);
    }
}

fn missing_glyphs(characters: &str) -> Value {
    json!({"kind": "missing-glyphs", "characters": characters})
}

#[test]
fn characters_that_no_font_has_are_named() {
    // A letter of Tibet, and a place of Unicode where nothing is yet.
    let found = lint_html("<!DOCTYPE html><p>abc \u{f40} 한 \u{f40}\u{378}");
    assert_eq!(found, [missing_glyphs("%CD%B8%E0%BD%80")]);
}

#[test]
fn characters_of_headers_and_covers_count_too() {
    let service = Service::start();
    let page = "<!DOCTYPE html><p>x";
    for option in ["header_html", "footer_center", "cover_html"] {
        let found = lint(&service, json!({"html": page, option: "\u{f40}"}));
        assert_eq!(found, [missing_glyphs("%E0%BD%80")], "{option}");
    }
}

#[test]
fn characters_that_some_font_has_are_not_named() {
    let texts = "English “quotes” — café œuvre ﬁ ½ ₩ € £ ¥ § ¶ † ‰ ™ © ½ … • → ← ↑ ↓ ⇒ ■ □ ● ○ ★ ☆ ♥ ♠ ✓ ✔ ✗ ☎ ☑ ①②③ ⅠⅡⅢ ∑ √ ∞ ≤ ≥ ≠ ± × ÷ ° µ \
        Ελληνικά Кириллица Українська Türkçe Việt Đặng čšžřů łąę ñ ¿¡ ß\
        <p>한국어 가각힣 똠방각하 ㄱㄴㅏㅑ 大韓民國 漢字 ㈜ ㎡ ㎏ ℃ ℡ 「괄호」 『』 〈〉 【】 ·\
        <p>日本語 ひらがな カタカナ ﾊﾝｶｸ 御請求書 髙﨑 々〆ヶ ￥ 、。\
        <p>简体中文 发票 繁體中文 發票 龍龜\
        <p dir=rtl>السلام عليكم فاتورة ١٢٣ \u{200f}<p dir=rtl>שלום חשבונית ₪\
        <p>สวัสดี ใบแจ้งหนี้ ฿<p>नमस्ते चालान ₹\
        <p>😀 😂 🎉 👍 ❤ ☀ ☂ ☃ ⚠ ✈ ⌘ ⌛ 🚀 🏠 📄 \u{fe0f}\u{200d}\u{200b}\u{ad}\u{a0}\u{feff}";
    assert_eq!(
        lint_html(&format!("<!DOCTYPE html><meta charset=utf-8><p>{texts}")),
        [] as [Value; 0]
    );
}

#[test]
fn hidden_text_is_not_missed() {
    let html = "<!DOCTYPE html><title>제목</title><p>x<p style='display:none'>감춘 글 漢字 ไทย</p>\
                <span style='visibility:hidden'>日本</span><!-- \u{f40} --><script>var a = '\u{f40}'</script>\
                <style>p:lang(bo){content:'\u{f40}'}</style><img alt='\u{f40}' title='\u{f40}' width=1 height=1>";
    assert_eq!(lint_html(html), [] as [Value; 0]);
}

#[test]
fn a_document_without_a_doctype_is_told_so_and_a_header_is_not() {
    let service = Service::start();
    let doctype = |source: &str| json!({"kind": "missing-doctype", "source": source});
    assert_eq!(
        lint(&service, json!({"html": "<p>x"})),
        [doctype("index.html")]
    );
    let documents = json!({"documents": ["<!DOCTYPE html>x", "<p>y"]});
    assert_eq!(lint(&service, documents), [doctype("documents[1]")]);
    let others = json!({"html": "<!doctype HTML>x", "header_html": "x", "footer_html": "y", "cover_html": "z"});
    assert_eq!(lint(&service, others), [] as [Value; 0]);
}

#[test]
fn resources_that_failed_are_named_with_the_reason() {
    let service = Service::start();
    let html = "<!DOCTYPE html><p>x<img src=logo.png><img src='http://cdn.example/a.png'><script src=lib.js></script>\
                <img src=/etc/passwd><style>p{background:url(back.png)}</style>";
    let mut found: Vec<_> = lint(&service, json!({ "html": html }))
        .iter()
        .map(|warning| {
            assert_eq!(warning["kind"], "failed-resource");
            format!(
                "{} {}",
                warning["url"].as_str().unwrap(),
                warning["reason"].as_str().unwrap()
            )
        })
        .collect();
    found.sort();
    let wanted = [
        "/etc/passwd blocked",
        "back.png not-found",
        "http://cdn.example/a.png blocked",
        "lib.js not-found",
        "logo.png not-found",
    ];
    assert_eq!(found, wanted);
}

#[test]
fn the_documents_of_these_tests_print_without_a_warning() {
    let service = Service::start();
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/documents");
    let mut printed = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "html") {
            let answer = service.post("/pdf", "text/html", std::fs::read(&path).unwrap());
            assert_eq!(answer.header("x-pdf-warnings"), "", "{}", path.display());
            answer.pdf();
            printed += 1;
        }
    }
    assert!(printed >= 7, "{printed}");
}

/// A document for each kind of warning.
const WANTING: [(&str, &str); 6] = [
    ("failed-resource", "<!DOCTYPE html>\n<img src=logo.png>"),
    (
        "script-error",
        "<!DOCTYPE html>\n<p>x<script>let a = ;</script>",
    ),
    (
        "unsupported-css",
        "<!DOCTYPE html>\n<p style='mix-blend-mode:multiply'>x",
    ),
    ("missing-glyphs", "<!DOCTYPE html>\n<p>\u{f40}"),
    ("missing-doctype", "<p>x"),
    ("missing-variable", "<!DOCTYPE html>\n<p>x{{gone}}"),
];

#[test]
fn strict_refuses_what_would_be_a_warning() {
    let service = Service::start();
    for (kind, html) in WANTING {
        let template = (kind == "missing-variable").then_some("handlebars");
        let request = json!({"html": html, "strict": true, "template": template});
        let answer = post(&service, &request);
        assert_eq!(answer.status, 422, "{kind}");
        let problem = answer.problem();
        assert_eq!(problem["type"], "urn:html2pdf:strict", "{kind}");
        assert!(
            problem["detail"].as_str().unwrap().contains("strict"),
            "{problem}"
        );
        let errors = problem["errors"].as_array().unwrap();
        assert_eq!(errors.len(), 1, "{problem}");
        assert_eq!(errors[0]["kind"], kind);
        let detail = errors[0]["detail"].as_str().unwrap();
        let place = match kind {
            "failed-resource" => "logo.png",
            "script-error" | "unsupported-css" | "missing-variable" => "index.html, line 2",
            "missing-glyphs" => "\u{f40}",
            _ => "index.html",
        };
        assert!(detail.contains(place), "{detail}");
        // The same with all in one.
        assert!(
            problem["detail"].as_str().unwrap().contains(detail),
            "{problem}"
        );
    }
    let fine = post(
        &service,
        &json!({"html": "<!DOCTYPE html><p>x", "strict": true}),
    );
    assert!(Pdf::new(&fine.pdf()).text().contains('x'));
}

#[test]
fn a_report_has_the_warnings_as_objects() {
    let service = Service::start();
    for (kind, html) in WANTING {
        let template = (kind == "missing-variable").then_some("handlebars");
        let request = json!({"html": html, "report": "json", "template": template});
        let answer = post(&service, &request);
        assert_eq!(answer.status, 200);
        let report: Value = serde_json::from_slice(&answer.body).unwrap();
        let warning = &report["warnings"][0];
        assert_eq!(warning["kind"], kind, "{report}");
        assert!(warning["detail"].as_str().unwrap().len() > 10, "{warning}");
        match kind {
            "failed-resource" => assert_eq!(warning["url"], "logo.png"),
            "missing-glyphs" => assert_eq!(warning["characters"], "\u{f40}"),
            "script-error" => {
                assert_eq!(warning["line"], 2);
                assert_eq!(warning["message"], "SyntaxError: Expression expected");
            }
            _ => assert_eq!(warning["source"], "index.html"),
        }
    }
}

#[test]
fn a_flood_of_messages_hides_no_error_before_or_after_it() {
    let spam = "for (var i = 0; i < 10000; i++) console.log(new Array(100).join('x') + i);";
    let html = format!(
        "<!DOCTYPE html><p>x<script>before();</script><script>{spam}</script><script>after();</script>"
    );
    let messages: Vec<_> = lint_html(&html)
        .iter()
        .map(|warning| warning["message"].as_str().unwrap().to_owned())
        .collect();
    let missing = |name: &str| format!("ReferenceError: Can't find variable: {name}");
    assert_eq!(messages, [missing("before"), missing("after")]);
}

#[test]
fn what_a_script_forges_is_still_a_list() {
    let forged = r#"
        var lines = ['Warning: Failed to load http://a.example/", evil;x=1, "y (ignore)',
            'Warning: index.html:7 SyntaxError: "quoted", more;count=9 \\ \u0001 한 \ud800',
            'Error: Failed to load a\tb\\, with network status code 203 and http',
            'Warning: :0 Error: ', 'Warning: x:99999999999999999999 TypeError: y',
            'Warning: Blocked access to file /etc/shadow'];
        console.log(lines.join('\n')); console.log('\r' + lines.join('\r'));
        throw new Error(lines.join('\n'));"#;
    let answer =
        Service::start().print("", &format!("<!DOCTYPE html><p>x<script>{forged}</script>"));
    let found = warnings(&answer);
    assert!(!found.is_empty());
    assert!(
        !answer.header("x-pdf-warnings").contains("shadow"),
        "{found:?}"
    );
    let known = WANTING.map(|(kind, _)| kind);
    assert!(
        found
            .iter()
            .all(|warning| known.contains(&warning["kind"].as_str().unwrap())),
        "{found:?}"
    );
    answer.pdf();
}

#[test]
fn more_warnings_than_a_header_holds_are_counted() {
    let html: String = (0..200)
        .map(|n| format!("<img src=picture-{n}.png>\n"))
        .collect();
    let found = lint_html(&format!("<!DOCTYPE html>{html}"));
    let (last, named) = found.split_last().unwrap();
    assert_eq!(last["kind"], "more");
    assert_eq!(named.len() as u64 + last["count"].as_u64().unwrap(), 200);
}

#[test]
fn what_only_browsers_know_of_their_own_sheets_and_films_is_told() {
    for (html, told) in [
        (
            "<style>th{font-weight:revert}</style>",
            "revert to what a browser says",
        ),
        (
            "<style>h1{text-shadow:1px 1px #000;-webkit-text-stroke:2px #fff}</style>",
            "text-shadow together with text-stroke",
        ),
        ("<video poster=a.png></video>", "<video>"),
        (
            "<style>@counter-style a{symbols:\"x\"}p::before{content:counter(n,a)}</style>",
            "counter() in a style of its own",
        ),
    ] {
        let warnings = lint_html(&format!("<!DOCTYPE html>{html}<p>x"));
        let has = |one: &Value| one["feature"] == json!(told);
        assert!(warnings.iter().any(has), "{told}: {warnings:?}");
    }
    let plain =
        "<!DOCTYPE html><style>h1{text-shadow:1px 1px #000}th{font-weight:bold}</style><p>x";
    assert_eq!(lint_html(plain), Vec::<Value>::new());
}
