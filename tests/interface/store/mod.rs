//! Results in a store, and answers of any size.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::bucket::Bucket;
use crate::support::service::{Answer, Service};

mod bucket;
pub mod faults;
mod folder;
mod matrix;

/// A PDF of one page with about so many bytes, which nothing makes smaller.
pub fn heavy_pdf(bytes: usize) -> Vec<u8> {
    let mut noise = Vec::with_capacity(bytes);
    let mut seed = 0x2545_f491_4f6c_dd1d_u64;
    while noise.len() < bytes {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        noise.extend(seed.to_le_bytes());
    }
    let (width, height) = (1000, bytes / 1000);
    noise.truncate(width * height);
    let picture = format!(
        "<</Type/XObject/Subtype/Image/Width {width}/Height {height}/ColorSpace/DeviceGray/BitsPerComponent 8/Length {}>>",
        noise.len()
    );
    let content = "q 200 0 0 200 0 0 cm /P Do Q";
    let objects: [Vec<u8>; 5] = [
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec(),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R/Resources<</XObject<</P 5 0 R>>>>>>".to_vec(),
        format!("<</Length {}>>\nstream\n{content}\nendstream", content.len()).into_bytes(),
        [picture.as_bytes(), b"\nstream\n", &noise, b"\nendstream"].concat(),
    ];
    let mut pdf = b"%PDF-1.4\n".to_vec();
    let mut table = "xref\n0 6\n0000000000 65535 f \n".to_owned();
    for (at, object) in objects.iter().enumerate() {
        table += &format!("{:010} 00000 n \n", pdf.len());
        pdf.extend(format!("{} 0 obj\n", at + 1).bytes());
        pdf.extend(object);
        pdf.extend(b"\nendobj\n");
    }
    let start = pdf.len();
    pdf.extend(table.bytes());
    pdf.extend(format!("trailer\n<</Size 6/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n").bytes());
    pdf
}

/// A request for a PDF of about so many bytes, which itself is small: a heavy page is put to it so often.
pub fn request(bytes: usize, options: &[(&str, &str)]) -> Value {
    // A list has up to 50 names.
    let most = (bytes / 48).max(500_000);
    let mut request = json!({"html": "<!DOCTYPE html><p>a document of any size"});
    if bytes > 10_000 {
        let times = bytes.div_ceil(most);
        let page = heavy_pdf((bytes - 5_000) / times);
        request["assets"] = json!({"heavy.pdf": STANDARD.encode(page)});
        request["append"] = vec!["heavy.pdf"; times].join(",").into();
    }
    for (name, value) in options {
        request[*name] = (*value).into();
    }
    request
}

/// What lies behind a link of a bucket, asked for by whoever has it and no keys.
pub fn fetch(url: &str) -> Answer {
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .build()
        .into();
    let mut response = agent.get(url).call().unwrap();
    let body = response.body_mut().with_config().limit(1 << 30);
    let body = body.read_to_vec().unwrap();
    Answer {
        status: response.status().as_u16(),
        headers: response.headers().clone(),
        body,
    }
}

/// A service with a bucket, and with more settings.
pub fn service(bucket: &Bucket, more: &[(&str, &str)]) -> Service {
    let own = bucket.settings();
    let own = own.iter().map(|(name, value)| (&**name, &**value));
    // Of two the later counts.
    let settings: BTreeMap<_, _> = own.chain(more.iter().copied()).collect();
    Service::start_with(&settings.into_iter().collect::<Vec<_>>())
}

/// A service that stores in a folder.
pub fn service_in(folder: &TempDir, more: &[(&str, &str)]) -> Service {
    let place = format!("file://{}", folder.path().display());
    let settings = [&[("HTML2PDF_STORE", &*place)][..], more].concat();
    Service::start_with(&settings)
}

pub fn report(answer: &Answer) -> Value {
    let text = String::from_utf8_lossy(&answer.body[..answer.body.len().min(2000)]);
    assert_eq!(answer.status, 200, "{text}");
    serde_json::from_slice(&answer.body).unwrap()
}
