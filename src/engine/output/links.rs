//! What the engine does wrong with links.
//!
//! It copies every link into the PDF as the document has it, also those that lead
//! to a script, to a file of the reader's machine, or to a page that they carry
//! themselves. Viewers may run the script or open the file, so they are taken out.
//! And it encodes every percent sign of an address, also where that begins an
//! escape: `%2F` becomes `%252F`, and leads elsewhere. That is undone.
//!
//! Works on the PDF as the engine writes it, where actions are plain text, and
//! moves no byte: an action becomes blanks, which leaves a link to nowhere. Streams
//! are passed over: a picture may hold any text, which is no link. Files that
//! callers put to a PDF are not looked at: they are theirs.

use std::ops::Range;

use memchr::memmem;
use percent_encoding::percent_decode;

use super::pdf;

/// How the engine begins the action of every link that leads out of the document.
const ACTION: &[u8] = b"/A <<\n/Type /Action\n/S /URI\n/URI (";
const END_OF_ACTION: &[u8] = b"\n>>";

const REFUSED: [&str; 4] = ["javascript", "vbscript", "data", "file"];
/// What may stand before another scheme.
const WRAPPERS: [&str; 4] = ["view-source", "feed", "jar", "blob"];

/// At most this many addresses are listed in warnings.
const MOST_TOLD: usize = 100;
/// At most this many bytes of an address are read. The rest is neither judged nor
/// shown in a warning.
const READ_OF_ADDRESS: usize = 8 << 10;

/// Takes harmful links out of a PDF, and mends the addresses of the others. Tells
/// the addresses of those that were taken out, each once, and which places have
/// changed.
pub fn mend(pdf: &mut [u8]) -> (Vec<String>, Vec<Range<usize>>) {
    let mut taken: Vec<String> = Vec::new();
    let mut places = Vec::new();
    for action in actions(pdf) {
        if is_refused(&action.address) {
            let address = String::from_utf8_lossy(&action.address).into_owned();
            if taken.len() < MOST_TOLD && !taken.contains(&address) {
                taken.push(address);
            }
            pdf[action.place.clone()].fill(b' ');
            places.push(action.place);
        } else if let Some(mended) = mended(&pdf[action.string.clone()]) {
            let (text, rest) = pdf[action.string.clone()].split_at_mut(mended.len());
            text.copy_from_slice(&mended);
            rest.fill(b' ');
            places.push(action.string);
        }
    }
    (taken, places)
}

/// An action as it stands in a PDF.
struct Action {
    place: Range<usize>,
    /// Its address as it is written, from behind the opening bracket to the closing
    /// one.
    string: Range<usize>,
    /// What that says, as far as it is read.
    address: Vec<u8>,
}

fn actions(pdf: &[u8]) -> Vec<Action> {
    let action = memmem::Finder::new(ACTION);
    let mut found = Vec::new();
    let objects = pdf::objects(pdf).into_iter();
    for object in objects.filter(|object| !object.is_stream) {
        let Range { mut start, end } = object.place;
        // No byte is read twice: an object may be long, and full of beginnings.
        while let Some(before) = action.find(&pdf[start..end]) {
            let at = start + before;
            let text = at + ACTION.len();
            let Some((address, length)) = string(&pdf[text..end]) else {
                break;
            };
            start = text + length;
            if pdf[start..end].starts_with(END_OF_ACTION) {
                found.push(Action {
                    place: at..start + END_OF_ACTION.len(),
                    string: text..start,
                    address,
                });
            }
        }
    }
    found
}

/// A string as the document meant it, or `None` where it is so already: each
/// percent sign encoded once, and its scheme in the letters that schemes have.
fn mended(string: &[u8]) -> Option<Vec<u8>> {
    const ENCODED: &[u8] = b"%25";
    let letter = |byte: &u8| byte.is_ascii_alphanumeric() || b"+-.".contains(byte);
    let end = string.iter().position(|byte| !letter(byte)).unwrap_or(0);
    let scheme = if string.get(end) == Some(&b':') {
        end
    } else {
        0
    };
    let mut mended = string[..scheme].to_ascii_lowercase();
    let mut rest = &string[scheme..];
    while let Some(at) = memmem::find(rest, ENCODED) {
        mended.extend_from_slice(&rest[..at]);
        mended.push(b'%');
        rest = &rest[at + ENCODED.len()..];
    }
    mended.extend_from_slice(rest);
    (mended != string).then_some(mended)
}

