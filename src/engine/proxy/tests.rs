//! The gate, and hosts on this machine that stand for the world: each has a
//! name, a public address, and in truth a port on loopback.

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
use crate::net::policy::{Hosts, Network, Quota};

use super::client_hello::tests::greeting;
use super::{Connector, Proxy, SOCKET};

const PUBLIC: &str = "93.184.216.34";
const OTHER: &str = "93.184.216.35";

#[derive(Clone, Default)]
struct FakeNetwork {
    names: Arc<Mutex<BTreeMap<String, Vec<Vec<IpAddr>>>>>,
    hosts: Arc<Mutex<BTreeMap<IpAddr, SocketAddr>>>,
    visited: Arc<Mutex<Vec<SocketAddr>>>,
}

impl FakeNetwork {
    /// What a name means; several lists are several answers, one after another.
    fn name(&self, name: &str, answers: &[&[&str]]) {
        let answers = answers.iter().map(|answer| {
            let addresses = answer.iter().map(|address| address.parse().unwrap());
            addresses.collect()
        });
        let answers = answers.rev().collect();
        self.names.lock().unwrap().insert(name.to_owned(), answers);
    }

    /// A host at a public address that answers each connection with this.
    async fn host(&self, address: &str, answer: impl AsRef<[u8]>) -> Arc<Mutex<Vec<String>>> {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let here = listener.local_addr().unwrap();
        self.hosts
            .lock()
            .unwrap()
            .insert(address.parse().unwrap(), here);
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
                Some(here) => TcpStream::connect(here).await,
                None => std::future::pending().await,
            }
        })
    }
}

const PICTURE: &str = "HTTP/1.1 200 OK\r\nContent-Length: 7\r\nConnection: close, X-Hop\r\nX-Hop: 1\r\nProxy-Secret: 1\r\nX-Kept: 1\r\n\r\npicture";

struct Scene {
    folder: TempDir,
    village: FakeNetwork,
    proxy: Proxy,
}

impl Scene {
    fn new(network: Network) -> Self {
        Self::with(network, Quota::default())
    }

    fn with(network: Network, quota: Quota) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let village = FakeNetwork::default();
        let deadline = Instant::now() + Duration::from_secs(60);
        let world = Box::new(village.clone());
        let proxy = Proxy::open_to(world, folder.path(), &network, quota, deadline).unwrap();
        Self {
            folder,
            village,
            proxy,
        }
    }

    /// While something is asked, the gate is open.
    async fn during<T>(&self, asked: impl Future<Output = T>) -> T {
        tokio::select! {
            answer = asked => answer,
            never = self.proxy.serve() => match never {},
        }
    }

    async fn connect(&self) -> UnixStream {
        let path = self.folder.path().join(SOCKET);
        UnixStream::connect(path).await.unwrap()
    }

    /// Sends these bytes, and returns all that comes back.
    async fn send(&self, bytes: impl AsRef<[u8]>) -> String {
        let asked = async {
            let mut stream = self.connect().await;
            stream.write_all(bytes.as_ref()).await.unwrap();
            let mut answer = Vec::new();
            let _ = stream.read_to_end(&mut answer).await;
            String::from_utf8_lossy(&answer).into_owned()
        };
        self.during(asked).await
    }

    async fn get(&self, url: &str) -> String {
        self.send(format!("GET {url} HTTP/1.1\r\nHost: x\r\n\r\n"))
            .await
    }

    /// Opens a tunnel and says this in it, once it is there.
    async fn tunnel(&self, to: &str, first: &[u8]) -> (String, Vec<u8>) {
        let asked = async {
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
            let mut rest = vec![0; 100];
            let _ = stream.write_all(first).await;
            let length = stream.read(&mut rest).await.unwrap_or(0);
            rest.truncate(length);
            (String::from_utf8(head).unwrap(), rest)
        };
        self.during(asked).await
    }

    fn reasons(&self) -> Vec<(String, FailureReason)> {
        let failures = self.proxy.failures().into_iter();
        failures
            .map(|failure| (failure.url, failure.reason))
            .collect()
    }
}

