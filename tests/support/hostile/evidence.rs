//! What of the canaries is found in an answer.

use std::collections::BTreeSet;
use std::io::Write;
use std::process::{Command, Stdio};

use tempfile::NamedTempFile;

use super::canary::{self, ENVIRONMENT, FILE, PUBLIC, SERVER};

/// How something came through: `text`, `stream`, `picture`, `font`, `header`, `path` of a PDF or an
/// answer; `written` to a file; `hit` on a server; a name `asked` of the resolver; and `public`
/// where it came from the public server, or went there.
pub type Channels = BTreeSet<&'static str>;

/// Canaries of the shared corpus are words of its own.
const INTERNAL: [&str; 4] = [FILE, SERVER, ENVIRONMENT, "CANARY-7f3a"];

/// In a PDF, or in what came instead. `paths` are folders of this machine that no answer names.
pub fn in_body(body: &[u8], paths: &[&str]) -> Channels {
    let mut found = Channels::new();
    in_bytes(body, paths, "stream", &mut found);
    if body.starts_with(b"\x89PNG") {
        let mut reader = png::Decoder::new(std::io::Cursor::new(body))
            .read_info()
            .unwrap();
        let mut dots = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut dots).unwrap();
        in_dots(&dots, &mut found);
    }
    if !body.starts_with(b"%PDF") {
        return found;
    }
    let mut file = NamedTempFile::new().unwrap();
    file.write_all(body).unwrap();
    let path = file.path().to_str().unwrap();

    let text = run("pdftotext", &["-l", "20", path, "-"]);
    // Words may have been broken.
    let text: Vec<u8> = text
        .into_iter()
        .filter(|byte| !byte.is_ascii_whitespace())
        .collect();
    in_bytes(&text, paths, "text", &mut found);
    let plain = run("qpdf", &["--qdf", "--object-streams=disable", path, "-"]);
    in_bytes(&plain, paths, "stream", &mut found);
    for (word, channel) in [(FILE, "font"), (SERVER, "font"), (PUBLIC, "public")] {
        let name = canary::font_name(word).as_bytes();
        if memchr::memmem::find(&plain, name).is_some() {
            found.insert(channel);
        }
    }
    // Drawing takes longest.
    if memchr::memmem::find(&plain, b"/Image").is_none() {
        return found;
    }
    let dots = run("pdftoppm", &["-l", "3", "-scale-to", "700", path]);
    in_dots(&dots, &mut found);
    found
}

fn in_dots(dots: &[u8], found: &mut Channels) {
    for (colour, channel) in [
        (canary::FILE_COLOUR, "picture"),
        (canary::SERVER_COLOUR, "picture"),
        // That of the shared corpus: its file, its server.
        ([212, 20, 90], "picture"),
        ([20, 90, 212], "picture"),
        (canary::PUBLIC_COLOUR, "public"),
    ] {
        if has_colour(dots, colour) {
            found.insert(channel);
        }
    }
}

/// In the head of an answer, or in a log.
pub fn in_words(words: &str, paths: &[&str], channel: &'static str) -> Channels {
    let mut found = Channels::new();
    in_bytes(words.as_bytes(), paths, channel, &mut found);
    found
}

fn in_bytes(bytes: &[u8], paths: &[&str], channel: &'static str, found: &mut Channels) {
    if INTERNAL.iter().any(|word| has(bytes, word)) {
        found.insert(channel);
    }
    if has(bytes, PUBLIC) {
        found.insert("public");
    }
    if paths.iter().any(|path| has(bytes, path)) {
        found.insert("path");
    }
}

/// As UTF-8, as UTF-16, or as hexadecimal of either.
fn has(bytes: &[u8], word: &str) -> bool {
    let wide: Vec<u8> = word.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let hex = |bytes: &[u8]| -> String { bytes.iter().map(|byte| format!("{byte:02x}")).collect() };
    let forms = [
        word.as_bytes().to_vec(),
        wide.clone(),
        hex(word.as_bytes()).into(),
        hex(&wide).into(),
    ];
    forms
        .iter()
        .any(|form| memchr::memmem::find(bytes, form).is_some())
}

/// A run of dots that are nearly of the colour: compression changes them a little.
fn has_colour(dots: &[u8], colour: [u8; 3]) -> bool {
    const RUN: usize = 6;
    let near = |at: usize, part: usize| dots[at + part].abs_diff(colour[part]) <= 8;
    let near = |at: usize| at + 3 <= dots.len() && near(at, 0) && near(at, 1) && near(at, 2);
    // Every run has a dot in a place that is a multiple of its length. Only those are looked at,
    // and what is around them where that is near: it is the longest part of the whole test.
    let in_run = |at: usize| {
        let before = (1..RUN).take_while(|back| at >= 3 * back && near(at - 3 * back));
        let after = (0..RUN).take_while(|on| near(at + 3 * on));
        before.count() + after.count() >= RUN
    };
    // The head is not a multiple of three bytes long, so look at each page in each phase.
    for phase in 0..3 {
        let mut at = phase;
        while at < dots.len() {
            if near(at) && in_run(at) {
                return true;
            }
            at += 3 * RUN;
        }
    }
    false
}

/// Readers stumble over what is broken, which is no leak. One that is missing would see none.
fn run(program: &str, arguments: &[&str]) -> Vec<u8> {
    let output = Command::new("timeout")
        .args(["20", program])
        .args(arguments)
        .stderr(Stdio::null())
        .output()
        .unwrap_or_else(|error| panic!("timeout: {error}"));
    // What `timeout` says where there is no such program.
    assert_ne!(output.status.code(), Some(127), "{program} is missing");
    output.stdout
}
