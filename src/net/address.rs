//! Which IP addresses are public: those of the registries in RFC 6890 that are
//! for special purposes are not.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Blocks of IPv4 that are not globally reachable.
const NOT_PUBLIC: [(Ipv4Addr, u32); 16] = [
    // "This network" (RFC 791, 3.2): Linux connects 0.0.0.0 to itself.
    (Ipv4Addr::new(0, 0, 0, 0), 8),
    // Private networks (RFC 1918).
    (Ipv4Addr::new(10, 0, 0, 0), 8),
    // Shared by the customers of a carrier (RFC 6598).
    (Ipv4Addr::new(100, 64, 0, 0), 10),
    // Loopback (RFC 1122, 3.2.1.3).
    (Ipv4Addr::new(127, 0, 0, 0), 8),
    // Azure's agent, which hands out credentials at an address of the public
    // range. No RFC has it.
    (Ipv4Addr::new(168, 63, 129, 16), 32),
    // Link-local (RFC 3927). Clouds hand out credentials at 169.254.169.254.
    (Ipv4Addr::new(169, 254, 0, 0), 16),
    // Private networks (RFC 1918).
    (Ipv4Addr::new(172, 16, 0, 0), 12),
    // Protocol assignments of the IETF (RFC 6890, 2.1).
    (Ipv4Addr::new(192, 0, 0, 0), 24),
    // Documentation: TEST-NET-1 (RFC 5737).
    (Ipv4Addr::new(192, 0, 2, 0), 24),
    // Relays of 6to4, out of use (RFC 7526).
    (Ipv4Addr::new(192, 88, 99, 0), 24),
    // Private networks (RFC 1918).
    (Ipv4Addr::new(192, 168, 0, 0), 16),
    // Benchmarks of network devices (RFC 2544).
    (Ipv4Addr::new(198, 18, 0, 0), 15),
    // Documentation: TEST-NET-2 and TEST-NET-3 (RFC 5737).
    (Ipv4Addr::new(198, 51, 100, 0), 24),
    (Ipv4Addr::new(203, 0, 113, 0), 24),
    // Multicast (RFC 5771).
    (Ipv4Addr::new(224, 0, 0, 0), 4),
    // Reserved (RFC 1112, 4), with the broadcast address (RFC 919).
    (Ipv4Addr::new(240, 0, 0, 0), 4),
];

/// Global unicast addresses of IPv6 (RFC 4291, 2.4): all that IANA has given out.
const GLOBAL_UNICAST: (Ipv6Addr, u32) = (Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3);

/// Blocks of it that are not globally reachable.
const NOT_PUBLIC_V6: [(Ipv6Addr, u32); 4] = [
    // Protocol assignments of the IETF (RFC 2928), Teredo among them (RFC 4380).
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23),
    // Documentation (RFC 3849).
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32),
    // 6to4 (RFC 3056): an address of IPv4 is inside, and may be a private one.
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16),
    // Documentation (RFC 9637).
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20),
];

/// Addresses of IPv4 as those of IPv6 (RFC 4291, 2.5.5.2).
const IPV4_MAPPED: (Ipv6Addr, u32) = (Ipv6Addr::new(0, 0, 0, 0, 0, 0xffff, 0, 0), 96);

/// Hosts of IPv4 behind a translator (RFC 6052, 2.1).
const NAT64: (Ipv6Addr, u32) = (Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, 0, 0), 96);

