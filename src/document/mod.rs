//! A job made ready for the engine: what must be known of a document before
//! it is printed, and the few words in it that must be changed.
//!
//! Pure: text in, text out. The oddities of the engine that this works around
//! are named where they are.
//!
//! ```text
//! scripts        scripts of today, found and put back as the engine reads them; what is newer than the
//!                engine in them, and what it says of those that fail
//! charset        from bytes to text
//! remote         what texts name of other hosts
//! prepared       all texts of a job, read once
//! reading        reads them, and gathers what they refer to and say
//! markup         of HTML: scripts, style sheets, addresses, doctypes, templates, embedded documents
//! styles         of CSS: fonts, `@page` rules, addresses, and what the engine does not support
//! pictures       which pictures must be converted, which of several is printed, and sizes of SVG
//! modern         has modern CSS lowered (lowering, lower)
//! written        styles that scripts wrote, which are lowered with those of the document
//! injection      what a request and the service put into a document
//! pages          which `@page` rules are for which page; headers, footers and margin boxes
//! resolution     how finely it can be laid out
//! text, edits    one text of a job, and changes to it made all at once (lines, address)
//! ```

mod address;
pub mod charset;
mod edits;
#[cfg(any(test, fuzzing))]
pub mod fuzzing;
mod injection;
mod lines;
pub mod lower;
mod lowering;
mod markup;
mod modern;
mod pages;
mod pictures;
mod prepared;
mod read_budget;
mod reading;
pub mod remote;
mod resolution;
mod scripts;
mod styles;
mod text;
mod written;

#[cfg(test)]
mod tests;

pub use injection::{FOUND, awaited};
pub use markup::beginning::leading_elements;
pub use markup::presented::present_attributes;
pub use markup::shut::end_shut_elements;
pub use markup::templates::keep_templates;
pub use pages::contents::Numbers;
pub use pages::header_footer::{
    Half, HeaderFooterHtml, HeaderLayout, MakeLayout, Side, measurable,
};
pub use pages::selector::PageKind;
pub use pages::sheet::{Sheet, document as sheets_document};
pub use pictures::{ConvertedPictures, Picture};
pub use prepared::Prepared;
pub use resolution::Resolution;
pub use scripts::lowered::Scripts;
pub use scripts::paged::put_paged_aside;
pub use scripts::places::Fate;
pub use scripts::styles::ask_for_styles;
pub use text::{COVER, Cover, Text};
pub use written::Written;
