//! `html2pdf serve`: the handler over HTTP/1.1 on a port of this machine.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::Result;
use bytes::{Bytes, BytesMut};
use futures_util::TryStreamExt;
use futures_util::future::BoxFuture;
use futures_util::stream::{BoxStream, MapOk};
use http::header::{CONTENT_LENGTH, EXPECT, HeaderValue};
use http::{HeaderMap, Request, Response};
use http_body_util::{BodyExt, Either, Full, StreamBody};
use hyper::body::{Frame, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tracing::{debug, info, warn};

use crate::api::native::response::Transport;
use crate::api::payload::Payload;
use crate::api::service::{ApiRequest, Body, Service};
use crate::error::Error;
use crate::jobs::desk::Desk;
use crate::process::interrupts::Interrupts;
use crate::store::Store;

use super::listen;

/// Serves until SIGTERM or Ctrl-C, then finishes what it has begun.
pub async fn serve(service: Service, address: SocketAddr) -> Result<()> {
    let listener = listen::bind(address).await?;
    listen::announce(listener.local_addr()?);
    let service = Arc::new(service);
    if let Some(store) = service.pipeline.store().filter(|store| store.is_ours()) {
        tokio::spawn(sweep(store.clone()));
    }
    let connections = GracefulShutdown::new();
    let mut interrupts = Interrupts::listen()?;

    loop {
        let stream = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => stream,
                Err(error) => {
                    // Out of descriptors, most likely: give others time to close.
                    warn!(%error, "a connection was not accepted");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    continue;
                }
            },
            () = interrupts.wait() => break,
        };
        let service = service.clone();
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(Duration::from_secs(30))
            .serve_connection(
                TokioIo::new(stream),
                service_fn(move |request| answer(service.clone(), request)),
            );
        let connection = connections.watch(connection);
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                debug!(%error, "a connection ended early");
            }
        });
    }

    info!("stopping");
    drop(listener);
    let patience = service.config.timeout + Duration::from_secs(5);
    let jobs = service.jobs.as_ref().and_then(Desk::folder);
    if let Some(jobs) = jobs {
        jobs.stop();
    }
    if tokio::time::timeout(patience, connections.shutdown())
        .await
        .is_err()
    {
        warn!("stopped with connections still open");
    }
    if let Some(jobs) = jobs
        && tokio::time::timeout(patience, jobs.is_idle())
            .await
            .is_err()
    {
        warn!("stopped with jobs at work; the next start begins them again");
    }
    Ok(())
}

/// Removes results that have expired, for as long as we serve.
async fn sweep(store: Arc<Store>) {
    let pause = (store.lifetime / 10).clamp(Duration::from_secs(1), Duration::from_secs(600));
    loop {
        match store.sweep().await {
            Ok(0) => {}
            Ok(removed) => info!(removed, "results have expired"),
            Err(error) => warn!(%error, "results that have expired stay"),
        }
        tokio::time::sleep(pause).await;
    }
}

async fn answer(
    service: Arc<Service>,
    request: Request<Incoming>,
) -> Result<Response<Sent>, Infallible> {
    let (parts, body) = request.into_parts();
    let mut body = HttpBody::new(body, &parts.headers);
    let call = ApiRequest {
        path: parts.uri.path().to_owned(),
        whole_path: parts.uri.path().to_owned(),
        parts,
        transport: Transport::Connection,
        time_left: None,
        id: new_id(),
    };
    let answer = service.handle(call, &mut body).await;
    body.forget().await;
    Ok(into_http(answer))
}

/// What is in memory goes as it is; of the rest one piece after the other is read.
fn into_http(answer: Response<Payload>) -> Response<Sent> {
    let (mut parts, payload) = answer.into_parts();
    let body = match payload {
        Payload::Whole(bytes) => Either::Left(Full::new(bytes)),
        Payload::Pieces { bytes, stream } => {
            let length = HeaderValue::from(bytes);
            parts.headers.insert(CONTENT_LENGTH, length);
            Either::Right(StreamBody::new(
                stream.map_ok(Frame::data as fn(Bytes) -> Frame<Bytes>),
            ))
        }
    };
    Response::from_parts(parts, body)
}

type Sent = Either<Full<Bytes>, StreamBody<Frames>>;
type Frames = MapOk<BoxStream<'static, io::Result<Bytes>>, fn(Bytes) -> Frame<Bytes>>;

/// A body that arrives, or does not.
struct HttpBody {
    incoming: Incoming,
    announced: Option<usize>,
    /// The client sends it only when we ask for it.
    expects_continue: bool,
    is_asked_for: bool,
}

impl HttpBody {
    fn new(incoming: Incoming, headers: &HeaderMap) -> Self {
        let announced = headers.get(CONTENT_LENGTH);
        Self {
            incoming,
            announced: announced.and_then(|value| value.to_str().ok()?.parse().ok()),
            expects_continue: headers.contains_key(EXPECT),
            is_asked_for: false,
        }
    }

    async fn read_up_to(&mut self, limit: usize) -> Result<Bytes, Error> {
        let announced = self.announced.unwrap_or_default();
        if announced > limit {
            return Err(Error::TooLarge { limit });
        }
        self.is_asked_for = true;
        let mut kept = BytesMut::with_capacity(announced);
        while let Some(frame) = self.incoming.frame().await {
            let frame =
                frame.map_err(|_| Error::bad_request("the request ended before its body did"))?;
            let Ok(data) = frame.into_data() else {
                continue;
            };
            if kept.len() + data.len() > limit {
                return Err(Error::TooLarge { limit });
            }
            kept.extend_from_slice(&data);
        }
        Ok(kept.freeze())
    }

    /// Reads what is left of it and forgets it, in reason, so that the client gets
    /// to read our answer: most read it only when they have sent everything.
    async fn forget(mut self) {
        const FORGOTTEN: usize = 256 << 20;
        const PATIENCE: Duration = Duration::from_secs(10);
        if self.expects_continue && !self.is_asked_for {
            return;
        }
        let mut total = 0;
        let reading = async {
            while let Some(Ok(frame)) = self.incoming.frame().await {
                total += frame.data_ref().map_or(0, Bytes::len);
                if total > FORGOTTEN {
                    break;
                }
            }
        };
        let _ = tokio::time::timeout(PATIENCE, reading).await;
    }
}

impl Body for HttpBody {
    fn announced(&self) -> Option<usize> {
        self.announced
    }

    fn read(&mut self, limit: usize) -> BoxFuture<'_, Result<Bytes, Error>> {
        Box::pin(self.read_up_to(limit))
    }
}

/// An id that no other request of this or another run is likely to have.
fn new_id() -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    format!("{:x}-{:x}-{count:x}", now.as_micros(), std::process::id())
}
