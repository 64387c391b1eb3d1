//! Which hosts and ports a document may name. The addresses that a name resolves
//! to are checked when it is connected to (`connect`).

use std::net::IpAddr;

use url::{Host, Url};

use super::address::is_public;
use super::policy::{self, Network};

/// Where a request goes: a host as browsers parse it, however it was spelt, and a
/// port.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Target {
    pub host: Host,
    pub port: u16,
}

impl Target {
    /// The target of a URL of `http:` or `https:` without credentials. No other
    /// URL has one.
    pub fn of(url: &Url) -> Option<Self> {
        let is_http = matches!(url.scheme(), "http" | "https");
        let has_credentials = !url.username().is_empty() || url.password().is_some();
        if !is_http || has_credentials {
            return None;
        }
        // The host is parsed once more, because `url` keeps a dot at its end.
        Some(Self {
            host: policy::host(url.host_str()?)?,
            port: url.port_or_known_default()?,
        })
    }

    /// The address, where the host is one and not a name.
    pub fn address(&self) -> Option<IpAddr> {
        match self.host {
            Host::Domain(_) => None,
            Host::Ipv4(address) => Some(address.into()),
            Host::Ipv6(address) => Some(address.into()),
        }
    }

    /// Whether a document may name it. Where the network is guarded, the port must
    /// be `default_port`, that of the scheme.
    pub fn is_allowed(&self, network: &Network, default_port: u16) -> bool {
        let unguarded = *network == Network::Unguarded;
        let port = unguarded || self.port == default_port;
        let address = unguarded || self.address().is_none_or(is_public);
        port && address && network.allows(&self.host)
    }
}

/// Whether a document may name this URL. It is asked of fonts before the engine
/// starts: text in a font that fails to load would not be printed at all.
pub fn may_reach(network: &Network, url: &str) -> bool {
    let Ok(mut url) = Url::parse(url) else {
        return false;
    };
    // The engine does not send credentials to a proxy in the URL.
    let _ = url.set_username("").and_then(|()| url.set_password(None));
    let default_port = if url.scheme() == "https" { 443 } else { 80 };
    Target::of(&url).is_some_and(|target| target.is_allowed(network, default_port))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::policy::Hosts;

    #[test]
    fn odd_spellings_of_an_address_are_that_address() {
        for host in [
            "127.0.0.1",
            "2130706433",
            "0x7f000001",
            "0177.0.0.1",
            "0x7f.1",
            "127.1",
            "127.0.0.1.",
            "%31%32%37.0.0.1",
            "１２７.０.０.１",
            "127。0。0。1",
            "[::1]",
            "[::ffff:7f00:1]",
            "[::ffff:127.0.0.1]",
            "[0:0:0:0:0:ffff:7f00:0001]",
            "169.254.169.254",
            "0xa9fea9fe",
        ] {
            let url = format!("http://{host}/x");
            assert!(!may_reach(&Network::Public, &url), "{host}");
            assert!(may_reach(&Network::Unguarded, &url), "{host}");
        }
        assert!(may_reach(&Network::Public, "http://0x01010101/"));
    }

    #[test]
    fn only_http_and_https_at_their_default_ports() {
        for (url, public, unguarded) in [
            ("http://cdn.example/x", true, true),
            ("https://cdn.example/x", true, true),
            ("https://me:secret@cdn.example/x", true, true),
            ("http://cdn.example:443/x", false, true),
            ("https://cdn.example:8443/x", false, true),
            ("https://cdn.example:80/x", false, true),
            ("ftp://cdn.example/x", false, false),
            ("ws://cdn.example/x", false, false),
            ("gopher://cdn.example:80/x", false, false),
            ("x", false, false),
        ] {
            assert_eq!(may_reach(&Network::Public, url), public, "{url}");
            assert_eq!(may_reach(&Network::Unguarded, url), unguarded, "{url}");
            assert!(!may_reach(&Network::Off, url), "{url}");
        }
    }

    #[test]
    fn an_allowlist_allows_public_hosts_alone() {
        let hosts = Hosts::parse("cdn.example 127.0.0.1").unwrap();
        let network = Network::Allowlist(hosts);
        assert!(may_reach(&network, "http://CDN.example./x"));
        assert!(!may_reach(&network, "http://example/x"));
        assert!(!may_reach(&network, "http://127.0.0.1/x"));
    }
}
