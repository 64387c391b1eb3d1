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

use std::sync::Arc;
use std::time::Duration;

use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::UnixStream;
use tokio::time::Instant;

use crate::fetch::{Client, Session};
use crate::job::FailureReason;
use crate::job::options::Remote;
use crate::net::budget::NetworkBudget;
use crate::net::connect::Connector;
use crate::net::fake::{FakeNetwork, PUBLIC};
use crate::net::policy::{Network, Quota};

use super::{Proxy, SOCKET};

/// An answer with headers that concern the proxy alone.
const PICTURE: &str = "HTTP/1.1 200 OK\r\nContent-Length: 7\r\nConnection: close, X-Hop\r\nX-Hop: 1\r\nProxy-Secret: 1\r\nX-Kept: 1\r\n\r\npicture";

fn session(network: Network, connector: Box<dyn Connector>, quota: Quota) -> Arc<Session> {
    let client = Client::new(None, 0).unwrap();
    let budget = NetworkBudget::open(quota, Instant::now() + Duration::from_secs(60));
    let session = Session::new(&client, network, connector, budget, Remote::default());
    Arc::new(session)
}

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
        let session = session(network, Box::new(fake.clone()), quota);
        let proxy = Proxy::open(folder.path(), session).unwrap();
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

    /// What was not got, and why.
    fn reasons(&self) -> Vec<(String, FailureReason)> {
        let failures = self.proxy.session.budget().failures().into_iter();
        failures
            .map(|failure| (failure.url, failure.reason))
            .collect()
    }
}

/// The status of an answer.
fn status(answer: &str) -> &str {
    answer.get(9..12).unwrap_or(answer)
}
