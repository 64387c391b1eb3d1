//! What scripts leave for when they have ended (`scripts/prelude/own/microtask.js`): it is done between
//! one script and the next.

use super::places::Place;
use crate::job::Job;

/// What is known of them while the scripts of a job are put back.
#[derive(Default)]
pub struct Tasks {
    /// The text in which the last script stood, and whether its scripts leave any: one may have as many
    /// scripts as it has room for.
    last: Option<(Place, bool)>,
}

impl Tasks {
    /// A script that begins when what earlier ones of its text have left is done, and that does what it has
    /// left before the next one, which the engine may read as it is.
    pub fn done(&mut self, job: &Job, place: Place, code: String) -> String {
        const DRAIN: &str = "typeof h2pDrain===\"function\"&&h2pDrain();";
        const STRICT: &str = "\"use strict\";";
        let earlier = self.last.filter(|(text, _)| *text == place);
        let (_, leaves) = earlier.unwrap_or_else(|| (place, leaves_tasks(job, place)));
        self.last = Some((place, leaves));
        match (leaves, earlier, code.strip_prefix(STRICT)) {
            (false, _, _) => code,
            (true, None, _) => format!("{code};{DRAIN}"),
            (true, Some(_), Some(rest)) => format!("{STRICT}{DRAIN}{rest};{DRAIN}"),
            (true, Some(_), None) => format!("{DRAIN}{code};{DRAIN}"),
        }
    }
}

/// Whether scripts of a text may leave tasks for when they have ended.
fn leaves_tasks(job: &Job, place: Place) -> bool {
    let text = place.text(job).unwrap_or_default().as_bytes();
    ["Promise", "async", ".then", "queueMicrotask"]
        .iter()
        .any(|word| memchr::memmem::find(text, word.as_bytes()).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::job::Options;

    const DRAIN: &str = "typeof h2pDrain===\"function\"&&h2pDrain();";

    fn job(html: &str) -> Job {
        let options = Options::read([]).unwrap();
        Job::of(html.to_owned(), Vec::new(), options)
    }

    fn done(tasks: &mut Tasks, job: &Job, code: &str) -> String {
        tasks.done(job, Place::Document(0), code.to_owned())
    }

    #[test]
    fn what_scripts_leave_is_done_around_each() {
        let job = job("<script>f().then(g)</script>");
        let mut tasks = Tasks::default();
        assert_eq!(done(&mut tasks, &job, "f();"), format!("f();;{DRAIN}"));
        let second = done(&mut tasks, &job, "\"use strict\";g()");
        assert_eq!(second, format!("\"use strict\";{DRAIN}g();{DRAIN}"));
        assert_eq!(tasks.done(&job, Place::Cover, "h();".to_owned()), "h();");
    }

    /// To go through a text of a megabyte for each of its scripts takes 14 s.
    #[test]
    fn a_text_is_asked_once_for_all_of_its_scripts() {
        let job = job(&"<script>let a</script>".repeat(40_000));
        let mut tasks = Tasks::default();
        let began = std::time::Instant::now();
        for _ in 0..40_000 {
            assert_eq!(done(&mut tasks, &job, "f()"), "f()");
        }
        assert!(began.elapsed() < std::time::Duration::from_secs(4));
    }
}
