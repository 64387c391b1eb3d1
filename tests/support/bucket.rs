//! A bucket that speaks the part of S3's protocol that the service uses, and checks every signature (AWS Signature
//! Version 4, in the header and in the query): PUT, also on conditions, GET, HEAD, DELETE, and uploads in parts. As
//! SQS does, it takes messages too.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use bytes::Bytes;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, ETAG, LAST_MODIFIED};
use http::{HeaderMap, Method, Request, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use sha2::{Digest, Sha256};
use tokio::net::TcpListener;

mod signature;

use signature::{check_signature, encoded, hex, signature};

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
    /// How long each answer takes.
    pause: Duration,
    refuses_parts: bool,
    /// Beginnings of methods and addresses that are refused by a 503.
    down: Vec<String>,
    messages: Vec<Message>,
}

/// What was sent to a queue.
#[derive(Clone, Debug)]
pub struct Message {
    pub queue: String,
    pub text: String,
    pub delay: u64,
}

#[derive(Clone)]
pub struct Object {
    pub content_type: String,
    pub disposition: String,
    /// Names, as headers have them, and values.
    pub metadata: Vec<(String, String)>,
    pub body: Bytes,
}

impl Object {
    fn tag(&self) -> String {
        format!("\"{}\"", hex(&Sha256::digest(&self.body)[..16]))
    }
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

    /// The settings of a function whose jobs are here.
    pub fn settings_for_jobs(&self) -> Vec<(String, String)> {
        let mut settings = self.settings();
        let queue = ("HTML2PDF_JOBS_QUEUE".to_owned(), self.queue());
        settings.push(queue);
        settings
    }

    pub fn queue(&self) -> String {
        format!("http://{}/123456789012/jobs", self.address)
    }

    /// Takes the messages that were sent.
    pub fn messages(&self) -> Vec<Message> {
        std::mem::take(&mut self.state().messages)
    }

    /// Answers requests that begin so by a 503, until it is told otherwise.
    pub fn be_down_for(&self, beginnings: &[&str]) {
        self.state().down = beginnings.iter().map(|text| (*text).to_owned()).collect();
    }

    pub fn forget(&self) {
        self.state().objects.clear();
    }

    /// Puts an object there, as anybody else does who may.
    pub fn put(&self, key: &str, body: &[u8], content_type: &str, metadata: &[(&str, &str)]) {
        let named =
            |(name, value): &(&str, &str)| (format!("x-amz-meta-{name}"), (*value).to_owned());
        let object = Object {
            content_type: content_type.to_owned(),
            disposition: String::new(),
            metadata: metadata.iter().map(named).collect(),
            body: Bytes::copy_from_slice(body),
        };
        self.state().objects.insert(key.to_owned(), object);
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

    /// Takes so long for each answer.
    pub fn be_slow(&self, pause: Duration) {
        self.state().pause = pause;
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
    let (is_silent, pause) = {
        let mut state = state.lock().unwrap();
        let asked = format!("{} {}", parts.method, parts.uri);
        state.asked.push(asked);
        (state.is_silent, state.pause)
    };
    if is_silent {
        std::future::pending::<()>().await;
    }
    tokio::time::sleep(pause).await;
    let body = body.unwrap_or_default();
    let mut state = state.lock().unwrap();
    if !state.refusals.is_empty() {
        let (status, code) = state.refusals.remove(0);
        return refusal(status, code);
    }
    let asked = format!("{} {}", parts.method, parts.uri.path());
    if state.down.iter().any(|begin| asked.starts_with(begin)) {
        return refusal(503, "SlowDown");
    }
    if let Err(code) = check_signature(&parts, &body) {
        return refusal(403, code);
    }
    let path = parts.uri.path();
    if let Some(action) = parts.headers.get("x-amz-target") {
        assert_eq!(action, "AmazonSQS.SendMessage");
        assert_eq!((path, &parts.method), ("/", &Method::POST));
        assert_eq!(parts.headers[CONTENT_TYPE], "application/x-amz-json-1.0");
        let sent: serde_json::Value = serde_json::from_slice(&body).unwrap();
        let text = |name: &str| sent[name].as_str().unwrap().to_owned();
        let delay = sent["DelaySeconds"].as_u64().unwrap();
        assert!(delay <= 900, "SQS holds nothing back for {delay} s");
        state.messages.push(Message {
            queue: text("QueueUrl"),
            text: text("MessageBody"),
            delay,
        });
        return Response::new(Full::from("{\"MessageId\": \"1\"}"));
    }
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
            let there = state.objects.get(key).map(Object::tag);
            let condition = |name| parts.headers.get(name).map(|tag| tag.to_str().unwrap());
            match (condition("if-none-match"), condition("if-match"), there) {
                (Some(_), _, Some(_)) => return refusal(412, "PreconditionFailed"),
                (_, Some(_), None) => return refusal(404, "NoSuchKey"),
                (_, Some(wanted), Some(tag)) if wanted != tag => {
                    return refusal(412, "PreconditionFailed");
                }
                _ => {}
            }
            let object = object(&parts.headers, body);
            let response = tagged(empty(StatusCode::OK), &object.tag());
            state.objects.insert(key.to_owned(), object);
            response
        }
        (&Method::GET | &Method::HEAD, None) => match state.objects.get(key) {
            Some(object) => {
                let response = Response::new(Full::new(object.body.clone()));
                let mut response = tagged(response, &object.tag());
                let headers = response.headers_mut();
                headers.insert(CONTENT_TYPE, object.content_type.parse().unwrap());
                headers.insert(CONTENT_DISPOSITION, object.disposition.parse().unwrap());
                for (name, value) in &object.metadata {
                    let name: http::HeaderName = name.parse().unwrap();
                    headers.insert(name, value.parse().unwrap());
                }
                response
            }
            // Nobody here may list the bucket, and so is not told that there is none.
            None => refusal(403, "AccessDenied"),
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
        metadata: headers
            .iter()
            .filter(|(name, _)| name.as_str().starts_with("x-amz-meta-"))
            .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
            .collect(),
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

fn with_tag(response: Answer) -> Answer {
    tagged(response, "\"tag\"")
}

fn tagged(mut response: Answer, tag: &str) -> Answer {
    let headers = response.headers_mut();
    headers.insert(ETAG, tag.parse().unwrap());
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
