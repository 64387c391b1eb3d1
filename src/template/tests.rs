use serde_json::json;

use super::*;

const BOTH: [Language; 2] = [Language::Handlebars, Language::Jinja];

fn filled(language: Language, source: &str, data: &Value) -> Result<Filled, Fault> {
    let template = Template {
        language,
        source: source.to_owned(),
        data: 0,
        locale: "en-US".to_owned(),
        zone: 540,
    };
    fill(&template, data)
}

fn text(language: Language, source: &str, data: &Value) -> String {
    filled(language, source, data).unwrap().text
}

fn hbs(source: &str, data: &Value) -> String {
    text(Language::Handlebars, source, data)
}

fn jinja(source: &str, data: &Value) -> String {
    text(Language::Jinja, source, data)
}

fn fault(language: Language, source: &str) -> String {
    let data = json!({"a": "x", "n": 1, "many": vec![0; 1000]});
    let fault = filled(language, source, &data).expect_err(source);
    fault.message().to_string()
}

fn missing(language: Language, source: &str, data: &Value) -> Vec<(String, Option<u32>)> {
    let missing = filled(language, source, data).unwrap().missing;
    missing
        .into_iter()
        .map(|one| (one.name, one.line))
        .collect()
}

#[test]
fn values_are_escaped_unless_they_are_asked_for_raw() {
    let data = json!({"name": "<b>\"K&M's\"</b>"});
    for language in BOTH {
        let text = text(language, "<p title=\"{{name}}\">{{name}}", &data);
        assert!(!text.contains("<b>") && !text.contains("K&M"), "{text}");
        assert_eq!(text.matches("&lt;b&gt;").count(), 2, "{text}");
    }
    assert_eq!(hbs("{{{name}}}", &data), "<b>\"K&M's\"</b>");
    assert_eq!(jinja("{{name|safe}}", &data), "<b>\"K&M's\"</b>");
}

#[test]
fn loops_and_conditions() {
    let data = json!({"items": [{"name": "a", "paid": true}, {"name": "b"}], "none": []});
    assert_eq!(
        hbs(
            "{{#each items}}{{@index}}{{name}}{{#if paid}}+{{else}}-{{/if}}{{/each}}{{#each none}}x{{else}}empty{{/each}}",
            &data
        ),
        "0a+1b-empty"
    );
    assert_eq!(
        jinja(
            "{% for i in items %}{{ loop.index }}{{ i.name }}{{ '+' if i.paid else '-' }}{% endfor %}{% for i in none %}x{% else %}empty{% endfor %}",
            &data
        ),
        "1a+2b-empty"
    );
    assert_eq!(
        hbs(
            "{{#*inline \"row\"}}[{{name}}]{{/inline}}{{#each items}}{{> row}}{{/each}}",
            &data
        ),
        "[a][b]"
    );
    assert_eq!(
        jinja(
            "{% macro row(i) %}[{{ i.name }}]{% endmacro %}{% for i in items %}{{ row(i) }}{% endfor %}",
            &data
        ),
        "[a][b]"
    );
}

#[test]
fn the_order_of_members_is_that_of_the_data() {
    let data = json!({"totals": {"net": 1, "tax": 2, "gross": 3}});
    assert_eq!(
        hbs("{{#each totals}}{{@key}} {{/each}}", &data),
        "net tax gross "
    );
    assert_eq!(
        jinja("{% for key in totals %}{{ key }} {% endfor %}", &data),
        "net tax gross "
    );
}

