//! The lines of a manifest, one after the other: JSON objects, or rows of a table
//! under a head. No more than one line is in memory.

use std::cell::Cell;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use anyhow::{Context, Result, bail};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::api::native::json::{self, Members};
use crate::api::submission::Field;
use crate::error::Error;
use crate::job::options::option_named;

use super::field::{ASSETS, COLUMN, DATA, FILE, OUTPUT};
use super::template;

/// One line, or a row.
pub struct Line {
    /// From 1, as editors count; of a row the first line of it.
    pub number: u64,
    /// Bytes of the manifest up to its end.
    pub end: u64,
    pub members: Result<Members, Error>,
    /// Of what it says, and of what holds for all lines.
    pub digest: u128,
}

/// A manifest that has been opened.
pub struct Manifest {
    source: Box<dyn BufRead + Send>,
    form: Form,
    /// From which its paths lead.
    pub folder: PathBuf,
    /// In bytes, where it is a file.
    pub size: Option<u64>,
}

enum Form {
    Lines,
    Table { separator: Option<u8> },
}

impl Manifest {
    /// `None` is standard input.
    pub fn open(path: Option<&Path>) -> Result<Self> {
        let (source, folder, size): (Box<dyn Read + Send>, _, _) = match path {
            Some(path) => {
                let file = File::open(path);
                let file = file.with_context(|| format!("cannot read {}", path.display()))?;
                let metadata = file.metadata()?;
                if metadata.is_dir() {
                    bail!("{} is a folder; name a file of lines", path.display());
                }
                let size = metadata.is_file().then_some(metadata.len());
                let folder = path.parent().unwrap_or(Path::new("")).to_owned();
                (Box::new(file), folder, size)
            }
            None => (Box::new(io::stdin()), PathBuf::new(), None),
        };
        let mut source = BufReader::with_capacity(64 << 10, source);
        let begin = source.fill_buf().context("cannot read the manifest")?;
        let is_marked = begin.starts_with(b"\xef\xbb\xbf");
        let begin = begin.strip_prefix(b"\xef\xbb\xbf").unwrap_or(begin);
        let first = begin.iter().find(|byte| !byte.is_ascii_whitespace());
        let extension = path.and_then(|path| path.extension()?.to_str());
        let form = match extension.map(str::to_ascii_lowercase).as_deref() {
            Some("jsonl" | "ndjson" | "json") => Form::Lines,
            Some("csv") => Form::Table { separator: None },
            Some("tsv") => Form::Table {
                separator: Some(b'\t'),
            },
            _ if matches!(first, None | Some(b'{' | b'[')) => Form::Lines,
            _ => Form::Table { separator: None },
        };
        let form = match form {
            Form::Table { separator: None } => Form::Table {
                separator: Some(separator(begin)),
            },
            form => form,
        };
        if is_marked {
            source.consume(3);
        }
        Ok(Self {
            source: Box::new(source),
            form,
            folder,
            size,
        })
    }

    /// Reads it to its end, or until `take` wants no more. `longest` bytes are the
    /// longest line that is read. The head of a table is checked first.
    pub fn read(
        self,
        seed: &Sha256,
        longest: usize,
        mut take: impl FnMut(Line) -> bool,
    ) -> Result<()> {
        match self.form {
            Form::Lines => read_lines(self.source, seed, longest, &mut take),
            Form::Table { separator } => {
                let separator = separator.unwrap_or(b',');
                read_table(self.source, separator, seed, longest, &mut take)
            }
        }
    }
}

/// What stands between the names in a head: spreadsheets write semicolons where
/// the comma is that of numbers.
fn separator(begin: &[u8]) -> u8 {
    let head = begin
        .split(|byte| matches!(byte, b'\r' | b'\n'))
        .next()
        .unwrap_or(begin);
    let count = |separator: u8| head.iter().filter(|byte| **byte == separator).count();
    let candidates = [b'\t', b';', b','];
    let most = candidates.into_iter().max_by_key(|one| count(*one));
    most.unwrap_or(b',')
}

