//! Puts a document together from several printings of it.
//!
//! The engine gives all pages of a printing one geometry. A document whose
//! pages differ in it is printed once for each, and has page 1 of one printing,
//! page 2 of another.

use bytes::Bytes;

use super::bind::{Binding, Leaf, Source};
use super::destination::{Destination, Destinations, View};
use super::error::Error;
use super::outline::{self, Item};
use super::{load, save};

/// Makes a document of which page `i` is page `i` of run `from[i]`, both from 0.
/// All runs have as many pages as `from` has entries.
///
/// The outline is that of the first run. Links, names and outline lead to the
/// same page as before, whichever run it is from; to the place on it that the
/// page's own run has for them, else to its top.
pub fn collate(runs: &[Bytes], from: &[usize]) -> Result<Vec<u8>, Error> {
    let sources = runs
        .iter()
        .map(|run| load::printed(run).map(|document| Source::new(document, false)))
        .collect::<Result<Vec<_>, _>>()?;
    let lengths_agree = sources
        .iter()
        .all(|source| source.pages.len() == from.len());
    if sources.is_empty() || !lengths_agree || from.iter().any(|run| *run >= runs.len()) {
        return Err(Error::internal("the runs to be collated do not match"));
    }
    let destinations: Vec<Destinations> = sources.iter().map(Source::destinations).collect();
    let bounds = sources.iter().map(bounds).collect();
    let places = Places {
        from,
        destinations: &destinations,
        bounds,
    };
    let outlines: Vec<Vec<Item>> = sources
        .iter()
        .zip(&destinations)
        .map(|(source, destinations)| outline::read(&source.document, destinations))
        .collect();
    let leaves: Vec<Leaf> = from
        .iter()
        .enumerate()
        .map(|(page, source)| Leaf {
            source: *source,
            page,
        })
        .collect();
    let mut bound = Binding {
        sources,
        destinations: &destinations,
        main: 0,
        leaves: &leaves,
        follow: &|run, to| Some(places.find(run, to)),
    }
    .bind()?;
    let bookmarks = places.bookmarks(&outlines, &mut Vec::new());
    outline::write(&mut bound.document, &bound.pages, &bookmarks)?;
    save::plain(bound.document, None)
}

fn bounds(source: &Source) -> Vec<[f64; 4]> {
    let pages = source.pages.iter();
    pages.map(|page| page.visible(&source.document)).collect()
}

/// Knows where a place of one run is in the collated document.
struct Places<'a> {
    from: &'a [usize],
    destinations: &'a [Destinations],
    /// Of each run's pages: left, bottom, right, top.
    bounds: Vec<Vec<[f64; 4]>>,
}

impl Places<'_> {
    fn find(&self, run: usize, to: &Destination) -> (usize, View) {
        let own = self.from[to.page];
        if own == run {
            return (to.page, to.view.clone());
        }
        let named = to.name.as_ref();
        let same = named.and_then(|name| self.destinations[own].by_name(name));
        self.at(to.page, same)
    }

    /// The place, if it is on that page; else the page's top.
    fn at(&self, page: usize, place: Option<&Destination>) -> (usize, View) {
        let top = || View::from_top(self.bounds[self.from[page]][page]);
        let place = place.filter(|place| place.page == page);
        (page, place.map_or_else(top, |place| place.view.clone()))
    }

    /// The first run's outline below `path`, led to the collated pages.
    fn bookmarks(&self, outlines: &[Vec<Item>], path: &mut Vec<usize>) -> Vec<outline::Bookmark> {
        let mut bookmarks = Vec::new();
        for (at, item) in level(&outlines[0], path).iter().enumerate() {
            path.push(at);
            let to = item.to.as_ref().map(|to| {
                let own = self.from[to.page];
                let same = find(&outlines[own], path).filter(|same| same.title == item.title);
                self.at(to.page, same.and_then(|same| same.to.as_ref()))
            });
            bookmarks.push(outline::Bookmark {
                title: item.title.clone(),
                open: item.open,
                to,
                children: self.bookmarks(outlines, path),
            });
            path.pop();
        }
        bookmarks
    }
}

fn level<'a>(outline: &'a [Item], path: &[usize]) -> &'a [Item] {
    if path.is_empty() {
        return outline;
    }
    find(outline, path).map_or(&[], |item| &item.children)
}

fn find<'a>(outline: &'a [Item], path: &[usize]) -> Option<&'a Item> {
    let (last, above) = path.split_last()?;
    level(outline, above).get(*last)
}
