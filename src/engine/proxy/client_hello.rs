//! Reads the first message of TLS, the ClientHello (RFC 8446, 4.1.2): enough of it to
//! see that it is one, and which host it names.

use url::Host;

use crate::net::policy;

/// What the first bytes of a connection are.
#[derive(Debug, PartialEq, Eq)]
pub enum ClientHello {
    /// They may be the beginning of a ClientHello.
    Partial,
    /// They are a ClientHello, which may name a host.
    Whole(Option<Host>),
    /// They are something else.
    None,
}

/// The type of a record (RFC 8446, 5.1).
const HANDSHAKE: u8 = 22;
/// The type of a handshake message (RFC 8446, 4).
const CLIENT_HELLO: u8 = 1;
/// The type of an extension, and of the name in it (RFC 6066, 3).
const SERVER_NAME: u16 = 0;
const HOST_NAME: u8 = 0;

/// Reads all that the engine has sent so far.
pub fn read(bytes: &[u8]) -> ClientHello {
    const HEAD: usize = 5;
    let begins = [HANDSHAKE, 3];
    if !bytes.iter().zip(begins).all(|(byte, known)| *byte == known) {
        return ClientHello::None;
    }
    let Some(head) = bytes.get(..HEAD) else {
        return ClientHello::Partial;
    };
    let length = usize::from(u16::from_be_bytes([head[3], head[4]]));
    match bytes.get(HEAD..HEAD + length) {
        None => ClientHello::Partial,
        Some(record) => read_handshake(Reader(record)).unwrap_or(ClientHello::None),
    }
}

/// Returns `None` where the record is no ClientHello, or has only a part of one: the
/// engine's TLS library never splits it.
fn read_handshake(mut record: Reader<'_>) -> Option<ClientHello> {
    if record.number(1)? != usize::from(CLIENT_HELLO) {
        return None;
    }
    let mut hello = record.block(3)?;
    let (_version, _random) = (hello.take(2)?, hello.take(32)?);
    let (_session, _ciphers) = (hello.block(1)?, hello.block(2)?);
    let _compression = hello.block(1)?;
    if hello.0.is_empty() {
        return Some(ClientHello::Whole(None));
    }
    let mut extensions = hello.block(2)?;
    while !extensions.0.is_empty() {
        let kind = extensions.number(2)?;
        let mut extension = extensions.block(2)?;
        if kind != usize::from(SERVER_NAME) {
            continue;
        }
        let mut names = extension.block(2)?;
        if names.number(1)? != usize::from(HOST_NAME) {
            return None;
        }
        let name = std::str::from_utf8(names.block(2)?.0).ok()?;
        return Some(ClientHello::Whole(Some(policy::host(name)?)));
    }
    Some(ClientHello::Whole(None))
}

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    /// Reads a number of this many bytes.
    fn number(&mut self, bytes: usize) -> Option<usize> {
        let digits = self.take(bytes)?;
        let number = digits.iter().fold(0, |n, byte| n << 8 | usize::from(*byte));
        Some(number)
    }

    /// Reads a length of this many bytes, and what it is the length of.
    fn block(&mut self, bytes: usize) -> Option<Self> {
        let length = self.number(bytes)?;
        self.take(length).map(Self)
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;

    fn block(bytes: usize, contents: &[u8]) -> Vec<u8> {
        let length = contents.len().to_be_bytes();
        [&length[length.len() - bytes..], contents].concat()
    }

    /// A ClientHello as a client sends it.
    pub fn client_hello(host: Option<&str>) -> Vec<u8> {
        let mut extensions = [vec![0, 10], block(2, b"\0\x02\0\x17")].concat();
        if let Some(host) = host {
            let name = [vec![HOST_NAME], block(2, host.as_bytes())].concat();
            extensions.extend([vec![0, 0], block(2, &block(2, &name))].concat());
        }
        let hello = [
            b"\x03\x03".to_vec(),
            vec![7; 32],
            block(1, b""),
            block(2, b"\x13\x01"),
            block(1, b"\0"),
            block(2, &extensions),
        ]
        .concat();
        let message = [vec![CLIENT_HELLO], block(3, &hello)].concat();
        [vec![HANDSHAKE, 3, 1], block(2, &message)].concat()
    }

    #[test]
    fn a_client_hello_names_its_host() {
        for name in ["cdn.example", "CDN.Example"] {
            let host = policy::host("cdn.example");
            assert_eq!(read(&client_hello(Some(name))), ClientHello::Whole(host));
        }
        assert_eq!(read(&client_hello(None)), ClientHello::Whole(None));
    }

    #[test]
    fn a_part_is_partial_and_another_protocol_is_none() {
        let whole = client_hello(Some("cdn.example"));
        for length in 0..whole.len() {
            assert_eq!(read(&whole[..length]), ClientHello::Partial, "{length}");
        }
        for bytes in [
            &b"GET / HTTP/1.1\r\n"[..],
            b"USER x\r\n",
            b"\x17\x03\x03\0\x01x",
            b"\x16\x02",
        ] {
            assert_eq!(read(bytes), ClientHello::None);
        }
        // A length that is too long must not make it read past the end.
        for at in 5..whole.len() {
            let mut broken = whole.clone();
            broken[at] = 0xff;
            read(&broken);
        }
    }
}
