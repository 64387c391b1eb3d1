//! Jobs that wait, over HTTP: what a request asks for, and what is told of a job.

use std::io;
use std::time::Duration;

use bytes::Bytes;
use futures_util::{StreamExt, TryStreamExt};
use http::header::{CONTENT_TYPE, HeaderValue, LOCATION};
use http::request::Parts;
use http::{Response, StatusCode};
use memchr::memmem;
use mime::Mime;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::time::Instant;
use tracing::warn;

use crate::config::jobs::JobSettings;
use crate::error::Error;
use crate::job::options::{FieldError, Webhook};
use crate::job::{Job, Network};
use crate::jobs::desk::Desk;
use crate::jobs::id::JobId;
use crate::jobs::office::{Kept, Order};
use crate::jobs::record::{Asked, Hook};
use crate::jobs::{shown, webhook};
use crate::message::Message;
use crate::net::target;
use crate::store::{Store, To};

use super::native::response;
use super::payload::Payload;

const IDEMPOTENCY_KEY: &str = "idempotency-key";

/// What is asked for by a request that was read to this job.
pub fn order(
    parts: &Parts,
    body: Bytes,
    job: &Job,
    request_id: &str,
    (settings, network): (&JobSettings, &Network),
) -> Result<Order, Error> {
    let key = key(parts)?;
    let hook = hook(&job.options.webhook, settings, network)?;
    Ok(Order {
        asked: Asked::of(parts, &body, request_id),
        fingerprint: fingerprint(parts, &body),
        body,
        hook,
        key,
    })
}

/// What the caller calls the job. The draft of the IETF has a string in quotes; most send it without.
fn key(parts: &Parts) -> Result<Option<String>, Error> {
    const LONGEST: usize = 255;
    let mut given = parts.headers.get_all(IDEMPOTENCY_KEY).iter();
    let Some(value) = given.next() else {
        return Ok(None);
    };
    let text = String::from_utf8_lossy(value.as_bytes());
    let text = text.trim();
    let quoted = text
        .strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'));
    let key = quoted.unwrap_or(text);
    let is_good = (1..=LONGEST).contains(&key.len())
        && key
            .bytes()
            .all(|byte| byte.is_ascii_graphic() || byte == b' ');
    match is_good && given.next().is_none() {
        true => Ok(Some(key.to_owned())),
        false => Err(Error::field(
            "Idempotency-Key",
            Message::new(
                "is not one text of 1 to 255 ASCII characters",
                "send one, such as a random UUID, with the request and with each repetition of it",
            ),
        )),
    }
}

/// The same for the same request. A client that sends it again draws another boundary.
fn fingerprint(parts: &Parts, body: &[u8]) -> Vec<u8> {
    let mut hash = Sha256::new();
    let mut add = |bytes: &[u8]| {
        hash.update((bytes.len() as u64).to_be_bytes());
        hash.update(bytes);
    };
    add(parts.uri.query().unwrap_or_default().as_bytes());
    let content_type = parts.headers.get(CONTENT_TYPE);
    let content_type = content_type.map_or(&b""[..], HeaderValue::as_bytes);
    let mime: Option<Mime> = String::from_utf8_lossy(content_type).parse().ok();
    let boundary = mime
        .as_ref()
        .and_then(|mime| mime.get_param(mime::BOUNDARY))
        .filter(|boundary| !boundary.as_str().is_empty());
    let Some(boundary) = boundary else {
        add(content_type);
        add(body);
        return hash.finalize().to_vec();
    };
    add(b"multipart");
    let boundary = boundary.as_str().as_bytes();
    let mut from = 0;
    for at in memmem::find_iter(body, boundary) {
        add(&body[from..at]);
        from = at + boundary.len();
    }
    add(&body[from..]);
    hash.finalize().to_vec()
}

