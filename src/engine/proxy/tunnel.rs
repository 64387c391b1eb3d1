//! A tunnel for TLS. What is inside is encrypted, so requests in it are told apart by
//! who speaks: a request begins when the engine sends after the host did.

use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::Notify;
use tokio::time::{Instant, sleep_until, timeout_at};
use url::{Host, Url};

use crate::job::FailureReason;
use crate::net::budget::{Lease, NetworkBudget};

use super::client_hello::{self, ClientHello};
use super::outbound::{Outbound, Upstream};

/// A connection to a host that was checked, before the engine uses it.
pub struct Tunnel {
    stream: TcpStream,
    host: Host,
    /// The URL under which a failure is listed.
    url: String,
    lease: Lease,
}

/// The turns of the engine that belong to the request which was counted when the
/// tunnel was opened: ClientHello, key exchange, and the first request.
const FIRST_TURNS: u32 = 3;

/// After a silence of this length the host may have sent its whole answer.
const SILENCE: Duration = Duration::from_secs(1);

/// Why a tunnel was closed before either side closed it.
struct Closed {
    reason: FailureReason,
    is_certain: bool,
}

impl From<FailureReason> for Closed {
    fn from(reason: FailureReason) -> Self {
        Self {
            reason,
            // A side that closes the connection may have all that it wanted.
            is_certain: reason != FailureReason::Failed,
        }
    }
}

impl Tunnel {
    /// Connects to the host of this URL.
    pub async fn open(outbound: &Outbound, url: &Url) -> Result<Self, FailureReason> {
        let Upstream {
            target,
            stream,
            lease,
        } = outbound.connect(url, 443).await?;
        Ok(Self {
            stream,
            host: target.host,
            url: url.to_string(),
            lease,
        })
    }

    /// Relays bytes until one side ends or a quota is used up. While others wait for
    /// a connection, an idle tunnel is closed.
    pub async fn relay(
        self,
        engine: impl AsyncRead + AsyncWrite + Unpin,
        budget: &Arc<NetworkBudget>,
        crowded: &Notify,
    ) {
        let url = self.url.clone();
        if let Err(closed) = self.relay_bytes(engine, budget, crowded).await {
            budget.fail(&url, closed.reason, closed.is_certain);
        }
    }

    async fn relay_bytes(
        mut self,
        mut engine: impl AsyncRead + AsyncWrite + Unpin,
        budget: &Arc<NetworkBudget>,
        crowded: &Notify,
    ) -> Result<(), Closed> {
        let hello = self.read_client_hello(&mut engine).await?;
        let (mut lease, mut turns) = (self.lease, 1);
        lease.count(hello.len())?;
        send(&mut self.stream, &hello, lease.until).await?;

        let (mut up, mut down) = (vec![0; 16 << 10], vec![0; 16 << 10]);
        // When the host sent last, if that was after the engine sent.
        let mut answered: Option<Instant> = None;
        loop {
            tokio::select! {
                read = engine.read(&mut up) => {
                    let Ok(length @ 1..) = read else { return Ok(()) };
                    if answered.take().is_some() {
                        turns += 1;
                        lease = match turns > FIRST_TURNS {
                            true => budget.request()?,
                            false => budget.lease()?,
                        };
                    }
                    lease.count(length)?;
                    send(&mut self.stream, &up[..length], lease.until).await?;
                }
                read = self.stream.read(&mut down) => {
                    let Ok(length @ 1..) = read else { return Ok(()) };
                    answered = Some(Instant::now());
                    lease.count(length)?;
                    send(&mut engine, &down[..length], lease.until).await?;
                }
                () = sleep_until(lease.until) => {
                    return Err(Closed {
                        reason: FailureReason::TimedOut,
                        is_certain: answered.is_none_or(|at| at.elapsed() < SILENCE),
                    });
                }
                () = idle_and_wanted(answered, crowded) => return Ok(()),
            }
            // While bytes keep coming, they may win over the timer each time.
            if Instant::now() >= lease.until && answered.is_some_and(|at| at.elapsed() < SILENCE) {
                return Err(FailureReason::TimedOut.into());
            }
        }
    }

    /// Reads the engine's first message, which must be a ClientHello for the host
    /// that the tunnel was asked for: else a tunnel to an allowed host could reach
    /// another one behind the same address, or a protocol other than TLS. In TLS
    /// the client speaks first (RFC 8446, 2), so a host that does is refused.
    async fn read_client_hello(
        &mut self,
        engine: &mut (impl AsyncRead + Unpin),
    ) -> Result<Vec<u8>, Closed> {
        let mut hello = Vec::new();
        let (mut piece, mut any) = ([0; 4 << 10], [0]);
        loop {
            let length = tokio::select! {
                read = engine.read(&mut piece) => read.unwrap_or(0),
                peeked = self.stream.peek(&mut any) => {
                    return Err(match peeked {
                        Ok(1..) => FailureReason::Blocked.into(),
                        _ => FailureReason::Failed.into(),
                    });
                }
                () = sleep_until(self.lease.until) => return Err(FailureReason::TimedOut.into()),
            };
            hello.extend_from_slice(&piece[..length]);
            match client_hello::read(&hello) {
                _ if length == 0 => return Err(FailureReason::Failed.into()),
                ClientHello::Partial => {}
                ClientHello::Whole(None) => return Ok(hello),
                ClientHello::Whole(Some(host)) if host == self.host => return Ok(hello),
                _ => return Err(FailureReason::Blocked.into()),
            }
        }
    }
}

/// Waits until the host has been silent for a while and another connection waits.
async fn idle_and_wanted(answered: Option<Instant>, crowded: &Notify) {
    match answered {
        None => std::future::pending().await,
        Some(at) => {
            sleep_until(at + SILENCE / 4).await;
            crowded.notified().await;
        }
    }
}

async fn send(
    to: &mut (impl AsyncWrite + Unpin),
    bytes: &[u8],
    until: Instant,
) -> Result<(), FailureReason> {
    match timeout_at(until, to.write_all(bytes)).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) => Err(FailureReason::Failed),
        Err(_) => Err(FailureReason::TimedOut),
    }
}
