//! What a document may reach on the network, and how it is reached. Nothing here
//! knows the engine.
//!
//! ```text
//! policy    what the operator and the request allow
//! target    which hosts and ports a document may name
//! address   which IP addresses are public
//! resolver  host names become addresses, by the hosts file and by DNS
//! connect   addresses are checked and connected to
//! budget    what one job has used, and what it was refused
//! ```

pub mod address;
pub mod budget;
pub mod connect;
#[cfg(test)]
pub mod fake;
pub mod policy;
pub mod resolver;
pub mod target;
