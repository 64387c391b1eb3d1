//! What the fork server prints before anything else: a page that touches what
//! real ones touch.
//!
//! Fonts count most: a child finds them open, and knows which characters they
//! have. A letter of each is enough, and better than many: all that the page
//! leaves in memory is copied where a child writes beside it.
//!
//! Then, in the second fork server, the layout helper, which is read here once (`preload/helper.c`). It lays
//! this page out as it would any other: a function of it that runs here need not be made into code again.

use std::sync::LazyLock;

use crate::document::lower::for_any_page;

/// The families of the bundle that documents ask for, or end up with.
const FAMILIES: [&str; 5] = [
    "Liberation Sans",
    "Liberation Serif",
    "Liberation Mono",
    "NanumGothic",
    "NanumMyeongjo",
];

/// What the library in the engine knows by that the helper is there. It is a script of its own, which
/// the helper's adds once it has laid out the page: of one that fails nothing is known.
const OURS: &str = "/*helper*/";

/// What needs no helper, and has of all that is asked about before that is known.
const PLAIN: &str = include_str!("plain.html");

/// Boxes that the helper lays out, and what it is told of them.
const BOXES: &str = include_str!("boxes.html");
const RULES: &str = include_str!("rules.json");

/// By which the script of the rehearsal is told from those of pages (`preload/helper.c`).
pub const REHEARSED_WORD: &str = "/*rehearsal*/";

/// Lays out the page of the rehearsal as the helper does any page.
pub static REHEARSED_SCRIPT: LazyLock<String> = LazyLock::new(|| {
    format!(
        "{REHEARSED_WORD}(function(window){{var document=window.document;\
         h2pHelper(window,document,'',false).run({RULES},700,250,12,0,{{first:250,fills:true,at:-1}})}})(this)"
    )
});

/// A page such as others are, once there is the helper: its first child prints it, and shows what children write to.
pub fn rehearsal() -> String {
    format!(
        "<!DOCTYPE html><meta charset=\"utf-8\"><title>rehearsal</title>{PLAIN}{BOXES}{}",
        letters()
    )
}

fn letters() -> String {
    FAMILIES
        .iter()
        .map(|family| format!("<p style=\"font-family:'{family}'\">A1 가<b>A1 가</b></p>"))
        .collect()
}

pub fn html(with_helper: bool) -> String {
    let letters = letters();
    // The picture is a single dot.
    format!(
        "<!DOCTYPE html><meta charset=\"utf-8\"><title>warm</title>\
         <style>table{{border-collapse:collapse}}td{{border:1px solid #ccc;padding:4px}}</style>\
         <table><thead><tr><th>항목<th>Amount</thead><tr><td>✓ →<td style=\"text-align:right\">1,000</table>\
         <img src=\"data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==\">\
         {letters}{}",
        if with_helper { helper() } else { String::new() }
    )
}

/// The helper, and a page that it lays out. Whether it is needed is asked before there is anything that
/// needs it: the first that does would be the last that is looked at.
fn helper() -> String {
    format!(
        "{PLAIN}<script>{}h2pNeeded(window,document)(700,0,true)</script>{BOXES}<script>\
         (function(){{var helper=h2pHelper(window,document,'',false),taken=helper.takeBack();\
         var error=helper.run({RULES},700,250,12,0,{{first:250,fills:true,at:-1}}).error,done=document.createElement('script');\
         helper.giveBack(taken);done.text='{OURS}';if(!error)document.body.appendChild(done)}})()</script>",
        for_any_page()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where it stood before the helper, one that throws would be taken for one that is there.
    #[test]
    fn the_helper_is_told_of_when_it_has_done_its_work() {
        let html = html(true);
        let places: Vec<_> = html.match_indices(OURS).map(|(at, _)| at).collect();
        let run = html.find("helper.run(").unwrap();
        assert!(matches!(places[..], [at] if at > run), "{places:?}");
        assert!(!super::html(false).contains(OURS));
    }

    /// Nothing behind the first that needs the helper would be looked at.
    #[test]
    fn whether_the_helper_is_needed_is_asked_of_what_needs_none() {
        let html = html(true);
        let at = |text: &str| html.find(text).unwrap();
        let asked = at("h2pNeeded(window,document)(700,0,true)");
        assert!(at(PLAIN) < asked && asked < at(BOXES));
    }
}
