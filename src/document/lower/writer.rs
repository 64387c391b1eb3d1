//! Writes the rules down: what the engine is told, and the table for the page.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use serde_json::{Map, Value, json};

use super::contents::Contents;
use super::declarations::{ValueContext, calc, clip, declaration};
use super::features;
use super::flat::{Flat, Shown};
use super::font;
use super::layers::Raise;
use super::parse::{Declaration, split};
use super::selector::{self, Known, Marks};
use super::sheets::{Context, Lost, Lowered, Needed, Table};
use super::shorthands::sets;
use super::told::{
    border_sides, break_in_box, in_whole_pixels, is_as_written, is_for_page, is_of_cell,
    is_of_root, is_of_table, needs_page, paints, solid,
};
use super::variables::Variables;

const MARKER: &str = "::marker";

pub struct Writer<'c, 'a> {
    pub ctx: &'c Context<'a>,
    pub variables: Variables,
    pub units: ValueContext,
    pub marks: Marks,
    pub contents: Contents,
    /// Families that the document brings along, in lower case.
    pub faces: BTreeSet<String>,
    pub output: Vec<Output>,
    pub sheets: usize,
    pub rules: Vec<PageRule>,
    pub vars: Vec<Value>,
    /// All rules with custom properties, where scripts ask for values.
    pub custom: Vec<Value>,
    pub taint: BTreeSet<String>,
    pub lost: Vec<Lost>,
    pub changed: bool,
    pub order: u32,
    pub room: usize,
    /// The room was used up, and it has been told.
    pub full: bool,
}

/// A rule as it is to be written, and the sheet that it goes into.
pub enum Output {
    Raw(usize, String),
    Rule(usize, Shown, Vec<String>, String),
}

pub struct PageRule {
    shown: Shown,
    selectors: Vec<(String, u32)>,
    order: u32,
    important: bool,
    page: Vec<(String, String)>,
    native: Vec<(String, String)>,
}

/// The declarations of a block, by importance.
#[derive(Default)]
pub struct Told {
    native: [Vec<(String, String)>; 2],
    page: [Vec<(String, String)>; 2],
    variables: [Map<String, Value>; 2],
}

