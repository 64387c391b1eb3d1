//! Where scripts ask the root of the page for the size of the window. The engine has no window, so
//! it says 0, and lets nobody put anything in the place of that: `documentElement.clientWidth`
//! becomes `documentElement.h2pRoot.clientWidth`, which the window knows
//! (`document/injection/window.js`). Libraries write `documentElement["client" + name]`.

use super::scan::Scan;
use super::styles::end_of_directive;

const ROOT: &str = "documentElement";

/// Stands behind the root instead.
const NAME: &str = ".h2pRoot";

/// Defines the name where no window has: in frames and workers, to which scripts come as well.
const GUARD: &str = "\"h2pRoot\"in Object.prototype||Object.defineProperty(Object.prototype,\"h2pRoot\",\
    {get:function(){return this},configurable:!0});";

/// Whether a script with this text may ask so.
pub fn may_ask(text: &str) -> bool {
    let mut places = memchr::memmem::find_iter(text.as_bytes(), ROOT);
    places.any(|at| asks_size(&text[at + ROOT.len()..]))
}

/// A script of ES5 that asks by the other name; `None` where it stays as it is.
pub fn asked(source: &str) -> Option<String> {
    if !may_ask(source) {
        return None;
    }
    let ends = Scan::properties(source, ROOT)?;
    let ends = ends.into_iter().map(|at| at + ROOT.len());
    let ends: Vec<usize> = ends.filter(|end| asks_size(&source[*end..])).collect();
    if ends.is_empty() {
        return None;
    }
    let mut out = String::with_capacity(source.len() + ends.len() * NAME.len() + GUARD.len());
    let mut from = end_of_directive(source);
    out.push_str(&source[..from]);
    out.push_str(GUARD);
    for end in ends {
        out.push_str(&source[from..end]);
        out.push_str(NAME);
        from = end;
    }
    out.push_str(&source[from..]);
    Some(out)
}

/// Whether what stands behind the root asks it for the size of the window.
fn asks_size(behind: &str) -> bool {
    let behind = behind.trim_start();
    if let Some(name) = behind.strip_prefix('.') {
        let name = name.trim_start();
        return ["clientWidth", "clientHeight"].iter().any(|size| {
            name.strip_prefix(size)
                .is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_'))
        });
    }
    let Some(key) = behind.strip_prefix('[') else {
        return false;
    };
    let key = key.trim_start();
    key.starts_with("\"client\"") || key.starts_with("'client'")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_is_asked_for_the_window_by_another_name() {
        for (source, expected) in [
            (
                "w = document.documentElement.clientWidth;",
                "w = document.documentElement.h2pRoot.clientWidth;",
            ),
            (
                "e.document.documentElement[\"client\"+a]",
                "e.document.documentElement.h2pRoot[\"client\"+a]",
            ),
            (
                "d.documentElement [ 'client' + n ]",
                "d.documentElement.h2pRoot [ 'client' + n ]",
            ),
        ] {
            let code = asked(source).unwrap();
            assert_eq!(code.replace(GUARD, ""), expected);
        }
        let strict = asked("'use strict';d.documentElement.clientHeight").unwrap();
        assert!(strict.starts_with("'use strict';\"h2pRoot\"in"), "{strict}");
    }

    #[test]
    fn other_questions_stay_as_they_are() {
        for source in [
            "d.documentElement.clientWidths",
            "d.documentElement.style.width; e.clientWidth",
            "'d.documentElement.clientWidth'",
            "d.documentElement[client]",
            "`${d.documentElement.clientWidth}`",
        ] {
            assert_eq!(asked(source), None, "{source}");
        }
    }
}
