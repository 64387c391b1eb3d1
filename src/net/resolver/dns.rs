//! Questions to name servers, as a stub resolver asks them (RFC 1034, 5.3.1): the
//! servers do the work, and their answers are read by the crate `domain`.

use std::future::Future;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::pin::pin;
use std::time::Duration;

use domain::base::iana::Rcode;
use domain::base::{Message, MessageBuilder, Name, Rtype};
use domain::rdata::{A, Aaaa};
use futures_util::future::{Either, select};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpStream, UdpSocket};
use tokio::time::timeout;

use super::files::DnsConfig;

/// How long the first try waits where there is another: datagrams get lost, and a
/// document cannot wait the 5 s that resolv.conf(5) has as its default. Each
/// further try waits twice as long.
const FIRST_WAIT: Duration = Duration::from_secs(1);

/// How long addresses of IPv6 may come after those of IPv4: some networks drop the
/// question for them, and answer the other (RFC 8305, 3: "Resolution Delay").
const RESOLUTION_DELAY: Duration = Duration::from_millis(50);

/// The addresses of a name by DNS, those of IPv4 and IPv6 in turns: so the few that
/// are tried are of both kinds. None where there is no such name.
pub async fn lookup(config: &DnsConfig, name: &str) -> io::Result<Vec<IpAddr>> {
    let name: Name<Vec<u8>> = name.parse().map_err(io::Error::other)?;
    let v4 = ask(config, &name, Rtype::A);
    if config.no_aaaa {
        return v4.await;
    }
    let v6 = ask(config, &name, Rtype::AAAA);
    match both(v4, v6).await {
        (Err(error), Err(_)) => Err(error),
        // One of the two would say whether the name has an address.
        (Err(error), Ok(found)) | (Ok(found), Err(error)) if found.is_empty() => Err(error),
        (v4, v6) => Ok(in_turns(v4.unwrap_or_default(), v6.unwrap_or_default())),
    }
}

type Found = io::Result<Vec<IpAddr>>;

/// Waits for both answers, but not long for the second where the first has
/// addresses of IPv4, which every machine can connect to.
async fn both(v4: impl Future<Output = Found>, v6: impl Future<Output = Found>) -> (Found, Found) {
    match select(pin!(v4), pin!(v6)).await {
        Either::Left((Ok(v4), v6)) if !v4.is_empty() => {
            let late = timeout(RESOLUTION_DELAY, v6).await;
            (Ok(v4), late.unwrap_or_else(|_| Ok(Vec::new())))
        }
        Either::Left((v4, v6)) => (v4, v6.await),
        Either::Right((v6, v4)) => (v4.await, v6),
    }
}

fn in_turns(v4: Vec<IpAddr>, v6: Vec<IpAddr>) -> Vec<IpAddr> {
    let (mut v4, mut v6) = (v4.into_iter(), v6.into_iter());
    let mut all = Vec::with_capacity(v4.len() + v6.len());
    while v4.len() + v6.len() > 0 {
        all.extend(v4.next());
        all.extend(v6.next());
    }
    all
}

/// Asks one server after another, and again, until one of them has an answer.
async fn ask(config: &DnsConfig, name: &Name<Vec<u8>>, kind: Rtype) -> Found {
    let mut failure = io::Error::other("there is no name server");
    for round in 1..=config.attempts {
        let wait = match round == config.attempts {
            true => config.timeout,
            false => config.timeout.min(FIRST_WAIT * (1 << (round - 1))),
        };
        for server in &config.servers {
            let asked = exchange(*server, name, kind, config.use_tcp);
            match timeout(wait, asked).await {
                Ok(Ok(found)) => return Ok(found),
                Ok(Err(error)) => failure = error,
                Err(late) => failure = late.into(),
            }
        }
    }
    Err(failure)
}

/// Asks one server: over UDP, and over TCP where the answer is too long for a
/// datagram (RFC 7766, 5).
async fn exchange(server: SocketAddr, name: &Name<Vec<u8>>, kind: Rtype, use_tcp: bool) -> Found {
    let question = question(name, kind)?;
    if !use_tcp {
        let answer = over_udp(server, &question).await?;
        if !answer.header().tc() {
            return addresses(&answer, kind);
        }
    }
    addresses(&over_tcp(server, &question).await?, kind)
}

fn question(name: &Name<Vec<u8>>, kind: Rtype) -> io::Result<Message<Vec<u8>>> {
    // Whoever wants to forge an answer must guess it, and the port (RFC 5452).
    let mut id = [0; 2];
    getrandom::fill(&mut id).map_err(io::Error::other)?;
    let mut message = MessageBuilder::new_vec();
    message.header_mut().set_id(u16::from_ne_bytes(id));
    message.header_mut().set_rd(true);
    let mut message = message.question();
    message.push((name, kind)).map_err(io::Error::other)?;
    Ok(message.into_message())
}

