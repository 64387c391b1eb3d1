//! What the declarations of a block become: what the engine is told, and what the page is.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde_json::{Map, Value};

use super::super::counter_styles::{in_content, in_list_style};
use super::super::declarations::{
    ValueContext, clip, declaration, dimension, number, opaque_dashes, viewport,
    with_known_counters,
};
use super::super::features;
use super::super::font;
use super::super::parse::Declaration;
use super::super::sheets::Lost;
use super::super::shorthands::meet;
use super::super::told::{border_sides, in_whole_pixels, is_as_written, is_for_page};
use super::super::variables::{OF_CONTAINERS, OF_LINES};
use super::state::Writer;

/// The declarations of a block, by importance.
#[derive(Default)]
pub struct Told {
    pub native: [Vec<(String, String)>; 2],
    pub page: [Vec<(String, String)>; 2],
    pub variables: [Map<String, Value>; 2],
}

impl Told {
    /// How long what the page is told is in its table.
    pub fn size_for_page(&self) -> usize {
        let of = |parts: &[Vec<(String, String)>; 2]| -> usize {
            let parts = parts.iter().flatten();
            parts
                .map(|(name, value)| name.len() + value.len() + 6)
                .sum()
        };
        let variables = self.variables.iter().flatten();
        let variables =
            variables.map(|(name, value)| name.len() + value.as_str().map_or(0, str::len) + 6);
        of(&self.page) + variables.sum::<usize>()
    }

    /// What the engine is told, of these importances.
    pub fn body(&self, importances: &[usize]) -> String {
        let mut body = String::new();
        for at in importances {
            for (name, value) in &self.native[*at] {
                let _ = write!(
                    body,
                    "{name}:{value}{};",
                    if *at == 1 { "!important" } else { "" }
                );
            }
        }
        body
    }
}

impl Writer<'_, '_> {
    pub(super) fn declarations(&mut self, declarations: &[Declaration], sheet: usize) -> Told {
        let mut told = Told::default();
        let mut lost: Vec<(String, usize, String)> = Vec::new();
        // The last declaration of each property that is not lost.
        let mut settled: BTreeMap<&str, usize> = BTreeMap::new();
        for (place, said) in declarations.iter().enumerate() {
            let at = usize::from(said.important);
            let name = said.name.as_str();
            if name.starts_with("--") {
                if self.variables.is_of_page(name) || self.ctx.of_scripts.are_read {
                    let mut value = self.variables.partly(&said.value);
                    if let Some(told) = units_of_pages(&value, &self.units) {
                        value = told;
                    }
                    told.variables[at].insert(name.to_owned(), value.into());
                }
                continue;
            }
            let mut value = self.without_units_of_boxes(name, &said.value);
            if value.contains("var(") || value.contains("env(") {
                value = self.variables.with_own(&value, declarations);
                match self.variables.substitute(&value) {
                    Some(plain) => value = plain,
                    None if self.variables.needs_page(&value) => {
                        let value = self.variables.partly(&value);
                        let outcome = declaration(name, &value, &self.units);
                        if let Some(feature) = outcome.lost {
                            lost.push((name.to_owned(), place, feature));
                        }
                        let mut page = outcome.page;
                        if page.is_empty() {
                            page.push((name.to_owned().into(), value));
                        }
                        for (name, value) in page {
                            self.taint.insert(name.to_string());
                            told.page[at].push((name.into_owned(), value));
                        }
                        settled.insert(name, place);
                        continue;
                    }
                    // Invalid at computed-value time: as if it were unset.
                    None => value = "unset".to_owned(),
                }
            }
            match name {
                "list-style" | "list-style-type" => {
                    value = in_list_style(&value, &self.counter_styles).unwrap_or(value);
                }
                "content" => {
                    let (told, like) = self.counted(value);
                    value = told;
                    let features = like.into_iter().map(features::lost_value);
                    lost.extend(features.map(|feature| (name.to_owned(), place, feature)));
                }
                _ => {}
            }
            let outcome = declaration(name, &value, &self.units);
            self.changed |= !is_as_written(&outcome, name, &said.value);
            if outcome.lost.is_none() || !outcome.native.is_empty() || !outcome.page.is_empty() {
                settled.insert(name, place);
            }
            for (name, value) in &outcome.page {
                let arithmetic = ["calc(", "min(", "max(", "var("]
                    .iter()
                    .any(|f| value.contains(f));
                let is_part = name.starts_with("padding") && value.contains('%');
                if arithmetic && !is_for_page(name) || is_part {
                    self.taint.insert(name.to_string());
                }
                if name.starts_with("counter-") {
                    let names = ["counter-reset", "counter-increment"];
                    self.taint.extend(names.map(str::to_owned));
                }
            }
            // The engine makes columns on the screen only, where the page is measured.
            let is_column = |name: &str| {
                name == "-webkit-columns"
                    || name == "-webkit-column-count"
                    || name == "-webkit-column-width"
            };
            let native = outcome
                .native
                .into_iter()
                .filter(|(name, _)| !is_column(name));
            told.native[at].extend(native.map(|(name, value)| {
                let name = name.into_owned();
                let better = match name.as_str() {
                    "font-family" => font::latin_first(&value, &self.faces),
                    "font" => font::shorthand(&value, &self.faces),
                    border if border.starts_with("border") || border.starts_with("outline") => {
                        let whole = in_whole_pixels(border, &value, &self.units);
                        opaque_dashes(whole.as_ref().unwrap_or(&value), &self.units).or(whole)
                    }
                    // Fonts that come along are told apart by all of theirs.
                    "font-weight" if self.faces.is_empty() => {
                        Some(font::two_weights(&value)).filter(|better| *better != value)
                    }
                    _ => None,
                };
                self.changed |= better.is_some();
                (name, better.unwrap_or(value))
            }));
            told.page[at].extend(
                outcome
                    .page
                    .into_iter()
                    .map(|(name, value)| (name.into_owned(), value)),
            );
            if let Some(feature) = outcome.lost
                && !(clip::is_circle(&value) && is_square(declarations))
            {
                lost.push((name.to_owned(), place, feature));
            }
        }
        if is_stroked_with_shadow(declarations) {
            self.lost.push(Lost {
                sheet,
                line: declarations[0].line,
                feature: features::lost_value("text-shadow together with text-stroke"),
            });
        }
        if is_vertical_and_logical(declarations) {
            self.lost.push(Lost {
                sheet,
                line: declarations[0].line,
                feature: features::lost_value("logical properties beside a vertical writing-mode"),
            });
        }
        for at in 0..told.native.len() {
            if let Some(sides) = border_sides(&told.native[at], &told.page[at]) {
                told.page[at].push(("border-sides".to_owned(), sides.to_owned()));
            }
        }
        for (name, place, feature) in lost {
            let is_overridden = match settled.get(name.as_str()) {
                Some(last) if *last > place => {
                    declarations[*last].important || !declarations[place].important
                }
                // A value before it that holds is meant for engines such as this one.
                Some(last) => *last < place && !feature.contains(':'),
                None => false,
            };
            if !is_overridden {
                self.lost.push(Lost {
                    sheet,
                    line: declarations[place].line,
                    feature,
                });
            }
        }
        told
    }

