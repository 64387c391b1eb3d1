//! What comes of all rules: the sheets for the engine, and the table for the page.

use std::fmt::Write;

use serde_json::{Map, Value, json};

use crate::text::json_in_ascii;

use super::super::declarations::{calc, opaque_borders};
use super::super::parse::{Declaration, split};
use super::super::selector;
use super::super::sheets::{Lowered, Needed, Table};
use super::super::told::{
    is_forced_break, is_of_cell, is_of_head, is_of_root, is_of_table, needs_page, paints,
};
use super::state::{MARKER, Output, Writer, in_medium};
use super::weights;

/// Whether something is said that makes a box clip what is in it.
fn clips(values: &Map<String, Value>) -> bool {
    ["overflow", "overflow-x", "overflow-y"]
        .iter()
        .any(|name| values.get(*name).is_some_and(|value| value != "visible"))
}

impl Writer<'_, '_> {
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
        let mut attributes = lowered;
        let padded = self.taint.iter().any(|name| name.starts_with("padding-"));
        let mut rules = Vec::new();
        let mut needed = self.ctx.tabs
            || self.ctx.strokes
            || !self.vars.is_empty()
            || !self.marks.all.is_empty();
        let (mut breaks, mut sizes) = (false, self.ctx.drawings);
        let (mut placed, mut high) = (false, self.ctx.pages);
        let (mut cuts, mut lies) = (false, false);
        let mut dashed = false;
        // Of borders the page asks for round corners alone.
        let rounds = self.ctx.rounds
            || self.rules.iter().any(|rule| {
                let mut names = rule.native.iter().chain(&rule.page).map(|(name, _)| name);
                names.any(|name| name.ends_with("-radius"))
            })
            || attributes.iter().any(|(text, page)| {
                text.contains("-radius")
                    || page.as_ref().is_some_and(|page| page.contains("-radius"))
            });
        let mut look = |name: &str, value: &str| {
            breaks |= is_forced_break(name, value);
            // What is placed in nothing but the paper, only the page finds.
            placed |= name == "position" && value == "absolute";
            cuts |= name.starts_with("overflow") && value != "visible";
            lies |= name == "position" && value != "static";
        };
        for rule in &self.rules {
            let mut values = Map::new();
            needed |= rule.selectors.iter().any(|(s, _)| s.ends_with(MARKER));
            for (name, value) in &rule.page {
                look(name, value);
                dashed |= name == "border-sides" && value == "dashed";
                sizes |= self.is_wide(name, value);
                high |= self.is_high(name, value);
                needed |= needs_page(name, value)
                    || (name == "max-width" && value != "none"
                        || name == "min-width" && !matches!(value.as_str(), "auto" | "0"))
                        && rule.selectors.iter().any(|(s, _)| is_of_table(s))
                    || name == "height"
                        && value != "auto"
                        && rule.selectors.iter().any(|(s, _)| is_of_cell(s))
                    || name == "position"
                        && matches!(value.as_str(), "relative" | "sticky")
                        && rule.selectors.iter().any(|(s, _)| is_of_head(s))
                    || name.ends_with("height")
                        && value.ends_with('%')
                        && rule.selectors.iter().any(|(s, _)| is_of_root(s))
                    || name.ends_with("width") && self.is_too_wide(value);
                if rounds || name != "border-sides" {
                    values.insert(name.clone(), value.clone().into());
                }
            }
            // On a table, the engine ignores it.
            sizes |= values.contains_key("max-width") && values.contains_key("width");
            for (name, value) in &rule.native {
                // The page looks for their baselines.
                if name == "display" && value == "inline-table" {
                    needed = true;
                    values.insert(name.clone(), value.clone().into());
                }
                // Shares of such a table may be others than browsers have.
                if name == "table-layout" && value == "fixed" {
                    sizes = true;
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
            needed |= is_box && (values.contains_key("letter-spacing") || clips(&values));
            if values.is_empty() {
                continue;
            }
            for (selector, weight) in &rule.selectors {
                let important = u8::from(rule.important);
                let entry = json!([selector, weight, rule.order, values, important]);
                rules.push(in_medium(entry, rule.shown));
            }
        }
        for (text, page) in &attributes {
            sizes |= text.contains("table-layout:fixed") || text.contains("max-width:");
            sizes |= says(text, |name, value| self.is_wide(name, value));
            high |= says(text, |name, value| self.is_high(name, value));
            let Some(page) = page else { continue };
            if let Ok(Value::Object(values)) = serde_json::from_str(page) {
                for (name, value) in &values {
                    look(name, value.as_str().unwrap_or_default());
                    dashed |= name == "border-sides" && value == "dashed";
                }
                needed |= values.iter().any(|(name, value)| {
                    needs_page(name, value.as_str().unwrap_or("var("))
                        || name == "display" && value == "inline-block" && clips(&values)
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
        // The engine drops the margin of what begins a page behind such a break.
        needed |= breaks || dashed && rounds;
        // Corners cut off what is in them, but for what the engine paints alone: the page is asked.
        let corners = rounds && cuts && lies;
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
        let needed = match (needed, high, sizes || placed || cuts) {
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
            if self.queries {
                table.insert_str(1, "\"queries\":true,");
            }
            if gradients || table.contains("gradient(") {
                table.insert_str(1, "\"gradients\":true,");
            }
            if translucent || table.contains("rgba(") {
                table.insert_str(1, "\"translucent\":true,");
            }
            Table {
                json: json_in_ascii(&table),
                needed,
                corners,
                cuts,
            }
        });
        let custom =
            (!self.custom.is_empty()).then(|| json_in_ascii(&Value::from(self.custom).to_string()));
        let changed = self.changed || table.is_some() || custom.is_some();
        // Where the page is laid out, it knows what is behind a border.
        let is_known = table
            .as_ref()
            .is_some_and(|table| table.needed == Needed::Always);
        let opaque = |text: String| opaque_borders(&text, &self.units);
        if !is_known {
            for (text, _) in &mut attributes {
                *text = opaque(std::mem::take(text));
            }
        }
        weights::settle(&mut self.output);
        let mut css = vec![String::new(); self.sheets];
        for output in self.output {
            match output {
                Output::Raw(sheet, text) => css[sheet] += &text,
                Output::Rule(sheet, shown, names, body) => {
                    let is_beside =
                        |name: &String| name.ends_with(":before") || name.ends_with(":after");
                    let body = match is_known && !names.iter().any(|(name, _)| is_beside(name)) {
                        true => body,
                        false => opaque(body),
                    };
                    let names = names.into_iter().map(|(name, _)| match table.is_some() {
                        true => selector::weighted(&name),
                        false => name,
                    });
                    let names: Vec<String> = names.collect();
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

    /// Whether a box takes so much of the page's width that it may not fit with what is around it.
    fn is_wide(&self, name: &str, value: &str) -> bool {
        const MUCH: f64 = 0.75;
        matches!(name, "width" | "min-width") && self.pixels(value) > MUCH * self.units.width_px
    }

    /// Whether a few boxes that are so high fill a page.
    fn is_high(&self, name: &str, value: &str) -> bool {
        const HIGH: f64 = 150.0;
        matches!(name, "height" | "min-height") && self.pixels(value) > HIGH
    }

    fn pixels(&self, value: &str) -> f64 {
        calc::pixels(value, Some(16.0), &self.units).unwrap_or(0.0)
    }

    /// Whether a width is larger than the page's, so that everything is to be shrunk.
    fn is_too_wide(&self, value: &str) -> bool {
        calc::pixels(value, Some(16.0), &self.units).is_some_and(|x| x > self.units.width_px + 1.0)
    }
}

/// Whether one of the declarations of an attribute about a width or a height is such.
fn says(text: &str, is_such: impl Fn(&str, &str) -> bool) -> bool {
    (text.contains("width:") || text.contains("height:"))
        && text.split(';').any(|declaration| {
            let (name, value) = declaration.split_once(':').unwrap_or_default();
            let value = value.trim().trim_end_matches("!important");
            is_such(name.trim(), value.trim_end())
        })
}

/// Whether something else than a background has a gradient.
fn has_gradient_beside_background(text: &str) -> bool {
    text.match_indices("gradient(").any(|(at, _)| {
        let declaration = text[..at].rsplit([';', '{']).next().unwrap_or_default();
        !declaration.trim_start().starts_with("background")
    })
}
