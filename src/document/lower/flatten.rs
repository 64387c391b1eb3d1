//! A sheet's tree as a list of rules: conditions are resolved, and what stands in
//! another rule stands by itself.

use super::animations::Frames;
use super::counter_styles::{self, CounterStyles};
use super::features::{self, Done};
use super::flat::{Flat, Shown};
use super::font::face;
use super::parse::{self, Declaration, Item, split};
use super::sheets::{Context, Lost};
use super::{media, selector};

pub struct Flattener<'c, 'a> {
    pub ctx: &'c Context<'a>,
    pub rules: Vec<Flat>,
    pub layers: Vec<String>,
    pub lost: Vec<Lost>,
    pub changed: bool,
    /// What elements of the scope that is open are not: `:not(...)`, or nothing.
    pub scope: Option<String>,
    /// Values that custom properties have where nobody sets them.
    pub initial: Vec<Declaration>,
    /// Of those that are inherited, of which the root has it.
    pub initial_of_root: Vec<Declaration>,
    /// Markers that an author makes up.
    pub counter_styles: CounterStyles,
    /// What animations leave.
    pub frames: Frames,
    /// Of the conditions that are open.
    pub shown: Shown,
    /// What is asked of containers, a line each.
    pub containers: Option<String>,
    /// There were too many rules, and it has been told.
    pub full: bool,
}

/// Rules of one sheet, nested or not, at most.
const MOST_RULES: usize = 200_000;
/// Selectors that nesting multiplies to, at most.
const MOST_SELECTORS: usize = 400;

/// Layers of a document, at most; the rules of further ones lie below all.
const MOST_LAYERS: usize = 200;
const DEEPEST_LAYER: usize = 8;
/// Conditions of containers that stand in each other, in bytes.
const LONGEST_CONDITION: usize = 2000;

