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

    /// The text of each page, lines as they stand on it.
    pub fn texts(&self) -> Vec<String> {
        let text = self.text();
        let text = text.strip_suffix('\u{c}').unwrap_or(&text);
        text.split('\u{c}').map(str::to_owned).collect()
    }

    /// Width and height of each page in points.
    pub fn sizes(&self) -> Vec<(f64, f64)> {
        let all = self.run("pdfinfo", &["-l", "-1"], &[]);
        all.lines()
            .filter(|line| line.starts_with("Page ") && line.contains(" size:"))
            .map(|line| {
                let (_, size) = line.split_once(" size:").unwrap();
                let mut words = size.split_whitespace();
                let width = words.next().unwrap().parse().unwrap();
                (width, words.nth(1).unwrap().parse().unwrap())
            })
            .collect()
    }

    /// The words of each page, from the top of the page to its foot.
    pub fn words(&self) -> Vec<Vec<Word>> {
        let mut pages = Vec::new();
        for line in self.run("pdftotext", &["-bbox"], &["-"]).lines() {
            let line = line.trim_start();
            if line.starts_with("<page ") {
                pages.push(Vec::new());
            } else if line.starts_with("<word ") {
                let page = pages.last_mut().expect("words stand on pages");
                page.push(Word::new(line));
            }
        }
        pages
    }

    /// Where a word stands on a page, counted from 1.
    pub fn word_on(&self, page: usize, word: &str) -> Word {
        find(&self.words()[page - 1], word).clone()
    }

    /// The outline from top to bottom, as mupdf sees it.
    pub fn outline(&self) -> Vec<Bookmark> {
        self.run("mutool", &["show"], &["outline"])
            .lines()
            .map(|line| {
                let (marks, rest) = line.split_once('"').unwrap();
                let (title, to) = rest.rsplit_once('"').unwrap();
                Bookmark {
                    level: marks.matches('\t').count(),
                    title: title.to_owned(),
                    page: page_of(to.trim()),
                }
            })
            .collect()
    }

    /// All links, page by page, as mupdf sees them.
    pub fn links(&self) -> Vec<Link> {
        const SCRIPT: &str = "var pdf = new Document(scriptArgs[0]);\
            for (var i = 0; i < pdf.countPages(); i++)\
                pdf.loadPage(i).getLinks().forEach(function (link) {\
                    print([i + 1].concat(link.bounds, link.uri).join(' '));\
                });";
        let mut script = tempfile::Builder::new().suffix(".js").tempfile().unwrap();
        script.write_all(SCRIPT.as_bytes()).unwrap();
        let script = script.path().to_str().unwrap();
        self.run("mutool", &["run", script], &[])
            .lines()
            .map(|line| {
                let words: Vec<_> = line.splitn(6, ' ').collect();
                let number = |at: usize| words[at].parse::<f64>().unwrap();
                Link {
                    page: number(0) as usize,
                    place: [number(1), number(2), number(3), number(4)],
                    to: words[5].to_owned(),
                    to_page: page_of(words[5]),
                }
            })
            .collect()
    }

    /// Picture objects, each counted once however many pages show it.
    pub fn images(&self) -> usize {
        let listed = self.run("pdfimages", &["-list"], &[]);
        let objects: std::collections::BTreeSet<_> = listed
            .lines()
            .skip(2)
            .map(|line| line.split_whitespace().nth(10).unwrap().to_owned())
            .collect();
        objects.len()
    }

    /// How many dots the pictures have in a row.
    pub fn image_widths(&self) -> Vec<u32> {
        let widths = self.image_column(3).into_iter();
        widths.map(|width| width.parse().unwrap()).collect()
    }

    /// How the pictures are encoded: `jpeg`, or `image` where nothing of them is lost.
    pub fn image_encodings(&self) -> Vec<String> {
        self.image_column(8)
    }

    fn image_column(&self, column: usize) -> Vec<String> {
        let listed = self.run("pdfimages", &["-list"], &[]);
        let lines = listed.lines().skip(2);
        let words = lines.map(|line| line.split_whitespace().nth(column).unwrap().to_owned());
        words.collect()
    }

    /// All that is drawn: each glyph and line and its place, as mupdf sees them.
    pub fn drawn(&self) -> String {
        let trace = self.run("mutool", &["trace"], &[]);
        // The first line has the file's name.
        trace.split_once('\n').unwrap().1.to_owned()
    }

    /// Each glyph that can be seen, in the order in which the page draws it, as mupdf sees them.
    pub fn glyphs(&self) -> Vec<Glyph> {
        let (mut page, mut glyphs) = (0, Vec::new());
        let (mut width, mut height) = (1.0, 1.0);
        for line in self
            .run("mutool", &["draw", "-q", "-F", "stext"], &[])
            .lines()
        {
            let value = |name: &str| {
                let (_, rest) = line.split_once(&format!(" {name}=\"")).unwrap();
                rest.split_once('"').unwrap().0
            };
            let number = |name: &str| value(name).parse::<f64>().unwrap();
            if line.starts_with("<page ") {
                page += 1;
                (width, height) = (number("width"), number("height"));
            } else if line.starts_with("<char ") {
                let text = character(value("c"));
                if !text.is_whitespace() {
                    let (x, y) = (number("x") / width, number("y") / height);
                    glyphs.push(Glyph { text, page, x, y });
                }
            }
        }
        glyphs
    }

    /// Asserts that qpdf has nothing to say against the file.
    pub fn assert_sound(&self) {
        self.run("qpdf", &["--check"], &[]);
    }

    pub fn len(&self) -> u64 {
        self.file.as_file().metadata().unwrap().len()
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
        self.picture_of(1, dpi)
    }

    /// A page, counted from 1, as a picture.
    pub fn picture_of(&self, page: usize, dpi: u32) -> Picture {
        let (dpi_, page) = (dpi.to_string(), page.to_string());
        let path = self.file.path().to_str().unwrap();
        let output = Command::new("pdftoppm")
            .args(["-r", &dpi_, "-f", &page, "-l", &page, path])
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
        // That a page has no words is no error, nor is what a build of mupdf leaves out.
        let errors = String::from_utf8_lossy(&output.stderr)
            .replace("no word list\n", "")
            .replace("warning: ICC support is not available\n", "");
        assert!(
            output.status.success() && errors.is_empty(),
            "{program}: {errors}"
        );
        String::from_utf8(output.stdout).unwrap()
    }
}

