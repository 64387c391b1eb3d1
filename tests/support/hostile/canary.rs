//! What a document must not reach: files, servers, a resolver, a variable. Each holds a canary, and
//! servers remember every contact.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, TcpListener, TcpStream, UdpSocket};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use flate2::{Compress, Compression, FlushCompress};
use percent_encoding::percent_decode_str;
use rustix::fs::{CWD, FileType, Mode, mknodat};
use tempfile::TempDir;

use crate::support::{bundle, png, wait};

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

/// Web servers, a proxy, and ports where something is that knows no HTTP.
const PORTS: [u16; 9] = [21, 22, 80, 443, 2773, 8080, 9001, 18480, 18481];

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

#[derive(Clone, Default)]
pub struct Servers {
    contacts: Arc<Mutex<Vec<Contact>>>,
}

impl Servers {
    /// On every address of the room. `besides` are ports that others listen on.
    pub fn start(besides: &[u16]) -> Self {
        let servers = Self::default();
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

    fn note(&self, to: IpAddr, port: u16, said: &[u8]) {
        let said = String::from_utf8_lossy(said).into_owned();
        let contact = Contact { to, port, said };
        self.contacts.lock().unwrap().push(contact);
    }

    fn serve(&self, mut stream: TcpStream) -> std::io::Result<()> {
        let here = stream.local_addr()?;
        let to = here.ip().to_canonical();
        if here.port() == 21 {
            return self.serve_ftp(stream, to);
        }
        let request = read_request(&mut stream);
        self.note(to, here.port(), &request);
        let request = String::from_utf8_lossy(&request).into_owned();
        let first = request.lines().next().unwrap_or_default();
        let target = first.split(' ').nth(1).unwrap_or_default();
        // Whoever takes us for a proxy names the host too.
        let path = target.find("://").map_or(target, |at| &target[at + 3..]);
        let path = path.find('/').map_or("/", |at| &path[at..]);
        let is_public = to == PUBLIC_4 || to == PUBLIC_6;
        answer(&mut stream, path, is_public)
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
fn read_request(stream: &mut TcpStream) -> Vec<u8> {
    let _ = stream.set_read_timeout(Some(Duration::from_millis(500)));
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

fn answer(stream: &mut TcpStream, path: &str, is_public: bool) -> std::io::Result<()> {
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let to = query.split('&').find_map(|pair| pair.strip_prefix("to="));
    let to = percent_decode_str(to.unwrap_or("/page.html")).decode_utf8_lossy();
    let word = if is_public { PUBLIC } else { SERVER };
    let mut respond = |status: &str, headers: &str, body: &[u8]| {
        let head = format!(
            "HTTP/1.1 {status}\r\nContent-Length: {}\r\nAccess-Control-Allow-Origin: *\r\n\
             Connection: close\r\n{headers}\r\n",
            body.len()
        );
        stream.write_all(head.as_bytes())?;
        stream.write_all(body)
    };
    let mut of_type =
        |kind: &str, body: &[u8]| respond("200 OK", &format!("Content-Type: {kind}\r\n"), body);
    let first = path.split('/').nth(1).unwrap_or_default();
    match first {
        "sheet.css" => of_type(
            "text/css",
            format!("body:before{{content:'{word}'}}").as_bytes(),
        ),
        // Public code that goes on to where it must not.
        "evil.css" => of_type("text/css", format!("@import url({to});").as_bytes()),
        "evil.js" => of_type("text/javascript", fetching(&to).as_bytes()),
        "evil.svg" => of_type(
            "image/svg+xml",
            svg(&format!(
                "<image xlink:href='{to}' width='99' height='99'/>"
            ))
            .as_bytes(),
        ),
        "evil.html" => of_type(
            "text/html",
            format!("<iframe src='{to}'></iframe>").as_bytes(),
        ),
        "script.js" => of_type(
            "text/javascript",
            format!("document.write('{word}')").as_bytes(),
        ),
        "worker.js" => of_type(
            "text/javascript",
            format!("postMessage('{word}')").as_bytes(),
        ),
        "sheet.xsl" => of_type("text/xsl", xsl(word).as_bytes()),
        "data.xml" => of_type("text/xml", format!("<r>{word}</r>").as_bytes()),
        "picture.svg" => of_type(
            "image/svg+xml",
            svg(&format!("<text id='t' y='20'>{word}</text>")).as_bytes(),
        ),
        "picture.png" => {
            let colour = if is_public {
                PUBLIC_COLOUR
            } else {
                SERVER_COLOUR
            };
            of_type("image/png", &png::plain(43, 47, colour))
        }
        "font.ttf" => of_type("font/ttf", &font(word)),
        "events" => of_type("text/event-stream", format!("data: {word}\n\n").as_bytes()),
        "cache.manifest" => of_type("text/cache-manifest", b"CACHE MANIFEST\n/page.html\n"),
        "refresh" => respond(
            "200 OK",
            &format!("Content-Type: text/html\r\nRefresh: 0;url={to}\r\n"),
            b"<p>refresh",
        ),
        "redirect" => {
            let status = path
                .split('/')
                .nth(2)
                .filter(|status| status.starts_with('3'));
            respond(
                &format!("{} There", status.unwrap_or("302")),
                &format!("Location: {to}\r\n"),
                b"",
            )
        }
        "loop" => respond("302 Here", &format!("Location: {path}?{query}x\r\n"), b""),
        "secret" => respond("401 Who", "WWW-Authenticate: Basic realm=\"x\"\r\n", b"who"),
        "empty" => respond("204 None", "", b""),
        "many-headers" => respond(
            "200 OK",
            &"X-Filler: 0123456789abcdef\r\n".repeat(100_000),
            b"x",
        ),
        "odd" => stream.write_all(b"HTTP/9.9 200\r\n\0: \xff\r\nContent-Length: -1\r\n\r\nodd"),
        "no-http" => stream.write_all(&[0xff; 70_000]),
        "bomb" => {
            stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: deflate\r\nConnection: close\r\n\r\n")?;
            bomb(stream, 1024)
        }
        "hang" => {
            wait::let_pass(Duration::from_secs(60));
            Ok(())
        }
        "endless" | "slow" => {
            stream.write_all(
                b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n<pre>",
            )?;
            let until = Instant::now() + Duration::from_secs(30);
            let pause = if first == "slow" { 300 } else { 0 };
            while Instant::now() < until {
                stream.write_all(&[b'A'; 65536][..if pause > 0 { 1 } else { 65536 }])?;
                wait::let_pass(Duration::from_millis(pause));
            }
            Ok(())
        }
        _ => of_type("text/html", format!("<p>{word}</p>").as_bytes()),
    }
}

/// A gibibyte of blanks in a mebibyte, for each 1024 pieces. The check at its end is never reached.
fn bomb(stream: &mut TcpStream, pieces: usize) -> std::io::Result<()> {
    let mut piece = Vec::with_capacity(16 << 10);
    let mut compress = Compress::new(Compression::best(), false);
    let blanks = vec![b' '; 1 << 20];
    let full = compress.compress_vec(&blanks, &mut piece, FlushCompress::Full);
    full.map_err(std::io::Error::other)?;
    stream.write_all(&[0x78, 0xda])?;
    (0..pieces).try_for_each(|_| stream.write_all(&piece))
}

fn fetching(to: &str) -> String {
    format!(
        "var x = new XMLHttpRequest(); x.open('GET', '{to}', false);\
         try {{ x.send(); document.write(x.responseText) }} catch (e) {{}}"
    )
}

fn svg(inside: &str) -> String {
    format!(
        "<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' \
         width='300' height='99'>{inside}</svg>"
    )
}

fn xsl(word: &str) -> String {
    format!(
        "<xsl:stylesheet version='1.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform'>\
         <xsl:template match='/'><html><body>{word}</body></html></xsl:template></xsl:stylesheet>"
    )
}

/// A font of the bundle under the canary's name.
fn font(word: &str) -> Vec<u8> {
    let mut font = fs::read(bundle::path().join("fonts/Caladea-Italic.ttf")).unwrap();
    let name: Vec<u8> = "Caladea"
        .encode_utf16()
        .flat_map(u16::to_be_bytes)
        .collect();
    // As long as the name that it takes the place of.
    let wide: Vec<u8> = font_name(word)
        .encode_utf16()
        .flat_map(u16::to_be_bytes)
        .collect();
    for (name, other) in [
        (&name[..], &wide[..]),
        (b"Caladea", font_name(word).as_bytes()),
    ] {
        let places: Vec<_> = memchr::memmem::find_iter(&font, name).collect();
        for at in places {
            font[at..at + other.len()].copy_from_slice(other);
        }
    }
    font
}

/// Seven letters that stand for the word in the names of fonts.
pub fn font_name(word: &str) -> &'static str {
    match word {
        FILE => "Kfilefi",
        SERVER => "Kserver",
        _ => "Kpublic",
    }
}

/// Files that are no document's business.
pub struct Files {
    folder: TempDir,
}

impl Files {
    pub fn plant() -> Self {
        Self::plant_in(
            tempfile::Builder::new()
                .prefix("canary-")
                .tempdir()
                .unwrap(),
        )
    }

    pub fn plant_in(folder: TempDir) -> Self {
        let put = |name: &str, bytes: &[u8]| fs::write(folder.path().join(name), bytes).unwrap();
        put("secret.txt", FILE.as_bytes());
        put("secret", FILE.as_bytes());
        put("secret.html", format!("<p>{FILE}</p>").as_bytes());
        put(
            "secret.css",
            format!("body:before{{content:'{FILE}'}}").as_bytes(),
        );
        put("secret.js", format!("document.write('{FILE}')").as_bytes());
        put("worker.js", format!("postMessage('{FILE}')").as_bytes());
        put("import.js", format!("var secret = '{FILE}'").as_bytes());
        put("secret.json", format!("{{\"a\":\"{FILE}\"}}").as_bytes());
        put("secret.xml", format!("<r>{FILE}</r>").as_bytes());
        put(
            "secret.dtd",
            format!("<!ENTITY secret '{FILE}'>").as_bytes(),
        );
        put("secret.xsl", xsl(FILE).as_bytes());
        put(
            "secret.svg",
            svg(&format!("<text id='t' y='20'>{FILE}</text>")).as_bytes(),
        );
        put("secret.png", &png::plain(37, 41, FILE_COLOUR));
        put("secret.ttf", &font(FILE));
        put("secret.pdf", format!("%PDF-1.4\n%{FILE}\n").as_bytes());
        put(&format!("{FILE}-in-a-name"), b"");
        put("changed.txt", b"as it was");
        mknodat(
            CWD,
            folder.path().join("fifo"),
            FileType::Fifo,
            Mode::from(0o644),
            0,
        )
        .unwrap();
        symlink("secret.html", folder.path().join("link.html")).unwrap();
        symlink("secret.png", folder.path().join("link.png")).unwrap();
        Self { folder }
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Each with its contents: another one of it shows what was written.
    pub fn contents(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let entries = fs::read_dir(self.path()).unwrap();
        let read = |path: PathBuf| (path.clone(), fs::read(path).unwrap_or_default());
        let paths = entries.map(|entry| entry.unwrap().path());
        // One that nobody writes has no end.
        paths.filter(|path| path.is_file()).map(read).collect()
    }
}
