//! The resolver, and name servers on loopback.

use std::fs;
use std::io::ErrorKind;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex};

use domain::base::iana::Rcode;
use domain::base::{Message, MessageBuilder, Name, Rtype, ToName};
use domain::rdata::{A, Aaaa, Cname};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UdpSocket};

use super::{Files, Resolver};

/// What a name server does with a question.
#[derive(Clone, Copy, PartialEq)]
enum Manner {
    Answers,
    /// Answers over UDP are cut off.
    Truncates,
    /// Before the answer come one with another id and one to another question.
    IsForged,
    /// It cannot answer.
    Fails,
    IsSilent,
}

/// A name server, and what it was asked for.
struct NameServer {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<String>>>,
    /// Kept here where nobody answers.
    silent: Option<UdpSocket>,
}

impl NameServer {
    async fn start(manner: Manner) -> Self {
        Self::start_at([127, 0, 0, 1].into(), 0, manner).await
    }

    async fn start_at(address: IpAddr, port: u16, manner: Manner) -> Self {
        // The two have the same port, which somebody else may have in one of them.
        let (socket, listener) = loop {
            let socket = UdpSocket::bind((address, port)).await.unwrap();
            match TcpListener::bind(socket.local_addr().unwrap()).await {
                Ok(listener) => break (socket, listener),
                Err(error) => assert_eq!((error.kind(), port), (ErrorKind::AddrInUse, 0)),
            }
        };
        let address = socket.local_addr().unwrap();
        let asked: Arc<Mutex<Vec<String>>> = Arc::default();
        let mut silent = None;
        if manner == Manner::IsSilent {
            silent = Some(socket);
        } else {
            tokio::spawn(serve(socket, listener, manner, asked.clone()));
        }
        Self {
            address,
            asked,
            silent,
        }
    }

    /// What it was asked for, in an order of the alphabet: the two questions for a
    /// name are asked at once.
    fn asked(&self) -> Vec<String> {
        let mut asked = self.asked.lock().unwrap().clone();
        asked.sort();
        asked
    }
}

async fn serve(
    socket: UdpSocket,
    listener: TcpListener,
    manner: Manner,
    log: Arc<Mutex<Vec<String>>>,
) {
    let mut bytes = [0; 512];
    loop {
        tokio::select! {
            received = socket.recv_from(&mut bytes) => {
                let (length, from) = received.unwrap();
                log.lock().unwrap().push(question(&bytes[..length], "udp"));
                for answer in answers(&bytes[..length], manner) {
                    socket.send_to(&answer, from).await.unwrap();
                }
            }
            accepted = listener.accept() => {
                let (stream, _) = accepted.unwrap();
                serve_tcp(stream, &log).await;
            }
        }
    }
}

async fn serve_tcp(mut stream: TcpStream, log: &Mutex<Vec<String>>) {
    let length = stream.read_u16().await.unwrap();
    let mut bytes = vec![0; length.into()];
    stream.read_exact(&mut bytes).await.unwrap();
    log.lock().unwrap().push(question(&bytes, "tcp"));
    for answer in answers(&bytes, Manner::Answers) {
        let length = u16::try_from(answer.len()).unwrap().to_be_bytes();
        stream
            .write_all(&[&length, &answer[..]].concat())
            .await
            .unwrap();
    }
}

fn question(bytes: &[u8], by: &str) -> String {
    let question = Message::from_octets(bytes)
        .unwrap()
        .sole_question()
        .unwrap();
    format!("{} {} {by}", question.qname(), question.qtype())
}

fn answers(bytes: &[u8], manner: Manner) -> Vec<Vec<u8>> {
    let mut forged = bytes.to_vec();
    forged[0] ^= 1;
    let other: Name<Vec<u8>> = "other.example".parse().unwrap();
    match manner {
        Manner::IsForged => vec![
            b"no message".to_vec(),
            answer(&forged, manner, None),
            answer(bytes, manner, Some(other)),
            answer(bytes, Manner::Answers, None),
        ],
        _ => vec![answer(bytes, manner, None)],
    }
}

