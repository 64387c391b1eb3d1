//! A tunnel for TLS ends here, in the proxy: the engine believes any certificate, so it
//! is given one of ours, and what it asks for is asked anew, by a client that does check
//! certificates. So requests in a tunnel are told apart, counted and bounded like any
//! others.

use std::sync::{Arc, OnceLock};

use anyhow::Result;
use rustls::ServerConfig;
use rustls::pki_types::PrivateKeyDer;
use tokio_rustls::TlsAcceptor;

use crate::fetch::trust;

/// What takes the engine's end of a tunnel: with a key that is made once and that
/// nobody is asked to believe.
pub fn acceptor() -> Option<TlsAcceptor> {
    static CONFIG: OnceLock<Option<Arc<ServerConfig>>> = OnceLock::new();
    let config = CONFIG.get_or_init(|| match config() {
        Ok(config) => Some(Arc::new(config)),
        Err(error) => {
            tracing::error!(%error, "documents reach no https hosts by themselves");
            None
        }
    });
    config.clone().map(TlsAcceptor::from)
}

fn config() -> Result<ServerConfig> {
    let made = rcgen::generate_simple_self_signed(["html2pdf.invalid".to_owned()])?;
    let key = PrivateKeyDer::Pkcs8(made.signing_key.serialize_der().into());
    Ok(ServerConfig::builder_with_provider(trust::provider())
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)?)
}
