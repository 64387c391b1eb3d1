//! Documents that are templates: what fills them, what is said of those that are wrong, and
//! that none takes more than its share.

use crate::support;

use serde_json::{Value, json};

use support::pdf::Pdf;
use support::service::{Answer, Service, told};

fn print(service: &Service, request: &Value) -> String {
    Pdf::new(&service.post_json(request).pdf()).text()
}

#[test]
fn template_and_data_make_the_document() {
    let service = Service::start();
    let data = json!({"name": "김하나 & Söhne", "items": [{"what": "Paper", "price": 12.5}, {"what": "Ink", "price": 7}]});
    for (template, html) in [
        (
            "handlebars",
            "<!DOCTYPE html><p>{{name}}{{#each items}}<p>{{what}} at {{number price digits=2}}{{/each}}",
        ),
        (
            "jinja",
            "<!DOCTYPE html><p>{{ name }}{% for i in items %}<p>{{ i.what }} at {{ i.price|number(2) }}{% endfor %}",
        ),
    ] {
        // As JSON, and as text with JSON in it, which a form has.
        for data in [data.clone(), data.to_string().into()] {
            let text = print(
                &service,
                &json!({"html": html, "template": template, "data": data}),
            );
            for words in ["김하나 & Söhne", "Paper at 12.50", "Ink at 7.00"] {
                assert!(text.contains(words), "{template}: {text}");
            }
        }
    }
    // Without the option, nothing is filled.
    let text = print(&service, &json!({"html": "<!DOCTYPE html><p>{{name}}"}));
    assert!(text.contains("{{name}}"), "{text}");
    service.assert_nothing_left();
}

#[test]
fn headers_footers_and_the_cover_are_filled_too() {
    let service = Service::start();
    let request = json!({
        "html": "<!DOCTYPE html><p>{{part}} body<p style='page-break-before:always'>more",
        "header_html": "<p>{{part}} head", "footer_html": "<p>{{part}} foot [page]",
        "footer_first_html": "<p>{{part}} start", "cover_html": "<h1>{{part}} cover</h1>",
        "template": "handlebars", "data": {"part": "Filled"},
    });
    let text = print(&service, &request);
    for words in [
        "Filled body",
        "Filled head",
        "Filled foot",
        "Filled start",
        "Filled cover",
    ] {
        assert!(text.contains(words), "{text}");
    }
}

#[test]
fn each_document_may_have_a_template_and_data_of_its_own() {
    let service = Service::start();
    let request = json!({
        "documents": [
            "<!DOCTYPE html><p>first {{who}}",
            {"html": "<!DOCTYPE html><p>second {{ who|upper }}", "template": "jinja", "data": {"who": "Lee"}},
        ],
        "template": "handlebars", "data": {"who": "Kim"},
    });
    let text = print(&service, &request);
    assert!(
        text.contains("first Kim") && text.contains("second LEE"),
        "{text}"
    );
}

#[test]
fn locale_says_how_amounts_and_dates_are_written() {
    let service = Service::start();
    let html = "<!DOCTYPE html><p>{{ 1234567.5|currency('EUR') }}<p>{{ '2026-11-29'|date('long') }}\
                <p>{{ 1234.5|currency('GBP', locale='en-GB') }}<p>{{ '2026-11-29T20:00:00Z'|date('yyyy-MM-dd HH:mm') }}";
    for (locale, words) in [
        (json!(null), ["€1,234,567.50", "November 29, 2026"]),
        (json!("de-DE"), ["1.234.567,50", "29. November 2026"]),
        (json!("ko_kr"), ["€1,234,567.50", "2026년 11월 29일"]),
        (json!("fr"), ["234", "29 novembre 2026"]),
    ] {
        let request = json!({"html": html, "template": "jinja", "locale": locale});
        let text = print(&service, &request);
        for words in words.iter().chain(&["£1,234.50", "2026-11-30 05:00"]) {
            assert!(text.contains(words), "{locale}: {text}");
        }
    }
    let request = json!({"html": html, "template": "jinja", "time_zone": "-05:00"});
    assert!(print(&service, &request).contains("2026-11-29 15:00"));
}

