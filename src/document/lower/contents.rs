//! What `::before` and `::after` say, for the page. The engine tells scripts of `content`
//! in words that it does not read itself: counters without their names, commas between
//! the parts. The table has what was written, and a rule has the number of its own in a
//! property that does nothing by itself.

use super::declarations::words;

/// The property that carries the number, and what the number begins with.
const CARRIER: &str = "-webkit-animation-name";
const PREFIX: &str = "h2pn";

/// What rules have written in them, by its number.
#[derive(Debug, Default)]
pub struct Contents(pub Vec<String>);

impl Contents {
    /// Gives declarations of pseudo-elements a number, where they say more than a string.
    pub fn number<'a>(
        &mut self,
        mut selectors: impl Iterator<Item = &'a str>,
        declarations: &mut Vec<(String, String)>,
    ) {
        let last = declarations.iter().rfind(|(name, _)| name == "content");
        let Some((_, value)) = last else { return };
        let is_plain = words(value).len() < 2 && !value.contains("counter");
        if is_plain || !selectors.any(|one| one.ends_with(":before") || one.ends_with(":after")) {
            return;
        }
        let known = self.0.iter().position(|other| other == value);
        let number = known.unwrap_or(self.0.len());
        if known.is_none() {
            self.0.push(value.clone());
        }
        declarations.push((CARRIER.to_owned(), format!("{PREFIX}{number}")));
    }
}
