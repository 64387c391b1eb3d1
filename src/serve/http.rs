//! `html2pdf serve`: the handler over HTTP/1.1 on a port of this machine.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result};
use bytes::{Bytes, BytesMut};
use http::header::{CONTENT_LENGTH, EXPECT};
use http::{HeaderMap, Request, Response};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tracing::{debug, info, warn};

use crate::api::native::response::Transport;
use crate::api::service::{ApiRequest, Service};
use crate::error::Error;

/// Serves until SIGTERM or Ctrl-C, then finishes what it has begun.
pub async fn serve(service: Service, address: SocketAddr) -> Result<()> {
    let listener = TcpListener::bind(address)
        .await
        .with_context(|| format!("cannot listen on {address}; name another with --listen"))?;
    info!("listening on http://{}", listener.local_addr()?);
    let service = Arc::new(service);
    let connections = GracefulShutdown::new();
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;

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
            _ = terminate.recv() => break,
            _ = interrupt.recv() => break,
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
    if tokio::time::timeout(patience, connections.shutdown())
        .await
        .is_err()
    {
        warn!("stopped with connections still open");
    }
    Ok(())
}

async fn answer(
    service: Arc<Service>,
    request: Request<Incoming>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let (parts, body) = request.into_parts();
    let reading = read_body(body, &parts.headers, service.config.max_request_bytes);
    let limit = service.config.timeout;
    let body = tokio::time::timeout(limit, reading)
        .await
        .unwrap_or(Err(Error::DeadlinePassed {
            limit,
            while_: ": its body did not arrive",
        }));
    let call = ApiRequest {
        path: parts.uri.path().to_owned(),
        parts,
        body,
        transport: Transport::Connection,
        time_left: None,
        id: new_id(),
    };
    Ok(service.handle(call).await.map(Full::new))
}

/// Reads a body up to `limit` bytes. What exceeds it is read and forgotten, in
/// reason, so that the client gets to read our answer.
async fn read_body(mut body: Incoming, headers: &HeaderMap, limit: usize) -> Result<Bytes, Error> {
    const FORGOTTEN: usize = 256 << 20;
    let announced: usize = headers
        .get(CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok()?.parse().ok())
        .unwrap_or(0);
    if announced > limit && headers.contains_key(EXPECT) {
        return Err(Error::TooLarge { limit });
    }
    let mut kept = BytesMut::with_capacity(announced.min(limit));
    let mut total = 0;
    while let Some(frame) = body.frame().await {
        let frame =
            frame.map_err(|_| Error::bad_request("the request ended before its body did"))?;
        let Ok(data) = frame.into_data() else {
            continue;
        };
        total += data.len();
        if total <= limit {
            kept.extend_from_slice(&data);
        } else if total > limit + FORGOTTEN {
            break;
        }
    }
    if total > limit {
        return Err(Error::TooLarge { limit });
    }
    Ok(kept.freeze())
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