impl Flattener<'_, '_> {
    pub fn items(
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
                    self.lose(sheet, 0, &features::lost_value("so many rules"));
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
                    let selectors = match self.scope {
                        Some(_) => nested(&selectors.replace(":scope", "&"), parents),
                        None => nested(selectors, parents),
                    };
                    // Browsers drop a rule of which they do not know one selector.
                    if !selectors.iter().all(|one| selector::is_known(one)) {
                        self.changed = true;
                        continue;
                    }
                    let alive: Vec<String> =
                        match self.ctx.words.filter(|_| sheet < self.ctx.own_sheets) {
                            Some(words) => selectors
                                .into_iter()
                                .filter(|s| selector::may_match(s, &|word| words.may_have(word)))
                                .collect(),
                            None => selectors,
                        };
                    if alive.is_empty() {
                        continue;
                    }
                    if alive.len() > MOST_SELECTORS {
                        self.lose(
                            sheet,
                            *line,
                            &features::lost_value("nesting of so many selectors"),
                        );
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

    /// The items under a media query, where it holds on paper or on the screen.
    pub fn under(&mut self, query: &str, items: impl FnOnce(&mut Self)) {
        let (media, screen) = (self.ctx.media, self.ctx.screen);
        let on_paper = self.shown != Shown::OnScreen && media.matches(query);
        let on_screen = match screen {
            Some(screen) => self.shown != Shown::OnPaper && screen.matches(query),
            None => on_paper,
        };
        let shown = match (on_paper, on_screen) {
            (true, true) => Shown::Everywhere,
            (true, false) => Shown::OnPaper,
            (false, true) => Shown::OnScreen,
            (false, false) => return,
        };
        let outer = std::mem::replace(&mut self.shown, shown);
        items(self);
        self.shown = outer;
    }

    /// A rule that goes on as it is.
    fn raw(&mut self, sheet: usize, text: String) {
        if self.shown == Shown::OnScreen {
            return;
        }
        self.rules.push(Flat {
            sheet,
            selectors: Vec::new(),
            declarations: Vec::new(),
            layer: None,
            shown: Shown::Everywhere,
            containers: None,
            raw: Some(text),
        });
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
            selectors: match self.scope.as_deref() {
                None | Some("") => parents.to_vec(),
                Some(not) => parents
                    .iter()
                    .map(|one| selector::restricted(one, not))
                    .collect(),
            },
            declarations: std::mem::take(own),
            layer: layer.map(str::to_owned),
            shown: self.shown,
            containers: self.containers.clone(),
            raw: None,
        });
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "an at-rule as it was read, and where it stands"
    )]
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
                self.under(prelude, |inner| {
                    inner.items(items, sheet, parents, layer, depth + 1);
                });
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
                self.changed = true;
                // What has been scrolled is not on paper.
                if prelude.contains("scroll-state(") {
                    return;
                }
                let condition = match &self.containers {
                    Some(outer) => format!("{outer}\n{prelude}"),
                    None => prelude.to_owned(),
                };
                if condition.len() > LONGEST_CONDITION {
                    self.lose(sheet, line, "@container");
                    return;
                }
                let outer = self.containers.replace(condition);
                self.items(items, sheet, parents, layer, depth + 1);
                self.containers = outer;
            }
            "scope" => {
                self.changed = true;
                let Some((roots, end)) = scope(prelude) else {
                    self.lose(sheet, line, "@scope");
                    return;
                };
                let roots = nested(roots, parents);
                if roots.len() > MOST_SELECTORS || !roots.iter().all(|one| selector::is_known(one))
                {
                    return;
                }
                let roots: Vec<String> = roots.iter().map(|one| format!(":where({one})")).collect();
                let ends: Vec<String> = nested(&end.replace(":scope", "&"), &roots)
                    .iter()
                    .flat_map(|one| [one.clone(), format!("{one} *")])
                    .collect();
                let not = match ends.is_empty() {
                    true => String::new(),
                    false => format!(":not({})", ends.join(",")),
                };
                let outer = self.scope.replace(not);
                self.items(items, sheet, &roots, layer, depth + 1);
                self.scope = outer;
            }
            "property" => {
                let initial = items.iter().find_map(|item| match item {
                    Item::Declaration(one) if one.name == "initial-value" => Some(one),
                    _ => None,
                });
                let is_inherited = items.iter().any(|item| {
                    matches!(item, Item::Declaration(one) if one.name == "inherits" && one.value.trim() == "true")
                });
                if let Some(initial) = initial.filter(|_| prelude.starts_with("--")) {
                    self.changed = true;
                    let all = match is_inherited {
                        true => &mut self.initial_of_root,
                        false => &mut self.initial,
                    };
                    // Below all that sets it.
                    all.push(Declaration {
                        name: prelude.to_owned(),
                        ..initial.clone()
                    });
                }
            }
            "counter-style" => match counter_styles::read(items) {
                Some(told) if self.counter_styles.len() < counter_styles::MOST_STYLES => {
                    self.changed = true;
                    self.counter_styles.insert(prelude.to_owned(), told);
                }
                _ => self.lose(sheet, line, "@counter-style"),
            },
            "font-face" => {
                let text = block.map_or_else(String::new, |block| face(&block.items));
                self.changed |= block.is_some_and(|block| {
                    block.text.contains("format(") && block.text.contains("woff2")
                        || block.text.contains("tech(")
                        || block.text.contains("data:")
                        || block.text.contains("font-weight")
                });
                if text.contains("src:") {
                    self.raw(sheet, format!("@font-face{{{text}}}"));
                }
            }
            "page" => {
                let text = block.map_or("", |block| &block.text);
                self.raw(sheet, format!("@page {prelude}{{{text}}}"));
            }
            // What moves by the engine's own words goes on moving.
            "-webkit-keyframes" | "keyframes" => {
                let items = block.map_or(&[][..], |block| &block.items);
                self.frames.read(prelude, items);
                if name == "keyframes" {
                    return;
                }
                let text = block.map_or("", |block| &block.text);
                self.raw(sheet, format!("@{name} {prelude}{{{text}}}"));
            }
            "namespace" | "import" => {
                self.raw(sheet, format!("@{name} {prelude};"));
            }
            _ => match features::at_rule(name) {
                Some(Done::Lost) | None => self.lose(sheet, line, &format!("@{name}")),
                Some(_) => {}
            },
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

/// The roots of a scope, and where it ends: `(.card) to (.content)`.
fn scope<'a>(prelude: &'a str) -> Option<(&'a str, &'a str)> {
    let (roots, end) = match prelude.split_once(" to ") {
        Some((roots, end)) => (roots.trim(), end.trim()),
        None => (prelude.trim(), ""),
    };
    let inner = |text: &'a str| Some(text.strip_prefix('(')?.strip_suffix(')')?.trim());
    let roots = inner(roots)?;
    let end = if end.is_empty() { end } else { inner(end)? };
    (!roots.is_empty()).then_some((roots, end))
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
