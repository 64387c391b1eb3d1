//! A network for tests: hosts have names and public addresses, and are ports on
//! loopback.

use std::collections::BTreeMap;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex};

use futures_util::future::BoxFuture;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::connect::Connector;

pub const PUBLIC: &str = "93.184.216.34";

#[derive(Clone, Default)]
pub struct FakeNetwork {
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
    pub fn name(&self, name: &str, answers: &[&[&str]]) {
        let answers = answers.iter().map(|answer| {
            let addresses = answer.iter().map(|address| address.parse().unwrap());
            addresses.collect()
        });
        let answers = answers.rev().collect();
        self.names.lock().unwrap().insert(name.to_owned(), answers);
    }

    /// Starts a host at a public address, which answers whatever it is sent with
    /// this. Returns what it was sent.
    pub async fn host(&self, address: &str, answer: impl AsRef<[u8]>) -> Arc<Mutex<Vec<String>>> {
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
    pub async fn listen(&self, address: &str) -> TcpListener {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let really = listener.local_addr().unwrap();
        let address = address.parse().unwrap();
        self.hosts.lock().unwrap().insert(address, really);
        listener
    }

    pub fn visited(&self) -> Vec<SocketAddr> {
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
