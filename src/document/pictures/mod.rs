//! Pictures of a job that must be converted before the engine sees them: where they
//! are, and how they are put back.

pub mod srcset;
pub mod svg;
mod svg_fonts;
pub mod svg_size;

use std::collections::{BTreeMap, HashMap, HashSet};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;

use crate::job::{Asset, FailedResource, FailureReason};
use crate::picture::{Converted, Need};
use crate::text::LENIENT_BASE64;

use super::address::{has_ending, is_style_sheet};
use super::text::Text;

/// A picture that must be converted.
#[derive(Debug)]
pub struct Picture {
    place: PicturePlace,
    pub bytes: Bytes,
}

#[derive(Debug)]
enum PicturePlace {
    /// By its position among the assets.
    Asset(usize),
    /// The `data:` address that holds it.
    Address(String),
}

/// What was found of pictures while a job is read.
#[derive(Default)]
pub struct Pictures {
    /// Addresses that were looked at.
    seen: HashSet<String>,
    found: Vec<Picture>,
    unreadable: Vec<FailedResource>,
}

impl Pictures {
    /// Looks at what a `data:` address holds.
    pub fn address(&mut self, url: &str) {
        /// So much tells of every picture what it is, and of most what they need.
        const HEAD: usize = 4096;
        let Some(data) = base64_data(url) else { return };
        // Groups of four letters are three bytes.
        let head = &data.as_bytes()[..data.len().min(HEAD) / 4 * 4];
        let head = LENIENT_BASE64.decode(head).ok();
        let may_need = head
            .is_some_and(|head| Need::may_be_told_later(&head) || Need::of(&head) != Need::Nothing);
        if !may_need || !self.seen.insert(url.to_owned()) {
            return;
        }
        let Ok(bytes) = LENIENT_BASE64.decode(data) else {
            return;
        };
        let place = PicturePlace::Address(url.to_owned());
        self.picture(place, bytes.into(), url);
    }

    /// Looks at an asset that an address leads to.
    pub fn asset(&mut self, at: usize, asset: &Asset) {
        let bytes = asset.bytes.clone();
        if is_called_picture(asset) && imagesize::blob_size(&bytes).is_err() {
            self.unreadable.push(unreadable(asset.name()));
        } else {
            self.picture(PicturePlace::Asset(at), bytes, asset.name());
        }
    }

    /// The same for one that only a script may name.
    pub fn asset_of_script(&mut self, at: usize, asset: &Asset) {
        if Need::of(&asset.bytes) == Need::Conversion {
            self.asset(at, asset);
        }
    }

    fn picture(&mut self, place: PicturePlace, bytes: Bytes, name: &str) {
        match Need::of(&bytes) {
            Need::Nothing => {}
            Need::Conversion => self.found.push(Picture { place, bytes }),
            Need::Unreadable => self.unreadable.push(unreadable(name)),
        }
    }

    pub fn into_parts(self) -> (Vec<Picture>, Vec<FailedResource>) {
        (self.found, self.unreadable)
    }
}

impl Picture {
    /// What is to be said if it cannot be converted.
    pub fn unreadable(&self, assets: &[Asset]) -> FailedResource {
        unreadable(match &self.place {
            PicturePlace::Asset(at) => assets[*at].name(),
            PicturePlace::Address(url) => url,
        })
    }
}

fn unreadable(name: &str) -> FailedResource {
    FailedResource::new(name, FailureReason::Unreadable)
}

/// Whether it has the name of a picture of dots that the engine would read.
fn is_called_picture(asset: &Asset) -> bool {
    has_ending(asset, &["png", "jpg", "jpeg", "gif", "bmp", "webp", "avif"])
}

/// What stands in a `data:` address in base64.
fn base64_data(url: &str) -> Option<&str> {
    let (head, data) = url.get(5..)?.split_once(',')?;
    let encoding = head.rsplit(';').next()?;
    encoding
        .trim()
        .eq_ignore_ascii_case("base64")
        .then_some(data)
}

