//! Tunnels for TLS, which end in the proxy. What the engine says in them is not encrypted
//! (`preload/stand_ins/openssl.c`).

use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::job::FailureReason;
use crate::net::policy::Network;

use super::{PUBLIC, Scene, status};

/// Says this in a tunnel to a host, and returns all that comes back.
async fn say(scene: &Scene, to: &str, words: &str) -> String {
    let client = async {
        let (mut stream, head) = scene.open_tunnel(to).await;
        assert_eq!(status(&head), "200", "{head}");
        stream.write_all(words.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer).await;
        String::from_utf8(answer).unwrap()
    };
    scene.serve(client).await
}

/// With hosts that have certificates, `fetch` is tested, which the proxy asks by.
#[tokio::test]
async fn what_is_asked_for_in_a_tunnel_is_asked_for_by_tls() {
    let scene = Scene::new(Network::Public);
    scene.network.name("cdn.example", &[&[PUBLIC]]);
    let heard = scene.network.host(PUBLIC, "HTTP/1.1 200 OK\r\n\r\n").await;
    let request = "GET /a.png HTTP/1.1\r\nHost: other.example\r\n\r\n";
    let answer = say(&scene, "cdn.example:443", request).await;
    assert_eq!(status(&answer), "502", "{answer}");
    // A ClientHello, and nothing that a network could read.
    let said = heard.lock().unwrap()[0].clone();
    assert!(said.starts_with("\u{16}\u{3}") && said.contains("cdn.example"));
    assert!(!said.contains("a.png"));
    let url = "https://cdn.example/a.png".to_owned();
    assert_eq!(scene.reasons(), [(url, FailureReason::Failed)]);
}

#[tokio::test]
async fn a_tunnel_leads_to_its_own_host_alone() {
    let scene = Scene::new(Network::Public);
    scene.network.name("cdn.example", &[&[PUBLIC]]);
    for request in [
        "GET http://other.example/ HTTP/1.1\r\n\r\n",
        "GET https://other.example/ HTTP/1.1\r\n\r\n",
        "GET //other.example/ HTTP/1.1\r\n\r\n",
        "PUT / HTTP/1.1\r\nContent-Length: 0\r\n\r\n",
        "GET / HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
        "CONNECT other.example:443 HTTP/1.1\r\n\r\n",
        "SSH-2.0-x\r\n\r\n",
        "\u{16}\u{3}\u{1}\r\n\r\n",
    ] {
        let answer = say(&scene, "cdn.example:443", request).await;
        let refused = ["400", "403"].contains(&status(&answer));
        assert!(refused, "{request}: {answer}");
    }
    assert_eq!(scene.network.visited(), []);
}