impl Told {
    /// How long what the page is told is in its table.
    fn size_for_page(&self) -> usize {
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
    fn body(&self, importances: &[usize]) -> String {
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
    pub fn rule(&mut self, rule: &Flat, raise: Raise) {
        if let Some(raw) = &rule.raw {
            self.output.push(Output::Raw(rule.sheet, raw.clone()));
            return;
        }
        let mut selectors = Vec::new();
        for original in &rule.selectors {
            let weight = selector::specificity(original);
            match selector::lower(original, &mut self.marks) {
                Known::As(list) => {
                    self.changed |= list.len() != 1 || list[0] != *original;
                    selectors.extend(list.into_iter().map(|one| (one, weight)));
                }
                Known::Never => {}
                Known::Unknown(feature) => {
                    let line = rule.declarations.first().map_or(0, |d| d.line);
                    self.lost.push(Lost {
                        sheet: rule.sheet,
                        line,
                        feature,
                    });
                }
            }
        }
        if selectors.is_empty() {
            return;
        }
        let losses = self.lost.len();
        let mut told = self.declarations(&rule.declarations, rule.sheet);
        if rule.shown == Shown::OnScreen {
            // Nobody sees what is lost of it.
            self.lost.truncate(losses);
        }
        let (markers, selectors): (Vec<_>, Vec<_>) = selectors
            .into_iter()
            .partition(|(name, _)| name.ends_with(MARKER));
        self.markers(rule.shown, &markers, raise, &told);
        if selectors.is_empty() {
            self.order += 1;
            return;
        }
        for native in &mut told.native {
            let names = selectors.iter().map(|(name, _)| name.as_str());
            self.contents.number(names, native);
        }
        let line = rule.declarations.first().map_or(0, |d| d.line);
        self.order += 1;
        let names: Vec<&str> = selectors.iter().map(|(name, _)| name.as_str()).collect();
        // Important declarations are apart only where layers turn their order round.
        let parts = match raise.normal == raise.important {
            true => vec![(raise.normal, told.body(&[0, 1]))],
            false => vec![
                (raise.normal, told.body(&[0])),
                (raise.important, told.body(&[1])),
            ],
        };
        for (ids, body) in parts.into_iter().filter(|(_, body)| !body.is_empty()) {
            let names: Vec<String> = names
                .iter()
                .map(|name| selector::raised(name, ids))
                .collect();
            let size = body.len() + names.iter().map(|name| name.len() + 1).sum::<usize>();
            if !self.has_room(size, rule.sheet, line) {
                return;
            }
            self.output
                .push(Output::Rule(rule.sheet, rule.shown, names, body));
        }
        // The table has the values of a rule with each of its selectors.
        let written: usize = selectors.iter().map(|(name, _)| name.len() + 30).sum();
        let size = written + told.size_for_page() * selectors.len();
        if !self.has_room(size, rule.sheet, line) {
            return;
        }
        let [normal, important] = told.page;
        let [native, native_important] = told.native;
        for (is_important, page, native) in
            [(false, normal, native), (true, important, native_important)]
        {
            if page.is_empty() && native.is_empty() {
                continue;
            }
            let selectors = raise.weighed(&selectors, is_important);
            self.rules.push(PageRule {
                shown: rule.shown,
                selectors,
                order: self.order,
                important: is_important,
                page,
                native,
            });
        }
        for (important, values) in told.variables.into_iter().enumerate() {
            if values.is_empty() {
                continue;
            }
            let of_page = values.iter();
            let of_page = of_page.filter(|(name, _)| self.variables.is_of_page(name));
            let of_page: Map<_, _> = of_page.map(|(n, v)| (n.clone(), v.clone())).collect();
            for (selector, weight) in &raise.weighed(&selectors, important == 1) {
                // Scripts run on the screen.
                if self.ctx.of_scripts.are_read && rule.shown != Shown::OnPaper {
                    self.custom
                        .push(json!([selector, weight, self.order, values, important]));
                }
                // What is laid out has the values of the paper.
                if !of_page.is_empty() && rule.shown != Shown::OnScreen {
                    let entry = json!([selector, weight, self.order, of_page, important]);
                    self.vars.push(in_medium(entry, rule.shown));
                }
            }
        }
    }

    /// The page gives markers their looks, all of them.
    fn markers(&mut self, shown: Shown, markers: &[(String, u32)], raise: Raise, told: &Told) {
        for at in 0..told.native.len() {
            let parts = told.native[at].iter().chain(&told.page[at]);
            let page: Vec<_> = parts.cloned().collect();
            if markers.is_empty() || page.is_empty() {
                continue;
            }
            self.rules.push(PageRule {
                shown,
                selectors: raise.weighed(markers, at == 1),
                order: self.order + 1,
                important: at == 1,
                page,
                native: Vec::new(),
            });
        }
    }

    /// Takes so many bytes of what may be written. The first time that there are not
    /// enough, it is told.
    fn has_room(&mut self, size: usize, sheet: usize, line: usize) -> bool {
        if size <= self.room {
            self.room -= size;
            return true;
        }
        if !std::mem::replace(&mut self.full, true) {
            self.lost.push(Lost {
                sheet,
                line,
                feature: features::lost_value("rules that grow too large"),
            });
        }
        false
    }

    fn declarations(&mut self, declarations: &[Declaration], sheet: usize) -> Told {
        let mut told = Told::default();
        let mut lost: Vec<(String, usize, String)> = Vec::new();
        // The last declaration of each property that is not lost.
        let mut settled: BTreeMap<&str, usize> = BTreeMap::new();
        for (place, said) in declarations.iter().enumerate() {
            let at = usize::from(said.important);
            let name = said.name.as_str();
            if name.starts_with("--") {
                if self.variables.is_of_page(name) || self.ctx.of_scripts.are_read {
                    let value = self.variables.partly(&said.value);
                    told.variables[at].insert(name.to_owned(), value.into());
                }
                continue;
            }
            let mut value = said.value.clone();
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
            let outcome = declaration(name, &value, &self.units);
            self.changed |= !is_as_written(&outcome, name, &said.value);
            if outcome.lost.is_none() || !outcome.native.is_empty() || !outcome.page.is_empty() {
                settled.insert(name, place);
            }
            for (name, value) in &outcome.page {
                let arithmetic = ["calc(", "min(", "max("].iter().any(|f| value.contains(f));
                if arithmetic && !is_for_page(name) {
                    self.taint.insert(name.to_string());
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
                        solid(whole.as_ref().unwrap_or(&value)).or(whole)
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
        for at in 0..told.native.len() {
            if let Some(sides) = border_sides(&told.native[at]) {
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

    /// Whether a width is larger than the page's, so that everything is to be shrunk.
    /// Whether the page decides on a property, or on one that it sets or that sets it.
    fn is_tainted(&self, name: &str) -> bool {
        self.taint.contains(name)
            || self
                .taint
                .iter()
                .any(|other| sets(other, name) || sets(name, other))
    }

    fn is_too_wide(&self, value: &str) -> bool {
        calc::pixels(value, Some(16.0), &self.units).is_some_and(|x| x > self.units.width_px + 1.0)
    }

    fn attribute(
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

    #[expect(
        clippy::too_many_lines,
        reason = "one look at all rules, from which several answers come"
    )]
    pub fn finish(mut self, attributes: &[Vec<Declaration>]) -> Lowered {
        let sheet = self.sheets;
        let mut lowered = Vec::with_capacity(attributes.len());
        for (at, one) in attributes.iter().enumerate() {
            if at % 256 == 255 && (self.ctx.is_late)() {
                return Lowered::default();
            }
            lowered.push(self.attribute(one, sheet + at));
        }
        let attributes = lowered;
        let padded = self.taint.iter().any(|name| name.starts_with("padding-"));
        let mut rules = Vec::new();
        let mut needed = self.ctx.tabs
            || self.ctx.strokes
            || !self.vars.is_empty()
            || !self.marks.all.is_empty();
        let (mut breaks, mut boxes, mut sizes) = (false, false, self.ctx.drawings);
        let mut look = |name: &str, value: &str| {
            let (is_break, is_box) = break_in_box(name, value);
            breaks |= is_break;
            boxes |= is_box;
        };
        for rule in &self.rules {
            let mut values = Map::new();
            needed |= rule.selectors.iter().any(|(s, _)| s.ends_with(MARKER));
            for (name, value) in &rule.page {
                look(name, value);
                needed |= needs_page(name, value)
                    || (name == "max-width" && value != "none"
                        || name == "min-width" && !matches!(value.as_str(), "auto" | "0"))
                        && rule.selectors.iter().any(|(s, _)| is_of_table(s))
                    || name == "height"
                        && value != "auto"
                        && rule.selectors.iter().any(|(s, _)| is_of_cell(s))
                    || name.ends_with("height")
                        && value.ends_with('%')
                        && rule.selectors.iter().any(|(s, _)| is_of_root(s))
                    || name.ends_with("width") && self.is_too_wide(value);
                values.insert(name.clone(), value.clone().into());
            }
            for (name, value) in &rule.native {
                // The page looks for their baselines.
                if name == "display" && value == "inline-table" {
                    needed = true;
                    values.insert(name.clone(), value.clone().into());
                }
                // Lines that do not break may be wider than the page.
                sizes |= name == "white-space" && value == "nowrap";
                // The canvas is as high as the page.
                needed |= name.starts_with("background")
                    && paints(value)
                    && rule.selectors.iter().any(|(s, _)| is_of_root(s));
                // Its edges stand in the way of the page's own.
                needed |= (name.starts_with("padding") || name.starts_with("margin"))
                    && value.contains(|c: char| c.is_ascii_digit() && c != '0')
                    && rule
                        .selectors
                        .iter()
                        .any(|(s, _)| is_of_root(s) && !s.contains("body"));
                // The engine ignores it on first lines.
                let of_first_line = name == "text-transform"
                    && value != "none"
                    && rule
                        .selectors
                        .iter()
                        .any(|(s, _)| s.ends_with(":first-line"));
                needed |= of_first_line;
                if of_first_line || self.is_tainted(name) {
                    values
                        .entry(name.clone())
                        .or_insert_with(|| value.clone().into());
                }
                if padded && name == "padding" {
                    let words = split(value, ' ');
                    for (i, side) in ["top", "right", "bottom", "left"].into_iter().enumerate() {
                        let at = [i, i % 2, 0]
                            .into_iter()
                            .find(|at| *at < words.len())
                            .unwrap_or(0);
                        let at = if i == 3 && words.len() < 4 {
                            1.min(words.len() - 1)
                        } else {
                            at
                        };
                        values
                            .entry(format!("padding-{side}"))
                            .or_insert_with(|| words[at].into());
                    }
                }
            }
            let is_box = values
                .get("display")
                .is_some_and(|display| display == "inline-block");
            needed |= is_box && values.contains_key("letter-spacing");
            if values.is_empty() {
                continue;
            }
            for (selector, weight) in &rule.selectors {
                let important = u8::from(rule.important);
                let entry = json!([selector, weight, rule.order, values, important]);
                rules.push(in_medium(entry, rule.shown));
            }
        }
        for (_, page) in &attributes {
            let Some(page) = page else { continue };
            if let Ok(Value::Object(values)) = serde_json::from_str(page) {
                for (name, value) in &values {
                    look(name, value.as_str().unwrap_or_default());
                }
                needed |= values.iter().any(|(name, value)| {
                    needs_page(name, value.as_str().unwrap_or("var("))
                        || name == "max-width" && values.contains_key("width")
                        || name == "min-width" && values.contains_key("width")
                });
            }
        }
        let marks: Vec<_> = self
            .marks
            .all
            .iter()
            .map(|m| json!([m.kind, m.class, m.base, m.inner]))
            .collect();
        needed |= breaks && boxes;
        let written = self.output.iter().filter_map(|output| match output {
            Output::Rule(.., body) => Some(body),
            Output::Raw(..) => None,
        });
        let written = written.chain(attributes.iter().map(|(text, _)| text));
        let gradients = written.clone().any(|text| text.contains("gradient("));
        let translucent = written.clone().any(|text| text.contains("rgba("));
        // Backgrounds are painted in the page.
        let painted = written
            .clone()
            .any(|text| has_gradient_beside_background(text));
        needed |= gradients;
        let needed = match (needed, self.ctx.pages, sizes) {
            (true, ..) => Some(Needed::Always),
            (false, true, _) => Some(Needed::ForPages),
            (false, false, true) => Some(Needed::ForSizes),
            (false, false, false) => None,
        };
        let table = needed.map(|needed| {
            let contents = &self.contents.0;
            let table =
                json!({"rules": rules, "vars": self.vars, "marks": marks, "contents": contents});
            let mut table = table.to_string();
            if gradients || table.contains("gradient(") {
                table.insert_str(1, "\"gradients\":true,");
            }
            if translucent || table.contains("rgba(") {
                table.insert_str(1, "\"translucent\":true,");
            }
            Table {
                json: in_ascii(&table),
                needed,
            }
        });
        let custom =
            (!self.custom.is_empty()).then(|| in_ascii(&Value::from(self.custom).to_string()));
        let changed = self.changed || table.is_some() || custom.is_some();
        let mut css = vec![String::new(); self.sheets];
        for output in self.output {
            match output {
                Output::Raw(sheet, text) => css[sheet] += &text,
                Output::Rule(sheet, shown, names, body) => {
                    let names: Vec<String> = match table.is_some() {
                        true => names.iter().map(|name| selector::weighted(name)).collect(),
                        false => names,
                    };
                    let names = names.join(",");
                    let _ = match shown.medium() {
                        None => writeln!(css[sheet], "{names}{{{body}}}"),
                        Some(medium) => {
                            writeln!(css[sheet], "@media {medium}{{{names}{{{body}}}}}")
                        }
                    };
                }
            }
        }
        let gradients = table
            .as_ref()
            .is_some_and(|table| table.json.contains("gradient"));
        Lowered {
            css,
            attributes,
            table,
            lost: self.lost,
            changed,
            painted,
            gradients,
            custom,
        }
    }
}

/// An entry of the page's table, and the only medium that it holds for.
fn in_medium(mut entry: Value, shown: Shown) -> Value {
    if let (Some(medium), Value::Array(parts)) = (shown.medium(), &mut entry) {
        parts.push(medium.into());
    }
    entry
}

/// Whether something else than a background has a gradient.
fn has_gradient_beside_background(text: &str) -> bool {
    text.match_indices("gradient(").any(|(at, _)| {
        let declaration = text[..at].rsplit([';', '{']).next().unwrap_or_default();
        !declaration.trim_start().starts_with("background")
    })
}

/// JSON whose letters are all ASCII. The engine reads arguments as Latin-1.
fn in_ascii(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        if c.is_ascii() {
            out.push(c);
            continue;
        }
        for unit in c.encode_utf16(&mut [0; 2]) {
            let _ = write!(out, "\\u{unit:04x}");
        }
    }
    out
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
