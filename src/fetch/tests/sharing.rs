//! What is kept for all jobs, and what is not.

use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::future::join_all;

use super::*;

const PUBLIC_FOR_AN_HOUR: &[(&str, &str)] = &[("cache-control", "max-age=3600")];

fn client() -> Client {
    Client::new(None, 1 << 20).unwrap()
}

/// A host whose answers have these headers, and the count of requests before.
async fn counting(network: &FakeNetwork, headers: &'static [(&str, &str)]) -> Heard {
    let count = AtomicUsize::new(0);
    host(network, None, move |_| {
        let before = count.fetch_add(1, Ordering::Relaxed);
        now(reply(headers, before.to_string()))
    })
    .await
}

#[tokio::test]
async fn ten_documents_with_the_same_logo_fetch_it_once() {
    let network = network();
    let count = Arc::new(AtomicUsize::new(0));
    let counted = count.clone();
    host(&network, None, move |_| {
        counted.fetch_add(1, Ordering::Relaxed);
        Box::pin(async {
            tokio::time::sleep(Duration::from_millis(50)).await;
            reply(PUBLIC_FOR_AN_HOUR, "logo")
        })
    })
    .await;
    let client = client();
    let sessions: Vec<_> = (0..10).map(|_| session(&client, &network)).collect();
    let all = sessions
        .iter()
        .map(|session| get(session, "http://cdn.example/logo.png"));
    for got in join_all(all).await {
        assert_eq!(got.as_deref(), Ok("logo"));
    }
    // And the eleventh later.
    assert!(
        get(&session(&client, &network), "http://cdn.example/logo.png")
            .await
            .is_ok()
    );
    assert_eq!(count.load(Ordering::Relaxed), 1);
    // Without a cache each fetches its own.
    let none = Client::new(None, 0).unwrap();
    for _ in 0..2 {
        assert!(
            get(&session(&none, &network), "http://cdn.example/logo.png")
                .await
                .is_ok()
        );
    }
    assert_eq!(count.load(Ordering::Relaxed), 3);
}