#[test]
fn helpers_write_numbers_and_dates() {
    let data = json!({"total": 1234.5, "share": 0.256, "text": "1234567.8", "due": "2026-11-29", "at": "2026-11-29T15:30:00Z", "ms": 0, "nothing": null});
    for (of_hbs, of_jinja, expected) in [
        (
            "{{currency total \"EUR\"}}",
            "{{ total|currency('EUR') }}",
            "€1,234.50",
        ),
        (
            "{{currency total \"EUR\" locale=\"de-DE\"}}",
            "{{ total|currency('EUR', locale='de-DE') }}",
            "1.234,50\u{a0}€",
        ),
        (
            "{{currency total code=\"krw\" locale=\"ko\"}}",
            "{{ total|currency(code='krw', locale='ko') }}",
            "₩1,235",
        ),
        ("{{number text}}", "{{ text|number }}", "1,234,567.8"),
        (
            "{{number text digits=2}}",
            "{{ text|number(digits=2) }}",
            "1,234,567.80",
        ),
        ("{{number text 0}}", "{{ text|number(0) }}", "1,234,568"),
        (
            "{{percent share digits=1}}",
            "{{ share|percent(1) }}",
            "25.6%",
        ),
        ("{{date due}}", "{{ due|date }}", "Nov 29, 2026"),
        (
            "{{date due \"long\" locale=\"ko-KR\"}}",
            "{{ due|date('long', locale='ko-KR') }}",
            "2026년 11월 29일",
        ),
        (
            "{{date at \"yyyy.MM.dd\"}}",
            "{{ at|date('yyyy.MM.dd') }}",
            "2026.11.30",
        ),
        (
            "{{time at style=\"short\"}}",
            "{{ at|time(style='short') }}",
            "12:30 AM",
        ),
        (
            "{{datetime ms \"medium\"}}",
            "{{ ms|datetime('medium') }}",
            "Jan 1, 1970, 9:00 AM",
        ),
        (
            "{{currency nothing \"EUR\"}}|",
            "{{ nothing|currency('EUR') }}|",
            "|",
        ),
        (
            "{{number (lookup this \"total\")}}",
            "{{ (total * 2)|number(1) }}",
            "",
        ),
    ] {
        let (of_hbs, of_jinja) = (hbs(of_hbs, &data), jinja(of_jinja, &data));
        match expected {
            "" => assert_eq!((&*of_hbs, &*of_jinja), ("1,234.5", "2,469.0")),
            _ => assert_eq!((&*of_hbs, &*of_jinja), (expected, expected)),
        }
    }
    let now = jinja("{{ 'now'|date('yyyy') }}", &data);
    assert!(now.parse::<u32>().unwrap() >= 2026, "{now}");
}

#[test]
fn json_is_safe_in_a_script() {
    let data = json!({"list": ["</script>", 1.5, null]});
    for (language, source) in [
        (Language::Handlebars, "<script>x = {{json list}}</script>"),
        (Language::Jinja, "<script>x = {{ list|tojson }}</script>"),
    ] {
        let text = text(language, source, &data);
        let json = text.strip_prefix("<script>x = ").unwrap();
        let json = json.strip_suffix("</script>").unwrap();
        assert!(!json.contains('<'), "{json}");
        assert_eq!(serde_json::from_str::<Value>(json).unwrap(), data["list"]);
    }
}

#[test]
fn what_is_missing_is_blank_and_named() {
    let data = json!({"customer": {"name": "Kim"}, "items": [{"name": "a"}]});
    for (language, source, expected) in [
        (
            Language::Handlebars,
            "x\n{{nmae}}{{customer.city.zip}}",
            &[("nmae", 2), ("customer.city.zip", 2)][..],
        ),
        (
            Language::Handlebars,
            "{{#each items}}\n{{prise}}{{/each}}",
            &[("prise", 2)],
        ),
        (
            Language::Handlebars,
            "{{currency totl \"EUR\"}}",
            &[("totl", 1)],
        ),
        (
            Language::Handlebars,
            "\n{{#each itms}}x{{/each}}",
            &[("itms", 2)],
        ),
        (
            Language::Jinja,
            "x\n{{ nmae }}{{ customer.city.zip }}",
            &[("nmae", 2), ("customer.city", 2)],
        ),
        (
            Language::Jinja,
            "{% for i in items %}\n{{ i.prise }}{% endfor %}",
            &[("items.prise", 2)],
        ),
        (
            Language::Jinja,
            "{{ totl|currency('EUR') }}{{ nmae|upper }}",
            &[("totl", 1), ("nmae", 1)],
        ),
        (
            Language::Jinja,
            "\n{% for i in itms %}x{% endfor %}",
            &[("itms", 2)],
        ),
    ] {
        let expected: Vec<_> = expected
            .iter()
            .map(|(name, line)| ((*name).to_owned(), Some(*line)))
            .collect();
        assert_eq!(missing(language, source, &data), expected, "{source}");
    }
}

#[test]
fn what_is_asked_for_is_not_missed() {
    let data = json!({"customer": {"name": "", "vip": false, "note": null}});
    for (language, source) in [
        (
            Language::Handlebars,
            "{{#if total}}{{total}}{{/if}}{{#unless vip}}x{{/unless}}{{customer.name}}{{customer.note}}",
        ),
        (Language::Handlebars, "{{#each itms}}x{{else}}none{{/each}}"),
        (
            Language::Jinja,
            "{% if total %}{{ total }}{% endif %}{{ customer.name }}{{ customer.note }}",
        ),
        (
            Language::Jinja,
            "{{ total|default('-') }}{{ total or '-' }}{{ 'x' if total is defined else '-' }}",
        ),
        (
            Language::Jinja,
            "{% if itms %}{% for i in itms %}x{% endfor %}{% endif %}{% for i in range(2) %}{{ loop.index }}{% endfor %}",
        ),
        (
            Language::Jinja,
            "{% for i in itms or [] %}x{% endfor %}{% for i in others|default([]) %}x{% endfor %}",
        ),
    ] {
        assert_eq!(missing(language, source, &data), [], "{source}");
    }
}

