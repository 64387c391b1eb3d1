//! What a rule becomes: rules for the engine, and entries of the page's table.

use serde_json::{Map, json};

use super::super::flat::{Flat, Shown};
use super::super::layers::Raise;
use super::super::selector::{self, Known};
use super::super::sheets::Lost;
use super::block::Told;
use super::state::{MARKER, Output, PageRule, Writer, in_medium};

impl Writer<'_, '_> {
    pub fn rule(&mut self, rule: &Flat, raise: Raise) {
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
        if let Some(condition) = &rule.containers {
            self.queries = true;
            for (name, _) in &mut selectors {
                *name = selector::in_container(name, condition, &mut self.marks);
            }
        }
        if selectors.is_empty() {
            return;
        }
        let losses = self.lost.len();
        let mut told = self.declarations(&rule.declarations, rule.sheet);
        if rule.shown == Shown::OnScreen {
            // Nobody sees what is lost of it.
            self.lost.truncate(losses);
        }
        let (markers, selectors): (Vec<_>, Vec<_>) = selectors
            .into_iter()
            .partition(|(name, _)| name.ends_with(MARKER));
        self.markers(rule.shown, &markers, raise, &told);
        if selectors.is_empty() {
            self.order += 1;
            return;
        }
        for native in &mut told.native {
            let names = selectors.iter().map(|(name, _)| name.as_str());
            self.contents.number(names, native);
        }
        let line = rule.declarations.first().map_or(0, |d| d.line);
        self.order += 1;
        // Important declarations are apart only where layers turn their order round.
        let parts = match raise.normal == raise.important {
            true => vec![(raise.normal, told.body(&[0, 1]))],
            false => vec![
                (raise.normal, told.body(&[0])),
                (raise.important, told.body(&[1])),
            ],
        };
        for (ids, body) in parts.into_iter().filter(|(_, body)| !body.is_empty()) {
            let names = selectors.iter().map(|(name, weight)| {
                let raised = selector::raised(name, ids);
                // Parts of shadows win by what they weigh here.
                let weight = match name.contains("[part~=") {
                    true => selector::specificity(name),
                    false => *weight,
                };
                let more = u32::try_from(ids)
                    .unwrap_or(u32::MAX)
                    .saturating_mul(1_000_000);
                (raised, weight.saturating_add(more))
            });
            let names: Vec<_> = names.collect();
            let size = body.len() + names.iter().map(|(name, _)| name.len() + 1).sum::<usize>();
            if !self.has_room(size, rule.sheet, line) {
                return;
            }
            self.output
                .push(Output::Rule(rule.sheet, rule.shown, names, body));
        }
        // The table has the values of a rule with each of its selectors.
        let written: usize = selectors.iter().map(|(name, _)| name.len() + 30).sum();
        let size = written + told.size_for_page() * selectors.len();
        if !self.has_room(size, rule.sheet, line) {
            return;
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
                shown: rule.shown,
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
            let of_page = values.iter();
            let of_page = of_page.filter(|(name, _)| self.variables.is_of_page(name));
            let of_page: Map<_, _> = of_page.map(|(n, v)| (n.clone(), v.clone())).collect();
            for (selector, weight) in &raise.weighed(&selectors, important == 1) {
                // Scripts run on the screen.
                if self.ctx.of_scripts.are_read && rule.shown != Shown::OnPaper {
                    self.custom
                        .push(json!([selector, weight, self.order, values, important]));
                }
                // What is laid out has the values of the paper.
                if !of_page.is_empty() && rule.shown != Shown::OnScreen {
                    let entry = json!([selector, weight, self.order, of_page, important]);
                    self.vars.push(in_medium(entry, rule.shown));
                }
            }
        }
    }

    /// The page gives markers their looks, all of them.
    fn markers(&mut self, shown: Shown, markers: &[(String, u32)], raise: Raise, told: &Told) {
        for at in 0..told.native.len() {
            let parts = told.native[at].iter().chain(&told.page[at]);
            let page: Vec<_> = parts.cloned().collect();
            if markers.is_empty() || page.is_empty() {
                continue;
            }
            self.rules.push(PageRule {
                shown,
                selectors: raise.weighed(markers, at == 1),
                order: self.order + 1,
                important: at == 1,
                page,
                native: Vec::new(),
            });
        }
    }
}
