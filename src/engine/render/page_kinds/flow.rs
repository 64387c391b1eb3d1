//! A document that is printed on each kind of page that it has.

use std::collections::BTreeMap;

use crate::document::{PageKind, Text};
use crate::error::Error;
use crate::job::DocumentOptions;
use crate::job::length::Length;

use super::super::asked::{body_page, first_offset, first_page, is_as_wide, page_of};
use super::super::fineness::Fineness;
use super::super::helper::SecondPage;
use super::super::layout::{fit, user_style};
use super::super::measures::Measures;
use super::super::run::{Part, PartKind, Run};
use super::super::runner::Renderer;
use super::leaf::{Geometry, Leaf, Printing};

/// A document, and what it is printed on.
struct On<'p> {
    part: &'p Part<'p>,
    geometry: Geometry,
    second: SecondPage,
    measures: &'p Measures,
    fineness: Fineness,
}

impl<'a> Renderer<'a> {
    /// Prints a document on each kind of page that it has, and chooses the pages.
    pub(super) async fn print_flow(
        &self,
        part: &Part<'_>,
        measures: &Measures,
        fineness: Fineness,
        lost: &mut Vec<&'static str>,
    ) -> Result<(Vec<Printing<'a>>, Vec<Leaf>), Error> {
        let (text, options) = (&self.prepared.documents[0], &self.job.documents[0].options);
        let body = |name: &str| fit(body_page(text, options, name), (0, text), options, measures);
        let first = |name: &str| {
            let first = first_page(text, options, name);
            fit(first, (0, text), options, measures)
        };
        let geometry = |name: &str| -> Result<Geometry, Error> {
            let page = body(name)?;
            let offset = first_offset(&first(name)?, &page);
            Ok(Geometry { page, offset })
        };
        let on = |geometry, second| On {
            part,
            geometry,
            second,
            measures,
            fineness,
        };
        let alone = |page| Geometry {
            page,
            offset: Length::ZERO,
        };
        let mut printings = Vec::new();
        // Where no name can be on the first page, it is known how wide that is.
        let begins_alone = !text.page.have_names() && !is_as_wide(&first("")?, &part.page);
        let begun = match begins_alone {
            true => on(alone(first("")?), SecondPage::Filled),
            false => on(
                Geometry {
                    page: part.page,
                    offset: geometry("")?.offset,
                },
                SecondPage::Broken,
            ),
        };
        printings.push(self.print_on(begun).await?);
        let report = printings[0].output.messages.layouts.get(&0);
        let mut kinds = report.map_or_else(Vec::new, |report| report.kinds.clone());
        if report.is_none() && text.page.have_names() {
            lost.push("named pages of a document that is not laid out");
        }
        if options.single_page {
            kinds.truncate(1);
        }
        if kinds.is_empty() {
            kinds.push((String::new(), String::new()));
        }
        let mut leaves = Vec::new();
        let mut taken = Vec::new();
        for at in 0..kinds.len() {
            let (name, begin) = &kinds[at];
            let end = kinds.get(at + 1).map(|(_, part)| part.as_str());
            let wanted = geometry(name)?;
            if at > 0 {
                let any = |it: &Printing<'_>| it.geometry.page == wanted.page;
                let on = on(wanted, SecondPage::Broken);
                let run = self.printing(&mut printings, on, &any).await?;
                take(&printings[run], run, (begin, end), name, &mut leaves);
                taken.push(Taken::new(run, begin, end));
                continue;
            }
            let first = first(name)?;
            let mut begin = begin.clone();
            let mut second = SecondPage::Broken;
            let mut is_apart = false;
            if !is_as_wide(&first, &wanted.page) {
                let own = alone(first);
                let same = |it: &Printing<'_>| it.geometry == own;
                let on = on(own, SecondPage::Filled);
                let run = self.printing(&mut printings, on, &same).await?;
                match printings[run].first_page_ends(end) {
                    Some(next) => {
                        take_first(&printings[run], run, name, &mut leaves);
                        let until = next.as_ref().map(|(_, part)| part.as_str()).or(end);
                        taken.push(Taken::new(run, &begin, until));
                        let Some((element, part)) = next else {
                            continue;
                        };
                        second = SecondPage::At(element);
                        begin = part;
                    }
                    None => {
                        is_apart = true;
                        lost.push(
                            "@page :first of another width, where no break ends the first page",
                        );
                    }
                }
            } else if wanted.offset < Length::ZERO {
                let own = alone(first);
                let same = |it: &Printing<'_>| it.geometry == own;
                let on = on(own, SecondPage::Broken);
                let run = self.printing(&mut printings, on, &same).await?;
                take_first(&printings[run], run, name, &mut leaves);
            }
            let same = |it: &Printing<'_>| {
                it.geometry == wanted && (begin.is_empty() || it.parts.contains_key(&begin))
            };
            let on = on(wanted, second);
            let run = self.printing(&mut printings, on, &same).await?;
            let had = leaves.len();
            take(&printings[run], run, (&begin, end), name, &mut leaves);
            taken.push(Taken::new(run, &begin, end));
            if had > 0 && begin.is_empty() && leaves.len() > had {
                // The one page that it has in both.
                leaves.remove(had);
            }
            if let Some(leaf) = leaves.first_mut() {
                leaf.is_apart = is_apart;
            }
        }
        if let Some(leaf) = leaves.first_mut() {
            leaf.first = true;
        }
        if leaves.len() > 1 && sides_differ(text, options) {
            lost.push("@page :left and :right with room of different sizes");
        }
        let shrinks = taken.iter().filter_map(|taken| taken.widest(&printings));
        let widest = shrinks.max_by(|(a, b), (c, d)| (a / b).total_cmp(&(c / d)));
        for printing in &mut printings {
            if let (Some(report), Some((overflow, width))) =
                (printing.output.messages.layouts.get_mut(&0), widest)
            {
                (report.overflow, report.width) = (overflow, width);
            }
        }
        Ok((printings, leaves))
    }

    /// The printing that fits; it is made where there is none.
    async fn printing(
        &self,
        printings: &mut Vec<Printing<'a>>,
        on: On<'_>,
        fits: &(dyn Fn(&Printing<'_>) -> bool + Sync),
    ) -> Result<usize, Error> {
        match printings.iter().position(fits) {
            Some(run) => Ok(run),
            None => {
                printings.push(self.print_on(on).await?);
                Ok(printings.len() - 1)
            }
        }
    }

    async fn print_on(&self, on: On<'_>) -> Result<Printing<'a>, Error> {
        let On {
            part,
            geometry,
            second,
            measures,
            fineness,
        } = on;
        let (text, options) = (&self.prepared.documents[0], &self.job.documents[0].options);
        let mut part = part.clone();
        part.page = geometry.page;
        if let PartKind::Document {
            user_style: style,
            layout,
            ..
        } = &mut part.kind
        {
            let helper = self.helper(fineness);
            let at_top = (helper.dpi, geometry.offset);
            *style = user_style(&self.workspace, (0, text), options, at_top)?;
            let text = (text, second);
            *layout = helper.run_with_second(0, text, options, &geometry.page, measures);
        }
        let parts = [part];
        let run = Run {
            parts: &parts,
            page: geometry.page,
            options: &self.job.options,
            fineness,
            access: self.access,
        };
        let output = self.run(&run).await?;
        let report = output.messages.layouts.get(&0);
        let is_led_to =
            report.is_some_and(|report| report.kinds.len() > 1 || report.second.is_some());
        let mut parts = BTreeMap::new();
        if is_led_to {
            for (name, page) in self.inspect(&output).await?.parts {
                if let Some((_, part)) = name.rsplit_once('#') {
                    parts.insert(part.to_owned(), page as usize - 1);
                }
            }
        }
        Ok(Printing {
            geometry,
            second: report.and_then(|report| report.second.clone()),
            output,
            parts,
        })
    }
}

/// What of a printing is taken: from one part of the document to another.
struct Taken {
    run: usize,
    begin: String,
    end: Option<String>,
}

impl Taken {
    fn new(run: usize, begin: &str, end: Option<&str>) -> Self {
        Self {
            run,
            begin: begin.to_owned(),
            end: end.map(str::to_owned),
        }
    }

    /// How far it reaches beyond the side of its pages, and how wide these are: what stands
    /// on pages of other printings does not count.
    fn widest(&self, printings: &[Printing<'_>]) -> Option<(f64, f64)> {
        let report = printings[self.run].output.messages.layouts.get(&0)?;
        let is_begin = |(part, _): &(String, f64)| *part == self.begin;
        let goes_on = |(part, _): &&(String, f64)| Some(part) != self.end.as_ref();
        let overflow = match report.wide.iter().position(is_begin) {
            Some(from) => {
                let parts = report.wide[from..].iter();
                let parts = parts.take_while(goes_on).map(|(_, overflow)| *overflow);
                parts.fold(0.0, f64::max)
            }
            None => report.overflow,
        };
        (report.width > 0.0).then_some((overflow, report.width))
    }
}

/// Takes the pages of a printing from one part of the document to another.
fn take(
    printing: &Printing<'_>,
    run: usize,
    (begin, end): (&str, Option<&str>),
    name: &str,
    leaves: &mut Vec<Leaf>,
) {
    let page = |part: &str| printing.parts.get(part).copied();
    let from = page(begin).unwrap_or(0);
    let to = end.and_then(page).unwrap_or(printing.output.pages as usize);
    leaves.extend((from..to).map(|page| leaf(printing, (run, page), name)));
}

fn take_first(printing: &Printing<'_>, run: usize, name: &str, leaves: &mut Vec<Leaf>) {
    leaves.push(Leaf {
        first: true,
        ..leaf(printing, (run, 0), name)
    });
}

fn leaf(printing: &Printing<'_>, (run, page): (usize, usize), name: &str) -> Leaf {
    Leaf {
        run,
        page,
        document: Some(0),
        name: name.to_owned(),
        first: false,
        is_apart: false,
        printed: printing.geometry,
    }
}

fn sides_differ(text: &Text, options: &DocumentOptions) -> bool {
    let side = |left| {
        let kind = PageKind {
            left,
            ..PageKind::default()
        };
        page_of(text, options, text.page.style(kind).settings).room()
    };
    let (left, right) = (side(true), side(false));
    // What is less comes of margins that are cut to whole dots.
    let differ = |a: Length, b: Length| (a.as_mm() - b.as_mm()).abs() > 0.3;
    differ(left.0, right.0) || differ(left.1, right.1)
}
