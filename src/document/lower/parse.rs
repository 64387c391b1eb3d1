//! A style sheet as a tree of rules, read as forgivingly as browsers read it.
//! Rules may stand in rules.

/// What stands in a sheet or in a block.
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    Declaration(Declaration),
    Rule {
        selectors: String,
        items: Vec<Item>,
        line: usize,
    },
    At {
        name: String,
        prelude: String,
        /// `None` where it ends with a semicolon.
        block: Option<Block>,
        line: usize,
    },
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Block {
    pub items: Vec<Item>,
    /// As it is written, for rules that are passed on.
    pub text: String,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Declaration {
    /// In lower case, but for custom properties.
    pub name: String,
    pub value: String,
    pub important: bool,
    pub line: usize,
}

/// Blocks nested deeper than this are skipped.
const DEEPEST: usize = 24;

pub fn sheet(css: &str) -> Vec<Item> {
    let mut reader = Reader {
        css: css.as_bytes(),
        text: css,
        at: 0,
        line: 0,
        counted: 0,
    };
    reader.items(false, DEEPEST)
}

/// The declarations of a `style` attribute.
pub fn declarations(css: &str) -> Vec<Declaration> {
    let declarations = sheet(css).into_iter();
    declarations
        .filter_map(|item| match item {
            Item::Declaration(declaration) => Some(declaration),
            _ => None,
        })
        .collect()
}

struct Reader<'a> {
    css: &'a [u8],
    text: &'a str,
    at: usize,
    line: usize,
    counted: usize,
}

impl<'a> Reader<'a> {
    /// Items up to the end of the block, whose brace is taken.
    fn items(&mut self, nested: bool, depth: usize) -> Vec<Item> {
        let mut items = Vec::new();
        loop {
            self.skip_blank();
            let Some(&byte) = self.css.get(self.at) else {
                return items;
            };
            match byte {
                b'}' => {
                    self.at += 1;
                    if nested {
                        return items;
                    }
                }
                b';' => self.at += 1,
                b'@' => items.extend(self.at_rule(depth)),
                _ => items.extend(self.rule_or_declaration(depth)),
            }
        }
    }

    fn at_rule(&mut self, depth: usize) -> Option<Item> {
        let line = self.line_here();
        self.at += 1;
        let start = self.at;
        while self.css.get(self.at).is_some_and(|b| is_name(*b)) {
            self.at += 1;
        }
        let name = self.text[start..self.at].to_ascii_lowercase();
        let start = self.at;
        let end = self.run(b"{;}");
        let prelude = without_comments(&self.text[start..end]).trim().to_owned();
        let block = match self.css.get(self.at) {
            Some(b'{') => {
                self.at += 1;
                Some(self.block(depth)?)
            }
            Some(b';') => {
                self.at += 1;
                None
            }
            _ => None,
        };
        Some(Item::At {
            name,
            prelude,
            block,
            line,
        })
    }

    fn rule_or_declaration(&mut self, depth: usize) -> Option<Item> {
        let line = self.line_here();
        let start = self.at;
        let mut end = self.run(b"{;}");
        let is_custom = self.css[start..].starts_with(b"--");
        if is_custom && self.css.get(self.at) == Some(&b'{') {
            // A value in braces.
            while self.css.get(self.at) == Some(&b'{') {
                self.at += 1;
                self.skip_block();
                end = self.run(b"{;}");
            }
        } else if self.css.get(self.at) == Some(&b'{') {
            let selectors = without_comments(&self.text[start..end]).trim().to_owned();
            self.at += 1;
            let items = self.block(depth)?.items;
            return Some(Item::Rule {
                selectors,
                items,
                line,
            });
        }
        let text = without_comments(&self.text[start..end]);
        let (name, value) = text.split_once(':')?;
        let name = name.trim();
        if name.is_empty() || !name.bytes().all(|b| is_name(b) || b == b'*' || b == b'_') {
            return None;
        }
        let name = match name.starts_with("--") {
            true => name.to_owned(),
            false => name.to_ascii_lowercase(),
        };
        let (value, important) = importance(value);
        Some(Item::Declaration(Declaration {
            name,
            value: value.trim().to_owned(),
            important,
            line,
        }))
    }

    fn block(&mut self, depth: usize) -> Option<Block> {
        let start = self.at;
        if depth == 0 {
            self.skip_block();
            return None;
        }
        let items = self.items(true, depth - 1);
        let end = self.at.saturating_sub(1).max(start);
        let text = self.text.get(start..end).unwrap_or_default().to_owned();
        Some(Block { items, text })
    }

    fn skip_block(&mut self) {
        let mut depth = 1;
        while depth > 0 && self.at < self.css.len() {
            self.run(b"{}");
            match self.css.get(self.at) {
                Some(b'{') => depth += 1,
                Some(b'}') => depth -= 1,
                _ => {}
            }
            self.at += 1;
        }
    }

    /// Goes on to one of these bytes, outside of quotes, comments and parentheses.
    fn run(&mut self, ends: &[u8]) -> usize {
        let mut depth = 0_usize;
        while let Some(&byte) = self.css.get(self.at) {
            match byte {
                b'\\' => self.at += 1,
                b'"' | b'\'' => self.skip_string(byte),
                b'/' if self.css.get(self.at + 1) == Some(&b'*') => {
                    self.skip_comment();
                    continue;
                }
                b'(' | b'[' => depth += 1,
                b')' | b']' => depth = depth.saturating_sub(1),
                // A brace ends what was left open.
                _ if ends.contains(&byte) && (depth == 0 || byte == b'}') => return self.at,
                _ => {}
            }
            self.at += 1;
        }
        self.at = self.css.len();
        self.at
    }

