//! What `@page` rules say of the sheet.

use crate::job::length::Length;
use crate::job::page::{Orientation, PageSettings, Sides};
use crate::job::paper::Paper;

use super::css::PageRule;

/// What a document's `@page` rules ask for.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PageRules {
    pub settings: PageSettings,
    /// The top margin of the first page, where it is another one.
    pub first_top: Option<Length>,
}

impl PageRules {
    /// Reads rules as a browser does: the last one wins. Returns what they ask
    /// for that cannot be had as well.
    pub fn read(rules: &[PageRule]) -> (Self, Vec<String>) {
        let mut read = Self::default();
        let mut refused = Vec::new();
        for rule in rules {
            let mut settings = PageSettings::default();
            for (name, value) in &rule.declarations {
                take(&mut settings, name, value);
            }
            match rule.selector.to_ascii_lowercase().as_str() {
                "" => read.settings = settings.or(read.settings),
                ":first" => {
                    read.first_top = settings.margins.top.or(read.first_top);
                    let others = Sides {
                        top: None,
                        ..settings.margins
                    };
                    if others != Sides::default() || settings.paper.is_some() {
                        refused.push("@page :first with more than margin-top".to_owned());
                    }
                }
                selector => refused.push(format!("@page {selector}")),
            }
        }
        (read, refused)
    }

    /// These, and those of `others` where these say nothing.
    pub fn or(self, others: Self) -> Self {
        Self {
            settings: self.settings.or(others.settings),
            first_top: self.first_top.or(others.first_top),
        }
    }
}

fn take(settings: &mut PageSettings, name: &str, value: &str) {
    let margins = &mut settings.margins;
    match name {
        "size" => size(settings, value),
        "margin" => {
            let lengths: Option<Vec<_>> = value.split_whitespace().map(length).collect();
            let sides = lengths.and_then(|lengths| Sides::as_in_css(&lengths));
            *margins = sides.map_or(*margins, |sides| sides.map(Some));
        }
        "margin-top" => margins.top = length(value).or(margins.top),
        "margin-right" => margins.right = length(value).or(margins.right),
        "margin-bottom" => margins.bottom = length(value).or(margins.bottom),
        "margin-left" => margins.left = length(value).or(margins.left),
        _ => {}
    }
}

/// `A5`, `landscape`, `A5 landscape`, `100mm 150mm`, `100mm`.
fn size(settings: &mut PageSettings, value: &str) {
    let mut lengths = Vec::new();
    for word in value.split_whitespace() {
        match word.to_ascii_lowercase().as_str() {
            "portrait" => settings.orientation = Some(Orientation::Portrait),
            "landscape" => settings.orientation = Some(Orientation::Landscape),
            name => match (Paper::named(name), length(word)) {
                (Some(paper), _) => settings.paper = Some(paper),
                (None, Some(length)) => lengths.push(length),
                (None, None) => {}
            },
        }
    }
    let sheet = match lengths[..] {
        [side] => Some((side, side)),
        [width, height] => Some((width, height)),
        _ => None,
    };
    const SIDE: std::ops::RangeInclusive<Length> = Paper::SHORTEST_SIDE..=Paper::LONGEST_SIDE;
    let sheet = sheet.filter(|(width, height)| SIDE.contains(width) && SIDE.contains(height));
    if let Some((width, height)) = sheet {
        settings.paper = Some(Paper { width, height });
        // A size in numbers is not turned.
        settings.orientation = Some(Orientation::Portrait);
    }
}

/// A length of CSS, which has a unit unless it is zero.
fn length(value: &str) -> Option<Length> {
    let unitless = value.ends_with(|c: char| c.is_ascii_digit());
    Length::parse(value)
        .ok()
        .filter(|length| !unitless || length.as_mm() == 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::css;

    fn rules(css: &str) -> (PageRules, Vec<String>) {
        PageRules::read(&css::read(css).pages)
    }

    #[test]
    fn sizes_are_names_or_lengths() {
        for (size, width, height) in [
            ("A5", 148.0, 210.0),
            ("a5 landscape", 210.0, 148.0),
            ("landscape", 297.0, 210.0),
            ("100mm 150mm", 100.0, 150.0),
            ("4in 3in", 101.6, 76.2),
            ("8cm", 80.0, 80.0),
            ("letter", 215.9, 279.4),
            ("1mm 1mm", 210.0, 297.0),
            ("nonsense", 210.0, 297.0),
        ] {
            let (rules, _) = rules(&format!("@page{{size:{size}}}"));
            let page = rules.settings.page();
            let found = (page.width.as_mm(), page.height.as_mm());
            assert!((found.0 - width).abs() < 0.01, "{size}: {found:?}");
            assert!((found.1 - height).abs() < 0.01, "{size}: {found:?}");
        }
    }

    #[test]
    fn the_last_rule_wins_and_single_sides_count() {
        let (rules, refused) = rules(
            "@page{margin:1cm;margin-left:3cm} @page{margin-top:0} @page :first{margin-top:8cm}",
        );
        let margins = rules.settings.page().margins;
        assert_eq!(margins.top, Length::mm(0.0));
        assert_eq!(margins.left, Length::mm(30.0));
        assert_eq!(margins.right, Length::mm(10.0));
        assert_eq!(rules.first_top, Some(Length::mm(80.0)));
        assert!(refused.is_empty());
    }

    #[test]
    fn what_cannot_be_had_is_said() {
        let (_, refused) = rules("@page :left{margin:1cm} @page :first{margin-left:1cm}");
        assert_eq!(refused.len(), 2, "{refused:?}");
    }
}
