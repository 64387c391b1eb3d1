//! Templates in which the engine would not keep what they have: to its parser they are elements like
//! any other, in which it drops rows and cells, and takes style sheets for those of the page; and out
//! of a table it moves them. What they have is handed to the prelude as text, in a script that nobody
//! runs (`scripts/prelude/own/template.js`).

use std::borrow::Cow;

use html5gum::emitters::default::{StartTag, Token};

use crate::job::Job;

use super::reader::tokens;
use crate::document::edits::{Edit, apply};
use crate::document::markup;

/// The type of a script that has a template's text.
const KEPT: &str = "<script type=\"text/h2p-template\"";

/// What no script can have in it is marked by this letter.
const MARK: char = '\u{e000}';

/// The job with its documents' templates kept.
pub fn keep_templates<'j>(job: Cow<'j, Job>, is_late: &dyn Fn() -> bool) -> Cow<'j, Job> {
    markup::with_documents(job, |html| match is_late() {
        true => None,
        false => kept(html, is_late),
    })
}

fn kept(html: &str, is_late: &dyn Fn() -> bool) -> Option<String> {
    let finder = memchr::memmem::Finder::new(b"emplate");
    finder.find(html.as_bytes())?;
    // Where nothing runs, nobody asks for what they have.
    let is_asked = markup::may_hide_script(html);
    let mut templates = Templates::of(html, is_asked);
    for token in tokens(html, is_late) {
        match token {
            Token::StartTag(tag) => templates.start(&tag),
            Token::EndTag(tag) => templates.end(&tag.name, tag.span.start, tag.span.end),
            _ => {}
        }
    }
    let edits = templates.edits;
    (!edits.is_empty()).then(|| apply(html, edits))
}

/// One that is open, of those that are in no other.
struct Open {
    start: usize,
    from: usize,
    /// Whether it stands where a table has rows or cells.
    in_table: bool,
    /// Whether anything stands in it yet.
    is_empty: bool,
    /// Whether what is in it would not stay as it is.
    is_lost: bool,
    /// Those that are open in it.
    inner: usize,
}

struct Templates<'h> {
    html: &'h str,
    is_asked: bool,
    open: Option<Open>,
    /// Of the tables and cells that are open, which are tables.
    tables: Vec<bool>,
    edits: Vec<Edit>,
}

impl<'h> Templates<'h> {
    fn of(html: &'h str, is_asked: bool) -> Self {
        Self {
            html,
            is_asked,
            open: None,
            tables: Vec::new(),
            edits: Vec::new(),
        }
    }

    fn start(&mut self, tag: &StartTag<usize>) {
        let name = &tag.name[..];
        if let Some(open) = &mut self.open {
            open.inner += usize::from(name == b"template" && !tag.self_closing);
            open.is_lost |= name == b"style" || open.is_empty && is_part_of_table(name);
            open.is_empty = false;
            return;
        }
        match name {
            // Libraries that read templates where they stand would find none.
            b"template" if !is_read_in_place(tag) => {
                let in_table = self.tables.last() == Some(&true);
                self.open = Some(Open {
                    start: tag.span.start,
                    from: tag.span.end,
                    in_table,
                    is_empty: true,
                    is_lost: in_table,
                    inner: 0,
                });
            }
            b"table" => self.tables.push(true),
            b"td" | b"th" | b"caption" => {
                self.close_cell();
                self.tables.push(false);
            }
            b"tr" | b"tbody" | b"thead" | b"tfoot" => self.close_cell(),
            _ => {}
        }
    }

    /// The end tag of a cell may be left out.
    fn close_cell(&mut self) {
        if self.tables.last() == Some(&false) {
            self.tables.pop();
        }
    }

