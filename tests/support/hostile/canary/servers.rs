//! Servers on every address of the room, and its resolver.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use tempfile::NamedTempFile;

use super::answers::answer;
use super::tls::{self, Tls};
use super::{Contact, PUBLIC_4, PUBLIC_6};

/// Web servers, a proxy, and ports where something is that knows no HTTP.
const PORTS: [u16; 9] = [21, 22, 80, 443, 2773, 8080, 9001, 18480, 18481];

#[derive(Clone)]
pub struct Servers {
    contacts: Arc<Mutex<Vec<Contact>>>,
    tls: Arc<Tls>,
    authority: Arc<NamedTempFile>,
}

impl Servers {
    /// On every address of the room. `besides` are ports that others listen on.
    pub fn start(besides: &[u16]) -> Self {
        let tls = Tls::new();
        let mut authority = NamedTempFile::new().unwrap();
        authority.write_all(tls.authority.as_bytes()).unwrap();
        let servers = Self {
            contacts: Arc::default(),
            tls: Arc::new(tls),
            authority: Arc::new(authority),
        };
        for port in PORTS.iter().filter(|port| !besides.contains(port)) {
            // Where there is no IPv6, the other one will do.
            let listener = TcpListener::bind(("::", *port))
                .or_else(|_| TcpListener::bind(("0.0.0.0", *port)))
                .unwrap_or_else(|error| panic!("port {port}: {error}"));
            let servers = servers.clone();
            thread::spawn(move || {
                for stream in listener.incoming().flatten() {
                    let servers = servers.clone();
                    // One that goes away ends its thread, and nothing else.
                    thread::spawn(move || servers.serve(stream));
                }
            });
        }
        let resolver = UdpSocket::bind("127.0.0.1:53").unwrap();
        let resolving = servers.clone();
        thread::spawn(move || resolving.resolve(&resolver));
        servers
    }

    pub fn contacts(&self) -> Vec<Contact> {
        self.contacts.lock().unwrap().clone()
    }

    /// What an operator sets who trusts the authority of the public server.
    pub fn trusted(&self) -> (&'static str, &str) {
        ("HTML2PDF_CA_FILE", self.authority.path().to_str().unwrap())
    }

    fn note(&self, to: IpAddr, port: u16, said: &[u8]) {
        let said = String::from_utf8_lossy(said).into_owned();
        let contact = Contact { to, port, said };
        self.contacts.lock().unwrap().push(contact);
    }

    fn serve(&self, mut stream: TcpStream) -> std::io::Result<()> {
        let here = stream.local_addr()?;
        let mut first = [0];
        let to = here.ip().to_canonical();
        if here.port() == 21 {
            return self.serve_ftp(stream, to);
        }
        let _ = stream.set_read_timeout(Some(Duration::from_millis(500)));
        if here.port() == 443 && stream.peek(&mut first)? == 1 && first[0] == tls::HANDSHAKE {
            let (name, mut stream) = self.tls.accept(stream)?;
            if tls::attack(&name).is_some() {
                self.note(to, 443, name.as_bytes());
                return tls::assail(&mut stream, &name);
            }
            return self.attend(&mut stream, here);
        }
        self.attend(&mut stream, here)
    }

    fn attend(&self, stream: &mut (impl Read + Write), here: SocketAddr) -> std::io::Result<()> {
        let to = here.ip().to_canonical();
        let request = read_request(stream);
        self.note(to, here.port(), &request);
        let request = String::from_utf8_lossy(&request).into_owned();
        let first = request.lines().next().unwrap_or_default();
        let target = first.split(' ').nth(1).unwrap_or_default();
        // Whoever takes us for a proxy names the host too.
        let path = target.find("://").map_or(target, |at| &target[at + 3..]);
        let path = path.find('/').map_or("/", |at| &path[at..]);
        let is_public = to == PUBLIC_4 || to == PUBLIC_6;
        answer(stream, path, is_public)
    }

    /// As far as the name of the file.
    fn serve_ftp(&self, mut stream: TcpStream, to: IpAddr) -> std::io::Result<()> {
        stream.set_read_timeout(Some(Duration::from_secs(2)))?;
        self.note(to, 21, b"");
        stream.write_all(b"220 Welcome\r\n")?;
        for line in BufReader::new(stream.try_clone()?).lines() {
            let line = line?;
            self.note(to, 21, line.as_bytes());
            let reply: &[u8] = match line.split(' ').next() {
                Some("USER") => b"331 Password\r\n",
                Some("PASS") => b"230 In\r\n",
                // The web server will do: nothing is read there.
                Some("PASV") => b"227 Passive (127,0,0,1,0,80)\r\n",
                Some("RETR" | "LIST" | "STOR") => b"550 No\r\n",
                _ => b"200 Well\r\n",
            };
            stream.write_all(reply)?;
        }
        Ok(())
    }