/// Whether an address belongs to a host of the public Internet, as far as the
/// address alone can tell.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let bits = address.to_bits();
    let mut blocks = NOT_PUBLIC.iter();
    !blocks.any(|(block, length)| (bits ^ block.to_bits()) >> (32 - length) == 0)
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let is_in = |(block, length): &(Ipv6Addr, u32)| {
        (address.to_bits() ^ block.to_bits()) >> (128 - length) == 0
    };
    // A connection to it goes to the address of IPv4 in its last four bytes.
    if is_in(&IPV4_MAPPED) || is_in(&NAT64) {
        let [.., a, b, c, d] = address.octets();
        return is_public_v4(Ipv4Addr::new(a, b, c, d));
    }
    is_in(&GLOBAL_UNICAST) && !NOT_PUBLIC_V6.iter().any(is_in)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn public(address: &str) -> bool {
        is_public(address.parse().unwrap())
    }

    #[test]
    fn each_block_has_its_first_and_its_last_address() {
        // The address before a block, its first and its last, and the address behind
        // it; nothing where that belongs to another block.
        for (before, first, last, behind) in [
            ("", "0.0.0.0", "0.255.255.255", "1.0.0.0"),
            ("9.255.255.255", "10.0.0.0", "10.255.255.255", "11.0.0.0"),
            (
                "100.63.255.255",
                "100.64.0.0",
                "100.127.255.255",
                "100.128.0.0",
            ),
            (
                "126.255.255.255",
                "127.0.0.0",
                "127.255.255.255",
                "128.0.0.0",
            ),
            (
                "168.63.129.15",
                "168.63.129.16",
                "168.63.129.16",
                "168.63.129.17",
            ),
            (
                "169.253.255.255",
                "169.254.0.0",
                "169.254.255.255",
                "169.255.0.0",
            ),
            (
                "172.15.255.255",
                "172.16.0.0",
                "172.31.255.255",
                "172.32.0.0",
            ),
            ("191.255.255.255", "192.0.0.0", "192.0.0.255", "192.0.1.0"),
            ("192.0.1.255", "192.0.2.0", "192.0.2.255", "192.0.3.0"),
            (
                "192.88.98.255",
                "192.88.99.0",
                "192.88.99.255",
                "192.88.100.0",
            ),
            (
                "192.167.255.255",
                "192.168.0.0",
                "192.168.255.255",
                "192.169.0.0",
            ),
            (
                "198.17.255.255",
                "198.18.0.0",
                "198.19.255.255",
                "198.20.0.0",
            ),
            (
                "198.51.99.255",
                "198.51.100.0",
                "198.51.100.255",
                "198.51.101.0",
            ),
            (
                "203.0.112.255",
                "203.0.113.0",
                "203.0.113.255",
                "203.0.114.0",
            ),
            ("223.255.255.255", "224.0.0.0", "239.255.255.255", ""),
            ("", "240.0.0.0", "255.255.255.255", ""),
            (
                "",
                "::",
                "1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
                "2000::",
            ),
            (
                "2000:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
                "2001::",
                "2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff",
                "2001:200::",
            ),
            (
                "2001:db7:ffff:ffff:ffff:ffff:ffff:ffff",
                "2001:db8::",
                "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff",
                "2001:db9::",
            ),
            (
                "2001:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
                "2002::",
                "2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
                "2003::",
            ),
            (
                "3ffe:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
                "3fff::",
                "3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff",
                "3fff:1000::",
            ),
            (
                "3fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
                "4000::",
                "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
                "",
            ),
        ] {
            for outside in [before, behind].into_iter().filter(|a| !a.is_empty()) {
                assert!(public(outside), "{outside}");
            }
            for inside in [first, last] {
                assert!(!public(inside), "{inside}");
            }
        }
    }

    #[test]
    fn an_embedded_address_of_ipv4_decides() {
        for (inside, good) in [
            ("127.0.0.1", false),
            ("169.254.169.254", false),
            ("10.0.0.1", false),
            ("93.184.216.34", true),
        ] {
            assert_eq!(public(&format!("::ffff:{inside}")), good, "{inside}");
            assert_eq!(public(&format!("64:ff9b::{inside}")), good, "{inside}");
            // IPv4-compatible addresses are out of use (RFC 4291, 2.5.5.1), and each
            // network translates 64:ff9b:1::/48 (RFC 8215) and ::ffff:0:0:0/96
            // (RFC 2765) as it likes.
            assert!(!public(&format!("::{inside}")), "{inside}");
            assert!(!public(&format!("64:ff9b:1::{inside}")), "{inside}");
            assert!(!public(&format!("::ffff:0:{inside}")), "{inside}");
        }
    }

    #[test]
    fn addresses_for_special_purposes_are_not_public() {
        for address in [
            "::1",
            "fe80::1",
            "fec0::1",
            "fc00::1",
            "fd00:ec2::254",
            "ff02::1",
            "100::1",
            "5f00::1",
            "2001:0:7f00:1::",
            "2001:20::1",
            "2002:7f00:1::",
        ] {
            assert!(!public(address), "{address}");
        }
        for address in ["1.1.1.1", "2606:4700:4700::1111", "2a00:1450::1"] {
            assert!(public(address), "{address}");
        }
    }
}
