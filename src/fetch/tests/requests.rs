//! How requests go, and what comes back.

use futures_util::future::join_all;

use super::*;

fn remote() -> Remote {
    Remote {
        cookies: vec![("a".into(), "1".into()), ("b".into(), "2".into())],
        headers: vec![("X-Tenant".into(), "42".into())],
        user: Some("me".into()),
        password: Some("secret".into()),
    }
}

#[tokio::test]
async fn a_host_of_http_2_has_one_connection_and_an_older_one_a_few() {
    let ours = Authority::new();
    let client = ours.client();
    for (protocol, most) in [("h2", 1), ("http/1.1", 6)] {
        let network = network();
        let tls = ours.server(HOST, protocol);
        host(&network, Some(tls), |request| {
            Box::pin(async move {
                tokio::time::sleep(Duration::from_millis(20)).await;
                reply(&[], request.uri().path().to_owned())
            })
        })
        .await;
        let session = session(&client, &network);
        let urls = (0..30).map(|at| Url::parse(&format!("https://{HOST}/{at}")).unwrap());
        let urls: Vec<_> = urls.collect();
        let all = join_all(urls.iter().map(|url| session.get(url, Accept::Picture)));
        for (at, got) in session.drive(all).await.into_iter().enumerate() {
            assert_eq!(got.unwrap().body, format!("/{at}"));
        }
        let visited = network.visited().len();
        assert!(visited <= most, "{protocol}: {visited}");
    }
}

#[tokio::test]
async fn what_was_fetched_is_not_fetched_again_in_a_job() {
    let network = network();
    let heard = host(&network, None, |_| now(reply(&[], "x"))).await;
    let client = Client::new(None, 0).unwrap();
    let session = session(&client, &network);
    for url in [
        "http://cdn.example/a",
        "http://CDN.example:80/a#part",
        "http://me:x@cdn.example/a",
    ] {
        assert_eq!(get(&session, url).await.as_deref(), Ok("x"));
    }
    assert_eq!(heard.paths(), ["/a"]);
    assert_eq!(heard.header(0, "authorization"), None);
    assert_eq!(heard.header(0, "host").as_deref(), Some(HOST));
}

#[tokio::test]
async fn redirects_are_followed_and_each_is_checked() {
    let network = network();
    network.name("inner.example", &[&["10.0.0.1"]]);
    network.name("other.example", &[&[PUBLIC]]);
    let heard = host(&network, None, |request| {
        let to = match request.uri().path() {
            "/public" => "http://other.example/end",
            "/relative" => "end?x",
            "/metadata" => "http://169.254.169.254/latest/",
            "/loopback" => "http://127.0.0.1/",
            "/private-name" => "http://inner.example/",
            "/port" => "http://cdn.example:8080/",
            "/file" => "file:///etc/passwd",
            "/round" => "/round",
            _ => return now(reply(&[("content-type", "text/plain")], "end")),
        };
        now(reply(&[(":status", "302"), ("location", to)], ""))
    })
    .await;
    let client = Client::new(None, 0).unwrap();
    let session = session(&client, &network);
    for (path, expected) in [
        ("public", Ok("end")),
        ("relative", Ok("end")),
        ("metadata", Err(FailureReason::Blocked)),
        ("loopback", Err(FailureReason::Blocked)),
        ("private-name", Err(FailureReason::NoPublicAddress)),
        ("port", Err(FailureReason::Blocked)),
        ("file", Err(FailureReason::Blocked)),
        ("round", Err(FailureReason::Failed)),
    ] {
        let got = get(&session, &format!("http://{HOST}/{path}")).await;
        assert_eq!(got.as_deref().map_err(|reason| *reason), expected, "{path}");
    }
    assert!(heard.paths().len() < 40);
    // Nothing but the public host was connected to.
    let visited = network.visited();
    assert!(visited.iter().all(|to| to.ip().to_string() == PUBLIC));
    let end = session.known(&Url::parse("http://cdn.example/public").unwrap());
    assert_eq!(
        end.unwrap().unwrap().url.as_str(),
        "http://other.example/end"
    );
}

#[tokio::test]
async fn credentials_go_along_and_a_password_where_it_is_asked_for() {
    let network = network();
    let heard = host(&network, None, |request| {
        let is_in = request.headers().contains_key("authorization");
        now(match is_in {
            true => reply(&[], "secret"),
            false => reply(
                &[(":status", "401"), ("www-authenticate", "Basic realm=x")],
                "",
            ),
        })
    })
    .await;
    let client = Client::new(None, 1 << 20).unwrap();
    let unguarded = Network::Unguarded;
    let with = session_with(&client, &network, unguarded, Quota::default(), remote());
    assert_eq!(
        get(&with, "http://cdn.example/").await.as_deref(),
        Ok("secret")
    );
    assert_eq!(heard.header(0, "cookie").as_deref(), Some("a=1; b=2"));
    assert_eq!(heard.header(0, "x-tenant").as_deref(), Some("42"));
    assert_eq!(heard.header(0, "authorization"), None);
    let basic = heard.header(1, "authorization");
    assert_eq!(basic.as_deref(), Some("Basic bWU6c2VjcmV0"));
    let without = session(&client, &network);
    let refused = get(&without, "http://cdn.example/").await;
    assert_eq!(refused, Err(FailureReason::Failed));
    assert_eq!(heard.header(2, "cookie"), None);
}

#[tokio::test]
async fn a_connection_that_its_host_has_closed_is_opened_anew() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let network = network();
    let listener = network.listen(PUBLIC).await;
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream.read(&mut [0; 4096]).await;
            let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx";
            let _ = stream.write_all(answer).await;
            // Though it did not say so.
        }
    });
    let client = Client::new(None, 0).unwrap();
    let session = session(&client, &network);
    for path in ["a", "b", "c"] {
        let url = format!("http://cdn.example/{path}");
        assert_eq!(get(&session, &url).await.as_deref(), Ok("x"));
    }
    assert_eq!(network.visited().len(), 3);
}

#[tokio::test]
async fn statuses_become_reasons() {
    let network = network();
    host(&network, None, |request| {
        let status = &request.uri().path()[1..];
        now(reply(&[(":status", status)], "a page about a fault"))
    })
    .await;
    let client = Client::new(None, 0).unwrap();
    let session = session(&client, &network);
    for (status, reason) in [
        ("404", FailureReason::NotFound),
        ("410", FailureReason::NotFound),
        ("403", FailureReason::Failed),
        ("500", FailureReason::Failed),
        ("304", FailureReason::Failed),
    ] {
        let got = get(&session, &format!("http://cdn.example/{status}")).await;
        assert_eq!(got, Err(reason), "{status}");
    }
    assert!(get(&session, "http://cdn.example/203").await.is_ok());
}
