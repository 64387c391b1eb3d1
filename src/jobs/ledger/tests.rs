//! The ledger by itself, with a clock that says whatever a test wants.

use std::time::Duration;

use http::StatusCode;
use serde_json::json;
use tempfile::TempDir;

use crate::error::{Error, JobsError};
use crate::jobs::id::JobId;
use crate::jobs::moment::Moment;
use crate::jobs::record::{Asked, Hook, Outcome, State, Telling};

use super::work::Recovered;
use super::*;

struct Bench {
    temp: TempDir,
    ledger: Ledger,
}

fn bench() -> Bench {
    let temp = tempfile::tempdir().unwrap();
    let ledger = Ledger::open(&temp.path().join("jobs.sqlite")).unwrap();
    Bench { temp, ledger }
}

impl Bench {
    /// As after a `kill -9`: nothing was closed.
    fn again(&self) -> Ledger {
        Ledger::open(&self.temp.path().join("jobs.sqlite")).unwrap()
    }

    fn take(&self) -> JobId {
        self.take_with(None, None).unwrap().0
    }

    fn take_with(
        &self,
        key: Option<(&str, &[u8])>,
        hook: Option<&Hook>,
    ) -> Result<(JobId, Accepted), Error> {
        let id = JobId::new().unwrap();
        let asked = Asked {
            query: None,
            headers: Vec::new(),
            bytes: 7,
            request_id: "r".to_owned(),
        };
        let accepted = self.ledger.accept(&NewJob {
            id,
            asked: &asked,
            hook,
            key: key.map(|(key, _)| key),
            fingerprint: key.map_or(&[], |(_, of)| of),
            now: NOW,
            most_waiting: 10,
        })?;
        Ok((id, accepted))
    }

    fn begin(&self, id: JobId) -> Begun {
        self.ledger.begin(id, NOW).unwrap().unwrap()
    }

    fn state(&self, id: JobId) -> Option<State> {
        self.ledger.find(id).unwrap().map(|record| record.state)
    }
}

const NOW: Moment = Moment(1_000_000_000);

fn outcome() -> Outcome {
    Outcome::problem(StatusCode::OK, json!({}))
}

#[test]
fn jobs_have_their_turn_in_the_order_in_which_they_came() {
    let bench = bench();
    let ids = [(); 3].map(|()| bench.take());
    let position = |id| bench.ledger.position(id).unwrap();
    assert_eq!(ids.map(position), [Some(1), Some(2), Some(3)]);
    let next = || {
        bench.ledger.next(NOW).unwrap().map(|(id, bytes)| {
            assert_eq!(bytes, 7);
            id
        })
    };
    assert_eq!(next(), Some(ids[0]));
    bench.begin(ids[0]);
    assert!(bench.ledger.begin(ids[0], NOW).unwrap().is_none());
    assert_eq!(next(), Some(ids[1]));
    assert_eq!(ids.map(position), [None, Some(1), Some(2)]);
    bench.ledger.remove(ids[1]).unwrap();
    assert_eq!(next(), Some(ids[2]));
    bench.ledger.remove(ids[2]).unwrap();
    assert_eq!(next(), None);
}

#[test]
fn the_same_key_is_the_same_job_if_the_same_is_asked_for() {
    let bench = bench();
    let (id, accepted) = bench.take_with(Some(("a", b"1")), None).unwrap();
    assert_eq!(accepted, Accepted::New);
    let (_, again) = bench.take_with(Some(("a", b"1")), None).unwrap();
    assert_eq!(again, Accepted::Before(id));
    let other = bench.take_with(Some(("a", b"2")), None).unwrap_err();
    assert!(matches!(other, Error::Jobs(JobsError::KeyReused)));
    assert_eq!(
        bench.take_with(Some(("b", b"2")), None).unwrap().1,
        Accepted::New
    );
    // It is free again with the job.
    bench.ledger.remove(id).unwrap();
    assert_eq!(
        bench.take_with(Some(("a", b"2")), None).unwrap().1,
        Accepted::New
    );
}

#[test]
fn only_so_many_wait() {
    let bench = bench();
    let first = bench.take();
    for _ in 1..10 {
        bench.take();
    }
    let refused = bench.take_with(None, None).unwrap_err();
    assert!(matches!(refused, Error::Overloaded { .. }));
    let begun = bench.begin(first);
    bench.take();
    // One that is tried again waits too, and one that was removed does not.
    bench.ledger.again(&begun, &outcome(), NOW).unwrap();
    assert!(bench.take_with(None, None).is_err());
    bench.ledger.remove(first).unwrap();
    assert!(bench.take_with(None, None).is_err());
    let (other, _) = bench.ledger.next(NOW).unwrap().unwrap();
    bench.ledger.remove(other).unwrap();
    bench.take();
    assert_eq!(bench.again().waiting().total(), 10);
}

