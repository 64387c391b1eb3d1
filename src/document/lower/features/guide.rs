//! The table as Markdown, for `docs/css.md`.

use super::feature::{Done, Feature};
use super::{boxes, idle, looks, rules, text};

/// Rows under one heading.
struct Family {
    title: &'static str,
    /// What stands before each name.
    marks: &'static str,
    rows: &'static [Feature],
}

const fn family(title: &'static str, marks: &'static str, rows: &'static [Feature]) -> Family {
    Family { title, marks, rows }
}

const VALUES: &str = "Values and functions";

const FAMILIES: [Family; 8] = [
    family("Boxes, pages and breaks", "", &boxes::ROWS),
    family("Text, fonts and lists", "", &text::ROWS),
    family(
        "Colours, backgrounds, borders and effects",
        "",
        &looks::ROWS,
    ),
    family("Screens, motion and hints", "", &idle::ROWS),
    family("Rules", "@", &rules::AT_RULES),
    family("Pseudo-classes", ":", &rules::PSEUDO_CLASSES),
    family("Pseudo-elements", "::", &rules::PSEUDO_ELEMENTS),
    family(VALUES, "", &rules::VALUES),
];

/// What stands before the names with which one thing is done.
const DONE: [(Done, &str); 6] = [
    (Done::Engine, "printed as written"),
    (Done::Lowered, "put into the engine's words"),
    (Done::Page, "laid out in the page"),
    (Done::Nothing, "nothing of it on paper"),
    (Done::Foreign, "unknown to Chromium too"),
    (Done::Lost, "**warned of**"),
];

/// A table for each family: what is done, and with what.
pub fn markdown() -> String {
    let mut text = String::new();
    for family in &FAMILIES {
        text += &table(family);
    }
    text
}

fn table(family: &Family) -> String {
    let mut text = format!("\n### {}\n\n| | |\n| --- | --- |\n", family.title);
    for (done, told) in DONE {
        let whole = family.rows.iter().filter(|row| row.done == done);
        // Where only some values are lost, these are what is to be known.
        let whole = whole.filter(|row| done != Done::Nothing || row.but.is_empty());
        let names: Vec<String> = whole
            .flat_map(|row| names(row, family))
            .chain(family.rows.iter().flat_map(|row| values(row, done)))
            .collect();
        if !names.is_empty() {
            text += &format!("| {told} | {} |\n", names.join(", "));
        }
    }
    text
}

fn names(row: &Feature, family: &Family) -> Vec<String> {
    match family.title == VALUES {
        true => vec![row.title().to_owned()],
        false => row
            .names()
            .map(|name| format!("`{}{name}`", family.marks))
            .collect(),
    }
}

/// Values of a row with which something else is done than with the rest, but for those
/// that say nothing.
fn values(row: &Feature, done: Done) -> Vec<String> {
    let but = row
        .but
        .iter()
        .filter(|(_, other)| *other == done && done != Done::Nothing);
    let first = row.names().next().unwrap_or_default();
    but.map(|(values, _)| {
        let values: Vec<_> = values
            .split_ascii_whitespace()
            .map(|value| value.trim_start_matches('='))
            .collect();
        format!("`{first}: {}`", values.join(" \\| "))
    })
    .collect()
}
