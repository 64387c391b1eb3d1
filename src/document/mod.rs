//! A job made ready for the engine: what must be known of a document before
//! it is printed, and the few words in it that must be changed.
//!
//! Pure: text in, text out. The oddities of the engine that this works around
//! are named where they are.
//!
//! ```text
//! scripts        scripts of today, found and put back as the engine reads them
//!                (script_element, script_places, script_modules), and how they ask for styles
//!                (script_styles); templates that the parser would not keep (templates), and a library
//!                that does what the service does (paged)
//! charset        from bytes to text
//! remote         what texts name of other hosts
//! prepared       all texts of a job, read once
//! reading        reads them, and gathers what they refer to and say
//! markup         of HTML: scripts, style sheets, addresses (nesting, reader, tag)
//! embedded       documents and films that stand in it, as the engine knows them
//! doctype        which of them mean quirks mode
//! hidden_scripts where a script may stand that tags do not show
//! link_address   addresses of links as the engine can follow them
//! css, page      of CSS: fonts, `@page` rules, addresses
//! css_support    what in CSS the engine does not support; js_support in scripts
//! pictures       which pictures must be converted, and how they are put back
//! modern         has modern CSS lowered (lowering, lower)
//! written        styles that scripts wrote, which are lowered with those of the document
//! injection      what a request puts into a document
//! header_footer  headers and footers as documents of their own
//! sheet          what is in the margins of pages (sheet_contents, page_edges)
//! srcset         which of several pictures is printed
//! svg            sizes of SVG pictures that have only a ratio
//! resolution     how finely it can be laid out
//! ```

mod address;
mod beginning;
pub mod charset;
mod css;
mod css_page;
mod css_support;
mod doctype;
mod edits;
mod embedded;
mod font_rules;
mod fonts;
#[cfg(any(test, fuzzing))]
pub mod fuzzing;
mod header_footer;
mod hidden_scripts;
mod injection;
mod js_support;
mod lines;
mod link_address;
pub mod lower;
mod lowering;
mod markup;
mod modern;
mod nesting;
mod page;
mod page_edges;
mod page_selector;
mod paged;
mod pictures;
mod prepared;
mod read_budget;
mod reader;
mod reading;
pub mod remote;
mod resolution;
mod script_element;
mod script_errors;
mod script_modules;
mod script_places;
mod script_styles;
mod scripts;
mod sheet;
mod sheet_contents;
mod srcset;
mod svg;
mod svg_size;
mod tag;
mod templates;
mod text;
mod written;

#[cfg(test)]
mod tests;

pub use beginning::leading_elements;
pub use header_footer::{Half, HeaderFooterHtml, HeaderLayout, MakeLayout, Side, measurable};
pub use injection::{FOUND, awaited};
pub use page_selector::PageKind;
pub use paged::put_paged_aside;
pub use pictures::{ConvertedPictures, Picture};
pub use prepared::Prepared;
pub use resolution::Resolution;
pub use script_places::Fate;
pub use script_styles::ask_for_styles;
pub use scripts::Scripts;
pub use sheet::{Sheet, document as sheets_document};
pub use sheet_contents::Numbers;
pub use templates::keep_templates;
pub use text::{COVER, Cover, Text};
pub use written::Written;
