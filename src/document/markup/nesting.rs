//! How deep the elements of a document are nested, by its tags: no tree is
//! built. In doubt it counts too few: a document that is refused here might have
//! been printed, and one that is too deep for the engine's stack is noticed when
//! the engine crashes.
//!
//! Elements whose end tag may be left out do not count: documents have thousands of
//! them in a row, none closed.

/// Elements that are open.
#[derive(Default)]
pub struct Nesting {
    open: Vec<u64>,
    /// How many of the open ones do not count.
    uncounted: usize,
}

const VOID: [&[u8]; 22] = [
    b"area",
    b"base",
    b"basefont",
    b"bgsound",
    b"br",
    b"col",
    b"command",
    b"embed",
    b"frame",
    b"hr",
    b"image",
    b"img",
    b"input",
    b"keygen",
    b"link",
    b"meta",
    b"nextid",
    b"param",
    b"source",
    b"spacer",
    b"track",
    b"wbr",
];
/// Their end may be left out; they begin and end with the table or the ruby
/// around them, or with the document.
const LOOSE: [&[u8]; 10] = [
    b"html",
    b"head",
    b"body",
    b"colgroup",
    b"optgroup",
    b"option",
    b"rb",
    b"rp",
    b"rt",
    b"rtc",
];
const IN_TABLE: [&[u8]; 7] = [
    b"caption", b"tbody", b"td", b"tfoot", b"th", b"thead", b"tr",
];
/// The next one of these ends the one before it.
const ITEMS: [&[u8]; 3] = [b"dd", b"dt", b"li"];
/// One of these is never in another one of its name.
const SINGLE: [&[u8]; 13] = [
    b"a",
    b"button",
    b"form",
    b"h1",
    b"h2",
    b"h3",
    b"h4",
    b"h5",
    b"h6",
    b"nobr",
    b"select",
    b"textarea",
    b"title",
];
/// A paragraph ends where one of these begins.
const BLOCKS: [&[u8]; 28] = [
    b"address",
    b"article",
    b"aside",
    b"blockquote",
    b"center",
    b"dir",
    b"div",
    b"dl",
    b"fieldset",
    b"figure",
    b"footer",
    b"form",
    b"h1",
    b"h2",
    b"h3",
    b"h4",
    b"h5",
    b"h6",
    b"header",
    b"hgroup",
    b"menu",
    b"nav",
    b"ol",
    b"p",
    b"pre",
    b"section",
    b"table",
    b"ul",
];
/// Elements that are closed by themselves, and leave open what is in them.
const FORMATTING: [&[u8]; 14] = [
    b"a", b"b", b"big", b"code", b"em", b"font", b"i", b"nobr", b"s", b"small", b"strike",
    b"strong", b"tt", b"u",
];

impl Nesting {
    pub fn depth(&self) -> usize {
        self.open.len() - self.uncounted
    }

    pub fn begin(&mut self, name: &[u8], self_closing: bool) {
        let foreign = || [&b"svg"[..], b"math"].iter().any(|name| self.has(name));
        if VOID.contains(&name) || LOOSE.contains(&name) || self_closing && foreign() {
            return;
        }
        if IN_TABLE.contains(&name) {
            // Whatever was left open in the cell before.
            if let Some(at) = self.last(b"table") {
                self.cut(at + 1);
            }
            return;
        }
        if BLOCKS.contains(&name) {
            self.end_last(&[b"p"], &[b"table", b"button", b"object"]);
        }
        if name == b"li" {
            self.end_last(&[b"li"], &[b"ul", b"ol", b"table"]);
        } else if ITEMS.contains(&name) {
            self.end_last(&[b"dd", b"dt"], &[b"dl", b"table"]);
        }
        if SINGLE.contains(&name)
            && let Some(at) = self.last(name)
        {
            self.open.remove(at);
        }
        if is_uncounted(hash(name)) {
            self.uncounted += 1;
        }
        self.open.push(hash(name));
    }

    pub fn end(&mut self, name: &[u8]) {
        let Some(at) = self.last(name) else { return };
        if FORMATTING.contains(&name) {
            self.open.remove(at);
        } else {
            self.cut(at);
        }
    }

    /// Ends the last of these elements, unless one of those is in between.
    fn end_last(&mut self, elements: &[&[u8]], borders: &[&[u8]]) {
        let is = |names: &[&[u8]], open: u64| names.iter().any(|name| hash(name) == open);
        let near = self
            .open
            .iter()
            .rposition(|open| is(elements, *open) || is(borders, *open));
        if let Some(at) = near.filter(|at| is(elements, self.open[*at])) {
            self.cut(at);
        }
    }

    fn cut(&mut self, at: usize) {
        let cut = self.open.drain(at..).filter(|open| is_uncounted(*open));
        self.uncounted -= cut.count();
    }

    fn last(&self, name: &[u8]) -> Option<usize> {
        let name = hash(name);
        self.open.iter().rposition(|open| *open == name)
    }

    fn has(&self, name: &[u8]) -> bool {
        self.last(name).is_some()
    }
}

const fn is_uncounted(open: u64) -> bool {
    const P: u64 = hash(b"p");
    const LI: u64 = hash(b"li");
    const DD: u64 = hash(b"dd");
    const DT: u64 = hash(b"dt");
    matches!(open, P | LI | DD | DT)
}

/// FNV-1a. Two names of one hash would only make a document count as flatter.
const fn hash(name: &[u8]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325;
    let mut at = 0;
    while at < name.len() {
        hash = (hash ^ name[at] as u64).wrapping_mul(0x0100_0000_01b3);
        at += 1;
    }
    hash
}

#[cfg(test)]
mod tests {
    use crate::document::markup;

    fn deepest(html: &str) -> usize {
        let mut deepest = 0;
        let mut note = |depth| {
            deepest = deepest.max(depth);
            true
        };
        markup::read_while(html, || false, &mut note);
        deepest
    }

    #[test]
    fn elements_in_elements_are_counted() {
        for (html, depth) in [
            ("<p>x", 0),
            ("<div><b>x</b></div><div></div>", 2),
            ("<table><tr><td><table><tr><td>x", 2),
            ("<ul><li>a<ul><li>b</ul></ul>", 2),
            ("<svg><g><path/><path/></g></svg>", 2),
            ("<div/><div/>", 2),
            ("<x-y><x-y>", 2),
        ] {
            assert_eq!(deepest(html), depth, "{html}");
        }
        for one in ["<div>", "<table><td>", "<span>", "<b>", "<ul><li>", "<q>"] {
            assert_eq!(deepest(&one.repeat(3000)), 3000, "{one}");
        }
    }

    #[test]
    fn what_nobody_closed_is_not_nested() {
        for row in [
            "<p>x",
            "<p><span>x",
            "<li>x",
            "<li><span>x",
            "<dt>x<dd>y",
            "<tr><td><span>x",
            "<br><img><hr>",
            "<option>x",
            "<a href=x>y",
            "<h1>x",
            "<div><span></div>",
            "<div><div><span><i></i></div></div>",
        ] {
            let rows = row.repeat(3000);
            let table = format!("<table>{rows}");
            // Without a table there are no cells, and the rest stays.
            let alone = if row.contains("<td>") { &table } else { &rows };
            for html in [alone, &table] {
                let depth = deepest(html);
                assert!(depth < 10, "{row}: {depth}");
            }
        }
    }
}
