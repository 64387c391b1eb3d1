//! Which pages an `@page` rule is for.

/// A page selector: `name:first`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Selector {
    pub name: Option<String>,
    pub first: bool,
    pub left: Option<bool>,
}

/// Which page is asked about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct PageKind<'a> {
    /// The `page` of what is on it; empty for none.
    pub name: &'a str,
    pub first: bool,
    pub left: bool,
}

impl Selector {
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split(':');
        let name = parts.next().unwrap_or_default();
        let mut selector = Self {
            name: (!name.is_empty()).then(|| name.to_owned()),
            ..Self::default()
        };
        for pseudo in parts {
            match pseudo.to_ascii_lowercase().as_str() {
                "first" => selector.first = true,
                "left" => selector.left = Some(true),
                "right" => selector.left = Some(false),
                _ => return None,
            }
        }
        Some(selector)
    }

    pub fn matches(&self, kind: PageKind<'_>) -> bool {
        self.name.as_deref().is_none_or(|name| name == kind.name)
            && (!self.first || kind.first)
            && self.left.is_none_or(|left| left == kind.left)
    }

    /// The one with more of it wins.
    pub fn weight(&self) -> (bool, bool, bool) {
        (self.name.is_some(), self.first, self.left.is_some())
    }
}
