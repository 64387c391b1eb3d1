//! What the operator says of the network.

use std::path::PathBuf;

use crate::fetch::trust;
use crate::job::Network;
use crate::job::options::FieldError;
use crate::message::Message;
use crate::net::policy::{Hosts, Quota};

use super::reader::Reader;

pub const NETWORK: &str = "HTML2PDF_NETWORK";
pub const NETWORK_HOSTS: &str = "HTML2PDF_NETWORK_HOSTS";
pub const NETWORK_TIMEOUT: &str = "HTML2PDF_NETWORK_TIMEOUT";
pub const NETWORK_TIME: &str = "HTML2PDF_NETWORK_TIME";
pub const NETWORK_REQUESTS: &str = "HTML2PDF_NETWORK_REQUESTS";
pub const NETWORK_BYTES: &str = "HTML2PDF_NETWORK_BYTES";
pub const NETWORK_JOB_BYTES: &str = "HTML2PDF_NETWORK_JOB_BYTES";
pub const CA_FILE: &str = "HTML2PDF_CA_FILE";
pub const CACHE_BYTES: &str = "HTML2PDF_CACHE_BYTES";

/// What documents may reach. The default is the policy of whoever says nothing.
pub fn policy(reader: &mut Reader<'_>) -> Network {
    let (policy, hosts) = (reader.text(NETWORK), reader.text(NETWORK_HOSTS));
    read(policy.as_deref(), hosts.as_deref()).unwrap_or_else(|error| {
        reader.refuse(error);
        Network::Public
    })
}

fn read(policy: Option<&str>, hosts: Option<&str>) -> Result<Network, FieldError> {
    let wrong =
        |name, detail: &str, remedy: &str| Err(FieldError::new(name, Message::new(detail, remedy)));
    match (policy, hosts) {
        (Some("allowlist"), None) => wrong(
            NETWORK_HOSTS,
            "not set, and HTML2PDF_NETWORK=allowlist needs it",
            "name hosts in it",
        ),
        (Some("allowlist"), Some(hosts)) => match Hosts::parse(hosts) {
            Ok(hosts) => Ok(Network::Allowlist(hosts)),
            Err(why) => Err(FieldError::new(NETWORK_HOSTS, why)),
        },
        (_, Some(_)) => wrong(
            NETWORK_HOSTS,
            "is for HTML2PDF_NETWORK=allowlist",
            "set that too, or unset this",
        ),
        (None | Some("public"), None) => Ok(Network::Public),
        (Some("off"), None) => Ok(Network::Off),
        (Some("unguarded"), None) => Ok(Network::Unguarded),
        (Some(other), None) => wrong(
            NETWORK,
            &format!("`{other}` is no policy"),
            "use off, allowlist, public or unguarded",
        ),
    }
}

pub fn quota(reader: &mut Reader<'_>) -> Quota {
    let default = Quota::default();
    let requests = reader.number(NETWORK_REQUESTS, default.requests.into(), 1..=100_000);
    Quota {
        resource_time: reader.duration(NETWORK_TIMEOUT, default.resource_time),
        job_time: reader.duration(NETWORK_TIME, default.job_time),
        requests: requests as u32,
        resource_bytes: reader.number(NETWORK_BYTES, default.resource_bytes, 1024..=1 << 30),
        job_bytes: reader.number(NETWORK_JOB_BYTES, default.job_bytes, 1024..=1 << 32),
    }
}

/// Certificates of authorities that are believed beside the public ones.
pub fn authorities(reader: &mut Reader<'_>) -> Option<Vec<u8>> {
    let path = PathBuf::from(reader.os(CA_FILE)?);
    let refused = |why: String| {
        let remedy = "name a PEM file with certificates of authorities";
        FieldError::new(CA_FILE, Message::new(why, remedy))
    };
    let read = std::fs::read(&path)
        .map_err(|error| refused(format!("{} cannot be read: {error}", path.display())))
        .and_then(|pem| match trust::client_config(Some(&pem)) {
            Ok(_) => Ok(pem),
            Err(error) => Err(refused(format!("{} {error:#}", path.display()))),
        });
    match read {
        Ok(pem) => Some(pem),
        Err(error) => {
            reader.refuse(error);
            None
        }
    }
}

/// Bytes of remote resources that are kept for all jobs; 0 keeps none.
pub fn cache_bytes(reader: &mut Reader<'_>) -> u64 {
    reader.number(CACHE_BYTES, 64 << 20, 0..=1 << 36)
}
