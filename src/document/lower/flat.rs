//! One rule of a sheet without nesting and conditions.

use super::parse::Declaration;

/// What a rule holds for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shown {
    #[default]
    Everywhere,
    /// When it is printed, but not while scripts run.
    OnPaper,
    /// While scripts run only.
    OnScreen,
}

impl Shown {
    /// The medium by which the engine knows it.
    pub const fn medium(self) -> Option<&'static str> {
        match self {
            Self::Everywhere => None,
            Self::OnPaper => Some("print"),
            Self::OnScreen => Some("screen"),
        }
    }
}

/// A rule with one list of selectors, all conditions resolved.
pub struct Flat {
    pub sheet: usize,
    pub selectors: Vec<String>,
    pub declarations: Vec<Declaration>,
    /// Its layer, by name; rules outside of layers come last.
    pub layer: Option<String>,
    pub shown: Shown,
    /// What is asked of containers, a line each.
    pub containers: Option<String>,
    /// A rule that is passed on as it is: `@font-face`.
    pub raw: Option<String>,
}

impl Flat {
    /// A rule of the lowest weight.
    pub fn of(selector: &str, declarations: Vec<Declaration>) -> Self {
        Self {
            sheet: 0,
            selectors: vec![selector.to_owned()],
            declarations,
            layer: None,
            shown: Shown::Everywhere,
            containers: None,
            raw: None,
        }
    }
}