/// A string behind its opening bracket: what it says, as far as it is read, and its
/// length with the closing one.
fn string(bytes: &[u8]) -> Option<(Vec<u8>, usize)> {
    let mut text = Vec::new();
    let mut say = |byte: u8| {
        if text.len() < READ_OF_ADDRESS {
            text.push(byte);
        }
    };
    let mut depth = 0;
    let mut at = 0;
    loop {
        match *bytes.get(at)? {
            b'\\' => {
                at += 1;
                let digits = bytes[at.min(bytes.len())..].iter().take(3);
                let octal: Vec<u8> = digits
                    .take_while(|byte| matches!(byte, b'0'..=b'7'))
                    .map(|byte| byte - b'0')
                    .collect();
                match *bytes.get(at)? {
                    b'0'..=b'7' => {
                        let code = octal
                            .iter()
                            .fold(0, |code, digit| code * 8 + u32::from(*digit));
                        say((code & 0xff) as u8);
                        at += octal.len() - 1;
                    }
                    b'n' => say(b'\n'),
                    b'r' => say(b'\r'),
                    b't' => say(b'\t'),
                    b'b' => say(8),
                    b'f' => say(12),
                    // A line that goes on.
                    b'\n' => {}
                    b'\r' => at += usize::from(bytes.get(at + 1) == Some(&b'\n')),
                    other => say(other),
                }
            }
            b'(' => {
                depth += 1;
                say(b'(');
            }
            b')' if depth == 0 => return Some((text, at + 1)),
            b')' => {
                depth -= 1;
                say(b')');
            }
            byte => say(byte),
        }
        at += 1;
    }
}

/// Whether an address has such a scheme for the most generous of viewers: one
/// that undoes percent signs, however often, and skips what is no letter.
fn is_refused(address: &[u8]) -> bool {
    /// A scheme is short, but what is skipped may be encoded and long.
    const LOOKED_AT: usize = 4096;
    const TIMES_ENCODED: usize = 4;
    let mut plain = address[..address.len().min(LOOKED_AT)].to_vec();
    for _ in 0..=TIMES_ENCODED {
        if has_refused_scheme(&plain) {
            return true;
        }
        let decoded: Vec<u8> = percent_decode(&plain).collect();
        if decoded == plain {
            break;
        }
        plain = decoded;
    }
    false
}

