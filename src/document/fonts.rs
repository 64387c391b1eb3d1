//! Fonts of a job that must be made for the engine: which they are, and how the rules
//! that name them are put back.
//!
//! A variable font becomes one for each weight that is used. And since the engine knows
//! fonts by the names in them, of which all weights of a family have the same, files of
//! one family get names of their own.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use base64::Engine as _;
use bytes::Bytes;

use crate::font::{Kind, Wish};
use crate::job::{Asset, FailedResource, FailureReason};
use crate::text::LENIENT_BASE64;

use super::address::{asset_name, is_data};
use super::font_rules::{Rule, Style, rules, weights};

/// More fonts are not made for one job.
const MOST: usize = 256;

/// A font to be made.
#[derive(Debug)]
pub struct Font {
    pub file: Bytes,
    pub wish: Wish,
    /// Which of the rules wants it, and as what.
    rule: usize,
    weight: u16,
}

/// What must be made, and for which rules.
#[derive(Debug, Default)]
pub struct Fonts {
    pub wanted: Vec<Font>,
    rules: Vec<Rule>,
    /// Fonts that print nothing.
    pub unreadable: Vec<FailedResource>,
}

/// A rule whose font came along.
struct Face {
    rule: usize,
    file: Bytes,
    kind: Kind,
}

impl Fonts {
    /// Looks into all texts of a job.
    pub fn of(texts: &[&str], assets: &[Asset]) -> Self {
        let mut fonts = Self::default();
        for text in texts {
            for rule in rules(text) {
                if fonts.rules.len() < MOST && !fonts.rules.contains(&rule) {
                    fonts.rules.push(rule);
                }
            }
        }
        if fonts.rules.is_empty() {
            return fonts;
        }
        let mut files = HashMap::new();
        let faces = fonts.rules.iter().enumerate().filter_map(|(at, rule)| {
            let url = rule.url.as_ref()?;
            let file = files
                .entry(url.as_str())
                .or_insert_with(|| file_of(url, assets));
            let file = file.clone()?;
            let kind = Kind::of(&file)?;
            Some(Face {
                rule: at,
                file,
                kind,
            })
        });
        let mut faces: Vec<_> = faces.collect();
        faces.retain(|face| {
            let is_readable = face.kind != Kind::Pictures;
            if let Some(url) = fonts.rules[face.rule].url.as_ref().filter(|_| !is_readable) {
                let failed = FailedResource::new(url, FailureReason::Unreadable);
                fonts.unreadable.push(failed);
            }
            is_readable
        });
        let mut families: BTreeMap<String, Vec<Face>> = BTreeMap::new();
        for face in faces {
            let family = fonts.rules[face.rule].family.to_lowercase();
            families.entry(family).or_default().push(face);
        }
        let mut used = None;
        for faces in families.into_values() {
            if !fonts.are_confused(&faces) {
                continue;
            }
            let used = used.get_or_insert_with(|| weights(texts.iter().copied()));
            for face in faces {
                fonts.want(face, used);
            }
        }
        fonts
    }

    /// Whether the engine would show one font of a family for another.
    fn are_confused(&self, faces: &[Face]) -> bool {
        if faces.iter().any(|face| face.kind == Kind::Variable) {
            return true;
        }
        let mut seen = BTreeMap::new();
        faces.iter().any(|face| {
            let rule = &self.rules[face.rule];
            // It tells but two weights apart, and slanted from upright.
            let is_bold = rule.weights.0 >= 550.0;
            let before = seen.insert((is_bold, rule.style != Style::Upright), &rule.url);
            before.is_some_and(|url| *url != rule.url)
        })
    }

    fn want(&mut self, face: Face, used: &BTreeSet<u16>) {
        let rule = &self.rules[face.rule];
        let (low, high) = rule.weights;
        let hundred = |weight: f32| ((weight / 100.0).round().clamp(1.0, 9.0) * 100.0) as u16;
        let chosen: BTreeSet<u16> = match face.kind {
            Kind::Variable => {
                let used = used.iter();
                used.map(|weight| hundred(f32::from(*weight).clamp(low, high)))
                    .collect()
            }
            _ => [hundred(low)].into(),
        };
        let styles: &[bool] = match (rule.style, face.kind) {
            (Style::Both, Kind::Variable) => &[false, true],
            (Style::Slanted, _) => &[true],
            _ => &[false],
        };
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
                    name: format!("h2p {} {weight} {style}", face.rule),
                    weight: f32::from(weight).clamp(low, high),
                    is_italic,
                    slant: rule.slant.filter(|_| is_italic),
                    width: rule.width,
                },
                file: face.file.clone(),
                rule: face.rule,
                weight,
            });
        }
    }

    /// The fonts that nothing was made of: they cannot be read, or only in part.
    pub fn unmade(&self, made: &[Option<Bytes>]) -> Vec<FailedResource> {
        let mut unmade = Vec::new();
        for (font, _) in self
            .wanted
            .iter()
            .zip(made)
            .filter(|(_, made)| made.is_none())
        {
            if let Some(url) = &self.rules[font.rule].url {
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
            let rule = self.rules[font.rule].with(font.weight, font.wish.is_italic, asset.name());
            *written.entry(font.rule).or_default() += &rule;
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
