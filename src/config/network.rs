//! What the operator says of the network.

use anyhow::{Result, anyhow, bail};

use crate::job::Network;
use crate::job::limits::number;
use crate::job::options::duration;
use crate::net::policy::{Hosts, Quota};

pub const NETWORK: &str = "HTML2PDF_NETWORK";
pub const NETWORK_HOSTS: &str = "HTML2PDF_NETWORK_HOSTS";
pub const NETWORK_TIMEOUT: &str = "HTML2PDF_NETWORK_TIMEOUT";
pub const NETWORK_TIME: &str = "HTML2PDF_NETWORK_TIME";
pub const NETWORK_REQUESTS: &str = "HTML2PDF_NETWORK_REQUESTS";
pub const NETWORK_BYTES: &str = "HTML2PDF_NETWORK_BYTES";
pub const NETWORK_JOB_BYTES: &str = "HTML2PDF_NETWORK_JOB_BYTES";

pub fn policy(policy: Option<String>, hosts: Option<String>) -> Result<Network> {
    let policy = match (policy.as_deref(), hosts) {
        (Some("allowlist"), None) => {
            bail!("{NETWORK_HOSTS}: not set, and {NETWORK}=allowlist needs it; name hosts in it")
        }
        (Some("allowlist"), Some(hosts)) => {
            let hosts = Hosts::parse(&hosts).map_err(|why| anyhow!("{NETWORK_HOSTS}: {why}"))?;
            return Ok(Network::Allowlist(hosts));
        }
        (_, Some(_)) => {
            bail!("{NETWORK_HOSTS}: is for {NETWORK}=allowlist; set that too, or unset this")
        }
        (policy, None) => policy,
    };
    match policy {
        None | Some("public") => Ok(Network::Public),
        Some("off") => Ok(Network::Off),
        Some("unguarded") => Ok(Network::Unguarded),
        Some(other) => {
            bail!("{NETWORK}: `{other}` is no policy; use off, allowlist, public or unguarded")
        }
    }
}

pub fn quota(text: impl Fn(&str) -> Result<Option<String>>) -> Result<Quota> {
    let time = |name: &str, default| match text(name)? {
        None => Ok(default),
        Some(value) => duration(&value).map_err(|why| anyhow!("{name}: {why}")),
    };
    let count = |name: &str, default: u64, within| match text(name)? {
        None => Ok(default),
        Some(value) => number(name, &value, within),
    };
    let default = Quota::default();
    Ok(Quota {
        resource_time: time(NETWORK_TIMEOUT, default.resource_time)?,
        job_time: time(NETWORK_TIME, default.job_time)?,
        requests: count(NETWORK_REQUESTS, default.requests.into(), 1..=100_000)? as u32,
        resource_bytes: count(NETWORK_BYTES, default.resource_bytes, 1024..=1 << 30)?,
        job_bytes: count(NETWORK_JOB_BYTES, default.job_bytes, 1024..=1 << 32)?,
    })
}