/// Who is to be told, if the service may tell them.
fn hook(
    webhook: &Webhook,
    settings: &JobSettings,
    network: &Network,
) -> Result<Option<Hook>, Error> {
    if *webhook == Webhook::default() {
        return Ok(None);
    }
    let refused =
        |name: &str, why: &str, remedy: &str| Err(Error::field(name, Message::new(why, remedy)));
    let Some((first, _)) = webhook.addresses().next() else {
        return refused(
            "webhook_url",
            "is not given, and there is more about a webhook",
            "say who is to be told",
        );
    };
    if settings.webhook_secret.is_none() {
        return refused(
            first,
            "cannot be told: this service has nothing to sign webhooks with",
            "ask for the job with GET /jobs/ID, or have the operator set HTML2PDF_WEBHOOK_SECRET",
        );
    }
    let mut faults = Vec::new();
    for (name, url) in webhook.addresses() {
        if !url.username().is_empty() || url.password().is_some() {
            let why = Message::new(
                "has a name or a password in it",
                "send them in webhook_headers",
            );
            faults.push(FieldError::new(name, why));
        } else if !target::may_reach(network, url.as_str()) {
            let why = Message::new(
                "is an address that this service does not reach",
                "name another, or ask the service's operator about HTML2PDF_NETWORK",
            );
            faults.push(FieldError::new(name, why));
        }
    }
    for (name, _) in &webhook.headers {
        if webhook::OURS.contains(&name.to_ascii_lowercase().as_str()) {
            let why = Message::new(format!("{name} is the service's to write"), "leave it out");
            faults.push(FieldError::new("webhook_headers", why));
        }
    }
    match faults.is_empty() {
        true => Ok(Some(Hook::of(webhook))),
        false => Err(Error::fields(faults)),
    }
}

/// The answer to who has brought a job. `path` is the one it was brought to.
pub async fn accepted(desk: &Desk, id: JobId, path: &str) -> Result<Response<Payload>, Error> {
    let place = format!("{}/{id}", path.trim_end_matches('/'));
    let told = desk.tell(id).await?;
    let body = with_links(shown::told(&told, desk.settings()), &place);
    let mut answer = response::json(StatusCode::ACCEPTED, "application/json", &body);
    if let Ok(place) = HeaderValue::from_str(&place) {
        answer.headers_mut().insert(LOCATION, place);
    }
    Ok(answer)
}

/// What there is to tell of a job.
pub async fn tell(desk: &Desk, id: JobId, path: &str) -> Result<Response<Payload>, Error> {
    let told = desk.tell(id).await?;
    let body = with_links(
        shown::told(&told, desk.settings()),
        path.trim_end_matches('/'),
    );
    Ok(response::json(StatusCode::OK, "application/json", &body))
}

/// How long the store may take to tell of a result.
const TO_ASK: Duration = Duration::from_secs(10);

/// What the request would have been answered. A result that lies in a bucket is fetched there.
pub async fn result(
    desk: &Desk,
    store: Option<&Store>,
    id: JobId,
) -> Result<Response<Payload>, Error> {
    let (name, outcome) = match desk.result(id).await? {
        Kept::Answer(answer) => return Ok(answer.map(Payload::from)),
        Kept::Stored(name, outcome) => (name, outcome),
    };
    let Some(store) = store else {
        let why = "the result of a job is in a store, and HTML2PDF_STORE names none any more";
        return Err(Error::StoreRefused(why.to_owned()));
    };
    let until = Instant::now() + TO_ASK;
    let fault = |why| Error::of_store(why, TO_ASK);
    if store.is_ours() {
        let stored = store.read(&name, until).await.map_err(fault)?;
        let payload = Payload::Pieces {
            bytes: stored.bytes,
            stream: stored.body.map_err(io::Error::other).boxed(),
        };
        return Ok(outcome.answer(Bytes::new()).map(|_| payload));
    }
    let link = store.link(&name, store.lifetime, until);
    let To::Address(address) = link.await.map_err(fault)?.to else {
        return Err(Error::NoResult);
    };
    let body = json!({"location": address});
    let mut answer = response::json(StatusCode::SEE_OTHER, "application/json", &body);
    if let Ok(address) = HeaderValue::from_str(&address) {
        answer.headers_mut().insert(LOCATION, address);
    }
    Ok(answer)
}

pub async fn remove(
    desk: &Desk,
    store: Option<&Store>,
    id: JobId,
) -> Result<Response<Payload>, Error> {
    let record = desk.remove(id).await?;
    let stored = record
        .outcome
        .and_then(|outcome| outcome.stored?.parse().ok());
    if let (Some(store), Some(name)) = (store, stored)
        && let Err(why) = store.delete(&name, Instant::now() + TO_ASK).await
    {
        warn!("the result of a removed job stays in the store: {why}");
    }
    let mut answer = Response::new(Payload::from(Bytes::new()));
    *answer.status_mut() = StatusCode::NO_CONTENT;
    Ok(answer)
}

