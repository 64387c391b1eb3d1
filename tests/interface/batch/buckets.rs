//! Outputs that go to a bucket.

use rustix::process::Pid;

use crate::support::bucket::{Bucket, KEY, SECRET, TOKEN};
use crate::support::lacks;
use crate::support::proc::{has_ended, times_in_memory};
use crate::support::service::children;

use super::*;

const OUT_THERE: &str = "s3://results/letters/2026";
const BELOW: &str = "letters/2026/";

fn command(batch: &Batch, bucket: &Bucket, arguments: &[&str]) -> Command {
    let mut command = child::command(env!("CARGO_BIN_EXE_html2pdf"));
    command
        .args(["batch", batch.manifest, "--out", OUT_THERE])
        .args(arguments)
        .current_dir(batch.folder.path())
        .env("HTML2PDF_NETWORK", "off")
        .env("HTML2PDF_CONCURRENCY", "2")
        .env("TMPDIR", batch.path("tmp"))
        .envs(bucket.settings())
        // The keys are kept for what the command line names alone.
        .env_remove("HTML2PDF_STORE");
    command
}

/// Runs it to this exit status, and returns what it said.
fn ends(batch: &Batch, bucket: &Bucket, arguments: &[&str], status: i32) -> String {
    let output = command(batch, bucket, arguments).run();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(status), "{arguments:?}: {said}");
    said
}

/// Names below the place of the outputs.
fn names(bucket: &Bucket) -> Vec<String> {
    let keys = bucket.objects().into_keys();
    keys.map(|key| key.strip_prefix(BELOW).unwrap().to_owned())
        .collect()
}

