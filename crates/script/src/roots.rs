//! Where scripts ask the root of the page for the size of the window. The engine has no window, so
//! it says 0, and lets nobody put anything in the place of that: `x.documentElement.clientWidth`
//! becomes `x.documentElement[x.documentElement.h2pSized?"h2pClientWidth":"clientWidth"]`, which
//! the root of the page has (`document/injection/window.js`) and those of frames have not.
//! Libraries write `documentElement["client" + name]`.

use super::scan::Scan;

const ROOT: &str = "documentElement";

/// As long as what the root is asked of may be: it is written twice.
const LONGEST: usize = 80;

/// Whether a script with this text may ask so.
pub fn may_ask(text: &str) -> bool {
    let mut places = memchr::memmem::find_iter(text.as_bytes(), ROOT);
    places.any(|at| Size::behind(text, at + ROOT.len()).is_some())
}

/// A script of ES5 that asks by the other name; `None` where it stays as it is.
pub fn asked(source: &str) -> Option<String> {
    if !may_ask(source) {
        return None;
    }
    let mut out = String::new();
    let mut from = 0;
    for at in Scan::properties(source, ROOT)? {
        let end = at + ROOT.len();
        let Some((size, owner)) = Size::behind(source, end).zip(owner(source, at)) else {
            continue;
        };
        out.push_str(&source[from..size.from]);
        out.push_str(&size.asked(&source[owner..end]));
        from = size.to;
    }
    if from == 0 {
        return None;
    }
    out.push_str(&source[from..]);
    Some(out)
}

/// What the root is asked for, and where that stands.
struct Size<'s> {
    from: usize,
    to: usize,
    /// As far as it is said: `clientWidth`, `clientHeight` or the `client` of a sum.
    name: &'s str,
    in_brackets: bool,
}

impl<'s> Size<'s> {
    /// What stands behind the root that ends at `end`, where that is the size of the window.
    fn behind(source: &'s str, end: usize) -> Option<Self> {
        let from = end + spaces(&source[end..]);
        let in_brackets = source[from..].starts_with('[');
        if !in_brackets && !source[from..].starts_with('.') {
            return None;
        }
        let word = from + 1 + spaces(&source[from + 1..]);
        let rest = &source[word..];
        if !in_brackets {
            let length = rest.find(|c| !is_of_name(c)).unwrap_or(rest.len());
            let name = &rest[..length];
            let is_size = ["clientWidth", "clientHeight"].contains(&name);
            let to = word + length;
            return is_size.then_some(Self {
                from,
                to,
                name,
                in_brackets,
            });
        }
        let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let names = ["clientWidth", "clientHeight", "client"];
        let length = names.iter().find_map(|name| {
            let behind = rest[1..].strip_prefix(name)?;
            behind.starts_with(quote).then_some(name.len())
        })?;
        Some(Self {
            from: word,
            to: word + length + 2,
            name: &rest[1..=length],
            in_brackets,
        })
    }

    /// What is asked of `root` instead.
    fn asked(&self, root: &str) -> String {
        let (name, rest) = (self.name, &self.name[1..]);
        let (open, close) = if self.in_brackets {
            ('(', ')')
        } else {
            ('[', ']')
        };
        format!("{open}{root}.h2pSized?\"h2pC{rest}\":\"{name}\"{close}")
    }
}

/// Where what has the root at `at` begins: names with dots between them on one line, which do
/// nothing when they are asked twice. `None` where it is something else.
fn owner(source: &str, at: usize) -> Option<usize> {
    let bytes = source.as_bytes();
    let mut begin = at;
    loop {
        let dot = before_blanks(bytes, begin);
        if dot == 0 || bytes[dot - 1] != b'.' {
            return (begin < at).then_some(begin);
        }
        let end = before_blanks(bytes, dot - 1);
        let is_of_name = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$');
        begin = end
            - bytes[..end]
                .iter()
                .rev()
                .take(LONGEST)
                .take_while(is_of_name)
                .count();
        let is_name = begin < end && !bytes[begin].is_ascii_digit();
        // What stands before is of the name as well, in letters or by their numbers.
        let is_whole = begin == 0 || bytes[begin - 1].is_ascii() && bytes[begin - 1] != b'\\';
        if !is_name || !is_whole || at - begin > LONGEST {
            return None;
        }
    }
}

/// The end of what stands before the blanks that end at `end`.
fn before_blanks(bytes: &[u8], end: usize) -> usize {
    let blanks = bytes[..end].iter().rev().take(LONGEST);
    end - blanks
        .take_while(|byte| matches!(byte, b' ' | b'\t'))
        .count()
}

fn spaces(text: &str) -> usize {
    text.len() - text.trim_start().len()
}

fn is_of_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '$')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_is_asked_for_the_window_by_another_name() {
        for (source, expected) in [
            (
                "w = document.documentElement.clientWidth;",
                "w = document.documentElement[document.documentElement.h2pSized?\"h2pClientWidth\":\"clientWidth\"];",
            ),
            (
                "'use strict';d\n.a; e.document.documentElement[\"client\"+a]",
                "'use strict';d\n.a; e.document.documentElement[(e.document.documentElement.h2pSized?\"h2pClient\":\"client\")+a]",
            ),
            (
                "$d . documentElement [ 'client' + n ]",
                "$d . documentElement [ ($d . documentElement.h2pSized?\"h2pClient\":\"client\") + n ]",
            ),
            (
                "d.documentElement['clientHeight']",
                "d.documentElement[(d.documentElement.h2pSized?\"h2pClientHeight\":\"clientHeight\")]",
            ),
        ] {
            assert_eq!(asked(source).as_deref(), Some(expected));
        }
    }

    #[test]
    fn other_questions_stay_as_they_are() {
        for source in [
            "d.documentElement.clientWidths",
            "d.documentElement.style.width; e.clientWidth",
            "'d.documentElement.clientWidth'",
            "d.documentElement[client]",
            "d.documentElement['clients']",
            "`${d.documentElement.clientWidth}`",
            // To ask these twice may do something, or nobody knows where they begin.
            "next().documentElement.clientWidth",
            "all[i++].documentElement.clientWidth",
            "all[i++].d.documentElement.clientWidth",
            "\u{e9}d.documentElement.clientWidth",
            "d // the page\n.documentElement.clientWidth",
            "documentElement.clientWidth",
        ] {
            assert_eq!(asked(source), None, "{source}");
        }
    }
}
