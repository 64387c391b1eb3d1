//! CSS that the engine does not support: noticed, unless a value that it does
//! support stands before it.

use std::collections::BTreeSet;

use cssparser::Token;

/// The declarations of one block, as they come by.
#[derive(Default)]
pub struct Declaration {
    name: Option<String>,
    /// The name is complete: values follow.
    in_value: bool,
    unsupported: Option<(usize, String)>,
    /// Names that have a value which the engine supports. A second one that it does
    /// not support is meant for other engines.
    settled: BTreeSet<String>,
}

/// Values of `display` that the engine does not support.
const LAYOUTS: [&str; 6] = [
    "grid",
    "inline-grid",
    "flex",
    "inline-flex",
    "contents",
    "flow-root",
];
const FUNCTIONS: [&str; 5] = ["var", "calc", "min", "max", "clamp"];

impl Declaration {
    pub fn take(&mut self, token: &Token<'_>, line: usize) {
        match token {
            Token::Ident(word) if self.name.is_none() => {
                self.name = Some(word.to_ascii_lowercase());
            }
            Token::Colon if self.name.is_some() => self.in_value = true,
            Token::Ident(word)
                if self.in_value && self.is("display") && is_unsupported_layout(word) =>
            {
                self.notice(line, format!("display: {}", word.to_ascii_lowercase()));
            }
            Token::Ident(word)
                if self.in_value && self.is("position") && word.eq_ignore_ascii_case("sticky") =>
            {
                self.notice(line, "position: sticky".to_owned());
            }
            Token::Function(name) if self.in_value => {
                if let Some(known) = FUNCTIONS
                    .iter()
                    .find(|known| name.eq_ignore_ascii_case(known))
                {
                    self.notice(line, format!("{known}()"));
                }
            }
            _ => {}
        }
    }

    fn is(&self, name: &str) -> bool {
        self.name.as_deref() == Some(name)
    }

    fn notice(&mut self, line: usize, feature: String) {
        self.unsupported.get_or_insert((line, feature));
    }

    /// Ends a declaration. Tells what in it the engine does not support, and in
    /// which line.
    pub fn end(&mut self) -> Option<(usize, String)> {
        let in_value = std::mem::take(&mut self.in_value);
        let name = self.name.take().filter(|_| in_value)?;
        match self.unsupported.take() {
            None => {
                self.settled.insert(name);
                None
            }
            Some(_) if self.settled.contains(&name) => None,
            found => found,
        }
    }
}

fn is_unsupported_layout(word: &str) -> bool {
    LAYOUTS
        .iter()
        .any(|layout| word.eq_ignore_ascii_case(layout))
}

#[cfg(test)]
mod tests {
    use crate::document::styles::css::read;

    #[test]
    fn notices_what_the_engine_does_not_know() {
        let found = |css: &str| read(css).unsupported;
        let one = |line: usize, feature: &str| vec![(line, feature.to_owned())];
        assert_eq!(
            found("a{color:red}\nb{\n display : GRID }"),
            one(2, "display: grid")
        );
        assert_eq!(found("display:flex"), one(0, "display: flex"));
        assert_eq!(
            found("a{width:calc(1px + 2em);color:red}"),
            one(0, "calc()")
        );
        assert_eq!(found("@media print{a{color:var(--x)}}"), one(0, "var()"));
        for fine in [
            "a{display:-webkit-box;display:flex}",
            "a{width:90%;width:calc(100% - 1px)}",
            "@supports (display:grid){a{display:grid}}",
            "a:hover{color:red} grid{display:block} p:not(.flex){}",
            "/* display:grid */ a{content:'display:grid'}",
            "@media (max-width:3in){a{color:red}}",
        ] {
            assert_eq!(found(fine), [], "{fine}");
        }
    }
}
