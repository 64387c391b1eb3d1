//! What lines say, and where it goes.

use super::*;

#[test]
fn each_line_is_printed_and_wrong_ones_stop_no_other() {
    let text = [
        r#"{"file": "in/letter.html", "output": "0001.pdf", "assets": ["in/style.css"], "options": {"page_size": "A5"}}"#,
        r#"{"html": "<!DOCTYPE html><p>text", "output": "deep/er/text.pdf"}"#,
        "",
        "{\"html\": ",
        r#"{"html": "<p>x", "file": "in/letter.html"}"#,
        r#"{"html": "<!DOCTYPE html><p>unnamed"}"#,
        r#"{"html": "<p>x", "output": "deep//er/text.pdf"}"#,
        r#"{"html": "<p>x", "colour": "red"}"#,
        r#"{"documents": [{"file": "in/letter.html"}, "<!DOCTYPE html><p>second"], "format": "png"}"#,
        r#"{"file": "in/none.html"}"#,
        r#"{"html": "<p>x", "output": 5}"#,
        r#"["<p>x"]"#,
    ];
    let batch = Batch::new("m.jsonl", &("\u{feff}".to_owned() + &text.join("\r\n")));
    fs::create_dir(batch.path("in")).unwrap();
    batch.put(
        "in/letter.html",
        "<!DOCTYPE html><link rel=stylesheet href=style.css><p>편지",
    );
    batch.put("in/style.css", "p { color: red }");
    batch.put("logo.png", "never asked for");
    let said = batch.ends(&["--asset", "logo.png", "--title", "common"], 1);
    assert!(said.contains("4 printed"), "{said}");
    assert!(said.contains("7 failed"), "{said}");
    assert!(said.contains("line 8: colour: "), "{said}");

    assert_eq!(
        batch.files(),
        [
            "000006.pdf",
            "000009.png",
            "0001.pdf",
            "deep/er/text.pdf",
            "html2pdf-batch.jsonl"
        ]
    );
    assert_eq!(batch.printed("0001.pdf").trim(), "편지");
    assert_eq!(batch.printed("deep/er/text.pdf").trim(), "text");
    let letter = Pdf::new(&fs::read(batch.path("out/0001.pdf")).unwrap());
    assert_eq!(letter.size(), (420.0, 595.0));

    for (line, field, word) in [
        (4, "line", "not JSON"),
        (5, "file", "given together with html"),
        (7, "output", "line 2 too, and this is line 7"),
        (8, "colour", "not an option"),
        (10, "file", "cannot be read"),
        (11, "output", "not text"),
        (12, "line", "one object on each line"),
    ] {
        let error = batch.error(line);
        assert_eq!(error["type"], "urn:html2pdf:bad-request");
        assert_eq!(error["errors"][0]["field"], field, "{error}");
        let detail = error["errors"][0]["detail"].as_str().unwrap();
        assert!(detail.contains(word), "{detail}");
    }
    let journal = batch.journal();
    let first = journal.iter().find(|record| record["line"] == 1).unwrap();
    assert_eq!(first["status"], "done");
    assert_eq!(first["output"], "0001.pdf");
    assert_eq!(first["warnings"], json!([]));
    assert!(first["milliseconds"].as_u64().unwrap() > 0);
    let picture = journal.iter().find(|record| record["line"] == 9).unwrap();
    assert_eq!(picture["warnings"][0]["kind"], "failed-resource");
    assert_eq!(fs::read_dir(batch.path("tmp")).unwrap().count(), 0);
}

#[test]
fn a_table_is_a_manifest_too() {
    for (name, text) in [
        (
            "t.csv",
            "file,output,page-size,title\na.html,1.pdf,A5,\"a, b\"\n,,,\na.html,,A4\na.html,2.pdf,,\n",
        ),
        (
            "t.txt",
            "\u{feff}file;output;pageSize;title\r\na.html;1.pdf;A5;\"a, b\"\r\n;;;\r\na.html;;A4\r\na.html;2.pdf;;\r\n",
        ),
        (
            "t.tsv",
            "file\toutput\tpage_size\ttitle\na.html\t1.pdf\tA5\ta, b\n\t\t\t\na.html\t\tA4\na.html\t2.pdf\t\t\n",
        ),
    ] {
        let batch = Batch::new(name, text);
        batch.put("a.html", &page("표"));
        let said = batch.ends(&[], 1);
        assert_eq!(
            batch.files(),
            ["1.pdf", "2.pdf", "html2pdf-batch.jsonl"],
            "{said}"
        );
        assert!(
            said.contains("line 4: row: has 3 cells, and the head 4"),
            "{said}"
        );
        let sizes = ["1.pdf", "2.pdf"]
            .map(|name| Pdf::new(&fs::read(batch.path(OUT).join(name)).unwrap()).size());
        assert_eq!(sizes, [(420.0, 595.0), (595.0, 842.0)]);
    }
    let batch = Batch::new("t.csv", "file,colour\n");
    assert!(
        batch
            .ends(&[], 2)
            .contains("a column `colour`, which is no field")
    );
    let endless = format!("file,title\na.html,\"{}", "x\n".repeat(1 << 20));
    let batch = Batch::new("t.csv", &endless);
    let output = batch
        .command(&[])
        .env("HTML2PDF_MAX_REQUEST_BYTES", "100000")
        .run();
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("a quote that is not closed"), "{said}");
}

