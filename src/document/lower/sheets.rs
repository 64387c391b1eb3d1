//! What is lowered, what of it is asked, and what comes of it.

use std::collections::BTreeSet;

use super::media::Media;
use super::names::Names;

/// One style sheet of a document.
#[derive(Clone, Copy, Debug)]
pub struct Sheet<'a> {
    pub css: &'a str,
    /// Its `media` attribute.
    pub media: &'a str,
}

/// What holds for all sheets of a document.
pub struct Context<'a> {
    pub media: Media,
    /// What scripts find while they run, where that matters.
    pub screen: Option<Media>,
    /// Names in the document and its scripts; rules that need others match nothing.
    pub words: Option<&'a Names<'a>>,
    /// How many sheets are the document's own. Those behind them scripts have written, and names
    /// in them stand nowhere else.
    pub own_sheets: usize,
    /// The `style` attributes of the document.
    pub attributes: &'a [String],
    /// The custom properties that scripts deal with.
    pub of_scripts: &'a OfScripts,
    /// Whether there are drawings, or columns of tables, whose size only the page knows.
    pub drawings: bool,
    /// Whether there are strokes whose dashes only the page knows.
    pub strokes: bool,
    /// Whether scripts may round corners.
    pub rounds: bool,
    /// Whether there is text in letters of one width, and the root's size is that of the sheets.
    /// The engine takes the letters of one width for smaller where their size is in `rem`.
    pub code: bool,
    /// Whether it may have several pages, whose ends only the page knows.
    pub pages: bool,
    /// Whether there are tabs in text whose white space is kept.
    pub tabs: bool,
    /// Whether there is no time left: what is not lowered then never will be printed.
    pub is_late: &'a dyn Fn() -> bool,
}

/// The custom properties that scripts of a document deal with.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct OfScripts {
    /// How the names of those begin that they may set; a whole name ends with a space.
    pub set: BTreeSet<String>,
    /// Whether they ask for values.
    pub are_read: bool,
}

impl OfScripts {
    pub fn may_set(&self, name: &str) -> bool {
        let is_start = |start: &String| match start.strip_suffix(' ') {
            Some(whole) => whole == name,
            None => name.starts_with(start.as_str()),
        };
        self.set.iter().any(is_start)
    }
}

/// What cannot be printed as it is written.
#[derive(Clone, Debug, PartialEq)]
pub struct Lost {
    /// A sheet, or behind them all a `style` attribute.
    pub sheet: usize,
    /// Counted from 0.
    pub line: usize,
    pub feature: String,
}

#[derive(Debug, Default)]
pub struct Lowered {
    /// A plain sheet for each.
    pub css: Vec<String>,
    /// For each `style` attribute, what the engine is told and what the page is.
    pub attributes: Vec<(String, Option<String>)>,
    /// What the page decides; `None` where there is nothing.
    pub table: Option<Table>,
    pub lost: Vec<Lost>,
    /// Whether anything had to be changed.
    pub changed: bool,
    /// Whether something is painted dot by dot.
    pub painted: bool,
    /// Whether backgrounds have gradients, which are painted in the page.
    pub gradients: bool,
    /// The rules with custom properties, in JSON, where scripts ask for values.
    pub custom: Option<String>,
}

/// That of a document of which nothing is to be decided by sizes.
pub const EMPTY_TABLE: &str = r#"{"rules":[],"vars":[],"marks":[]}"#;

/// What only the page can decide, in JSON, and when it must.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    pub json: String,
    pub needed: Needed,
    /// Whether a box with round corners may cut off what is in it.
    pub corners: bool,
    /// Whether boxes may hide text that does not fit into them.
    pub cuts: bool,
}

impl Table {
    /// Whether the page must be laid out whatever is in it.
    pub fn is_always_needed(&self) -> bool {
        self.needed == Needed::Always
    }
}

/// When the page must be laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needed {
    Always,
    /// Where it has more than one page, or something in it does not fit by itself.
    ForPages,
    /// Where something in it does not fit by itself: contents too wide for the page, a
    /// drawing or a picture without a size.
    ForSizes,
}