#[tokio::test]
async fn what_may_not_be_shared_is_each_job_s_own() {
    for (headers, is_shared) in [
        (PUBLIC_FOR_AN_HOUR, true),
        (&[("cache-control", "public, s-maxage=60")], true),
        (
            &[("cache-control", "max-age=60"), ("vary", "accept-encoding")],
            true,
        ),
        (&[], false),
        (&[("cache-control", "private, max-age=60")], false),
        (&[("cache-control", "no-store")], false),
        (&[("cache-control", "max-age=60, no-store")], false),
        (&[("cache-control", "no-cache")], false),
        (&[("cache-control", "max-age=0")], false),
        (&[("cache-control", "max-age=60"), ("vary", "*")], false),
        (
            &[("cache-control", "max-age=60"), ("set-cookie", "id=1")],
            false,
        ),
        (&[("expires", "Thu, 01 Jan 1970 00:00:00 GMT")], false),
        (
            &[(":status", "404"), ("cache-control", "max-age=60")],
            false,
        ),
    ] as [(&'static [(&str, &str)], bool); 13]
    {
        let network = network();
        let heard = counting(&network, headers).await;
        let client = client();
        for _ in 0..2 {
            let _ = get(&session(&client, &network), "http://cdn.example/").await;
        }
        let expected = if is_shared { 1 } else { 2 };
        assert_eq!(heard.paths().len(), expected, "{headers:?}");
    }
}

#[tokio::test]
async fn jobs_that_wait_for_what_is_not_shared_go_on_side_by_side() {
    let network = network();
    let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let (here, highest) = (now.clone(), most.clone());
    host(&network, None, move |_| {
        let (here, highest) = (here.clone(), highest.clone());
        Box::pin(async move {
            let together = here.fetch_add(1, Ordering::Relaxed) + 1;
            highest.fetch_max(together, Ordering::Relaxed);
            tokio::time::sleep(Duration::from_millis(100)).await;
            here.fetch_sub(1, Ordering::Relaxed);
            reply(&[("cache-control", "no-store")], "x")
        })
    })
    .await;
    let client = client();
    let sessions: Vec<_> = (0..20).map(|_| session(&client, &network)).collect();
    join_all(
        sessions
            .iter()
            .map(|session| get(session, "http://cdn.example/")),
    )
    .await;
    let most = most.load(Ordering::Relaxed);
    assert!(most > 1, "one after the other");
}

#[tokio::test]
async fn a_job_that_ends_leaves_its_fetch_to_the_next() {
    let network = network();
    let count = AtomicUsize::new(0);
    host(&network, None, move |_| {
        match count.fetch_add(1, Ordering::Relaxed) {
            0 => Box::pin(std::future::pending()),
            _ => now(reply(PUBLIC_FOR_AN_HOUR, "x")),
        }
    })
    .await;
    let client = client();
    let (one, two) = (session(&client, &network), session(&client, &network));
    let other = get(&two, "http://cdn.example/");
    tokio::pin!(other);
    tokio::select! {
        biased;
        _ = get(&one, "http://cdn.example/") => panic!("nobody answers it"),
        _ = &mut other => panic!("it waits for the first"),
        () = tokio::time::sleep(Duration::from_millis(200)) => {}
    }
    drop(one);
    // Whoever asks next, or waits, fetches it.
    assert_eq!(
        get(&session(&client, &network), "http://cdn.example/")
            .await
            .as_deref(),
        Ok("x")
    );
}

/// A job tries to leave something for the others.
#[tokio::test]
async fn nothing_of_a_job_s_own_gets_into_the_cache() {
    let network = network();
    // A host that puts what it is sent into what it says may be shared by all.
    let heard = host(&network, None, |request| {
        let own = ["x-forwarded-host", "cookie", "authorization"];
        let own = own.iter().find_map(|name| request.headers().get(*name));
        let own = own
            .and_then(|value| value.to_str().ok())
            .unwrap_or("nobody");
        let headers = [("cache-control", "public, max-age=3600")];
        now(reply(&headers, own.to_owned()))
    })
    .await;
    let client = client();
    let pair = |name: &str, value: &str| vec![(name.to_owned(), value.to_owned())];
    for remote in [
        Remote {
            headers: pair("X-Forwarded-Host", "evil.example"),
            ..Remote::default()
        },
        Remote {
            headers: pair("Authorization", "Bearer evil"),
            ..Remote::default()
        },
        Remote {
            cookies: pair("session", "evil"),
            ..Remote::default()
        },
    ] {
        let network_policy = Network::Unguarded;
        let own = session_with(&client, &network, network_policy, Quota::default(), remote);
        let got = get(&own, "http://cdn.example/").await.unwrap();
        assert!(got.contains("evil"), "{got}");
    }
    let after = heard.paths().len();
    for _ in 0..2 {
        let got = get(&session(&client, &network), "http://cdn.example/").await;
        assert_eq!(got.as_deref(), Ok("nobody"));
    }
    // The twin: what is nobody's own is kept, and not given to who has credentials.
    assert_eq!(heard.paths().len(), after + 1);
    let remote = Remote {
        cookies: pair("session", "mine"),
        ..Remote::default()
    };
    let own = session_with(
        &client,
        &network,
        Network::Unguarded,
        Quota::default(),
        remote,
    );
    let got = get(&own, "http://cdn.example/").await;
    assert_eq!(got.as_deref(), Ok("session=mine"));
}

#[tokio::test]
async fn what_was_fetched_unguarded_is_not_for_the_guarded() {
    let network = network();
    network.name("inner.example", &[&["10.0.0.1"]]);
    host_at(&network, "10.0.0.1", None, |_| {
        now(reply(PUBLIC_FOR_AN_HOUR, "secret"))
    })
    .await;
    let client = client();
    let remote = Remote::default();
    let open = session_with(
        &client,
        &network,
        Network::Unguarded,
        Quota::default(),
        remote,
    );
    assert_eq!(
        get(&open, "http://inner.example/").await.as_deref(),
        Ok("secret")
    );
    let guarded = get(&session(&client, &network), "http://inner.example/").await;
    assert_eq!(guarded, Err(FailureReason::NoPublicAddress));
}

#[tokio::test]
async fn a_host_that_is_not_allowed_is_not_read_from_the_cache_either() {
    let network = network();
    counting(&network, PUBLIC_FOR_AN_HOUR).await;
    let client = client();
    assert!(
        get(&session(&client, &network), "http://cdn.example/")
            .await
            .is_ok()
    );
    let list = crate::net::policy::Hosts::parse("other.example").unwrap();
    let listed = Network::Allowlist(list);
    let listed = session_with(
        &client,
        &network,
        listed,
        Quota::default(),
        Remote::default(),
    );
    let refused = get(&listed, "http://cdn.example/").await;
    assert_eq!(refused, Err(FailureReason::Blocked));
}

#[tokio::test]
async fn answers_vary_by_what_they_are_asked_for_as() {
    let network = network();
    host(&network, None, |request| {
        let accept = request.headers()["accept"].to_str().unwrap().to_owned();
        let headers = [("cache-control", "max-age=60"), ("vary", "accept")];
        now(reply(&headers, accept))
    })
    .await;
    let client = client();
    for _ in 0..2 {
        for (accept, begins) in [(Accept::Style, "text/css"), (Accept::Picture, "image/png")] {
            let session = session(&client, &network);
            let got = get_as(&session, "http://cdn.example/", accept)
                .await
                .unwrap();
            assert!(got.starts_with(begins), "{got}");
        }
    }
}

#[tokio::test]
async fn an_old_answer_is_asked_for_again_and_holds() {
    let network = network();
    let heard = host(&network, None, |request| {
        let headers = [("cache-control", "max-age=0"), ("etag", "\"1\"")];
        let asks = request.headers().get("if-none-match");
        now(match asks.is_some_and(|tag| tag == "\"1\"") {
            true => reply(&[(":status", "304"), ("etag", "\"1\"")], ""),
            false => reply(&headers, "x"),
        })
    })
    .await;
    let client = client();
    for _ in 0..3 {
        let got = get(&session(&client, &network), "http://cdn.example/").await;
        assert_eq!(got.as_deref(), Ok("x"));
    }
    let asked = (0..3).map(|at| heard.header(at, "if-none-match").is_some());
    assert_eq!(asked.collect::<Vec<_>>(), [false, true, true]);
}

#[tokio::test]
async fn heads_of_answers_take_room_as_well() {
    const FAT: &[(&str, &str)] = &[
        ("cache-control", "public, max-age=3600"),
        ("x-fat", FAT_VALUE),
    ];
    const FAT_VALUE: &str = {
        const LETTERS: [u8; 8_000] = [b'x'; 8_000];
        match std::str::from_utf8(&LETTERS) {
            Ok(text) => text,
            Err(_) => unreachable!(),
        }
    };
    let network = network();
    let heard = host(&network, None, |_| now(reply(FAT, "x"))).await;
    let client = Client::new(None, 100_000).unwrap();
    for number in 0..40 {
        let url = format!("http://cdn.example/{number}");
        assert!(get(&session(&client, &network), &url).await.is_ok());
    }
    // Each head is kept twice, so there is room for five answers.
    for (number, requests) in [(39, 0), (36, 0), (30, 1)] {
        let before = heard.paths().len();
        let url = format!("http://cdn.example/{number}");
        assert!(get(&session(&client, &network), &url).await.is_ok());
        assert_eq!(heard.paths().len() - before, requests, "{number}");
    }
}

#[tokio::test]
async fn no_more_is_kept_than_there_is_room() {
    let network = network();
    let heard = host(&network, None, |request| {
        let bytes: usize = request.uri().path()[1..].parse().unwrap();
        now(reply(PUBLIC_FOR_AN_HOUR, "x".repeat(bytes)))
    })
    .await;
    let client = Client::new(None, 100_000).unwrap();
    for bytes in 10_000..10_040 {
        let url = format!("http://cdn.example/{bytes}");
        assert!(get(&session(&client, &network), &url).await.is_ok());
    }
    let kept = client.cache.as_ref().unwrap().bytes();
    assert!((50_000..=100_000).contains(&kept), "{kept}");
    // The last is still there, the first is not, and one that is too large never was.
    for (bytes, requests) in [(10_039, 0), (10_000, 1), (50_000, 1), (50_000, 1)] {
        let before = heard.paths().len();
        let url = format!("http://cdn.example/{bytes}");
        assert!(get(&session(&client, &network), &url).await.is_ok());
        assert_eq!(heard.paths().len() - before, requests, "{bytes}");
    }
}