fn status(answer: &str) -> &str {
    answer.get(9..12).unwrap_or(answer)
}

#[tokio::test]
async fn a_picture_comes_through_and_what_is_for_neighbours_does_not() {
    let scene = Scene::new(Network::Public);
    scene.village.name("cdn.example", &[&["10.0.0.1", PUBLIC]]);
    let heard = scene.village.host(PUBLIC, PICTURE).await;
    let asked = "GET http://CDN.example./a%20b?x=1 HTTP/1.1\r\nHost: other.example\r\nProxy-Authorization: Basic x\r\nConnection: X-Mine\r\nX-Mine: 1\r\nCookie: a=b\r\n\r\n";
    let answer = scene.send(asked).await;
    assert_eq!(status(&answer), "200", "{answer}");
    assert!(
        answer.ends_with("picture") && answer.contains("X-Kept: 1"),
        "{answer}"
    );
    for word in ["x-hop", "proxy-"] {
        assert!(!answer.to_lowercase().contains(word), "{answer}");
    }
    let said = heard.lock().unwrap()[0].to_lowercase();
    assert!(said.starts_with("get /a%20b?x=1 http/1.1\r\n"), "{said}");
    assert!(
        said.contains("host: cdn.example\r\n") && said.contains("cookie: a=b"),
        "{said}"
    );
    for word in ["proxy-", "x-mine", "other.example"] {
        assert!(!said.contains(word), "{said}");
    }
    // The address that was checked, and none of the others.
    let public: SocketAddr = format!("{PUBLIC}:80").parse().unwrap();
    assert_eq!(scene.village.visited(), [public]);
    assert_eq!(scene.reasons(), []);
}

#[tokio::test]
async fn what_no_document_may_ask_is_refused() {
    let scene = Scene::new(Network::Public);
    scene.village.name("cdn.example", &[&[PUBLIC]]);
    scene.village.host(PUBLIC, PICTURE).await;
    for asked in [
        "GET / HTTP/1.1\r\nHost: cdn.example\r\n\r\n",
        "GET /x HTTP/1.1\r\nHost: cdn.example\r\n\r\n",
        "GET ftp://cdn.example/ HTTP/1.1\r\n\r\n",
        "GET https://cdn.example/ HTTP/1.1\r\n\r\n",
        "GET http://me:secret@cdn.example/ HTTP/1.1\r\n\r\n",
        "GET http://cdn.example:8080/ HTTP/1.1\r\n\r\n",
        "GET http://cdn.example:443/ HTTP/1.1\r\n\r\n",
        "PUT http://cdn.example/ HTTP/1.1\r\nContent-Length: 0\r\n\r\n",
        "DELETE http://cdn.example/ HTTP/1.1\r\n\r\n",
        "GET http://cdn.example/ HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
        "CONNECT cdn.example HTTP/1.1\r\n\r\n",
        "CONNECT cdn.example:80 HTTP/1.1\r\n\r\n",
        "CONNECT cdn.example:22 HTTP/1.1\r\n\r\n",
        "CONNECT me@cdn.example:443 HTTP/1.1\r\n\r\n",
        "CONNECT 127.0.0.1:443 HTTP/1.1\r\n\r\n",
        "CONNECT [::1]:443 HTTP/1.1\r\n\r\n",
        "OPTIONS * HTTP/1.1\r\n\r\n",
        "SSH-2.0-x\r\n\r\n",
    ] {
        let answer = scene.send(asked).await;
        assert!(
            ["400", "403"].contains(&status(&answer)),
            "{asked}: {answer}"
        );
    }
    assert_eq!(scene.village.visited(), []);
    // Its twin.
    let answer = scene.get("http://cdn.example/").await;
    assert_eq!(status(&answer), "200", "{answer}");
}

