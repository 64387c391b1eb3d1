//! What addresses are of.

/// What an address is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Style,
    Script,
    Module,
    Picture,
    Font,
    /// A picture that only style sheets name: it may not be shown.
    Background,
}
