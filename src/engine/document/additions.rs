//! What a request adds to a document: style sheets and scripts. All of it goes
//! behind the document's end, so that its lines keep their numbers.

use crate::job::Document;
use crate::job::options::{Awaited, Scripts};

/// What `window.status` is set to when the awaited element is there.
pub const FOUND: &str = "html2pdf-found";

/// The address of links that tell where something came to stand. Such a name
/// never resolves.
pub const MARKER: &str = "http://html2pdf.invalid/";

/// The document with what the request adds to it.
pub fn add(document: &Document) -> String {
    let added = &document.options.added;
    let mut html = document.html.clone();
    if let Some(css) = &added.css {
        html += &format!("<style>{}</style>", never_ending(css, "style"));
    }
    if let Some(js) = &added.js {
        html += &format!("<script>{}</script>", never_ending(js, "script"));
    }
    if let Some(selector) = awaited_selector(&document.options.scripts) {
        // Its timers stop with it; the page cannot see it but by its status.
        let selector = serde_json::Value::from(selector).to_string();
        let script = format!(
            "(function look(){{var there;try{{there=document.querySelector({selector})}}catch(e){{}}\
             if(there)window.status='{FOUND}';else setTimeout(look,10)}})()"
        );
        html += &format!("<script>{}</script>", never_ending(&script, "script"));
    }
    html
}

fn awaited_selector(scripts: &Scripts) -> Option<&str> {
    match scripts {
        Scripts::On(readiness) => match &readiness.awaited {
            Some(Awaited::Selector(selector)) => Some(selector),
            _ => None,
        },
        Scripts::Off => None,
    }
}

/// A text that does not end the element it is put into.
fn never_ending(text: &str, element: &str) -> String {
    let end = format!("</{element}");
    let lower = text.to_ascii_lowercase();
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for (at, _) in lower.match_indices(&end) {
        out += &text[from..at];
        out += "<\\/";
        from = at + 2;
    }
    out + &text[from..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_added_stays_in_its_element() {
        assert_eq!(
            never_ending("a</SCRIPT>b</script", "script"),
            "a<\\/SCRIPT>b<\\/script"
        );
        assert_eq!(never_ending("한</style>", "style"), "한<\\/style>");
        assert_eq!(never_ending("a</b>", "style"), "a</b>");
    }
}
