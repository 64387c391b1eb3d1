//! Elements of drawings that their own tag ends, `<script .../>`: everywhere else in HTML that tag begins
//! a script that goes on to the next `</script>`. They are given an end tag, so that nothing that reads
//! tokens needs to know where it is.

use std::borrow::Cow;

use super::with_documents;
use crate::document::edits::{Edit, apply};
use crate::job::Job;

/// Whose text is no markup.
const RAW: [&[u8]; 3] = [b"script", b"style", b"title"];

/// The job with such elements ended.
pub fn end_shut_elements(job: &Job) -> Cow<'_, Job> {
    with_documents(Cow::Borrowed(job), ended)
}

fn ended(html: &str) -> Option<String> {
    let mut edits = Vec::new();
    let _ends_early = find(html.as_bytes(), &mut edits);
    (!edits.is_empty()).then(|| apply(html, edits))
}

/// Finds them, as long as what is begun is ended.
fn find(bytes: &[u8], edits: &mut Vec<Edit>) -> Option<()> {
    memchr::memmem::find(bytes, b"<svg")?;
    let mut at = 0;
    let mut drawings = 0_usize;
    while let Some(found) = memchr::memchr(b'<', &bytes[at..]) {
        let start = at + found;
        let rest = &bytes[start + 1..];
        at = start + 1;
        if rest.starts_with(b"!--") {
            at = behind(bytes, at, b"-->")?;
        } else if begins(rest, b"/svg") {
            drawings = drawings.saturating_sub(1);
        } else if begins(rest, b"svg") {
            let (end, is_shut) = tag_end(bytes, at + 3)?;
            at = end;
            drawings += usize::from(!is_shut);
        } else if let Some(name) = RAW.into_iter().find(|name| begins(rest, name)) {
            let (end, is_shut) = tag_end(bytes, at + name.len())?;
            at = end;
            if is_shut && drawings > 0 {
                let name = String::from_utf8_lossy(name);
                edits.push((end - 2..end, format!("></{name}>")));
            } else {
                at = behind(bytes, at, b"</")?;
                while !begins(&bytes[at..], name) {
                    at = behind(bytes, at, b"</")?;
                }
            }
        }
    }
    Some(())
}

/// Whether a tag of this name begins there.
fn begins(text: &[u8], name: &[u8]) -> bool {
    let ends = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>');
    text.len() > name.len()
        && text[..name.len()].eq_ignore_ascii_case(name)
        && ends(&text[name.len()])
}

/// Where a tag ends whose name ends at `at`, and whether it shuts itself: the stroke of
/// `src=a/` belongs to the address.
fn tag_end(bytes: &[u8], mut at: usize) -> Option<(usize, bool)> {
    let mut before = b' ';
    loop {
        match bytes.get(at)? {
            b'>' => return Some((at + 1, false)),
            b'/' if bytes.get(at + 1) == Some(&b'>')
                && (before.is_ascii_whitespace() || matches!(before, b'"' | b'\'')) =>
            {
                return Some((at + 2, true));
            }
            quote @ (b'"' | b'\'') if before == b'=' => {
                at += 1 + memchr::memchr(*quote, &bytes[at + 1..])?;
                before = *quote;
            }
            byte => before = *byte,
        }
        at += 1;
    }
}

fn behind(bytes: &[u8], at: usize, end: &[u8]) -> Option<usize> {
    Some(at + memchr::memmem::find(&bytes[at..], end)? + end.len())
}

#[cfg(test)]
mod tests {
    use super::ended;

    #[test]
    fn what_shuts_itself_in_a_drawing_is_ended() {
        for (html, expected) in [
            (
                "<svg><script href='x.js'/><style/><g></svg><p>",
                Some("<svg><script href='x.js'></script><style></style><g></svg><p>"),
            ),
            (
                "<svg><svg/><title/></svg>",
                Some("<svg><svg/><title></title></svg>"),
            ),
            ("<svg></svg><script src=a.js /><p>", None),
            ("<svg><script href=a/></script></svg>", None),
            ("<svg><script>'<script />'</script></svg>", None),
            ("<!-- <svg> --><script />", None),
            ("<svg><script a='", None),
            ("<svg/><style/>", None),
            ("<svg><scripts/></svg>", None),
            (
                "<svg><style/><script>",
                Some("<svg><style></style><script>"),
            ),
        ] {
            assert_eq!(ended(html).as_deref(), expected, "{html}");
        }
    }
}