/// Both are of CLDR, and of one program: who fills a table and draws a chart beside it wants
/// the same amounts in both.
#[test]
fn templates_write_as_scripts_do() {
    let service = Service::start();
    let locales = [
        "ar-EG", "ar-SA", "cs", "da", "de-AT", "de-CH", "de-DE", "en-GB", "en-IN", "en-US",
        "es-ES", "es-MX", "fi", "fr-CH", "fr-FR", "he", "hi", "hu", "id", "it-IT", "ja-JP",
        "ko-KR", "nb", "nl-NL", "pl-PL", "pt-BR", "pt-PT", "ru-RU", "sv", "th-TH", "tr-TR", "uk",
        "vi-VN", "zh-CN", "zh-TW",
    ];
    let html = r#"<!DOCTYPE html><script>
var all = {{ rows|tojson }}, wrong = [], at = new Date(Date.UTC(2026, 2, 5, 14, 7, 9));
all.forEach(function (row) {
  var own = {
    number: (1234567.891).toLocaleString(row.tag), percent: (-0.256).toLocaleString(row.tag, {style: 'percent'}),
    currency: (-1234.5).toLocaleString(row.tag, {style: 'currency', currency: 'EUR'}),
    won: (1234.5).toLocaleString(row.tag, {style: 'currency', currency: 'KRW'}),
    full: at.toLocaleDateString(row.tag, {dateStyle: 'full', timeZone: 'UTC'}),
    long: at.toLocaleDateString(row.tag, {dateStyle: 'long', timeZone: 'UTC'}),
    short: at.toLocaleDateString(row.tag, {dateStyle: 'short', timeZone: 'UTC'}),
    time: at.toLocaleTimeString(row.tag, {timeStyle: 'short', timeZone: 'UTC'})
  };
  for (var key in own) if (own[key] !== row[key]) wrong.push(row.tag + ' ' + key + ': ' + escape(own[key]) + ' / ' + escape(row[key]));
});
document.write('<p>' + all.length + ' compared<p>' + (wrong.join('<br>') || 'all alike'));
</script>
"#;
    let rows = locales.map(|tag| {
        let at = "'2026-03-05T14:07:09'";
        format!(
            "{{'tag': '{tag}', 'number': 1234567.891|number(locale='{tag}'), 'percent': -0.256|percent(locale='{tag}'), \
             'currency': -1234.5|currency('EUR', locale='{tag}'), 'won': 1234.5|currency('KRW', locale='{tag}'), \
             'full': {at}|date('full', locale='{tag}'), 'long': {at}|date('long', locale='{tag}'), \
             'short': {at}|date('short', locale='{tag}'), 'time': {at}|time('short', locale='{tag}')}}"
        )
    });
    let html = format!("{{% set rows = [{}] %}}{html}", rows.join(", "));
    let text = print(&service, &json!({"html": html, "template": "jinja"}));
    assert!(
        text.contains(&format!("{} compared", locales.len())),
        "{text}"
    );
    assert!(text.contains("all alike"), "{text}");
}

#[test]
fn what_the_data_lack_is_blank_and_warned_of() {
    let service = Service::start();
    let request = json!({
        "html": "<!DOCTYPE html>\n<p>Dear {{nmae}}, {{#if gone}}never{{/if}}",
        "footer_html": "<p>{{city}}", "template": "handlebars", "data": {"name": "Kim"}, "report": "json",
    });
    let answer = service.post_json(&request);
    assert_eq!(answer.status, 200);
    let report: Value = serde_json::from_slice(&answer.body).unwrap();
    let warning = |source: &str, line: u32, name: &str| json!({"kind": "missing-variable", "source": source, "line": line, "name": name});
    let mut warnings = report["warnings"].clone();
    for warning in warnings.as_array_mut().unwrap() {
        let detail = warning.as_object_mut().unwrap().remove("detail").unwrap();
        assert!(detail.as_str().unwrap().contains("left blank"), "{detail}");
    }
    let expected = [
        warning("index.html", 2, "nmae"),
        warning("footer_html", 1, "city"),
    ];
    assert_eq!(warnings, json!(expected));
}

