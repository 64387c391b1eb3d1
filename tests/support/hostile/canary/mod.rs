//! What a document must not reach: files, servers, a resolver, a variable. Each holds a canary, and
//! servers remember every contact.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

mod answers;
mod contents;
mod files;
mod floods;
mod servers;
mod tls;

pub use contents::font_name;
pub use files::Files;
pub use servers::Servers;

/// In all that the internal servers say.
pub const SERVER: &str = "CanaryOfAServer";
/// In all that the public server says.
pub const PUBLIC: &str = "CanaryOfThePublic";
pub const FILE: &str = "CanaryOfAFile";
pub const ENVIRONMENT: &str = "CanaryOfTheEnvironment";

/// Pictures are of one colour, and each of its own.
pub const FILE_COLOUR: [u8; 3] = [210, 31, 92];
pub const SERVER_COLOUR: [u8; 3] = [31, 92, 210];
pub const PUBLIC_COLOUR: [u8; 3] = [47, 168, 79];

const PUBLIC_4: Ipv4Addr = Ipv4Addr::new(93, 184, 216, 34);
const PUBLIC_6: Ipv6Addr = Ipv6Addr::new(0x2606, 0x2800, 0x21f, 0, 0, 0, 0, 1);

/// Somebody came.
#[derive(Clone, Debug)]
pub struct Contact {
    /// Where to. That of the resolver is unspecified.
    pub to: IpAddr,
    pub port: u16,
    /// The head and the beginning of the body, or the name that was asked for.
    pub said: String,
}

impl Contact {
    pub fn is_dns(&self) -> bool {
        self.to.is_unspecified()
    }

    /// Whether a document has made a line of its own.
    pub fn is_injected(&self) -> bool {
        self.said.lines().any(|line| line.starts_with("X-Injected"))
    }

    pub fn is_public(&self) -> bool {
        self.to == PUBLIC_4 || self.to == PUBLIC_6
    }
}
