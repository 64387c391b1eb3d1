//! Links that lead to a script, to a file of the reader's machine, or to a page
//! that they carry themselves. The engine copies every link into the PDF as the
//! document has it; what a viewer does with these is nobody's wish.
//!
//! Works on the PDF as the engine writes it, where actions are plain text, and
//! moves no byte: an action becomes blanks, which leaves a link to nowhere. Files
//! that callers put to a PDF are not looked at: they are theirs.

use std::ops::Range;

use memchr::memmem;
use percent_encoding::percent_decode;

/// How the engine begins the action of every link that leads out of the document.
const ACTION: &[u8] = b"/A <<\n/Type /Action\n/S /URI\n/URI (";
const END_OF_ACTION: &[u8] = b"\n>>";

const REFUSED: [&str; 4] = ["javascript", "vbscript", "data", "file"];
/// What may stand before another scheme.
const WRAPPERS: [&str; 4] = ["view-source", "feed", "jar", "blob"];

/// So many addresses are told. Thousands are not read by anybody.
const MOST_TOLD: usize = 100;

/// Takes such links out of a PDF, and tells their addresses, each once.
pub fn take_out(pdf: &mut [u8]) -> Vec<String> {
    let mut taken: Vec<String> = Vec::new();
    for (action, address) in refused(pdf) {
        let address = String::from_utf8_lossy(&address).into_owned();
        if taken.len() < MOST_TOLD && !taken.contains(&address) {
            taken.push(address);
        }
        pdf[action].fill(b' ');
    }
    taken
}

/// Where their actions stand, and what their addresses are.
fn refused(pdf: &[u8]) -> Vec<(Range<usize>, Vec<u8>)> {
    let mut found = Vec::new();
    for start in memmem::find_iter(pdf, ACTION) {
        let text = start + ACTION.len();
        let Some((address, length)) = string(&pdf[text..]) else {
            continue;
        };
        let end = text + length;
        if pdf[end..].starts_with(END_OF_ACTION) && is_refused(&address) {
            found.push((start..end + END_OF_ACTION.len(), address));
        }
    }
    found
}

/// A string behind its opening bracket: what it says, and its length with the
/// closing one.
fn string(bytes: &[u8]) -> Option<(Vec<u8>, usize)> {
    let mut text = Vec::new();
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
                        text.push((code & 0xff) as u8);
                        at += octal.len() - 1;
                    }
                    b'n' => text.push(b'\n'),
                    b'r' => text.push(b'\r'),
                    b't' => text.push(b'\t'),
                    b'b' => text.push(8),
                    b'f' => text.push(12),
                    // A line that goes on.
                    b'\n' => {}
                    b'\r' => at += usize::from(bytes.get(at + 1) == Some(&b'\n')),
                    other => text.push(other),
                }
            }
            b'(' => {
                depth += 1;
                text.push(b'(');
            }
            b')' if depth == 0 => return Some((text, at + 1)),
            b')' => {
                depth -= 1;
                text.push(b')');
            }
            byte => text.push(byte),
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
    use super::*;

    fn pdf(address: &str) -> Vec<u8> {
        format!(
            "12 0 obj\n<<\n/Type /Annot\n/Subtype /Link\n/A <<\n/Type /Action\n/S /URI\n/URI ({address})\n>>\n>>\nendobj\n"
        )
        .into_bytes()
    }

    fn is_taken_out(address: &str) -> bool {
        let mut bytes = pdf(address);
        let before = bytes.clone();
        let taken = !take_out(&mut bytes).is_empty();
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
        let mut bytes = pdf(r"javascript:alert\(1\)");
        assert_eq!(take_out(&mut bytes), ["javascript:alert(1)"]);
        let text = String::from_utf8(bytes).unwrap();
        let words: Vec<_> = text.split_whitespace().collect();
        assert_eq!(
            words.join(" "),
            "12 0 obj << /Type /Annot /Subtype /Link >> endobj"
        );
    }

    #[test]
    fn an_address_is_told_once() {
        let mut bytes = [pdf("file:a"), pdf("file:a"), pdf("file:b")].concat();
        assert_eq!(take_out(&mut bytes), ["file:a", "file:b"]);
        let mut many: Vec<u8> = (0..300).flat_map(|n| pdf(&format!("file:{n}"))).collect();
        assert_eq!(take_out(&mut many).len(), MOST_TOLD);
        assert!(memmem::find(&many, b"URI").is_none());
    }
}