#[tokio::test]
async fn odd_spellings_lead_nowhere_else() {
    let scene = Scene::new(Network::Public);
    for host in [
        "127.0.0.1",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "127.1",
        "127.0.0.1.",
        "%31%32%37.0.0.1",
        "[::ffff:7f00:1]",
        "[::1]",
        "169.254.169.254",
        "1%32%37.0.0.1",
    ] {
        let answer = scene.get(&format!("http://{host}/")).await;
        assert!(
            ["400", "403"].contains(&status(&answer)),
            "{host}: {answer}"
        );
    }
    assert_eq!(scene.village.visited(), []);
}

#[tokio::test]
async fn an_inner_name_looks_like_none() {
    let scene = Scene::new(Network::Public);
    scene.village.name(
        "db.inner.example",
        &[&["10.0.0.1", "fd00::1", "169.254.169.254"]],
    );
    let inner = scene.get("http://db.inner.example/").await;
    let none = scene.get("http://nobody.inner.example/").await;
    let plain = |answer: &str| {
        answer
            .lines()
            .filter(|l| !l.starts_with("date"))
            .collect::<String>()
    };
    assert_eq!(plain(&inner), plain(&none));
    assert_eq!(status(&inner), "403");
    let reasons: Vec<_> = scene
        .reasons()
        .into_iter()
        .map(|(_, reason)| reason)
        .collect();
    assert_eq!(reasons, [FailureReason::NoPublicAddress; 2]);
    assert_eq!(scene.village.visited(), []);
}

#[tokio::test]
async fn a_name_that_changes_its_mind_gains_nothing() {
    let scene = Scene::new(Network::Public);
    scene
        .village
        .name("rebind.example", &[&[PUBLIC], &["127.0.0.1"]]);
    scene.village.host(PUBLIC, PICTURE).await;
    assert_eq!(status(&scene.get("http://rebind.example/").await), "200");
    assert_eq!(status(&scene.get("http://rebind.example/").await), "403");
    let public: SocketAddr = format!("{PUBLIC}:80").parse().unwrap();
    assert_eq!(scene.village.visited(), [public]);
}

#[tokio::test]
async fn a_redirect_is_handed_back_and_asked_anew() {
    let scene = Scene::new(Network::Public);
    scene.village.name("cdn.example", &[&[PUBLIC]]);
    let moved = "HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/latest/\r\nContent-Length: 0\r\n\r\n";
    scene.village.host(PUBLIC, moved).await;
    let answer = scene.get("http://cdn.example/").await;
    assert_eq!(status(&answer), "302");
    assert!(answer.contains("169.254.169.254"), "{answer}");
    assert_eq!(
        status(&scene.get("http://169.254.169.254/latest/").await),
        "403"
    );
    assert_eq!(scene.village.visited().len(), 1);
}

#[tokio::test]
async fn a_list_allows_its_hosts_alone() {
    let hosts = Hosts::parse("*.cdn.example").unwrap();
    let scene = Scene::new(Network::Allowlist(hosts));
    for name in ["a.cdn.example", "other.example"] {
        scene.village.name(name, &[&[PUBLIC]]);
    }
    scene.village.name("inner.cdn.example", &[&["10.1.2.3"]]);
    scene.village.host(PUBLIC, PICTURE).await;
    assert_eq!(status(&scene.get("http://a.cdn.example/").await), "200");
    assert_eq!(status(&scene.get("http://other.example/").await), "403");
    assert_eq!(status(&scene.get("http://inner.cdn.example/").await), "403");
    assert_eq!(
        status(&scene.get(&format!("http://{PUBLIC}/")).await),
        "403"
    );
    assert_eq!(
        scene.reasons(),
        [
            ("http://other.example/".to_owned(), FailureReason::Blocked),
            (
                "http://inner.cdn.example/".to_owned(),
                FailureReason::NoPublicAddress
            ),
            (format!("http://{PUBLIC}/"), FailureReason::Blocked),
        ]
    );
}

