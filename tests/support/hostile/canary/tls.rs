//! TLS on the servers of the room, by an authority of its own, and hosts there that speak HTTP/2 as
//! nobody should.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::pki_types::PrivateKeyDer;
use rustls::server::Acceptor;
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use super::floods::{FLOODS, SETTINGS};

pub type Stream = StreamOwned<ServerConnection, TcpStream>;

/// The first byte of whoever begins with TLS.
pub const HANDSHAKE: u8 = 0x16;

pub struct Tls {
    http1: Arc<ServerConfig>,
    http2: Arc<ServerConfig>,
    /// What the operator must trust, as PEM.
    pub authority: String,
}

impl Tls {
    pub fn new() -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let authority = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
        let names = ["public.test", "*.public.test"].map(str::to_owned);
        let key = KeyPair::generate().unwrap();
        let certificate = CertificateParams::new(names).unwrap();
        let certificate = certificate.signed_by(&key, &authority).unwrap();
        let config = |protocol: &str| {
            let provider = Arc::new(rustls::crypto::ring::default_provider());
            let mut config = ServerConfig::builder_with_provider(provider)
                .with_safe_default_protocol_versions()
                .unwrap()
                .with_no_client_auth()
                .with_single_cert(
                    vec![certificate.der().clone()],
                    PrivateKeyDer::Pkcs8(key.serialize_der().into()),
                )
                .unwrap();
            config.alpn_protocols = vec![protocol.as_bytes().to_vec()];
            Arc::new(config)
        };
        Self {
            http1: config("http/1.1"),
            http2: config("h2"),
            authority: format!(
                "-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n",
                BASE64_STANDARD.encode(authority.der())
            ),
        }
    }

    /// The name that somebody asks for, and the stream that is spoken on.
    pub fn accept(&self, mut stream: TcpStream) -> io::Result<(String, Stream)> {
        let mut acceptor = Acceptor::default();
        let accepted = loop {
            if acceptor.read_tls(&mut stream)? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            let accepted = acceptor.accept();
            if let Some(accepted) = accepted.map_err(|(error, _)| io::Error::other(error))? {
                break accepted;
            }
        };
        let hello = accepted.client_hello();
        let name = hello.server_name().unwrap_or_default().to_owned();
        let config = match attack(&name) {
            Some(_) => &self.http2,
            None => &self.http1,
        };
        let connection = accepted.into_connection(config.clone());
        let connection = connection.map_err(|(error, _)| io::Error::other(error))?;
        Ok((name, StreamOwned::new(connection, stream)))
    }
}

/// What a host of this name says first, and then without an end; a silent one says nothing.
pub fn attack(name: &str) -> Option<(&'static [u8], &'static [u8])> {
    let kind = name.strip_prefix("http2-")?.split('-').next()?;
    if kind == "silent" {
        return Some((b"", b""));
    }
    let known = FLOODS.iter().find(|(name, ..)| *name == kind)?;
    Some((known.1, known.2))
}

/// Speaks like that for as long as anybody listens.
pub fn assail(stream: &mut Stream, name: &str) -> io::Result<()> {
    let Some((first, then)) = attack(name) else {
        return Ok(());
    };
    stream.write_all(SETTINGS)?;
    // The request first: what it is answered by is of its stream.
    let _ = stream.read(&mut [0; 4096]);
    stream.write_all(first)?;
    let until = Instant::now() + Duration::from_secs(30);
    let piece = then.repeat(200);
    while Instant::now() < until {
        match piece.is_empty() {
            true => {
                if stream.read(&mut [0; 4096]).is_ok_and(|length| length == 0) {
                    break;
                }
            }
            false => stream.write_all(&piece)?,
        }
    }
    Ok(())
}
