//! What in a script is newer than the engine, which knows ES5. Its own messages do
//! not say: of `let` it says "Parse error", and of `setHTML()` that "undefined is
//! not a function".

/// Names that a script of today expects to be there, and that are not: the others are in
/// what pages find before their scripts (`script::prelude`).
const NAMES: &[&str] = &[
    "Atomics",
    "BigInt",
    "BigInt64Array",
    "BigUint64Array",
    "BroadcastChannel",
    "CompressionStream",
    "DOMMatrix",
    "DOMPoint",
    "DecompressionStream",
    "Highlight",
    "Proxy",
    "ReadableStream",
    "SharedArrayBuffer",
    "Temporal",
    "WebAssembly",
    "WebGL2RenderingContext",
    "WebGLRenderingContext",
    "indexedDB",
];

/// Calls that end in "undefined is not a function", as they are written.
const CALLS: &[&str] = &[
    ".captureStream",
    ".computedStyleMap",
    ".setHTML",
    ".startViewTransition",
];

/// At most this many suspects are named.
const MOST_CALLS: usize = 3;

/// What a message of the engine is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble<'a> {
    /// It cannot read a line.
    Syntax,
    /// A variable of this name is not there.
    Name(&'a str),
    /// Something is called that is no function.
    Call,
}

impl<'a> Trouble<'a> {
    pub fn of(message: &'a str) -> Option<Self> {
        if message.starts_with("SyntaxError: ") {
            return Some(Self::Syntax);
        }
        if let Some((_, name)) = message.split_once("Can't find variable: ") {
            return Some(Self::Name(name));
        }
        let is_call =
            message.contains("is not a function") || message.contains("is not a constructor");
        is_call.then_some(Self::Call)
    }
}

/// Whether browsers have a variable of this name, and the engine does not.
pub fn is_newer(name: &str) -> bool {
    NAMES.contains(&name)
}

/// Calls in a text of functions that the engine does not have, as a list; the
/// first few.
pub fn calls(text: &str) -> Option<String> {
    let calls: Vec<_> = CALLS
        .iter()
        .map(|call| format!("{call}("))
        .filter(|call| memchr::memmem::find(text.as_bytes(), call.as_bytes()).is_some())
        .take(MOST_CALLS)
        .map(|call| call + ")")
        .collect();
    (!calls.is_empty()).then(|| calls.join(", "))
}

/// The first construct in a line of a script that is not ES5.
pub fn construct(line: &str) -> Option<&'static str> {
    let code = code(line);
    let has = |mark: &str| code.contains(mark);
    let words: Vec<_> = code
        .split(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '$'))
        .filter(|word| !word.is_empty())
        .collect();
    let says = |word: &str| words.contains(&word);
    let unpacks = ["var", "const", "let"].iter().any(|word| {
        code.match_indices(word).any(|(at, _)| {
            let rest = code[at + word.len()..].trim_start();
            rest.starts_with('{') || rest.starts_with('[')
        })
    });
    let found = [
        (has("`"), "a template string (`...`)"),
        (has("=>"), "`=>` (arrow function)"),
        (says("async") || says("await"), "`async`"),
        (says("let"), "`let`"),
        (says("class"), "`class`"),
        (says("for") && says("of"), "`for ... of`"),
        (
            says("import") || says("export"),
            "a module (`import`, `export`)",
        ),
        (has("..."), "`...` (spread)"),
        (has("?."), "`?.`"),
        (has("??"), "`??`"),
        (has("**"), "`**`"),
        (unpacks, "destructuring"),
        (
            says("function*") || has("function*") || says("yield"),
            "a generator (`function*`)",
        ),
    ];
    found
        .iter()
        .find(|(there, _)| *there)
        .map(|(_, name)| *name)
}

/// A line of a script without its strings and without a comment at its end.
fn code(line: &str) -> String {
    let mut code = String::new();
    let mut quote = None;
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        match (c, quote) {
            ('\\', Some(_)) => {
                chars.next();
            }
            (c, Some(open)) if c == open => quote = None,
            (_, Some(_)) => {}
            ('\'' | '"', None) => quote = Some(c),
            ('/', None) if chars.peek() == Some(&'/') => break,
            (c, None) => code.push(c),
        }
    }
    code
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_the_construct_that_the_engine_cannot_read() {
        for (line, name) in [
            ("let x = 1;", "`let`"),
            ("  items.map(x => x.name)", "`=>`"),
            ("var t = `a ${b}`;", "template string"),
            ("class Chart {", "`class`"),
            ("for (var x of list) {", "`for ... of`"),
            ("async function load() {", "`async`"),
            ("import { a } from 'b';", "module"),
            ("f(...rest)", "spread"),
            ("const {a, b} = c;", "destructuring"),
            ("a?.b", "`?.`"),
        ] {
            let construct = construct(line).unwrap();
            assert!(construct.contains(name), "{line}: {construct}");
        }
    }

    #[test]
    fn strings_and_comments_are_not_taken_for_code() {
        for line in [
            "var a = 'let us => go', b = \"class\";) // let",
            "",
            "letter = outlet + classes;)",
            "'\\' let'",
        ] {
            assert_eq!(construct(line), None, "{line}");
        }
    }
}
