//! A tunnel for TLS. We cannot see what is asked in it: so a question begins
//! when the engine speaks after the far side did.

use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::Notify;
use tokio::time::{Instant, sleep_until, timeout_at};
use url::Host;

use crate::job::FailureReason;
use crate::net::budget::{Lease, NetworkBudget};

use super::client_hello::{self, ClientHello};

pub struct Tunnel {
    pub far: TcpStream,
    pub host: Host,
    /// What its failure is told as.
    pub url: String,
    pub lease: Lease,
}

/// Greeting, key, and the first question: they belong to the connection, which
/// was counted.
const FIRST_TURNS: u32 = 3;

/// A far side that was silent for so long may have said all that it wanted to.
const SILENCE: Duration = Duration::from_secs(1);

/// How a tunnel ended before its time.
struct Cut {
    reason: FailureReason,
    is_certain: bool,
}

impl From<FailureReason> for Cut {
    fn from(reason: FailureReason) -> Self {
        Self {
            reason,
            // Either side may have had enough.
            is_certain: reason != FailureReason::Failed,
        }
    }
}

impl Tunnel {
    /// Carries bytes until one side ends, or has had enough. Where others wait
    /// for a connection, an idle one is given up.
    pub async fn carry(
        self,
        engine: impl AsyncRead + AsyncWrite + Unpin,
        budget: &Arc<NetworkBudget>,
        crowded: &Notify,
    ) {
        let url = self.url.clone();
        if let Err(cut) = self.talk(engine, budget, crowded).await {
            budget.fail(&url, cut.reason, cut.is_certain);
        }
    }

    async fn talk(
        mut self,
        mut engine: impl AsyncRead + AsyncWrite + Unpin,
        budget: &Arc<NetworkBudget>,
        crowded: &Notify,
    ) -> Result<(), Cut> {
        let greeting = self.greeting(&mut engine).await?;
        let (mut lease, mut turns) = (self.lease, 1);
        lease.take(greeting.len())?;
        send(&mut self.far, &greeting, lease.until).await?;

        let (mut up, mut down) = (vec![0; 16 << 10], vec![0; 16 << 10]);
        // When the far side spoke last, since the engine did.
        let mut heard: Option<Instant> = None;
        loop {
            tokio::select! {
                read = engine.read(&mut up) => {
                    let Ok(length @ 1..) = read else { return Ok(()) };
                    if heard.take().is_some() {
                        turns += 1;
                        lease = match turns > FIRST_TURNS {
                            true => budget.ask()?,
                            false => budget.wait_on()?,
                        };
                    }
                    lease.take(length)?;
                    send(&mut self.far, &up[..length], lease.until).await?;
                }
                read = self.far.read(&mut down) => {
                    let Ok(length @ 1..) = read else { return Ok(()) };
                    heard = Some(Instant::now());
                    lease.take(length)?;
                    send(&mut engine, &down[..length], lease.until).await?;
                }
                () = sleep_until(lease.until) => {
                    return Err(Cut {
                        reason: FailureReason::TimedOut,
                        is_certain: heard.is_none_or(|at| at.elapsed() < SILENCE),
                    });
                }
                () = not_needed(heard, crowded) => return Ok(()),
            }
            // Whoever speaks without end is never waited for.
            if Instant::now() >= lease.until && heard.is_some_and(|at| at.elapsed() < SILENCE) {
                return Err(FailureReason::TimedOut.into());
            }
        }
    }

    /// The engine's first words, which must be those of TLS with this very host.
    /// Nothing that the far side says first reaches the engine.
    async fn greeting(&mut self, engine: &mut (impl AsyncRead + Unpin)) -> Result<Vec<u8>, Cut> {
        let mut greeting = Vec::new();
        let (mut piece, mut any) = ([0; 4 << 10], [0]);
        loop {
            let length = tokio::select! {
                read = engine.read(&mut piece) => read.unwrap_or(0),
                spoke = self.far.peek(&mut any) => {
                    return Err(match spoke {
                        Ok(1..) => FailureReason::Blocked.into(),
                        _ => FailureReason::Failed.into(),
                    });
                }
                () = sleep_until(self.lease.until) => return Err(FailureReason::TimedOut.into()),
            };
            greeting.extend_from_slice(&piece[..length]);
            match client_hello::read(&greeting) {
                _ if length == 0 => return Err(FailureReason::Failed.into()),
                ClientHello::Partial => {}
                ClientHello::Whole(None) => return Ok(greeting),
                ClientHello::Whole(Some(host)) if host == self.host => return Ok(greeting),
                _ => return Err(FailureReason::Blocked.into()),
            }
        }
    }
}

/// Waits until nothing was to be heard for a while, and others wait.
async fn not_needed(heard: Option<Instant>, crowded: &Notify) {
    match heard {
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
