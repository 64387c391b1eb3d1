//! Documents whose pages are told apart by `@page` rules: by a name, as the first, as
//! left or right ones; and what is in the margins of pages.
//!
//! The engine knows one kind of page in one run, and a document flows over several.
//! So the whole document is printed on each kind of page, and of each printing those
//! pages are taken that are right on it: a change of name forces a break, so pages of
//! one name begin at the same place of the document in each. Pages that have room for
//! the same are moved on their paper. Margin boxes are printed as sheets by themselves,
//! on which the pages are drawn.

mod flow;
mod leaf;
mod place;

use std::collections::BTreeMap;

use tokio::task::block_in_place;

use crate::error::Error;
use crate::job::length::Length;
use crate::job::{Asset, Warning};
use crate::worker::{self, Report, Task};

use super::asked::{first_offset, first_page, is_as_wide};
use super::fineness::Fineness;
use super::measures::Measures;
use super::mixed_pages;
use super::run::{Part, PartKind, Run};
use super::runner::{Renderer, RunOutput};
use leaf::{Geometry, Leaf, Printing};
use place::Placing;

/// The file of pages on their sheets.
const PAGINATED: &str = "paginated.pdf";

impl<'a> Renderer<'a> {
    pub(super) fn has_page_kinds(&self) -> bool {
        let documents = &self.prepared.documents;
        documents.iter().any(|text| !text.page.are_plain())
    }

    /// Prints parts of which some tell their pages apart.
    pub(super) async fn print_page_kinds(
        &self,
        parts: &[Part<'_>],
        measures: &Measures,
        fineness: Fineness,
    ) -> Result<RunOutput<'a>, Error> {
        let alone = matches!(
            parts,
            [Part {
                kind: PartKind::Document { .. },
                ..
            }]
        );
        let mut lost = Vec::new();
        let (mut printings, leaves) = match alone {
            true => {
                self.print_flow(&parts[0], measures, fineness, &mut lost)
                    .await?
            }
            false => self.print_book(parts, fineness, &mut lost).await?,
        };
        let placed = self.place(parts, &leaves, measures, fineness).await?;
        let others: Vec<_> = printings.drain(1..).collect();
        let main = printings.remove(0);
        let mut output = main.output;
        for other in &others {
            output.take_messages(&other.output);
        }
        for feature in lost {
            output.messages.links.push(Warning::UnsupportedCss {
                source: Asset::DOCUMENT.to_owned(),
                line: 1,
                feature: feature.to_owned(),
            });
        }
        let Placing { placed, sheets } = placed;
        let in_order = placed.iter().enumerate().all(|(at, one)| {
            (one.run, one.page) == (0, at) && one.window.is_none() && one.sheet.is_none()
        });
        if in_order && placed.len() == output.pages as usize {
            return Ok(output);
        }
        let runs = std::iter::once(&output.file).chain(others.iter().map(|one| &one.output.file));
        let pages = placed.len();
        let task = Task::Paginate {
            runs: runs.map(|file| file.name().to_owned()).collect(),
            sheets: sheets
                .iter()
                .map(|sheet| sheet.file.name().to_owned())
                .collect(),
            placed,
            product: PAGINATED.to_owned(),
        };
        match worker::run(self.ctx, self.engine.limits(), task).await? {
            Report::Paginated => {}
            other => return Err(worker::unexpected(&other)),
        }
        for sheet in &sheets {
            output.take_messages(sheet);
        }
        drop((others, sheets));
        output.file = self.ctx.folder.take_on(PAGINATED)?;
        output.bytes = block_in_place(|| output.file.read())?.into();
        output.pages = u32::try_from(pages).unwrap_or(u32::MAX);
        Ok(output)
    }

    /// Prints several parts, each document on the one kind of page that it has most.
    async fn print_book(
        &self,
        parts: &[Part<'_>],
        fineness: Fineness,
        lost: &mut Vec<&'static str>,
    ) -> Result<(Vec<Printing<'a>>, Vec<Leaf>), Error> {
        let mut leaves = Vec::new();
        let mut document = 0;
        for part in parts {
            let pages = self
                .print_alone(std::slice::from_ref(part), fineness)
                .await?;
            let own = match part.kind {
                PartKind::Document { .. } => {
                    document += 1;
                    Some(document - 1)
                }
                _ => None,
            };
            let (mut offset, mut is_apart) = (Length::ZERO, false);
            if let Some(at) = own {
                let text = &self.prepared.documents[at];
                let options = &self.job.documents[at].options;
                let first = first_page(text, options, "");
                offset = first_offset(&first, &part.page);
                is_apart = !is_as_wide(&first, &part.page);
                if text.page.have_names() {
                    lost.push("named pages in a job of several parts");
                }
                if is_apart || offset < Length::ZERO {
                    lost.push("@page :first with more room, in a job of several parts");
                }
            }
            for page in 0..pages.len() {
                leaves.push(Leaf {
                    run: 0,
                    page: leaves.len(),
                    document: own,
                    name: String::new(),
                    first: page == 0,
                    is_apart: is_apart && page == 0,
                    printed: Geometry {
                        page: part.page,
                        offset,
                    },
                });
            }
        }
        let page = parts[0].page;
        let output = match mixed_pages::are_alike(parts, &self.job.options.book) {
            false => self.print_mixed(parts, fineness).await?,
            true => {
                let run = Run {
                    parts,
                    page,
                    options: &self.job.options,
                    fineness,
                    access: self.access,
                };
                self.run(&run).await?
            }
        };
        leaves.truncate(output.pages as usize);
        while leaves.len() < output.pages as usize {
            leaves.push(Leaf {
                run: 0,
                page: leaves.len(),
                document: None,
                name: String::new(),
                first: false,
                is_apart: false,
                printed: Geometry {
                    page,
                    offset: Length::ZERO,
                },
            });
        }
        let printing = Printing {
            geometry: Geometry {
                page,
                offset: Length::ZERO,
            },
            output,
            second: None,
            parts: BTreeMap::new(),
        };
        Ok((vec![printing], leaves))
    }
}