/// Pictures that were converted, to be put where they belong.
#[derive(Default)]
pub struct ConvertedPictures {
    assets: BTreeMap<usize, Bytes>,
    addresses: HashMap<String, String>,
}

impl ConvertedPictures {
    pub fn take(&mut self, picture: Picture, converted: Converted) {
        match picture.place {
            PicturePlace::Asset(at) => {
                self.assets.insert(at, converted.bytes.into());
            }
            PicturePlace::Address(url) => {
                let data = BASE64_STANDARD.encode(converted.bytes);
                let address = format!("data:{};base64,{data}", converted.media_type);
                self.addresses.insert(url, address);
            }
        }
    }

    pub fn put_into_assets(&self, assets: &mut [Asset]) {
        for (at, asset) in assets.iter_mut().enumerate() {
            if let Some(bytes) = self.assets.get(&at) {
                asset.bytes = bytes.clone();
            } else if is_style_sheet(asset)
                && let Ok(text) = std::str::from_utf8(&asset.bytes)
                && let Some(text) = self.replaced(text)
            {
                asset.bytes = text.into();
            }
        }
    }

    pub fn put_into_text(&self, text: &mut Text) {
        text.texts_mut().for_each(|text| self.put_into(text));
    }

    pub fn put_into(&self, text: &mut String) {
        if let Some(replaced) = self.replaced(text) {
            *text = replaced;
        }
    }

    /// A text with the new addresses; `None` if it has none of the old ones.
    fn replaced(&self, text: &str) -> Option<String> {
        if self.addresses.is_empty() {
            return None;
        }
        let mut replaced = String::new();
        let mut kept = 0;
        let mut from = 0;
        while let Some(at) = memchr::memmem::find(&text.as_bytes()[from..], b"data:") {
            let start = from + at;
            let end = text[start..].find(is_around_address);
            let end = end.map_or(text.len(), |length| start + length);
            if let Some(address) = self.addresses.get(&text[start..end]) {
                replaced += &text[kept..start];
                replaced += address;
                kept = end;
            }
            // Nothing in an address is another one's beginning.
            from = end.max(start + 1);
        }
        (kept > 0).then(|| replaced + &text[kept..])
    }
}

/// Characters that end an address in HTML or CSS, and that base64 does not have.
fn is_around_address(c: char) -> bool {
    c.is_ascii_whitespace() || matches!(c, '"' | '\'' | '(' | ')' | '<' | '>' | '\\')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_looked_at_once_and_replaced_everywhere() {
        let webp = BASE64_STANDARD.encode(b"RIFF\x10\0\0\0WEBPVP8 0123456789");
        let url = format!("data:image/webp;base64,{webp}");
        let mut pictures = Pictures::default();
        for _ in 0..2 {
            pictures.address(&url);
            pictures.address("data:image/png;base64,iVBORw0KGgo=");
            pictures.address("data:,x");
            pictures.address("data:image/webp;base64,!");
        }
        let (mut found, unreadable) = pictures.into_parts();
        assert_eq!((found.len(), unreadable.len()), (1, 0));
        let mut converted = ConvertedPictures::default();
        let png = Converted {
            bytes: vec![0, 1, 2],
            media_type: "image/png".to_owned(),
        };
        converted.take(found.remove(0), png);
        let mut text = format!("<img src=\"{url}\"> data: url({url})data:x {url}A {url}");
        converted.put_into(&mut text);
        let new = "data:image/png;base64,AAEC";
        assert_eq!(
            text,
            format!("<img src=\"{new}\"> data: url({new})data:x {url}A {new}")
        );
    }

    #[test]
    fn what_nothing_can_read_is_told() {
        let heic = BASE64_STANDARD.encode(b"\0\0\0\x20ftypheic\0\0\0\0mif1miaf");
        let mut pictures = Pictures::default();
        pictures.address(&format!("data:image/heic;base64,{heic}"));
        let (found, unreadable) = pictures.into_parts();
        assert!(found.is_empty());
        assert_eq!(unreadable[0].reason, FailureReason::Unreadable);
    }
}
