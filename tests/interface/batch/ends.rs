//! How a batch ends, and how it goes on.

use super::*;

#[test]
fn it_stops_when_so_many_have_failed() {
    let wrong = json!({ "html": page("x"), "zoom": "wide" });
    let good = json!({ "html": page("x") });
    let lines: Vec<_> = (0..30)
        .map(|at| if at % 2 == 0 { &wrong } else { &good })
        .cloned()
        .collect();
    let batch = Batch::of(&lines);
    let said = batch.ends(&["--fail-fast"], 1);
    assert!(batch.status().len() < 10, "{said}");
    assert!(said.contains("--resume goes on"), "{said}");
    let said = batch.ends(&["--force", "--max-failures", "3", "--jobs", "1"], 1);
    assert!(batch.status().len() < 12, "{said}");
    // And without, to the end; what was printed stays.
    let said = batch.ends(&["--resume"], 1);
    assert!(said.contains(" skipped"), "{said}");
    assert_eq!(batch.status().len(), 30);
    assert!(batch.status().values().all(|(_, printed)| *printed < 2));
    // A wrong option of all is told once.
    assert!(
        batch
            .ends(&["--resume", "--margin", "wide"], 2)
            .contains("margin: `wide`")
    );
    batch.ends(&["--resume", "--nonsense"], 2);
}

#[test]
fn a_line_that_has_changed_is_printed_again() {
    let line =
        |at: usize, words: &str| json!({ "html": page(words), "output": format!("{at}.pdf") });
    let batch = Batch::of(&[line(1, "one"), line(2, "two"), line(3, "three")]);
    batch.ends(&[], 0);
    batch.put(
        "m.jsonl",
        &text(&[
            line(0, "zero"),
            line(1, "one"),
            line(2, "other"),
            line(3, "three"),
        ]),
    );
    fs::remove_file(batch.path("out/3.pdf")).unwrap();
    let said = batch.ends(&["--resume"], 0);
    assert!(said.contains("3 printed, 0 failed, 1 skipped"), "{said}");
    let words = [0, 1, 2, 3].map(|at| batch.printed(&format!("{at}.pdf")).trim().to_owned());
    assert_eq!(words, ["zero", "one", "other", "three"]);
}

#[test]
fn a_batch_that_was_killed_goes_on_where_it_was() {
    const LINES: usize = 60;
    let lines: Vec<_> = (1..=LINES)
        .map(|at| match at % 3 {
            0 => json!({ "html": page(&format!("page {at}")) }),
            _ => json!({ "html": page(&format!("page {at}")), "output": format!("{}/{at}.pdf", at % 4) }),
        })
        .collect();
    let batch = Batch::of(&lines);
    let mut kills = 0;
    loop {
        let mut running = batch.command(&["--resume"]).stderr(Stdio::null()).start();
        // Other moments each time: of a start, of a print, of a file.
        let began = Instant::now();
        let until = Duration::from_millis(150 + (kills * 97) % 700);
        let ended = loop {
            if let Some(ended) = running.try_wait().unwrap() {
                break Some(ended);
            }
            if began.elapsed() > until {
                break None;
            }
            std::thread::sleep(Duration::from_millis(1));
        };
        match ended {
            Some(ended) => {
                assert!(ended.success());
                break;
            }
            None => drop(running),
        }
        kills += 1;
        assert!(kills < 300, "it does not come on");
        // What is in the journal as done has its file, but for the last moment.
        let journal = fs::read(batch.path(JOURNAL)).unwrap_or_default();
        assert!(journal.is_empty() || journal.starts_with(b"{"));
    }
    assert!(kills > 1, "it was too fast");
    assert_eq!(batch.status().len(), LINES);
    // Twice is only what was recorded, and had not got its name.
    let twice = batch
        .status()
        .values()
        .filter(|(_, printed)| *printed > 1)
        .count();
    assert!(twice <= kills as usize * 2, "{twice} of {kills}");
    assert_eq!(batch.files().len(), LINES + 1);
    for record in batch.journal() {
        let name = record["output"].as_str().unwrap();
        assert_eq!(
            batch.printed(name).trim(),
            format!("page {}", record["line"])
        );
    }
    assert!(!batch.path("out/.html2pdf-batch").exists());
}

