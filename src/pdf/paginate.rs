//! Puts pages together of which each has its own sheet: taken from one printing of
//! several, moved on its paper, and drawn on the sheet that has its margins.

use std::collections::{BTreeMap, HashMap};

use bytes::Bytes;
use lopdf::{Dictionary, Document, Object, ObjectId, Stream};
use serde::{Deserialize, Serialize};

use super::bind::{Binding, Leaf, Source};
use super::destination::{Destination, Destinations, View};
use super::error::Error;
use super::outline::{self, Item};
use super::pages::{self, Page};
use super::stamp::{content_streams, contents, newer};
use super::transfer::Transfer;
use super::{load, save};

/// A page of the product.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Placed {
    /// The printing that it is taken from, and its page there, from 0.
    pub run: usize,
    pub page: usize,
    /// What is seen of it, from its own upper left corner, in points: left, top,
    /// width and height. `None` where nothing is moved.
    pub window: Option<[f64; 4]>,
    /// What is drawn beneath it: a sheet of those files, and its page there.
    pub sheet: Option<(usize, usize)>,
}

/// What pages are taken from.
pub struct Printings<'a> {
    pub runs: &'a [Bytes],
    pub sheets: &'a [Bytes],
}

/// Makes a document of those pages. Links, names and outline lead to the pages that
/// were taken.
pub fn paginate(printings: &Printings<'_>, placed: &[Placed]) -> Result<Vec<u8>, Error> {
    let sources = printings
        .runs
        .iter()
        .map(|run| load::printed(run).map(|document| Source::new(document, false)))
        .collect::<Result<Vec<_>, _>>()?;
    let known = |one: &Placed| {
        let source = sources.get(one.run);
        source.is_some_and(|source| one.page < source.pages.len())
    };
    if sources.is_empty() || !placed.iter().all(known) {
        return Err(Error::internal("the printed pages do not match"));
    }
    let destinations: Vec<Destinations> = sources.iter().map(Source::destinations).collect();
    let outlines: Vec<Vec<Item>> = sources
        .iter()
        .zip(&destinations)
        .map(|(source, destinations)| outline::read(&source.document, destinations))
        .collect();
    let leaves: Vec<Leaf> = placed
        .iter()
        .map(|one| Leaf {
            source: one.run,
            page: one.page,
        })
        .collect();
    let places = Places {
        at: leaves
            .iter()
            .enumerate()
            .map(|(at, leaf)| ((leaf.source, leaf.page), at))
            .collect(),
        destinations: &destinations,
        outlines: &outlines,
    };
    let mut bound = Binding {
        sources,
        destinations: &destinations,
        main: 0,
        leaves: &leaves,
        follow: &|run, to| places.find(run, to),
    }
    .bind()?;
    let bookmarks = places.bookmarks(&outlines[0], &mut Vec::new());
    outline::write(&mut bound.document, &bound.pages, &bookmarks)?;
    let windows = placed.iter().map(|one| one.window);
    for (id, window) in bound.pages.iter().zip(windows) {
        if let Some(window) = window {
            move_to(&mut bound.document, *id, window)?;
        }
    }
    for (at, sheet) in printings.sheets.iter().enumerate() {
        let wanted = placed.iter().zip(&bound.pages);
        let wanted: Vec<(ObjectId, usize)> = wanted
            .filter_map(|(one, id)| one.sheet.map(|sheet| (*id, sheet)))
            .filter(|(_, (file, _))| *file == at)
            .map(|(id, (_, page))| (id, page))
            .collect();
        draw(&mut bound.document, sheet, &wanted)?;
    }
    save::plain(bound.document, None)
}

/// Knows where a place of one printing is in the product.
struct Places<'a> {
    /// Of each page that was taken, where it is.
    at: HashMap<(usize, usize), usize>,
    destinations: &'a [Destinations],
    outlines: &'a [Vec<Item>],
}

