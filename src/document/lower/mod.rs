//! Style sheets of today as style sheets that the engine understands, and a table of
//! what only the page can decide.
//!
//! Text in, text out: no engine is named here. What is known of it is in `value`,
//! `selector` and `media`.
//!
//! ```text
//! parse       a sheet as a tree of rules
//! layers      the order of rules in layers
//! media       which conditions hold on paper
//! selector    selectors, and what classes stand for them
//! variables   custom properties
//! declarations/  one declaration, by its family
//! length, colour, font   what the cascade itself reads
//! page/       the layout helper that runs in the page
//! ```

mod declarations;
mod flat;
mod font;
mod layers;
mod media;
mod parse;
mod selector;
mod variables;

use std::collections::{BTreeSet, HashSet};
use std::fmt::Write;

use serde_json::{Map, Value, json};

use declarations::{ValueContext, calc, declaration};
use flat::Flat;
use layers::Raise;
pub use media::Media;
use parse::{Declaration, Item, split};
use selector::{Known, Marks};
use variables::Variables;

/// The layout helper, which runs in the page when it has settled.
pub const HELPER: &str = concat!(
    include_str!("page/base.js"),
    include_str!("page/cascade.js"),
    include_str!("page/freeze.js"),
    include_str!("page/collect.js"),
    include_str!("page/build.js"),
    include_str!("page/measure.js"),
    include_str!("page/flex.js"),
    include_str!("page/grid.js"),
    include_str!("page/write.js"),
    include_str!("page/heights.js"),
    include_str!("page/objects.js"),
    include_str!("page/columns.js"),
    include_str!("page/fixed.js"),
    include_str!("page/main.js"),
);

/// Output grows no longer than this many times the input, and a megabyte.
const MOST_GROWTH: usize = 6;

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
    /// Names in the document and its scripts; rules that need others match nothing.
    pub words: Option<&'a HashSet<&'a str>>,
    /// The `style` attributes of the document.
    pub attributes: &'a [String],
    /// Whether there is no time left: what is not lowered then never will be printed.
    pub is_late: &'a dyn Fn() -> bool,
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
    pub table: Option<String>,
    pub lost: Vec<Lost>,
    /// Whether anything had to be changed.
    pub changed: bool,
    /// Whether something is painted dot by dot.
    pub painted: bool,
}

