//! Jobs that fetch from real servers: TLS with an authority of our own, HTTP/1.1 and
//! HTTP/2 by hyper, on a fake network whose hosts are ports on loopback.
//!
//! ```text
//! certificates  who is believed
//! requests      how they go, and what comes back
//! hostile       hosts that want time, memory, or what is inside
//! poisoning     who says what is kept
//! sharing       what is kept for all jobs, and what is not
//! ```

mod certificates;
mod hostile;
mod poisoning;
mod requests;
mod sharing;

use std::convert::Infallible;
use std::io;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use futures_util::future::BoxFuture;
use http::{HeaderMap, Request, Response};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::ServerConfig;
use rustls::pki_types::PrivateKeyDer;
use tokio::time::Instant;
use tokio_rustls::TlsAcceptor;
use url::Url;

use crate::job::options::Remote;
use crate::job::{FailureReason, Network};
use crate::net::budget::NetworkBudget;
use crate::net::fake::{FakeNetwork, PUBLIC};
use crate::net::policy::Quota;

use super::wire::SentBody;
use super::{Accept, Client, Session, trust};

const HOST: &str = "cdn.example";

/// An authority of our own.
struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    fn new() -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        Self(CertifiedIssuer::self_signed(params, key).unwrap())
    }

    fn pem(&self) -> String {
        let text = BASE64_STANDARD.encode(self.0.der());
        format!("-----BEGIN CERTIFICATE-----\n{text}\n-----END CERTIFICATE-----\n")
    }

    fn client(&self) -> Client {
        Client::new(Some(self.pem().as_bytes()), 1 << 20).unwrap()
    }

    /// What a host of this name speaks TLS by, and HTTP.
    fn server(&self, name: &str, protocol: &str) -> TlsAcceptor {
        self.server_with(CertificateParams::new([name.to_owned()]).unwrap(), protocol)
    }

    fn server_with(&self, params: CertificateParams, protocol: &str) -> TlsAcceptor {
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.0).unwrap();
        let mut config = ServerConfig::builder_with_provider(trust::provider())
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(
                vec![certificate.der().clone()],
                PrivateKeyDer::Pkcs8(key.serialize_der().into()),
            )
            .unwrap();
        config.alpn_protocols = vec![protocol.as_bytes().to_vec()];
        TlsAcceptor::from(Arc::new(config))
    }
}

type Reply = Response<SentBody>;
type Answering = dyn Fn(Request<Incoming>) -> BoxFuture<'static, Reply> + Send + Sync;

/// Requests that a host was sent: their paths and heads.
#[derive(Clone, Default)]
struct Heard(Arc<Mutex<Vec<(String, HeaderMap)>>>);

impl Heard {
    fn paths(&self) -> Vec<String> {
        let heard = self.0.lock().unwrap();
        heard.iter().map(|(path, _)| path.clone()).collect()
    }

    fn header(&self, at: usize, name: &str) -> Option<String> {
        let heard = self.0.lock().unwrap();
        let value = heard[at].1.get(name)?;
        Some(value.to_str().unwrap().to_owned())
    }
}

/// Answers at a public address, over TLS if there is an acceptor.
async fn host(
    network: &FakeNetwork,
    tls: Option<TlsAcceptor>,
    answer: impl Fn(Request<Incoming>) -> BoxFuture<'static, Reply> + Send + Sync + 'static,
) -> Heard {
    host_at(network, PUBLIC, tls, answer).await
}

async fn host_at(
    network: &FakeNetwork,
    address: &str,
    tls: Option<TlsAcceptor>,
    answer: impl Fn(Request<Incoming>) -> BoxFuture<'static, Reply> + Send + Sync + 'static,
) -> Heard {
    let listener = network.listen(address).await;
    let heard = Heard::default();
    let (log, answer): (_, Arc<Answering>) = (heard.clone(), Arc::new(answer));
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (log, answer, tls) = (log.clone(), answer.clone(), tls.clone());
            tokio::spawn(async move {
                let service = service_fn(move |request: Request<Incoming>| {
                    let path = request.uri().path().to_owned();
                    let entry = (path, request.headers().clone());
                    log.0.lock().unwrap().push(entry);
                    let reply = answer(request);
                    async { Ok::<_, Infallible>(reply.await) }
                });
                let http = hyper_util::server::conn::auto::Builder::new(TokioExecutor::new());
                let _ = match tls {
                    None => http.serve_connection(TokioIo::new(stream), service).await,
                    Some(tls) => match tls.accept(stream).await {
                        Ok(stream) => http.serve_connection(TokioIo::new(stream), service).await,
                        Err(_) => return,
                    },
                };
            });
        }
    });
    heard
}

/// An answer with these headers and this body, as soon as it is asked for.
fn reply(headers: &[(&str, &str)], body: impl Into<Bytes>) -> Reply {
    let body = Full::new(body.into()).map_err(|never| match never {});
    let mut reply = Response::builder();
    for (name, value) in headers {
        reply = match *name {
            ":status" => reply.status(value.parse::<u16>().unwrap()),
            _ => reply.header(*name, *value),
        };
    }
    reply.body(SentBody::new(body)).unwrap()
}

fn now(reply: Reply) -> BoxFuture<'static, Reply> {
    Box::pin(std::future::ready(reply))
}

/// A body that goes on as long as it is read, with a pause after each piece.
fn endless(piece: &'static [u8], pause: Duration) -> SentBody {
    let frames = futures_util::stream::unfold((), move |()| async move {
        tokio::time::sleep(pause).await;
        let frame = hyper::body::Frame::data(Bytes::from_static(piece));
        Some((Ok::<_, io::Error>(frame), ()))
    });
    SentBody::new(http_body_util::StreamBody::new(frames))
}

fn session(client: &Client, network: &FakeNetwork) -> Session {
    session_with(
        client,
        network,
        Network::Public,
        Quota::default(),
        Remote::default(),
    )
}

fn session_with(
    client: &Client,
    fake: &FakeNetwork,
    network: Network,
    quota: Quota,
    remote: Remote,
) -> Session {
    let budget = NetworkBudget::open(quota, Instant::now() + Duration::from_secs(60));
    Session::new(client, network, Box::new(fake.clone()), budget, remote)
}

/// What a job gets of an address, as text.
async fn get(session: &Session, url: &str) -> Result<String, FailureReason> {
    get_as(session, url, Accept::Anything).await
}

async fn get_as(session: &Session, url: &str, accept: Accept) -> Result<String, FailureReason> {
    let url = Url::parse(url).unwrap();
    let resource = session.drive(session.get(&url, accept)).await?;
    Ok(String::from_utf8(resource.body.to_vec()).unwrap())
}

/// A network with one host, by its name.
fn network() -> FakeNetwork {
    let network = FakeNetwork::default();
    network.name(HOST, &[&[PUBLIC]]);
    network
}
