//! Where scripts ask for the `style` of something. The engine drops what it does not know of
//! what is set there, and lets nobody put anything in its place: so `x.style` becomes
//! `x.h2pStyle`, which the prelude knows (`scripts/prelude/own/style-object.js`).

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::scan::Scan;

/// The name by which scripts ask instead.
const NAME: &str = "h2pStyle";

/// Defines the name where no prelude has: in frames and workers, to which scripts come as well.
const GUARD: &str = "\"h2pStyle\"in Object.prototype||Object.defineProperty(Object.prototype,\"h2pStyle\",\
    {get:function(){return this.style},set:function(v){this.style=v},configurable:!0});";

/// Words in scripts that set styles of which the engine does not know, as scripts have them;
/// looked for in one pass.
static SIGNS: LazyLock<AhoCorasick> = LazyLock::new(|| {
    let signs = AhoCorasick::new([
        "flex",
        "grid",
        "var(",
        "calc(",
        "clamp(",
        "gap",
        "inset",
        "sticky",
        "aspect",
        "object",
        "vh",
        "vw",
        "max(",
        "min(",
        "-content",
        "lch(",
        "lab(",
        "hwb(",
        "color-mix",
    ]);
    signs.expect("a few short words")
});

/// Whether scripts with this text may set a style that the engine does not know.
pub fn may_set_modern_styles(text: &str) -> bool {
    SIGNS.is_match(text)
}

/// A script of ES5 that asks by the other name; `None` where it stays as it is.
pub fn asked(source: &str) -> Option<String> {
    memchr::memmem::find(source.as_bytes(), b"style")?;
    let places = Scan::properties(source, "style")?;
    let places: Vec<usize> = places
        .into_iter()
        .filter(|at| !is_deleted(&source[..*at]))
        .collect();
    if places.is_empty() {
        return None;
    }
    let mut out = String::with_capacity(source.len() + places.len() * 3 + GUARD.len());
    let mut from = end_of_directive(source);
    out.push_str(&source[..from]);
    out.push_str(GUARD);
    for at in places {
        out.push_str(&source[from..at]);
        out.push_str(NAME);
        from = at + "style".len();
    }
    out.push_str(&source[from..]);
    Some(out)
}

/// Whether what ends here, and a name behind it, is to be deleted.
fn is_deleted(before: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$' | '.' | '[' | ']');
    let owner = before.trim_end_matches(is_part);
    owner.len() < before.len() && owner.trim_end().ends_with("delete")
}

/// Behind `"use strict"`, which must stay first.
fn end_of_directive(source: &str) -> usize {
    let start = source.len() - source.trim_start().len();
    let rest = &source[start..];
    for directive in ["\"use strict\";", "'use strict';"] {
        if rest.starts_with(directive) {
            return start + directive.len();
        }
    }
    0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(source: &str) -> String {
        asked(source).map_or_else(|| source.to_owned(), |code| code.replace(GUARD, ""))
    }

    #[test]
    fn a_colour_of_today_is_a_text_like_any_other() {
        let asked = plain("a.style.color = \"oklch(60% 0.2 30)\"; b.style.top = 1");
        assert_eq!(asked.matches("h2pStyle").count(), 2, "{asked}");
        assert_eq!(super::asked("a.style.color = \"oklch(60% 0.2"), None);
    }

    #[test]
    fn the_style_of_something_is_asked_for_by_another_name() {
        for (source, expected) in [
            ("a.style.display='flex'", "a.h2pStyle.display='flex'"),
            ("var s = a . style ;", "var s = a . h2pStyle ;"),
            ("a.style='gap:1px'", "a.h2pStyle='gap:1px'"),
            ("f(a.b().style)[0].style", "f(a.b().h2pStyle)[0].h2pStyle"),
            ("a.styles.style2", "a.styles.style2"),
            (
                "'a.style' + /b.style/ // c.style",
                "'a.style' + /b.style/ // c.style",
            ),
            (
                "style.display; x = {style: 1}",
                "style.display; x = {style: 1}",
            ),
            ("delete a.b.style", "delete a.b.style"),
        ] {
            assert_eq!(plain(source), expected);
        }
    }

    #[test]
    fn a_directive_stays_first() {
        let code = asked("'use strict';a.style").unwrap();
        assert!(code.starts_with("'use strict';\"h2pStyle\"in"), "{code}");
        assert!(!code.contains('\n'));
    }

    #[test]
    fn what_cannot_be_told_for_certain_stays() {
        for source in ["`${a.style}`", "a.style + 'x", "}/'/;a.style"] {
            assert_eq!(asked(source), None, "{source}");
        }
    }
}
