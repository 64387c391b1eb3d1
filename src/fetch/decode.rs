//! Undoes content encodings (RFC 9110, 8.4), and stops at what a resource may have.

use std::io::{self, Read};

use flate2::read::{DeflateDecoder, GzDecoder, ZlibDecoder};
use http::HeaderMap;
use http::header::CONTENT_ENCODING;

use crate::job::FailureReason;

/// What the client offers to undo.
pub const ACCEPTED: &str = "gzip, br, zstd";

/// More than this on top of each other nobody sends in earnest.
const MOST_LAYERS: usize = 3;

/// The content of a body, of which there may be so many bytes.
pub fn decode(headers: &HeaderMap, body: Vec<u8>, most: u64) -> Result<Vec<u8>, FailureReason> {
    let names: Vec<String> = headers
        .get_all(CONTENT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(|name| name.trim().to_ascii_lowercase())
        .filter(|name| !name.is_empty() && name != "identity")
        .collect();
    if names.len() > MOST_LAYERS {
        return Err(FailureReason::Failed);
    }
    let mut body = body;
    for name in names.iter().rev() {
        // An answer without a body has no encoding either, whatever it says.
        if body.is_empty() {
            break;
        }
        body = layer(name, &body, most)?;
    }
    Ok(body)
}

fn layer(name: &str, body: &[u8], most: u64) -> Result<Vec<u8>, FailureReason> {
    match name {
        "gzip" | "x-gzip" => read(GzDecoder::new(body), most),
        // Some hosts send it without its head.
        "deflate" => match read(ZlibDecoder::new(body), most) {
            Err(FailureReason::Failed) => read(DeflateDecoder::new(body), most),
            done => done,
        },
        "br" => read(brotli_decompressor::Decompressor::new(body, 4096), most),
        "zstd" => zstd(body, most),
        _ => Err(FailureReason::Failed),
    }
}

/// A body may have several frames, one behind the other (RFC 8878, 3).
fn zstd(mut body: &[u8], most: u64) -> Result<Vec<u8>, FailureReason> {
    use ruzstd::decoding::StreamingDecoder;
    let mut out = Vec::new();
    while !body.is_empty() {
        let left = most.saturating_sub(out.len() as u64);
        let decoder = StreamingDecoder::new(&mut body);
        let mut decoder = decoder.map_err(|_| FailureReason::Failed)?;
        if decoder.decoder.content_size() > left {
            return Err(FailureReason::TooLarge);
        }
        let piece = read(&mut decoder, left)?;
        out.extend(piece);
    }
    Ok(out)
}

fn read(from: impl Read, most: u64) -> Result<Vec<u8>, FailureReason> {
    let mut out = Vec::new();
    let read = from.take(most.saturating_add(1)).read_to_end(&mut out);
    match read {
        Ok(_) if out.len() as u64 > most => Err(FailureReason::TooLarge),
        Ok(_) => Ok(out),
        Err(error) if error.kind() == io::ErrorKind::OutOfMemory => Err(FailureReason::TooLarge),
        Err(_) => Err(FailureReason::Failed),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};

    use super::*;

    /// `h` a hundred thousand times, by the programs of these names.
    const BROTLI: &[u8] = include_bytes!("tests/hhh.br");
    const ZSTD: &[u8] = include_bytes!("tests/hhh.zst");

    fn encoded(names: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(CONTENT_ENCODING, names.parse().unwrap())])
    }

    fn gzip(text: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn each_encoding_is_undone_and_bounded() {
        let text = vec![b'h'; 100_000];
        let mut zlib = ZlibEncoder::new(Vec::new(), Compression::fast());
        zlib.write_all(&text).unwrap();
        let mut raw = DeflateEncoder::new(Vec::new(), Compression::fast());
        raw.write_all(&text).unwrap();
        for (name, body) in [
            ("gzip", gzip(&text)),
            ("X-GZip", gzip(&text)),
            ("deflate", zlib.finish().unwrap()),
            ("deflate", raw.finish().unwrap()),
            ("br", BROTLI.to_vec()),
            ("zstd", ZSTD.to_vec()),
            ("zstd, identity, gzip", gzip(ZSTD)),
            ("identity", text.clone()),
        ] {
            let headers = encoded(name);
            assert_eq!(
                decode(&headers, body.clone(), 100_000).as_ref(),
                Ok(&text),
                "{name}"
            );
            if name != "identity" {
                let short = decode(&headers, body.clone(), 99_999);
                assert_eq!(short, Err(FailureReason::TooLarge), "{name}");
                let cut = decode(&headers, body[..body.len() / 2].to_vec(), 100_000);
                assert!(cut.is_err(), "{name}");
            }
        }
    }

    #[test]
    fn what_nobody_offered_is_not_guessed() {
        for (name, body) in [
            ("compress", &b"x"[..]),
            ("gzip", b"no gzip"),
            ("br", b"\xff\xff\xff"),
            ("zstd", b"no zstd at all"),
            ("gzip, gzip, gzip, gzip", b"x"),
        ] {
            assert_eq!(
                decode(&encoded(name), body.to_vec(), 99),
                Err(FailureReason::Failed),
                "{name}"
            );
        }
        assert_eq!(decode(&encoded("gzip"), Vec::new(), 99), Ok(Vec::new()));
    }
}