fn read_lines(
    mut source: impl BufRead,
    seed: &Sha256,
    longest: usize,
    take: &mut dyn FnMut(Line) -> bool,
) -> Result<()> {
    let (mut number, mut end) = (0, 0);
    let mut line = Vec::new();
    loop {
        let read = read_line(&mut source, longest, &mut line).context("the manifest broke off")?;
        if read == 0 {
            return Ok(());
        }
        number += 1;
        end += read;
        if line.trim_ascii().is_empty() {
            continue;
        }
        let members = match line.len() > longest {
            true => Err(Error::TooLarge { limit: longest }),
            false => members(&line),
        };
        let digest = digest(seed, &line, number, &members);
        if !take(Line {
            number,
            end,
            members,
            digest,
        }) {
            return Ok(());
        }
    }
}

/// Reads a line, of which no more than one byte above `longest` is kept, and says
/// how many bytes it has.
fn read_line(source: &mut impl BufRead, longest: usize, line: &mut Vec<u8>) -> io::Result<u64> {
    line.clear();
    // A long one shall not stay as long as the batch.
    line.shrink_to(64 << 10);
    let mut read = 0;
    loop {
        let buffer = match source.fill_buf() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            buffer => buffer?,
        };
        let newline = memchr::memchr(b'\n', buffer);
        let part = &buffer[..newline.unwrap_or(buffer.len())];
        let room = (longest + 1).saturating_sub(line.len());
        line.extend_from_slice(&part[..part.len().min(room)]);
        let used = part.len() + usize::from(newline.is_some());
        read += used as u64;
        source.consume(used);
        if newline.is_some() || used == 0 {
            return Ok(read);
        }
    }
}

fn members(line: &[u8]) -> Result<Members, Error> {
    json::members(line, Some("utf-8")).map_err(|error| match error {
        Error::BadFields(_) if line.trim_ascii().starts_with(b"[") => Error::field(
            "line",
            "a list; write one object on each line, such as {\"file\": \"letter.html\"}",
        ),
        Error::BadFields(mut fields) => {
            for field in &mut fields {
                field.field = "line".to_owned();
            }
            Error::BadFields(fields)
        }
        error => error,
    })
}

/// The name of a file may come of the line's number, which then counts too.
fn digest(seed: &Sha256, line: &[u8], number: u64, members: &Result<Members, Error>) -> u128 {
    let mut hash = seed.clone();
    hash.update(line.trim_ascii());
    let is_named = |members: &Members| members.get(OUTPUT).is_some_and(|name| !name.is_null());
    if !members.as_ref().is_ok_and(is_named) {
        hash.update([b'\n']);
        hash.update(number.to_le_bytes());
    }
    first_half(&hash.finalize())
}

pub fn first_half(hash: &[u8]) -> u128 {
    u128::from_be_bytes(hash[..16].try_into().expect("a hash has 32 bytes"))
}

fn read_table(
    mut source: impl BufRead,
    separator: u8,
    seed: &Sha256,
    longest: usize,
    take: &mut dyn FnMut(Line) -> bool,
) -> Result<()> {
    let (room, read) = (Rc::new(Cell::new(longest as u64)), Rc::new(Cell::new(0)));
    let begin = source.fill_buf().context("cannot read the manifest")?;
    // As spreadsheets of old Macs wrote them.
    let has_lines = memchr::memchr(b'\n', begin).is_some();
    let source = TableSource {
        room: room.clone(),
        read: read.clone(),
        carriage_return: (!has_lines).then_some(b'\n'),
        source,
    };
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(separator)
        .flexible(true)
        .has_headers(false)
        .from_reader(source);
    let mut row = csv::ByteRecord::new();
    if !reader
        .read_byte_record(&mut row)
        .context("the table cannot be read")?
    {
        return Ok(());
    }
    let names = head(&row)?;
    loop {
        room.set(longest as u64 + (128 << 10));
        let number = reader.position().line();
        let (number, members) = match reader.read_byte_record(&mut row) {
            Ok(false) => return Ok(()),
            Ok(true) => {
                let number = row.position().map_or(number, csv::Position::line);
                (number, cells(&names, &row))
            }
            // Nobody knows where the next row would begin.
            Err(error) => {
                return Err(error)
                    .with_context(|| format!("the row at line {number} cannot be read"));
            }
        };
        if row.iter().all(|cell| cell.trim_ascii().is_empty()) {
            continue;
        }
        let text = members.as_ref().ok().map(serde_json::to_vec);
        let text = text.transpose()?.unwrap_or_default();
        let line = Line {
            number,
            end: read.get(),
            digest: digest(seed, &text, number, &members),
            members,
        };
        if !take(line) {
            return Ok(());
        }
    }
}

