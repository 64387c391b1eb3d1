//! What one source file names: items it defines, `use` declarations, paths and
//! strings. It is read as tokens, so that macros are seen like all other code.
//!
//! What is compiled for tests alone is left out: it may look wherever it wants.

use std::collections::BTreeSet;
use std::iter::Peekable;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// One source file, as far as its imports go.
#[derive(Default)]
pub struct Source {
    pub uses: Vec<Use>,
    /// Names of the items of its module.
    pub defined: BTreeSet<String>,
    /// `mod name;`: the modules that are files of their own.
    pub children: BTreeSet<String>,
    /// The same for such as are compiled for tests alone.
    pub test_children: BTreeSet<String>,
    /// Paths of two names or more that stand in the code.
    pub paths: BTreeSet<Vec<String>>,
    /// All names outside `use` declarations.
    pub words: BTreeSet<String>,
    /// Contents of its string literals, as they are written.
    pub strings: Vec<String>,
}

/// One name that a `use` declaration brings in.
pub struct Use {
    pub path: Vec<String>,
    /// `*` for all names of the path.
    pub name: String,
    /// It gives the name a second address, for others.
    pub is_reexport: bool,
}

impl Source {
    pub fn read(text: &str) -> Result<Self, String> {
        let tokens: TokenStream = text.parse().map_err(|error| format!("{error:?}"))?;
        let mut source = Self::default();
        source.scan(tokens, Some(0));
        Ok(source)
    }

    /// `depth` counts the modules in braces around these tokens; there is none
    /// where they are no items of a module, but the inside of one.
    fn scan(&mut self, tokens: TokenStream, depth: Option<usize>) {
        let mut tokens = tokens.into_iter().peekable();
        let mut test_only = false;
        let mut public = false;
        while let Some(token) = tokens.next() {
            match token {
                TokenTree::Punct(mark) if mark.as_char() == '#' => {
                    if let Some(TokenTree::Group(attribute)) = tokens.peek() {
                        test_only |= is_for_tests(&attribute.stream());
                    }
                }
                TokenTree::Ident(word) if word == "use" => {
                    // `impl Fn() + use<>` is no declaration.
                    if !matches!(tokens.peek(), Some(TokenTree::Punct(mark)) if mark.as_char() == '<')
                    {
                        let declaration = until_semicolon(&mut tokens);
                        if !test_only {
                            self.take_use(declaration, public);
                        }
                    }
                    (test_only, public) = (false, false);
                }
                TokenTree::Ident(word) if word == "mod" && depth.is_some() => {
                    let name = next_word(&mut tokens);
                    match tokens.next() {
                        Some(TokenTree::Group(body)) if !test_only => {
                            let mut inner = Self::default();
                            inner.scan(body.stream(), Some(0));
                            self.take_inner(inner);
                            self.defined.insert(name);
                        }
                        Some(TokenTree::Group(_)) => {}
                        _ if test_only => drop(self.test_children.insert(name)),
                        _ => drop(self.children.insert(name)),
                    }
                    (test_only, public) = (false, false);
                }
                TokenTree::Ident(word) if word == "pub" => public = true,
                TokenTree::Ident(_) if test_only => {
                    skip_item(&mut tokens);
                    test_only = false;
                }
                TokenTree::Ident(word) => {
                    let word = word.to_string();
                    if depth.is_some()
                        && let Some(name) = item_name(&word, &mut tokens)
                    {
                        self.defined.insert(name);
                        public = false;
                    }
                    self.take_path(word, &mut tokens);
                }
                TokenTree::Group(group) => {
                    let is_macro_of_items = depth.is_some() && group.delimiter() == Delimiter::None;
                    self.scan(group.stream(), depth.filter(|_| is_macro_of_items));
                }
                TokenTree::Literal(literal) => {
                    let text = literal.to_string();
                    if let Some((_, rest)) = text.split_once('"') {
                        self.strings
                            .push(rest.trim_end_matches(['"', '#']).to_owned());
                    }
                }
                TokenTree::Punct(mark) => public &= mark.as_char() != ';',
            }
        }
    }

    /// A module in braces is a part of its file: its `super` is the file itself.
    fn take_inner(&mut self, inner: Self) {
        let outer = |path: Vec<String>| match path[0].as_str() {
            "super" if path.get(1).is_some_and(|next| next == "super") => path[1..].to_vec(),
            "super" => [&["self".to_owned()], &path[1..]].concat(),
            _ => path,
        };
        self.uses.extend(inner.uses.into_iter().map(|one| Use {
            path: outer(one.path),
            ..one
        }));
        self.paths.extend(inner.paths.into_iter().map(outer));
        self.words.extend(inner.words);
        self.strings.extend(inner.strings);
    }

