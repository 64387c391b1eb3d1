//! AWS Signature Version 4, as whoever checks it computes it.

use std::fmt::Write;

use http::header::HOST;
use http::request::Parts;
use sha2::{Digest, Sha256};

use super::{KEY, SECRET, TOKEN, pairs};

/// What is wrong with a signature, by the word that S3 has for it.
pub fn check_signature(parts: &Parts, body: &[u8]) -> Result<(), &'static str> {
    let query = pairs(parts.uri.query().unwrap_or_default());
    let of_query = |name: &str| {
        let found = query.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.clone())
    };
    let header = |name: &str| {
        let value = parts.headers.get(name)?;
        Some(value.to_str().unwrap().to_owned())
    };
    let signed = match of_query("X-Amz-Signature") {
        Some(signature) => Signed {
            credential: of_query("X-Amz-Credential").ok_or("AccessDenied")?,
            names: of_query("X-Amz-SignedHeaders").ok_or("AccessDenied")?,
            date: of_query("X-Amz-Date").ok_or("AccessDenied")?,
            token: of_query("X-Amz-Security-Token").ok_or("AccessDenied")?,
            payload: "UNSIGNED-PAYLOAD".to_owned(),
            signature,
        },
        None => {
            let text = header("authorization").ok_or("AccessDenied")?;
            let part = |name: &str| {
                let rest = text.split_once(name).map(|(_, rest)| rest);
                let value = rest.and_then(|rest| rest.split(',').next());
                value
                    .map(|value| value.trim().to_owned())
                    .ok_or("AccessDenied")
            };
            let hash = header("x-amz-content-sha256").ok_or("AccessDenied")?;
            if hash != "UNSIGNED-PAYLOAD" && hash != hex(&Sha256::digest(body)) {
                return Err("XAmzContentSHA256Mismatch");
            }
            Signed {
                credential: part("Credential=")?,
                names: part("SignedHeaders=")?,
                date: header("x-amz-date").ok_or("AccessDenied")?,
                token: header("x-amz-security-token").ok_or("AccessDenied")?,
                payload: hash,
                signature: part("Signature=")?,
            }
        }
    };
    let scope = signed
        .credential
        .strip_prefix(&format!("{KEY}/"))
        .ok_or("InvalidAccessKeyId")?;
    if signed.token != TOKEN {
        return Err("InvalidToken");
    }
    let mut query: Vec<_> = query
        .iter()
        .filter(|(name, _)| name != "X-Amz-Signature")
        .map(|(name, value)| format!("{}={}", encoded(name), encoded(value)))
        .collect();
    query.sort();
    let mut canonical = format!(
        "{}\n{}\n{}\n",
        parts.method,
        parts.uri.path(),
        query.join("&")
    );
    for name in signed.names.split(';') {
        let value = match name {
            "host" => header(HOST.as_str()).ok_or("AccessDenied")?,
            name => header(name).ok_or("AccessDenied")?,
        };
        let _ = writeln!(canonical, "{name}:{}", value.trim());
    }
    let _ = write!(canonical, "\n{}\n{}", signed.names, signed.payload);
    match signature(&canonical, &signed.date, scope) == signed.signature {
        true => Ok(()),
        false => Err("SignatureDoesNotMatch"),
    }
}

pub fn signature(canonical: &str, date: &str, scope: &str) -> String {
    let hash = hex(&Sha256::digest(canonical.as_bytes()));
    let text = format!("AWS4-HMAC-SHA256\n{date}\n{scope}\n{hash}");
    let mut key = format!("AWS4{SECRET}").into_bytes();
    for word in scope.split('/') {
        key = hmac(&key, word.as_bytes());
    }
    hex(&hmac(&key, text.as_bytes()))
}

struct Signed {
    credential: String,
    names: String,
    date: String,
    token: String,
    payload: String,
    signature: String,
}

/// As AWS wants it in what is signed.
pub fn encoded(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                encoded.push(byte.into());
            }
            byte => {
                let _ = write!(encoded, "%{byte:02X}");
            }
        }
    }
    encoded
}

/// RFC 2104.
fn hmac(key: &[u8], text: &[u8]) -> Vec<u8> {
    let mut block = [0; 64];
    if key.len() > block.len() {
        block[..32].copy_from_slice(&Sha256::digest(key));
    } else {
        block[..key.len()].copy_from_slice(key);
    }
    let with = |pad: u8| block.map(|byte| byte ^ pad);
    let inner = Sha256::digest([&with(0x36)[..], text].concat());
    Sha256::digest([&with(0x5c)[..], &inner].concat()).to_vec()
}

pub fn hex(bytes: &[u8]) -> String {
    let mut text = String::new();
    for byte in bytes {
        let _ = write!(text, "{byte:02x}");
    }
    text
}
