//! Tunnels for TLS.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::engine::proxy::MAX_CONNECTIONS;
use crate::engine::proxy::client_hello::tests::client_hello;
use crate::job::FailureReason;
use crate::net::policy::{Network, Quota};

use super::{PUBLIC, Scene, status};

#[tokio::test]
async fn a_tunnel_carries_tls_for_its_own_host_alone() {
    let scene = Scene::new(Network::Public);
    scene.network.name("cdn.example", &[&[PUBLIC]]);
    for (first, is_relayed) in [
        (client_hello(Some("cdn.example")), true),
        (client_hello(None), true),
        (client_hello(Some("other.example")), false),
        (b"GET / HTTP/1.1\r\n\r\n".to_vec(), false),
        (b"USER anonymous\r\n".to_vec(), false),
    ] {
        let heard = scene.network.host(PUBLIC, "hello").await;
        let (head, answer) = scene.tunnel("cdn.example:443", &first).await;
        assert_eq!(status(&head), "200", "{head}");
        assert_eq!(answer, if is_relayed { &b"hello"[..] } else { b"" });
        assert_eq!(!heard.lock().unwrap().is_empty(), is_relayed);
    }
    let blocked = ("https://cdn.example/".to_owned(), FailureReason::Blocked);
    assert_eq!(scene.reasons(), [blocked]);
}

#[tokio::test]
async fn a_host_that_speaks_first_is_refused() {
    let scene = Scene::new(Network::Public);
    scene.network.name("ftp.example", &[&[PUBLIC]]);
    let listener = scene.network.listen(PUBLIC).await;
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
async fn each_request_in_a_tunnel_is_counted_and_has_its_own_time() {
    let quota = Quota {
        resource_time: Duration::from_secs(2),
        requests: 3,
        ..Quota::default()
    };
    let scene = Scene::with(Network::Public, quota);
    scene.network.name("cdn.example", &[&[PUBLIC]]);
    scene.network.host(PUBLIC, "x").await;
    let client = async {
        let (mut stream, _) = scene.open_tunnel("cdn.example:443").await;
        stream.write_all(&client_hello(None)).await.unwrap();
        let mut turns = 0;
        while stream.read_u8().await.is_ok() {
            turns += 1;
            // All turns together take longer than one request may.
            tokio::time::sleep(Duration::from_millis(600)).await;
            if stream.write_all(b"next").await.is_err() {
                break;
            }
        }
        turns
    };
    // Three turns belong to the first request, and one to each of the two others.
    assert_eq!(scene.serve(client).await, 5);
    assert_eq!(scene.reasons()[0].1, FailureReason::TooMany);
}

#[tokio::test]
async fn an_idle_tunnel_makes_room_for_others() {
    let scene = Scene::new(Network::Public);
    scene.network.name("cdn.example", &[&[PUBLIC]]);
    scene.network.host(PUBLIC, "x").await;
    let client = async {
        let mut held = Vec::new();
        for _ in 0..MAX_CONNECTIONS + 3 {
            let (mut stream, _) = scene.open_tunnel("cdn.example:443").await;
            stream.write_all(&client_hello(None)).await.unwrap();
            assert_eq!(stream.read_u8().await.unwrap(), b'x');
            held.push(stream);
        }
    };
    scene.serve(client).await;
    assert_eq!(scene.reasons(), []);
}