fn has_refused_scheme(address: &[u8]) -> bool {
    // After the first of these stands no scheme any more.
    let end = memchr::memchr3(b'/', b'?', b'#', address).unwrap_or(address.len());
    let letters = |part: &[u8]| -> String {
        let letters = part
            .iter()
            .filter(|byte| byte.is_ascii_alphanumeric() || **byte == b'-');
        letters
            .map(|byte| byte.to_ascii_lowercase() as char)
            .collect()
    };
    let mut parts = address[..end].split(|byte| *byte == b':').peekable();
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return false;
        }
        let scheme = letters(part);
        if REFUSED.contains(&scheme.as_str()) {
            return true;
        }
        if !WRAPPERS.contains(&scheme.as_str()) {
            return false;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::pdf::{of_objects, picture};
    use super::*;

    fn link(address: &str) -> Vec<u8> {
        format!(
            "<<\n/Type /Annot\n/Subtype /Link\n/A <<\n/Type /Action\n/S /URI\n/URI ({address})\n>>\n>>"
        )
        .into_bytes()
    }

    fn pdf(addresses: &[&str]) -> Vec<u8> {
        let links: Vec<_> = addresses.iter().map(|address| link(address)).collect();
        of_objects(&links.iter().map(Vec::as_slice).collect::<Vec<_>>())
    }

    fn is_taken_out(address: &str) -> bool {
        let mut bytes = pdf(&[address]);
        let before = bytes.clone();
        let taken = !mend(&mut bytes).0.is_empty();
        assert_eq!(bytes.len(), before.len());
        assert_eq!(bytes != before, taken, "{address:?}");
        taken
    }

    #[test]
    fn these_are_taken_out_however_they_are_written() {
        for address in [
            r"javascript:alert\(1\)",
            "JavaScript:x",
            "%20%01vbscript:x",
            " \tjavascript:x",
            "JAVA%0ASCRIPT:x",
            r"java\163cript:x",
            "java\\\nscript:x",
            "java%2573cript:x",
            "javascript%3Ax",
            "%C2%ADjavascript:x",
            "%EF%BB%BFfile:///etc/passwd",
            "data:text/html,%3Cscript%3E",
            "file:///etc/passwd",
            "file:",
            "view-source:javascript:x",
            "jar:file:///x!/y",
            "feed:view-source:data:,x",
            // Unbalanced brackets are not the engine's, but end somewhere.
            "javascript:(a(b))",
        ] {
            assert!(is_taken_out(address), "{address:?}");
        }
    }

    #[test]
    fn others_stay() {
        for address in [
            "https://a.example/javascript:x",
            "https://a.example/?javascript:x#file:",
            "http://data:secret@a.example/",
            "mailto:file@a.example",
            "tel:+8221234567",
            "data.html",
            "docs/file:x",
            "?file:x",
            "#javascript:x",
            "javascripts:x",
            "kakaotalk:data",
            "feed:https://a.example/",
            "",
            "%",
        ] {
            assert!(!is_taken_out(address), "{address:?}");
        }
    }

    #[test]
    fn what_is_left_is_a_link_to_nowhere() {
        let mut bytes = pdf(&[r"javascript:alert\(1\)"]);
        assert_eq!(mend(&mut bytes).0, ["javascript:alert(1)"]);
        let text = String::from_utf8(bytes).unwrap();
        let words: Vec<_> = text.split_whitespace().collect();
        let left = "%PDF-1.4 1 0 obj << /Type /Annot /Subtype /Link >> endobj xref";
        assert!(words.join(" ").starts_with(left), "{text}");
    }

    #[test]
    fn an_address_is_told_once() {
        let mut bytes = pdf(&["file:a", "file:a", "file:b"]);
        assert_eq!(mend(&mut bytes).0, ["file:a", "file:b"]);
        let many: Vec<_> = (0..300).map(|n| format!("file:{n}")).collect();
        let mut many = pdf(&many.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(mend(&mut many).0.len(), MOST_TOLD);
        assert!(memmem::find(&many, b"URI").is_none());
    }

    #[test]
    fn what_was_encoded_twice_is_encoded_once() {
        for (written, meant) in [
            (
                "https://a.example/%25EA%25B0%2580?x=%252F",
                "https://a.example/%EA%B0%80?x=%2F",
            ),
            ("https://a.example/100%2525", "https://a.example/100%25"),
            (
                r"HTTPS://a.example/%20\(x%2529\)",
                r"https://a.example/%20\(x%29\)",
            ),
            ("docs/A%252fb.pdf", "docs/A%2fb.pdf"),
        ] {
            let mut bytes = pdf(&[written, "file:a"]);
            let before = bytes.clone();
            let (taken, places) = mend(&mut bytes);
            assert_eq!((taken.len(), places.len()), (1, 2));
            assert_eq!(bytes.len(), before.len());
            let text = String::from_utf8_lossy(&bytes);
            assert!(
                text.contains(&format!("/URI ({meant}) ")) || written.len() == meant.len(),
                "{text}"
            );
            let changed = (0..bytes.len()).filter(|at| bytes[*at] != before[*at]);
            assert!(
                changed
                    .into_iter()
                    .all(|at| places.iter().any(|place| place.contains(&at)))
            );
            // A second time there is nothing to do.
            let once = bytes.clone();
            if !meant.contains("%25") {
                assert!(mend(&mut bytes).1.is_empty());
                assert_eq!(bytes, once);
            }
        }
    }

    #[test]
    fn a_long_address_goes_whole() {
        let mut bytes = pdf(&[&format!("data:,{}", r"\(".repeat(1 << 20)), "file:a"]);
        let taken = mend(&mut bytes).0;
        assert_eq!(taken.len(), 2);
        assert_eq!(taken[0].len(), READ_OF_ADDRESS);
        assert_eq!(memchr::memchr(b'(', &bytes), None);
    }

    #[test]
    fn a_picture_has_no_links() {
        let bad = link("file:a");
        let mut bytes = of_objects(&[&picture(&bad), &bad, &picture(&bad)]);
        assert_eq!(mend(&mut bytes).0, ["file:a"]);
        assert_eq!(memmem::find_iter(&bytes, ACTION).count(), 2);
        // Without its table, which the engine writes last, it is no PDF.
        let mut torn = bytes[..bytes.len() / 2].to_vec();
        assert!(mend(&mut torn).0.is_empty());
    }

    /// Read from each beginning to the end, these would take minutes.
    #[test]
    fn beginnings_without_end_cost_nothing() {
        let beginnings = ACTION.repeat((4 << 20) / ACTION.len());
        for hostile in [picture(&beginnings), beginnings] {
            let mut bytes = of_objects(&[&hostile, &link("file:a"), &hostile]);
            let before = bytes.clone();
            assert_eq!(mend(&mut bytes).0, ["file:a"]);
            let changed = bytes.iter().zip(&before).filter(|(new, old)| new != old);
            assert!(changed.count() < link("file:a").len());
        }
    }
}
