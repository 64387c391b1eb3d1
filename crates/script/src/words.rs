//! Which identifiers and names of properties scripts use. Those in strings and comments
//! count as well: names are put together, and too many cost little.

use std::collections::HashSet;

use super::primitives;

pub type Words<'a> = HashSet<&'a str>;

/// The words that came last: a library has a million letters and few words, and to look
/// them all up in a set takes longer than to find them.
pub struct Recent<'a> {
    words: Vec<&'a str>,
}

impl Default for Recent<'_> {
    fn default() -> Self {
        Self {
            words: vec![""; Self::ROOM],
        }
    }
}

impl<'a> Recent<'a> {
    const ROOM: usize = 1024;

    /// Whether a word may be new. One that is not new may seem so.
    pub fn is_new(&mut self, word: &'a str) -> bool {
        let bytes = word.as_bytes();
        let [Some(first), Some(middle), Some(last)] =
            [bytes.first(), bytes.get(bytes.len() / 2), bytes.last()]
        else {
            return false;
        };
        let mark = [*first, *middle, *last]
            .iter()
            .fold(bytes.len(), |mark, byte| mark * 31 + usize::from(*byte));
        let place = &mut self.words[mark % Self::ROOM];
        let is_new = *place != word;
        *place = word;
        is_new
    }
}

/// What a script of another host may use, which is not seen: what libraries use most.
const UNSEEN: &str = "Promise Symbol Map Set WeakMap Object Array Number Date from of keys entries values assign \
    find findIndex includes fill startsWith endsWith repeat padStart trunc log10 log2 sign hypot isNaN isInteger \
    isFinite parseInt defineProperty bind getOwnPropertyDescriptors Reflect globalThis requestAnimationFrame \
    performance queueMicrotask CustomEvent Event MutationObserver ResizeObserver IntersectionObserver URL \
    localStorage matchMedia closest matches classList append remove before children Float32Array Uint8Array \
    toDataURL drawImage getImageData measureText setLineDash getBoundingClientRect getComputedStyle \
    toLocaleString x y";

/// The words of a script.
pub fn of_script<'a>(text: &'a str, words: &mut Words<'a>) {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$');
    let bytes = text.as_bytes();
    // A handler has few.
    const MANY: usize = 4096;
    let mut recent = (text.len() > MANY).then(Recent::default);
    let mut is_new = |word| recent.as_mut().is_none_or(|recent| recent.is_new(word));
    let mut at = 0;
    while at < bytes.len() {
        if !is_part(bytes[at]) {
            if bytes[at] == b'(' {
                words.extend(group(&bytes[at..]));
                words.extend(helper(&bytes[..at], &bytes[at..]));
            }
            at += 1;
            continue;
        }
        let start = at;
        while at < bytes.len() && is_part(bytes[at]) {
            at += 1;
        }
        if !bytes[start].is_ascii_digit() && is_new(&text[start..at]) {
            words.insert(&text[start..at]);
        }
        if &bytes[start..at] == primitives::WORD && primitives::is_defined(&bytes[at..]) {
            words.insert("toPrimitive=");
        }
        // It is called by another name.
        if &bytes[start..at] == b"Function" && bytes[..start].trim_ascii_end().ends_with(b"=") {
            words.insert("Function(");
        }
        let quoted = start > 0 && matches!(bytes[start - 1], b'"' | b'\'' | b'`');
        if quoted && is_literal(&bytes[start..at]) {
            words.insert("0b");
        }
        // A tag of a language, with the quote before it: variables have such names, too.
        let is_tag = (2..=3).contains(&(at - start)) && start > 0;
        if is_tag && matches!(bytes[start - 1], b'"' | b'\'' | b'`' | b'=') {
            let ends = bytes
                .get(at)
                .is_none_or(|byte| matches!(byte, b'"' | b'\'' | b'`' | b'-' | b'>' | b' '));
            if ends {
                words.insert(&text[start - 1..at]);
            }
        }
    }
}

/// What groups of regular expressions call for, by the words that the table has for them.
fn group(bytes: &[u8]) -> Option<&'static str> {
    match bytes.strip_prefix(b"(?<")?.first()? {
        b'=' | b'!' => Some("(?<=...)"),
        _ => Some("(?<name>"),
    }
}

/// What calls ask for by more than a name: an iterator for what only those of today can do,
/// as in `map.values().filter(`, or a list of what is no array.
fn helper(before: &[u8], after: &[u8]) -> Option<&'static str> {
    if before.ends_with(b"push.apply") {
        return Some("push.apply");
    }
    if before.ends_with(b"Array.apply") {
        return Some("Array.apply");
    }
    if before.ends_with(b"var") && after.starts_with(b"(--") || before.ends_with(b"color-mix") {
        return Some("var(--");
    }
    if before.ends_with(b"document.write") {
        return Some("document.write");
    }
    // As `import()` of a module is written.
    if before.ends_with(b"_import") {
        return Some("h2pImport");
    }
    if before.ends_with(b"createElement") {
        let tag = after[1..].trim_ascii_start().get(1..7);
        return tag
            .is_some_and(|tag| tag.eq_ignore_ascii_case(b"script"))
            .then_some("createElement('script')");
    }
    if let Some(before) = before.strip_suffix(b"Function") {
        return made_code(before, after).then_some("Function(");
    }
    const MADE: [&[u8]; 4] = [b".entries", b".keys", b".values", b".matchAll"];
    const ASKED: [&[u8]; 10] = [
        b"map(",
        b"filter(",
        b"flatMap(",
        b"forEach(",
        b"some(",
        b"every(",
        b"find(",
        b"reduce(",
        b"take(",
        b"drop(",
    ];
    let rest = after.strip_prefix(b"().")?;
    let is_made = MADE.iter().any(|name| before.ends_with(name));
    let is_asked = ASKED.iter().any(|name| rest.starts_with(name));
    // `Object.values(` has something in its brackets.
    (is_made && is_asked).then_some("values().map")
}

