//! What the proxy lets documents reach.

use std::net::SocketAddr;

use crate::job::FailureReason;
use crate::net::policy::{Hosts, Network};

use super::{PICTURE, PUBLIC, Scene, status};

#[tokio::test]
async fn requests_that_no_document_may_make_are_refused() {
    let scene = Scene::new(Network::Public);
    scene.network.name("cdn.example", &[&[PUBLIC]]);
    scene.network.host(PUBLIC, PICTURE).await;
    for request in [
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
        let answer = scene.send(request).await;
        assert!(
            ["400", "403"].contains(&status(&answer)),
            "{request}: {answer}"
        );
    }
    assert_eq!(scene.network.visited(), []);
    // The proxy does let a request through.
    let answer = scene.get("http://cdn.example/").await;
    assert_eq!(status(&answer), "200", "{answer}");
}

#[tokio::test]
async fn an_inner_address_is_refused_however_it_is_spelt() {
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
    assert_eq!(scene.network.visited(), []);
}

#[tokio::test]
async fn a_name_with_inner_addresses_is_answered_like_one_without_any() {
    let scene = Scene::new(Network::Public);
    scene.network.name(
        "db.inner.example",
        &[&["10.0.0.1", "fd00::1", "169.254.169.254"]],
    );
    let inner = scene.get("http://db.inner.example/").await;
    let none = scene.get("http://nobody.inner.example/").await;
    let without_date = |answer: &str| {
        answer
            .lines()
            .filter(|line| !line.starts_with("date"))
            .collect::<String>()
    };
    assert_eq!(without_date(&inner), without_date(&none));
    assert_eq!(status(&inner), "403");
    let reasons: Vec<_> = scene
        .reasons()
        .into_iter()
        .map(|(_, reason)| reason)
        .collect();
    assert_eq!(reasons, [FailureReason::NoPublicAddress; 2]);
    assert_eq!(scene.network.visited(), []);
}

#[tokio::test]
async fn the_addresses_of_a_name_are_checked_at_each_request() {
    let scene = Scene::new(Network::Public);
    scene
        .network
        .name("rebind.example", &[&[PUBLIC], &["127.0.0.1"]]);
    scene.network.host(PUBLIC, PICTURE).await;
    assert_eq!(status(&scene.get("http://rebind.example/").await), "200");
    assert_eq!(status(&scene.get("http://rebind.example/").await), "403");
    let public: SocketAddr = format!("{PUBLIC}:80").parse().unwrap();
    assert_eq!(scene.network.visited(), [public]);
}

#[tokio::test]
async fn a_redirect_is_relayed_and_its_target_checked() {
    let scene = Scene::new(Network::Public);
    scene.network.name("cdn.example", &[&[PUBLIC]]);
    let moved = "HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/latest/\r\nContent-Length: 0\r\n\r\n";
    scene.network.host(PUBLIC, moved).await;
    let answer = scene.get("http://cdn.example/").await;
    assert_eq!(status(&answer), "302");
    assert!(answer.contains("169.254.169.254"), "{answer}");
    assert_eq!(
        status(&scene.get("http://169.254.169.254/latest/").await),
        "403"
    );
    assert_eq!(scene.network.visited().len(), 1);
}

#[tokio::test]
async fn an_allowlist_allows_its_hosts_alone() {
    let hosts = Hosts::parse("*.cdn.example").unwrap();
    let scene = Scene::new(Network::Allowlist(hosts));
    for name in ["a.cdn.example", "other.example"] {
        scene.network.name(name, &[&[PUBLIC]]);
    }
    scene.network.name("inner.cdn.example", &[&["10.1.2.3"]]);
    scene.network.host(PUBLIC, PICTURE).await;
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