    /// Up to the closing quote, or to the end of the line.
    fn skip_string(&mut self, quote: u8) {
        self.at += 1;
        while let Some(&byte) = self.css.get(self.at) {
            match byte {
                b'\\' => self.at += 1,
                b'\n' => return,
                _ if byte == quote => return,
                _ => {}
            }
            self.at += 1;
        }
    }

    fn skip_comment(&mut self) {
        let rest = &self.css[self.at + 2..];
        let end = memchr::memmem::find(rest, b"*/");
        self.at = end.map_or(self.css.len(), |end| self.at + 2 + end + 2);
    }

    fn skip_blank(&mut self) {
        loop {
            let rest = &self.css[self.at.min(self.css.len())..];
            if rest.first().is_some_and(u8::is_ascii_whitespace) {
                self.at += 1;
            } else if rest.starts_with(b"/*") {
                self.skip_comment();
            } else if rest.starts_with(b"<!--") {
                self.at += 4;
            } else if rest.starts_with(b"-->") {
                self.at += 3;
            } else {
                return;
            }
        }
    }

    fn line_here(&mut self) -> usize {
        let passed = &self.css[self.counted..self.at];
        self.line += memchr::memchr_iter(b'\n', passed).count();
        self.counted = self.at;
        self.line
    }
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_') || byte >= 0x80
}

/// A value without its `!important`.
fn importance(value: &str) -> (&str, bool) {
    let Some((before, word)) = value.rsplit_once('!') else {
        return (value, false);
    };
    match word.trim().eq_ignore_ascii_case("important") {
        true => (before, true),
        false => (value, false),
    }
}

pub fn without_comments(text: &str) -> std::borrow::Cow<'_, str> {
    if !text.contains("/*") {
        return text.into();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("/*") {
        out += &rest[..start];
        out.push(' ');
        rest = rest[start + 2..]
            .find("*/")
            .map_or("", |end| &rest[start + 2 + end + 2..]);
    }
    (out + rest).into()
}

/// Splits a value outside of parentheses and quotes; a blank stands for any white space.
pub fn split(value: &str, at: char) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut depth, mut start) = (0_usize, 0);
    let mut quote = None;
    let mut escaped = false;
    for (i, c) in value.char_indices() {
        if std::mem::take(&mut escaped) {
            continue;
        }
        if c == '\\' {
            escaped = true;
            continue;
        }
        if let Some(end) = quote {
            if c == end {
                quote = None;
            }
            continue;
        }
        let separates = match at {
            ' ' => c.is_ascii_whitespace(),
            _ => c == at,
        };
        match c {
            '"' | '\'' => quote = Some(c),
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ if separates && depth == 0 => {
                parts.push(value[start..i].trim());
                start = i + c.len_utf8();
            }
            _ => {}
        }
    }
    parts.push(value[start..].trim());
    if at == ' ' {
        parts.retain(|part| !part.is_empty());
    }
    parts
}

/// `name(inner)` of a value that is one function.
pub fn function(value: &str) -> Option<(String, &str)> {
    let value = value.trim();
    let open = value.find('(')?;
    let inner = value[open + 1..].strip_suffix(')')?;
    let name = &value[..open];
    let whole = name.bytes().all(is_name) && !name.is_empty() && split(value, ' ').len() == 1;
    whole.then(|| (name.to_ascii_lowercase(), inner.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(css: &str) -> Vec<String> {
        fn add(items: &[Item], out: &mut Vec<String>) {
            for item in items {
                match item {
                    Item::Declaration(d) => out.push(format!("{}={}", d.name, d.value)),
                    Item::Rule {
                        selectors, items, ..
                    } => {
                        out.push(selectors.clone());
                        add(items, out);
                    }
                    Item::At {
                        name,
                        prelude,
                        block,
                        ..
                    } => {
                        out.push(format!("@{name} {prelude}"));
                        add(block.as_ref().map_or(&[], |b| &b.items), out);
                    }
                }
            }
        }
        let mut out = Vec::new();
        add(&sheet(css), &mut out);
        out
    }

    #[test]
    fn rules_may_stand_in_rules() {
        assert_eq!(
            names("a{color:red;&:hover{top:1px} .b &{left:0;}bottom:2px}"),
            [
                "a",
                "color=red",
                "&:hover",
                "top=1px",
                ".b &",
                "left=0",
                "bottom=2px"
            ]
        );
    }

    #[test]
    fn quotes_comments_and_braces_are_kept_apart() {
        assert_eq!(
            names("/*}*/a::after{content:\"};{\";--x:{a:b};y:url(a;b)} @media print{b{c:d/**/e}}"),
            [
                "a::after",
                "content=\"};{\"",
                "--x={a:b}",
                "y=url(a;b)",
                "@media print",
                "b",
                "c=d e"
            ]
        );
    }

    #[test]
    fn what_is_left_open_ends_with_the_sheet() {
        for css in [
            "a{",
            "a{b:",
            "@media {a{b:c",
            "a{b:\"x",
            "}}}a{b:c}",
            "/*",
            "@",
            "a{--x:{{{",
        ] {
            names(css);
        }
        assert_eq!(names("a{b:c"), ["a", "b=c"]);
        sheet(&"a{".repeat(200_000));
    }
}
