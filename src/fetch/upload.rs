//! What a job has made is sent to a host.

use futures_util::TryStreamExt;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderValue, USER_AGENT};
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
        let (target, mut lease) = self.admit(url)?;
        // It is as large as it is, and takes as long as the job has.
        lease.until = until;
        let length = HeaderValue::from(body.len());
        let body = match body {
            Contents::Bytes(bytes) => {
                SentBody::new(Full::new(bytes.clone()).map_err(|never| match never {}))
            }
            file @ Contents::File(..) => {
                let pieces = file.clone().pieces().map_ok(Frame::data);
                SentBody::new(StreamBody::new(pieces))
            }
        };
        let mut request = Request::new(body);
        *request.method_mut() = Method::PUT;
        *request.uri_mut() = url[..url::Position::AfterQuery]
            .parse()
            .map_err(|_| FailureReason::Failed)?;
        let headers = request.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        headers.insert(CONTENT_LENGTH, length);
        headers.insert(USER_AGENT, HeaderValue::from_static(AGENT));
        let response = self.send(url, &target, request, &lease).await?;
        Ok(response.status())
    }
}
