//! What became of each line, as lines of JSON: the report for people and programs,
//! and what `--resume` reads.
//!
//! A line is written in one piece, before the file of a document gets its name. So a
//! run that is killed at any moment leaves a record without a file at worst, and
//! that line is printed again; never a file that nobody knows of.

use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Seek, SeekFrom, Write};
use std::sync::Arc;
use std::time::Duration;

use rustix::fs::{FlockOperation, flock};
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::api::native::warnings;
use crate::api::problem;
use crate::contents::Contents;
use crate::error::Error;
use crate::pipeline::Product;

use super::manifest::first_half;

pub const NAME: &str = "html2pdf-batch.jsonl";

pub struct Journal {
    file: File,
}

/// What earlier runs have left.
#[derive(Default)]
pub struct Earlier {
    /// By the digest of the line. Names are kept as their endings, and those that
    /// a line gives are in the line.
    done: HashMap<u128, Done>,
    /// Hashes of the names of files that are ours.
    outputs: HashSet<u128>,
    /// As where an editor has taken it away.
    lacks_newline: bool,
}

#[derive(Clone, Copy)]
pub struct Done {
    pub bytes: u64,
    pub extension: &'static str,
}

/// A record, as far as it is read again.
#[derive(Deserialize)]
struct Record {
    output: Option<String>,
    status: String,
    digest: String,
    #[serde(default)]
    bytes: u64,
}

/// Why a journal cannot be used.
pub enum Refused {
    /// Another run is at work in the folder.
    Locked,
    /// There is one, and it was not said what to do with it.
    IsThere,
    Broken(io::Error),
}

impl From<io::Error> for Refused {
    fn from(error: io::Error) -> Self {
        Self::Broken(error)
    }
}

/// How a journal is begun.
#[derive(Clone, Copy)]
pub struct Begin {
    pub resume: bool,
    pub force: bool,
}

impl Journal {
    pub fn begin(mut file: File, begin: Begin) -> Result<(Self, Earlier), Refused> {
        if flock(&file, FlockOperation::NonBlockingLockExclusive).is_err() {
            return Err(Refused::Locked);
        }
        let mut earlier = Earlier::default();
        let length = file.metadata()?.len();
        match begin {
            Begin { resume: true, .. } => {
                let whole = earlier.read(&file)?;
                // What was being written when a run was killed.
                file.set_len(whole)?;
                file.seek(SeekFrom::End(0))?;
                if earlier.lacks_newline {
                    file.write_all(b"\n")?;
                }
            }
            Begin { force: true, .. } => file.set_len(0)?,
            _ if length > 0 => return Err(Refused::IsThere),
            _ => {}
        }
        Ok((Self { file }, earlier))
    }

    pub fn printed(
        &mut self,
        line: &Place<'_>,
        product: &Product,
        took: Duration,
    ) -> io::Result<()> {
        let mut record = line.record("done", took);
        record["pages"] = product.pages.into();
        record["bytes"] = product.contents.len().into();
        let told = warnings::objects(&product.warnings);
        record["warnings"] = told.entries.into();
        if told.more > 0 {
            record["more"] = told.more.into();
        }
        self.append(&record)
    }

    /// Of a line whose output is there already, and of which nothing was said.
    pub fn found(&mut self, line: &Place<'_>, bytes: u64) -> io::Result<()> {
        let mut record = line.record("done", Duration::ZERO);
        record["bytes"] = bytes.into();
        self.append(&record)
    }

    pub fn failed(&mut self, line: &Place<'_>, error: &Error, took: Duration) -> io::Result<()> {
        let mut record = line.record("failed", took);
        record["error"] = problem::report(error);
        self.append(&record)
    }

    /// All of it so far.
    pub fn contents(&self) -> io::Result<Contents> {
        let bytes = self.file.metadata()?.len();
        Ok(Contents::File(Arc::new(self.file.try_clone()?), bytes))
    }

    fn append(&mut self, record: &Value) -> io::Result<()> {
        let mut text = record.to_string();
        text.push('\n');
        self.file.write_all(text.as_bytes())
    }
}

/// Which line a record is of.
pub struct Place<'a> {
    pub line: u64,
    pub output: Option<&'a str>,
    pub digest: u128,
}