/// `cdn.example` is an alias of `host.example`, which has three addresses.
fn answer(bytes: &[u8], manner: Manner, instead: Option<Name<Vec<u8>>>) -> Vec<u8> {
    let asked = Message::from_octets(bytes).unwrap();
    let question = asked.sole_question().unwrap();
    let name: Name<Vec<u8>> = question.qname().to_name();
    let rcode = match name.to_string().as_str() {
        _ if manner == Manner::Fails => Rcode::SERVFAIL,
        "cdn.example" | "host.example" => Rcode::NOERROR,
        _ => Rcode::NXDOMAIN,
    };
    let mut message = MessageBuilder::new_vec();
    message.header_mut().set_id(asked.header().id());
    message.header_mut().set_qr(true);
    message.header_mut().set_rcode(rcode);
    message.header_mut().set_tc(manner == Manner::Truncates);
    let mut message = message.question();
    let shown = instead.unwrap_or_else(|| name.clone());
    message.push((&shown, question.qtype())).unwrap();
    let mut message = message.answer();
    if rcode != Rcode::NOERROR || manner == Manner::Truncates {
        return message.into_message().into_octets();
    }
    let host: Name<Vec<u8>> = "host.example".parse().unwrap();
    let stranger: Name<Vec<u8>> = "stranger.example".parse().unwrap();
    if name != host {
        message.push((&name, 60, Cname::new(&host))).unwrap();
    }
    let last = if manner == Manner::IsForged { 99 } else { 1 };
    match question.qtype() {
        Rtype::AAAA => {
            let address = Aaaa::new("2001:db8::1".parse().unwrap());
            message.push((&host, 60, address)).unwrap();
        }
        _ => {
            message
                .push((&stranger, 60, A::from_octets(192, 0, 2, 66)))
                .unwrap();
            message
                .push((&host, 60, A::from_octets(192, 0, 2, last)))
                .unwrap();
            message
                .push((&host, 60, A::from_octets(192, 0, 2, 2)))
                .unwrap();
        }
    }
    message.into_message().into_octets()
}

/// Files of a machine that asks these servers, in a folder that is returned too.
fn machine(hosts: &str, servers: &[&NameServer], options: &str) -> (TempDir, Files) {
    let folder = tempfile::tempdir().unwrap();
    let files = Files {
        hosts: folder.path().join("hosts"),
        resolv_conf: folder.path().join("resolv.conf"),
        port: servers[0].address.port(),
    };
    fs::write(&files.hosts, hosts).unwrap();
    let servers = servers.iter();
    let servers: String = servers
        .map(|server| format!("nameserver {}\n", server.address.ip()))
        .collect();
    let text = format!("{servers}search corp.example\noptions ndots:9 {options}\n");
    fs::write(&files.resolv_conf, text).unwrap();
    (folder, files)
}

fn addresses(words: &[&str]) -> Vec<IpAddr> {
    words.iter().map(|word| word.parse().unwrap()).collect()
}

/// A busy machine may take long to answer itself.
const PATIENT: &str = "timeout:30 attempts:1";

#[tokio::test]
async fn the_hosts_file_comes_first_and_a_change_counts_for_the_next_job() {
    let server = NameServer::start(Manner::Answers).await;
    let (_folder, files) = machine("10.0.0.1 cdn.example cdn\n", &[&server], PATIENT);
    let resolver = Resolver::new(files.clone());
    for name in ["cdn.example", "cdn"] {
        let found = resolver.lookup(name).await.unwrap();
        assert_eq!(found, addresses(&["10.0.0.1"]), "{name}");
    }
    assert_eq!(server.asked(), Vec::<String>::new());
    fs::write(&files.hosts, "10.0.0.2 cdn.example\n").unwrap();
    let found = Resolver::new(files).lookup("cdn.example").await.unwrap();
    assert_eq!(found, addresses(&["10.0.0.2"]));
}

#[tokio::test]
async fn dns_has_addresses_of_both_kinds_behind_an_alias() {
    let server = NameServer::start(Manner::Answers).await;
    let (_folder, files) = machine("", &[&server], PATIENT);
    let resolver = Resolver::new(files);
    let all = addresses(&["192.0.2.1", "2001:db8::1", "192.0.2.2"]);
    for name in ["host.example", "cdn.example"] {
        assert_eq!(resolver.lookup(name).await.unwrap(), all, "{name}");
    }
}

#[tokio::test]
async fn names_are_absolute_whatever_resolv_conf_wants_appended() {
    let server = NameServer::start(Manner::Answers).await;
    let (_folder, files) = machine("", &[&server], PATIENT);
    let resolver = Resolver::new(files);
    for name in ["single", "no.such.example"] {
        assert_eq!(resolver.lookup(name).await.unwrap(), [] as [IpAddr; 0]);
    }
    let expected = [
        "no.such.example A udp",
        "no.such.example AAAA udp",
        "single A udp",
        "single AAAA udp",
    ];
    assert_eq!(server.asked(), expected);
}