/// The socket is connected, so the kernel takes datagrams of the server alone, and
/// a port where nobody listens is an error at once.
async fn over_udp(server: SocketAddr, question: &Message<Vec<u8>>) -> io::Result<Message<Vec<u8>>> {
    let any: IpAddr = match server {
        SocketAddr::V4(_) => Ipv4Addr::UNSPECIFIED.into(),
        SocketAddr::V6(_) => Ipv6Addr::UNSPECIFIED.into(),
    };
    let socket = UdpSocket::bind((any, 0)).await?;
    socket.connect(server).await?;
    socket.send(question.as_slice()).await?;
    // Without an extension (EDNS) a server sends 512 at most.
    let mut bytes = [0; 4096];
    loop {
        let length = socket.recv(&mut bytes).await?;
        let Ok(answer) = Message::from_octets(bytes[..length].to_vec()) else {
            continue;
        };
        // Anything else is another question's, or a forger's.
        if answer.is_answer(question) {
            return Ok(answer);
        }
    }
}

/// Each message has its length before it (RFC 1035, 4.2.2).
async fn over_tcp(server: SocketAddr, question: &Message<Vec<u8>>) -> io::Result<Message<Vec<u8>>> {
    let mut stream = TcpStream::connect(server).await?;
    let length = u16::try_from(question.as_slice().len()).map_err(io::Error::other)?;
    let framed = [&length.to_be_bytes(), question.as_slice()].concat();
    stream.write_all(&framed).await?;
    let mut bytes = vec![0; stream.read_u16().await?.into()];
    stream.read_exact(&mut bytes).await?;
    match Message::from_octets(bytes) {
        Ok(answer) if answer.is_answer(question) => Ok(answer),
        _ => Err(io::Error::other("the name server answered something else")),
    }
}

/// The addresses in an answer: those of the name that was asked for, or of the one
/// that it is an alias of.
fn addresses(answer: &Message<Vec<u8>>, kind: Rtype) -> Found {
    match answer.header().rcode() {
        Rcode::NOERROR => {}
        Rcode::NXDOMAIN => return Ok(Vec::new()),
        failed => return Err(io::Error::other(format!("the name server says {failed}"))),
    }
    let unreadable = || io::Error::other("the name server's answer cannot be read");
    let name = answer.canonical_name().ok_or_else(unreadable)?;
    let records = answer.answer().map_err(io::Error::other)?;
    let of_kind = match kind {
        Rtype::AAAA => {
            let records = records.limit_to_in::<Aaaa>().flatten();
            let records = records.filter(|record| *record.owner() == name);
            records.map(|record| record.data().addr().into()).collect()
        }
        _ => {
            let records = records.limit_to_in::<A>().flatten();
            let records = records.filter(|record| *record.owner() == name);
            records.map(|record| record.data().addr().into()).collect()
        }
    };
    Ok(of_kind)
}

#[cfg(test)]
mod tests {
    use std::future::{pending, ready};

    use super::*;

    fn found(addresses: &[&str]) -> Vec<IpAddr> {
        addresses.iter().map(|one| one.parse().unwrap()).collect()
    }

    #[tokio::test(start_paused = true)]
    async fn a_dropped_question_for_ipv6_does_not_hold_up_ipv4() {
        let v4 = found(&["192.0.2.1"]);
        let answers = both(ready(Ok(v4.clone())), pending());
        let answers = timeout(Duration::from_secs(3600), answers).await;
        let (first, second) = answers.expect("nothing waits for an answer that never comes");
        assert_eq!((first.unwrap(), second.unwrap()), (v4, Vec::new()));
    }

    #[tokio::test(start_paused = true)]
    async fn where_ipv4_has_no_address_ipv6_is_waited_for() {
        let v6 = found(&["2001:db8::1"]);
        let late = async {
            tokio::time::sleep(Duration::from_secs(4)).await;
            Ok(v6.clone())
        };
        let (first, second) = both(ready(Ok(Vec::new())), late).await;
        assert_eq!((first.unwrap(), second.unwrap()), (Vec::new(), v6));
    }

    #[test]
    fn the_first_addresses_are_of_both_kinds() {
        let v4 = found(&["192.0.2.1", "192.0.2.2", "192.0.2.3"]);
        let all = in_turns(v4, found(&["2001:db8::1"]));
        let expected = ["192.0.2.1", "2001:db8::1", "192.0.2.2", "192.0.2.3"];
        assert_eq!(all, found(&expected));
    }
}
