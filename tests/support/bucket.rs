//! A bucket that speaks the part of S3's protocol that the service uses, and checks every signature (AWS Signature
//! Version 4, in the header and in the query): PUT, GET, HEAD, DELETE, and uploads in parts.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::fmt::Write;
use std::sync::{Arc, Mutex, MutexGuard};

use bytes::Bytes;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, ETAG, HOST, LAST_MODIFIED};
use http::request::Parts;
use http::{HeaderMap, Method, Request, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use sha2::{Digest, Sha256};
use tokio::net::TcpListener;

pub const KEY: &str = "AKIDEXAMPLEOFATEST";
pub const SECRET: &str = "an-example-of-a-secret-of-a-bucket";
pub const TOKEN: &str = "an-example-of-a-session-token";
pub const REGION: &str = "ap-northeast-2";
pub const BUCKET: &str = "results";

/// A bucket on loopback. It ends with the test.
pub struct Bucket {
    address: String,
    state: Arc<Mutex<State>>,
    _server: tokio::runtime::Runtime,
}

#[derive(Default)]
struct State {
    objects: BTreeMap<String, Object>,
    uploads: BTreeMap<String, BTreeMap<usize, Bytes>>,
    heads: BTreeMap<String, HeaderMap>,
    /// Method and address of each request that came.
    asked: Vec<String>,
    /// Statuses by which the next requests are refused, and the words for why.
    refusals: Vec<(u16, &'static str)>,
    is_silent: bool,
    refuses_parts: bool,
}

#[derive(Clone)]
pub struct Object {
    pub content_type: String,
    pub disposition: String,
    pub body: Bytes,
}

impl Bucket {
    pub fn start() -> Self {
        let server = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let listener = server.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let state: Arc<Mutex<State>> = Arc::default();
        let kept = state.clone();
        server.spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let state = kept.clone();
                let service = service_fn(move |request| {
                    let state = state.clone();
                    async move { Ok::<_, Infallible>(answer(&state, request).await) }
                });
                tokio::spawn(
                    hyper::server::conn::http1::Builder::new()
                        .serve_connection(TokioIo::new(stream), service),
                );
            }
        });
        Self {
            address,
            state,
            _server: server,
        }
    }

    /// What the service is to be told of it.
    pub fn settings(&self) -> Vec<(String, String)> {
        let settings = [
            ("HTML2PDF_STORE", format!("s3://{BUCKET}/pdf/of-tests")),
            ("HTML2PDF_STORE_HTTP", "on".to_owned()),
            ("AWS_ENDPOINT_URL_S3", format!("http://{}", self.address)),
            ("AWS_REGION", REGION.to_owned()),
            ("AWS_ACCESS_KEY_ID", KEY.to_owned()),
            ("AWS_SECRET_ACCESS_KEY", SECRET.to_owned()),
            ("AWS_SESSION_TOKEN", TOKEN.to_owned()),
        ];
        settings
            .map(|(name, value)| (name.to_owned(), value))
            .into()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    pub fn objects(&self) -> BTreeMap<String, Object> {
        self.state().objects.clone()
    }

    pub fn forget(&self) {
        self.state().objects.clear();
    }

    pub fn unfinished(&self) -> usize {
        self.state().uploads.len()
    }

    pub fn asked(&self) -> Vec<String> {
        self.state().asked.clone()
    }

    /// An address at which whoever has it may put an object.
    pub fn presigned_put(&self, key: &str) -> String {
        let scope = format!("20261129/{REGION}/s3/aws4_request");
        let path = format!("/{BUCKET}/{key}");
        let date = "20261129T000000Z";
        let credential = encoded(&format!("{KEY}/{scope}"));
        let query = format!(
            "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential={credential}&X-Amz-Date={date}&X-Amz-Expires=600\
             &X-Amz-Security-Token={TOKEN}&X-Amz-SignedHeaders=host"
        );
        let address = &self.address;
        let canonical = format!("PUT\n{path}\n{query}\nhost:{address}\n\nhost\nUNSIGNED-PAYLOAD");
        let signature = signature(&canonical, date, &scope);
        format!("http://{address}{path}?{query}&X-Amz-Signature={signature}")
    }

    /// Refuses as many requests as there are statuses, each by one of them.
    pub fn refuse(&self, refusals: &[(u16, &'static str)]) {
        self.state().refusals = refusals.to_vec();
    }

    /// Takes whole objects alone.
    pub fn refuse_parts(&self, refuses: bool) {
        self.state().refuses_parts = refuses;
    }

    /// Answers nothing any more, or again.
    pub fn be_silent(&self, is_silent: bool) {
        self.state().is_silent = is_silent;
    }
}

type Answer = Response<Full<Bytes>>;

async fn answer(state: &Mutex<State>, request: Request<Incoming>) -> Answer {
    let (parts, body) = request.into_parts();
    let body = body.collect().await.map(|body| body.to_bytes());
    let is_silent = {
        let mut state = state.lock().unwrap();
        let asked = format!("{} {}", parts.method, parts.uri);
        state.asked.push(asked);
        state.is_silent
    };
    if is_silent {
        std::future::pending::<()>().await;
    }
    let body = body.unwrap_or_default();
    let mut state = state.lock().unwrap();
    if !state.refusals.is_empty() {
        let (status, code) = state.refusals.remove(0);
        return refusal(status, code);
    }
    if let Err(code) = check_signature(&parts, &body) {
        return refusal(403, code);
    }
    let path = parts.uri.path();
    let Some(key) = path.strip_prefix(&format!("/{BUCKET}/")) else {
        return refusal(404, "NoSuchBucket");
    };
    let query: BTreeMap<_, _> = pairs(parts.uri.query().unwrap_or_default())
        .into_iter()
        .collect();
    let upload = query.get("uploadId").map(String::as_str);
    match (&parts.method, upload) {
        (&Method::POST, None) if query.contains_key("uploads") => {
            let id = format!("upload-{}", state.heads.len());
            state.uploads.insert(id.clone(), BTreeMap::new());
            state.heads.insert(id.clone(), parts.headers.clone());
            xml(&format!(
                "<InitiateMultipartUploadResult><Bucket>{BUCKET}</Bucket><Key>{key}</Key>\
                 <UploadId>{id}</UploadId></InitiateMultipartUploadResult>"
            ))
        }
        (&Method::PUT, Some(_)) if state.refuses_parts => refusal(403, "AccessDenied"),
        (&Method::PUT, Some(id)) => {
            let number = query["partNumber"].parse().unwrap();
            match state.uploads.get_mut(id) {
                Some(upload) => {
                    upload.insert(number, body);
                    with_tag(xml(""))
                }
                None => refusal(404, "NoSuchUpload"),
            }
        }
        (&Method::POST, Some(id)) => {
            let (Some(upload), Some(head)) = (state.uploads.remove(id), state.heads.get(id)) else {
                return refusal(404, "NoSuchUpload");
            };
            let sent: Vec<_> = upload.into_values().collect();
            // S3 takes no small part but the last.
            let small = sent.iter().rev().skip(1).any(|part| part.len() < 5 << 20);
            if small {
                return refusal(400, "EntityTooSmall");
            }
            let object = object(&head.clone(), sent.concat().into());
            state.objects.insert(key.to_owned(), object);
            xml(
                "<CompleteMultipartUploadResult><ETag>\"tag\"</ETag></CompleteMultipartUploadResult>",
            )
        }
        (&Method::DELETE, Some(id)) => {
            state.uploads.remove(id);
            empty(StatusCode::NO_CONTENT)
        }
        (&Method::PUT, None) => {
            let object = object(&parts.headers, body);
            state.objects.insert(key.to_owned(), object);
            with_tag(empty(StatusCode::OK))
        }
        (&Method::GET | &Method::HEAD, None) => match state.objects.get(key) {
            Some(object) => {
                let mut response = with_tag(Response::new(Full::new(object.body.clone())));
                let headers = response.headers_mut();
                headers.insert(CONTENT_TYPE, object.content_type.parse().unwrap());
                headers.insert(CONTENT_DISPOSITION, object.disposition.parse().unwrap());
                response
            }
            None => refusal(404, "NoSuchKey"),
        },
        (&Method::DELETE, None) => {
            state.objects.remove(key);
            empty(StatusCode::NO_CONTENT)
        }
        _ => refusal(405, "MethodNotAllowed"),
    }
}

fn object(headers: &HeaderMap, body: Bytes) -> Object {
    let text = |name| {
        let value = headers
            .get(name)
            .map(|value| value.to_str().unwrap().to_owned());
        value.unwrap_or_default()
    };
    Object {
        content_type: text(CONTENT_TYPE),
        disposition: text(CONTENT_DISPOSITION),
        body,
    }
}

fn empty(status: StatusCode) -> Answer {
    let mut response = Response::new(Full::default());
    *response.status_mut() = status;
    response
}

fn xml(text: &str) -> Answer {
    Response::new(Full::from(text.to_owned()))
}

fn with_tag(mut response: Answer) -> Answer {
    let headers = response.headers_mut();
    headers.insert(ETAG, "\"tag\"".parse().unwrap());
    let day = "Sun, 29 Nov 2026 00:00:00 GMT".parse().unwrap();
    headers.insert(LAST_MODIFIED, day);
    response
}

fn refusal(status: u16, code: &str) -> Answer {
    let mut response = xml(&format!(
        "<?xml version=\"1.0\"?><Error><Code>{code}</Code><Message>as the test wants it</Message></Error>"
    ));
    *response.status_mut() = StatusCode::from_u16(status).unwrap();
    response
}

/// Names and values of a query, decoded.
fn pairs(query: &str) -> Vec<(String, String)> {
    url::form_urlencoded::parse(query.as_bytes())
        .into_owned()
        .collect()
}

/// What is wrong with a signature, by the word that S3 has for it.
fn check_signature(parts: &Parts, body: &[u8]) -> Result<(), &'static str> {
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

fn signature(canonical: &str, date: &str, scope: &str) -> String {
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
fn encoded(text: &str) -> String {
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

fn hex(bytes: &[u8]) -> String {
    let mut text = String::new();
    for byte in bytes {
        let _ = write!(text, "{byte:02x}");
    }
    text
}
