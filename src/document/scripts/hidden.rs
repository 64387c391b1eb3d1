//! Scripts where nobody looks for them: in texts that browsers divide otherwise into tags,
//! and in addresses.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

/// Whether a script could be hidden in a text, even where its tags show none: a
/// browser divides some texts differently into tags, such as `<svg><style>` or
/// `<select><title>`. So this looks at the letters alone, wherever they stand,
/// and takes some harmless ones for a script.
pub fn may_hide_script(html: &str) -> bool {
    let (mut equivalent, mut refresh) = (false, false);
    // Overlapping, for what stands in `onion=` too.
    SIGNS
        .find_overlapping_iter(html)
        .any(|found| match found.pattern().as_usize() {
            HANDLER => is_handler(html, found.start()),
            EQUIVALENT => {
                equivalent = true;
                refresh
            }
            REFRESH => {
                refresh = true;
                equivalent
            }
            _ => true,
        })
}

/// What is looked for in one pass, in any case of its letters: a text of megabytes is
/// looked at within the time that its reading has.
static SIGNS: LazyLock<AhoCorasick> = LazyLock::new(|| {
    let tags = [
        "on",
        "http-equiv",
        "refresh",
        "<script",
        "<iframe",
        "<frame",
        "<object",
        "<embed",
        "<applet",
        "<set",
        "<animate",
    ];
    let signs = AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .build(tags);
    signs.expect("a few short words")
});
const HANDLER: usize = 0;
const EQUIVALENT: usize = 1;
const REFRESH: usize = 2;

/// Whether a name that starts here may be that of an attribute with a handler.
fn is_handler(html: &str, at: usize) -> bool {
    // It stands after white space, a slash or the quote of another one.
    let before = html[..at].bytes().next_back();
    // No event has a name that long.
    let mut name = html.as_bytes()[at..].iter().take(64);
    let name_end = name.position(|byte| !byte.is_ascii_alphanumeric());
    let after = name_end.map_or("", |end| html[at + end..].trim_start());
    before.is_some_and(|byte| byte <= b' ' || matches!(byte, b'/' | b'"' | b'\'' | b'='))
        && after.starts_with('=')
}

/// Whether an attribute's value starts like `javascript:`, as a browser reads
/// it: control characters and white space do not count.
pub fn is_script_address(value: &[u8]) -> bool {
    let start = value
        .iter()
        .filter(|byte| **byte > b' ')
        .take(11)
        .map(u8::to_ascii_lowercase);
    start.eq(*b"javascript:")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the engine ran, of headers that were seen to have no scripts.
    #[test]
    fn no_script_hides_where_browsers_see_other_tags() {
        for html in [
            "<svg><style><img src=x onerror='f()'></style></svg>",
            "<svg><title><SCRIPT>f()</SCRIPT></title></svg>",
            "<math><style><img src=x onerror\n=f()></style></math>",
            "<select><style><script>f()</script></style></select>",
            "<select><plaintext><script>f()</script>",
            "<noframes><a title='</noframes><script>f()</script>'></noframes>",
            "<svg><![CDATA[><a title=']]><script>f()</script>'>",
            "<svg><title><b title='x'onclick=f()></title></svg>",
            "<select><title><meta http-equiv=refresh content=0></title></select>",
        ] {
            assert!(may_hide_script(html), "{html}");
        }
        for html in [
            "<style>.on{a:b}.only>b{c:d}</style><b class='pageNumber'>on time = now</b>",
            "<a href='x?one=1&once=2'>x</a><img src=logo.png><title>1 < 2</title>",
            "<style><!-- a{} --></style>no = on",
        ] {
            assert!(!may_hide_script(html), "{html}");
        }
        assert!(!may_hide_script(&"onn".repeat(1 << 20)));
    }
}
