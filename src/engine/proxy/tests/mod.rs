//! The proxy between a client that plays the engine and a fake network, whose hosts
//! have names and public addresses, and are ports on loopback.
//!
//! ```text
//! policy    what is let through
//! forward   requests in plain HTTP
//! tunnel    tunnels for TLS
//! lifetime  the socket, and what ends with the proxy
//! ```

mod forward;
mod lifetime;
mod policy;
mod tunnel;

use std::collections::BTreeMap;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::future::BoxFuture;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UnixStream};
use tokio::time::Instant;

use crate::job::FailureReason;
use crate::net::budget::NetworkBudget;
use crate::net::policy::{Network, Quota};

use super::{Connector, Proxy, SOCKET};

const PUBLIC: &str = "93.184.216.34";

#[derive(Clone, Default)]
struct FakeNetwork {
    /// What a name means; of several answers each is given once, and the last one
    /// ever after.
    names: Arc<Mutex<BTreeMap<String, Vec<Vec<IpAddr>>>>>,
    /// Where the host with an address really listens. Others are silent.
    hosts: Arc<Mutex<BTreeMap<IpAddr, SocketAddr>>>,
    /// What was connected to.
    visited: Arc<Mutex<Vec<SocketAddr>>>,
}

impl FakeNetwork {
    /// Gives a name its addresses, as one answer or several in their order.
    fn name(&self, name: &str, answers: &[&[&str]]) {
        let answers = answers.iter().map(|answer| {
            let addresses = answer.iter().map(|address| address.parse().unwrap());
            addresses.collect()
        });
        let answers = answers.rev().collect();
        self.names.lock().unwrap().insert(name.to_owned(), answers);
    }

    /// Starts a host at a public address, which answers whatever it is sent with
    /// this. Returns what it was sent.
    async fn host(&self, address: &str, answer: impl AsRef<[u8]>) -> Arc<Mutex<Vec<String>>> {
        let listener = self.listen(address).await;
        let heard: Arc<Mutex<Vec<String>>> = Arc::default();
        let (answer, log) = (answer.as_ref().to_vec(), heard.clone());
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let (answer, log) = (answer.clone(), log.clone());
                tokio::spawn(async move {
                    let mut bytes = vec![0; 8192];
                    while let Ok(length @ 1..) = stream.read(&mut bytes).await {
                        let said = String::from_utf8_lossy(&bytes[..length]).into_owned();
                        log.lock().unwrap().push(said);
                        if stream.write_all(&answer).await.is_err() {
                            break;
                        }
                    }
                });
            }
        });
        heard
    }

    /// Listens as the host at a public address.
    async fn listen(&self, address: &str) -> TcpListener {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let really = listener.local_addr().unwrap();
        let address = address.parse().unwrap();
        self.hosts.lock().unwrap().insert(address, really);
        listener
    }

    fn visited(&self) -> Vec<SocketAddr> {
        self.visited.lock().unwrap().clone()
    }
}

impl Connector for FakeNetwork {
    fn resolve<'a>(&'a self, name: &'a str) -> BoxFuture<'a, io::Result<Vec<IpAddr>>> {
        let mut names = self.names.lock().unwrap();
        let found = match names.get_mut(name) {
            Some(answers) if answers.len() > 1 => answers.pop(),
            Some(answers) => answers.first().cloned(),
            None => None,
        };
        Box::pin(async { found.ok_or_else(|| io::Error::other("no such name")) })
    }

    fn connect(&self, to: SocketAddr) -> BoxFuture<'_, io::Result<TcpStream>> {
        self.visited.lock().unwrap().push(to);
        let host = self.hosts.lock().unwrap().get(&to.ip()).copied();
        Box::pin(async move {
            match host {
                Some(really) => TcpStream::connect(really).await,
                None => std::future::pending().await,
            }
        })
    }
}

/// An answer with headers that concern the proxy alone.
const PICTURE: &str = "HTTP/1.1 200 OK\r\nContent-Length: 7\r\nConnection: close, X-Hop\r\nX-Hop: 1\r\nProxy-Secret: 1\r\nX-Kept: 1\r\n\r\npicture";

/// A proxy in a folder of its own, before a fake network.
struct Scene {
    folder: TempDir,
    network: FakeNetwork,
    proxy: Proxy,
}

impl Scene {
    fn new(network: Network) -> Self {
        Self::with(network, Quota::default())
    }

    fn with(network: Network, quota: Quota) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let fake = FakeNetwork::default();
        let deadline = Instant::now() + Duration::from_secs(60);
        let connector = Box::new(fake.clone());
        let budget = NetworkBudget::open(quota, deadline);
        let proxy = Proxy::with(folder.path(), connector, &network, budget).unwrap();
        Self {
            folder,
            network: fake,
            proxy,
        }
    }

    /// Serves until the client is done.
    async fn serve<T>(&self, client: impl Future<Output = T>) -> T {
        tokio::select! {
            done = client => done,
            never = self.proxy.serve() => match never {},
        }
    }

    async fn connect(&self) -> UnixStream {
        let path = self.folder.path().join(SOCKET);
        UnixStream::connect(path).await.unwrap()
    }

    /// Sends these bytes to the proxy, and returns all that comes back.
    async fn send(&self, bytes: impl AsRef<[u8]>) -> String {
        let client = async {
            let mut stream = self.connect().await;
            stream.write_all(bytes.as_ref()).await.unwrap();
            let mut answer = Vec::new();
            let _ = stream.read_to_end(&mut answer).await;
            String::from_utf8_lossy(&answer).into_owned()
        };
        self.serve(client).await
    }

    async fn get(&self, url: &str) -> String {
        self.send(format!("GET {url} HTTP/1.1\r\nHost: x\r\n\r\n"))
            .await
    }

    /// Opens a tunnel, and returns it with the head of the answer.
    async fn open_tunnel(&self, to: &str) -> (UnixStream, String) {
        let mut stream = self.connect().await;
        let connect = format!("CONNECT {to} HTTP/1.1\r\nProxy-Connection: keep-alive\r\n\r\n");
        stream.write_all(connect.as_bytes()).await.unwrap();
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            match stream.read_u8().await {
                Ok(byte) => head.push(byte),
                Err(_) => break,
            }
        }
        (stream, String::from_utf8(head).unwrap())
    }

    /// Opens a tunnel and sends this in it. Returns the head of the answer, and what
    /// comes back first in the tunnel.
    async fn tunnel(&self, to: &str, first: &[u8]) -> (String, Vec<u8>) {
        let client = async {
            let (mut stream, head) = self.open_tunnel(to).await;
            let mut rest = vec![0; 100];
            let _ = stream.write_all(first).await;
            let length = stream.read(&mut rest).await.unwrap_or(0);
            rest.truncate(length);
            (head, rest)
        };
        self.serve(client).await
    }

    /// What was not got, and why.
    fn reasons(&self) -> Vec<(String, FailureReason)> {
        let failures = self.proxy.failures().into_iter();
        failures
            .map(|failure| (failure.url, failure.reason))
            .collect()
    }
}

/// The status of an answer.
fn status(answer: &str) -> &str {
    answer.get(9..12).unwrap_or(answer)
}