#[test]
fn a_manifest_comes_from_standard_input_and_its_end_is_waited_for() {
    let batch = Batch::new("-", "");
    let mut child = batch
        .command(&["--page-size", "A5"])
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .start();
    let mut stdin = child.stdin.take().unwrap();
    let line = |words: &str| {
        format!(
            "{}\n",
            json!({ "html": page(words), "output": format!("{words}.pdf") })
        )
    };
    stdin.write_all(line("one").as_bytes()).unwrap();
    wait::until("the first is printed", Duration::from_secs(60), || {
        batch.path("out/one.pdf").exists()
    });
    stdin.write_all(line("two").as_bytes()).unwrap();
    drop(stdin);
    let output = child.output();
    assert!(output.status.success());
    assert_eq!(batch.printed("two.pdf").trim(), "two");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("2 printed, 0 failed"), "{said}");
}

#[test]
fn nothing_is_written_outside_or_over_what_is_there() {
    let names = [
        "../a.pdf",
        "/tmp/a.pdf",
        "link/a.pdf",
        "html2pdf-batch.jsonl",
        ".html2pdf-batch/1",
        "",
        "old.pdf",
        "file",
    ];
    let lines = names.map(|name| json!({ "html": page("new"), "output": name }));
    let batch = Batch::of(&lines);
    for folder in [OUT, "elsewhere"] {
        fs::create_dir(batch.path(folder)).unwrap();
    }
    batch.put("elsewhere/kept", "old");
    batch.put("out/old.pdf", "old");
    std::os::unix::fs::symlink("../elsewhere", batch.path("out/link")).unwrap();
    std::os::unix::fs::symlink("../elsewhere/kept", batch.path("out/file")).unwrap();
    let said = batch.ends(&[], 1);
    assert!(said.contains("0 printed, 8 failed"), "{said}");
    assert!(said.contains("overwrite with --force"), "{said}");
    assert!(batch.ends(&[], 2).contains("--resume"));
    // It has not made them.
    batch.ends(&["--resume"], 1);
    let content = |name: &str| fs::read(batch.path(name)).unwrap();
    assert_eq!(content("out/old.pdf"), b"old");

    let said = batch.ends(&["--force"], 1);
    assert!(said.contains("2 printed, 6 failed"), "{said}");
    assert_eq!(batch.printed("old.pdf").trim(), "new");
    assert_eq!(batch.printed("file").trim(), "new");
    assert_eq!(content("elsewhere/kept"), b"old");
    assert_eq!(fs::read_dir(batch.path("elsewhere")).unwrap().count(), 1);
    assert!(!batch.path("a.pdf").exists());
}

#[test]
fn a_manifest_and_what_it_names_are_not_overwritten() {
    let line = |file: &str, output: &str| json!({ "file": file, "output": output });
    let mut batch = Batch::of(&[]);
    batch.manifest = "out/m.jsonl";
    fs::create_dir(batch.path(OUT)).unwrap();
    let lines = ["a.html", "m.jsonl", "b.pdf"].map(|output| line("a.html", output));
    batch.put("out/m.jsonl", &text(&lines));
    batch.put("out/a.html", &page("in"));
    let said = batch.ends(&["--force"], 1);
    assert!(said.contains("1 printed, 2 failed"), "{said}");
    assert!(said.contains("would be overwritten"), "{said}");
}

#[test]
fn strict_makes_a_warning_a_failure() {
    let batch = Batch::of(&[
        json!({ "html": page("<img src=none.png>") }),
        json!({ "html": page("x") }),
    ]);
    let said = batch.ends(&["--strict"], 1);
    assert!(said.contains("1 printed, 1 failed"), "{said}");
    assert_eq!(batch.error(1)["type"], "urn:html2pdf:strict");
    // Options of all are a part of what a line says, so both are printed anew.
    let said = batch.ends(&["--resume"], 0);
    assert!(
        said.contains("2 printed (1 with warnings), 0 failed"),
        "{said}"
    );
    assert_eq!(batch.run(&["--resume", "--quiet"]).stderr, b"");
}
