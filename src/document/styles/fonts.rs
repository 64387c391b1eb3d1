//! Fonts of a job that must be made for the engine: which they are, and how the rules
//! that name them are put back.
//!
//! A variable font becomes one for each weight that is used. Of a font that is cut into
//! files by characters, one is made again: the engine takes one file, and all that it has.
//! So does one of those that are named behind each other.
//! And since the engine knows fonts by the names in them, of which all weights of a family
//! have the same, files of one family get names of their own.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use base64::Engine as _;
use bytes::Bytes;

use crate::font::{Kind, Slice, Wish, has_colours};
use crate::job::{Asset, FailedResource, FailureReason};
use crate::text::LENIENT_BASE64;

use super::font_lists::followers;
use super::font_rules::{Rule, Style, rules, weights};
use crate::document::address::{asset_name, is_data};

/// More fonts are not made for one job.
const MOST: usize = 256;
/// More rules are not looked at. A family with all of Korean has more than a hundred for
/// each of its weights.
const MOST_RULES: usize = 8192;

/// A font to be made.
#[derive(Debug)]
pub struct Font {
    pub slices: Vec<Slice<Bytes>>,
    pub wish: Wish,
    weight: u16,
    /// The rules that it stands for, those of its slices first.
    rules: Vec<usize>,
}

/// What must be made, and for which rules.
#[derive(Debug, Default)]
pub struct Fonts {
    pub wanted: Vec<Font>,
    rules: Vec<Rule>,
    /// Fonts that print nothing.
    pub unreadable: Vec<FailedResource>,
    /// Addresses of fonts whose colours nobody prints.
    pub coloured: BTreeSet<String>,
}

/// A rule whose font came along.
struct Face {
    rule: usize,
    file: Bytes,
    kind: Kind,
}

/// What a family has for one weight and style: a font, or several, each of some characters.
#[derive(Default)]
struct Cut {
    faces: Vec<Face>,
    /// Rules of the same cut, whose fonts nobody needs or could have.
    others: Vec<usize>,
}

impl Fonts {
    /// Looks into all texts of a job.
    pub fn of(texts: &[&str], assets: &[Asset]) -> Self {
        let mut fonts = Self::default();
        let mut seen = HashSet::new();
        // Which text a rule stands in first.
        let mut places = Vec::new();
        for (place, text) in texts.iter().enumerate() {
            for rule in rules(text) {
                if fonts.rules.len() < MOST_RULES && seen.insert(rule.text.clone()) {
                    fonts.rules.push(rule);
                    places.push(place);
                }
            }
        }
        if fonts.rules.is_empty() {
            return fonts;
        }
        let mut used = None;
        let families = fonts.families(&places, assets);
        let followers = followers(families.keys(), texts);
        for (family, cuts) in &families {
            let behind = followers.get(family).map_or(&[][..], Vec::as_slice);
            if behind.is_empty() && !fonts.are_confused(cuts) {
                continue;
            }
            let behind: Vec<_> = behind.iter().map(|family| &families[family]).collect();
            let used = used.get_or_insert_with(|| weights(texts.iter().copied()));
            for cut in cuts {
                let fillers = fonts.fillers(cut, &behind);
                fonts.want(cut, fillers, used);
            }
        }
        fonts
    }

    /// What each family is made of.
    fn families(&mut self, places: &[usize], assets: &[Asset]) -> BTreeMap<String, Vec<Cut>> {
        let mut files = HashMap::new();
        let mut families: BTreeMap<String, Vec<Cut>> = BTreeMap::new();
        let mut numbers = HashMap::new();
        for (at, rule) in self.rules.iter().enumerate() {
            let family = rule.family.to_lowercase();
            let cuts = families.entry(family.clone()).or_default();
            let weights = [rule.weights.0, rule.weights.1].map(f32::to_bits);
            let look = (weights, rule.style as u8, rule.width.map(f32::to_bits));
            let cut = *numbers
                .entry((family, look, places[at]))
                .or_insert(cuts.len());
            if cut == cuts.len() {
                cuts.push(Cut::default());
            }
            let file = rule.url.as_ref().and_then(|url| {
                let file = files
                    .entry(url.as_str())
                    .or_insert_with(|| file_of(url, assets));
                let file = file.clone()?;
                Some((Kind::of(&file)?, file))
            });
            match file {
                Some((Kind::Pictures, _)) => {
                    let url = rule.url.as_deref().unwrap_or_default();
                    let failed = FailedResource::new(url, FailureReason::Unreadable);
                    self.unreadable.push(failed);
                }
                Some((kind, file)) => {
                    if has_colours(&file) {
                        self.coloured.extend(rule.url.clone());
                    }
                    cuts[cut].faces.push(Face {
                        rule: at,
                        file,
                        kind,
                    });
                }
                None => cuts[cut].others.push(at),
            }
        }
        for cuts in families.values_mut() {
            cuts.retain(|cut| !cut.faces.is_empty());
        }
        families
    }

    /// Whether the engine would show one font of a family for another.
    fn are_confused(&self, cuts: &[Cut]) -> bool {
        let mut seen = BTreeMap::new();
        cuts.iter().flat_map(|cut| &cut.faces).any(|face| {
            let rule = &self.rules[face.rule];
            // It tells but two weights apart, and slanted from upright.
            let is_bold = rule.weights.0 >= 550.0;
            let before = seen.insert((is_bold, rule.style != Style::Upright), &rule.url);
            // It takes all characters of a font, whatever that is there for.
            let is_part = rule.ranges.as_ref().is_some_and(|some| !some.are_all());
            face.kind == Kind::Variable || is_part || before.is_some_and(|url| *url != rule.url)
        })
    }

