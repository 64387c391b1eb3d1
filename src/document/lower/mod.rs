//! Style sheets of today as style sheets that the engine understands, and a table of
//! what only the page can decide.
//!
//! Text in, text out: no engine is named here. What is known of it is in
//! `declarations`, `selector` and `media`.
//!
//! ```text
//! sheets      what is lowered, and what comes of it
//! parse       a sheet as a tree of rules
//! flatten     the tree as a list (flat); media: which conditions hold on paper
//! names       those of a document, without which a rule is none of its
//! layers      the order of rules in layers
//! selector    selectors, and what classes stand for them
//! variables   custom properties
//! counter_styles  markers that an author makes up
//! contents    what pseudo-elements say, for the page
//! quotes      quotation marks, where they are seen
//! headings    those of tables, which inherit their alignment
//! declarations/  one declaration, by its family
//! shorthands  which properties set others
//! writer      what the engine is told, and the table for the page (told)
//! root_style  what the root hands down
//! font        families, weights and faces
//! inherited_boxes  boxes that are sized as the root is
//! helper      the layout helper, and the parts of it that a document needs (parts)
//! stand_ins   letters for which other fonts serve
//! page/       what it is made of; it runs in the page
//! ```

mod animations;
mod contents;
mod counter_styles;
mod declarations;
mod features;
mod flat;
mod flatten;
mod font;
mod headings;
mod helper;
mod inherited_boxes;
mod layers;
mod media;
mod names;
mod parse;
mod parts;
mod quotes;
mod root_style;
mod selector;
mod sheets;
mod shorthands;
mod stand_ins;
mod told;
mod variables;
mod writer;

use std::collections::BTreeSet;

use animations::Frames;
use contents::Contents;
use counter_styles::CounterStyles;
use declarations::calc;
pub use declarations::of_attribute as colour_of_attribute;
use flat::{Flat, Shown};
use flatten::Flattener;
pub use font::{asks_for_stand_in, latin_first};
#[cfg(test)]
use helper::HELPER;
pub use helper::{Helper, IS_NEEDED, ORIGINALS, WRITTEN, all_of_helper, for_any_page};
pub use media::Media;
pub use names::Names;
use parse::Declaration;
pub use parse::split as split_values;
pub use parts::KINDS_OF_PAGES;
pub use root_style::{is_handed_down, page_names, root_style};
use selector::Marks;
pub use selector::may_match;
pub use sheets::{Context, EMPTY_TABLE, Lowered, Needed, OfScripts, Sheet, Table};
pub use stand_ins::{STAND_INS, has_stand_ins};
use variables::Variables;
use writer::Writer;

/// Output grows no longer than this many times the input, and a megabyte.
const MOST_GROWTH: usize = 6;

/// Lowers all style sheets of a document, in the order in which they apply.
pub fn style_sheets(sheets: &[Sheet<'_>], ctx: &Context<'_>) -> Lowered {
    let mut flattener = Flattener {
        ctx,
        rules: Vec::new(),
        layers: Vec::new(),
        lost: Vec::new(),
        scope: None,
        containers: None,
        initial: Vec::new(),
        initial_of_root: Vec::new(),
        counter_styles: CounterStyles::new(),
        frames: Frames::default(),
        shown: Shown::Everywhere,
        changed: false,
        full: false,
    };
    for (at, sheet) in sheets.iter().enumerate() {
        flattener.under(sheet.media, |inner| {
            let items = parse::sheet(sheet.css);
            inner.items(&items, at, &[], None, 0);
        });
    }
    let Flattener {
        mut rules,
        layers,
        lost,
        changed,
        initial,
        initial_of_root,
        counter_styles,
        mut frames,
        ..
    } = flattener;
    let ended = frames.end(&mut rules);
    let changed = quotes::spread(&mut rules) || ended || changed;
    let changed = headings::align(&mut rules) || changed;
    let changed = inherited_boxes::settle(&mut rules) || changed;
    let mut raises = layers::order(&mut rules, &layers);
    // Below all layers: what nobody sets has the value that it begins with.
    for (selector, initial) in [("*", initial), ("html", initial_of_root)] {
        if initial.is_empty() {
            continue;
        }
        rules.insert(0, Flat::of(selector, initial));
        if !raises.is_empty() {
            raises.insert(0, layers::Raise::default());
        }
    }
    let mut attributes: Vec<Vec<Declaration>> = Vec::with_capacity(ctx.attributes.len());
    for (at, text) in ctx.attributes.iter().enumerate() {
        if at % 1024 == 1023 && (ctx.is_late)() {
            return Lowered::default();
        }
        let mut declarations = parse::declarations(text);
        frames.leave(&mut declarations);
        attributes.push(declarations);
    }
    let mut writer = Writer {
        ctx,
        variables: Variables::new(
            rules
                .iter()
                .filter(|rule| rule.shown != Shown::OnScreen)
                .map(|rule| (rule.selectors.as_slice(), rule.declarations.as_slice())),
            &attributes,
            ctx.of_scripts,
        ),
        units: ctx.media.context(),
        marks: Marks::default(),
        contents: Contents::default(),
        counter_styles,
        faces: rules
            .iter()
            .filter_map(|rule| rule.raw.as_deref())
            .filter_map(font::face_family)
            .collect(),
        output: Vec::new(),
        sheets: sheets.len(),
        rules: Vec::new(),
        vars: Vec::new(),
        custom: Vec::new(),
        taint: BTreeSet::new(),
        lost,
        changed,
        order: 0,
        queries: false,
        full: false,
        room: (sheets.iter().map(|sheet| sheet.css.len()).sum::<usize>()
            + ctx.attributes.iter().map(String::len).sum::<usize>())
            * MOST_GROWTH
            + (1 << 20),
    };
    writer.units.root_px = root_size(&rules, &writer).unwrap_or(16.0);
    writer.units.letters_in_px = ctx.code;
    for (at, rule) in rules.iter().enumerate() {
        if at % 256 == 255 && (ctx.is_late)() {
            return Lowered::default();
        }
        writer.rule(rule, raises.get(at).copied().unwrap_or_default());
    }
    writer.finish(&attributes)
}

/// The font size of the root in pixels, where the sheets set one.
fn root_size(rules: &[Flat], writer: &Writer<'_, '_>) -> Option<f64> {
    let mut size = None;
    for rule in rules.iter().filter(|rule| rule.shown != Shown::OnScreen) {
        if !rule
            .selectors
            .iter()
            .any(|s| matches!(s.as_str(), "html" | ":root"))
        {
            continue;
        }
        for declaration in &rule.declarations {
            let value = match declaration.name.as_str() {
                "font-size" => writer.variables.substitute(&declaration.value)?,
                _ => continue,
            };
            size = match value
                .strip_suffix('%')
                .and_then(|n| n.trim().parse::<f64>().ok())
            {
                Some(percent) => Some(percent * 0.16),
                None => calc::pixels(&value, Some(16.0), &writer.ctx.media.context()).or(size),
            };
        }
    }
    size.filter(|size| *size > 0.0)
}

#[cfg(test)]
mod tests;
