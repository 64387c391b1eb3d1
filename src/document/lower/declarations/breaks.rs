//! Page and column breaks.

use super::outcome::{Family, Outcome};

pub fn lower(family: &Family<'_>) -> Option<Outcome> {
    let Family {
        name, value, lower, ..
    } = *family;
    let (modern, old) = match name {
        "break-before" => (name, "page-break-before"),
        "break-after" => (name, "page-break-after"),
        "break-inside" => (name, "page-break-inside"),
        "page-break-before" | "page-break-after" | "page-break-inside" => {
            return Some(
                Outcome::native(name.to_owned(), value)
                    .and(Outcome::page(name["page-".len()..].to_owned(), lower)),
            );
        }
        "-webkit-column-break-before"
        | "-webkit-column-break-after"
        | "-webkit-column-break-inside" => {
            let page = name["-webkit-column-".len()..].to_owned();
            let word = match lower {
                "always" => "column",
                "avoid" => "avoid-column",
                _ => lower,
            };
            return Some(Outcome::native(name.to_owned(), value).and(Outcome::page(page, word)));
        }
        _ => return None,
    };
    let word = match lower {
        "page" | "always" | "all" => "always",
        "left" | "right" => lower,
        "recto" => "right",
        "verso" => "left",
        "avoid" | "avoid-page" => "avoid",
        "auto" | "column" | "avoid-column" | "region" | "avoid-region" => "auto",
        _ => return Some(Outcome::nothing()),
    };
    if modern == "break-inside" && !matches!(word, "auto" | "avoid") {
        return Some(Outcome::nothing());
    }
    Some(Outcome::native(old, word).and(Outcome::page(modern.to_owned(), lower)))
}

#[cfg(test)]
mod tests {
    use super::super::value::tests::{native, page};

    #[test]
    fn breaks_become_page_breaks() {
        for (name, value, expected) in [
            ("break-inside", "avoid-page", "page-break-inside:avoid"),
            ("break-before", "page", "page-break-before:always"),
            ("break-before", "recto", "page-break-before:right"),
            ("break-after", "column", "page-break-after:auto"),
            ("break-inside", "page", ""),
            ("page-break-after", "always", "page-break-after:always"),
        ] {
            assert_eq!(native(name, value), expected);
        }
        assert_eq!(page("break-after", "column"), "break-after:column");
        assert_eq!(page("page-break-after", "ALWAYS"), "break-after:always");
    }
}
