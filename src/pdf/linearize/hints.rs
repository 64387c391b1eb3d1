//! The hint tables: where each page stands, and which objects it shares.
//!
//! They tell where things would be if there were no hint stream in the file,
//! so they can be made before it is known how long it is.

use lopdf::{Dictionary, Stream};

use super::error::Error;
use super::numbers::Numbers;
use super::print::Part;
use super::sections::Sections;

pub struct Hints {
    first_page_at: usize,
    pages: Vec<Page>,
    /// Bytes of the objects of the first page, then of the shared ones.
    shared: Vec<usize>,
    /// How many of these are the first page's.
    of_first_page: usize,
    /// The first of those that are not.
    first_shared: Option<Group>,
    outlines: Option<Group>,
}

struct Page {
    objects: usize,
    length: usize,
    shared: Vec<usize>,
}

/// Objects that follow one another.
struct Group {
    number: u32,
    at: usize,
    objects: usize,
    length: usize,
}

/// `first_at` is where the first page stands without the hint stream.
pub fn of(
    sections: &Sections,
    numbers: &Numbers,
    [first, following]: [&Part; 2],
    first_at: usize,
) -> Hints {
    let of_first_page = Page {
        objects: first.lengths().len(),
        length: first.len(),
        // It has them all itself.
        shared: Vec::new(),
    };
    let mut pages = vec![of_first_page];
    let mut lengths = following.lengths();
    for page in &sections.pages {
        let (own, others) = lengths.split_at(page.objects.len());
        lengths = others;
        pages.push(Page {
            objects: own.len(),
            length: own.iter().sum(),
            shared: page.shared.clone(),
        });
    }
    let following_at = first_at + first.len();
    let group = |part: &Part, number: u32, at: usize, skipped: usize, objects: usize| Group {
        number: number + skipped as u32,
        at: part.places(at)[skipped],
        objects,
        length: part.lengths()[skipped..][..objects].iter().sum(),
    };
    let in_following =
        |skipped, objects| group(following, numbers.following, following_at, skipped, objects);
    let shared = sections.shared.len();
    let before_shared = following.lengths().len() - sections.rest.len() - shared;
    let outlines = sections.outlines.map(|outlines| {
        let objects = outlines.objects;
        if outlines.open {
            let skipped = first.lengths().len() - objects;
            group(first, numbers.first, first_at, skipped, objects)
        } else {
            in_following(before_shared + shared, objects)
        }
    });
    Hints {
        first_page_at: first_at,
        pages,
        shared: [first.lengths(), &lengths[..shared]].concat(),
        of_first_page: first.lengths().len(),
        first_shared: (shared > 0).then(|| in_following(before_shared, shared)),
        outlines,
    }
}

impl Hints {
    pub fn stream(&self) -> Result<Stream, Error> {
        let mut bits = Bits::default();
        self.write_pages(&mut bits);
        let mut dictionary = Dictionary::new();
        dictionary.set("S", bits.bytes.len() as i64);
        self.write_shared(&mut bits);
        if let Some(outlines) = &self.outlines {
            dictionary.set("O", bits.bytes.len() as i64);
            bits.put(outlines.number as usize, 32);
            bits.put(outlines.at, 32);
            bits.put(outlines.objects, 32);
            bits.put(outlines.length, 32);
        }
        let mut stream = Stream::new(dictionary, bits.bytes);
        stream.compress()?;
        Ok(stream)
    }

    fn write_pages(&self, bits: &mut Bits) {
        let objects = Range::of(self.pages.iter().map(|page| page.objects));
        let lengths = Range::of(self.pages.iter().map(|page| page.length));
        let most_shared = self.pages.iter().map(|page| page.shared.len()).max();
        let shared_width = width(most_shared.unwrap_or(0));
        let identifier_width = width(self.shared.len());
        bits.put(objects.least, 32);
        bits.put(self.first_page_at, 32);
        bits.put(objects.width, 16);
        bits.put(lengths.least, 32);
        bits.put(lengths.width, 16);
        // Viewers take no note of where a page's contents are; others who write
        // linearized files give the page itself, and so do we.
        bits.put(0, 32);
        bits.put(0, 16);
        bits.put(lengths.least, 32);
        bits.put(lengths.width, 16);
        bits.put(shared_width, 16);
        bits.put(identifier_width, 16);
        // How far into the contents an object is needed: from the start.
        bits.put(0, 16);
        bits.put(4, 16);
        let each = |of: fn(&Page) -> usize| self.pages.iter().map(of);
        bits.put_all(each(|page| page.objects), &objects);
        bits.put_all(each(|page| page.length), &lengths);
        bits.put_all(
            each(|page| page.shared.len()),
            &Range::from_zero(shared_width),
        );
        let identifiers = self
            .pages
            .iter()
            .flat_map(|page| page.shared.iter().copied());
        bits.put_all(identifiers, &Range::from_zero(identifier_width));
        bits.put_all(each(|page| page.length), &lengths);
    }

    fn write_shared(&self, bits: &mut Bits) {
        let lengths = Range::of(self.shared.iter().copied());
        let (number, at) = match &self.first_shared {
            Some(group) => (group.number, group.at),
            None => (0, 0),
        };
        bits.put(number as usize, 32);
        bits.put(at, 32);
        bits.put(self.of_first_page, 32);
        bits.put(self.shared.len(), 32);
        // Each is a group of its own: nothing more need be said of how many.
        bits.put(0, 16);
        bits.put(lengths.least, 32);
        bits.put(lengths.width, 16);
        bits.put_all(self.shared.iter().copied(), &lengths);
        // None is signed.
        let unsigned = self.shared.iter().map(|_| 0);
        bits.put_all(unsigned, &Range::from_zero(1));
    }
}

/// Numbers are written as what they have above the least, all equally wide.
struct Range {
    least: usize,
    width: usize,
}

impl Range {
    fn of(numbers: impl Iterator<Item = usize> + Clone) -> Self {
        let least = numbers.clone().min().unwrap_or(0);
        let greatest = numbers.max().unwrap_or(0);
        Self {
            least,
            width: width(greatest - least),
        }
    }

    fn from_zero(width: usize) -> Self {
        Self { least: 0, width }
    }
}

/// How many bits a number takes.
fn width(number: usize) -> usize {
    (usize::BITS - number.leading_zeros()) as usize
}

/// Numbers of any width, the highest bit first.
#[derive(Default)]
struct Bits {
    bytes: Vec<u8>,
    /// Bits of the last byte that are not taken yet.
    free: usize,
}

impl Bits {
    fn put(&mut self, number: usize, width: usize) {
        for bit in (0..width).rev() {
            if self.free == 0 {
                self.bytes.push(0);
                self.free = 8;
            }
            self.free -= 1;
            if let Some(last) = self.bytes.last_mut() {
                *last |= (((number >> bit) & 1) as u8) << self.free;
            }
        }
    }

    /// A row of a table: it ends with a whole byte.
    fn put_all(&mut self, numbers: impl Iterator<Item = usize>, range: &Range) {
        for number in numbers {
            self.put(number - range.least, range.width);
        }
        self.free = 0;
    }
}
