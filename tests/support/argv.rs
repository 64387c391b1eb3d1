//! The engine's argument list as a strict reader takes it apart: flags that we
//! know, each with what may follow it, and places of our own. A caller's text has
//! a place in it only directly behind a flag that takes one.

use std::path::Path;

/// What follows a flag.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Takes {
    Nothing,
    Number,
    /// One of our own words.
    Word(&'static [&'static str]),
    /// A place in the job's folder.
    Place,
    /// A piece of the layout helper.
    Helper,
    /// One text of the caller's, or two.
    Text(usize),
}
use Takes::{Helper, Nothing, Number, Place, Text, Word};

const FLAGS: [(&str, Takes); 54] = [
    ("--run-script", Helper),
    ("--log-level", Word(&["warn"])),
    ("--debug-javascript", Nothing),
    ("--disable-local-file-access", Nothing),
    ("--disable-plugins", Nothing),
    ("--load-error-handling", Word(&["ignore"])),
    ("--load-media-error-handling", Word(&["ignore"])),
    ("--keep-relative-links", Nothing),
    ("--proxy", Word(&["http://127.0.0.1:1"])),
    ("--proxy-hostname-lookup", Nothing),
    ("--allow", Place),
    ("--page-width", Number),
    ("--page-height", Number),
    ("--margin-top", Number),
    ("--margin-right", Number),
    ("--margin-bottom", Number),
    ("--margin-left", Number),
    ("--disable-smart-shrinking", Nothing),
    ("--dpi", Number),
    ("--image-quality", Number),
    ("--grayscale", Nothing),
    ("--lowquality", Nothing),
    ("--outline", Nothing),
    ("--outline-depth", Number),
    ("--no-outline", Nothing),
    ("--page-offset", Number),
    ("--title", Text(1)),
    ("--xsl-style-sheet", Place),
    ("--enable-toc-back-links", Nothing),
    ("--user-style-sheet", Place),
    ("--zoom", Number),
    ("--print-media-type", Nothing),
    ("--no-background", Nothing),
    ("--viewport-size", Number),
    ("--window-status", Text(1)),
    ("--javascript-delay", Number),
    ("--disable-javascript", Nothing),
    ("--header-html", Place),
    ("--footer-html", Place),
    ("--header-left", Text(1)),
    ("--header-center", Text(1)),
    ("--header-right", Text(1)),
    ("--footer-left", Text(1)),
    ("--footer-center", Text(1)),
    ("--footer-right", Text(1)),
    ("--header-font-name", Text(1)),
    ("--footer-font-name", Text(1)),
    ("--header-font-size", Number),
    ("--footer-font-size", Number),
    ("--header-line", Nothing),
    ("--footer-line", Nothing),
    ("--header-spacing", Number),
    ("--footer-spacing", Number),
    ("--custom-header-propagation", Nothing),
];

/// Where there is a way to the network.
const REMOTE: [(&str, Takes); 4] = [
    ("--cookie", Text(2)),
    ("--custom-header", Text(2)),
    ("--username", Text(1)),
    ("--password", Text(1)),
];

/// Whether it is one of ours, in which case it may stand anywhere.
#[allow(dead_code, reason = "each test program uses a part of it")]
pub fn is_flag(text: &[u8]) -> bool {
    FLAGS.iter().any(|(flag, _)| flag.as_bytes() == text)
}

/// How the engine shall reach the network.
#[derive(Clone, Copy, PartialEq)]
#[allow(dead_code, reason = "each test program uses a part of it")]
pub enum Network {
    None,
    Proxy,
    Open,
}

/// Checks a list, and returns the texts in it that are a caller's.
pub fn check<'a>(
    list: &[&'a [u8]],
    workspace: &Path,
    network: Network,
) -> Result<Vec<&'a [u8]>, String> {
    let mut texts = Vec::new();
    let mut rest = list.iter().copied();
    let mut seen = Vec::new();
    let mut last = None;
    while let Some(argument) = rest.next() {
        let shown = argument.escape_ascii();
        let flags = FLAGS
            .iter()
            .chain(REMOTE.iter().filter(|_| network != Network::None));
        if let Some((flag, takes)) = flags
            .into_iter()
            .find(|(flag, _)| flag.as_bytes() == argument)
        {
            seen.push(*flag);
            let count = match takes {
                Nothing => 0,
                Text(count) => *count,
                _ => 1,
            };
            for _ in 0..count {
                let value = rest.next().ok_or_else(|| format!("{flag} has no value"))?;
                let fits = match takes {
                    Number => is_number(value),
                    Word(words) => words.iter().any(|word| word.as_bytes() == value),
                    Place => is_place(value, workspace),
                    Helper => is_helper(value),
                    _ => !value.contains(&0),
                };
                if !fits {
                    return Err(format!("`{}` stands behind {flag}", value.escape_ascii()));
                }
                if matches!(takes, Text(_)) {
                    texts.push(value);
                }
            }
        } else if [&b"page"[..], b"cover", b"toc"].contains(&argument) {
            if argument != b"toc" {
                let document = rest.next().unwrap_or_default();
                if !is_place(document, workspace) {
                    return Err(format!("`{}` is a document", document.escape_ascii()));
                }
            }
        } else if is_place(argument, workspace) && rest.len() == 0 {
            last = Some(argument);
        } else {
            return Err(format!("`{shown}` stands where a flag should"));
        }
    }
    let result = workspace.join("result.pdf");
    if last != Some(result.as_os_str().as_encoded_bytes()) {
        return Err("it does not end with the result".to_owned());
    }
    let musts = [
        "--disable-local-file-access",
        "--disable-plugins",
        "--keep-relative-links",
    ];
    let proxy = ["--proxy", "--proxy-hostname-lookup"]
        .into_iter()
        .filter(|_| network != Network::Open);
    match musts
        .into_iter()
        .chain(proxy)
        .find(|must| !seen.contains(must))
    {
        Some(must) => Err(format!("{must} is missing")),
        None => Ok(texts),
    }
}

