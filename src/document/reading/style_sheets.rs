//! Style sheets: what they refer to, what they say of the page, and what must be changed in them.

use crate::job::Warning;
use crate::net::target;

use super::super::address::Target;
use super::super::edits::{Edit, apply};
use super::super::lower::Media;
use super::super::lowering::BY_SCRIPT;
use super::super::written::Written;
use super::Reading;
use crate::document::pages::rules::PageRules;
use crate::document::styles::css;

impl Reading<'_> {
    /// Reads a style sheet that stands by itself; returns it as the engine shall
    /// see it.
    pub fn style_sheet_alone(&mut self, css: &str, source: &str) -> String {
        self.texts.push(css.to_owned());
        let (edits, _) = self.style_sheet(css, source, 1);
        apply(css, edits)
    }

    /// Reads a style sheet that begins at that line of its source; returns what
    /// must be changed in it, and what it says.
    pub(super) fn style_sheet(
        &mut self,
        text: &str,
        source: &str,
        first_line: usize,
    ) -> (Vec<Edit>, PageRules) {
        self.resolution.lower_for_style(text, self.lowers);
        let mut sheet = css::read(text);
        let (mut edits, lost) = css::mend_fonts(text, &sheet, |url| match self.target(url) {
            Target::Present => true,
            Target::Remote => target::may_reach(self.network, url),
            Target::Missing(_) => false,
        });
        edits.append(&mut sheet.edits);
        self.lost_faces.extend(lost);
        self.refer_to(std::mem::take(&mut sheet.urls), source);
        let lowers = self.lowers;
        for (line, feature) in sheet.unsupported.into_iter().filter(|_| !lowers) {
            if !self.budget.goes_on() {
                break;
            }
            self.warn_of_css(source, first_line + line, feature);
        }
        let (rules, refused) = PageRules::read(&sheet.pages);
        for (line, feature) in refused {
            self.warn_of_css(source, first_line + line, feature);
        }
        (edits, rules)
    }

    /// What the style sheets among the assets say of the page, as far as the
    /// document names them.
    pub(super) fn page_of_linked(&mut self, html: &str) -> PageRules {
        let budget = &mut self.budget;
        self.asset_pages
            .iter()
            .take_while(|_| budget.goes_on_now())
            .filter(|(name, _)| html.contains(*name))
            .fold(PageRules::default(), |before, (_, rules)| {
                rules.clone().or(before)
            })
    }

    /// What the style sheets that scripts have written say of the page, behind what is said before.
    pub fn page_of_written(
        &mut self,
        written: &Written,
        before: PageRules,
        media: &Media,
    ) -> PageRules {
        let sheets = written.sheets.iter();
        let sheets = sheets.filter(|sheet| media.matches(&sheet.media));
        let texts = sheets.filter_map(|sheet| sheet.css.as_deref());
        texts.fold(before, |before, text| {
            if !text.contains("@page") || !self.budget.goes_on() {
                return before;
            }
            let (rules, refused) = PageRules::read(&css::read(text).pages);
            for (line, feature) in refused {
                self.warn_of_css(BY_SCRIPT, line, feature);
            }
            rules.or(before)
        })
    }

    pub fn warn_of_css(&mut self, source: &str, line: usize, feature: String) {
        let warning = Warning::UnsupportedCss {
            source: source.to_owned(),
            line: u32::try_from(line).unwrap_or(u32::MAX),
            feature,
        };
        self.warn(warning);
    }
}
