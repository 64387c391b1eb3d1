//! Puts the caller's PDFs before and after the printed one, and takes the
//! pages that are asked for of all these together.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use lopdf::Document;

use super::bind::{Binding, Bound, Follow, Leaf, Source};
use super::destination::{Destination, Destinations, View};
use super::error::Error;
use super::outline::{self, Bookmark};
use super::{Finishing, NamedPdf, load};

pub(super) fn assemble(printed: Document, work: &Finishing) -> Result<Document, Error> {
    if work.prepend.is_empty() && work.append.is_empty() && work.page_ranges.is_none() {
        return Ok(printed);
    }
    let mut sources = work
        .prepend
        .iter()
        .map(given)
        .collect::<Result<Vec<_>, _>>()?;
    let main = sources.len();
    sources.push(Source::new(printed, false));
    for pdf in &work.append {
        sources.push(given(pdf)?);
    }
    let names: Vec<Option<&str>> = work
        .prepend
        .iter()
        .map(|pdf| Some(&*pdf.name))
        .chain([None])
        .chain(work.append.iter().map(|pdf| Some(&*pdf.name)))
        .collect();
    // Given documents passed the reader; that they also are what they claim to
    // be is not known. What comes of them must not end the process.
    catch_unwind(AssertUnwindSafe(|| bind(sources, main, &names, work))).unwrap_or_else(|_| {
        const CAUSE: &str = "a panic while pages were taken";
        let given: Vec<_> = names.iter().flatten().copied().collect();
        if given.is_empty() {
            return Err(Error::internal(CAUSE));
        }
        Err(Error::Unreadable {
            name: given.join(" or "),
            cause: CAUSE.to_owned(),
        })
    })
}

fn given(pdf: &NamedPdf) -> Result<Source, Error> {
    load::given(&pdf.name, &pdf.bytes).map(|document| Source::new(document, true))
}

fn bind(
    sources: Vec<Source>,
    main: usize,
    names: &[Option<&str>],
    work: &Finishing,
) -> Result<Document, Error> {
    let leaves = leaves(&sources, work)?;
    let destinations: Vec<Destinations> = sources.iter().map(Source::destinations).collect();
    let places: HashMap<Leaf, usize> = leaves.iter().copied().zip(0..).collect();
    let follow = |source: usize, to: &Destination| -> Option<(usize, View)> {
        let page = to.page;
        let place = places.get(&Leaf { source, page })?;
        Some((*place, to.view.clone()))
    };
    let bookmarks = Outlines {
        sources: &sources,
        main,
        names,
        destinations: &destinations,
        leaves: &leaves,
    }
    .join(&follow);
    let Bound {
        mut document,
        pages,
    } = Binding {
        sources,
        destinations: &destinations,
        main,
        leaves: &leaves,
        follow: &follow,
    }
    .bind()?;
    outline::write(&mut document, &pages, &bookmarks)?;
    if bookmarks.is_empty() {
        // It says to show the outline, of which nothing is left.
        document.catalog_mut()?.remove(b"PageMode");
    }
    Ok(document)
}

fn leaves(sources: &[Source], work: &Finishing) -> Result<Vec<Leaf>, Error> {
    let all: Vec<Leaf> = sources
        .iter()
        .enumerate()
        .flat_map(|(source, pages)| (0..pages.pages.len()).map(move |page| Leaf { source, page }))
        .collect();
    let Some(ranges) = &work.page_ranges else {
        return Ok(all);
    };
    let chosen = ranges.choose(all.len())?;
    Ok(chosen.into_iter().map(|position| all[position]).collect())
}

/// The outlines of all sources, to become one.
struct Outlines<'a> {
    sources: &'a [Source],
    main: usize,
    names: &'a [Option<&'a str>],
    destinations: &'a [Destinations],
    leaves: &'a [Leaf],
}

impl Outlines<'_> {
    /// Those of given documents lie below an item with the document's name.
    /// Without a printed outline there is none.
    fn join(&self, follow: &Follow) -> Vec<Bookmark> {
        let printed = self.of(self.main, follow);
        if printed.is_empty() {
            return printed;
        }
        let mut printed = Some(printed);
        let mut joined = Vec::new();
        for (source, name) in self.names.iter().enumerate() {
            match name {
                None => joined.extend(printed.take().into_iter().flatten()),
                Some(name) => joined.extend(self.below(name, source, follow)),
            }
        }
        joined
    }

    fn of(&self, source: usize, follow: &Follow) -> Vec<Bookmark> {
        let document = &self.sources[source].document;
        let items = outline::read(document, &self.destinations[source]);
        outline::map(items, &mut |to| follow(source, to))
    }

    fn below(&self, name: &str, source: usize, follow: &Follow) -> Option<Bookmark> {
        let first = self.leaves.iter().position(|leaf| leaf.source == source)?;
        let page = &self.sources[source].pages[self.leaves[first].page];
        let bounds = page.visible(&self.sources[source].document);
        Some(Bookmark {
            title: stem(name).to_owned(),
            open: false,
            to: Some((first, View::from_top(bounds))),
            children: self.of(source, follow),
        })
    }
}

/// A file's name without `.pdf`.
fn stem(name: &str) -> &str {
    match name.rsplit_once('.') {
        Some((stem, ending)) if !stem.is_empty() && ending.eq_ignore_ascii_case("pdf") => stem,
        _ => name,
    }
}
