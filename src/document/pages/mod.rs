//! Pages as `@page` rules, headers and footers make them: which rules are for which page, and what stands in margins.

pub mod contents;
pub mod edges;
pub mod header_footer;
pub mod rules;
pub mod selector;
pub mod sheet;