fn records(bucket: &Bucket) -> Vec<Value> {
    let journal = &bucket.objects()[&format!("{BELOW}html2pdf-batch.jsonl")];
    let text = String::from_utf8(journal.body.to_vec()).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// How often an output was put.
fn puts(bucket: &Bucket, name: &str) -> usize {
    let put = format!("PUT /results/{BELOW}{name}");
    let asked = bucket.asked();
    asked.iter().filter(|asked| asked.starts_with(&put)).count()
}

#[test]
fn outputs_and_the_report_go_to_the_bucket_and_nowhere_else() {
    let bucket = Bucket::start();
    let batch = Batch::of(&[
        json!({"html": page("first")}),
        json!({"html": page("second"), "output": "sub/b.pdf"}),
        json!({"html": page("third"), "format": "png"}),
    ]);
    let said = ends(&batch, &bucket, &[], 0);
    assert!(
        said.contains("s3://results/letters/2026/html2pdf-batch.jsonl"),
        "{said}"
    );
    assert_eq!(
        names(&bucket),
        [
            "000001.pdf",
            "000003.png",
            "html2pdf-batch.jsonl",
            "sub/b.pdf"
        ]
    );
    let objects = bucket.objects();
    let second = &objects[&format!("{BELOW}sub/b.pdf")];
    assert_eq!(second.content_type, "application/pdf");
    assert!(Pdf::new(&second.body).text().contains("second"));
    assert_eq!(
        objects[&format!("{BELOW}000003.png")].content_type,
        "image/png"
    );
    assert_eq!(records(&bucket).len(), 3);
    let mut left: Vec<_> = fs::read_dir(batch.folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    left.sort();
    assert_eq!(left, ["m.jsonl", "tmp"]);
}

#[test]
fn it_goes_on_with_what_failed_and_overwrites_nothing_of_others() {
    let bucket = Bucket::start();
    let key = |name: &str| format!("{BELOW}{name}");
    bucket.put(&key("theirs.pdf"), b"theirs", "application/pdf", &[]);
    let lines = |broken: &str| {
        text(&[
            json!({"html": page("one"), "output": "one.pdf"}),
            json!({"html": format!("{}{broken}", page("two")), "output": "two.pdf", "strict": "on"}),
            json!({"html": page("three"), "output": "theirs.pdf"}),
        ])
    };
    let batch = Batch::new("m.jsonl", &lines("<img src=missing.png>"));
    let said = ends(&batch, &bucket, &[], 1);
    assert!(
        said.contains("theirs.pdf") && said.contains("--force"),
        "{said}"
    );
    assert_eq!(&bucket.objects()[&key("theirs.pdf")].body[..], b"theirs");
    // A second one is refused as long as nobody says what is to become of the first.
    assert!(ends(&batch, &bucket, &[], 2).contains("--resume"));
    batch.put("m.jsonl", &lines(""));
    let said = ends(&batch, &bucket, &["--resume"], 1);
    assert!(!said.contains("two.pdf"), "{said}");
    assert_eq!((puts(&bucket, "one.pdf"), puts(&bucket, "two.pdf")), (1, 1));
    let told: Vec<_> = records(&bucket)
        .iter()
        .map(|record| (record["line"].clone(), record["status"].clone()))
        .collect();
    let told: BTreeMap<_, _> = told
        .into_iter()
        .map(|(line, status)| (line.as_u64().unwrap(), status))
        .collect();
    assert_eq!(
        told,
        BTreeMap::from([(1, json!("done")), (2, json!("done")), (3, json!("failed"))])
    );
    ends(&batch, &bucket, &["--resume", "--force"], 0);
    assert_eq!((puts(&bucket, "one.pdf"), puts(&bucket, "two.pdf")), (1, 1));
    let body = &bucket.objects()[&key("theirs.pdf")].body;
    assert!(Pdf::new(body).text().contains("three"));
    // What somebody has put in the place of an output is printed again.
    bucket.put(&key("one.pdf"), b"other", "application/pdf", &[]);
    ends(&batch, &bucket, &["--resume"], 0);
    assert_eq!(puts(&bucket, "one.pdf"), 2);
}

#[test]
fn a_batch_that_was_killed_goes_on_by_what_is_in_the_bucket() {
    let bucket = Bucket::start();
    let lines: Vec<_> = (0..30)
        .map(|line| json!({"html": page(&line.to_string())}))
        .collect();
    let batch = Batch::of(&lines);
    let mut running = command(&batch, &bucket, &[]).start();
    wait::until("some are there", Duration::from_secs(60), || {
        bucket.objects().len() >= 4
    });
    if lacks::has_root("to look into processes") {
        let program = Pid::from_raw(running.id() as i32).unwrap();
        kill_process(program, Signal::STOP).unwrap();
        assert!(times_in_memory(program, SECRET) > 0);
        // The one that is kept warm, and those that are stopped before they end.
        let mut seen = 0;
        for engine in children(program) {
            kill_process(engine, Signal::STOP).unwrap();
            if has_ended(engine) {
                continue;
            }
            seen += 1;
            for secret in [SECRET, TOKEN, KEY] {
                assert_eq!(times_in_memory(engine, secret), 0, "{engine}");
            }
            kill_process(engine, Signal::KILL).unwrap();
        }
        assert!(seen > 0);
    }
    running.kill().unwrap();
    running.wait().unwrap();
    let before = bucket.objects();
    assert!(before.len() < 30 && !before.contains_key(&format!("{BELOW}html2pdf-batch.jsonl")));
    ends(&batch, &bucket, &["--resume"], 0);
    assert_eq!(bucket.objects().len(), 31);
    for key in before.keys() {
        assert_eq!(puts(&bucket, key.strip_prefix(BELOW).unwrap()), 1, "{key}");
    }
    let mut told: Vec<_> = records(&bucket)
        .iter()
        .map(|record| (record["line"].as_u64().unwrap(), record["status"] == "done"))
        .collect();
    told.sort_unstable();
    assert_eq!(told, (1..=30).map(|line| (line, true)).collect::<Vec<_>>());
}

#[test]
fn a_bucket_that_takes_nothing_fails_each_line_and_says_why() {
    let bucket = Bucket::start();
    let batch = Batch::of(&[json!({"html": page("one"), "output": "one.pdf"})]);
    bucket.be_down_for(&["PUT /results/letters/2026/one"]);
    let said = ends(&batch, &bucket, &[], 1);
    assert!(said.contains("one.pdf") && said.contains("503"), "{said}");
    let record = &records(&bucket)[0];
    assert_eq!(record["status"], "failed");
    assert_eq!(record["error"]["errors"][0]["field"], "output");
    bucket.be_down_for(&[]);
    ends(&batch, &bucket, &["--resume"], 0);
    // Nothing is printed where not even the report can be asked for.
    bucket.be_down_for(&["GET "]);
    let said = ends(&batch, &bucket, &["--resume"], 1);
    assert!(
        said.contains("cannot open the journal") && said.contains("503"),
        "{said}"
    );
}

#[test]
fn a_place_that_is_none_is_refused_with_what_would_be_one() {
    let batch = Batch::of(&[json!({"html": page("one")})]);
    let said = |out: &str| {
        let mut command = child::command(env!("CARGO_BIN_EXE_html2pdf"));
        command
            .args(["batch", batch.manifest, "--out", out])
            .current_dir(batch.folder.path());
        let output = command.run();
        assert_eq!(output.status.code(), Some(2), "{out}");
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    for out in ["ftp://results/x", "s3://", "s3://results/a//b"] {
        let said = said(out);
        assert!(
            said.contains("--out") && said.contains("s3://BUCKET/PREFIX"),
            "{said}"
        );
    }
    assert!(said("s3://results/x").contains("AWS_REGION"));
}

#[test]
fn a_folder_may_be_named_by_its_address() {
    let batch = Batch::of(&[json!({"html": page("one")})]);
    let out = format!("file://{}", batch.path(OUT).display());
    let mut command = child::command(env!("CARGO_BIN_EXE_html2pdf"));
    command
        .args(["batch", batch.manifest, "--out", &out])
        .current_dir(batch.folder.path())
        .env("TMPDIR", batch.path("tmp"));
    assert_eq!(command.run().status.code(), Some(0));
    assert_eq!(batch.files(), ["000001.pdf", "html2pdf-batch.jsonl"]);
}
