//! Requests in plain HTTP.

use std::net::SocketAddr;
use std::time::Duration;

use crate::job::FailureReason;
use crate::net::policy::{Network, Quota};

use super::{PICTURE, PUBLIC, Scene, status};

/// No host has this address.
const SILENT: &str = "93.184.216.35";

#[tokio::test]
async fn a_picture_is_relayed_and_hop_by_hop_headers_are_not() {
    let scene = Scene::new(Network::Public);
    scene.network.name("cdn.example", &[&["10.0.0.1", PUBLIC]]);
    let heard = scene.network.host(PUBLIC, PICTURE).await;
    let request = "GET http://CDN.example./a%20b?x=1 HTTP/1.1\r\nHost: other.example\r\nProxy-Authorization: Basic x\r\nConnection: X-Mine\r\nX-Mine: 1\r\nCookie: a=b\r\n\r\n";
    let answer = scene.send(request).await;
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
    // The private address of the name was not tried.
    let public: SocketAddr = format!("{PUBLIC}:80").parse().unwrap();
    assert_eq!(scene.network.visited(), [public]);
    assert_eq!(scene.reasons(), []);
}

#[tokio::test]
async fn a_silent_host_times_out() {
    let quota = Quota {
        resource_time: Duration::from_millis(300),
        ..Quota::default()
    };
    let scene = Scene::with(Network::Public, quota);
    scene.network.name("dead.example", &[&[SILENT]]);
    assert_eq!(status(&scene.get("http://dead.example/").await), "504");
    // This host accepts the connection, and is silent then.
    scene.network.name("mute.example", &[&[PUBLIC]]);
    scene.network.host(PUBLIC, "").await;
    assert_eq!(status(&scene.get("http://mute.example/").await), "504");
    let reasons = scene.reasons();
    assert_eq!(reasons[0].1, FailureReason::TimedOut);
    assert_eq!(reasons[1].1, FailureReason::TimedOut);
}

#[tokio::test]
async fn an_answer_that_is_too_large_is_cut_off() {
    let quota = Quota {
        resource_bytes: 100_000,
        ..Quota::default()
    };
    let scene = Scene::with(Network::Public, quota);
    scene.network.name("big.example", &[&[PUBLIC]]);
    let endless = format!(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{}",
        "2000\r\n".to_owned() + &"x".repeat(0x2000) + "\r\n"
    );
    let endless = endless + &("2000\r\n".to_owned() + &"x".repeat(0x2000) + "\r\n").repeat(40);
    scene.network.host(PUBLIC, endless).await;
    let answer = scene.get("http://big.example/").await;
    assert!(answer.len() < 120_000, "{}", answer.len());
    let announced = "HTTP/1.1 200 OK\r\nContent-Length: 100001\r\n\r\n";
    scene.network.host(PUBLIC, announced).await;
    assert_eq!(status(&scene.get("http://big.example/y").await), "502");
    for (_, reason) in scene.reasons() {
        assert_eq!(reason, FailureReason::TooLarge);
    }
    assert_eq!(scene.reasons().len(), 2);
}

#[tokio::test]
async fn requests_beyond_the_quota_are_refused() {
    let quota = Quota {
        requests: 2,
        ..Quota::default()
    };
    let scene = Scene::with(Network::Public, quota);
    scene.network.name("cdn.example", &[&[PUBLIC]]);
    scene.network.host(PUBLIC, PICTURE).await;
    for expected in ["200", "200", "502"] {
        assert_eq!(status(&scene.get("http://cdn.example/").await), expected);
    }
    assert_eq!(scene.reasons()[0].1, FailureReason::TooMany);
}