#[test]
fn what_ran_when_the_service_was_killed_waits_again_and_in_the_end_is_dead() {
    let bench = bench();
    let id = bench.take();
    let ended = Outcome::problem(StatusCode::INTERNAL_SERVER_ERROR, json!({"detail": "x"}));
    for attempt in 1..=2 {
        assert_eq!(bench.begin(id).attempt, attempt);
        let recovered = bench.again().recover(3, &ended, NOW).unwrap();
        assert_eq!(
            recovered,
            Recovered {
                waiting: 1,
                dead: 0
            }
        );
        assert_eq!(bench.state(id), Some(State::Waiting));
    }
    bench.begin(id);
    let recovered = bench.again().recover(3, &ended, NOW).unwrap();
    assert_eq!(
        recovered,
        Recovered {
            waiting: 0,
            dead: 1
        }
    );
    let dead = bench.ledger.find(id).unwrap().unwrap();
    assert_eq!((dead.state, dead.outcome), (State::Dead, Some(ended)));
    assert_eq!(bench.ledger.next(NOW).unwrap(), None);
}

#[test]
fn an_attempt_that_is_no_longer_the_last_changes_nothing() {
    let bench = bench();
    let id = bench.take();
    let first = bench.begin(id);
    bench.ledger.recover(9, &outcome(), NOW).unwrap();
    let second = bench.begin(id);
    let end = |begun| {
        bench
            .ledger
            .end(begun, State::Done, &outcome(), NOW)
            .unwrap()
    };
    assert!(!end(&first));
    assert_eq!(bench.state(id), Some(State::Running));
    assert!(end(&second));
    assert!(!end(&second));
    // Nor does one whose job was removed.
    let other = bench.take();
    let begun = bench.begin(other);
    bench.ledger.remove(other).unwrap();
    assert!(!end(&begun));
    assert_eq!(bench.state(other), None);
}

#[test]
fn a_pause_holds_unless_the_clock_was_another_one() {
    let bench = bench();
    let id = bench.take();
    let begun = bench.begin(id);
    let later = NOW.after(Duration::from_secs(8));
    assert!(bench.ledger.again(&begun, &outcome(), later).unwrap());
    let next = |now| bench.ledger.next(now).unwrap().is_some();
    assert!(!next(NOW) && next(later));
    // The clock was set back by a year: nobody waits for that long.
    assert!(next(NOW.before(Duration::from_secs(365 * 24 * 60 * 60))));
}

#[test]
fn callers_are_told_once_and_by_their_turn() {
    let bench = bench();
    let hook = Hook {
        url: Some("https://a/".to_owned()),
        ..Hook::default()
    };
    let (id, _) = bench.take_with(None, Some(&hook)).unwrap();
    let quiet = bench.take();
    let untold = |now: Moment| {
        let latest = now.after(Duration::from_secs(3600));
        let due = bench.ledger.untold(now, latest, 8).unwrap();
        due.into_iter().map(|record| record.id).collect::<Vec<_>>()
    };
    for id in [id, quiet] {
        let begun = bench.begin(id);
        // Nobody is told of what is not at its end.
        assert!(!untold(NOW).contains(&begun.id));
        bench
            .ledger
            .end(&begun, State::Done, &outcome(), NOW)
            .unwrap();
    }
    assert_eq!(untold(NOW), [id]);
    let call = |telling, next| {
        let told = "answered 500";
        bench
            .ledger
            .called(&Call {
                id,
                telling,
                told,
                next,
            })
            .unwrap();
    };
    let later = NOW.after(Duration::from_secs(60));
    call(Telling::Pending, later);
    assert_eq!(untold(NOW), []);
    assert_eq!(untold(later), [id]);
    // Set back by a year.
    assert_eq!(untold(Moment(0)), [id]);
    call(Telling::Delivered, later);
    assert_eq!(untold(later), []);
    let record = bench.ledger.find(id).unwrap().unwrap();
    assert_eq!(
        (record.tellings, record.told.as_deref()),
        (2, Some("answered 500"))
    );
}

#[test]
fn what_has_ended_long_ago_goes_but_not_before_its_caller_was_told() {
    let bench = bench();
    let hook = Hook {
        url: Some("https://a/".to_owned()),
        ..Hook::default()
    };
    let (told, _) = bench.take_with(None, Some(&hook)).unwrap();
    let (quiet, waiting) = (bench.take(), bench.take());
    for id in [told, quiet] {
        let begun = bench.begin(id);
        bench
            .ledger
            .end(&begun, State::Done, &outcome(), NOW)
            .unwrap();
    }
    let before = NOW.before(Duration::from_millis(1));
    assert_eq!(bench.ledger.expire(before, 9).unwrap(), []);
    assert_eq!(bench.ledger.expire(NOW, 9).unwrap(), [quiet]);
    let telling = Telling::GivenUp;
    bench
        .ledger
        .called(&Call {
            id: told,
            telling,
            told: "x",
            next: NOW,
        })
        .unwrap();
    assert_eq!(bench.ledger.expire(NOW, 9).unwrap(), [told]);
    assert_eq!(bench.state(waiting), Some(State::Waiting));
}