#[tokio::test]
async fn localhost_is_this_machine_and_nobody_is_asked_for_it() {
    let server = NameServer::start(Manner::Answers).await;
    let (_folder, files) = machine("10.0.0.7 listed.localhost\n", &[&server], PATIENT);
    let resolver = Resolver::new(files);
    for (name, expected) in [
        ("localhost", &["127.0.0.1", "::1"][..]),
        ("any.localhost", &["127.0.0.1", "::1"]),
        ("listed.localhost", &["10.0.0.7"]),
    ] {
        let found = resolver.lookup(name).await.unwrap();
        assert_eq!(found, addresses(expected), "{name}");
    }
    assert_eq!(server.asked(), Vec::<String>::new());
}

#[tokio::test]
async fn an_answer_that_is_too_long_for_a_datagram_comes_over_tcp() {
    let server = NameServer::start(Manner::Truncates).await;
    let (_folder, files) = machine("", &[&server], PATIENT);
    let found = Resolver::new(files).lookup("host.example").await.unwrap();
    assert_eq!(found, addresses(&["192.0.2.1", "2001:db8::1", "192.0.2.2"]));
    let over_tcp = ["host.example A tcp", "host.example AAAA tcp"];
    assert!(server.asked().iter().any(|asked| *asked == over_tcp[0]));
    assert!(server.asked().iter().any(|asked| *asked == over_tcp[1]));
}

#[tokio::test]
async fn options_leave_out_udp_and_ipv6() {
    let server = NameServer::start(Manner::Answers).await;
    let options = format!("{PATIENT} use-vc no-aaaa");
    let (_folder, files) = machine("", &[&server], &options);
    let found = Resolver::new(files).lookup("host.example").await.unwrap();
    assert_eq!(found, addresses(&["192.0.2.1", "192.0.2.2"]));
    assert_eq!(server.asked(), ["host.example A tcp"]);
}

#[tokio::test]
async fn an_answer_to_another_question_is_no_answer() {
    let server = NameServer::start(Manner::IsForged).await;
    let (_folder, files) = machine("", &[&server], PATIENT);
    let found = Resolver::new(files).lookup("host.example").await.unwrap();
    assert_eq!(found, addresses(&["192.0.2.1", "2001:db8::1", "192.0.2.2"]));
}

#[tokio::test]
async fn the_next_server_is_asked_where_one_fails_or_is_silent() {
    for manner in [Manner::Fails, Manner::IsSilent] {
        let first = NameServer::start(manner).await;
        let (beside, port) = ([127, 0, 0, 2].into(), first.address.port());
        let second = NameServer::start_at(beside, port, Manner::Answers).await;
        let patient = "timeout:30 attempts:2";
        let (_folder, files) = machine("", &[&first, &second], patient);
        let found = Resolver::new(files).lookup("host.example").await.unwrap();
        assert_eq!(found.len(), 3);
    }
}

#[tokio::test]
async fn a_server_that_fails_is_an_error_and_a_name_that_is_not_there_is_none() {
    let server = NameServer::start(Manner::Fails).await;
    let (_folder, files) = machine("", &[&server], PATIENT);
    let error = Resolver::new(files)
        .lookup("host.example")
        .await
        .unwrap_err();
    assert!(error.to_string().contains("SERVFAIL"), "{error}");
    // Nobody listens there: no other test has a server at this address.
    let nobody = NameServer::start_at([127, 0, 0, 3].into(), 0, Manner::IsSilent).await;
    let (_folder, files) = machine("", &[&nobody], PATIENT);
    drop(nobody);
    let error = Resolver::new(files)
        .lookup("host.example")
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConnectionRefused);
}

#[tokio::test]
async fn a_look_up_that_is_dropped_has_ended() {
    let server = NameServer::start(Manner::IsSilent).await;
    let (_folder, files) = machine("", &[&server], "timeout:30 attempts:5 no-aaaa");
    let server = server.silent.unwrap();
    let resolver = Resolver::new(files);
    let mut bytes = [0; 512];
    let asker = tokio::select! {
        found = resolver.lookup("host.example") => panic!("{found:?} from nobody"),
        received = server.recv_from(&mut bytes) => received.unwrap().1,
    };
    // Its socket is gone: the kernel refuses what comes too late.
    server.connect(asker).await.unwrap();
    server.send(b"late").await.unwrap();
    let error = server.recv(&mut bytes).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConnectionRefused);
}
