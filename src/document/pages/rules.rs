//! What `@page` rules say of the sheet: of all pages, and of those that a name, a
//! place in the document or a side singles out.

use std::collections::BTreeMap;

use crate::job::length::Length;
use crate::job::page::{Orientation, PageSettings, Sides};
use crate::job::paper::Paper;

use super::edges::{Edges, length};
use super::selector::{PageKind, Selector};
use crate::document::styles::css_page::{PageRule, Said};

/// What a document's `@page` rules ask for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PageRules {
    /// What all pages have.
    pub settings: PageSettings,
    rules: Vec<Rule>,
}

/// A rule for one kind of page.
#[derive(Clone, Debug, PartialEq)]
struct Rule {
    /// Which style sheet it is from: of the later one counts more than of a stronger
    /// selector, in browsers.
    sheet: usize,
    selector: Selector,
    rule: PageRule,
}

/// What one kind of page has.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PageStyle {
    /// Margins include what the page's own border and padding take.
    pub settings: PageSettings,
    /// Border and padding of the page area.
    pub edges: Edges,
    /// Declarations of the page itself that paint, or that margin boxes inherit.
    pub style: String,
    /// The margin boxes that have something in them, and their declarations.
    pub boxes: BTreeMap<&'static str, String>,
}

/// The margin boxes around a page, clockwise from its upper left corner.
pub const BOXES: [&str; 16] = [
    "top-left-corner",
    "top-left",
    "top-center",
    "top-right",
    "top-right-corner",
    "right-top",
    "right-middle",
    "right-bottom",
    "bottom-right-corner",
    "bottom-right",
    "bottom-center",
    "bottom-left",
    "bottom-left-corner",
    "left-bottom",
    "left-middle",
    "left-top",
];

impl PageRules {
    /// Reads rules as a browser does: the last one wins. Returns what they ask
    /// for that cannot be had as well, with its line.
    pub fn read(rules: &[PageRule]) -> (Self, Vec<(usize, String)>) {
        let mut read = Self::default();
        let mut refused = Vec::new();
        for rule in rules {
            refused.extend(lost(rule).into_iter().map(|feature| (rule.line, feature)));
            for text in rule.selector.split(',') {
                match Selector::parse(text.trim()) {
                    Some(selector) => read.rules.push(Rule {
                        sheet: 0,
                        selector,
                        rule: rule.clone(),
                    }),
                    // There are no pages between others that are left blank.
                    None if text.trim().ends_with(":blank") => {}
                    None => refused.push((rule.line, format!("@page {}", text.trim()))),
                }
            }
        }
        read.settle();
        (read, refused)
    }

    /// These, and those of `others` where these say nothing.
    pub fn or(self, mut others: Self) -> Self {
        if !self.rules.is_empty() {
            let sheets = others.rules.iter().map(|rule| rule.sheet + 1).max();
            let sheets = sheets.unwrap_or_default();
            others.rules.extend(self.rules.into_iter().map(|rule| Rule {
                sheet: rule.sheet + sheets,
                ..rule
            }));
            others.settle();
        }
        others
    }

    fn settle(&mut self) {
        self.settings = self
            .said(|selector| *selector == Selector::default())
            .settings;
    }

    /// What a page of that kind has.
    pub fn style(&self, kind: PageKind<'_>) -> PageStyle {
        self.said(|selector| selector.matches(kind))
    }

    /// Whether pages may differ, or have something in their margins.
    pub fn are_plain(&self) -> bool {
        self.rules.iter().all(|rule| {
            let paints = |said: &Said| said.name.starts_with("background") || is_edge(&said.name);
            rule.selector == Selector::default()
                && rule.rule.boxes.is_empty()
                && !rule.rule.declarations.iter().any(paints)
        })
    }

    /// Whether the first page is told from the others.
    pub fn have_first(&self) -> bool {
        self.rules.iter().any(|rule| rule.selector.first)
    }

    /// Whether pages are told apart by what is on them.
    pub fn have_names(&self) -> bool {
        self.rules.iter().any(|rule| rule.selector.name.is_some())
    }

    fn said(&self, matches: impl Fn(&Selector) -> bool) -> PageStyle {
        let matching = self.rules.iter().filter(|rule| matches(&rule.selector));
        let mut matching: Vec<&Rule> = matching.collect();
        matching.sort_by_key(|rule| (rule.sheet, rule.selector.weight()));
        let mut style = PageStyle::default();
        let mut boxes: BTreeMap<&'static str, Vec<&Said>> = BTreeMap::new();
        for important in [false, true] {
            for Rule { rule, .. } in &matching {
                for said in rule
                    .declarations
                    .iter()
                    .filter(|one| one.important == important)
                {
                    style.take(said);
                }
                for (name, said) in &rule.boxes {
                    let Some(name) = BOXES.iter().find(|known| *known == name) else {
                        continue;
                    };
                    let said = said.iter().filter(|one| one.important == important);
                    boxes.entry(name).or_default().extend(said);
                }
            }
        }
        style.settings.margins = style.edges.beside(style.settings.margins);
        for (name, said) in boxes {
            let content = said
                .iter()
                .rev()
                .find(|one| one.name == "content" && is_shown(&one.value));
            let content = content.map(|one| one.value.to_ascii_lowercase());
            if content.is_none_or(|content| matches!(content.as_str(), "none" | "normal")) {
                continue;
            }
            let said = said
                .iter()
                .filter(|one| one.name != "content" || is_shown(&one.value));
            style
                .boxes
                .insert(name, said.map(|one| one.text()).collect());
        }
        style
    }
}