#[tokio::test]
async fn a_dead_host_costs_its_time_and_no_more() {
    let quota = Quota {
        resource_time: Duration::from_millis(300),
        ..Quota::default()
    };
    let scene = Scene::with(Network::Public, quota);
    scene.village.name("dead.example", &[&[OTHER]]);
    assert_eq!(status(&scene.get("http://dead.example/").await), "504");
    // It connects, and is silent.
    scene.village.name("mute.example", &[&[PUBLIC]]);
    scene.village.host(PUBLIC, "").await;
    assert_eq!(status(&scene.get("http://mute.example/").await), "504");
    let reasons = scene.reasons();
    assert_eq!(reasons[0].1, FailureReason::TimedOut);
    assert_eq!(reasons[1].1, FailureReason::TimedOut);
}

#[tokio::test]
async fn what_is_endless_is_cut() {
    let quota = Quota {
        resource_bytes: 100_000,
        ..Quota::default()
    };
    let scene = Scene::with(Network::Public, quota);
    scene.village.name("big.example", &[&[PUBLIC]]);
    let endless = format!(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{}",
        "2000\r\n".to_owned() + &"x".repeat(0x2000) + "\r\n"
    );
    let endless = endless + &("2000\r\n".to_owned() + &"x".repeat(0x2000) + "\r\n").repeat(40);
    scene.village.host(PUBLIC, endless).await;
    let answer = scene.get("http://big.example/").await;
    assert!(answer.len() < 120_000, "{}", answer.len());
    let announced = "HTTP/1.1 200 OK\r\nContent-Length: 100001\r\n\r\n";
    scene.village.host(PUBLIC, announced).await;
    assert_eq!(status(&scene.get("http://big.example/y").await), "502");
    for (_, reason) in scene.reasons() {
        assert_eq!(reason, FailureReason::TooLarge);
    }
    assert_eq!(scene.reasons().len(), 2);
}

#[tokio::test]
async fn there_are_so_many_questions() {
    let quota = Quota {
        requests: 2,
        ..Quota::default()
    };
    let scene = Scene::with(Network::Public, quota);
    scene.village.name("cdn.example", &[&[PUBLIC]]);
    scene.village.host(PUBLIC, PICTURE).await;
    for expected in ["200", "200", "502"] {
        assert_eq!(status(&scene.get("http://cdn.example/").await), expected);
    }
    assert_eq!(scene.reasons()[0].1, FailureReason::TooMany);
}

#[tokio::test]
async fn a_tunnel_is_for_tls_with_its_own_host() {
    let scene = Scene::new(Network::Public);
    scene.village.name("cdn.example", &[&[PUBLIC]]);
    for (first, comes) in [
        (greeting(Some("cdn.example")), true),
        (greeting(None), true),
        (greeting(Some("other.example")), false),
        (b"GET / HTTP/1.1\r\n\r\n".to_vec(), false),
        (b"USER anonymous\r\n".to_vec(), false),
    ] {
        let heard = scene.village.host(PUBLIC, "hello").await;
        let (head, answer) = scene.tunnel("cdn.example:443", &first).await;
        assert_eq!(status(&head), "200", "{head}");
        assert_eq!(answer, if comes { &b"hello"[..] } else { b"" });
        assert_eq!(!heard.lock().unwrap().is_empty(), comes);
    }
    let blocked = ("https://cdn.example/".to_owned(), FailureReason::Blocked);
    assert_eq!(scene.reasons(), [blocked]);
}

#[tokio::test]
async fn a_host_that_speaks_first_is_not_of_tls() {
    let scene = Scene::new(Network::Public);
    scene.village.name("ftp.example", &[&[PUBLIC]]);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let here = listener.local_addr().unwrap();
    let public = PUBLIC.parse().unwrap();
    scene.village.hosts.lock().unwrap().insert(public, here);
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        stream.write_all(b"220 welcome\r\n").await.unwrap();
        let _ = stream.read_u8().await;
    });
    let (_, answer) = scene.tunnel("ftp.example:443", b"").await;
    assert_eq!(answer, b"");
    assert_eq!(scene.reasons()[0].1, FailureReason::Blocked);
}