/// The head of a table that names what is no field.
#[derive(Debug, thiserror::Error)]
#[error("the head of the table has {0}")]
pub struct WrongHead(String);

/// The names of the columns.
fn head(row: &csv::ByteRecord) -> Result<Vec<String>, WrongHead> {
    let mut names: Vec<String> = Vec::new();
    for name in row {
        let name = String::from_utf8_lossy(name).trim().to_owned();
        let is_known = [FILE, OUTPUT, ASSETS].contains(&name.as_str())
            || matches!(Field::named(&name), Field::Html | Field::HtmlBase64)
            || name.len() > COLUMN.len() && name.starts_with(COLUMN)
            || option_named(&name).is_some();
        if !is_known {
            return Err(WrongHead(format!(
                "a column `{}`, which is no field; use file, html or url, output, assets, data.NAME, and names of options \
                 (docs/options.md)",
                crate::text::excerpt(&name)
            )));
        }
        if names.contains(&name) {
            return Err(WrongHead(format!("two columns `{name}`; keep one")));
        }
        if let Some(path) = name.strip_prefix(COLUMN) {
            let mut others = names.iter().filter_map(|name| name.strip_prefix(COLUMN));
            if let Some(other) = others.find(|other| template::collide(path, other)) {
                return Err(WrongHead(format!(
                    "a column `{name}` and one `{COLUMN}{other}`, of which one is in the other; keep one"
                )));
            }
        }
        names.push(name);
    }
    Ok(names)
}

/// A row as an object. An empty cell says nothing.
fn cells(names: &[String], row: &csv::ByteRecord) -> Result<Members, Error> {
    if row.len() != names.len() {
        let detail = format!(
            "has {} cells, and the head {}; put quotes around a cell with a separator in it",
            row.len(),
            names.len()
        );
        return Err(Error::field("row", detail));
    }
    let mut members = Members::new();
    let mut data = Members::new();
    for (name, cell) in names.iter().zip(row) {
        let Ok(text) = std::str::from_utf8(cell) else {
            let why = "not UTF-8; save the table as CSV in UTF-8";
            return Err(Error::field(name, why));
        };
        match name.strip_prefix(COLUMN) {
            // An empty one is there, and empty.
            Some(path) => template::put(&mut data, path, text.trim()),
            None if !text.trim().is_empty() => {
                members.insert(name.clone(), Value::String(text.to_owned()));
            }
            None => {}
        }
    }
    if !data.is_empty() {
        if let Some(given) = members.remove(DATA) {
            let mut given = template::object(&given)?;
            given.extend(data);
            data = given;
        }
        let text = Value::Object(data).to_string();
        members.insert(DATA.to_owned(), Value::String(text));
    }
    Ok(members)
}

/// A table whose lines end in `\n` alone, since the reader counts no others right.
/// It ends in an error where a row is longer than it may be: a quote that is never
/// closed would take all of the table.
struct TableSource<R> {
    source: R,
    room: Rc<Cell<u64>>,
    read: Rc<Cell<u64>>,
    /// What becomes of `\r`, unless it goes.
    carriage_return: Option<u8>,
}

impl<R: BufRead> Read for TableSource<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            if self.room.get() == 0 {
                return Err(io::Error::other(
                    "it is too long; is there a quote that is not closed?",
                ));
            }
            let given = self.source.fill_buf()?;
            let used = given.len().min(into.len());
            let mut kept = 0;
            for byte in &given[..used] {
                let byte = match byte {
                    b'\r' => self.carriage_return,
                    byte => Some(*byte),
                };
                if let Some(byte) = byte {
                    into[kept] = byte;
                    kept += 1;
                }
            }
            self.source.consume(used);
            self.read.set(self.read.get() + used as u64);
            self.room.set(self.room.get().saturating_sub(used as u64));
            if kept > 0 || used == 0 {
                return Ok(kept);
            }
        }
    }
}