    fn end(&mut self, name: &[u8], start: usize, end: usize) {
        if let Some(open) = &mut self.open {
            if name == b"template" && open.inner > 0 {
                open.inner -= 1;
            } else if name == b"template" {
                let open = self.open.take();
                let edits = open.and_then(|open| match self.is_asked {
                    true => edits(self.html, &open, start, end),
                    false => (open.is_lost && self.html.get(open.from..start).is_some())
                        .then(|| vec![(open.from..start, String::new())]),
                });
                self.edits.extend(edits.into_iter().flatten());
            }
            return;
        }
        match name {
            b"table" => {
                self.close_cell();
                self.tables.pop();
            }
            b"td" | b"th" | b"caption" | b"tr" | b"tbody" | b"thead" | b"tfoot" => {
                self.close_cell();
            }
            _ => {}
        }
    }
}

fn is_part_of_table(name: &[u8]) -> bool {
    const PARTS: [&[u8]; 9] = [
        b"tr",
        b"td",
        b"th",
        b"tbody",
        b"thead",
        b"tfoot",
        b"caption",
        b"col",
        b"colgroup",
    ];
    PARTS.contains(&name)
}

/// Whether it is one of Vue, which reads the markup that it is mounted on.
fn is_read_in_place(tag: &StartTag<usize>) -> bool {
    let mut names = tag.attributes.keys();
    names.any(|name| name.starts_with(b"v-") || name.starts_with(b"#") || &name[..] == b"slot")
}

/// Puts what it has into a script; one in a table becomes one itself, for which the parser has a place.
fn edits(html: &str, open: &Open, start: usize, end: usize) -> Option<Vec<Edit>> {
    if !open.is_lost {
        return None;
    }
    let name = open.start..open.start + "<template".len();
    html.get(name.clone())?;
    let text = marked(html.get(open.from..start)?);
    html.get(start..end)?;
    if open.in_table {
        return Some(vec![
            (name, KEPT.to_owned()),
            (open.from..end, format!("{text}</script>")),
        ]);
    }
    Some(vec![(open.from..start, format!("{KEPT}>{text}</script>"))])
}

/// A text that ends no script.
fn marked(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, part) in text.split('<').enumerate() {
        if at > 0 {
            out.push('<');
        }
        if at > 0 && part.starts_with(['/', '!', 's', 'S']) {
            out.push(MARK);
        }
        out.push_str(part);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept_in(body: &str) -> Option<String> {
        let html = format!("<script>f()</script>{body}");
        Some(kept(&html, &|| false)?["<script>f()</script>".len()..].to_owned())
    }

    #[test]
    fn rows_and_style_sheets_are_kept_as_text() {
        assert_eq!(
            kept_in("<template id=a> <tr><td>1</td></tr></template><p>").unwrap(),
            "<template id=a><script type=\"text/h2p-template\"> <tr><td>1<\u{e000}/td><\u{e000}/tr></script></template><p>"
        );
        let styled = kept_in("<template><b></b><style>:host{}</style></template>").unwrap();
        assert!(
            styled.contains("<\u{e000}style>:host{}<\u{e000}/style></script>"),
            "{styled}"
        );
    }

    #[test]
    fn one_in_a_table_stays_in_it() {
        assert_eq!(
            kept_in("<table><tbody><template x-for='a'><tr></tr></template></table>").unwrap(),
            "<table><tbody><script type=\"text/h2p-template\" x-for='a'><tr><\u{e000}/tr></script></table>"
        );
        assert!(kept_in("<table><tr><td><template><p></template></table>").is_none());
        assert!(kept_in("<table></table><template><p><tr></template>").is_none());
    }

    #[test]
    fn others_stay_as_they_are() {
        for body in [
            "<template><p>1</p></template>",
            "<table><template v-for='a in b'><tr></tr></template></table>",
            "<template><template><tr></template></template>",
            "<template><tr>",
        ] {
            assert_eq!(kept_in(body), None, "{body}");
        }
    }

    #[test]
    fn without_scripts_nothing_that_is_lost_is_kept() {
        let plain = |html: &str| kept(html, &|| false);
        assert_eq!(
            plain("<template><style>p{}</style></template><p>").unwrap(),
            "<template></template><p>"
        );
        assert_eq!(plain("<template><p>1</p></template>"), None);
    }
}
