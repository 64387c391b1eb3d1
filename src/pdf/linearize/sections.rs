//! Sorts the objects of a document into the parts of a linearized file, by who
//! needs them.

use lopdf::{Document, Object, ObjectId};

use super::error::Error;
use super::graph::{Graph, Walk};

/// The parts, of places in the graph.
pub struct Sections {
    pub graph: Graph,
    /// Begins with the catalog.
    pub opening: Vec<usize>,
    /// Begins with the page itself.
    pub first: Vec<usize>,
    /// The pages after the first.
    pub pages: Vec<Page>,
    /// What more than one of these pages needs, and the first does not.
    pub shared: Vec<usize>,
    pub rest: Vec<usize>,
    pub outlines: Option<Outlines>,
}

pub struct Page {
    /// Begins with the page itself.
    pub objects: Vec<usize>,
    /// What it needs of the others: places in the list that has the objects of
    /// the first page and then the shared ones.
    pub shared: Vec<usize>,
}

/// The outlines: the last objects of the first page's part where the document
/// opens with them, or else the first of the rest. Their root leads.
#[derive(Clone, Copy)]
pub struct Outlines {
    pub objects: usize,
    pub open: bool,
}

/// Steps from object to object. A document of 5000 pages with 200 common
/// objects takes 2 million.
const STEPS: usize = 10_000_000;

/// What of the catalog a viewer needs to open the document.
const OPENING: [&[u8]; 5] = [
    b"ViewerPreferences",
    b"PageMode",
    b"Threads",
    b"OpenAction",
    b"AcroForm",
];

pub fn sort(document: &Document, pages: &[ObjectId]) -> Result<Sections, Error> {
    let graph = Graph::of(document);
    let root = document
        .trailer
        .get(b"Root")
        .and_then(Object::as_reference)?;
    let catalog = document.get_dictionary(root)?;
    let root = graph.place(root).ok_or(Error::Missing("catalog"))?;

    let mut users = vec![Users::default(); graph.len()];
    let mut walk = Walk::new(&graph, STEPS);
    let mut needs = Vec::with_capacity(pages.len());
    for (page, id) in pages.iter().enumerate() {
        let start = graph.place(*id).ok_or(Error::Missing("page"))?;
        let found = walk.from(vec![start]).ok_or(Error::Entangled)?;
        for place in &found {
            users[*place].add_page(page);
        }
        needs.push(found);
        if let Ok(thumbnail) = document.get_dictionary(*id)?.get(b"Thumb") {
            let starts = graph.references_in(document, thumbnail);
            for place in walk.further_from(starts).ok_or(Error::Entangled)? {
                users[place].others = true;
            }
        }
    }
    let information = document.trailer.get(b"Info").ok();
    let information = information.map(|value| (&b"Info"[..], value));
    let entries = catalog.iter().map(|(key, value)| (&key[..], value));
    for (key, value) in entries.chain(information) {
        let starts = graph.references_in(document, value);
        for place in walk.from(starts).ok_or(Error::Entangled)? {
            let users = &mut users[place];
            match key {
                b"Outlines" => users.outlines = true,
                key if OPENING.contains(&key) => users.opening = true,
                _ => users.others = true,
            }
        }
    }

    let mut parts: Vec<Part> = users.iter().map(Users::part).collect();
    parts[root] = Part::Opening;
    let outlines = catalog.get(b"Outlines").and_then(Object::as_reference);
    let outlines = outlines.ok().and_then(|id| graph.place(id));
    let mode = catalog.get_deref(b"PageMode", document);
    let open = mode.and_then(Object::as_name).ok() == Some(b"UseOutlines");
    Ok(arrange(
        graph,
        &parts,
        &needs,
        Leaders {
            root,
            outlines,
            open,
        },
    ))
}

#[derive(Clone, Default)]
struct Users {
    outlines: bool,
    opening: bool,
    first_page: bool,
    /// How many other pages, and the last of them.
    pages: u32,
    page: usize,
    others: bool,
}

#[derive(Clone, Copy, PartialEq)]
enum Part {
    Opening,
    FirstPage,
    Page(usize),
    Shared,
    Outlines,
    Rest,
    Nowhere,
}

impl Users {
    fn add_page(&mut self, page: usize) {
        if page == 0 {
            self.first_page = true;
        } else {
            self.pages += 1;
            self.page = page;
        }
    }

    fn part(&self) -> Part {
        match self {
            Self { outlines: true, .. } => Part::Outlines,
            Self { opening: true, .. } => Part::Opening,
            Self {
                first_page: true, ..
            } => Part::FirstPage,
            Self { pages: 2.., .. } => Part::Shared,
            Self { others: true, .. } => Part::Rest,
            Self { pages: 1, page, .. } => Part::Page(*page),
            Self { pages: 0, .. } => Part::Nowhere,
        }
    }
}

/// What leads its part.
struct Leaders {
    root: usize,
    outlines: Option<usize>,
    /// Whether the document opens with its outlines.
    open: bool,
}

fn arrange(graph: Graph, parts: &[Part], needs: &[Vec<usize>], leaders: Leaders) -> Sections {
    let all = |part: Part, leader: Option<usize>| -> Vec<usize> {
        let leader = leader.filter(|leader| parts[*leader] == part);
        let others = (0..parts.len()).filter(|at| parts[*at] == part && Some(*at) != leader);
        leader.into_iter().chain(others).collect()
    };
    let own = |page: usize, part: Part| -> Vec<usize> {
        let own = |at: &usize| parts[*at] == part;
        needs[page].iter().copied().filter(own).collect()
    };
    let outlined = all(Part::Outlines, leaders.outlines);
    let outlines = (!outlined.is_empty()).then_some(Outlines {
        objects: outlined.len(),
        open: leaders.open,
    });
    let mut first = own(0, Part::FirstPage);
    let mut rest = Vec::new();
    if leaders.open { &mut first } else { &mut rest }.extend(outlined);
    rest.extend(all(Part::Rest, None));
    let shared = all(Part::Shared, None);

    let mut shared_at = vec![None; graph.len()];
    for (index, place) in first.iter().chain(&shared).enumerate() {
        shared_at[*place] = Some(index);
    }
    let pages = (1..needs.len()).map(|page| {
        let shared = needs[page].iter().filter_map(|place| shared_at[*place]);
        Page {
            objects: own(page, Part::Page(page)),
            shared: shared.collect(),
        }
    });
    Sections {
        pages: pages.collect(),
        opening: all(Part::Opening, Some(leaders.root)),
        graph,
        first,
        shared,
        rest,
        outlines,
    }
}

impl Sections {
    /// All that follows the first page in the file.
    pub fn following(&self) -> Vec<usize> {
        let pages = self.pages.iter().flat_map(|page| &page.objects);
        pages
            .chain(&self.shared)
            .chain(&self.rest)
            .copied()
            .collect()
    }
}
