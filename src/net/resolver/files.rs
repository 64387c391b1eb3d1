//! What the machine says of names: its hosts file (hosts(5)) and its name servers
//! (resolv.conf(5)).

use std::fs;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, SocketAddrV6};
use std::path::{Path, PathBuf};
use std::time::Duration;

use resolv_conf::{Config, ScopedIp};
use tracing::debug;
use url::Host;

use crate::net::policy;

/// Where a resolver reads what it knows.
#[derive(Clone, Debug)]
pub struct Files {
    pub hosts: PathBuf,
    pub resolv_conf: PathBuf,
    /// The port of name servers: resolv.conf has addresses alone.
    pub port: u16,
}

impl Default for Files {
    fn default() -> Self {
        Self {
            hosts: "/etc/hosts".into(),
            resolv_conf: "/etc/resolv.conf".into(),
            port: 53,
        }
    }
}

/// The contents of the files.
#[derive(Debug)]
pub struct Sources {
    hosts: String,
    pub dns: DnsConfig,
}

/// Which name servers are asked, and how.
#[derive(Debug)]
pub struct DnsConfig {
    pub servers: Vec<SocketAddr>,
    /// How long the last try waits for an answer.
    pub timeout: Duration,
    /// How many times each server is asked.
    pub attempts: u32,
    /// Over TCP alone.
    pub use_tcp: bool,
    /// Addresses of IPv6 are not asked for.
    pub no_aaaa: bool,
}

impl Sources {
    /// A file that cannot be read counts as an empty one, as for the C library.
    pub fn read(files: &Files) -> Self {
        let hosts = contents(&files.hosts);
        Self {
            hosts: String::from_utf8_lossy(&hosts).into_owned(),
            dns: DnsConfig::parse(&contents(&files.resolv_conf), files.port),
        }
    }

    /// All addresses that the hosts file has for a name, in its order.
    pub fn in_hosts(&self, name: &str) -> Vec<IpAddr> {
        let lines = self.hosts.lines();
        lines.filter_map(|line| address_of(name, line)).collect()
    }
}

fn contents(path: &Path) -> Vec<u8> {
    fs::read(path).unwrap_or_else(|error| {
        debug!(%error, path = %path.display(), "names are looked up without this file");
        Vec::new()
    })
}

/// The address of a line of the hosts file, if it is one for this name.
fn address_of(name: &str, line: &str) -> Option<IpAddr> {
    let entry = line.split('#').next()?;
    let mut words = entry.split_whitespace();
    let address = words.next()?;
    words.find(|word| is_name(word, name))?;
    address.parse().ok()
}

/// Whether a word of the hosts file is this name, which is in lower case and in
/// ASCII, as a URL has it.
fn is_name(word: &str, name: &str) -> bool {
    if word.is_ascii() {
        let word = word.strip_suffix('.').unwrap_or(word);
        return word.eq_ignore_ascii_case(name);
    }
    matches!(policy::host(word), Some(Host::Domain(word)) if word == name)
}

impl DnsConfig {
    /// The bounds are those of the C library (`MAXNS`, `RES_MAXRETRANS` and
    /// `RES_MAXRETRY`).
    fn parse(text: &[u8], port: u16) -> Self {
        const MAX_SERVERS: usize = 3;
        // What it does not understand, it leaves out.
        let (config, _) = Config::parse_with_errors(text);
        let servers = config.nameservers.iter();
        let mut servers: Vec<_> = servers
            .filter_map(|server| socket_address(server, port))
            .take(MAX_SERVERS)
            .collect();
        if servers.is_empty() {
            servers.push((Ipv4Addr::LOCALHOST, port).into());
        }
        Self {
            servers,
            timeout: Duration::from_secs(config.timeout.clamp(1, 30).into()),
            attempts: config.attempts.clamp(1, 5),
            use_tcp: config.use_vc,
            no_aaaa: config.no_aaaa,
        }
    }
}

fn socket_address(server: &ScopedIp, port: u16) -> Option<SocketAddr> {
    match server {
        ScopedIp::V4(address) => Some((*address, port).into()),
        ScopedIp::V6(address, None) => Some((*address, port).into()),
        ScopedIp::V6(address, Some(scope)) => {
            let scope = scope_id(scope)?;
            Some(SocketAddrV6::new(*address, port, 0, scope).into())
        }
    }
}

/// The number of an interface, which a link-local address needs. The parser lets
/// letters and digits through alone, so the scope cannot lead to another folder.
fn scope_id(scope: &str) -> Option<u32> {
    let of_interface = || {
        let number = fs::read_to_string(format!("/sys/class/net/{scope}/ifindex")).ok()?;
        number.trim().parse().ok()
    };
    scope.parse().ok().or_else(of_interface)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hosts(text: &str) -> Sources {
        Sources {
            hosts: text.to_owned(),
            dns: DnsConfig::parse(b"", 53),
        }
    }

    fn addresses(words: &[&str]) -> Vec<IpAddr> {
        words.iter().map(|word| word.parse().unwrap()).collect()
    }

    #[test]
    fn the_hosts_file_has_names_with_and_without_dots_in_any_case_and_script() {
        let sources = hosts(
            "# 10.0.0.9 commented.example\n\
             127.0.0.1\tlocalhost box\n\
             10.0.0.1  CDN.Example.com. cdn # 10.0.0.2 cdn.example.com later.example\n\
             fd00::1 cdn.example.com\n\
             10.0.0.3 로고.example\n\
             fe80::1%eth0 scoped.example\n\
             nonsense wrong.example\n\
             10.0.0.4\n\n",
        );
        for (name, expected) in [
            ("localhost", &["127.0.0.1"][..]),
            ("box", &["127.0.0.1"]),
            ("cdn", &["10.0.0.1"]),
            ("cdn.example.com", &["10.0.0.1", "fd00::1"]),
            ("xn--299au1t.example", &["10.0.0.3"]),
            ("commented.example", &[]),
            ("later.example", &[]),
            ("scoped.example", &[]),
            ("wrong.example", &[]),
            ("example.com", &[]),
            ("10.0.0.4", &[]),
        ] {
            assert_eq!(sources.in_hosts(name), addresses(expected), "{name}");
        }
    }

    #[test]
    fn resolv_conf_names_servers_and_how_they_are_asked() {
        let config = DnsConfig::parse(
            b"; comment\nsearch corp.example\nnameserver 10.0.0.2\nnameserver 2001:db8::53\n\
              nameserver fe80::1%7\nnameserver 10.0.0.3\n\
              options timeout:2 attempts:3 use-vc no-aaaa ndots:5 unknown-option\n",
            5353,
        );
        let servers = ["10.0.0.2:5353", "[2001:db8::53]:5353", "[fe80::1%7]:5353"];
        let servers = servers.map(|server| server.parse::<SocketAddr>().unwrap());
        assert_eq!(config.servers, servers);
        assert_eq!(config.timeout, Duration::from_secs(2));
        assert_eq!(config.attempts, 3);
        assert!(config.use_tcp && config.no_aaaa);
    }

    #[test]
    fn without_a_word_of_resolv_conf_this_machine_is_asked() {
        for text in [
            "",
            "nameserver nonsense\n",
            "options timeout:0 attempts:0\n",
        ] {
            let config = DnsConfig::parse(text.as_bytes(), 53);
            assert_eq!(config.servers, ["127.0.0.1:53".parse().unwrap()], "{text}");
            assert!(config.timeout >= Duration::from_secs(1) && config.attempts >= 1);
            assert!(!config.use_tcp && !config.no_aaaa);
        }
    }
}
