//! Columns: the engine ignores them in print, so the page lays them out.

use super::outcome::Parts;
use super::outcome::{Family, Outcome};

pub fn lower(family: &Family<'_>) -> Option<Outcome> {
    let Family {
        name, value, lower, ..
    } = *family;
    let plain = name.strip_prefix("-webkit-").unwrap_or(name);
    Some(match plain {
        "columns" if name != plain => {
            let parts = super::shorthand::expand("columns", value).unwrap_or_default();
            let mut outcome = Outcome::native(name.to_owned(), value);
            outcome.page = shorthand(parts).page;
            outcome
        }
        "column-count" | "column-width" => Outcome::native(format!("-webkit-{plain}"), value)
            .and(Outcome::page(plain.to_owned(), lower)),
        "column-fill" | "column-span" => Outcome::page(plain.to_owned(), lower),
        "column-rule" | "column-rule-width" | "column-rule-style" | "column-rule-color" => {
            Outcome::native(format!("-webkit-{plain}"), value)
                .and(Outcome::page(plain.to_owned(), value))
        }
        _ => return None,
    })
}

pub fn shorthand(parts: Parts) -> Outcome {
    let mut all = Outcome::nothing();
    for (name, value) in parts {
        all = all
            .and(Outcome::native(format!("-webkit-{name}"), value.clone()))
            .and(Outcome::page(name, value));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::super::value::tests::{native, page};

    #[test]
    fn columns_go_to_the_page() {
        assert_eq!(
            page("columns", "2 10em"),
            "column-width:10em;column-count:2"
        );
        assert_eq!(page("-webkit-column-count", "3"), "column-count:3");
        assert_eq!(native("column-count", "3"), "-webkit-column-count:3");
        assert_eq!(
            page("column-rule", "1px solid #f008"),
            "column-rule:1px solid rgba(255, 0, 0, 0.5333)"
        );
    }
}