/// Whether `Function(` makes something of a text: it is a way to have the global object, in many libraries.
fn made_code(before: &[u8], after: &[u8]) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$');
    let begins = before.last().is_none_or(|byte| !is_part(*byte));
    let declared = before.trim_ascii_end().ends_with(b"function");
    let text = after[1..]
        .strip_prefix(b"\"")
        .or(after[1..].strip_prefix(b"'"));
    begins && !declared && !text.is_some_and(|text| text.starts_with(b"return this"))
}

/// Whether a text is a number in digits of two or eight, of which the engine's `Number` knows nothing.
fn is_literal(text: &[u8]) -> bool {
    let (most, digits) = match text {
        [b'0', b'b' | b'B', digits @ ..] => (b'1', digits),
        [b'0', b'o' | b'O', digits @ ..] => (b'7', digits),
        _ => return false,
    };
    !digits.is_empty() && digits.iter().all(|digit| (b'0'..=most).contains(digit))
}

/// The words of scripts in a document: of elements, handlers and addresses. Words of
/// its text are none.
pub fn of_html<'a>(html: &'a str, words: &mut Words<'a>) {
    let bytes = html.as_bytes();
    let mut at = 0;
    for open in memchr::memchr_iter(b'<', bytes) {
        if open < at {
            continue;
        }
        let tag = tag(&html[open..]);
        at = open + tag.len();
        if begins(tag, "<script") {
            if tag.contains("src") && tag.contains("//") {
                words.extend(UNSEEN.split_ascii_whitespace());
            }
            let content = &html[at..];
            let end = memchr::memmem::find_iter(content.as_bytes(), b"</");
            let end = end
                .into_iter()
                .find(|end| begins(&content[*end..], "</script"));
            let content = &content[..end.unwrap_or(content.len())];
            of_script(content, words);
            at += content.len();
        }
        // What scripts do with it may have any name.
        if begins(tag, "<template") {
            words.insert("template");
        }
        if begins(tag, "<dialog") {
            words.insert("dialog");
        }
        if runs(tag) || begins(tag, "<html") {
            of_script(tag, words);
        }
    }
}

/// A tag from its beginning, with its attributes.
fn tag(html: &str) -> &str {
    let mut quote = None;
    let end = html.bytes().position(|byte| {
        match quote {
            Some(open) if open == byte => quote = None,
            None if matches!(byte, b'"' | b'\'') => quote = Some(byte),
            None => return byte == b'>',
            Some(_) => {}
        }
        false
    });
    // An apostrophe in a text looks like a quote.
    end.map_or(&html[..1], |end| &html[..=end])
}

fn begins(text: &str, start: &str) -> bool {
    let head = text.as_bytes().get(..start.len());
    head.is_some_and(|head| head.eq_ignore_ascii_case(start.as_bytes()))
}

/// Whether a tag may have a handler, an address that is a script, or a document of its own.
fn runs(tag: &str) -> bool {
    let bytes = tag.as_bytes();
    let handler = bytes.windows(4).any(|four| {
        (four[0].is_ascii_whitespace() || matches!(four[0], b'"' | b'\'' | b'/'))
            && four[1..3].eq_ignore_ascii_case(b"on")
            && four[3].is_ascii_alphabetic()
    });
    handler
        || ["javascript", "srcdoc"].iter().any(|mark| {
            let mark = mark.as_bytes();
            bytes
                .windows(mark.len())
                .any(|part| part.eq_ignore_ascii_case(mark))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words_of(html: &str) -> Vec<&str> {
        let mut words = Words::new();
        of_html(html, &mut words);
        let mut words: Vec<_> = words.into_iter().collect();
        words.sort_unstable();
        words
    }

    #[test]
    fn words_are_those_of_scripts_and_not_of_text() {
        assert_eq!(
            words_of("<p title='Map'>Map <SCRIPT>new Set(a1,2b)</script>Promise <b>it's"),
            ["Set", "a1", "new"]
        );
        assert_eq!(
            words_of("<p onclick='find()'>a</p><script src=a.js></script>"),
            ["find", "onclick", "p"]
        );
        assert_eq!(words_of("<p>a < b > c <script>at"), ["at"]);
        assert_eq!(words_of("<template id=row><p>a</template>"), ["template"]);
        assert!(words_of("<script src='https://a.test/b.js'></script>").contains(&"Promise"));
        assert!(words_of("<script>m.values().map(f)").contains(&"values().map"));
        assert!(!words_of("<script>values(m).map(f)").contains(&"values().map"));
        assert!(words_of("<script>Number('0b11')").contains(&"0b"));
        assert!(words_of("<script>f(new Function(a))").contains(&"Function("));
        assert!(words_of("<script>const F = Function; new F(a)").contains(&"Function("));
        assert!(!words_of("<script>Function('return this')()").contains(&"Function("));
        assert!(!words_of("<script>function Function(a){} isFunction(b)").contains(&"Function("));
        assert!(!words_of("<script>f('0b3f')").contains(&"0b"));
    }
}
