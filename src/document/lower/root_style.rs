//! What the root has for others to inherit: for texts of ours that belong to a document
//! without being in it, such as the margin boxes of its pages.

use std::fmt::Write;

use super::parse::{self, Item, split};

/// The part of a style sheet that fonts are declared in, and that the root hands down.
pub fn root_style(css: &str) -> String {
    let mut out = String::new();
    put(&parse::sheet(css), &mut out);
    out
}

fn put(items: &[Item], out: &mut String) {
    for item in items {
        match item {
            Item::Rule {
                selectors, items, ..
            } if split(selectors, ',').iter().any(|one| is_root(one)) => {
                let mut said = String::new();
                for item in items {
                    if let Item::Declaration(one) = item
                        && is_handed_down(&one.name)
                    {
                        let bang = if one.important { "!important" } else { "" };
                        let _ = write!(said, "{}:{}{bang};", one.name, one.value);
                    }
                }
                if !said.is_empty() {
                    let _ = write!(out, "html{{{said}}}");
                }
            }
            Item::At {
                name,
                prelude,
                block: Some(block),
                ..
            } => match name.as_str() {
                "font-face" => {
                    let _ = write!(out, "@font-face{{{}}}", block.text);
                }
                "media" | "supports" | "layer" => {
                    let mut inner = String::new();
                    put(&block.items, &mut inner);
                    if !inner.is_empty() {
                        let _ = write!(out, "@{name} {prelude}{{{inner}}}");
                    }
                }
                _ => {}
            },
            _ => {}
        }
    }
}

/// Which selectors give elements a page of which name.
pub fn page_names(css: &str) -> Vec<(String, String)> {
    let mut names = Vec::new();
    take_names(&parse::sheet(css), &mut names);
    names
}

fn take_names(items: &[Item], names: &mut Vec<(String, String)>) {
    for item in items {
        match item {
            Item::Rule {
                selectors, items, ..
            } => {
                for item in items {
                    if let Item::Declaration(one) = item
                        && one.name == "page"
                    {
                        let all = split(selectors, ',').into_iter();
                        names.extend(
                            all.map(|one_of| (one_of.trim().to_owned(), one.value.clone())),
                        );
                    }
                }
            }
            Item::At {
                block: Some(block), ..
            } => take_names(&block.items, names),
            Item::Declaration(_) | Item::At { .. } => {}
        }
    }
}

fn is_root(selector: &str) -> bool {
    matches!(selector.trim(), "html" | ":root" | "*" | "html:root")
}

/// Whether what is inside of an element has the property of it.
pub fn is_handed_down(name: &str) -> bool {
    name.starts_with("--")
        || name.starts_with("font")
        || matches!(
            name,
            "color"
                | "line-height"
                | "letter-spacing"
                | "word-spacing"
                | "text-transform"
                | "text-indent"
                | "white-space"
                | "direction"
                | "font-variant"
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_hands_down_its_type_and_nothing_else() {
        let css = "@font-face{font-family:x;src:url(a.ttf)} *{margin:0;color:red} :root, a{--x:1;padding:1px}\
            p{color:blue} @media print{html{font:10px x !important}} @page{margin:0}";
        assert_eq!(
            root_style(css),
            "@font-face{font-family:x;src:url(a.ttf)}html{color:red;}html{--x:1;}\
             @media print{html{font:10px x!important;}}"
        );
    }
}
