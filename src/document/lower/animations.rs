//! What animations leave when they have ended (`forwards`): the engine knows none of them, and a page is
//! printed when they are over. A rule that has one is told the last of its frames, which counts more than all
//! else that is said of an element, its attribute among it.

use std::collections::HashMap;

use super::flat::Flat;
use super::parse::{Declaration, Item, split};

/// Names of animations, and the frames at their beginning and their end.
#[derive(Default)]
pub struct Frames(HashMap<String, [Vec<Declaration>; 2]>);

/// Of a document, at most.
const MOST: usize = 1000;

/// What a rule says of one animation.
#[derive(Default)]
struct Animation<'a> {
    name: &'a str,
    stays: bool,
    goes_on: bool,
    ends_at_start: bool,
}

impl Frames {
    pub fn read(&mut self, name: &str, items: &[Item]) {
        let mut ends: [Vec<Declaration>; 2] = Default::default();
        for item in items {
            let Item::Rule {
                selectors, items, ..
            } = item
            else {
                continue;
            };
            for place in selectors.split(',') {
                let end = match place.trim().to_ascii_lowercase().as_str() {
                    "from" | "0%" => &mut ends[0],
                    "to" | "100%" => &mut ends[1],
                    _ => continue,
                };
                end.extend(items.iter().filter_map(|item| match item {
                    Item::Declaration(one) if !one.name.starts_with("animation") => {
                        Some(one.clone())
                    }
                    _ => None,
                }));
            }
        }
        if self.0.len() < MOST {
            self.0.insert(unquoted(name).to_owned(), ends);
        }
    }

    /// Has all rules say what their animations leave. Whether any does.
    pub fn end(&self, rules: &mut [Flat]) -> bool {
        let mut any = false;
        for rule in rules {
            any |= self.leave(&mut rule.declarations);
        }
        any
    }

    /// Adds to a rule what its animations leave. Whether they leave anything.
    pub fn leave(&self, declarations: &mut Vec<Declaration>) -> bool {
        if self.0.is_empty()
            || !declarations
                .iter()
                .any(|one| one.name.starts_with("animation"))
        {
            return false;
        }
        let mut left = Vec::new();
        for animation in self.animations(declarations) {
            let Some(ends) = self.0.get(animation.name) else {
                continue;
            };
            if animation.stays && !animation.goes_on {
                left.extend(ends[usize::from(!animation.ends_at_start)].iter().cloned());
            }
        }
        if left.is_empty() {
            return false;
        }
        // It is done, and nothing to be warned of.
        declarations
            .retain(|one| !matches!(one.name.as_str(), "animation" | "animation-fill-mode"));
        declarations.extend(left.into_iter().map(|one| Declaration {
            important: true,
            ..one
        }));
        true
    }

    fn animations<'d>(&self, declarations: &'d [Declaration]) -> Vec<Animation<'d>> {
        let mut all: Vec<Animation<'d>> = Vec::new();
        for one in declarations {
            let parts = split(&one.value, ',');
            match one.name.as_str() {
                "animation" => all = parts.iter().map(|part| self.shorthand(part)).collect(),
                "animation-name" => {
                    all.resize_with(parts.len(), Animation::default);
                    for (animation, name) in all.iter_mut().zip(&parts) {
                        animation.name = unquoted(name);
                    }
                }
                "animation-fill-mode" | "animation-direction" | "animation-iteration-count" => {
                    let words = parts.iter().cycle();
                    for (animation, word) in all.iter_mut().zip(words) {
                        animation.take(word.trim());
                    }
                }
                _ => {}
            }
        }
        all
    }

    fn shorthand<'d>(&self, text: &'d str) -> Animation<'d> {
        let mut animation = Animation::default();
        for word in split(text, ' ') {
            match self.0.contains_key(unquoted(word)) {
                true => animation.name = unquoted(word),
                false => animation.take(word.trim()),
            }
        }
        animation
    }
}

impl Animation<'_> {
    fn take(&mut self, word: &str) {
        match word {
            "forwards" | "both" => self.stays = true,
            "none" | "backwards" => self.stays = false,
            "infinite" => self.goes_on = true,
            "reverse" => self.ends_at_start = true,
            // Back and forth: where it ends hangs on how often.
            "alternate" | "alternate-reverse" => self.goes_on = true,
            _ => {}
        }
    }
}

fn unquoted(name: &str) -> &str {
    name.trim().trim_matches(['"', '\''])
}
