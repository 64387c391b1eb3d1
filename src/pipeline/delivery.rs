//! What was made is put at an address of the caller's, such as a presigned one.

use std::time::Duration;

use tokio::time::{Instant, sleep};
use tracing::{info, warn};
use url::Url;

use crate::contents::Contents;
use crate::error::Error;
use crate::fetch::{Session, Untaken};
use crate::job::deadline::Deadline;
use crate::message::Message;

/// How often it is tried.
const MOST_TRIES: u32 = 4;
/// How long it waits before the second try; before each next one twice as long.
const FIRST_PAUSE: Duration = Duration::from_millis(250);
/// What is left for the answer.
const RESERVE: Duration = Duration::from_millis(200);

const REMEDY: &str =
    "deliver_to must take a PUT from here: look at its signature, its time and what it allows";

/// Puts it there, and once more where that may help; returns the status that the host answered.
/// Of the address nothing but its host is told: whoever has the rest may write there.
pub async fn deliver(
    session: &Session,
    (content_type, contents): (&'static str, &Contents),
    to: &Url,
    deadline: Deadline,
) -> Result<u16, Error> {
    let until = deadline.at.checked_sub(RESERVE).unwrap_or(deadline.at);
    let mut pause = FIRST_PAUSE;
    let mut tries = 1;
    loop {
        let put = session.put(to, content_type, contents, until);
        let Untaken { why, may_help } = match session.drive(put).await {
            Ok(status) => {
                info!(tries, bytes = contents.len(), "delivered");
                return Ok(status);
            }
            Err(untaken) => untaken,
        };
        if !may_help || tries == MOST_TRIES || Instant::now() + pause >= until {
            let host = to.host_str().unwrap_or_default();
            let detail = format!("the document was made, but {host} {why}");
            return Err(Error::Undelivered(Message::new(detail, REMEDY)));
        }
        warn!(tries, "not delivered yet: its host {why}");
        sleep(pause).await;
        pause *= 2;
        tries += 1;
    }
}
