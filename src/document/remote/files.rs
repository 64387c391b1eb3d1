//! What fetched files are called: by what they are, whatever their addresses say.

use url::Url;

use super::kind::Kind;

/// The last part of an address without its ending, so far as a name may have it.
pub fn stem(url: &Url) -> String {
    const LONGEST: usize = 40;
    let last = url.path().rsplit('/').find(|part| !part.is_empty());
    let last = last.unwrap_or("index");
    let stem = last.rsplit_once('.').map_or(last, |(stem, _)| stem);
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let plain = stem.chars().map(|c| if is_plain(c) { c } else { '-' });
    plain.take(LONGEST).collect()
}

/// The ending of a file's name.
pub fn ending(kind: Kind, url: &Url, bytes: &[u8]) -> String {
    let ending = match kind {
        Kind::Style => "css",
        Kind::Script => "js",
        Kind::Module => "mjs",
        Kind::Picture | Kind::Background | Kind::Font => match by_content(bytes) {
            Some(ending) => ending,
            None => return by_address(url).unwrap_or_else(|| "bin".to_owned()),
        },
    };
    ending.to_owned()
}

fn by_content(bytes: &[u8]) -> Option<&'static str> {
    let begins: [(&[u8], &str); 10] = [
        (b"\x89PNG", "png"),
        (b"\xff\xd8", "jpg"),
        (b"GIF8", "gif"),
        (b"BM", "bmp"),
        (b"\0\0\x01\0", "ico"),
        (b"wOFF", "woff"),
        (b"wOF2", "woff2"),
        (b"OTTO", "otf"),
        (b"\0\x01\0\0", "ttf"),
        (b"true", "ttf"),
    ];
    if let Some((_, ending)) = begins.iter().find(|(begin, _)| bytes.starts_with(begin)) {
        return Some(ending);
    }
    if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        return Some("webp");
    }
    if bytes.get(4..8) == Some(b"ftyp") {
        return Some(match bytes.get(8..11) {
            Some(b"avi") => "avif",
            _ => "heic",
        });
    }
    // Comments and an XML declaration may come first.
    let head = &bytes[..bytes.len().min(1024)];
    let is_text = std::str::from_utf8(head).is_ok() || head.len() == 1024;
    (is_text && memchr::memmem::find(head, b"<svg").is_some()).then_some("svg")
}

fn by_address(url: &Url) -> Option<String> {
    let (_, ending) = url.path().rsplit('/').next()?.rsplit_once('.')?;
    let is_plain =
        (1..=5).contains(&ending.len()) && ending.chars().all(|c| c.is_ascii_alphanumeric());
    is_plain.then(|| ending.to_ascii_lowercase())
}