/// A glyph: its page, counted from 1, and where its base line begins, as shares of the page's width and height from
/// the top left corner.
#[derive(Clone, Debug)]
pub struct Glyph {
    pub text: char,
    pub page: usize,
    pub x: f64,
    pub y: f64,
}

/// A character as XML writes it.
fn character(text: &str) -> char {
    match text {
        "&lt;" => '<',
        "&gt;" => '>',
        "&amp;" => '&',
        "&quot;" => '"',
        "&apos;" => '\'',
        _ => match text.strip_prefix("&#x") {
            Some(rest) => {
                let code = u32::from_str_radix(rest.trim_end_matches(';'), 16).unwrap();
                char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)
            }
            None => text.chars().next().unwrap_or(' '),
        },
    }
}

/// A word on a page, in points from the page's top left corner.
#[derive(Clone, Debug, PartialEq)]
pub struct Word {
    pub text: String,
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
}

impl Word {
    /// Reads a line of `pdftotext -bbox`.
    fn new(line: &str) -> Self {
        let number = |name: &str| -> f64 {
            let (_, rest) = line.split_once(&format!("{name}=\"")).unwrap();
            rest.split_once('"').unwrap().0.parse().unwrap()
        };
        let (_, text) = line.split_once('>').unwrap();
        let text = text.trim_end_matches("</word>");
        Self {
            text: text
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&amp;", "&"),
            left: number("xMin"),
            top: number("yMin"),
            right: number("xMax"),
            bottom: number("yMax"),
        }
    }
}

/// Whether two places or lengths differ by no more than the tolerance.
pub fn near(a: f64, b: f64, tolerance: f64) -> bool {
    (a - b).abs() <= tolerance
}

/// Words of a page in one line of text, without their places.
pub fn line(words: &[Word]) -> String {
    let words: Vec<_> = words.iter().map(|word| word.text.as_str()).collect();
    words.join(" ")
}

/// The first of `words` that reads `text`.
pub fn find<'a>(words: &'a [Word], text: &str) -> &'a Word {
    words
        .iter()
        .find(|word| word.text == text)
        .unwrap_or_else(|| panic!("no {text} in {words:?}"))
}

/// A line of the outline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bookmark {
    /// From 1: how deep it lies.
    pub level: usize,
    pub title: String,
    pub page: Option<usize>,
}

/// A place on a page that leads somewhere.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// From 1.
    pub page: usize,
    /// Left, top, right and bottom in points, from the page's top left corner.
    pub place: [f64; 4],
    pub to: String,
    /// The page that it leads to, if it is one of this document.
    pub to_page: Option<usize>,
}

impl Link {
    /// Whether it is laid over the word.
    pub fn covers(&self, word: &Word) -> bool {
        let [left, top, right, bottom] = self.place;
        let (x, y) = (
            (word.left + word.right) / 2.0,
            (word.top + word.bottom) / 2.0,
        );
        (left..=right).contains(&x) && (top..=bottom).contains(&y)
    }
}

/// The page in `#page=3&zoom=100,0,0`.
fn page_of(address: &str) -> Option<usize> {
    let rest = address.strip_prefix("#page=")?;
    let digits = rest.split(|c: char| !c.is_ascii_digit()).next()?;
    digits.parse().ok()
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
