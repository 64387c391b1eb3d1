//! Templates: documents with gaps, and data that fill them. Text in, text out.
//!
//! ```text
//! hbs       Handlebars
//! jinja     Jinja
//! format    numbers, amounts and dates, as both write them
//! locale    what CLDR says of languages
//! missing   what a template prints that the data lack
//! outcome   what comes of it: a text, or a fault and its place
//! ```
//!
//! What strangers send can loop without end and ask for all memory: both libraries are
//! bounded where they can be, and the worker, in which alone this runs, bounds the rest.

pub mod locale;

mod format;
mod hbs;
mod jinja;
mod missing;
mod outcome;

use std::io;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use format::Formats;

pub use missing::Missing;
pub use outcome::{Fault, Filled};

/// In which language a template is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Language {
    Handlebars,
    Jinja,
}

/// Lists in objects in lists: data are nested so deep at most.
pub const DEEPEST_DATA: usize = 100;

/// What a worker is to fill.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Order {
    /// Objects in JSON, which templates share.
    pub data: Vec<String>,
    pub templates: Vec<Template>,
}

#[derive(Debug, Serialize, Deserialize)]
pub struct Template {
    pub language: Language,
    pub source: String,
    /// The place of its data in the order.
    pub data: usize,
    /// A tag that [`locale::find`] knows.
    pub locale: String,
    /// How far its clock is ahead of UTC, in minutes.
    pub zone: i32,
}

impl Order {
    /// Fills all, and hands over each as soon as it is filled: some may end the process.
    pub fn fill(
        &self,
        mut take: impl FnMut(Result<Filled, Fault>) -> io::Result<()>,
    ) -> io::Result<()> {
        let mut parsed: Option<(usize, Value)> = None;
        for template in &self.templates {
            if parsed.as_ref().is_none_or(|(at, _)| *at != template.data) {
                let text = self.data.get(template.data).map_or("{}", String::as_str);
                // It was checked when the request was read.
                parsed = Some((template.data, serde_json::from_str(text)?));
            }
            let data = parsed.as_ref().map_or(&Value::Null, |(_, data)| data);
            take(fill(template, data))?;
        }
        Ok(())
    }
}

fn fill(template: &Template, data: &Value) -> Result<Filled, Fault> {
    let formats = Formats::new(&template.locale, template.zone);
    match template.language {
        Language::Handlebars => hbs::fill(&template.source, data, formats),
        Language::Jinja => jinja::fill(&template.source, data, formats),
    }
}

#[cfg(test)]
mod tests;