    /// A value whose lengths are of containers or of lines, which only the page knows: as variables.
    fn without_units_of_boxes(&mut self, name: &str, said: &str) -> String {
        let mut value = said.to_owned();
        if let Some(told) = units_of_containers(&value) {
            self.queries = true;
            value = told;
        }
        // Of these two a line is that of what they are in.
        if !matches!(name, "line-height" | "font-size")
            && let Some(told) = units_of_lines(&value)
        {
            value = told;
        }
        value
    }

    /// A value of `content` whose counters the engine can write, and what of them is lost.
    fn counted(&self, value: String) -> (String, Vec<&'static str>) {
        let mut lost = Vec::new();
        let own = in_content(&value, &self.counter_styles);
        if own.is_some() {
            lost.push("counter() in a style of its own");
        }
        let value = own.unwrap_or(value);
        match with_known_counters(&value) {
            Some((told, like)) => {
                lost.extend(like.then_some("counter() in numerals such as these"));
                (told, lost)
            }
            None => (value, lost),
        }
    }

    /// Whether the page decides on a property, or on one that says something of the same.
    pub(super) fn is_tainted(&self, name: &str) -> bool {
        self.taint.contains(name) || self.taint.iter().any(|other| meet(other, name))
    }

    pub(super) fn attribute(
        &mut self,
        declarations: &[Declaration],
        sheet: usize,
    ) -> (String, Option<String>) {
        let told = self.declarations(declarations, sheet);
        let line = declarations.first().map_or(0, |d| d.line);
        let size = told.size_for_page() + told.body(&[0, 1]).len();
        if !self.has_room(size, sheet, line) {
            return (as_written(declarations), None);
        }
        let mut text = String::new();
        let mut page = Map::new();
        let mut strong = Map::new();
        for important in 0..2 {
            for (name, value) in &told.native[important] {
                let _ = write!(
                    text,
                    "{name}:{value}{};",
                    if important == 1 { "!important" } else { "" }
                );
            }
            let into = if important == 1 {
                &mut strong
            } else {
                &mut page
            };
            for (name, value) in &told.page[important] {
                into.insert(name.clone(), value.clone().into());
            }
            for (name, value) in &told.variables[important] {
                into.insert(name.clone(), value.clone());
            }
            for (name, value) in &told.native[important] {
                if self.is_tainted(name) {
                    into.entry(name.clone())
                        .or_insert_with(|| value.clone().into());
                }
            }
        }
        if !strong.is_empty() {
            page.insert("!".to_owned(), strong.into());
        }
        let page = (!page.is_empty()).then(|| Value::Object(page).to_string());
        (text, page)
    }
}

