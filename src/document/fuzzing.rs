//! What must hold of style sheets and `style` attributes of strangers, whatever their
//! bytes are.

use std::collections::BTreeMap;
use std::time::Duration;

use bytes::Bytes;

use crate::job::deadline::Deadline;
use crate::job::{Asset, FailureReason, Job, Options};

use super::lower::Media;
use super::lowering::{Beside, lower};
use super::remote::{Got, Known};

/// A document whose style sheet, `style` attribute and linked sheet are these bytes; or
/// these bytes as they are, where they are markup.
pub fn lowering(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    match text.starts_with('<') {
        true => check(&text, ""),
        false => {
            let attribute = text.replace('&', "&amp;").replace('"', "&quot;");
            let html = format!(
                "<!DOCTYPE html><link rel=stylesheet href=a.css><style>{text}</style>\
                 <p class=\"a b c\" id=d style=\"{attribute}\">x<li><table><tr><td>"
            );
            check(&html, &text);
        }
    }
}

/// Lowers it, and asserts that it grows in proportion.
pub(super) fn check(html: &str, sheet: &str) {
    let media = Media {
        print: true,
        width: 718.0,
        height: 1046.0,
        page: (718.0, 1046.0),
    };
    let sheets = BTreeMap::from([("a.css", sheet)]);
    let read = html.len() + sheet.len();
    let Some(lowered) = lower(
        html,
        None,
        &sheets,
        Beside::default(),
        (media, None),
        &|| false,
    ) else {
        return;
    };
    let lines = html.lines().count() + sheet.lines().count() + 1;
    for (_, line, feature) in &lowered.lost {
        assert!(*line <= lines, "{feature} in line {line} of {lines}");
        assert!(!feature.is_empty() && feature.len() <= 1000, "{feature}");
    }
    let Some((document, layout)) = lowered.document else {
        return;
    };
    let table = layout.table.map_or_else(String::new, |table| table.json);
    let written = document.len() + table.len();
    assert!(
        written <= 30 * read + (4 << 20),
        "{read} bytes became {written}"
    );
    if !table.is_empty() {
        serde_json::from_str::<serde_json::Value>(&table).expect("the table is JSON");
    }
}

/// A document, or a style sheet, of which every address that it names has something:
/// lines keep their numbers, and what names nothing stays as it is.
pub fn remote(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let html = match text.starts_with('<') {
        true => text.into_owned(),
        false => format!("<!DOCTYPE html><style>{text}</style><p>x"),
    };
    let job = Job::of(html, Vec::new(), Options::default());
    let mut known = Known::of(&job, Deadline::after(Duration::from_secs(60)));
    let lines = |job: &Job| job.documents[0].html.matches('\n').count();
    for round in 0..4 {
        let wanted = known.wanted(&job);
        if wanted.is_empty() {
            break;
        }
        for (at, wanted) in wanted.into_iter().enumerate() {
            let url = wanted.url.clone();
            let outcome = match (at + round) % 3 {
                0 => Err(FailureReason::NotFound),
                _ => Ok(Got {
                    url,
                    bytes: Bytes::copy_from_slice(&data[data.len() / 2..]),
                }),
            };
            known.take(wanted, outcome);
        }
    }
    let put = known.put_into(&job);
    assert_eq!(lines(&put), lines(&job));
    let mut names: Vec<_> = put.assets.iter().map(Asset::name).collect();
    names.dedup();
    assert_eq!(names.len(), put.assets.len());
    let has_base = job.documents[0].html.to_ascii_lowercase().contains("<base");
    if known.is_empty() && !has_base {
        assert_eq!(put.documents[0].html, job.documents[0].html);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SEEDS: [&str; 4] = [
        include_str!("../../fuzz/corpus/lowering/layout.txt"),
        include_str!("../../fuzz/corpus/lowering/cascade.txt"),
        include_str!("../../fuzz/corpus/lowering/values.txt"),
        include_str!("../../fuzz/corpus/lowering/page.txt"),
    ];
    /// What is put between what stands in the seeds.
    const PIECES: [&str; 24] = [
        "{",
        "}",
        "(",
        ")",
        ";",
        ":",
        ",",
        "\"",
        "'",
        "/*",
        "*/",
        "\\",
        "&",
        "var(--y)",
        ":is(",
        ":not(",
        ":has(",
        "calc(",
        "@media (",
        "!important",
        "é",
        "::before",
        " to ",
        "all:unset;",
    ];

    /// The same numbers each time.
    struct Dice(u64);

    impl Dice {
        fn below(&mut self, end: usize) -> usize {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            usize::try_from(self.0 >> 33).unwrap() % end.max(1)
        }

        /// A place between two characters.
        fn place(&mut self, text: &str) -> usize {
            let mut at = self.below(text.len() + 1);
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            at
        }

        fn mutated(&mut self) -> String {
            let mut text = SEEDS[self.below(SEEDS.len())].to_owned();
            for _ in 0..1 + self.below(6) {
                let (a, b) = (self.place(&text), self.place(&text));
                let (from, to) = (a.min(b), a.max(b));
                let other = SEEDS[self.below(SEEDS.len())];
                let piece = match self.below(5) {
                    0 => String::new(),
                    1 => text[from..to].repeat(1 + self.below(20)),
                    2 => PIECES[self.below(PIECES.len())].repeat(1 + self.below(40)),
                    3 => other[self.place(other)..].to_owned(),
                    _ => PIECES[self.below(PIECES.len())].to_owned() + &text[from..to],
                };
                if to - from < 200 {
                    text.replace_range(from..to, "");
                }
                let at = self.place(&text);
                text.insert_str(at, &piece[..self.place(&piece)]);
                if text.len() > 20_000 {
                    break;
                }
            }
            text
        }
    }

    #[test]
    fn mutated_style_sheets_are_lowered_within_bounds() {
        let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
        for _ in 0..2000 {
            lowering(dice.mutated().as_bytes());
        }
    }

    #[test]
    fn what_repeats_grows_in_proportion() {
        let selectors = |n: usize| vec![".a"; n].join(",");
        let made: [&dyn Fn(usize) -> String; 7] = [
            &|n| format!("{}{{{}}}", selectors(n), "gap:1px;".repeat(n)),
            &|n| ".a{all:unset}".repeat(n),
            &|n| format!(".a{{{}}}", "all:unset;".repeat(n)),
            &|n| format!("{}{{{}{{gap:1px}}}}", selectors(20), selectors(n)),
            &|n| {
                format!(
                    ".a{{--y:1px}}{}",
                    ".a{width:calc(1px + var(--y))}".repeat(n)
                )
            },
            &|n| format!("@layer a{{{}}}.a{{top:0}}", "#d{top:0}".repeat(n)),
            &|n| format!(":is({}){{gap:1px}}", selectors(n)),
        ];
        for make in made {
            for n in [50, 600] {
                let css = make(n);
                lowering(css.as_bytes());
                let tags = format!("<p style=\"{}\">", "all:unset").repeat(n * 10);
                check(&format!("<!DOCTYPE html><style>{css}</style>{tags}"), "");
            }
        }
    }
}