fn refused(answer: &Answer) -> (String, String) {
    assert_eq!(
        answer.status,
        400,
        "{}",
        String::from_utf8_lossy(&answer.body)
    );
    let problem = answer.problem();
    let errors = problem["errors"].as_array().unwrap();
    assert_eq!(errors.len(), 1, "{problem}");
    let field = errors[0]["field"].as_str().unwrap().to_owned();
    (field, told(&errors[0]))
}

#[test]
fn faults_name_field_line_column_and_remedy() {
    let service = Service::start();
    let fine = "<!DOCTYPE html><p>x";
    for (request, field, words) in [
        (
            json!({"html": "<p>\n{{#if a}}x", "template": "handlebars"}),
            "html",
            &["line 2", "closed"][..],
        ),
        (
            json!({"html": "<p>\n  {{ a|shout }}", "template": "jinja"}),
            "html",
            &["line 2, column", "shout"],
        ),
        (
            json!({"html": fine, "header_html": "{% if %}", "template": "jinja"}),
            "header_html",
            &["line 1", "not Jinja"],
        ),
        (
            json!({"html": fine, "cover_html": "{{> x}}", "template": "handlebars"}),
            "cover_html",
            &["line 1", "`x`"],
        ),
        (
            json!({"documents": [fine, {"html": "{{ 1|date('!') }}"}], "template": "jinja"}),
            "documents[1].html",
            &["line 1", "style"],
        ),
        (
            json!({"html": "{{gone}}", "template": "handlebars"}),
            "html",
            &["empty", "data"],
        ),
        (
            json!({"html": fine, "data": {}}),
            "data",
            &["is none", "template=jinja"],
        ),
        (
            json!({"html": fine, "template": "jinja", "data": "{\n\"a\": }"}),
            "data",
            &["line 2, column 6"],
        ),
        (
            json!({"html": fine, "template": "jinja", "data": [1]}),
            "data",
            &["not an object"],
        ),
        (
            json!({"html": fine, "template": "jinja", "data": 5}),
            "data",
            &["not an object"],
        ),
    ] {
        let (named, said) = refused(&service.post_json(&request));
        assert_eq!(named, field, "{request}: {said}");
        for word in words {
            assert!(said.contains(word), "{request}: {said}");
        }
    }
    service.assert_nothing_left();
}

#[test]
fn data_come_as_a_file_of_a_form() {
    let service = Service::start();
    let body = "--b\r\nContent-Disposition: form-data; name=\"html\"\r\n\r\n<!DOCTYPE html><p>{{a}}\r\n\
                --b\r\nContent-Disposition: form-data; name=\"template\"\r\n\r\nhandlebars\r\n\
                --b\r\nContent-Disposition: form-data; name=\"data\"; filename=\"data.json\"\r\n\
                Content-Type: application/json\r\n\r\n{\"a\": \"값\"}\r\n--b--\r\n";
    let answer = service.post("/pdf", "multipart/form-data; boundary=b", body);
    assert!(Pdf::new(&answer.pdf()).text().contains('값'));
}