/// Processes that came of this one.
fn descendants(of: &Running) -> Vec<i32> {
    let mut found = vec![of.pid().as_raw_nonzero().get()];
    let mut at = 0;
    while at < found.len() {
        let tasks = Path::new("/proc").join(found[at].to_string()).join("task");
        for task in fs::read_dir(tasks).into_iter().flatten().flatten() {
            let children = fs::read_to_string(task.path().join("children")).unwrap_or_default();
            found.extend(
                children
                    .split_whitespace()
                    .map(|pid| pid.parse::<i32>().unwrap()),
            );
        }
        at += 1;
    }
    found.split_off(1)
}

#[test]
fn who_interrupts_it_finds_no_process_and_no_half_file() {
    for signal in [Signal::INT, Signal::TERM] {
        let endless =
            json!({ "html": "<!DOCTYPE html><script>for(;;);</script>", "output": "never.pdf" });
        let quick: Vec<_> = (0..500)
            .map(|at| json!({ "html": page(&format!("page {at}")) }))
            .collect();
        let batch = Batch::of(&[&[endless][..], &quick].concat());
        let mut running = batch.command(&[]).stderr(Stdio::piped()).start();
        wait::until("some are printed", Duration::from_secs(60), || {
            fs::read_to_string(batch.path(JOURNAL)).is_ok_and(|text| text.lines().count() > 5)
        });
        let children = descendants(&running);
        assert!(!children.is_empty());
        kill_process(running.pid(), signal).unwrap();
        assert_eq!(running.ended(Duration::from_secs(30)).code(), Some(130));
        let gone = |pid: &i32| !Path::new(&format!("/proc/{pid}")).exists();
        wait::until("they are gone", Duration::from_secs(30), || {
            children.iter().all(gone)
        });
        let said = running.output();
        let said = String::from_utf8_lossy(&said.stderr).into_owned();
        assert!(said.contains("interrupted; --resume goes on"), "{said}");

        // Each file has its record, and each record its file.
        let journal = batch.journal();
        assert!(
            journal.iter().all(|record| record["status"] == "done"),
            "{journal:?}"
        );
        assert_eq!(batch.files().len(), journal.len() + 1);
        for record in &journal {
            let file = batch.path(OUT).join(record["output"].as_str().unwrap());
            assert_eq!(
                fs::metadata(file).unwrap().len(),
                record["bytes"].as_u64().unwrap()
            );
        }
        assert!(!batch.path("out/.html2pdf-batch").exists());
        assert_eq!(fs::read_dir(batch.path("tmp")).unwrap().count(), 0);
    }
}

#[test]
fn one_batch_at_a_time_is_at_work_in_a_folder() {
    let batch = Batch::new("-", "");
    let mut first = batch
        .command(&[])
        .stdin(Stdio::piped())
        .stderr(Stdio::null())
        .start();
    // Which form it has is seen by how it begins.
    let mut stdin = first.stdin.take().unwrap();
    stdin.write_all(b"{}\n").unwrap();
    wait::until("it has begun", Duration::from_secs(60), || {
        batch.path(JOURNAL).exists()
    });
    std::thread::sleep(Duration::from_millis(300));
    let second = batch.command(&["--resume"]).stdin(Stdio::null()).run();
    assert_eq!(second.status.code(), Some(2));
    let said = String::from_utf8_lossy(&second.stderr);
    assert!(said.contains("another batch is at work"), "{said}");
    drop(stdin);
    assert_eq!(first.ended(Duration::from_secs(60)).code(), Some(1));
}
