//! What texts refer to: files that came along, hosts, pictures and fonts.

use std::collections::BTreeMap;

use bytes::Bytes;

use crate::job::{Asset, FailedResource, FailureReason};

use super::super::address::{Target, asset_name, has_ending, is_data, is_style_sheet, sets_styles};
use super::super::edits::apply;
use super::super::pictures::Picture;
use super::{MOST_TOLD, Reading};
use crate::document::pictures::svg;
use crate::document::styles::css;

impl<'a> Reading<'a> {
    pub fn asset(&mut self, original: &'a Asset) -> Asset {
        let mut asset = original.clone();
        if !self.budget.goes_on_now() {
            return asset;
        }
        self.budget.asset(original);
        if is_style_sheet(&asset)
            && let Ok(text) = std::str::from_utf8(&asset.bytes)
        {
            let (edits, rules) = self.style_sheet(text, asset.name(), 1);
            self.asset_pages.push((original.name(), rules));
            if !edits.is_empty() {
                asset.bytes = Bytes::from(apply(text, edits));
            }
        } else if has_ending(&asset, &["svg"])
            && let Ok(text) = std::str::from_utf8(&asset.bytes)
        {
            match self.lowers {
                true => self.resolution.lower_for_picture(text),
                false => self.resolution.lower_for_style(text, false),
            }
            let tiles = ["<pattern", "<mask", "<foreignObject"];
            let tiles = tiles.iter().any(|tag| text.contains(tag));
            self.resolution.lower_for_markup(tiles, false);
            if let Some(sized) = svg::mended(text) {
                asset.bytes = Bytes::from(sized);
            }
        } else if sets_styles(&asset) && !self.lowers {
            self.resolution
                .lower_for_style(&String::from_utf8_lossy(&asset.bytes), false);
        }
        asset
    }

    pub(super) fn refer_to(&mut self, urls: Vec<String>, source: &str) {
        for url in urls {
            if !self.budget.goes_on() {
                return;
            }
            if is_data(&url) {
                self.budget.address(url.trim(), source);
                self.pictures.address(url.trim());
                continue;
            }
            match self.target(&url) {
                Target::Present => {
                    self.referred.insert(asset_name(&url).into_owned());
                }
                Target::Remote => {}
                Target::Missing(reason) => {
                    let failed = FailedResource::new(&url, reason);
                    if !self.missing.contains(&failed) && self.missing.len() < MOST_TOLD {
                        self.missing.push(failed);
                    }
                }
            }
        }
    }

    /// Pictures that the engine would not show as browsers do, and those that it
    /// cannot show at all, as far as the job's texts use them.
    pub fn pictures(&mut self, assets: &[Asset]) -> (Vec<Picture>, Vec<FailedResource>) {
        for (at, asset) in assets.iter().enumerate() {
            if !self.budget.goes_on_now() {
                break;
            }
            if self.referred.contains(asset.name()) {
                self.pictures.asset(at, asset);
            } else if self.scripted {
                self.pictures.asset_of_script(at, asset);
            }
        }
        std::mem::take(&mut self.pictures).into_parts()
    }

    /// Fonts that were lost and that the document names outside their rules.
    pub fn lost_fonts(&self) -> Vec<FailedResource> {
        let mut families: BTreeMap<&str, Vec<&css::LostFace>> = BTreeMap::new();
        for face in &self.lost_faces {
            families.entry(&face.family).or_default().push(face);
        }
        let used = families
            .into_iter()
            .take(MOST_TOLD)
            .take_while(|_| !self.budget.is_late())
            .filter(|(family, rules)| self.mentions(family) > rules.len());
        let urls = used
            .flat_map(|(_, rules)| rules)
            .flat_map(|face| &face.urls);
        let mut failed = Vec::new();
        for url in urls.take(MOST_TOLD) {
            let reason = match self.target(url) {
                Target::Remote | Target::Present => FailureReason::Blocked,
                Target::Missing(reason) => reason,
            };
            let resource = FailedResource::new(url, reason);
            if !failed.contains(&resource) {
                failed.push(resource);
            }
        }
        failed
    }

    /// How often the document and its style sheets say this word.
    pub(super) fn mentions(&self, word: &str) -> usize {
        let count = |text: &[u8]| memchr::memmem::find_iter(text, word).count();
        let sheets = self.job.assets.iter().filter(|asset| is_style_sheet(asset));
        self.texts
            .iter()
            .map(|text| count(text.as_bytes()))
            .sum::<usize>()
            + sheets.map(|sheet| count(&sheet.bytes)).sum::<usize>()
    }

    pub(super) fn target(&self, url: &str) -> Target {
        Target::of(url, &self.names)
    }
}
