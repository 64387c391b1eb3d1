//! What the servers answer.

use std::io::Write;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use flate2::write::GzEncoder;
use flate2::{Compress, Compression, FlushCompress};
use percent_encoding::percent_decode_str;

use crate::support::{png, wait};

use super::contents::{font, svg, xsl};
use super::{PUBLIC, PUBLIC_COLOUR, SERVER, SERVER_COLOUR};

pub(super) fn answer(stream: &mut impl Write, path: &str, is_public: bool) -> std::io::Result<()> {
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let to = query.split('&').find_map(|pair| pair.strip_prefix("to="));
    let to = percent_decode_str(to.unwrap_or("/page.html")).decode_utf8_lossy();
    let word = if is_public { PUBLIC } else { SERVER };
    let mut respond = |status: &str, headers: &str, body: &[u8]| {
        let head = format!(
            "HTTP/1.1 {status}\r\nContent-Length: {}\r\nAccess-Control-Allow-Origin: *\r\n\
             Connection: close\r\n{headers}\r\n",
            body.len()
        );
        stream.write_all(head.as_bytes())?;
        stream.write_all(body)
    };
    let mut of_type =
        |kind: &str, body: &[u8]| respond("200 OK", &format!("Content-Type: {kind}\r\n"), body);
    let first = path.split('/').nth(1).unwrap_or_default();
    match first {
        "sheet.css" => of_type(
            "text/css",
            format!("body:before{{content:'{word}'}}").as_bytes(),
        ),
        // Public code that goes on to where it must not.
        "evil.css" => of_type("text/css", format!("@import url({to});").as_bytes()),
        "evil.js" => of_type("text/javascript", fetching(&to).as_bytes()),
        "evil.svg" => of_type(
            "image/svg+xml",
            svg(&format!(
                "<image xlink:href='{to}' width='99' height='99'/>"
            ))
            .as_bytes(),
        ),
        "evil.html" => of_type(
            "text/html",
            format!("<iframe src='{to}'></iframe>").as_bytes(),
        ),
        "script.js" => of_type(
            "text/javascript",
            format!("document.write('{word}')").as_bytes(),
        ),
        "worker.js" => of_type(
            "text/javascript",
            format!("postMessage('{word}')").as_bytes(),
        ),
        "sheet.xsl" => of_type("text/xsl", xsl(word).as_bytes()),
        "data.xml" => of_type("text/xml", format!("<r>{word}</r>").as_bytes()),
        "picture.svg" => of_type(
            "image/svg+xml",
            svg(&format!("<text id='t' y='20'>{word}</text>")).as_bytes(),
        ),
        "picture.png" => {
            let colour = if is_public {
                PUBLIC_COLOUR
            } else {
                SERVER_COLOUR
            };
            of_type("image/png", &png::plain(43, 47, colour))
        }
        "font.ttf" => of_type("font/ttf", &font(word)),
        "events" => of_type("text/event-stream", format!("data: {word}\n\n").as_bytes()),
        "cache.manifest" => of_type("text/cache-manifest", b"CACHE MANIFEST\n/page.html\n"),
        "refresh" => respond(
            "200 OK",
            &format!("Content-Type: text/html\r\nRefresh: 0;url={to}\r\n"),
            b"<p>refresh",
        ),
        "redirect" => {
            let status = path
                .split('/')
                .nth(2)
                .filter(|status| status.starts_with('3'));
            respond(
                &format!("{} There", status.unwrap_or("302")),
                &format!("Location: {to}\r\n"),
                b"",
            )
        }
        "loop" => respond("302 Here", &format!("Location: {path}?{query}x\r\n"), b""),
        "secret" => respond("401 Who", "WWW-Authenticate: Basic realm=\"x\"\r\n", b"who"),
        "empty" => respond("204 None", "", b""),
        "many-headers" => respond(
            "200 OK",
            &"X-Filler: 0123456789abcdef\r\n".repeat(100_000),
            b"x",
        ),
        "odd" => stream.write_all(b"HTTP/9.9 200\r\n\0: \xff\r\nContent-Length: -1\r\n\r\nodd"),
        "no-http" => stream.write_all(&[0xff; 70_000]),
        "bomb" => {
            stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: deflate\r\nConnection: close\r\n\r\n")?;
            bomb(stream, 1024)
        }
        "unpacked" => {
            let kind = path.split('/').nth(2).unwrap_or_default();
            let headers = format!("Content-Type: text/css\r\nContent-Encoding: {kind}\r\n");
            respond("200 OK", &headers, unpacked(kind))
        }
        "hang" => {
            wait::let_pass(Duration::from_secs(60));
            Ok(())
        }
        "endless" | "slow" => {
            stream.write_all(
                b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n<pre>",
            )?;
            let until = Instant::now() + Duration::from_secs(30);
            let pause = if first == "slow" { 300 } else { 0 };
            while Instant::now() < until {
                stream.write_all(&[b'A'; 65536][..if pause > 0 { 1 } else { 65536 }])?;
                wait::let_pass(Duration::from_millis(pause));
            }
            Ok(())
        }
        _ => of_type("text/html", format!("<p>{word}</p>").as_bytes()),
    }
}

/// Few bytes that become a hundred megabytes, or as many as there is room for.
fn unpacked(kind: &str) -> &'static [u8] {
    static GZIP: LazyLock<Vec<u8>> = LazyLock::new(|| {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        let blanks = vec![b' '; 1 << 20];
        (0..100).for_each(|_| encoder.write_all(&blanks).unwrap());
        encoder.finish().unwrap()
    });
    static ZSTD: LazyLock<Vec<u8>> =
        LazyLock::new(|| include_bytes!("../../../../src/fetch/tests/hhh.zst").repeat(100_000));
    match kind {
        "gzip" => &GZIP,
        "zstd" => &ZSTD,
        _ => include_bytes!("../../../../src/fetch/tests/bomb.br"),
    }
}

/// A gibibyte of blanks in a mebibyte, for each 1024 pieces. The check at its end is never reached.
fn bomb(stream: &mut impl Write, pieces: usize) -> std::io::Result<()> {
    let mut piece = Vec::with_capacity(16 << 10);
    let mut compress = Compress::new(Compression::best(), false);
    let blanks = vec![b' '; 1 << 20];
    let full = compress.compress_vec(&blanks, &mut piece, FlushCompress::Full);
    full.map_err(std::io::Error::other)?;
    stream.write_all(&[0x78, 0xda])?;
    (0..pieces).try_for_each(|_| stream.write_all(&piece))
}

fn fetching(to: &str) -> String {
    format!(
        "var x = new XMLHttpRequest(); x.open('GET', '{to}', false);\
         try {{ x.send(); document.write(x.responseText) }} catch (e) {{}}"
    )
}
