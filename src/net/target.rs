//! Which addresses a document may name, as far as a name can tell. What it
//! resolves to is looked at later.

use std::net::IpAddr;

use url::{Host, Url};

use crate::job::Network;

use super::address::is_public;
use super::policy;

/// Where a question is to go: a host as browsers understand it, however it was
/// spelt, and a port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    pub host: Host,
    pub port: u16,
}

impl Target {
    /// Where this address leads, if it is one that the gate takes at all.
    pub fn of(url: &Url) -> Option<Self> {
        let speaks_http = matches!(url.scheme(), "http" | "https");
        let bare = url.username().is_empty() && url.password().is_none();
        if !speaks_http || !bare {
            return None;
        }
        // Parsed once more, for the dot at its end.
        Some(Self {
            host: policy::host(url.host_str()?)?,
            port: url.port_or_known_default()?,
        })
    }

    pub fn address(&self) -> Option<IpAddr> {
        match self.host {
            Host::Domain(_) => None,
            Host::Ipv4(address) => Some(address.into()),
            Host::Ipv6(address) => Some(address.into()),
        }
    }

    /// Whether a document may go there. `usual` is the port of its scheme.
    pub fn is_allowed(&self, network: &Network, default: u16) -> bool {
        let anywhere = *network == Network::Unguarded;
        let port = anywhere || self.port == default;
        let address = anywhere || self.address().is_none_or(is_public);
        port && address && network.allows(&self.host)
    }
}

/// Whether a resource at this address may be had at all: to say so of a font
/// beforehand is better than text that is not printed.
pub fn may_reach(network: &Network, url: &str) -> bool {
    let Ok(mut url) = Url::parse(url) else {
        return false;
    };
    // The engine keeps them for itself.
    let _ = url.set_username("").and_then(|()| url.set_password(None));
    let default = if url.scheme() == "https" { 443 } else { 80 };
    Target::of(&url).is_some_and(|target| target.is_allowed(network, default))
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
    fn only_http_and_its_own_ports() {
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
    fn a_list_is_of_hosts_that_are_public() {
        let hosts = Hosts::parse("cdn.example 127.0.0.1").unwrap();
        let network = Network::Allowlist(hosts);
        assert!(may_reach(&network, "http://CDN.example./x"));
        assert!(!may_reach(&network, "http://example/x"));
        assert!(!may_reach(&network, "http://127.0.0.1/x"));
    }
}