/// `-1`, `1.5`, `10.000mm`, `1280x800`.
fn is_number(value: &[u8]) -> bool {
    let value = value.strip_prefix(b"-").unwrap_or(value);
    let value = value.strip_suffix(b"mm").unwrap_or(value);
    let digits = value.iter().filter(|byte| byte.is_ascii_digit()).count();
    let signs = value.iter().filter(|byte| b".x".contains(byte)).count();
    digits > 0 && signs <= 1 && digits + signs == value.len()
}

/// The helper comes whole, as a function that is called, or in pieces: a name of its own,
/// strings that are added to it, and the call.
fn is_helper(value: &[u8]) -> bool {
    let named = |start: &str| {
        let rest = value.strip_prefix(start.as_bytes())?;
        let rest = rest.strip_prefix(b"window.h")?;
        let digits = rest.get(..16)?;
        let hex = digits.iter().all(u8::is_ascii_hexdigit);
        hex.then_some(&rest[16..])
    };
    let piece = named("").is_some_and(|rest| {
        let text = rest.strip_prefix(b"+=");
        let text = text.map(serde_json::from_slice::<String>);
        rest == b"=''" || text.is_some_and(|text| text.is_ok())
    });
    piece
        || named("(function(){var s=").is_some_and(|rest| rest.starts_with(b";delete window.h"))
        || is_whole(value)
        || is_rest(value)
        || is_program(value)
        || is_start(value)
}

/// The helper's functions for all of a page, and those that stand for what it lacks.
fn is_program(value: &[u8]) -> bool {
    const MADE: &str = include_str!("../../src/document/lower/page/made.txt");
    let Ok(program) = std::str::from_utf8(value) else {
        return false;
    };
    let is_ours = |line: &str| {
        MADE.lines()
            .any(|made| made.splitn(3, '\t').nth(2) == Some(line))
    };
    let is_stub = |line: &str| {
        let name = line
            .strip_prefix("function ")
            .and_then(|rest| rest.split_once("(){"));
        name.is_some_and(|(name, body)| {
            body == "}" || body == format!("throw Error('{name} is not here')}}")
        })
    };
    !program.is_empty() && program.lines().all(|line| is_ours(line) || is_stub(line))
}

/// What the helper is to do, in a page that has its functions.
fn is_start(value: &[u8]) -> bool {
    let start = value.strip_prefix(b"(function(){").unwrap_or_default();
    let start = start.strip_prefix(b"hasUserStyle=true;").unwrap_or(start);
    let takes = start.starts_with(b"var taken=takeBack(),report;try{")
        && value.ends_with(b"giveBack(taken)})()");
    // Where no script has run nothing is to be taken back.
    let needs_none =
        start.starts_with(b"var report;try{") && value.ends_with(b"JSON.stringify(report))})()");
    takes || needs_none
}

/// All of the helper: what it takes back, what it runs, and what it reports under a name of its own.
fn is_whole(value: &[u8]) -> bool {
    let Ok(value) = std::str::from_utf8(value) else {
        return false;
    };
    let report = value
        .rsplit_once(".log('h")
        .map_or("", |(_, report)| report);
    let is_hex = report.len() > 16 && report.bytes().take(16).all(|byte| byte.is_ascii_hexdigit());
    value.starts_with("(function(){")
        && value.ends_with("})()")
        && value.contains("function takeBack(){")
        && ["{", "JSON.parse('{"]
            .iter()
            .any(|table| value.contains(&format!("report=run({table}")))
        && is_hex
}

/// What waits for a page to be at rest, and says so by the name of its own.
fn is_rest(value: &[u8]) -> bool {
    let Some((busy, rest)) = std::str::from_utf8(value).ok().and_then(|value| {
        let value = value
            .strip_prefix("(function(kept){function now(){return kept?kept.now():+new Date}")?;
        let value = value.strip_suffix("'}look()})(window.h2pKept)")?;
        let (_, value) = value.split_once("function isBusy(){try{return ")?;
        value.split_once("}catch(e){return false}}function rests(){")
    }) else {
        return false;
    };
    let is_busy = busy == "false"
        || busy == "now()-began<40000&&window.h2pIsBusy&&window.h2pIsBusy(now()-began)"
        || busy.starts_with("window.status!=\"");
    let delay = rest
        .split_once("if(now()-began<")
        .and_then(|(_, rest)| rest.split_once("||isBusy())return later();"));
    let Some((delay, rest)) = delay.filter(|_| is_busy) else {
        return false;
    };
    let word = rest
        .rsplit_once("window.status='h")
        .map_or("", |(_, word)| word);
    let is_hex = word.len() == 16 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_hex && delay.bytes().all(|byte| byte.is_ascii_digit())
}

/// A path in the folder, or the address of a file beside the document, which is
/// the same for every job.
fn is_place(value: &[u8], workspace: &Path) -> bool {
    let Ok(text) = std::str::from_utf8(value) else {
        return false;
    };
    let plain = |name: &str| {
        !name.is_empty()
            && !name.starts_with('.')
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
    };
    if let Some(name) = text.strip_prefix("file:///proc/self/cwd/document/") {
        return plain(name);
    }
    let inside = Path::new(text).strip_prefix(workspace);
    inside.is_ok_and(|name| name.to_str().is_some_and(plain))
}
