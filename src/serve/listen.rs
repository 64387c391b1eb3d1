//! The port that the service listens on, and what it tells people about it.

use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};

use anyhow::{Context, Result};
use tokio::net::TcpListener;
use tracing::info;

/// Opens the port. Where another program has it, the error names one that is free.
pub async fn bind(address: SocketAddr) -> Result<TcpListener> {
    TcpListener::bind(address).await.with_context(|| {
        let remedy = remedy(address);
        format!("cannot listen on {address}; {remedy}")
    })
}

fn remedy(address: SocketAddr) -> String {
    match next_free(address) {
        Some(free) => format!("{} is free: --listen {free}", free.port()),
        None => "name another with --listen".to_owned(),
    }
}

/// A port above this one that can be had now; `None` where the port was not what the
/// address lacked.
fn next_free(address: SocketAddr) -> Option<SocketAddr> {
    /// Ports below are root's.
    const OPEN_TO_ALL: u16 = 1024;
    /// Ports to try.
    const MOST: u16 = 200;
    let bind = |address| std::net::TcpListener::bind::<SocketAddr>(address);
    match bind(address).err()?.kind() {
        io::ErrorKind::AddrInUse | io::ErrorKind::PermissionDenied => {}
        _ => return None,
    }
    let first = address.port().saturating_add(1).max(OPEN_TO_ALL);
    let ports = first..=first.saturating_add(MOST);
    let mut addresses = ports.map(|port| SocketAddr::new(address.ip(), port));
    addresses.find(|address| bind(*address).is_ok())
}

/// Tells people where the service is, and what they can try.
pub fn announce(address: SocketAddr) {
    info!("listening on http://{address}");
    let here = from_here(address);
    info!(
        "try: curl -sS --fail-with-body -H 'Content-Type: text/html' --data '<h1>Hello</h1>' -o hello.pdf http://{here}/pdf"
    );
}

/// The address by which this machine reaches a listener.
fn from_here(address: SocketAddr) -> SocketAddr {
    let ip = match address {
        SocketAddr::V4(v4) if v4.ip().is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        SocketAddr::V6(v6) if v6.ip().is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        _ => address.ip(),
    };
    SocketAddr::new(ip, address.port())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_taken_port_names_one_that_is_free() {
        let first = bind("127.0.0.1:0".parse().unwrap()).await.unwrap();
        let taken = first.local_addr().unwrap();
        let error = format!("{:#}", bind(taken).await.unwrap_err());
        let (_, free) = error.split_once("--listen ").unwrap();
        let free = free.split(':').take(2).collect::<Vec<_>>().join(":");
        let free: SocketAddr = free.parse().unwrap();
        assert!(free.port() > taken.port(), "{error}");
        bind(free).await.unwrap();
    }

    #[test]
    fn an_address_that_is_not_ours_has_no_free_port() {
        // RFC 5737: of no machine.
        assert_eq!(next_free("192.0.2.1:9000".parse().unwrap()), None);
    }

    #[test]
    fn who_listens_everywhere_is_reached_here() {
        for (address, here) in [
            ("0.0.0.0:9000", "127.0.0.1:9000"),
            ("[::]:9000", "[::1]:9000"),
            ("192.168.0.7:9000", "192.168.0.7:9000"),
        ] {
            let address = from_here(address.parse().unwrap());
            assert_eq!(address.to_string(), here);
        }
    }
}