impl Places<'_> {
    fn find(&self, run: usize, to: &Destination) -> Option<(usize, View)> {
        let own = || {
            self.at
                .get(&(run, to.page))
                .map(|at| (*at, to.view.clone()))
        };
        let elsewhere = to.name.as_ref().and_then(|name| {
            let same = self.destinations.iter().enumerate();
            same.filter_map(|(run, all)| Some((run, all.by_name(name)?)))
                .find_map(|(run, to)| Some((*self.at.get(&(run, to.page))?, to.view.clone())))
        });
        // Of several printings the one counts whose page was taken.
        match self.destinations.len() {
            1 => own(),
            _ => elsewhere.or_else(own),
        }
    }

    /// The first printing's outline below `path`, led to the pages that were taken.
    fn bookmarks(&self, level: &[Item], path: &mut Vec<usize>) -> Vec<outline::Bookmark> {
        let mut bookmarks = Vec::new();
        for (at, item) in level.iter().enumerate() {
            path.push(at);
            let places = self.outlines.iter().enumerate().filter_map(|(run, items)| {
                let same = find(items, path).filter(|same| same.title == item.title)?;
                let to = same.to.as_ref()?;
                Some((*self.at.get(&(run, to.page))?, to.view.clone()))
            });
            let to = places.into_iter().next();
            bookmarks.push(outline::Bookmark {
                title: item.title.clone(),
                open: item.open,
                to,
                children: self.bookmarks(&item.children, path),
            });
            path.pop();
        }
        bookmarks
    }
}

fn find<'a>(outline: &'a [Item], path: &[usize]) -> Option<&'a Item> {
    let (last, above) = path.split_last()?;
    let level = match above {
        [] => outline,
        _ => &find(outline, above)?.children,
    };
    level.get(*last)
}

/// Has another part of the page be seen: so its contents move, with all links.
fn move_to(document: &mut Document, page: ObjectId, window: [f64; 4]) -> Result<(), Error> {
    let [left, top, width, height] = window;
    let dictionary = document.get_dictionary(page)?;
    let Some([x, _, _, y]) = pages::rectangle(document, dictionary.get(b"MediaBox").ok()) else {
        return Ok(());
    };
    let (left, top) = (x + left, y - top);
    let seen = [left, top - height, left + width, top];
    let seen: Vec<Object> = seen.map(|at| Object::Real(at as f32)).into();
    document.get_dictionary_mut(page)?.set("MediaBox", seen);
    Ok(())
}

/// Draws pages of a file beneath those of the document.
fn draw(document: &mut Document, sheet: &Bytes, wanted: &[(ObjectId, usize)]) -> Result<(), Error> {
    /// What pages call their sheet. The engine has no such name.
    const NAME: &str = "Sheet";
    let mut printed = load::printed(sheet)?;
    let all = pages::list(&printed);
    let mut forms: BTreeMap<usize, Stream> = BTreeMap::new();
    for (_, at) in wanted {
        let Some(page) = all.get(*at) else {
            return Err(Error::internal("a sheet is missing"));
        };
        let mut form = Dictionary::new();
        form.set("Type", "XObject");
        form.set("Subtype", "Form");
        let bounds = page.visible(&printed).map(|at| Object::Real(at as f32));
        form.set("BBox", bounds.to_vec());
        form.set("Resources", page.dictionary.get(b"Resources").cloned()?);
        forms.insert(*at, Stream::new(form, contents(&printed, page)));
    }
    let mut transfer = Transfer::new(&mut printed, document, HashMap::new());
    let mut placed = BTreeMap::new();
    for (at, mut form) in forms {
        form.dict = transfer.take_dictionary(form.dict);
        form.compress()?;
        placed.insert(at, transfer.new_document().add_object(form));
    }
    document.version = newer(&document.version, "1.4");
    for (id, at) in wanted {
        let dictionary = document.get_dictionary(*id)?.clone();
        let page = Page {
            id: *id,
            dictionary,
        };
        let [left, bottom, ..] = page.visible(document);
        let operators = format!("q\n1 0 0 1 {left:.4} {bottom:.4} cm\n/{NAME} Do\nQ\n");
        let operators = Stream::new(Dictionary::new(), operators.into());
        let mut streams = vec![Object::Reference(document.add_object(operators))];
        streams.extend(content_streams(document, &page));
        let mut resources = match page.dictionary.get_deref(b"Resources", document) {
            Ok(Object::Dictionary(resources)) => resources.clone(),
            _ => Dictionary::new(),
        };
        let mut group = match resources.get_deref(b"XObject", document) {
            Ok(Object::Dictionary(group)) => group.clone(),
            _ => Dictionary::new(),
        };
        group.set(NAME, placed[at]);
        resources.set("XObject", group);
        let page = document.get_dictionary_mut(*id)?;
        page.set("Contents", streams);
        page.set("Resources", resources);
    }
    Ok(())
}
