//! What reading a job may use: time until its deadline, pixels of its pictures and
//! nested elements. Once one of them is used up, reading ends at the next step.

use std::collections::HashSet;

use base64::Engine as _;
use percent_encoding::percent_decode_str;
use tokio::time::Instant;

use crate::error::Error;
use crate::job::Asset;
use crate::job::deadline::{Deadline, too_late};
use crate::job::limits::{LimitExceeded, Limits};
use crate::text::LENIENT_BASE64;

pub struct ReadBudget<'a> {
    limits: &'a Limits,
    deadline: Deadline,
    steps: u32,
    pixels: u64,
    /// `data:` addresses whose pixels were counted. The engine decodes each once.
    counted: HashSet<String>,
    used_up: Option<Error>,
}

/// Steps between two looks at the clock.
const STEPS: u32 = 256;

impl<'a> ReadBudget<'a> {
    pub fn new(limits: &'a Limits, deadline: Deadline) -> Self {
        Self {
            limits,
            deadline,
            steps: 0,
            pixels: 0,
            counted: HashSet::new(),
            used_up: None,
        }
    }

    /// Whether reading goes on; asked before each small step.
    pub fn goes_on(&mut self) -> bool {
        self.steps += 1;
        if self.steps >= STEPS {
            return self.goes_on_now();
        }
        self.used_up.is_none()
    }

    /// The same before a large step: the clock is looked at.
    pub fn goes_on_now(&mut self) -> bool {
        self.steps = 0;
        if self.is_late() {
            self.use_up(too_late(self.deadline, ": it was still being read"));
        }
        self.used_up.is_none()
    }

    pub fn is_late(&self) -> bool {
        self.lateness()()
    }

    /// Tells whether it is late, without a borrow of this.
    pub fn lateness(&self) -> impl Fn() -> bool + use<> {
        let end = self.deadline.at;
        move || Instant::now() >= end
    }

    /// Whether reading goes on behind a tag of this depth.
    pub fn goes_on_at(&mut self, depth: usize, source: &str) -> bool {
        let limit = self.limits.nesting;
        if depth > limit {
            let of = source.to_owned();
            self.use_up(LimitExceeded::Nesting { of, limit }.into());
        }
        self.goes_on()
    }

    pub fn result(&mut self) -> Result<(), Error> {
        self.used_up.take().map_or(Ok(()), Err)
    }

    fn use_up(&mut self, why: Error) {
        self.used_up.get_or_insert(why);
    }

    pub fn asset(&mut self, asset: &Asset) {
        if let Ok(size) = imagesize::blob_size(&asset.bytes) {
            self.picture(size, || asset.name().to_owned());
        }
    }

    /// Counts the picture that a `data:` address holds.
    pub fn address(&mut self, url: &str, source: &str) {
        let Some((head, data)) = url.get(5..).and_then(|rest| rest.split_once(',')) else {
            return;
        };
        if !self.counted.contains(url)
            && let Some(size) = size_of_data(head, data)
        {
            self.counted.insert(url.to_owned());
            self.picture(size, || format!("a picture in {source}"));
        }
    }

    fn picture(&mut self, size: imagesize::ImageSize, name: impl Fn() -> String) {
        let pixels = (size.width as u64).saturating_mul(size.height as u64);
        self.pixels = self.pixels.saturating_add(pixels);
        let (pixels, limit) = (self.pixels, self.limits.image_pixels);
        if pixels > limit {
            let picture = name();
            self.use_up(
                LimitExceeded::ImagePixels {
                    picture,
                    pixels,
                    limit,
                }
                .into(),
            );
        }
    }
}