    fn resolve(&self, resolver: &UdpSocket) {
        let mut asked = BTreeMap::new();
        let mut query = [0; 1500];
        while let Ok((length, from)) = resolver.recv_from(&mut query) {
            let Some((name, kind, end)) = question(&query[..length]) else {
                continue;
            };
            self.note(Ipv4Addr::UNSPECIFIED.into(), 53, name.as_bytes());
            let addresses: Vec<IpAddr> = match kind {
                1 => addresses(&name, &mut asked),
                28 => addresses_6(&name),
                _ => Vec::new(),
            };
            let known = name.ends_with(".test") && !name.contains("nowhere");
            let mut reply = query[..end].to_vec();
            reply[2..4].copy_from_slice(&[0x81, if known { 0x80 } else { 0x83 }]);
            reply[6..12].copy_from_slice(&[0, addresses.len() as u8, 0, 0, 0, 0]);
            for address in addresses {
                let bytes = match address {
                    IpAddr::V4(address) => address.octets().to_vec(),
                    IpAddr::V6(address) => address.octets().to_vec(),
                };
                // It is not to be kept.
                reply.extend([0xc0, 12, 0, kind, 0, 1, 0, 0, 0, 0, 0, bytes.len() as u8]);
                reply.extend(bytes);
            }
            let _ = resolver.send_to(&reply, from);
        }
    }
}

/// The name, the type, and where the question ends.
fn question(query: &[u8]) -> Option<(String, u8, usize)> {
    let mut at = 12;
    let mut labels = Vec::new();
    loop {
        let length = usize::from(*query.get(at)?);
        at += 1;
        if length == 0 {
            break;
        }
        let label = query.get(at..at + length)?;
        labels.push(String::from_utf8_lossy(label).to_lowercase());
        at += length;
    }
    let kind = *query.get(at + 1)?;
    query.get(at + 3)?;
    Some((labels.join("."), kind, at + 4))
}

fn is_below(name: &str, zone: &str) -> bool {
    name == zone || name.ends_with(&format!(".{zone}"))
}

fn addresses(name: &str, asked: &mut BTreeMap<String, u32>) -> Vec<IpAddr> {
    let list: &[&str] = match name {
        _ if is_below(name, "public.test") => &["93.184.216.34"],
        _ if is_below(name, "private.test") => &["10.1.2.3"],
        _ if is_below(name, "home.test") => &["192.168.7.7"],
        _ if is_below(name, "shared.test") => &["100.64.0.7"],
        _ if is_below(name, "metadata.test") => &["169.254.169.254"],
        _ if is_below(name, "loopback.test") => &["127.0.0.1"],
        _ if is_below(name, "zero.test") => &["0.0.0.0"],
        _ if is_below(name, "mixed.test") => &["93.184.216.34", "10.1.2.3"],
        _ if is_below(name, "mixed-6.test") => &["93.184.216.34"],
        // Public while it is looked at, and private when it is gone to.
        _ if is_below(name, "rebind.test") => {
            let times = asked.entry(name.to_owned()).or_default();
            *times += 1;
            match *times {
                1 => &["93.184.216.34"],
                _ => &["10.1.2.3"],
            }
        }
        _ => &[],
    };
    list.iter()
        .map(|address| address.parse().unwrap())
        .collect()
}

fn addresses_6(name: &str) -> Vec<IpAddr> {
    let list: &[&str] = match name {
        _ if is_below(name, "six.public.test") => &["2606:2800:21f::1"],
        _ if is_below(name, "unique-6.test") => &["fd00:ec2::254"],
        _ if is_below(name, "loopback-6.test") => &["::1"],
        _ if is_below(name, "mapped.test") => &["::ffff:10.1.2.3"],
        _ if is_below(name, "translated.test") => &["64:ff9b::a01:203"],
        _ if is_below(name, "mixed-6.test") => &["fd00:ec2::254"],
        _ => &[],
    };
    list.iter()
        .map(|address| address.parse().unwrap())
        .collect()
}

/// The head, and what comes of the body in a moment.
fn read_request(stream: &mut impl Read) -> Vec<u8> {
    let mut request = Vec::new();
    let mut piece = [0; 4096];
    while request.len() < 64 << 10 {
        match stream.read(&mut piece) {
            Ok(length) if length > 0 => request.extend(&piece[..length]),
            _ => break,
        }
        if let Some(head) = memchr::memmem::find(&request, b"\r\n\r\n") {
            let text = String::from_utf8_lossy(&request[..head]).to_lowercase();
            let length = text
                .lines()
                .find_map(|line| line.strip_prefix("content-length:"));
            let length: usize = length
                .and_then(|text| text.trim().parse().ok())
                .unwrap_or(0);
            let chunked = text.contains("\r\ntransfer-encoding:");
            if !chunked && request.len() >= head + 4 + length {
                break;
            }
        }
    }
    request
}
