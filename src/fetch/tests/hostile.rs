//! Hosts that want a job's time or memory. Each has a twin that gets through.

use std::io::Write;
use std::sync::LazyLock;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::*;

#[path = "../../../tests/support/hostile/canary/floods.rs"]
mod floods;

use floods::{FLOODS, SETTINGS};

fn quota() -> Quota {
    Quota {
        resource_time: Duration::from_secs(2),
        resource_bytes: 100_000,
        ..Quota::default()
    }
}

/// The session of a job that may have little.
fn bounded(client: &Client, network: &FakeNetwork) -> Session {
    session_with(client, network, Network::Public, quota(), Remote::default())
}

async fn got(
    protocol: Option<&str>,
    path: &str,
    answer: fn(&str) -> Reply,
) -> Result<usize, FailureReason> {
    let ours = Authority::new();
    let network = network();
    let tls = protocol.map(|protocol| ours.server(HOST, protocol));
    host(&network, tls, move |request| {
        now(answer(request.uri().path()))
    })
    .await;
    let client = ours.client();
    let session = bounded(&client, &network);
    let scheme = if protocol.is_some() { "https" } else { "http" };
    let got = get(&session, &format!("{scheme}://{HOST}{path}")).await;
    got.map(|text| text.len())
}

fn gzip(bytes: usize) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(&vec![b'x'; bytes]).unwrap();
    encoder.finish().unwrap()
}

#[tokio::test]
async fn a_bomb_is_left_where_a_resource_ends() {
    // It takes longer to make than a host has.
    static BOMBS: LazyLock<[Vec<u8>; 2]> = LazyLock::new(|| {
        let once = gzip(50_000_000);
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(&once).unwrap();
        [once, encoder.finish().unwrap()]
    });
    LazyLock::force(&BOMBS);
    fn answer(path: &str) -> Reply {
        let (encoding, body) = match path {
            "/gzip" => ("gzip", gzip(100_000)),
            "/gzip-bomb" => ("gzip", BOMBS[0].clone()),
            "/twice" => ("gzip, gzip", BOMBS[1].clone()),
            "/br" => ("br", include_bytes!("hhh.br").to_vec()),
            "/br-bomb" => ("br", include_bytes!("bomb.br").to_vec()),
            _ => ("zstd", include_bytes!("hhh.zst").repeat(50)),
        };
        reply(&[("content-encoding", encoding)], body)
    }
    for (path, expected) in [
        ("/gzip", Ok(100_000)),
        ("/br", Ok(100_000)),
        ("/gzip-bomb", Err(FailureReason::TooLarge)),
        ("/twice", Err(FailureReason::TooLarge)),
        ("/br-bomb", Err(FailureReason::TooLarge)),
        ("/zstd-bomb", Err(FailureReason::TooLarge)),
    ] {
        assert_eq!(got(None, path, answer).await, expected, "{path}");
    }
}

#[tokio::test]
async fn what_is_unpacked_is_counted_for_the_job() {
    let network = network();
    host(&network, None, |_| {
        now(reply(&[("content-encoding", "gzip")], gzip(90_000)))
    })
    .await;
    let client = Client::new(None, 0).unwrap();
    for (job_bytes, second) in [
        (150_000, Err(FailureReason::TooLarge)),
        (200_000, Ok(90_000)),
    ] {
        let quota = Quota {
            job_bytes,
            ..quota()
        };
        let session = session_with(&client, &network, Network::Public, quota, Remote::default());
        for (path, expected) in [("one", Ok(90_000)), ("two", second)] {
            let got = get(&session, &format!("http://{HOST}/{path}")).await;
            assert_eq!(
                got.map(|text| text.len()),
                expected,
                "{path} of {job_bytes}"
            );
        }
    }
}

#[tokio::test]
async fn a_body_without_an_end_is_cut_off() {
    fn answer(path: &str) -> Reply {
        Response::new(match path {
            "/fast" => endless(&[b'x'; 8000], Duration::ZERO),
            "/slow" => endless(b"x", Duration::from_millis(20)),
            _ => return reply(&[], "x"),
        })
    }
    for protocol in [Some("h2"), Some("http/1.1"), None] {
        let fast = got(protocol, "/fast", answer).await;
        assert_eq!(fast, Err(FailureReason::TooLarge), "{protocol:?}");
        let slow = got(protocol, "/slow", answer).await;
        assert_eq!(slow, Err(FailureReason::TimedOut), "{protocol:?}");
        assert_eq!(got(protocol, "/", answer).await, Ok(1), "{protocol:?}");
    }
}

