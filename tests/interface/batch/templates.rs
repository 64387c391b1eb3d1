//! Letters that are filled: a template for a line or for all, data of both, and names of
//! outputs that are made of them.

use super::*;

const LETTER: &str = "<!DOCTYPE html><p>Dear {{name}} of {{company}}: {{currency total \"EUR\"}}";

#[test]
fn lines_fill_templates_with_their_data() {
    let lines = [
        json!({"template": "in/letter.hbs", "data": {"name": "Kim", "company": "A & B", "total": 12.5}, "output": "1.pdf"}),
        json!({"template": "in/letter.html.j2", "data": {"name": "Lee"}, "output": "2.pdf"}),
        json!({"file": "in/plain.html", "template": "jinja", "options": {"data": {"name": "Park"}}, "output": "3.pdf"}),
        json!({"file": "in/plain.html", "output": "4.pdf"}),
        json!({"template": "in/none.hbs"}),
        json!({"template": "in/plain.html"}),
        json!({"template": "in/letter.hbs", "html": "x"}),
        json!({"template": "in/letter.hbs", "data": {"total": "many"}, "output": "8.pdf"}),
    ];
    let batch = Batch::of(&lines);
    fs::create_dir(batch.path("in")).unwrap();
    batch.put("in/letter.hbs", LETTER);
    batch.put("in/letter.html.j2", "<!DOCTYPE html><p>Hello {{ name }}");
    batch.put("in/plain.html", "<!DOCTYPE html><p>Plain {{ name }}");
    batch.ends(&[], 1);
    assert_eq!(batch.printed("1.pdf").trim(), "Dear Kim of A & B: €12.50");
    assert_eq!(batch.printed("2.pdf").trim(), "Hello Lee");
    assert_eq!(batch.printed("3.pdf").trim(), "Plain Park");
    assert_eq!(batch.printed("4.pdf").trim(), "Plain {{ name }}");
    for (line, field, word) in [
        (5, "template", "cannot be read"),
        (6, "template", "which language"),
        (7, "template", "given together with html"),
        (8, "html", "line 1, column"),
    ] {
        let error = batch.error(line);
        assert_eq!(error["errors"][0]["field"], field, "{error}");
        let detail = error["errors"][0]["detail"].as_str().unwrap();
        assert!(detail.contains(word), "{detail}");
    }
}

#[test]
fn one_template_is_for_all_rows_and_names_are_made_of_data() {
    let batch = Batch::new(
        "m.csv",
        "data.customer.id,data.name,data.total,output,page_size\n\
         K-7,Kim,1234.5,,A5\nL/8,Lee,7,,\n,Park,1,,\nQ-9,Choi,,own.pdf,\n",
    );
    batch.put("letter.hbs", LETTER);
    batch.put("common.json", r#"{"company": "Hanbit", "total": 0}"#);
    let arguments = [
        "--template",
        "letter.hbs",
        "--data",
        "common.json",
        "--output",
        "to/{customer.id}.pdf",
    ];
    let said = batch.ends(&arguments, 1);
    assert!(
        said.contains("line 4: output: ") && said.contains("customer.id"),
        "{said}"
    );
    assert_eq!(
        batch.files(),
        ["html2pdf-batch.jsonl", "to/K-7.pdf", "to/L-8.pdf"]
    );
    assert_eq!(
        batch.printed("to/K-7.pdf").trim(),
        "Dear Kim of Hanbit: €1,234.50"
    );
    let size = Pdf::new(&fs::read(batch.path("out/to/K-7.pdf")).unwrap()).size();
    assert_eq!(size, (420.0, 595.0));
    // An empty cell is text, and no number.
    let error = batch.error(5);
    assert!(
        error["errors"][0]["detail"]
            .as_str()
            .unwrap()
            .contains("is no number"),
        "{error}"
    );

    // What is printed stays; other words of the template print all anew.
    let resume = [&arguments[..], &["--resume"]].concat();
    let said = batch.ends(&resume, 1);
    assert!(said.contains("0 printed"), "{said}");
    batch.put("letter.hbs", &LETTER.replace("Dear", "To"));
    let said = batch.ends(&resume, 1);
    assert!(said.contains("2 printed"), "{said}");
    assert!(batch.printed("to/L-8.pdf").contains("To Lee"));
}

#[test]
fn the_data_of_a_line_win_over_those_of_all() {
    let lines = [
        json!({"data": {"name": "Kim", "total": 1}}),
        json!({"data": "{\"company\": \"Own\", \"name\": \"Lee\"}"}),
        json!({"html": "<!DOCTYPE html><p>no {{name}}"}),
        json!({"data": "[]"}),
    ];
    let batch = Batch::of(&lines);
    batch.put("letter.hbs", LETTER);
    batch.put("common.json", r#"{"company": "Hanbit", "total": 2}"#);
    batch.ends(&["--template", "letter.hbs", "--data", "common.json"], 1);
    assert_eq!(
        batch.printed("000001.pdf").trim(),
        "Dear Kim of Hanbit: €1.00"
    );
    assert_eq!(batch.printed("000002.pdf").trim(), "Dear Lee of Own: €2.00");
    assert_eq!(batch.printed("000003.pdf").trim(), "no {{name}}");
    assert_eq!(batch.error(4)["errors"][0]["field"], "data");
}

#[test]
fn what_would_be_wrong_with_every_line_is_told_at_once() {
    let batch = Batch::of(&[json!({"data": {}})]);
    batch.put("letter.html", "x");
    batch.put("letter.hbs", "x");
    batch.put("list.json", "[1]");
    for (arguments, word) in [
        (&["--template", "letter.html"][..], "which language"),
        (&["--template", "none.hbs"], "cannot read none.hbs"),
        (
            &["--template", "letter.hbs", "--data", "list.json"],
            "not an object",
        ),
        (
            &["--template", "letter.hbs", "--locale", "klingon"],
            "no language",
        ),
    ] {
        let said = batch.ends(arguments, 2);
        assert!(said.contains(word), "{arguments:?}: {said}");
        assert!(!said.contains("printed"), "{said}");
    }
    let head = Batch::new("m.csv", "data.a,data.a.b\n1,2\n");
    head.put("letter.hbs", "x");
    let said = head.ends(&["--template", "letter.hbs"], 2);
    assert!(said.contains("in the other"), "{said}");
}