impl Place<'_> {
    fn record(&self, status: &str, took: Duration) -> Value {
        json!({
            "line": self.line,
            "output": self.output,
            "status": status,
            "milliseconds": took.as_millis() as u64,
            "digest": format!("{:032x}", self.digest),
        })
    }
}

impl Earlier {
    /// Reads a journal, and says where its last whole line ends.
    fn read(&mut self, file: &File) -> io::Result<u64> {
        let mut reader = BufReader::new(file);
        let (mut line, mut whole) = (Vec::new(), 0);
        loop {
            line.clear();
            let read = reader.read_until(b'\n', &mut line)?;
            let is_ended = line.ends_with(b"\n");
            // What somebody else has written there says nothing to us.
            let record = serde_json::from_slice::<Record>(&line).ok();
            if let Some(record) = &record {
                self.take(record);
            }
            if is_ended || record.is_some() {
                whole += read as u64;
            }
            if !is_ended {
                self.lacks_newline = record.is_some();
                return Ok(whole);
            }
        }
    }

    fn take(&mut self, record: &Record) {
        let Ok(digest) = u128::from_str_radix(&record.digest, 16) else {
            return;
        };
        let Some(output) = record.output.as_deref().filter(|_| record.status == "done") else {
            self.done.remove(&digest);
            return;
        };
        let done = Done {
            bytes: record.bytes,
            extension: known_extension(output),
        };
        self.done.insert(digest, done);
        self.outputs.insert(hash_of(output));
    }

    pub fn done(&self, digest: u128) -> Option<Done> {
        self.done.get(&digest).copied()
    }

    /// Whether a file of this name is one that an earlier run has written.
    pub fn wrote(&self, output: &str) -> bool {
        self.outputs.contains(&hash_of(output))
    }
}

/// Of a name that a batch gives itself.
fn known_extension(output: &str) -> &'static str {
    let extension = output.rsplit('.').next().unwrap_or_default();
    let known = ["png", "jpg", "zip"].into_iter();
    let mut known = known.filter(|known| *known == extension);
    known.next().unwrap_or("pdf")
}

/// A name that takes the same room whatever its length.
pub fn hash_of(output: &str) -> u128 {
    first_half(&Sha256::digest(output.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn begin(text: &str) -> (String, Earlier) {
        let path = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(path.path(), text).unwrap();
        let file = File::options().read(true).append(true).open(path.path());
        let resume = Begin {
            resume: true,
            force: false,
        };
        let begun = Journal::begin(file.unwrap(), resume);
        let (mut journal, earlier) = begun.ok().unwrap();
        journal.append(&json!({})).unwrap();
        (std::fs::read_to_string(path.path()).unwrap(), earlier)
    }

    #[test]
    fn a_record_that_was_being_written_goes_and_all_others_stay() {
        let record = |status: &str, digest: u32, output: &str| {
            let digest = format!("{digest:032x}");
            json!({ "output": output, "status": status, "digest": digest, "bytes": 7 }).to_string()
        };
        let (one, two) = (record("done", 1, "a.png"), record("failed", 2, "b.pdf"));
        let three = record("done", 3, "c.pdf");
        let whole = format!("{one}\n{two}\nnot ours\n");
        for (torn, kept) in [("", false), (&three[..9], false), (&three[..], true)] {
            let (text, earlier) = begin(&format!("{whole}{torn}"));
            let last = match kept {
                true => format!("{three}\n"),
                false => String::new(),
            };
            assert_eq!(text, format!("{whole}{last}{{}}\n"), "{torn}");
            assert!(earlier.wrote("a.png") && !earlier.wrote("b.pdf"));
            assert_eq!(earlier.wrote("c.pdf"), kept);
            let done = earlier.done(1).unwrap();
            assert_eq!((done.bytes, done.extension), (7, "png"));
            assert!(earlier.done(2).is_none());
        }
    }

    #[test]
    fn a_line_that_failed_later_is_not_done() {
        let record = |status: &str| {
            format!("{{\"output\":\"a\",\"status\":\"{status}\",\"digest\":\"1\"}}\n")
        };
        let (_, earlier) = begin(&(record("done") + &record("failed")));
        assert!(earlier.done(1).is_none() && earlier.wrote("a"));
    }
}