#[tokio::test]
async fn silence_costs_a_resource_and_not_those_beside_it() {
    let ours = Authority::new();
    for protocol in ["h2", "http/1.1"] {
        let network = network();
        let tls = ours.server(HOST, protocol);
        host(&network, Some(tls), |request| match request.uri().path() {
            "/silent" => Box::pin(std::future::pending()),
            _ => now(reply(&[], "x")),
        })
        .await;
        let client = ours.client();
        let session = bounded(&client, &network);
        let url = |path: &str| Url::parse(&format!("https://{HOST}/{path}")).unwrap();
        let (silent, other) = (url("silent"), url("other"));
        let both = async {
            tokio::join!(
                session.get(&silent, Accept::Anything),
                session.get(&other, Accept::Anything)
            )
        };
        let (silent, other) = session.drive(both).await;
        assert_eq!(silent, Err(FailureReason::TimedOut));
        assert_eq!(other.unwrap().body, "x");
        assert_eq!(
            get(&session, "https://cdn.example/later").await.as_deref(),
            Ok("x")
        );
    }
}

/// A host that breaks the rules of HTTP/2, or of TLS, or says nothing at all.
#[tokio::test]
async fn what_is_no_protocol_is_a_failure() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let ours = Authority::new();
    // What must not come behind SETTINGS.
    for (frames, at_most) in [
        // A frame of sixteen megabytes.
        (&b"\xff\xff\xff\0\0\0\0\0\x01"[..], FailureReason::Failed),
        // DATA for a stream that nobody opened.
        (b"\0\0\x01\0\0\0\0\0\x0dx", FailureReason::Failed),
        // GOAWAY.
        (
            b"\0\0\x08\x07\0\0\0\0\0\0\0\0\0\0\0\0\0",
            FailureReason::Failed,
        ),
        // A push that nobody wanted.
        (
            b"\0\0\x05\x05\x04\0\0\0\x01\0\0\0\x02\x82",
            FailureReason::Failed,
        ),
        // A head that does not end.
        (b"\0\0\x01\x01\0\0\0\0\x01\x88", FailureReason::TimedOut),
    ] {
        let network = network();
        let listener = network.listen(PUBLIC).await;
        let tls = ours.server(HOST, "h2");
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let Ok(mut stream) = tls.accept(stream).await else {
                    continue;
                };
                let _ = stream.write_all(&[SETTINGS, frames].concat()).await;
                let mut bytes = [0; 1000];
                while stream.read(&mut bytes).await.is_ok_and(|length| length > 0) {}
            }
        });
        let client = ours.client();
        let session = bounded(&client, &network);
        let reason = get(&session, "https://cdn.example/").await.unwrap_err();
        assert_eq!(reason, at_most, "{frames:?}");
    }
}

/// One that goes on breaking them for as long as anybody listens: it costs what it has, and
/// nothing of another host.
#[tokio::test]
async fn a_flood_of_frames_ends_with_its_resource() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let ours = Authority::new();
    for (name, first, then) in FLOODS {
        let network = network();
        network.name("other.example", &[&["93.184.216.35"]]);
        host_at(&network, "93.184.216.35", None, |_| now(reply(&[], "x"))).await;
        let listener = network.listen(PUBLIC).await;
        let tls = ours.server(HOST, "h2");
        let flood = tokio::spawn(async move {
            let (stream, _) = listener.accept().await?;
            let (mut from, mut to) = tokio::io::split(tls.accept(stream).await?);
            to.write_all(SETTINGS).await?;
            // What it is told is read, so that it is not that which stops it.
            tokio::spawn(async move {
                let mut bytes = [0; 4096];
                while from.read(&mut bytes).await.is_ok_and(|length| length > 0) {}
            });
            to.write_all(first).await?;
            let piece = then.repeat(1000);
            loop {
                to.write_all(&piece).await?;
            }
            #[expect(unreachable_code, reason = "it says what the errors above are of")]
            Ok::<(), io::Error>(())
        });
        let client = ours.client();
        let session = bounded(&client, &network);
        let [flooded, other] =
            ["https://cdn.example/", "http://other.example/"].map(|url| Url::parse(url).unwrap());
        let both = async {
            tokio::join!(
                session.get(&flooded, Accept::Anything),
                session.get(&other, Accept::Anything)
            )
        };
        let (flooded, other) = session.drive(both).await;
        let reason = flooded.unwrap_err();
        let known = [FailureReason::Failed, FailureReason::TimedOut];
        assert!(known.contains(&reason), "{name}: {reason:?}");
        assert_eq!(other.unwrap().body, "x", "{name}");
        // And the connection goes with the job.
        session.disconnect();
        drop(session);
        let ended = tokio::time::timeout(Duration::from_secs(60), flood).await;
        assert!(ended.expect(name).unwrap().is_err(), "{name}");
    }
}

/// Heads of answers that would fill the memory.
#[tokio::test]
async fn a_head_is_bounded() {
    fn answer(path: &str) -> Reply {
        let count = path[1..].parse().unwrap();
        let mut reply = reply(&[], "x");
        for at in 0..count {
            let name = http::HeaderName::try_from(format!("x-{at}")).unwrap();
            let value = "y".repeat(1000).parse().unwrap();
            reply.headers_mut().insert(name, value);
        }
        reply
    }
    for protocol in ["h2", "http/1.1"] {
        assert_eq!(got(Some(protocol), "/10", answer).await, Ok(1));
        let large = got(Some(protocol), "/1000", answer).await;
        assert!(large.is_err(), "{protocol}");
    }
}