    /// What the families behind that of a cut have for its weight and style.
    fn fillers(&self, cut: &Cut, behind: &[&Vec<Cut>]) -> Vec<Slice<Bytes>> {
        let own = &self.rules[cut.faces[0].rule];
        let far = |other: &&Cut| {
            let rule = &self.rules[other.faces[0].rule];
            let (low, high) = rule.weights;
            let weight = (own.weights.0 - own.weights.0.clamp(low, high)).abs();
            weight + if rule.style == own.style { 0.0 } else { 1000.0 }
        };
        let nearest = behind
            .iter()
            .filter_map(|cuts| cuts.iter().min_by(|a, b| far(a).total_cmp(&far(b))));
        nearest
            .flat_map(|cut| &cut.faces)
            .map(|face| self.slice(face, true))
            .collect()
    }

    fn slice(&self, face: &Face, fills: bool) -> Slice<Bytes> {
        Slice {
            font: face.file.clone(),
            ranges: self.rules[face.rule].ranges.clone().unwrap_or_default(),
            fills,
        }
    }

    fn want(&mut self, cut: &Cut, fillers: Vec<Slice<Bytes>>, used: &BTreeSet<u16>) {
        let first = cut.faces[0].rule;
        let rule = &self.rules[first];
        let (low, high) = rule.weights;
        let is_variable = cut.faces.iter().any(|face| face.kind == Kind::Variable);
        let hundred = |weight: f32| ((weight / 100.0).round().clamp(1.0, 9.0) * 100.0) as u16;
        let chosen: BTreeSet<u16> = match is_variable {
            true => {
                let used = used.iter();
                used.map(|weight| hundred(f32::from(*weight).clamp(low, high)))
                    .collect()
            }
            false => [hundred(low)].into(),
        };
        let styles: &[bool] = match (rule.style, is_variable) {
            (Style::Both, true) => &[false, true],
            (Style::Slanted, _) => &[true],
            _ => &[false],
        };
        let slices = cut.faces.iter().map(|face| self.slice(face, false));
        let slices: Vec<_> = slices.chain(fillers).collect();
        let rules = cut.faces.iter().map(|face| face.rule);
        let rules: Vec<_> = rules.chain(cut.others.iter().copied()).collect();
        for (weight, is_italic) in chosen
            .into_iter()
            .flat_map(|weight| styles.iter().map(move |is_italic| (weight, *is_italic)))
        {
            if self.wanted.len() == MOST {
                return;
            }
            let style = if is_italic { "italic" } else { "upright" };
            self.wanted.push(Font {
                wish: Wish {
                    name: format!("h2p {first} {weight} {style}"),
                    weight: f32::from(weight).clamp(low, high),
                    is_italic,
                    slant: rule.slant.filter(|_| is_italic),
                    width: rule.width,
                },
                slices: slices.clone(),
                rules: rules.clone(),
                weight,
            });
        }
    }

    /// The fonts that nothing was made of: they cannot be read, or only in part.
    pub fn unmade(&self, made: &[Option<Bytes>]) -> Vec<FailedResource> {
        let mut unmade = Vec::new();
        let fonts = self.wanted.iter().zip(made);
        for (font, _) in fonts.filter(|(_, made)| made.is_none()) {
            let own = font.slices.iter().filter(|slice| !slice.fills).count();
            for rule in &font.rules[..own] {
                let url = self.rules[*rule].url.as_deref().unwrap_or_default();
                let failed = FailedResource::new(url, FailureReason::Unreadable);
                if !unmade.contains(&failed) {
                    unmade.push(failed);
                }
            }
        }
        unmade
    }

    /// The fonts that were made become files beside the document, and the rules name
    /// them. What could not be made stays as it is.
    pub fn put(self, made: Vec<Option<Bytes>>, assets: &mut Vec<Asset>) -> FontRules {
        let mut written: BTreeMap<usize, String> = BTreeMap::new();
        for (at, (font, made)) in self.wanted.iter().zip(made).enumerate() {
            let Some(bytes) = made else { continue };
            let asset = Asset::ours(&format!("font-{at}.ttf"), bytes);
            let (first, others) = font.rules.split_first().expect("a font has a rule");
            let rule = self.rules[*first].with(font.weight, font.wish.is_italic, asset.name());
            *written.entry(*first).or_default() += &rule;
            // What is one font now is said once.
            for other in others {
                written.entry(*other).or_default();
            }
            assets.push(asset);
        }
        let rules = self.rules.into_iter().enumerate();
        let rules = rules.filter_map(|(at, rule)| Some((rule.text, written.remove(&at)?)));
        FontRules(rules.collect())
    }
}

/// Rules by what stood there before.
pub struct FontRules(HashMap<String, String>);

impl FontRules {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn put_into(&self, text: &mut String) {
        let found = rules(text);
        if found.is_empty() {
            return;
        }
        let mut replaced = String::with_capacity(text.len());
        let mut kept = 0;
        for rule in found {
            if let Some(new) = self.0.get(&rule.text) {
                replaced += &text[kept..rule.start];
                replaced += new;
                kept = rule.start + rule.text.len();
            }
        }
        replaced += &text[kept..];
        *text = replaced;
    }
}

/// What an address holds or leads to.
fn file_of(url: &str, assets: &[Asset]) -> Option<Bytes> {
    if !is_data(url) {
        let name = asset_name(url);
        let asset = assets.iter().find(|asset| asset.name() == name)?;
        return Some(asset.bytes.clone());
    }
    let (head, data) = url.trim().get(5..)?.split_once(',')?;
    let encoding = head.rsplit(';').next()?;
    if !encoding.trim().eq_ignore_ascii_case("base64") {
        return None;
    }
    LENIENT_BASE64.decode(data).ok().map(Bytes::from)
}