/// Lowers all style sheets of a document, in the order in which they apply.
pub fn style_sheets(sheets: &[Sheet<'_>], ctx: &Context<'_>) -> Lowered {
    let mut flattener = Flattener {
        ctx,
        rules: Vec::new(),
        layers: Vec::new(),
        lost: Vec::new(),
        changed: false,
        full: false,
    };
    for (at, sheet) in sheets.iter().enumerate() {
        if !ctx.media.matches(sheet.media) {
            continue;
        }
        let items = parse::sheet(sheet.css);
        flattener.items(&items, at, &[], None, 0);
    }
    let Flattener {
        rules,
        layers,
        lost,
        changed,
        ..
    } = flattener;
    let mut rules = rules;
    let raises = layers::order(&mut rules, &layers);
    let mut attributes: Vec<Vec<Declaration>> = Vec::with_capacity(ctx.attributes.len());
    for (at, text) in ctx.attributes.iter().enumerate() {
        if at % 1024 == 1023 && (ctx.is_late)() {
            return Lowered::default();
        }
        attributes.push(parse::declarations(text));
    }
    let mut writer = Writer {
        ctx,
        variables: Variables::new(
            rules
                .iter()
                .map(|rule| (rule.selectors.as_slice(), rule.declarations.as_slice())),
            &attributes,
        ),
        units: ctx.media.context(),
        marks: Marks::default(),
        faces: rules
            .iter()
            .filter_map(|rule| rule.raw.as_deref())
            .filter_map(face_family)
            .collect(),
        output: Vec::new(),
        sheets: sheets.len(),
        rules: Vec::new(),
        vars: Vec::new(),
        taint: BTreeSet::new(),
        lost,
        changed,
        order: 0,
        full: false,
        room: sheets.iter().map(|sheet| sheet.css.len()).sum::<usize>() * MOST_GROWTH + (1 << 20),
    };
    writer.units.root_px = root_size(&rules, &writer).unwrap_or(16.0);
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
    for rule in rules {
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

struct Flattener<'c, 'a> {
    ctx: &'c Context<'a>,
    rules: Vec<Flat>,
    layers: Vec<String>,
    lost: Vec<Lost>,
    changed: bool,
    /// There were too many rules, and it has been told.
    full: bool,
}

/// Rules of one sheet, nested or not, at most.
const MOST_RULES: usize = 200_000;
/// Selectors that nesting multiplies to, at most.
const MOST_SELECTORS: usize = 400;

/// Layers of a document, at most; the rules of further ones lie below all.
const MOST_LAYERS: usize = 200;
const DEEPEST_LAYER: usize = 8;

impl Flattener<'_, '_> {
    fn items(
        &mut self,
        items: &[Item],
        sheet: usize,
        parents: &[String],
        layer: Option<&str>,
        depth: usize,
    ) {
        let mut own = Vec::new();
        for item in items {
            if self.rules.len() > MOST_RULES {
                if !std::mem::replace(&mut self.full, true) {
                    self.lose(sheet, 0, "so many rules");
                }
                return;
            }
            match item {
                Item::Declaration(declaration) => own.push(declaration.clone()),
                Item::Rule {
                    selectors,
                    items,
                    line,
                } => {
                    self.changed |= depth > 0 && !parents.is_empty();
                    self.flush(&mut own, sheet, parents, layer);
                    let selectors = nested(selectors, parents);
                    let alive: Vec<String> = match self.ctx.words {
                        Some(words) => selectors
                            .into_iter()
                            .filter(|s| selector::may_match(s, &|word| words.contains(word)))
                            .collect(),
                        None => selectors,
                    };
                    if alive.is_empty() {
                        continue;
                    }
                    if alive.len() > MOST_SELECTORS {
                        self.lose(sheet, *line, "nesting of so many selectors");
                        continue;
                    }
                    self.items(items, sheet, &alive, layer, depth + 1);
                }
                Item::At {
                    name,
                    prelude,
                    block,
                    line,
                } => {
                    self.flush(&mut own, sheet, parents, layer);
                    self.at_rule(
                        name,
                        prelude,
                        block.as_ref(),
                        *line,
                        sheet,
                        parents,
                        layer,
                        depth,
                    );
                }
            }
        }
        self.flush(&mut own, sheet, parents, layer);
    }

    fn flush(
        &mut self,
        own: &mut Vec<Declaration>,
        sheet: usize,
        parents: &[String],
        layer: Option<&str>,
    ) {
        if own.is_empty() || parents.is_empty() {
            own.clear();
            return;
        }
        self.rules.push(Flat {
            sheet,
            selectors: parents.to_vec(),
            declarations: std::mem::take(own),
            layer: layer.map(str::to_owned),
            raw: None,
        });
    }

    #[allow(clippy::too_many_arguments)]
    fn at_rule(
        &mut self,
        name: &str,
        prelude: &str,
        block: Option<&parse::Block>,
        line: usize,
        sheet: usize,
        parents: &[String],
        layer: Option<&str>,
        depth: usize,
    ) {
        let items = block.map_or(&[][..], |block| &block.items);
        match name {
            "media" => {
                self.changed |= !matches!(prelude.trim(), "print" | "screen" | "all");
                if self.ctx.media.matches(prelude) {
                    self.items(items, sheet, parents, layer, depth + 1);
                }
            }
            "supports" => {
                self.changed = true;
                if media::supports(prelude) {
                    self.items(items, sheet, parents, layer, depth + 1);
                }
            }
            "layer" => {
                self.changed = true;
                let full = |name: &str| match layer {
                    Some(outer) => format!("{outer}.{name}"),
                    None => name.to_owned(),
                };
                if block.is_none() {
                    for name in split(prelude, ',') {
                        self.declare(full(name));
                    }
                    return;
                }
                let name = if prelude.is_empty() {
                    format!("-{}", self.layers.len())
                } else {
                    prelude.to_owned()
                };
                let name = full(&name);
                self.declare(name.clone());
                self.items(items, sheet, parents, Some(&name), depth + 1);
            }
            "container" => {
                // As wide as the page, for want of better.
                let condition = prelude.find('(').map_or(prelude, |at| &prelude[at..]);
                if self.ctx.media.matches(condition) {
                    self.items(items, sheet, parents, layer, depth + 1);
                }
                self.changed = true;
                self.lose(sheet, line, "@container");
            }
            "scope" | "starting-style" | "position-try" | "view-transition" => {
                self.lose(sheet, line, &format!("@{name}"))
            }
            "font-face" => {
                let text = block.map_or_else(String::new, |block| face(&block.items));
                self.changed |= block.is_some_and(|block| {
                    block.text.contains("format(") && block.text.contains("woff2")
                        || block.text.contains("tech(")
                        || block.text.contains("data:")
                        || block.text.contains("font-weight")
                });
                if text.contains("src:") {
                    self.rules.push(Flat {
                        sheet,
                        selectors: Vec::new(),
                        declarations: Vec::new(),
                        layer: None,
                        raw: Some(format!("@font-face{{{text}}}")),
                    });
                }
            }
            "page" => {
                let text = block.map_or("", |block| &block.text);
                self.rules.push(Flat {
                    sheet,
                    selectors: Vec::new(),
                    declarations: Vec::new(),
                    layer: None,
                    raw: Some(format!("@page {prelude}{{{text}}}")),
                });
            }
            "namespace" | "import" => {
                self.rules.push(Flat {
                    sheet,
                    selectors: Vec::new(),
                    declarations: Vec::new(),
                    layer: None,
                    raw: Some(format!("@{name} {prelude};")),
                });
            }
            // What moves, what is for other programs, and what says nothing on paper.
            "charset" | "keyframes" | "property" | "viewport" => {}
            _ if name.starts_with('-') => {}
            _ => self.lose(sheet, line, &format!("@{name}")),
        }
    }

    fn declare(&mut self, name: String) {
        let ends = name
            .match_indices('.')
            .map(|(at, _)| at)
            .chain([name.len()]);
        for end in ends.take(DEEPEST_LAYER) {
            let outer = &name[..end];
            if !self.layers.iter().any(|layer| layer == outer) && self.layers.len() < MOST_LAYERS {
                self.layers.push(outer.to_owned());
            }
        }
    }

    fn lose(&mut self, sheet: usize, line: usize, feature: &str) {
        self.lost.push(Lost {
            sheet,
            line,
            feature: feature.to_owned(),
        });
    }
}

/// The selectors of a rule that stands in another.
fn nested(selectors: &str, parents: &[String]) -> Vec<String> {
    let own = split(selectors, ',').into_iter().filter(|s| !s.is_empty());
    if parents.is_empty() {
        return own
            .map(|s| selector::with_parent(s, ":root").unwrap_or_else(|| s.to_owned()))
            .collect();
    }
    let mut all = Vec::new();
    for selector in own {
        for parent in parents {
            if all.len() > MOST_SELECTORS {
                return all;
            }
            let own = selector::with_parent(selector, parent);
            all.push(own.unwrap_or_else(|| format!("{parent} {selector}")));
        }
    }
    all
}

/// A font face without what the engine would refuse it for.
fn face(items: &[Item]) -> String {
    let mut text = String::new();
    for item in items {
        let Item::Declaration(Declaration { name, value, .. }) = item else {
            continue;
        };
        let value = match name.as_str() {
            "src" => {
                let sources: Vec<_> = split(value, ',')
                    .into_iter()
                    .map(source)
                    .filter(|one| !is_empty_data(one))
                    .collect();
                if sources.is_empty() {
                    // Text in a face without a font is not printed at all.
                    return String::new();
                }
                sources.join(", ")
            }
            "font-weight" => match declarations::font_face_descriptor(name, value) {
                Some(weight) => weight,
                None => continue,
            },
            "font-family" | "font-style" | "unicode-range" => value.clone(),
            _ => continue,
        };
        let _ = write!(text, "{name}:{value};");
    }
    text
}

fn face_family(rule: &str) -> Option<String> {
    let (_, rest) = rule.split_once("font-family:")?;
    let name = rest.split([';', '}']).next()?;
    Some(name.trim().trim_matches(['"', '\'']).to_ascii_lowercase())
}

/// Whether a source is data that can be no font.
fn is_empty_data(source: &str) -> bool {
    let url = source
        .trim_start_matches("url(")
        .trim_start_matches(['"', '\'']);
    url.starts_with("data:") && url.len() < 100
}

/// One source of a face without hints: the engine knows formats that it refuses by name.
fn source(source: &str) -> String {
    let words = split(source, ' ').into_iter();
    words
        .filter(|word| !word.starts_with("format(") && !word.starts_with("tech("))
        .collect::<Vec<_>>()
        .join(" ")
}

struct Writer<'c, 'a> {
    ctx: &'c Context<'a>,
    variables: Variables,
    units: ValueContext,
    marks: Marks,
    /// Families that the document brings along, in lower case.
    faces: BTreeSet<String>,
    output: Vec<Output>,
    sheets: usize,
    rules: Vec<PageRule>,
    vars: Vec<Value>,
    taint: BTreeSet<String>,
    lost: Vec<Lost>,
    changed: bool,
    order: u32,
    room: usize,
    /// The room was used up, and it has been told.
    full: bool,
}

/// A rule as it is to be written, and the sheet that it goes into.
enum Output {
    Raw(usize, String),
    Rule(usize, Vec<String>, String),
}

struct PageRule {
    selectors: Vec<(String, u32)>,
    order: u32,
    important: bool,
    page: Vec<(String, String)>,
    native: Vec<(String, String)>,
}

/// The declarations of a block, by importance.
#[derive(Default)]
struct Told {
    native: [Vec<(String, String)>; 2],
    page: [Vec<(String, String)>; 2],
    variables: [Map<String, Value>; 2],
}

impl Told {
    /// What the engine is told, of these importances.
    fn body(&self, importances: &[usize]) -> String {
        let mut body = String::new();
        for at in importances {
            for (name, value) in &self.native[*at] {
                let _ = write!(
                    body,
                    "{name}:{value}{};",
                    if *at == 1 { "!important" } else { "" }
                );
            }
        }
        body
    }
}

impl Writer<'_, '_> {
    fn rule(&mut self, rule: &Flat, raise: Raise) {
        if let Some(raw) = &rule.raw {
            self.output.push(Output::Raw(rule.sheet, raw.clone()));
            return;
        }
        let mut selectors = Vec::new();
        for original in &rule.selectors {
            let weight = selector::specificity(original);
            match selector::lower(original, &mut self.marks) {
                Known::As(list) => {
                    self.changed |= list.len() != 1 || list[0] != *original;
                    selectors.extend(list.into_iter().map(|one| (one, weight)));
                }
                Known::Never => {}
                Known::Unknown(feature) => {
                    let line = rule.declarations.first().map_or(0, |d| d.line);
                    self.lost.push(Lost {
                        sheet: rule.sheet,
                        line,
                        feature,
                    });
                }
            }
        }
        if selectors.is_empty() {
            return;
        }
        let told = self.declarations(&rule.declarations, rule.sheet);
        self.order += 1;
        let names: Vec<&str> = selectors.iter().map(|(name, _)| name.as_str()).collect();
        // Important declarations are apart only where layers turn their order round.
        let parts = match raise.normal == raise.important {
            true => vec![(raise.normal, told.body(&[0, 1]))],
            false => vec![
                (raise.normal, told.body(&[0])),
                (raise.important, told.body(&[1])),
            ],
        };
        for (ids, body) in parts.into_iter().filter(|(_, body)| !body.is_empty()) {
            let names: Vec<String> = names
                .iter()
                .map(|name| selector::raised(name, ids))
                .collect();
            let size = body.len() + names.iter().map(|name| name.len() + 1).sum::<usize>();
            if size > self.room {
                if !std::mem::replace(&mut self.full, true) {
                    let line = rule.declarations.first().map_or(0, |d| d.line);
                    let feature = "rules that grow too large".to_owned();
                    self.lost.push(Lost {
                        sheet: rule.sheet,
                        line,
                        feature,
                    });
                }
                return;
            }
            self.room -= size;
            self.output.push(Output::Rule(rule.sheet, names, body));
        }
        let [normal, important] = told.page;
        let [native, native_important] = told.native;
        for (is_important, page, native) in
            [(false, normal, native), (true, important, native_important)]
        {
            if page.is_empty() && native.is_empty() {
                continue;
            }
            let selectors = raise.weighed(&selectors, is_important);
            self.rules.push(PageRule {
                selectors,
                order: self.order,
                important: is_important,
                page,
                native,
            });
        }
        for (important, values) in told.variables.into_iter().enumerate() {
            if values.is_empty() {
                continue;
            }
            for (selector, weight) in &raise.weighed(&selectors, important == 1) {
                self.vars
                    .push(json!([selector, weight, self.order, values, important]));
            }
        }
    }

    fn declarations(&mut self, declarations: &[Declaration], sheet: usize) -> Told {
        let mut told = Told::default();
        let mut lost: Vec<(String, usize, String)> = Vec::new();
        let mut settled: BTreeSet<&str> = BTreeSet::new();
        for said in declarations {
            let at = usize::from(said.important);
            let name = said.name.as_str();
            if name.starts_with("--") {
                if self.variables.is_of_page(name) {
                    let value = self.variables.partly(&said.value);
                    told.variables[at].insert(name.to_owned(), value.into());
                }
                continue;
            }
            let mut value = said.value.clone();
            if value.contains("var(") || value.contains("env(") {
                value = self.variables.with_own(&value, declarations);
                match self.variables.substitute(&value) {
                    Some(plain) => value = plain,
                    None if self.variables.needs_page(&value) => {
                        let value = self.variables.partly(&value);
                        for (name, value) in declaration(name, &value, &self.units).page {
                            self.taint.insert(name.to_string());
                            told.page[at].push((name.into_owned(), value));
                        }
                        settled.insert(name);
                        continue;
                    }
                    // Invalid at computed-value time: as if it were unset.
                    None => value = "unset".to_owned(),
                }
            }
            let outcome = declaration(name, &value, &self.units);
            self.changed |= !is_as_written(&outcome, name, &said.value);
            if !outcome.native.is_empty() || !outcome.page.is_empty() {
                settled.insert(name);
            }
            for (name, value) in &outcome.page {
                let arithmetic = ["calc(", "min(", "max("].iter().any(|f| value.contains(f));
                if arithmetic && !is_for_page(name) {
                    self.taint.insert(name.to_string());
                }
            }
            // The engine makes columns on the screen only, where the page is measured.
            let is_column = |name: &str| {
                name == "-webkit-columns"
                    || name == "-webkit-column-count"
                    || name == "-webkit-column-width"
            };
            let native = outcome
                .native
                .into_iter()
                .filter(|(name, _)| !is_column(name));
            told.native[at].extend(native.map(|(name, value)| {
                let name = name.into_owned();
                let better = match name.as_str() {
                    "font-family" => font::latin_first(&value, &self.faces),
                    border if border.starts_with("border") => solid(&value),
                    "font-weight" => {
                        Some(font::two_weights(&value)).filter(|better| *better != value)
                    }
                    _ => None,
                };
                self.changed |= better.is_some();
                (name, better.unwrap_or(value))
            }));
            told.page[at].extend(
                outcome
                    .page
                    .into_iter()
                    .map(|(name, value)| (name.into_owned(), value)),
            );
            if let Some(feature) = outcome.lost {
                lost.push((name.to_owned(), said.line, feature));
            }
        }
        for (name, line, feature) in lost {
            // A second value that holds is meant for engines such as this one.
            if !settled.contains(name.as_str()) || feature.contains(':') {
                self.lost.push(Lost {
                    sheet,
                    line,
                    feature,
                });
            }
        }
        told
    }

    fn attribute(
        &mut self,
        declarations: &[Declaration],
        sheet: usize,
    ) -> (String, Option<String>) {
        let told = self.declarations(declarations, sheet);
        let mut text = String::new();
        let mut page = Map::new();
        let mut strong = Map::new();
        for important in 0..2 {
            for (name, value) in &told.native[important] {
                let _ = write!(
                    text,
                    "{name}:{value}{};",
                    if important == 1 { "!important" } else { "" }
                );
            }
            let into = if important == 1 {
                &mut strong
            } else {
                &mut page
            };
            for (name, value) in &told.page[important] {
                into.insert(name.clone(), value.clone().into());
            }
            for (name, value) in &told.variables[important] {
                into.insert(name.clone(), value.clone());
            }
            for (name, value) in &told.native[important] {
                if self.taint.contains(name) {
                    into.entry(name.clone())
                        .or_insert_with(|| value.clone().into());
                }
            }
        }
        if !strong.is_empty() {
            page.insert("!".to_owned(), strong.into());
        }
        let page = (!page.is_empty()).then(|| Value::Object(page).to_string());
        (text, page)
    }

    fn finish(mut self, attributes: &[Vec<Declaration>]) -> Lowered {
        let sheet = self.sheets;
        let mut lowered = Vec::with_capacity(attributes.len());
        for (at, one) in attributes.iter().enumerate() {
            if at % 256 == 255 && (self.ctx.is_late)() {
                return Lowered::default();
            }
            lowered.push(self.attribute(one, sheet + at));
        }
        let attributes = lowered;
        let padded = self.taint.iter().any(|name| name.starts_with("padding-"));
        let mut rules = Vec::new();
        let mut needed = !self.vars.is_empty() || !self.marks.all.is_empty();
        for rule in &self.rules {
            let mut values = Map::new();
            for (name, value) in &rule.page {
                needed |= needs_page(name, value)
                    || name == "max-width"
                        && value != "none"
                        && rule.selectors.iter().any(|(s, _)| is_of_table(s));
                values.insert(name.clone(), value.clone().into());
            }
            for (name, value) in &rule.native {
                if self.taint.contains(name) {
                    values
                        .entry(name.clone())
                        .or_insert_with(|| value.clone().into());
                }
                if padded && name == "padding" {
                    let words = split(value, ' ');
                    for (i, side) in ["top", "right", "bottom", "left"].into_iter().enumerate() {
                        let at = [i, i % 2, 0]
                            .into_iter()
                            .find(|at| *at < words.len())
                            .unwrap_or(0);
                        let at = if i == 3 && words.len() < 4 {
                            1.min(words.len() - 1)
                        } else {
                            at
                        };
                        values
                            .entry(format!("padding-{side}"))
                            .or_insert_with(|| words[at].into());
                    }
                }
            }
            let is_box = values
                .get("display")
                .is_some_and(|display| display == "inline-block");
            needed |= is_box && values.contains_key("letter-spacing");
            if values.is_empty() {
                continue;
            }
            for (selector, weight) in &rule.selectors {
                rules.push(json!([
                    selector,
                    weight,
                    rule.order,
                    values,
                    u8::from(rule.important)
                ]));
            }
        }
        for (_, page) in &attributes {
            let Some(page) = page else { continue };
            if let Ok(Value::Object(values)) = serde_json::from_str(page) {
                needed |= values.iter().any(|(name, value)| {
                    needs_page(name, value.as_str().unwrap_or("var("))
                        || name == "max-width" && values.contains_key("width")
                });
            }
        }
        let marks: Vec<_> = self
            .marks
            .all
            .iter()
            .map(|m| json!([m.kind, m.class, m.base, m.inner]))
            .collect();
        let table =
            needed.then(|| json!({"rules": rules, "vars": self.vars, "marks": marks}).to_string());
        let changed = self.changed || table.is_some();
        let mut css = vec![String::new(); self.sheets];
        for output in self.output {
            match output {
                Output::Raw(sheet, text) => css[sheet] += &text,
                Output::Rule(sheet, names, body) => {
                    let names: Vec<String> = match table.is_some() {
                        true => names.iter().map(|name| selector::weighted(name)).collect(),
                        false => names,
                    };
                    let _ = writeln!(css[sheet], "{}{{{body}}}", names.join(","));
                }
            }
        }
        let paints = |text: &String| {
            let fades = |(at, _): (usize, &str)| {
                let before = text[..at].ends_with('-');
                let value = text[at + 8..].split([';', '}']).next().unwrap_or_default();
                !before && value.parse::<f64>() != Ok(1.0)
            };
            text.contains("gradient(") || text.match_indices("opacity:").any(fades)
        };
        let painted = css.iter().any(paints) || attributes.iter().any(|(text, _)| paints(text));
        Lowered {
            css,
            attributes,
            table,
            lost: self.lost,
            changed,
            painted,
        }
    }
}

/// Whether a selector is one of tables, whose largest width the engine ignores.
fn is_of_table(selector: &str) -> bool {
    let last = selector
        .rsplit([' ', '>', '+', '~'])
        .next()
        .unwrap_or_default();
    last.to_ascii_lowercase().contains("table")
}

/// A border whose dashes are not translucent: each of them would be a picture.
fn solid(value: &str) -> Option<String> {
    let (before, rest) = value.split_once("rgba(")?;
    if !value.contains("dashed") && !value.contains("dotted") {
        return None;
    }
    let (inner, after) = rest.split_once(')')?;
    let colours: Vec<_> = inner.split(',').take(3).collect();
    Some(format!("{before}rgb({}){after}", colours.join(",")))
}

/// Whether the engine is told a declaration as it stands, or nothing that it knows.
fn is_as_written(outcome: &declarations::Outcome, name: &str, value: &str) -> bool {
    let same = |said: &str| said.eq_ignore_ascii_case(value);
    match outcome.native.as_slice() {
        [] => outcome.page.is_empty() && name != "quotes",
        [(native, said)] => native == name && same(said),
        // Longhands of what the engine knows as well.
        parts => {
            matches!(name, "margin" | "overflow" | "padding")
                && parts.iter().all(|(_, said)| value.contains(said.as_str()))
                && !value.contains('(')
        }
    }
}

/// Properties that the page alone decides by.
fn is_for_page(name: &str) -> bool {
    matches!(
        name,
        "flex-direction"
            | "flex-wrap"
            | "flex-grow"
            | "flex-shrink"
            | "flex-basis"
            | "order"
            | "row-gap"
            | "column-gap"
            | "align-items"
            | "align-content"
            | "align-self"
            | "justify-content"
            | "justify-items"
            | "justify-self"
            | "aspect-ratio"
            | "object-fit"
            | "object-position"
            | "column-count"
            | "column-width"
            | "column-fill"
            | "column-span"
            | "container-type"
            | "container-name"
    ) || name.starts_with("grid-")
}

/// Whether a value is one that the engine cannot print by itself.
fn needs_page(name: &str, value: &str) -> bool {
    let arithmetic = ["calc(", "min(", "max(", "var("]
        .iter()
        .any(|f| value.contains(f));
    match name {
        "display" => value.ends_with("flex") || value.ends_with("grid") || value == "contents",
        "position" => value == "fixed",
        "column-count" | "column-width" => value != "auto" && value != "1",
        "object-fit" => value != "fill",
        "aspect-ratio" | "line-clamp" => value != "auto" && value != "none",
        "word-break" => value == "keep-all",
        _ => arithmetic || name.starts_with("--"),
    }
}

#[cfg(test)]
mod tests;
