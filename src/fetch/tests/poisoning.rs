//! What is kept for all jobs is what its host says of it, whatever other hosts and jobs try.

use super::*;

const PUBLIC_FOR_AN_HOUR: &[(&str, &str)] = &[("cache-control", "max-age=3600")];

fn client() -> Client {
    Client::new(None, 1 << 20).unwrap()
}

/// What a job does to an address by a script is told the cache (RFC 9111, 4.4), and what it
/// is answered is its own.
#[tokio::test]
async fn what_is_done_to_an_address_forgets_its_answers() {
    let network = network();
    let heard = host(&network, None, |request| {
        let said = format!("{} {}", request.method(), request.uri().path());
        now(reply(PUBLIC_FOR_AN_HOUR, said))
    })
    .await;
    let client = client();
    let send = async |method: &str, path: &str| {
        let session = session(&client, &network);
        let url = Url::parse(&format!("http://cdn.example{path}")).unwrap();
        let (target, lease) = session.admit(&url).unwrap();
        let request = Request::builder().method(method).uri(url.as_str());
        let request = request.body(SentBody::default()).unwrap();
        let sent = session.send(&url, &target, request, &lease);
        let answer = session.drive(sent).await.unwrap();
        let body = session.drive(answer.into_body().collect()).await.unwrap();
        String::from_utf8(body.to_bytes().to_vec()).unwrap()
    };
    let get = async |path: &str| {
        let before = heard.paths().len();
        let url = format!("http://cdn.example{path}");
        let got = get(&session(&client, &network), &url).await.unwrap();
        assert_eq!(got, format!("GET {path}"));
        heard.paths().len() > before
    };
    for path in ["/a", "/b"] {
        assert!(get(path).await);
        assert!(!get(path).await);
    }
    // Reading changes nothing, and is not kept.
    assert_eq!(send("GET", "/a").await, "GET /a");
    assert!(!get("/a").await);
    assert_eq!(send("POST", "/a").await, "POST /a");
    assert!(get("/a").await);
    assert!(!get("/a").await);
    assert!(!get("/b").await);
}

/// A host says what lies at its own addresses, and nothing of those of others.
#[tokio::test]
async fn no_host_speaks_for_another() {
    let network = network();
    network.name("evil.example", &[&["93.184.216.35"]]);
    let theirs = host(&network, None, |_| now(reply(PUBLIC_FOR_AN_HOUR, "clean"))).await;
    host_at(&network, "93.184.216.35", None, |request| {
        let headers = [
            ("cache-control", "max-age=3600"),
            ("content-location", "http://cdn.example/logo.png"),
            ("location", "http://cdn.example/logo.png"),
            ("vary", "accept"),
        ];
        now(match request.uri().path() {
            "/there" => reply(&[&headers[..], &[(":status", "301")]].concat(), "poison"),
            _ => reply(&headers, "poison"),
        })
    })
    .await;
    let client = client();
    let get = async |url: &str| get(&session(&client, &network), url).await;
    for url in [
        "http://evil.example/logo.png",
        "http://cdn.example:x@evil.example/logo.png",
        "http://evil.example/http://cdn.example/logo.png",
        "http://evil.example/?http://cdn.example/logo.png",
        "http://evil.example/#@cdn.example/logo.png",
    ] {
        assert_eq!(get(url).await.as_deref(), Ok("poison"), "{url}");
    }
    assert_eq!(
        get("http://cdn.example/logo.png").await.as_deref(),
        Ok("clean")
    );
    // A redirection is kept as what it is.
    for _ in 0..2 {
        assert_eq!(
            get("http://evil.example/there").await.as_deref(),
            Ok("clean")
        );
    }
    assert_eq!(theirs.paths(), ["/logo.png"]);
}

/// Where a kept redirection leads to is checked for each job anew.
#[tokio::test]
async fn a_kept_redirection_opens_nothing() {
    let network = network();
    network.name("inner.example", &[&["10.0.0.1"]]);
    let heard = host(&network, None, |_| {
        let headers = [
            (":status", "301"),
            ("location", "http://inner.example/"),
            ("cache-control", "max-age=3600"),
        ];
        now(reply(&headers, ""))
    })
    .await;
    host_at(&network, "10.0.0.1", None, |_| now(reply(&[], "inner"))).await;
    let client = client();
    for (policy, expected) in [
        (Network::Public, Err(FailureReason::NoPublicAddress)),
        (Network::Public, Err(FailureReason::NoPublicAddress)),
        (Network::Unguarded, Ok("inner")),
        (Network::Unguarded, Ok("inner")),
        (Network::Public, Err(FailureReason::NoPublicAddress)),
    ] {
        let (quota, remote) = (Quota::default(), Remote::default());
        let session = session_with(&client, &network, policy.clone(), quota, remote);
        let got = get(&session, "http://cdn.example/").await;
        let got = got.as_deref().map_err(|reason| *reason);
        assert_eq!(got, expected, "{policy:?}");
    }
    // Once for those that are guarded, and once for those that are not.
    assert_eq!(heard.paths().len(), 2);
}
