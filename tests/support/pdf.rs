//! PDFs as poppler sees them: a reader that is not ours.

use std::io::Write;
use std::process::Command;

use tempfile::NamedTempFile;

pub struct Pdf {
    file: NamedTempFile,
}

impl Pdf {
    pub fn new(bytes: &[u8]) -> Self {
        let mut file = NamedTempFile::new().unwrap();
        file.write_all(bytes).unwrap();
        Self { file }
    }

    /// The text, lines as they stand on the page.
    pub fn text(&self) -> String {
        self.run("pdftotext", &["-layout"], &["-"])
    }

    /// A line of `pdfinfo`, such as `Title`.
    pub fn info(&self, name: &str) -> String {
        let all = self.run("pdfinfo", &[], &[]);
        let line = all
            .lines()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
        line.unwrap_or_default().trim().to_owned()
    }

    pub fn pages(&self) -> u32 {
        self.info("Pages").parse().unwrap()
    }

    /// Width and height of the first page in points.
    pub fn size(&self) -> (f64, f64) {
        let size = self.info("Page size");
        let mut words = size.split_whitespace();
        let width = words.next().unwrap().parse().unwrap();
        let height = words.nth(1).unwrap().parse().unwrap();
        (width, height)
    }

    /// Fonts: name, and whether it is embedded and can be searched.
    pub fn fonts(&self) -> Vec<(String, bool)> {
        self.run("pdffonts", &[], &[])
            .lines()
            .skip(2)
            .map(|line| {
                let name = line.split_whitespace().next().unwrap().to_owned();
                // Columns from the right: object, number, unicode, subset, embedded.
                let columns: Vec<_> = line.split_whitespace().rev().take(5).collect();
                (name, columns[4] == "yes" && columns[2] == "yes")
            })
            .collect()
    }

    /// Where a word stands on its page, in points from the top left:
    /// left, top, right, bottom.
    pub fn word(&self, word: &str) -> (f64, f64, f64, f64) {
        let all = self.run("pdftotext", &["-bbox"], &["-"]);
        let line = all
            .lines()
            .find(|line| line.contains(&format!(">{word}</word>")))
            .unwrap_or_else(|| panic!("no {word} in {all}"));
        let number = |name: &str| -> f64 {
            let (_, rest) = line.split_once(&format!("{name}=\"")).unwrap();
            rest.split_once('"').unwrap().0.parse().unwrap()
        };
        (
            number("xMin"),
            number("yMin"),
            number("xMax"),
            number("yMax"),
        )
    }

    /// The first page as a picture.
    pub fn picture(&self, dpi: u32) -> Picture {
        let dpi_ = dpi.to_string();
        let path = self.file.path().to_str().unwrap();
        let output = Command::new("pdftoppm")
            .args(["-r", &dpi_, "-f", "1", "-l", "1", path])
            .output()
            .unwrap();
        assert!(output.status.success());
        Picture::new(&output.stdout, dpi)
    }

    fn run(&self, program: &str, before: &[&str], after: &[&str]) -> String {
        let output = Command::new(program)
            .args(before)
            .arg(self.file.path())
            .args(after)
            .output()
            .unwrap_or_else(|error| panic!("{program}: {error}; install poppler-utils"));
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(
            output.status.success() && errors.is_empty(),
            "{program}: {errors}"
        );
        String::from_utf8(output.stdout).unwrap()
    }
}

/// A picture of a page, red, green and blue for each dot.
pub struct Picture {
    pub width: usize,
    pub height: usize,
    dpi: u32,
    dots: Vec<[u8; 3]>,
}

impl Picture {
    /// Reads a PPM: `P6 width height 255` and the dots.
    fn new(ppm: &[u8], dpi: u32) -> Self {
        let mut words = ppm.splitn(4, |byte| byte.is_ascii_whitespace());
        assert_eq!(words.next(), Some(&b"P6"[..]));
        let mut number = || {
            std::str::from_utf8(words.next().unwrap())
                .unwrap()
                .parse::<usize>()
                .unwrap()
        };
        let (width, height) = (number(), number());
        let rest = &words.next().unwrap()[4..];
        let dots: Vec<_> = rest
            .chunks_exact(3)
            .map(|dot| [dot[0], dot[1], dot[2]])
            .collect();
        assert_eq!(dots.len(), width * height);
        Self {
            width,
            height,
            dpi,
            dots,
        }
    }

    pub fn dots(&self) -> &[[u8; 3]] {
        &self.dots
    }

    pub fn has(&self, colour: [u8; 3]) -> bool {
        self.dots.contains(&colour)
    }

    /// Width in inches of the widest run of this colour on any line.
    pub fn widest_run(&self, colour: [u8; 3]) -> f64 {
        let longest = self
            .dots
            .chunks(self.width)
            .flat_map(|line| line.split(|dot| *dot != colour).map(<[_]>::len))
            .max();
        longest.unwrap_or(0) as f64 / f64::from(self.dpi)
    }
}
