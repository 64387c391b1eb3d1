//! The requests of `object_store`, over the service's own client: hyper and rustls, with
//! no tasks of their own, so that nothing of a request goes on when nobody waits for it.

use std::cell::Cell;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use http::StatusCode;
use http::header::{HeaderValue, USER_AGENT};
use http_body_util::BodyExt;
use object_store::ClientOptions;
use object_store::client::{
    HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpResponse,
    HttpResponseBody, HttpService,
};
use object_store::{ClientConfigKey, Error as StoreError};
use rustls::ClientConfig;
use tokio::time::Instant;
use url::Url;

use crate::fetch::{SentBody, Tasks, Wire};
use crate::job::{FailureReason, Network};
use crate::net::connect::SystemConnector;
use crate::net::target::Target;

/// How long one request may take until its answer begins. The whole has a deadline of its
/// own.
const LONGEST: Duration = Duration::from_secs(60);

tokio::task_local! {
    /// The status of the last answer to what a task asks. `object_store` keeps it to itself.
    static LAST: Cell<Option<StatusCode>>;
}

/// The way to a bucket, which lasts for as long as somebody asks it for something.
pub struct Way {
    wire: Wire,
    tasks: Tasks,
    /// How many ask.
    asking: AtomicUsize,
}

impl Way {
    /// Where the operator says a store is, it may be reached, whatever documents may.
    pub fn new(tls: Arc<ClientConfig>) -> Self {
        let tasks = Tasks::default();
        let connector = Box::new(SystemConnector::default());
        let spawner = tasks.spawner.clone();
        Self {
            wire: Wire::new(Network::Unguarded, connector, tls, spawner),
            tasks,
            asking: AtomicUsize::new(0),
        }
    }

    /// Waits for something that asks, and drives connections meanwhile; says what the
    /// last answer was.
    pub async fn drive<T>(&self, asking: impl Future<Output = T>) -> (T, Option<StatusCode>) {
        let asking = LAST.scope(Cell::new(None), async {
            let done = asking.await;
            (done, LAST.with(Cell::get))
        });
        tokio::select! {
            done = asking => done,
            never = self.tasks.run() => match never {},
        }
    }

    /// Takes a share in it: the connections last until all are given back.
    pub fn share(self: &Arc<Self>) -> Share {
        self.asking.fetch_add(1, Ordering::AcqRel);
        Share(self.clone())
    }
}

pub struct Share(Arc<Way>);

impl Drop for Share {
    fn drop(&mut self) {
        // Of the last nothing is left: a frozen environment would find it stale.
        if self.0.asking.fetch_sub(1, Ordering::AcqRel) == 1 {
            self.0.wire.forget_all();
            self.0.tasks.end();
        }
    }
}

#[derive(Clone)]
pub struct Connector(pub Arc<Way>);

struct Client {
    way: Arc<Way>,
    may_be_plain: bool,
}

impl std::fmt::Debug for Connector {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Connector")
    }
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Client")
    }
}

impl HttpConnector for Connector {
    fn connect(&self, options: &ClientOptions) -> Result<HttpClient, StoreError> {
        let plain = options.get_config_value(&ClientConfigKey::AllowHttp);
        Ok(HttpClient::new(Client {
            way: self.0.clone(),
            may_be_plain: plain.as_deref() == Some("true"),
        }))
    }
}

#[async_trait]
impl HttpService for Client {
    async fn call(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let refused = |why: &str| HttpError::new(HttpErrorKind::Unknown, io::Error::other(why));
        let url = Url::parse(&request.uri().to_string());
        let url = url.map_err(|_| refused("the address cannot be read"))?;
        let is_tls = url.scheme() == "https";
        if !is_tls && !self.may_be_plain {
            return Err(refused("it would go without TLS"));
        }
        let target = Target::of(&url).ok_or_else(|| refused("the address is none of HTTP"))?;
        let (mut parts, body) = request.into_parts();
        let agent = HeaderValue::from_static("html2pdf");
        parts.headers.insert(USER_AGENT, agent);
        let body = SentBody::new(body.map_err(io::Error::other));
        let request = http::Request::from_parts(parts, body);
        let until = Instant::now() + LONGEST;
        let sent = self.way.wire.send(is_tls, &target, request, until).await;
        let response = sent.map_err(|reason| {
            let kind = match reason {
                FailureReason::TimedOut => HttpErrorKind::Timeout,
                FailureReason::BadCertificate => HttpErrorKind::Unknown,
                _ => HttpErrorKind::Connect,
            };
            HttpError::new(kind, io::Error::other(reason.explanation()))
        })?;
        let status = response.status();
        let _ = LAST.try_with(|last| last.set(Some(status)));
        Ok(response.map(|body| {
            let body = body.map_err(|error| HttpError::new(HttpErrorKind::Interrupted, error));
            HttpResponseBody::new(body)
        }))
    }
}
