//! Whose certificates are believed: the public authorities as Mozilla lists them, which
//! are in the program, and those that the operator names.

use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};

/// The authorities in a PEM file.
pub fn authorities(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>> {
    let read = CertificateDer::pem_slice_iter(pem).collect::<Result<Vec<_>, _>>();
    let found = read.map_err(|error| anyhow::anyhow!("is not PEM: {error}"))?;
    ensure!(!found.is_empty(), "has no certificate");
    Ok(found)
}

pub fn client_config(own: Option<&[u8]>) -> Result<ClientConfig> {
    let config = ClientConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots(own)?)
        .with_no_client_auth();
    Ok(with_protocols(config))
}

pub(super) fn roots(own: Option<&[u8]>) -> Result<RootCertStore> {
    let mut roots = RootCertStore::empty();
    roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    for authority in own.map(authorities).transpose()?.unwrap_or_default() {
        roots
            .add(authority)
            .context("has a certificate that cannot be read")?;
    }
    Ok(roots)
}

/// Of a client that is never used to ask anybody.
pub fn believing_nobody() -> Result<ClientConfig> {
    let config = ClientConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()?
        .with_root_certificates(RootCertStore::empty())
        .with_no_client_auth();
    Ok(with_protocols(config))
}

fn with_protocols(mut config: ClientConfig) -> ClientConfig {
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    config
}

/// The cryptography of both ends.
pub fn provider() -> Arc<rustls::crypto::CryptoProvider> {
    Arc::new(rustls::crypto::ring::default_provider())
}
