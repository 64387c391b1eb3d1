//! The table of CSS features: what is done with each, and what is warned of. The
//! lowering decides by it, and `docs/css.md` is made from it.
//!
//! ```text
//! feature     a row, and how a value is found in it
//! boxes, text, looks, idle     properties, by family
//! rules       at-rules, selectors, functions
//! values      which values browsers know, for feature queries
//! guide       the table as Markdown
//! ```

mod boxes;
mod feature;
#[cfg(test)]
mod guide;
mod idle;
mod looks;
mod rules;
#[cfg(test)]
mod tests;
mod text;
mod values;

use std::collections::HashMap;
use std::sync::LazyLock;

pub use feature::{Done, Feature};

/// How the names of gradients end that are told in other properties than backgrounds.
pub const BESIDE_BACKGROUNDS: &str = ", beside backgrounds";

/// Properties, by family.
const PROPERTIES: [&[Feature]; 4] = [&boxes::ROWS, &text::ROWS, &looks::ROWS, &idle::ROWS];

/// Rows by their names, and those for all names that begin alike.
struct Index {
    names: HashMap<&'static str, &'static Feature>,
    starts: Vec<(&'static str, &'static Feature)>,
}

impl Index {
    fn of(rows: impl Iterator<Item = &'static Feature>) -> Self {
        let (mut names, mut starts) = (HashMap::new(), Vec::new());
        for row in rows {
            for name in row.names() {
                match name.strip_suffix('*') {
                    Some(start) if !start.is_empty() => starts.push((start, row)),
                    _ => {
                        names.insert(name, row);
                    }
                }
            }
        }
        Self { names, starts }
    }

    fn find(&self, name: &str) -> Option<&'static Feature> {
        let begins = || {
            let mut all = self.starts.iter();
            all.find(|(start, _)| name.starts_with(start))
                .map(|(_, row)| *row)
        };
        self.names.get(name).copied().or_else(begins)
    }
}

static BY_PROPERTY: LazyLock<Index> = LazyLock::new(|| Index::of(PROPERTIES.into_iter().flatten()));
static BY_AT_RULE: LazyLock<Index> = LazyLock::new(|| Index::of(rules::AT_RULES.iter()));
static BY_PSEUDO_CLASS: LazyLock<Index> = LazyLock::new(|| Index::of(rules::PSEUDO_CLASSES.iter()));
static BY_PSEUDO_ELEMENT: LazyLock<Index> =
    LazyLock::new(|| Index::of(rules::PSEUDO_ELEMENTS.iter()));

/// The row of a property, by its name in lower case and without a prefix.
pub fn property(name: &str) -> Option<&'static Feature> {
    BY_PROPERTY.find(name)
}

/// Whether nothing of a property is to be seen on paper, whatever its value.
pub fn is_idle(name: &str) -> bool {
    property(name)
        .is_some_and(|row| matches!(row.done, Done::Nothing | Done::Foreign) && row.but.is_empty())
}

/// What a warning says of a declaration that is not printed as it is written; `None`
/// where nothing is lost. A name that nobody knows is told, because its author expects
/// something of it.
pub fn lost(name: &str, value: &str) -> Option<String> {
    match property(name) {
        Some(row) => row.lost(name, value),
        None => Some(name.to_owned()),
    }
}

/// What is done with a rule that begins with `@`.
pub fn at_rule(name: &str) -> Option<Done> {
    BY_AT_RULE.find(name).map(|row| row.done)
}

/// What is done with a rule that has this pseudo-class; `None` where browsers drop it.
pub fn pseudo_class(name: &str) -> Option<Done> {
    BY_PSEUDO_CLASS.find(name).map(|row| row.done)
}

pub fn pseudo_element(name: &str) -> Option<Done> {
    BY_PSEUDO_ELEMENT.find(name).map(|row| row.done)
}

/// What a warning says of a part of a value, by the name of its row.
pub fn lost_value(name: &'static str) -> String {
    debug_assert!(
        rules::VALUES
            .iter()
            .any(|row| row.done == Done::Lost && row.title() == name),
        "{name} has no row"
    );
    name.to_owned()
}

/// Whether a feature query is answered with yes: for all that is not lost.
pub fn supports(name: &str, value: &str) -> bool {
    let known = property(name).is_some_and(|row| row.done != Done::Foreign);
    name.starts_with("--") || known && values::is_known(name, value) && lost(name, value).is_none()
}