fn with_links(mut shown: Value, place: &str) -> Value {
    shown["links"] = json!({"self": place, "result": format!("{place}/result")});
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    use http::Request;

    fn parts(headers: &[(&str, &str)]) -> Parts {
        let mut request = Request::builder().uri("/jobs?page_size=A5");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.body(()).unwrap().into_parts().0
    }

    #[test]
    fn a_key_is_read_with_quotes_and_without() {
        let read = |value: &str| key(&parts(&[(IDEMPOTENCY_KEY, value)]));
        assert_eq!(read("abc-1").unwrap().as_deref(), Some("abc-1"));
        assert_eq!(read("\"abc-1\"").unwrap().as_deref(), Some("abc-1"));
        assert_eq!(key(&parts(&[])).unwrap(), None);
        for wrong in ["", "\"\"", &"x".repeat(256), "a\u{e9}"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
        let twice = parts(&[(IDEMPOTENCY_KEY, "a"), (IDEMPOTENCY_KEY, "a")]);
        assert!(key(&twice).is_err());
    }

    #[test]
    fn a_request_that_is_sent_again_is_known_by_all_but_its_boundary() {
        let multipart = |boundary: &str, text: &str| {
            let content_type = format!("multipart/form-data; boundary={boundary}");
            let body = format!(
                "--{boundary}\r\nContent-Disposition: form-data; name=html\r\n\r\n{text}\r\n--{boundary}--\r\n"
            );
            fingerprint(&parts(&[("content-type", &content_type)]), body.as_bytes())
        };
        assert_eq!(multipart("aaa1", "<p>x"), multipart("bbbbb2", "<p>x"));
        assert_ne!(multipart("aaa1", "<p>x"), multipart("aaa1", "<p>y"));
        let html = |content_type, body: &str| {
            fingerprint(&parts(&[("content-type", content_type)]), body.as_bytes())
        };
        assert_eq!(html("text/html", "x"), html("text/html", "x"));
        assert_ne!(html("text/html", "x"), html("text/html", "y"));
        assert_ne!(html("text/html", "x"), html("application/json", "x"));
    }

    #[test]
    fn only_those_are_told_who_may_be_told() {
        let (secret, keep) = (
            Some(crate::config::jobs::Secret(vec![1; 24])),
            std::time::Duration::from_secs(60),
        );
        let mut settings = JobSettings {
            state_dir: None,
            queue: None,
            keep,
            most_waiting: 1,
            most_attempts: 1,
            webhook_secret: secret,
        };
        let to = |url: &str| Webhook {
            url: Some(url.parse().unwrap()),
            ..Webhook::default()
        };
        let ask = |webhook: &Webhook, settings: &JobSettings| {
            hook(webhook, settings, &Network::Public).map(|hook| hook.is_some())
        };
        let good = to("https://app.example.com/x");
        assert!(ask(&good, &settings).unwrap());
        assert!(!ask(&Webhook::default(), &settings).unwrap());
        for url in [
            "http://127.0.0.1/",
            "http://app.example.com:8080/",
            "https://me:pw@app.example.com/",
        ] {
            let refused = ask(&to(url), &settings).unwrap_err().to_string();
            assert!(refused.contains("webhook_url"), "{refused}");
        }
        for name in ["Webhook-Id", "host", "Content-Type"] {
            let mut webhook = good.clone();
            webhook.headers = vec![(name.to_owned(), "x".to_owned())];
            assert!(ask(&webhook, &settings).is_err(), "{name}");
        }
        let nobody = Webhook {
            headers: vec![("X-A".to_owned(), "b".to_owned())],
            ..Webhook::default()
        };
        assert!(ask(&nobody, &settings).is_err());
        settings.webhook_secret = None;
        let unsigned = ask(&good, &settings).unwrap_err().to_string();
        assert!(unsigned.contains("HTML2PDF_WEBHOOK_SECRET"));
    }
}
