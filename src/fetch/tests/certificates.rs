//! Who is believed: each certificate that is refused has a twin that is not.

use rcgen::{CertificateParams, date_time_ymd};

use super::*;

async fn reached(client: &Client, tls: TlsAcceptor) -> Result<String, FailureReason> {
    let network = network();
    host(&network, Some(tls), |_| now(reply(&[], "picture"))).await;
    get(&session(client, &network), "https://cdn.example/a").await
}

#[test]
fn public_authorities_are_believed_and_an_operator_s_own_beside_them() {
    let public = webpki_roots::TLS_SERVER_ROOTS.len();
    assert!(public > 50, "{public}");
    let believed = |own: Option<&str>| trust::roots(own.map(str::as_bytes)).unwrap().len();
    assert_eq!(believed(None), public);
    assert_eq!(believed(Some(&Authority::new().pem())), public + 1);
}

#[tokio::test]
async fn a_host_is_believed_that_a_known_authority_vouches_for() {
    let (ours, other) = (Authority::new(), Authority::new());
    let client = ours.client();
    for protocol in ["h2", "http/1.1"] {
        let good = ours.server(HOST, protocol);
        assert_eq!(reached(&client, good).await.as_deref(), Ok("picture"));
        let unknown = other.server(HOST, protocol);
        let reason = reached(&client, unknown).await;
        assert_eq!(reason, Err(FailureReason::BadCertificate));
    }
    // Nobody but the public authorities is believed without the operator's word.
    let public = Client::new(None, 0).unwrap();
    let reason = reached(&public, ours.server(HOST, "h2")).await;
    assert_eq!(reason, Err(FailureReason::BadCertificate));
}

#[tokio::test]
async fn a_certificate_is_for_its_name_and_its_time() {
    let ours = Authority::new();
    let client = ours.client();
    let lasting = |from: i32, to: i32| {
        let mut params = CertificateParams::new([HOST.to_owned()]).unwrap();
        params.not_before = date_time_ymd(from, 1, 1);
        params.not_after = date_time_ymd(to, 1, 1);
        ours.server_with(params, "h2")
    };
    for (server, is_good) in [
        (ours.server(HOST, "h2"), true),
        (ours.server("other.example", "h2"), false),
        (ours.server("*.cdn.example", "h2"), false),
        (lasting(2020, 2100), true),
        (lasting(2020, 2021), false),
        (lasting(2099, 2100), false),
    ] {
        let reached = reached(&client, server).await;
        match is_good {
            true => assert_eq!(reached.as_deref(), Ok("picture")),
            false => assert_eq!(reached, Err(FailureReason::BadCertificate)),
        }
    }
}

#[test]
fn a_file_of_authorities_must_have_some() {
    for wrong in [
        "",
        "no PEM",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    ] {
        assert!(
            trust::client_config(Some(wrong.as_bytes())).is_err(),
            "{wrong}"
        );
    }
    let both = Authority::new().pem() + &Authority::new().pem();
    assert_eq!(trust::authorities(both.as_bytes()).unwrap().len(), 2);
    assert!(trust::client_config(Some(both.as_bytes())).is_ok());
}
