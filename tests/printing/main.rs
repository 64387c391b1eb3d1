//! What comes out of a document and its options: the pages, as they are printed.

mod additions;
mod animations;
mod book;
mod css_table;
mod effects;
mod examples;
mod fidelity;
mod forced_breaks;
mod header_footer;
mod likeness;
mod links;
mod lint;
mod list_markers;
mod modern_css;
mod modern_headers;
mod modern_heights;
mod modern_items;
mod modern_values;
mod modules;
mod oddities;
mod options;
mod page_ends;
mod page_kinds;
mod page_room;
mod page_rules;
mod pictures;
mod platform;
mod print;
mod proxies;
mod right_to_left;
mod scripts;
mod small_cases;
mod styled;
#[path = "../support/mod.rs"]
mod support;
mod window;
