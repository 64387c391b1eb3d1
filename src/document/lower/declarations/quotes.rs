//! `quotes` crashes the engine, whatever its value.

use super::outcome::{Family, Outcome};

pub fn lower(family: &Family<'_>) -> Option<Outcome> {
    (family.name == "quotes").then(Outcome::nothing)
}

#[cfg(test)]
mod tests {
    use super::super::value::tests::{lost, native};

    #[test]
    fn quotes_never_reach_the_engine() {
        for value in ["none", "auto", "\"a\" \"b\"", "initial", "inherit"] {
            assert_eq!(native("quotes", value), "");
        }
        assert_eq!(
            lost("quotes", "\"«\" \"»\"").as_deref(),
            Some("quotes: \"«\" \"»\"")
        );
    }
}
