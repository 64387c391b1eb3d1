//! Where documents may get their resources from: what the operator allows, what a
//! request asks for, and which hosts that leaves. The egress proxy enforces it
//! (`engine/proxy`).

use std::sync::Arc;
use std::time::Duration;

use url::Host;

use crate::message::Message;
use crate::text::excerpt;

/// What an operator allows all documents, or what a request asks for.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Network {
    /// Documents reach nothing.
    Off,
    /// Documents reach these hosts where their addresses are public.
    Allowlist(Hosts),
    /// Documents reach every host that has a public address.
    #[default]
    Public,
    /// Documents reach whatever this machine reaches.
    Unguarded,
}

/// How much of the network one job may use, over all its runs of the engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    /// The longest time for one resource.
    pub resource_time: Duration,
    /// The longest time in which at least one resource is awaited.
    pub job_time: Duration,
    /// The most resources.
    pub requests: u32,
    /// The most bytes of one resource.
    pub resource_bytes: u64,
    /// The most bytes of all resources.
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

/// Why a request cannot have the network that it asks for: the option that is
/// wrong, and the remedy.
pub type Refusal = (&'static str, &'static str);

const NO_NETWORK: &str = "this service allows documents no network; leave it out, or ask its operator about HTML2PDF_NETWORK";
const ONLY_SOME: &str = "this service allows documents only the hosts that its operator names; name some of them in network_hosts, or ask its operator about HTML2PDF_NETWORK_HOSTS";
const NONE_OF_THEM: &str = "names a host that this service does not allow documents; leave it out, or ask its operator about HTML2PDF_NETWORK_HOSTS";

impl Network {
    pub fn is_off(&self) -> bool {
        *self == Self::Off
    }

    /// Whether cookies, headers and passwords of a request may be sent: somebody
    /// must have chosen the hosts, because a document can name any host.
    pub fn is_trusted(&self) -> bool {
        matches!(self, Self::Allowlist(_) | Self::Unguarded)
    }

    /// Whether a document may name this host. Its addresses are checked when it is
    /// connected to.
    pub fn allows(&self, host: &Host) -> bool {
        match self {
            Self::Off => false,
            Self::Allowlist(hosts) => hosts.contains(host),
            Self::Public | Self::Unguarded => true,
        }
    }

    /// The policy for one request: what it asks for, which may be less than the
    /// operator allows and never more.
    pub fn with(&self, asked: Option<&Self>) -> Result<Self, Refusal> {
        match (self, asked) {
            (policy, None) => Ok(policy.clone()),
            (_, Some(Self::Off)) => Ok(Self::Off),
            (Self::Off, Some(Self::Allowlist(_))) => Err(("network_hosts", NO_NETWORK)),
            (Self::Off, Some(_)) => Err(("network", NO_NETWORK)),
            (Self::Allowlist(ours), Some(Self::Allowlist(theirs))) => match ours.overlaps(theirs) {
                true => Ok(Self::Allowlist(ours.intersection(theirs))),
                false => Err(("network_hosts", NONE_OF_THEM)),
            },
            (Self::Allowlist(_), Some(_)) => Err(("network", ONLY_SOME)),
            (Self::Public, Some(Self::Unguarded)) => Err(("network", NO_NETWORK)),
            (Self::Public | Self::Unguarded, Some(asked)) => Ok(asked.clone()),
        }
    }
}

/// The hosts that each of these lists allows.
#[derive(Clone, Debug, PartialEq)]
pub struct Hosts(Vec<Arc<[Pattern]>>);

#[derive(Clone, Debug, PartialEq)]
enum Pattern {
    Exactly(Host),
    /// `*.example.com` stands for all names below `example.com`, and not for that.
    Below(String),
}

impl Hosts {
    /// Reads patterns with commas, blanks or line breaks between them. The error is
    /// a message for whoever wrote them.
    pub fn parse(text: &str) -> Result<Self, Message> {
        const MAX_PATTERNS: usize = 100;
        let words = text.split(|c: char| c == ',' || c.is_whitespace());
        let patterns: Vec<_> = words
            .filter(|word| !word.is_empty())
            .map(Pattern::parse)
            .collect::<Result<_, _>>()?;
        match patterns.len() {
            0 => Err(Message::new(
                "names no host",
                "write some such as cdn.example.com",
            )),
            count if count > MAX_PATTERNS => Err(Message::new(
                format!("more than {MAX_PATTERNS} hosts"),
                "name fewer",
            )),
            _ => Ok(Self(vec![patterns.into()])),
        }
    }

    fn contains(&self, host: &Host) -> bool {
        let mut lists = self.0.iter();
        lists.all(|list| list.iter().any(|pattern| pattern.matches(host)))
    }

    fn intersection(&self, other: &Self) -> Self {
        Self([self.0.as_slice(), &other.0].concat())
    }

    /// Whether each pattern of `other` matches a host that these lists allow too.
    fn overlaps(&self, other: &Self) -> bool {
        let mut asked = other.0.iter().flat_map(|list| list.iter());
        asked.all(|asked| {
            let mut lists = self.0.iter();
            lists.all(|list| list.iter().any(|pattern| pattern.overlaps(asked)))
        })
    }
}

impl Pattern {
    fn parse(text: &str) -> Result<Self, Message> {
        let refused = || {
            Message::new(
                format!("`{}` is not a host", excerpt(text)),
                "write a name without scheme, port and path, such as cdn.example.com or *.example.com",
            )
        };
        if text == "*" {
            return Err(Message::new(
                "`*` is every host, which is not a list",
                "that is called public",
            ));
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

    fn matches(&self, host: &Host) -> bool {
        match (self, host) {
            (Self::Exactly(known), host) => known == host,
            (Self::Below(parent), Host::Domain(name)) => is_below(name, parent),
            (Self::Below(_), _) => false,
        }
    }

    fn overlaps(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Below(a), Self::Below(b)) => a == b || is_below(a, b) || is_below(b, a),
            (pattern, Self::Exactly(host)) | (Self::Exactly(host), pattern) => {
                pattern.matches(host)
            }
        }
    }
}

fn is_below(name: &str, parent: &str) -> bool {
    name.strip_suffix(parent)
        .and_then(|rest| rest.strip_suffix('.'))
        .is_some_and(|rest| !rest.is_empty())
}

/// Parses a host as browsers do (the URL Standard's host parser), however it is
/// spelt, or returns `None` where it is none. A dot at the end of a name is not
/// part of it, so that a name has one spelling.
pub fn host(text: &str) -> Option<Host> {
    match Host::parse(text).ok()? {
        Host::Domain(name) => {
            let name = name.strip_suffix('.').unwrap_or(&name);
            // The lengths are those of DNS (RFC 1035, 2.3.4).
            let is_label = |label: &str| (1..=63).contains(&label.len());
            let is_name = name.len() <= 253 && name.split('.').all(is_label) && !name.contains('*');
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
    fn a_name_stands_for_itself_and_a_star_for_all_names_below() {
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
    fn patterns_that_are_no_host_are_rejected() {
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
    fn a_host_must_be_on_the_lists_of_operator_and_request() {
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
