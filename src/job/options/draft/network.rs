//! What a request asks of the network, while it is being read.

use crate::job::Network;
use crate::job::options::field_error::FieldError;
use crate::message::Message;
use crate::net::policy::Hosts;

#[derive(Clone, Debug, Default)]
pub struct NetworkDraft {
    pub reach: Option<Reach>,
    pub hosts: Option<Hosts>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    Off,
    Allowlist,
    Public,
}

impl NetworkDraft {
    pub fn network(self, errors: &mut Vec<FieldError>) -> Option<Network> {
        match (self.reach, self.hosts) {
            (None | Some(Reach::Allowlist), Some(hosts)) => Some(Network::Allowlist(hosts)),
            (Some(Reach::Allowlist), None) => {
                let why = Message::new(
                    "is not given, and network=allowlist needs it",
                    "name the hosts",
                );
                errors.push(FieldError::new("network_hosts", why));
                None
            }
            (Some(_), Some(_)) => {
                let why = Message::new(
                    "is for network=allowlist",
                    "leave network out, or do not name hosts",
                );
                errors.push(FieldError::new("network_hosts", why));
                None
            }
            (Some(Reach::Off), None) => Some(Network::Off),
            (Some(Reach::Public), None) => Some(Network::Public),
            (None, None) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::job::Options;

    fn read(given: &[(&str, &str)]) -> Result<Option<Network>, String> {
        let read = Options::read(given.iter().copied());
        read.map(|options| options.network)
            .map_err(|faults| faults[0].field.clone())
    }

    #[test]
    fn hosts_and_the_allowlist_come_together() {
        let hosts = ("network_hosts", "cdn.example.com");
        let listed = read(&[hosts]);
        assert!(matches!(listed, Ok(Some(Network::Allowlist(_)))));
        assert_eq!(read(&[hosts, ("network", "allowlist")]), listed);
        for wrong in [
            &[("network", "allowlist")][..],
            &[("network", "off"), hosts],
            &[("network", "public"), hosts],
            &[("network_hosts", "http://cdn.example.com/")],
        ] {
            assert_eq!(read(wrong), Err("network_hosts".to_owned()), "{wrong:?}");
        }
        assert_eq!(read(&[("network", "off")]), Ok(Some(Network::Off)));
        assert_eq!(read(&[("network", "public")]), Ok(Some(Network::Public)));
        // Only the operator may take the guard away.
        let unguarded = read(&[("network", "unguarded")]);
        assert_eq!(unguarded, Err("network".to_owned()));
        assert_eq!(read(&[]), Ok(None));
    }
}
