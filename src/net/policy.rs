//! Where documents may get their resources from. Plain words: who carries them
//! out is the engine's gate.

use std::sync::Arc;
use std::time::Duration;

use url::Host;

use crate::text::excerpt;

/// What an operator allows all documents, or what a request asks for.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Network {
    /// Nowhere.
    Off,
    /// These hosts, where their addresses are public.
    Allowlist(Hosts),
    /// Any host whose address is public.
    #[default]
    Public,
    /// Whatever this machine reaches.
    Unguarded,
}

/// How much one job may have of the network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    /// The time that one resource may take.
    pub resource_time: Duration,
    /// The time in which any resource is waited for.
    pub job_time: Duration,
    pub requests: u32,
    pub resource_bytes: u64,
    pub job_bytes: u64,
}

impl Default for Quota {
    fn default() -> Self {
        Self {
            resource_time: Duration::from_secs(5),
            job_time: Duration::from_secs(10),
            requests: 200,
            resource_bytes: 16 << 20,
            job_bytes: 64 << 20,
        }
    }
}

/// Why a request cannot have the network that it asks for: the option, and the
/// remedy.
pub type Refusal = (&'static str, &'static str);

const NO_NETWORK: &str = "this service allows documents no network; leave it out, or ask its operator about HTML2PDF_NETWORK";
const ONLY_SOME: &str = "this service allows documents only the hosts that its operator names; name some of them in network_hosts, or ask its operator about HTML2PDF_NETWORK_HOSTS";
const NONE_OF_THEM: &str = "names a host that this service does not allow documents; leave it out, or ask its operator about HTML2PDF_NETWORK_HOSTS";

impl Network {
    pub fn is_off(&self) -> bool {
        *self == Self::Off
    }

    /// Whether secrets of a request may go along: not to every host that a
    /// document names.
    pub fn is_trusted(&self) -> bool {
        matches!(self, Self::Allowlist(_) | Self::Unguarded)
    }

    /// Whether a document may name this host at all. Its addresses are another
    /// matter.
    pub fn allows(&self, host: &Host) -> bool {
        match self {
            Self::Off => false,
            Self::Allowlist(hosts) => hosts.have(host),
            Self::Public | Self::Unguarded => true,
        }
    }

    /// This policy, and below it what a request asks for, which may allow less
    /// and never more.
    pub fn with(&self, asked: Option<&Self>) -> Result<Self, Refusal> {
        match (self, asked) {
            (policy, None) => Ok(policy.clone()),
            (_, Some(Self::Off)) => Ok(Self::Off),
            (Self::Off, Some(Self::Allowlist(_))) => Err(("network_hosts", NO_NETWORK)),
            (Self::Off, Some(_)) => Err(("network", NO_NETWORK)),
            (Self::Allowlist(ours), Some(Self::Allowlist(theirs))) => match ours.meet(theirs) {
                true => Ok(Self::Allowlist(ours.and(theirs))),
                false => Err(("network_hosts", NONE_OF_THEM)),
            },
            (Self::Allowlist(_), Some(_)) => Err(("network", ONLY_SOME)),
            (Self::Public, Some(Self::Unguarded)) => Err(("network", NO_NETWORK)),
            (Self::Public | Self::Unguarded, Some(asked)) => Ok(asked.clone()),
        }
    }
}

/// Hosts that are allowed: by each of the lists.
#[derive(Clone, Debug, PartialEq)]
pub struct Hosts(Vec<Arc<[Pattern]>>);

#[derive(Clone, Debug, PartialEq)]
enum Pattern {
    Exactly(Host),
    /// `*.example.com`: all below it, and not itself.
    Below(String),
}

impl Hosts {
    /// Reads patterns between commas, blanks or line breaks.
    pub fn parse(text: &str) -> Result<Self, String> {
        const MOST: usize = 100;
        let words = text.split(|c: char| c == ',' || c.is_whitespace());
        let patterns: Vec<_> = words
            .filter(|word| !word.is_empty())
            .map(Pattern::parse)
            .collect::<Result<_, _>>()?;
        match patterns.len() {
            0 => Err("names no host; write some such as cdn.example.com".to_owned()),
            many if many > MOST => Err(format!("more than {MOST} hosts; name fewer")),
            _ => Ok(Self(vec![patterns.into()])),
        }
    }

    fn have(&self, host: &Host) -> bool {
        let mut lists = self.0.iter();
        lists.all(|list| list.iter().any(|pattern| pattern.has(host)))
    }

    fn and(&self, other: &Self) -> Self {
        Self([self.0.as_slice(), &other.0].concat())
    }

    /// Whether each pattern of the other's may have a host that is ours too.
    fn meet(&self, other: &Self) -> bool {
        let mut asked = other.0.iter().flat_map(|list| list.iter());
        asked.all(|asked| {
            let mut lists = self.0.iter();
            lists.all(|list| list.iter().any(|pattern| pattern.meets(asked)))
        })
    }
}

