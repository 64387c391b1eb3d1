//! What comes out of a document and its options: the pages, as they are printed.

mod additions;
mod book;
mod css_table;
mod effects;
mod examples;
mod fidelity;
mod forced_breaks;
mod likeness;
mod links;
mod lint;
mod list_markers;
mod modern_css;
mod modern_headers;
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
mod remote;
mod running;
mod scripts;
mod small_cases;
mod styled;
#[path = "../support/mod.rs"]
mod support;