    fn take_path(
        &mut self,
        first: String,
        tokens: &mut Peekable<impl Iterator<Item = TokenTree> + Clone>,
    ) {
        let mut path = vec![first];
        while next_is_path_mark(tokens) {
            let mut ahead = tokens.clone();
            ahead.nth(1);
            match ahead.next() {
                Some(TokenTree::Ident(word)) => {
                    tokens.nth(2);
                    path.push(word.to_string());
                }
                _ => break,
            }
        }
        self.words.extend(path.iter().cloned());
        if path.len() > 1 {
            self.paths.insert(path);
        }
    }

    fn take_use(&mut self, declaration: Vec<TokenTree>, is_reexport: bool) {
        let mut brought = Vec::new();
        use_tree(&declaration, &[], &mut brought);
        self.uses
            .extend(brought.into_iter().map(|(path, name)| Use {
                path,
                name,
                is_reexport,
            }));
    }
}

/// Whether an attribute, the inside of its brackets, is a `cfg` of tests.
fn is_for_tests(attribute: &TokenStream) -> bool {
    fn names(tokens: TokenStream, word: &str) -> bool {
        tokens.into_iter().any(|token| match token {
            TokenTree::Ident(ident) => ident == word,
            TokenTree::Group(group) => names(group.stream(), word),
            _ => false,
        })
    }
    let is_cfg = matches!(attribute.clone().into_iter().next(), Some(TokenTree::Ident(word)) if word == "cfg");
    is_cfg && names(attribute.clone(), "test") && !names(attribute.clone(), "not")
}

fn until_semicolon(tokens: &mut impl Iterator<Item = TokenTree>) -> Vec<TokenTree> {
    tokens
        .take_while(|token| !matches!(token, TokenTree::Punct(mark) if mark.as_char() == ';'))
        .collect()
}

/// Skips the rest of an item: to its semicolon, or over its braces.
fn skip_item(tokens: &mut impl Iterator<Item = TokenTree>) {
    for token in tokens {
        match token {
            TokenTree::Punct(mark) if mark.as_char() == ';' => return,
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => return,
            _ => {}
        }
    }
}

fn next_word(tokens: &mut impl Iterator<Item = TokenTree>) -> String {
    tokens
        .next()
        .map(|token| token.to_string())
        .unwrap_or_default()
}

/// The name of the item that this keyword begins.
fn item_name(
    keyword: &str,
    tokens: &mut Peekable<impl Iterator<Item = TokenTree> + Clone>,
) -> Option<String> {
    const ITEMS: [&str; 8] = [
        "fn", "struct", "enum", "union", "trait", "type", "const", "static",
    ];
    let mut ahead = tokens.clone();
    if keyword == "macro_rules" {
        ahead.next();
    } else if !ITEMS.contains(&keyword) {
        return None;
    }
    match ahead.next() {
        // `const fn name`: the name comes behind the other word.
        Some(TokenTree::Ident(word))
            if !ITEMS.contains(&&*word.to_string()) && word != "unsafe" =>
        {
            Some(word.to_string())
        }
        _ => None,
    }
}

fn next_is_path_mark(tokens: &mut Peekable<impl Iterator<Item = TokenTree> + Clone>) -> bool {
    let is_colon = |token: Option<TokenTree>| matches!(token, Some(TokenTree::Punct(mark)) if mark.as_char() == ':');
    let mut ahead = tokens.clone();
    is_colon(ahead.next()) && is_colon(ahead.next())
}

/// The names that a tree of a `use` declaration brings in, with their paths.
fn use_tree(tree: &[TokenTree], before: &[String], brought: &mut Vec<(Vec<String>, String)>) {
    let mut path = before.to_vec();
    let mut name = None;
    let mut tokens = tree.iter();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Ident(word) if word == "as" => name = tokens.next().map(ToString::to_string),
            // `a::{self}` is `a`.
            TokenTree::Ident(word) if word == "self" && !path.is_empty() => {}
            TokenTree::Ident(word) => path.push(word.to_string()),
            TokenTree::Punct(mark) if mark.as_char() == '*' => name = Some("*".to_owned()),
            TokenTree::Group(group) => {
                let inside: Vec<_> = group.stream().into_iter().collect();
                let is_comma = |token: &TokenTree| matches!(token, TokenTree::Punct(mark) if mark.as_char() == ',');
                for tree in inside.split(is_comma).filter(|tree| !tree.is_empty()) {
                    use_tree(tree, &path, brought);
                }
                return;
            }
            _ => {}
        }
    }
    if let Some(last) = path.last().cloned() {
        brought.push((path, name.unwrap_or(last)));
    }
}