impl Pattern {
    fn parse(text: &str) -> Result<Self, String> {
        let refused = || {
            format!(
                "`{}` is not a host; write a name without scheme, port and path, such as cdn.example.com or *.example.com",
                excerpt(text)
            )
        };
        if text == "*" {
            return Err("`*` is every host, which is not a list; that is called public".to_owned());
        }
        let (below, name) = match text.strip_prefix("*.") {
            Some(name) => (true, name),
            None => (false, text),
        };
        match host(name).ok_or_else(refused)? {
            Host::Domain(name) if below => Ok(Self::Below(name)),
            _ if below => Err(refused()),
            host => Ok(Self::Exactly(host)),
        }
    }

    fn has(&self, host: &Host) -> bool {
        match (self, host) {
            (Self::Exactly(known), host) => known == host,
            (Self::Below(parent), Host::Domain(name)) => is_below(name, parent),
            (Self::Below(_), _) => false,
        }
    }

    fn meets(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Below(one), Self::Below(two)) => {
                one == two || is_below(one, two) || is_below(two, one)
            }
            (pattern, Self::Exactly(host)) | (Self::Exactly(host), pattern) => pattern.has(host),
        }
    }
}

fn is_below(name: &str, parent: &str) -> bool {
    name.strip_suffix(parent)
        .and_then(|rest| rest.strip_suffix('.'))
        .is_some_and(|rest| !rest.is_empty())
}

/// A host as browsers understand it, however it is spelt, or `None` where it is
/// none. A dot at the end of a name is not part of it.
pub fn host(text: &str) -> Option<Host> {
    match Host::parse(text).ok()? {
        Host::Domain(name) => {
            let name = name.strip_suffix('.').unwrap_or(&name);
            let good = |label: &str| (1..=63).contains(&label.len());
            let is_name = name.len() <= 253 && name.split('.').all(good) && !name.contains('*');
            is_name.then(|| Host::Domain(name.to_owned()))
        }
        address => Some(address),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hosts(text: &str) -> Network {
        Network::Allowlist(Hosts::parse(text).unwrap())
    }

    fn allows(network: &Network, name: &str) -> bool {
        network.allows(&host(name).unwrap())
    }

    #[test]
    fn a_name_is_itself_and_a_star_all_below() {
        let network =
            hosts("cdn.example.com, *.Example.NET\n로고.example 203.0.113.7 [2001:DB8::1]");
        for name in [
            "cdn.example.com",
            "CDN.example.com.",
            "a.example.net",
            "a.b.example.net",
            "xn--299au1t.example",
            "203.0.113.7",
            "0xcb.0.113.7",
            "[2001:db8:0::1]",
        ] {
            assert!(allows(&network, name), "{name}");
        }
        for name in [
            "example.com",
            "a.cdn.example.com",
            "cdn.example.com.evil.test",
            "example.net",
            "badexample.net",
            "203.0.113.8",
            "[2001:db8::2]",
        ] {
            assert!(!allows(&network, name), "{name}");
        }
    }

    #[test]
    fn what_is_no_host_is_refused() {
        for text in [
            "",
            " , ",
            "*",
            "https://cdn.example.com",
            "cdn.example.com:443",
            "cdn.example.com/x",
            "a@b.example",
            "*.*.example.com",
            "a.*.example.com",
            "*.203.0.113.7",
            "*.[::1]",
            "*.",
            "a..b",
            "a?b",
            "1.2.3.4.5",
        ] {
            assert!(Hosts::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_request_allows_less_and_never_more() {
        let (a, b) = (hosts("a.example"), hosts("b.example"));
        let both = hosts("a.example b.example");
        let (off, public, unguarded) = (Network::Off, Network::Public, Network::Unguarded);
        for (policy, asked, combined) in [
            (&off, &off, &off),
            (&a, &off, &off),
            (&public, &off, &off),
            (&public, &public, &public),
            (&public, &a, &a),
            (&unguarded, &public, &public),
            (&unguarded, &a, &a),
        ] {
            assert_eq!(policy.with(Some(asked)).as_ref(), Ok(combined));
            assert_eq!(policy.with(None).as_ref(), Ok(policy));
        }
        for (policy, asked, field) in [
            (&off, &public, "network"),
            (&off, &a, "network_hosts"),
            (&a, &public, "network"),
            (&a, &b, "network_hosts"),
            (&a, &both, "network_hosts"),
        ] {
            let (told, detail) = policy.with(Some(asked)).unwrap_err();
            assert_eq!(told, field);
            assert!(detail.contains("HTML2PDF_NETWORK"), "{detail}");
        }
    }

    #[test]
    fn where_lists_meet_both_must_have_a_host() {
        let ours = hosts("*.example.com b.test");
        for (theirs, allowed, refused) in [
            ("cdn.example.com", "cdn.example.com", "img.example.com"),
            ("*.a.example.com", "x.a.example.com", "a.example.com"),
            ("*.com", "cdn.example.com", "cdn.other.com"),
            ("*.test", "b.test", "a.test"),
        ] {
            let both = ours.with(Some(&hosts(theirs))).unwrap();
            assert!(allows(&both, allowed), "{theirs}");
            assert!(!allows(&both, refused), "{theirs}");
        }
    }
}