/// What ends no sooner than it is ended: what is left prints the next document.
#[test]
fn hostile_templates_are_ended_and_cost_nobody_else() {
    let service =
        Service::start_with(&[("HTML2PDF_TIMEOUT", "6s"), ("HTML2PDF_MAX_CPU_TIME", "3s")]);
    let many = vec![0; 3000];
    let nested = |depth: usize| {
        let open: String = "{{#each @root.many}}".repeat(depth);
        format!("<p>x{open}{}", "{{/each}}".repeat(depth))
    };
    let jinja_nested = "{% for a in many %}{% for b in many %}{% for c in many %}{% endfor %}{% endfor %}{% endfor %}x";
    for (template, html, word) in [
        ("handlebars", nested(4), "too long"),
        ("handlebars", "x{{#*inline \"a\"}}{{> b}}{{/inline}}{{#*inline \"b\"}}{{> a}}{{/inline}}{{> a}}".to_owned(), "partials"),
        ("handlebars", "x{{#*inline \"a\"}}{{> a}}{{/inline}}{{> a}}".to_owned(), "partials"),
        ("handlebars", format!("x{}{}", "{{#if many}}".repeat(20_000), "{{/if}}".repeat(20_000)), ""),
        ("jinja", jinja_nested.to_owned(), ""),
        ("jinja", "{% for i in range(10000000000) %}{% endfor %}x".to_owned(), "range"),
        ("jinja", "{{ 'x' * 100000000000 }}".to_owned(), ""),
        ("jinja", "{% set ns = namespace(s='xxxxxxxxxx') %}{% for i in range(100) %}{% set ns.s = ns.s ~ ns.s %}{% endfor %}{{ ns.s }}".to_owned(), ""),
        ("jinja", "{% macro m(n) %}{{ m(n) }}{% endmacro %}{{ m(1) }}".to_owned(), ""),
        ("jinja", format!("{}x{}", "{% if many %}".repeat(20_000), "{% endif %}".repeat(20_000)), ""),
        ("jinja", format!("{{{{ {}1{} }}}}", "(".repeat(20_000), ")".repeat(20_000)), ""),
    ] {
        let request = json!({"html": html, "template": template, "data": {"many": many}});
        let answer = service.post_json(&request);
        let (field, said) = refused(&answer);
        let start: String = html.chars().take(60).collect();
        assert_eq!(field, "html", "{start}: {said}");
        assert!(said.contains(word), "{start}: {said}");
        let next = json!({"html": "<!DOCTYPE html><p>{{a}} next", "template": template, "data": {"a": "the"}});
        assert!(print(&service, &next).contains("the next"), "{start}");
    }
    service.assert_nothing_left();
}

#[test]
fn a_template_reaches_no_file() {
    let service = Service::start();
    let secret = tempfile::NamedTempFile::with_suffix_in(".html", "/tmp").unwrap();
    std::fs::write(secret.path(), "canary-of-a-file").unwrap();
    let path = secret.path().display();
    for (template, html) in [
        ("jinja", format!("x{{% include '{path}' %}}")),
        ("jinja", format!("{{% extends '{path}' %}}")),
        ("jinja", format!("x{{% import '{path}' as y %}}")),
        ("jinja", format!("x{{% from '{path}' import y %}}")),
        ("handlebars", format!("x{{{{> \"{path}\"}}}}")),
        ("handlebars", format!("x{{{{> {path}}}}}")),
    ] {
        let answer = service.post_json(&json!({"html": html, "template": template}));
        let (field, said) = refused(&answer);
        assert_eq!(field, "html");
        assert!(!said.contains("canary"), "{said}");
    }
    // The same text in the template is printed: the test would see it.
    let html = "<!DOCTYPE html><p>canary-of-a-file {{ 1 }}";
    let text = print(&service, &json!({"html": html, "template": "jinja"}));
    assert!(text.contains("canary-of-a-file"), "{text}");
}

#[test]
fn a_statement_of_many_rows_is_filled() {
    let service = Service::start();
    let rows: Vec<_> = (0..4000)
        .map(|n| json!({"n": n, "what": "item", "amount": 1.25, "day": "2026-11-29"}))
        .collect();
    let html = "<!DOCTYPE html><p>{{ rows|length }} rows, {{ rows|sum(attribute='amount')|currency('EUR') }}";
    let html = html.replace(
        "rows|sum(attribute='amount')",
        "rows|map(attribute='amount')|sum",
    );
    let text = print(
        &service,
        &json!({"html": html, "template": "jinja", "data": {"rows": rows}}),
    );
    assert!(text.contains("4000 rows, €5,000.00"), "{text}");
}
