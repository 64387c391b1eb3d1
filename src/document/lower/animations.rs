//! What animations leave when they have ended (`forwards`): the engine knows none of them, and a page is
//! printed when they are over. A rule that has one is told the last of its frames, which counts more than all
//! else that is said of an element, its attribute among it. So it is told nothing where another rule may take the
//! animation away again, and nothing that would hide what is there.

use std::cell::Cell;
use std::collections::{BTreeSet, HashMap};

use super::flat::{Flat, Shown};
use super::parse::{Declaration, Item, split};
use super::selector::last_compound;

/// Names of animations, and the frames at their beginning and their end.
#[derive(Default)]
pub struct Frames {
    by_name: HashMap<String, [Vec<Declaration>; 2]>,
    /// What rules without animations have in the last part of their selectors.
    still: Vec<BTreeSet<String>>,
    /// How much was left so far.
    left: Cell<usize>,
}

/// Animations of a document, declarations of a frame, what all of them leave, and rules that take animations
/// away, at most.
const MOST: usize = 1000;
const MOST_OF_FRAME: usize = 100;
const MOST_LEFT: usize = 20_000;
const MOST_STILL: usize = 100;
/// In seconds: what begins later is not waited for.
const LONGEST_DELAY: f64 = 4.0;

/// What a rule says of one animation.
#[derive(Default)]
struct Animation<'a> {
    name: &'a str,
    stays: bool,
    goes_on: bool,
    ends_at_start: bool,
    /// The second of its times is its delay.
    times: usize,
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
                for item in items {
                    let Item::Declaration(one) = item else {
                        continue;
                    };
                    if end.len() < MOST_OF_FRAME && !one.name.starts_with("animation") {
                        end.push(one.clone());
                    }
                }
            }
        }
        if self.by_name.len() < MOST {
            self.by_name.insert(unquoted(name).to_owned(), ends);
        }
    }

    /// Has all rules say what their animations leave. Whether any does.
    pub fn end(&mut self, rules: &mut [Flat]) -> bool {
        if self.by_name.is_empty() {
            return false;
        }
        let still = rules
            .iter()
            .filter(|rule| rule.shown != Shown::OnScreen && is_still(&rule.declarations))
            .flat_map(|rule| &rule.selectors);
        self.still = still
            .take(MOST_STILL)
            .map(|selector| parts(selector))
            .collect();
        let mut any = false;
        for rule in rules {
            if animates(&rule.declarations) && !self.is_taken_away(&rule.selectors) {
                any |= self.leave(&mut rule.declarations);
            }
        }
        any
    }

    /// Whether what a rule animates may be told by another to have no animation.
    fn is_taken_away(&self, selectors: &[String]) -> bool {
        !self.still.is_empty()
            && selectors.iter().any(|selector| {
                let parts = parts(selector);
                let may = |still: &BTreeSet<String>| still.is_empty() || parts.is_subset(still);
                self.still.iter().any(may)
            })
    }

    /// Adds to a rule what its animations leave. Whether they leave anything.
    pub fn leave(&self, declarations: &mut Vec<Declaration>) -> bool {
        if self.by_name.is_empty() || !animates(declarations) {
            return false;
        }
        let mut left = Vec::new();
        let mut seen = BTreeSet::new();
        for animation in self.animations(declarations) {
            let Some(ends) = self.by_name.get(animation.name) else {
                continue;
            };
            let frame = &ends[usize::from(!animation.ends_at_start)];
            let ends = animation.stays && !animation.goes_on && !frame.iter().any(hides);
            if ends && seen.insert(animation.name) {
                left.extend(frame.iter().cloned());
            }
        }
        let all = self.left.get() + left.len();
        if left.is_empty() || all > MOST_LEFT {
            return false;
        }
        self.left.set(all);
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
                "animation-fill-mode"
                | "animation-direction"
                | "animation-iteration-count"
                | "animation-play-state" => {
                    let words = parts.iter().cycle();
                    for (animation, word) in all.iter_mut().zip(words) {
                        animation.take(word.trim());
                    }
                }
                "animation-delay" => {
                    let delays = parts.iter().cycle();
                    for (animation, delay) in all.iter_mut().zip(delays) {
                        animation.goes_on |= is_late(delay);
                    }
                }
                "animation-timeline" if one.value.trim() != "auto" => {
                    all.iter_mut()
                        .for_each(|animation| animation.goes_on = true);
                }
                _ => {}
            }
        }
        all
    }

    fn shorthand<'d>(&self, text: &'d str) -> Animation<'d> {
        let mut animation = Animation::default();
        for word in split(text, ' ') {
            match self.by_name.contains_key(unquoted(word)) {
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
            "alternate" | "alternate-reverse" | "paused" => self.goes_on = true,
            _ if seconds(word).is_some() => {
                self.times += 1;
                self.goes_on |= self.times == 2 && is_late(word);
            }
            _ => {}
        }
    }
}

fn is_late(delay: &str) -> bool {
    seconds(delay).is_some_and(|delay| delay > LONGEST_DELAY)
}

fn seconds(time: &str) -> Option<f64> {
    let time = time.trim().to_ascii_lowercase();
    let (number, unit) = match time.strip_suffix("ms") {
        Some(number) => (number, 0.001),
        None => (time.strip_suffix('s')?, 1.0),
    };
    number.parse::<f64>().ok().map(|number| number * unit)
}

/// Whether a frame shows nothing: what stands there may be all that says so on paper.
fn hides(one: &Declaration) -> bool {
    let value = one.value.trim().to_ascii_lowercase();
    match one.name.as_str() {
        "opacity" => value.trim_end_matches('%').parse() == Ok(0.0),
        "visibility" => value != "visible",
        "display" => value == "none",
        _ => false,
    }
}

fn animates(declarations: &[Declaration]) -> bool {
    declarations
        .iter()
        .any(|one| one.name.starts_with("animation"))
}

/// Whether a rule says that there is no animation.
fn is_still(declarations: &[Declaration]) -> bool {
    declarations.iter().any(|one| {
        matches!(one.name.as_str(), "animation" | "animation-name")
            && one.value.trim().eq_ignore_ascii_case("none")
    })
}

/// The type, classes and the like in the last part of a selector, none of all elements.
fn parts(selector: &str) -> BTreeSet<String> {
    let (_, last) = last_compound(selector);
    let mut parts = BTreeSet::new();
    let mut from = 0;
    for (at, _) in last.match_indices(['.', '#', '[', ':']) {
        parts.insert(last[from..at].to_owned());
        from = at;
    }
    parts.insert(last[from..].to_owned());
    // Pseudo-elements are other boxes: `*::before` is all of them.
    parts.retain(|part| !matches!(part.as_str(), "" | "*" | ":" | ":before" | ":after"));
    parts
}

fn unquoted(name: &str) -> &str {
    name.trim().trim_matches(['"', '\''])
}
