//! How far a batch is: a bar on a terminal, a line now and then elsewhere.

use std::io::{self, IsTerminal};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::task::Failure;

/// How often a line is said where there is no bar.
const NOW_AND_THEN: Duration = Duration::from_secs(10);
/// Failures that the summary names; all are in the report.
const NAMED: usize = 10;

#[derive(Default)]
pub struct Counts {
    pub printed: u64,
    pub warned: u64,
    pub failed: u64,
    pub skipped: u64,
}

pub struct Progress {
    pub counts: Counts,
    began: Instant,
    said: Instant,
    bar: Option<ProgressBar>,
    size: Option<u64>,
    position: u64,
    quiet: bool,
    failures: Vec<String>,
}

impl Progress {
    /// `size` is that of the manifest, where it is known.
    pub fn new(size: Option<u64>, quiet: bool) -> Self {
        let has_bar = !quiet && io::stderr().is_terminal();
        Self {
            counts: Counts::default(),
            began: Instant::now(),
            said: Instant::now(),
            bar: has_bar.then(|| bar(size)),
            size,
            position: 0,
            quiet,
            failures: Vec::new(),
        }
    }

    /// Takes note that the manifest is done up to here.
    pub fn reached(&mut self, position: u64) {
        self.position = self.position.max(position);
    }

    pub fn failed(&mut self, failure: &Failure) {
        self.counts.failed += 1;
        if self.failures.len() < NAMED {
            self.failures.push(failure.to_string());
        }
    }

    /// Shows where it is.
    pub fn show(&mut self) {
        if let Some(bar) = &self.bar {
            bar.set_message(self.line());
            match self.size {
                Some(_) => bar.set_position(self.position),
                None => bar.tick(),
            }
        } else if !self.quiet && self.said.elapsed() >= NOW_AND_THEN {
            self.said = Instant::now();
            let share = self.size.filter(|size| *size > 0);
            let share =
                share.map(|size| format!(", {} % of the manifest", self.position * 100 / size));
            eprintln!("html2pdf: {}{}", self.line(), share.unwrap_or_default());
        }
    }

    fn line(&self) -> String {
        let Counts {
            printed,
            warned,
            failed,
            skipped,
        } = self.counts;
        let seconds = self.began.elapsed().as_secs_f64().max(0.001);
        let mut line = format!("{printed} printed");
        if warned > 0 {
            line += &format!(" ({warned} with warnings)");
        }
        line += &format!(", {failed} failed");
        if skipped > 0 {
            line += &format!(", {skipped} skipped");
        }
        line + &format!(", {:.1} a second", (printed + failed) as f64 / seconds)
    }

    /// Says what became of it all.
    pub fn finish(&mut self, report: &std::path::Path) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
        for failure in &self.failures {
            eprintln!("html2pdf: {failure}");
        }
        let more = self.counts.failed - self.failures.len() as u64;
        if more > 0 {
            eprintln!("html2pdf: and {more} more");
        }
        if !self.quiet || self.counts.failed > 0 {
            let seconds = self.began.elapsed().as_secs_f64();
            let line = self.line();
            eprintln!(
                "html2pdf: {line}, {seconds:.1} s; the report is {}",
                report.display()
            );
        }
    }
}

fn bar(size: Option<u64>) -> ProgressBar {
    let (bar, template) = match size {
        Some(size) => (
            ProgressBar::new(size),
            "{bar:30} {percent:>3} %  {msg}, {eta} left",
        ),
        None => (ProgressBar::no_length(), "{spinner}  {msg}, {elapsed}"),
    };
    bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(5));
    let style = ProgressStyle::with_template(template);
    bar.with_style(style.expect("a template of ours"))
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "line {}", self.line)?;
        if let Some(output) = &self.output {
            write!(f, " ({})", crate::text::excerpt(output))?;
        }
        let message = match self.error.is_ours() {
            true => self.error.for_log(),
            false => self.error.to_string(),
        };
        write!(f, ": {message}")
    }
}
