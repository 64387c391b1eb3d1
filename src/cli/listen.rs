//! The address after `--listen`, as people write it.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

/// Reads an address with a port, or a port alone: `0.0.0.0:9000`, `[::1]:9000`,
/// `localhost:9000`, `:9000`, `9000`. Without an address it is this machine's own,
/// because the service asks nobody who they are.
pub fn address(text: &str) -> Result<SocketAddr, String> {
    const LOCAL: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
    let text = text.trim();
    if let Ok(address) = text.parse() {
        return Ok(address);
    }
    let port = text.strip_prefix("localhost").unwrap_or(text);
    let port = match port.strip_prefix(':') {
        Some(port) => port,
        None if port == text => text,
        None => "",
    };
    let is_number = port.bytes().all(|byte| byte.is_ascii_digit());
    match port.parse() {
        Ok(port) if is_number => Ok(SocketAddr::new(LOCAL, port)),
        _ => {
            Err("use a port such as 9001, or an address and a port such as 0.0.0.0:9001".to_owned())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_alone_is_on_this_machine() {
        for text in [
            "9001",
            ":9001",
            "localhost:9001",
            "127.0.0.1:9001",
            " 9001 ",
        ] {
            assert_eq!(
                address(text),
                Ok("127.0.0.1:9001".parse().unwrap()),
                "{text}"
            );
        }
        for text in ["0.0.0.0:9001", "[::1]:9001", "192.168.0.7:0"] {
            assert_eq!(address(text), Ok(text.parse().unwrap()), "{text}");
        }
        for wrong in [
            "",
            ":",
            "localhost",
            "localhost9001",
            "example.com:80",
            "65536",
            "+80",
            "::1",
            "127.0.0.1",
            "9001x",
        ] {
            assert!(address(wrong).is_err(), "{wrong}");
        }
    }
}
