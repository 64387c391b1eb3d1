//! What style sheets say and name: addresses, fonts, `@page` rules, and what of them the engine does not support.

pub mod css;
pub mod css_page;
mod drawings;
mod font_lists;
pub mod font_rules;
pub mod fonts;
pub mod support;
