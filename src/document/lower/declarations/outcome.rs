//! What becomes of a declaration, and what a family of properties is asked with.

use std::borrow::Cow;

pub type Parts = Vec<(&'static str, String)>;

/// What lengths are relative to.
#[derive(Clone, Copy, Debug)]
pub struct ValueContext {
    /// The page's content box in CSS pixels.
    pub width_px: f64,
    pub height_px: f64,
    /// The root's font size in CSS pixels.
    pub root_px: f64,
    /// Whether sizes of letters are told in pixels instead of `rem`.
    pub letters_in_px: bool,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outcome {
    /// What the engine is told, in this order.
    pub native: Vec<(Cow<'static, str>, String)>,
    /// What only the page can decide, or must know.
    pub page: Vec<(Cow<'static, str>, String)>,
    /// What cannot be done, for a warning.
    pub lost: Option<String>,
}

impl Outcome {
    pub fn nothing() -> Self {
        Self::default()
    }

    pub fn native(name: impl Into<Cow<'static, str>>, value: impl Into<String>) -> Self {
        Self {
            native: vec![(name.into(), value.into())],
            ..Self::default()
        }
    }

    pub fn page(name: impl Into<Cow<'static, str>>, value: impl Into<String>) -> Self {
        Self {
            page: vec![(name.into(), value.into())],
            ..Self::default()
        }
    }

    /// The engine is told, and the page must know.
    pub fn both(name: impl Into<Cow<'static, str>>, value: impl Into<String>) -> Self {
        let one = (name.into(), value.into());
        Self {
            native: vec![one.clone()],
            page: vec![one],
            lost: None,
        }
    }

    pub fn lost(what: impl Into<String>) -> Self {
        Self::nothing().but_lost(what)
    }

    #[must_use]
    pub fn but_lost(mut self, what: impl Into<String>) -> Self {
        self.lost.get_or_insert(what.into());
        self
    }

    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.native.extend(other.native);
        self.page.extend(other.page);
        self.lost = self.lost.or(other.lost);
        self
    }

    pub fn all_page(parts: Parts) -> Self {
        Self {
            page: parts
                .into_iter()
                .map(|(name, value)| (name.into(), value))
                .collect(),
            ..Self::default()
        }
    }
}

/// A declaration as a family of properties sees it.
pub struct Family<'a> {
    pub name: &'a str,
    pub value: &'a str,
    /// The value in lower case.
    pub lower: &'a str,
    pub context: &'a ValueContext,
}
