//! Generated code, put onto the lines of its source.
//!
//! The generator writes tokens and says of some where they come from. All are written
//! on one line, and a break is set before those that begin a line in the source, so
//! that what the engine says of a line is true of the source.

use std::io;

use swc_common::{BytePos, DUMMY_SP, Span};
use swc_ecma_ast::{Pat, VarDecl};
use swc_ecma_codegen::text_writer::WriteJs;
use swc_ecma_visit::{VisitMut, VisitMutWith};

/// Takes the tokens of a script, and keeps where each comes from.
pub struct LineWriter<'s> {
    source: Lines<'s>,
    code: String,
    /// Where a line may begin in the code, and the line of the source, from 0.
    places: Vec<(usize, u32)>,
    /// The line of the source of what comes next.
    next: Option<u32>,
    /// What was written last must have its like on the same line.
    bound: bool,
}

/// The lines of a script.
struct Lines<'s> {
    text: &'s str,
    /// Where each but the first begins.
    starts: Vec<u32>,
}

impl<'s> LineWriter<'s> {
    pub fn of(source: &'s str) -> Self {
        let starts = memchr::memchr_iter(b'\n', source.as_bytes());
        Self {
            source: Lines {
                text: source,
                starts: starts.map(|at| at as u32 + 1).collect(),
            },
            code: String::with_capacity(source.len() * 2),
            places: Vec::new(),
            next: None,
            bound: false,
        }
    }

    /// The code on exactly as many lines as its source.
    pub fn finish(self) -> String {
        let count = self.source.starts.len();
        if count == 0 {
            return self.code.replace('\n', " ");
        }
        let mut out = String::with_capacity(self.code.len() + count);
        let (mut from, mut line) = (0, 0);
        let kept = in_order(&self.places);
        for (at, wanted) in kept.into_iter().map(|place| self.places[place]) {
            if wanted > line {
                out += &self.code[from..at].replace('\n', " ");
                out.extend((line..wanted).map(|_| '\n'));
                (from, line) = (at, wanted);
            }
        }
        out += &self.code[from..].replace('\n', " ");
        out.extend((line..count as u32).map(|_| '\n'));
        out
    }

    fn from(&mut self, at: BytePos) {
        // Positions count from 1; 0 and the last ones stand for nothing.
        if !at.is_dummy() && at.0 as usize <= self.source.text.len() + 1 {
            let at = at.0 - 1;
            let line = self.source.starts.partition_point(|start| *start <= at);
            self.next.get_or_insert(line as u32);
        }
    }

    fn write(&mut self, span: Option<Span>, text: &str) -> io::Result<()> {
        if text.is_empty() {
            return Ok(());
        }
        if let Some(span) = span {
            self.from(span.lo);
        }
        // Of `++` it is not known whether it belongs to what is before it.
        let free = !self.bound && !matches!(text, "++" | "--" | " " | ";");
        let before = self.places.last().map(|(_, line)| *line);
        if free
            && let Some(line) = self.next.take()
            && before != Some(line)
        {
            self.places.push((self.code.len(), line));
        }
        self.next = None;
        self.code += text;
        if text != " " {
            self.bound = matches!(text, "return" | "throw" | "break" | "continue" | "yield");
        }
        Ok(())
    }
}

/// Forgets where variables without values come from: many were moved to the beginning of
/// their function, and nothing happens in them.
pub struct ForgetPlaces;

impl VisitMut for ForgetPlaces {
    fn visit_mut_var_decl(&mut self, variables: &mut VarDecl) {
        variables.visit_mut_children_with(self);
        for one in &mut variables.decls {
            if one.init.is_none() {
                one.span = DUMMY_SP;
                if let Pat::Ident(name) = &mut one.name {
                    name.id.span = DUMMY_SP;
                }
            }
        }
        if variables.decls.iter().all(|one| one.init.is_none()) {
            variables.span = DUMMY_SP;
        }
    }
}

/// Of all places as many as stand in the order of the source: a few come from
/// elsewhere, such as declarations that were moved to the top.
fn in_order(places: &[(usize, u32)]) -> Vec<usize> {
    // The longest sequence of lines that always goes on: for each length the place
    // that ends the one with the earliest end.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<usize> = Vec::with_capacity(places.len());
    for (at, (_, line)) in places.iter().enumerate() {
        let length = ends.partition_point(|end| places[*end].1 < *line);
        before.push(match length {
            0 => at,
            _ => ends[length - 1],
        });
        match ends.get_mut(length) {
            // Of two on the same line the first begins it.
            Some(end) if places[*end].1 <= *line => {}
            Some(end) => *end = at,
            None => ends.push(at),
        }
    }
    let mut kept = Vec::with_capacity(ends.len());
    let mut at = ends.last().copied();
    while let Some(place) = at {
        kept.push(place);
        at = Some(before[place]).filter(|before| *before != place);
    }
    kept.reverse();
    kept
}

impl WriteJs for LineWriter<'_> {
    fn increase_indent(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn decrease_indent(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn write_semi(&mut self, span: Option<Span>) -> io::Result<()> {
        self.write(span, ";")
    }

    fn write_space(&mut self) -> io::Result<()> {
        self.write(None, " ")
    }

    fn write_keyword(&mut self, span: Option<Span>, word: &'static str) -> io::Result<()> {
        self.write(span, word)
    }

    fn write_operator(&mut self, span: Option<Span>, sign: &str) -> io::Result<()> {
        self.write(span, sign)
    }

    fn write_param(&mut self, name: &str) -> io::Result<()> {
        self.write(None, name)
    }

    fn write_property(&mut self, name: &str) -> io::Result<()> {
        self.write(None, name)
    }

    fn write_line(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn write_lit(&mut self, span: Span, text: &str) -> io::Result<()> {
        self.write(Some(span), text)
    }

    fn write_comment(&mut self, _: &str) -> io::Result<()> {
        Ok(())
    }

    fn write_str_lit(&mut self, span: Span, text: &str) -> io::Result<()> {
        self.write(Some(span), text)
    }

    fn write_str(&mut self, text: &str) -> io::Result<()> {
        self.write(None, text)
    }

    fn write_symbol(&mut self, span: Span, text: &str) -> io::Result<()> {
        self.write(Some(span), text)
    }

    fn write_punct(&mut self, span: Option<Span>, sign: &'static str, _: bool) -> io::Result<()> {
        self.write(span, sign)
    }

    fn care_about_srcmap(&self) -> bool {
        true
    }

    fn add_srcmap(&mut self, at: BytePos) -> io::Result<()> {
        self.from(at);
        Ok(())
    }

    fn commit_pending_semi(&mut self) -> io::Result<()> {
        Ok(())
    }
}