#[test]
fn faults_name_line_column_and_remedy() {
    for (language, source, words) in [
        (Language::Handlebars, "x\n{{#if a}}", &["line 2"][..]),
        (
            Language::Handlebars,
            "x\n {{#if a}}{{/each}}",
            &["line 2", "column", "each"],
        ),
        (
            Language::Handlebars,
            "\n{{shout a}}",
            &["line 2, column", "no helper `shout`", "docs/templates.md"],
        ),
        (
            Language::Handlebars,
            "{{> letterhead}}",
            &["line 1", "`letterhead`", "inline"],
        ),
        (
            Language::Handlebars,
            "\n\n{{currency a \"EUR\"}}",
            &["line 3, column", "`x` is no number", "1234.5"],
        ),
        (
            Language::Handlebars,
            "{{currency n \"euros\"}}",
            &["line 1", "no currency", "\"EUR\""],
        ),
        (
            Language::Handlebars,
            "{{number n local=\"de\"}}",
            &["`local`", "locale"],
        ),
        (Language::Jinja, "x\n{% if a %}", &["line 2", "not Jinja"]),
        (
            Language::Jinja,
            "x\n {{ a|shout }}",
            &["line 2, column", "shout", "docs/templates.md"],
        ),
        (
            Language::Jinja,
            "\n{{ a|date }}",
            &["line 2, column 6", "`x` is no date", "2026-12-31"],
        ),
        (
            Language::Jinja,
            "{{ n|currency('EUR', locale='tlh') }}",
            &["line 1", "`tlh`", "ko-KR"],
        ),
        (
            Language::Jinja,
            "{{ n|number(digits=21) }}",
            &["digits", "20"],
        ),
        (
            Language::Jinja,
            "{% include '/etc/passwd' %}",
            &["line 1", "no include", "macro"],
        ),
        (
            Language::Jinja,
            "{% extends 'x' %}",
            &["no include", "macro"],
        ),
        (Language::Jinja, "{{ a + 1 }}", &["line 1"]),
    ] {
        let said = fault(language, source);
        for word in words {
            assert!(said.contains(word), "{source}: {said}");
        }
    }
}

#[test]
fn hostile_templates_are_bounded_where_the_library_can() {
    for (source, word) in [
        (
            "{% for a in many %}{% for b in many %}{% for c in many %}{% endfor %}{% endfor %}{% endfor %}",
            "steps",
        ),
        ("{% for a in range(1000000000) %}{% endfor %}", "range"),
        (
            "{% macro m(n) %}{{ m(n) }}{% endmacro %}{{ m(1) }}",
            "recursion",
        ),
    ] {
        let said = fault(Language::Jinja, source);
        assert!(said.contains(word), "{source}: {said}");
    }
    let long = "x".repeat(100_000);
    for (language, source) in [
        (
            Language::Handlebars,
            format!("{{{{#each many}}}}{long}{{{{/each}}}}"),
        ),
        (
            Language::Jinja,
            format!("{{% for a in many %}}{long}{{% endfor %}}"),
        ),
    ] {
        let said = fault(language, &source);
        assert!(said.contains("32 MB") && said.contains("split"), "{said}");
    }
}

#[test]
fn an_order_is_filled_one_by_one() {
    let template = |source: &str, data| Template {
        language: Language::Jinja,
        source: source.to_owned(),
        data,
        locale: "de".to_owned(),
        zone: 0,
    };
    let order = Order {
        data: vec![r#"{"a": 1.5}"#.to_owned(), r#"{"a": 2}"#.to_owned()],
        templates: vec![
            template("{{ a|number }}", 0),
            template("{{ a|", 1),
            template("{{ a }}", 1),
        ],
    };
    let mut texts = Vec::new();
    order
        .fill(|outcome| {
            texts.push(outcome.map(|filled| filled.text).ok());
            Ok(())
        })
        .unwrap();
    assert_eq!(texts, [Some("1,5".to_owned()), None, Some("2".to_owned())]);
}
