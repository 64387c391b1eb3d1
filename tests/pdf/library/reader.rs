//! How readers that are not ours see a PDF: qpdf, poppler and mupdf.

use std::io::Write;
use std::process::Command;

use html2pdf_lambda::pdf::inspect::{self, OutlineItem};
use lopdf::{Dictionary, Document, ObjectId};
use tempfile::NamedTempFile;

pub struct Reader {
    pub file: NamedTempFile,
    password: Password,
}

#[derive(Clone, Copy, PartialEq)]
pub enum Password {
    None,
    User(&'static str),
    Owner(&'static str),
}

impl Reader {
    /// Takes a PDF that all three readers find nothing wrong with.
    pub fn new(pdf: &[u8]) -> Self {
        Self::with(pdf, Password::None)
    }

    pub fn with(pdf: &[u8], password: Password) -> Self {
        let mut file = NamedTempFile::new().unwrap();
        file.write_all(pdf).unwrap();
        let reader = Self { file, password };
        let report = reader.run("qpdf", &["--check"], "--password=", &[]);
        assert!(!report.to_lowercase().contains("warning"), "{report}");
        reader.info("Pages");
        reader.mutool_text();
        reader
    }

    pub fn info(&self, name: &str) -> String {
        let all = self.run("pdfinfo", &[], "-upw", &[]);
        let line = all
            .lines()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
        line.unwrap_or_default().trim().to_owned()
    }

    pub fn pages(&self) -> usize {
        self.info("Pages").parse().unwrap()
    }

    /// The words of each page.
    pub fn texts(&self) -> Vec<String> {
        let text = self.run("pdftotext", &[], "-upw", &["-"]);
        let mut pages: Vec<String> = text
            .split('\u{c}')
            .map(|page| page.trim().to_owned())
            .collect();
        pages.pop();
        pages
    }

    pub fn mutool_text(&self) -> String {
        self.run(
            "mutool",
            &["draw", "-q", "-F", "text", "-o", "-"],
            "-p",
            &[],
        )
    }

    pub fn outline(&self) -> String {
        self.run("mutool", &["show"], "-p", &["outline"])
    }

    /// All that the file holds, with nothing packed or encrypted.
    pub fn innards(&self) -> Vec<u8> {
        let args = [
            "--qdf",
            "--object-streams=disable",
            "--no-original-object-ids",
        ];
        let out = NamedTempFile::new().unwrap();
        self.run(
            "qpdf",
            &args,
            "--password=",
            &[out.path().to_str().unwrap()],
        );
        std::fs::read(out.path()).unwrap()
    }

    pub fn holds(&self, words: &str) -> bool {
        memchr::memmem::find(&self.innards(), words.as_bytes()).is_some()
    }

    /// Colours of the first page at some points of it, counted from the top left.
    pub fn colours<const N: usize>(&self, page: u32, points: [(usize, usize); N]) -> [[u8; 3]; N] {
        let page = page.to_string();
        let ppm = {
            let mut command = Command::new("pdftoppm");
            command
                .args(["-r", "72", "-f", &page, "-l", &page])
                .arg(self.file.path());
            command.output().unwrap().stdout
        };
        let header: Vec<&[u8]> = ppm.splitn(4, |byte| *byte == b'\n').collect();
        let size = std::str::from_utf8(header[1]).unwrap();
        let width: usize = size.split(' ').next().unwrap().parse().unwrap();
        points.map(|(x, y)| {
            let at = (y * width + x) * 3;
            header[3][at..at + 3].try_into().unwrap()
        })
    }

    /// Runs a tool on the file; all that it says beside its result fails the test.
    pub fn run(&self, tool: &str, before: &[&str], password: &str, after: &[&str]) -> String {
        let mut command = Command::new(tool);
        command.args(before);
        let (option, value) = match self.password {
            Password::None => ("", ""),
            Password::User(value) => (password, value),
            // Poppler wants to be told which one it is.
            Password::Owner(value) if password == "-upw" => ("-opw", value),
            Password::Owner(value) => (password, value),
        };
        if option.ends_with('=') {
            command.arg(format!("{option}{value}"));
        } else if !option.is_empty() {
            command.args([option, value]);
        }
        let output = command.arg(self.file.path()).args(after).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        let said: Vec<&str> = said
            .lines()
            .filter(|line| !line.contains("ICC support"))
            .collect();
        assert!(
            output.status.success() && said.is_empty(),
            "{tool}: {said:?}"
        );
        String::from_utf8_lossy(&output.stdout).into_owned()
    }
}

pub fn printed_outline(pdf: &[u8]) -> Vec<String> {
    let line = |item: OutlineItem| {
        let page = item.page.map_or("-".to_owned(), |page| page.to_string());
        format!("{} {} {page}", item.level, item.title)
    };
    inspect::outline(pdf)
        .unwrap()
        .into_iter()
        .map(line)
        .collect()
}

/// Where the link annotations of a page lead within the document, from 1.
pub fn led_to(pdf: &[u8], page: usize) -> Vec<usize> {
    let document = Document::load_mem(pdf).unwrap();
    let pages: Vec<ObjectId> = document.page_iter().collect();
    let place = |annotation: &&Dictionary| {
        let target = annotation.get(b"Dest").ok()?.as_array().ok()?;
        let id = target[0].as_reference().ok()?;
        pages.iter().position(|page| *page == id).map(|at| at + 1)
    };
    let annotations = document.get_page_annotations(pages[page - 1]).unwrap();
    annotations.iter().filter_map(place).collect()
}