/// The size of a picture is nearly always told in its first bytes, and so no more
/// of it is decoded; but a camera may have put much before it.
fn size_of_data(head: &str, data: &str) -> Option<imagesize::ImageSize> {
    const FIRST: usize = 4096;
    let is_base64 = head
        .rsplit(';')
        .next()
        .is_some_and(|word| word.trim().eq_ignore_ascii_case("base64"));
    let size_of_first = |count: usize| {
        let bytes = percent_decode_str(data);
        if !is_base64 {
            return imagesize::blob_size(&bytes.take(count).collect::<Vec<u8>>()).ok();
        }
        let letters = bytes.filter(|byte| !byte.is_ascii_whitespace());
        let mut letters: Vec<u8> = letters.take(count).collect();
        letters.truncate(letters.len() / 4 * 4);
        imagesize::blob_size(&LENIENT_BASE64.decode(letters).ok()?).ok()
    };
    size_of_first(FIRST).or_else(|| size_of_first(usize::MAX))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use base64::prelude::BASE64_STANDARD;
    use bytes::Bytes;

    use super::*;

    fn gif(width: u16, height: u16) -> Vec<u8> {
        let [w, x] = width.to_le_bytes();
        let [h, y] = height.to_le_bytes();
        [b"GIF89a".as_slice(), &[w, x, h, y, 0, 0, 0, 0x3b]].concat()
    }

    fn limits() -> Limits {
        Limits {
            image_pixels: 1000,
            ..Limits::default()
        }
    }

    #[test]
    fn pixels_of_all_pictures_are_added_up() {
        let limits = limits();
        let soon = Deadline::after(Duration::from_secs(60));
        let asset = |name: &str| Asset::new(name, Bytes::from(gif(20, 30))).unwrap();
        let mut budget = ReadBudget::new(&limits, soon);
        budget.asset(&asset("a.gif"));
        budget.asset(&Asset::new("b.css", Bytes::from_static(b"p{}")).unwrap());
        assert!(budget.goes_on());
        budget.asset(&asset("b.gif"));
        assert!(!budget.goes_on());
        let said = budget.result().unwrap_err().to_string();
        assert!(said.contains("b.gif") && said.contains("1200"), "{said}");
    }

    #[test]
    fn pictures_in_addresses_are_counted_once() {
        let limits = limits();
        let soon = Deadline::after(Duration::from_secs(60));
        let encoded = |width| BASE64_STANDARD.encode(gif(width, 30));
        for (one, other) in [
            ("data:image/gif;base64,", ""),
            ("DATA:;charset=x; BASE64,%0a ", "%0A%20"),
        ] {
            let mut budget = ReadBudget::new(&limits, soon);
            for _ in 0..3 {
                budget.address(&format!("{one}{}{other}", encoded(20)), "index.html");
                assert!(budget.goes_on(), "{one}");
            }
            budget.address(&format!("{one}{}{other}", encoded(21)), "index.html");
            assert!(!budget.goes_on(), "{one}");
        }
        let mut budget = ReadBudget::new(&limits, soon);
        let raw: String = gif(99, 99).iter().map(|b| format!("%{b:02x}")).collect();
        budget.address(&format!("data:image/gif,{raw}"), "index.html");
        assert!(!budget.goes_on());
        for plain in ["data:", "data:,", "data:text/css,p{}", "data:;base64,!!!!"] {
            let mut budget = ReadBudget::new(&limits, soon);
            budget.address(plain, "index.html");
            assert!(budget.goes_on(), "{plain}");
        }
    }

    #[test]
    fn reading_ends_at_the_deadline_and_where_it_is_too_deep() {
        let limits = limits();
        let mut late = ReadBudget::new(&limits, Deadline::after(Duration::ZERO));
        assert!(!(0..STEPS).all(|_| late.goes_on()));
        assert!(matches!(late.result(), Err(Error::DeadlinePassed { .. })));
        let mut deep = ReadBudget::new(&limits, Deadline::after(Duration::from_secs(60)));
        assert!(deep.goes_on_at(limits.nesting, "index.html"));
        assert!(!deep.goes_on_at(limits.nesting + 1, "header_html"));
        let said = deep.result().unwrap_err().to_string();
        assert!(said.contains("header_html"), "{said}");
    }
}