#[test]
fn a_ledger_of_a_newer_program_is_left_alone() {
    let temp = tempfile::tempdir().unwrap();
    let path = temp.path().join("jobs.sqlite");
    let newer = rusqlite::Connection::open(&path).unwrap();
    newer
        .pragma_update(None, "user_version", VERSION + 1)
        .unwrap();
    let refused = format!("{:#}", Ledger::open(&path).err().unwrap());
    assert!(
        refused.contains("HTML2PDF_STATE_DIR") && refused.contains("newer"),
        "{refused}"
    );
    std::fs::write(&path, "no database at all, whatever its name says").unwrap();
    assert!(Ledger::open(&path).is_err());
}

#[test]
fn the_clock_of_before_is_kept() {
    let bench = bench();
    assert_eq!(bench.ledger.last_moment().unwrap(), Moment(0));
    bench.ledger.keep_moment(NOW).unwrap();
    assert_eq!(bench.again().last_moment().unwrap(), NOW);
}

/// Adds so many that wait at once, as it would take long to take them one by one, and opens the ledger again.
fn with_many(bench: &Bench, count: u32) -> (Ledger, Vec<JobId>) {
    let ids: Vec<_> = (0..count).map(|_| JobId::new().unwrap()).collect();
    let asked = text_of_asked();
    let mut connection = bench.ledger.lock();
    let transaction = connection.transaction().unwrap();
    for id in &ids {
        let sql =
            "INSERT INTO jobs (id, state, created, asked, bytes) VALUES (?1, 'waiting', 0, ?2, 7)";
        let new = (id.to_string(), &asked);
        transaction.execute(sql, new).unwrap();
    }
    transaction.commit().unwrap();
    drop(connection);
    (bench.again(), ids)
}

fn text_of_asked() -> String {
    super::work::text(&Asked {
        query: None,
        headers: Vec::new(),
        bytes: 7,
        request_id: "r".to_owned(),
    })
}

/// As whoever looks at each row counts them.
fn counted(ledger: &Ledger, id: JobId) -> u64 {
    let count = "SELECT count(*) FROM jobs WHERE state = 'waiting' \
                 AND seq <= (SELECT seq FROM jobs WHERE id = ?1)";
    let count = ledger
        .lock()
        .query_row(count, [id.to_string()], |row| row.get::<_, i64>(0));
    count.unwrap().cast_unsigned()
}

#[test]
fn positions_of_thousands_are_those_that_a_look_at_each_would_give() {
    let bench = bench();
    let (ledger, ids) = with_many(&bench, 5_000);
    let look = |ledger: &Ledger| {
        for id in ids.iter().step_by(97) {
            let waits =
                ledger.find(*id).unwrap().map(|record| record.state) == Some(State::Waiting);
            let wanted = waits.then(|| counted(ledger, *id));
            assert_eq!(ledger.position(*id).unwrap(), wanted);
        }
        // What is kept beside the table is what a start counts.
        let waiting = waiting::Waiting::count(&ledger.lock()).unwrap();
        assert_eq!(*ledger.waiting(), waiting);
    };
    look(&ledger);
    let mut begun = Vec::new();
    for few in ids.chunks(40) {
        begun.push(ledger.begin(few[0], NOW).unwrap().unwrap());
        ledger.remove(few[7]).unwrap();
    }
    look(&ledger);
    for begun in begun.iter().step_by(2) {
        assert!(ledger.again(begun, &outcome(), NOW).unwrap());
        // Nobody is at work on it any more, and it is not added twice.
        assert!(!ledger.again(begun, &outcome(), NOW).unwrap());
    }
    look(&ledger);
    // After a `kill -9` the others that ran wait too.
    let next = bench.again();
    look(&next);
    next.recover(9, &outcome(), NOW).unwrap();
    look(&next);
    assert_eq!(next.waiting().total(), counted(&next, ids[4_999]));
}

#[test]
fn a_position_is_told_by_a_look_at_few_rows() {
    let bench = bench();
    let (ledger, ids) = with_many(&bench, 5_000);
    let (before, from) = ledger.waiting().before(5_000);
    assert!(before > 3_900 && 5_000 - from < 1_024, "{before} {from}");
    // They are found by the index of those that wait, and not one by one.
    let plan = "EXPLAIN QUERY PLAN SELECT count(*) FROM jobs WHERE state = 'waiting' AND seq BETWEEN 1 AND 2";
    let plan = ledger
        .lock()
        .query_row(plan, [], |row| row.get::<_, String>(3));
    assert!(plan.as_ref().unwrap().contains("SEARCH"), "{plan:?}");
    assert_eq!(ledger.position(ids[4_999]).unwrap(), Some(5_000));
}