#[tokio::test]
async fn each_question_in_a_tunnel_counts_and_has_its_own_time() {
    let quota = Quota {
        resource_time: Duration::from_millis(500),
        requests: 3,
        ..Quota::default()
    };
    let scene = Scene::with(Network::Public, quota);
    scene.village.name("cdn.example", &[&[PUBLIC]]);
    scene.village.host(PUBLIC, "x").await;
    let asked = async {
        let mut stream = scene.connect().await;
        let connect = b"CONNECT cdn.example:443 HTTP/1.1\r\n\r\n";
        stream.write_all(connect).await.unwrap();
        let mut head = [0; 12];
        stream.read_exact(&mut head).await.unwrap();
        while stream.read_u8().await.unwrap() != b'\n' || stream.read_u8().await.unwrap() != b'\r' {
        }
        stream.read_u8().await.unwrap();
        stream.write_all(&greeting(None)).await.unwrap();
        let mut turns = 0;
        while stream.read_u8().await.is_ok() {
            turns += 1;
            tokio::time::sleep(Duration::from_millis(200)).await;
            if stream.write_all(b"next").await.is_err() {
                break;
            }
        }
        turns
    };
    // Three of the first question, and two more: longer together than one may take.
    assert_eq!(scene.during(asked).await, 5);
    assert_eq!(scene.reasons()[0].1, FailureReason::TooMany);
}

#[tokio::test]
async fn a_tunnel_that_nobody_needs_makes_room() {
    let scene = Scene::new(Network::Public);
    scene.village.name("cdn.example", &[&[PUBLIC]]);
    scene.village.host(PUBLIC, "x").await;
    let asked = async {
        let mut held = Vec::new();
        for _ in 0..super::MOST_CONNECTIONS + 3 {
            let mut stream = scene.connect().await;
            let connect = b"CONNECT cdn.example:443 HTTP/1.1\r\n\r\n";
            stream.write_all(connect).await.unwrap();
            while stream.read_u8().await.unwrap() != b'\n'
                || stream.read_u8().await.unwrap() != b'\r'
            {}
            stream.read_u8().await.unwrap();
            stream.write_all(&greeting(None)).await.unwrap();
            assert_eq!(stream.read_u8().await.unwrap(), b'x');
            held.push(stream);
        }
    };
    scene.during(asked).await;
    assert_eq!(scene.reasons(), []);
}

#[tokio::test]
async fn all_ends_with_the_gate() {
    let scene = Scene::new(Network::Public);
    scene.village.name("cdn.example", &[&[PUBLIC]]);
    scene.village.host(PUBLIC, "").await;
    let mut stream = scene.connect().await;
    let asked = async {
        stream
            .write_all(b"GET http://cdn.example/ HTTP/1.1\r\n\r\n")
            .await
            .unwrap();
        while scene.village.visited().is_empty() {
            tokio::task::yield_now().await;
        }
    };
    scene.during(asked).await;
    // It is not served any more: the connection is gone, at once.
    assert_eq!(stream.read(&mut [0; 10]).await.unwrap_or(0), 0);
}

#[tokio::test]
async fn a_long_path_is_no_hindrance() {
    let folder = tempfile::tempdir().unwrap();
    let deep = folder.path().join("x".repeat(120)).join("y".repeat(120));
    std::fs::create_dir_all(&deep).unwrap();
    let deadline = Instant::now() + Duration::from_secs(1);
    let proxy = Proxy::open(&deep, &Network::Public, Quota::default(), deadline);
    assert!(proxy.is_ok(), "{:?}", proxy.err());
    use std::os::unix::fs::PermissionsExt;
    let mode = std::fs::metadata(deep.join(SOCKET))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
}