impl PageStyle {
    fn take(&mut self, said: &Said) {
        if is_edge(&said.name) {
            self.edges.take(&said.name, &said.value);
        }
        match said.name.as_str() {
            "size" => size(&mut self.settings, &said.value),
            name if name.starts_with("margin") => take(&mut self.settings, name, &said.value),
            _ => self.style += &said.text(),
        }
    }
}

impl Said {
    fn text(&self) -> String {
        format!("{}:{};", self.name, self.value)
    }
}

fn is_edge(name: &str) -> bool {
    name.starts_with("padding") || name.starts_with("border") && !name.contains("radius")
}

/// Whether a value of `content` is one that can be printed; others are no values.
fn is_shown(content: &str) -> bool {
    let lower = content.to_ascii_lowercase();
    !["element(", "leader(", "target-", "content("]
        .iter()
        .any(|function| lower.contains(function))
}

/// What a rule asks for that cannot be had.
fn lost(rule: &PageRule) -> Vec<String> {
    let mut lost = Vec::new();
    for said in &rule.declarations {
        if matches!(said.name.as_str(), "marks" | "bleed" | "page-orientation") {
            lost.push(format!("{} in @page", said.name));
        }
    }
    for (name, said) in &rule.boxes {
        if !BOXES.contains(&name.as_str()) {
            lost.push(format!("@{name} in @page"));
        }
        for one in said {
            if one.name == "content" && !is_shown(&one.value) {
                let function = one.value.split('(').next().unwrap_or_default();
                let function = function.rsplit([' ', '"', '\'']).next().unwrap_or_default();
                lost.push(format!("{function}() in @{name}"));
            }
        }
    }
    lost
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::styles::css;

    fn rules(css: &str) -> (PageRules, Vec<(usize, String)>) {
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
        let first = PageKind {
            first: true,
            ..PageKind::default()
        };
        let margins = rules.style(first).settings.page().margins;
        assert_eq!(margins.top, Length::mm(80.0));
        assert_eq!(margins.left, Length::mm(30.0));
        assert!(refused.is_empty());
        assert!(!rules.are_plain());
    }

    #[test]
    fn a_name_weighs_more_than_a_place_and_that_more_than_a_side() {
        let (rules, refused) = rules(
            "@page a{margin-top:1cm!important;margin-left:1cm} @page :first{margin:2cm} \
             @page :left,:right{margin:3cm} @page a:first{margin-right:4cm}",
        );
        assert!(refused.is_empty(), "{refused:?}");
        let kind = |name, first| PageKind {
            name,
            first,
            left: false,
        };
        for (kind, [top, right, left]) in [
            (kind("", false), [30.0, 30.0, 30.0]),
            (kind("", true), [20.0, 20.0, 20.0]),
            (kind("a", false), [10.0, 30.0, 10.0]),
            (kind("a", true), [10.0, 40.0, 10.0]),
        ] {
            let margins = rules.style(kind).settings.page().margins;
            assert_eq!(margins.top, Length::mm(top), "{kind:?}");
            assert_eq!(margins.right, Length::mm(right), "{kind:?}");
            assert_eq!(margins.left, Length::mm(left), "{kind:?}");
        }
    }

    #[test]
    fn margins_may_be_told_in_the_size_of_the_font() {
        let (rules, refused) = rules("@page{margin:4em 2REM 0 1.5em}");
        let margins = rules.settings.page().margins;
        assert!(refused.is_empty());
        assert_eq!(margins.top, Length::points(48.0));
        assert_eq!(margins.right, Length::points(24.0));
        assert_eq!(margins.left, Length::points(18.0));
    }

    #[test]
    fn a_later_style_sheet_counts_more_than_a_stronger_selector() {
        let (first, _) = rules("@page :first{margin-top:3cm;margin-left:3cm}");
        let (second, _) = rules("@page{margin-top:1cm}");
        let kind = PageKind {
            first: true,
            ..PageKind::default()
        };
        let margins = second.or(first).style(kind).settings.page().margins;
        assert_eq!(margins.top, Length::mm(10.0));
        assert_eq!(margins.left, Length::mm(30.0));
    }

    #[test]
    fn margin_boxes_are_those_with_contents() {
        let (rules, refused) = rules(
            "@page{@top-left{content:'a' counter(page);color:red} @bottom-right{content:none} @left-top{color:red}} \
             @page :first{@top-left{content:none}}",
        );
        assert!(refused.is_empty(), "{refused:?}");
        let style = rules.style(PageKind::default());
        let boxes: Vec<_> = style.boxes.iter().collect();
        let text = "content:'a' counter(page);color:red;".to_owned();
        assert_eq!(boxes, [(&"top-left", &text)]);
        let first = PageKind {
            first: true,
            ..PageKind::default()
        };
        assert!(rules.style(first).boxes.is_empty());
    }

    #[test]
    fn what_the_page_s_own_edges_take_is_margin() {
        let (rules, _) = rules("@page{margin:10mm;border:1mm solid;padding:2mm 3mm}");
        let style = rules.style(PageKind::default());
        let margins = style.settings.page().margins;
        assert!((margins.top.as_mm() - 13.0).abs() < 1e-6, "{margins:?}");
        assert!((margins.left.as_mm() - 14.0).abs() < 1e-6, "{margins:?}");
    }

    #[test]
    fn what_cannot_be_had_is_said() {
        let (_, refused) = rules(
            "@page :nth(2){margin:1cm}\n@page{marks:crop;@top-left{content:'a' element(x)}@foo{a:b}}",
        );
        let features: Vec<_> = refused
            .iter()
            .map(|(line, text)| (*line, &text[..]))
            .collect();
        assert_eq!(
            features,
            [
                (0, "@page :nth()"),
                (1, "marks in @page"),
                (1, "element() in @top-left"),
                (1, "@foo in @page"),
            ]
        );
    }
}
