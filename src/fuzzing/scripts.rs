//! What must hold of scripts of strangers, whatever their bytes are.

use std::thread;

use script::{Kind, is_newer, lower};

/// Each kind of script: what is lowered has as many lines, can be read once more, and
/// what the quick look leaves alone needs nothing.
pub fn scripts(data: &[u8]) {
    let text = String::from_utf8_lossy(data).into_owned();
    // Deep nesting ends a worker, which is no fault; it should not end this.
    const STACK: usize = 256 << 20;
    let check = move || {
        for kind in [Kind::Script, Kind::Module, Kind::Handler] {
            check(&text, kind, false);
            check(&text, kind, true);
        }
    };
    let thread = thread::Builder::new().stack_size(STACK).spawn(check);
    let ended = thread.expect("a thread starts").join();
    ended.expect("lowering never panics");
}

fn check(source: &str, kind: Kind, proxies: bool) {
    let newer = is_newer(source);
    let Ok(lowered) = lower(source, kind, proxies) else {
        return;
    };
    let Some(code) = lowered.code else {
        return;
    };
    let lines = |text: &str| text.matches('\n').count();
    assert_eq!(lines(&code), lines(source), "{code}");
    if kind == Kind::Module {
        return;
    }
    // A `yield` in the computed name of a class's method is one that swc leaves.
    if !(source.contains("yield") && source.contains("class")) {
        let again = lower(&code, kind, false);
        assert!(again.is_ok(), "{again:?}: {code}");
    }
    // These the quick look does not look for.
    let rare = ["use strict", "__proto__", ",", "\\", "'"];
    assert!(
        proxies || newer || rare.iter().any(|sign| source.contains(sign)),
        "it was taken for ES5: {source}"
    );
}