/// A value whose units of containers are custom properties that only the page has, so that it
/// decides what they stand for: `var(--5cqi)` for `5cqi`.
fn units_of_containers(value: &str) -> Option<String> {
    if !value.contains("cq") {
        return None;
    }
    with_units(value, |number, unit| {
        OF_CONTAINERS
            .contains(&unit)
            .then(|| format!("var(--{number}{unit})"))
    })
}

/// The same of heights of lines: `var(--2lh)` for `2lh`.
fn units_of_lines(value: &str) -> Option<String> {
    if !value.contains("lh") {
        return None;
    }
    with_units(value, |number, unit| {
        OF_LINES
            .contains(&unit)
            .then(|| format!("var(--{number}{unit})"))
    })
}

/// A custom property without shares of the page, which the page does not know.
fn units_of_pages(value: &str, context: &ValueContext) -> Option<String> {
    if !value.contains('v') {
        return None;
    }
    with_units(value, |share, unit| {
        if unit.starts_with("cq") {
            return None;
        }
        let side = viewport(unit, context)?;
        Some(format!("{}px", number(share * side / 100.0)))
    })
}

/// A value in which some dimensions are told otherwise.
fn with_units(value: &str, tell: impl Fn(f64, &str) -> Option<String>) -> Option<String> {
    if value.contains("url(") || value.contains(['"', '\'']) {
        return None;
    }
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '+' | '_' | '#');
    let (mut told, mut rest, mut any) = (String::new(), value, false);
    while let Some(start) = rest.find(is_part) {
        let end = rest[start..]
            .find(|c| !is_part(c))
            .map_or(rest.len(), |at| start + at);
        let (before, word) = (&rest[..start], &rest[start..end]);
        told += before;
        let otherwise =
            dimension(&word.to_ascii_lowercase()).and_then(|(number, unit)| tell(number, unit));
        any |= otherwise.is_some();
        told += otherwise.as_deref().unwrap_or(word);
        rest = &rest[end..];
    }
    told += rest;
    any.then_some(told)
}

/// Whether letters with an outline of their own throw a shadow: the engine outlines that too.
fn is_stroked_with_shadow(declarations: &[Declaration]) -> bool {
    let has = |name: &str, none: &str| {
        let mut all = declarations.iter().filter(|said| said.name == name);
        all.any(|said| !said.value.trim_start().starts_with(none))
    };
    has("text-shadow", "none") && has("-webkit-text-stroke", "0")
}

/// Whether a block turns its text and says sizes or edges by the way that text runs, which are those of text that
/// is not turned.
fn is_vertical_and_logical(declarations: &[Declaration]) -> bool {
    let is_turned = |said: &Declaration| {
        said.name == "writing-mode" && !said.value.trim_start().starts_with("horizontal")
    };
    let is_logical = |said: &Declaration| {
        let mut parts = said.name.split('-');
        !said.name.starts_with("--") && parts.any(|part| matches!(part, "inline" | "block"))
    };
    declarations.iter().any(is_turned) && declarations.iter().any(is_logical)
}

/// Whether a block says that its box is as wide as it is high.
fn is_square(declarations: &[Declaration]) -> bool {
    let of = |name: &str| {
        let mut all = declarations.iter().rev().filter(|said| said.name == name);
        all.next().map(|said| said.value.as_str())
    };
    of("width").is_some_and(|width| of("height") == Some(width))
        || of("aspect-ratio").is_some_and(|ratio| matches!(ratio, "1" | "1/1" | "1 / 1"))
}

/// Declarations that are not lowered.
fn as_written(declarations: &[Declaration]) -> String {
    let mut text = String::new();
    for said in declarations {
        let important = if said.important { "!important" } else { "" };
        let _ = write!(text, "{}:{}{important};", said.name, said.value);
    }
    text
}
