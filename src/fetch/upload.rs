//! What a job has made is sent to a host.

use futures_util::TryStreamExt;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderValue, USER_AGENT};
use http::{Method, Request, StatusCode};
use http_body_util::{BodyExt, Full, StreamBody};
use hyper::body::Frame;
use tokio::time::Instant;
use url::Url;

use crate::contents::Contents;
use crate::job::FailureReason;

use super::SentBody;
use super::session::{AGENT, Session};

/// That a host did not take what was sent.
pub struct Untaken {
    /// What the host did: "answered 403 Forbidden".
    pub why: String,
    /// Whether it may take it when it is asked again.
    pub may_help: bool,
}

/// What is sent to a host, beside its address.
pub struct Sent {
    pub method: Method,
    pub headers: HeaderMap,
    pub body: Contents,
}

impl Session {
    /// Puts bytes at an address; returns the status of the answer. Whoever waits for it must
    /// drive.
    pub async fn put(
        &self,
        url: &Url,
        content_type: &'static str,
        body: &Contents,
        until: Instant,
    ) -> Result<u16, Untaken> {
        match self.put_once(url, content_type, body, until).await {
            Ok(status) if status.is_success() => Ok(status.as_u16()),
            Ok(status) => Err(Untaken {
                why: format!("answered {status}"),
                may_help: status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS,
            }),
            Err(reason) => Err(Untaken {
                why: format!("was not reached: {}", reason.explanation()),
                may_help: reason == FailureReason::Failed,
            }),
        }
    }

    async fn put_once(
        &self,
        url: &Url,
        content_type: &'static str,
        body: &Contents,
        until: Instant,
    ) -> Result<StatusCode, FailureReason> {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        headers.insert(USER_AGENT, HeaderValue::from_static(AGENT));
        let sent = Sent {
            method: Method::PUT,
            headers,
            body: body.clone(),
        };
        self.send_to(url, sent, until).await
    }

    /// Sends something to an address, and returns the status of the answer; no redirect is followed. Whoever waits
    /// for it must drive.
    pub async fn send_to(
        &self,
        url: &Url,
        sent: Sent,
        until: Instant,
    ) -> Result<StatusCode, FailureReason> {
        let (target, mut lease) = self.admit(url)?;
        // It is as large as it is, and takes as long as the job has.
        lease.until = until;
        let length = HeaderValue::from(sent.body.len());
        let body = match &sent.body {
            Contents::Bytes(bytes) => {
                SentBody::new(Full::new(bytes.clone()).map_err(|never| match never {}))
            }
            file @ Contents::File(..) => {
                let pieces = file.clone().pieces().map_ok(Frame::data);
                SentBody::new(StreamBody::new(pieces))
            }
        };
        let mut request = Request::new(body);
        *request.method_mut() = sent.method;
        *request.uri_mut() = url[..url::Position::AfterQuery]
            .parse()
            .map_err(|_| FailureReason::Failed)?;
        *request.headers_mut() = sent.headers;
        request.headers_mut().insert(CONTENT_LENGTH, length);
        let response = self.send(url, &target, request, &lease).await?;
        Ok(response.status())
    }
}
