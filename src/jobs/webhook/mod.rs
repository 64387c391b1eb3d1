//! Tells callers that their jobs have ended, until they take it, for a day.

mod sign;

use std::time::Duration;

use bytes::Bytes;
use futures_util::future::join_all;
use http::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, USER_AGENT};
use http::{Method, StatusCode};
use serde_json::json;
use tokio::time::{Instant, sleep, timeout};
use tracing::{error, info, warn};
use url::Url;

use crate::config::jobs::{JobSettings, Secret};
use crate::contents::Contents;
use crate::error::Error;
use crate::fetch::Sent;
use crate::job::deadline::Deadline;
use crate::pipeline::Pipeline;

use super::moment::Moment;
use super::office::call_of;
use super::record::{Record, State, Telling};
use super::runner::Press;
use super::shown;

/// How long whoever is told may take to say that it was understood.
pub const ANSWER: Duration = Duration::from_secs(15);
/// When nobody tries any more, after the job has ended.
const GIVEN_UP: Duration = Duration::from_secs(24 * 60 * 60);
const LONGEST_PAUSE: Duration = Duration::from_secs(60 * 60);
/// Callers who are told at once.
const MOST_AT_ONCE: usize = 8;
const LOOK: Duration = Duration::from_secs(1);
const PAUSE: Duration = Duration::from_secs(5);

/// Headers that are this service's to write, or of the connection.
pub const OURS: [&str; 9] = [
    "webhook-id",
    "webhook-timestamp",
    "webhook-signature",
    "content-type",
    "content-length",
    "transfer-encoding",
    "connection",
    "host",
    "expect",
];

/// Tells until the service stops.
pub async fn run(press: Press) {
    let telling = async {
        loop {
            match tell_due(&press).await {
                Ok(true) => {}
                Ok(false) => {
                    let _ = timeout(LOOK, press.jobs.calls.notified()).await;
                }
                Err(why) => {
                    error!(
                        "nobody is told of jobs, because their ledger cannot be used: {}",
                        why.for_log()
                    );
                    sleep(PAUSE).await;
                }
            }
        }
    };
    tokio::select! {
        () = press.jobs.stopped() => {}
        () = telling => {}
    }
}

/// Tells those who are to be told now; `false` where there is nobody.
async fn tell_due(press: &Press) -> Result<bool, Error> {
    let due = press.jobs.on_shelf(|shelf| {
        let now = shelf.clock.now();
        // Nothing is put off for longer, but by another clock.
        let latest = now.after(2 * LONGEST_PAUSE);
        shelf.ledger.untold(now, latest, MOST_AT_ONCE)
    });
    let due = due.await?;
    let told = join_all(due.iter().map(|record| tell(press, record))).await;
    for told in told {
        told?;
    }
    Ok(!due.is_empty())
}

/// Tells one of them, and keeps what came of it.
async fn tell(press: &Press, record: &Record) -> Result<(), Error> {
    let jobs = &press.jobs;
    let hook = record.hook.clone().unwrap_or_default();
    let Some(address) = hook.address(record.state) else {
        let nobody = call_of(record.id, Telling::None, String::new(), Moment(0));
        return jobs.called(nobody).await;
    };
    let teller = Teller {
        pipeline: &press.pipeline,
        settings: &jobs.settings,
        patience: ANSWER,
    };
    let answered = teller.send(record, address).await;
    let now = jobs.now();
    let next = now.after(pause_after(record.tellings + 1));
    let (telling, told) = judge(record, answered, next);
    let call = call_of(record.id, telling, told, next);
    jobs.called(call).await
}

/// What became of telling it, where it would be told again at `next`; and in words.
pub fn judge(
    record: &Record,
    answered: Result<StatusCode, String>,
    next: Moment,
) -> (Telling, String) {
    let why = match answered {
        Ok(status) if status.is_success() => {
            info!(id = ?record.id, status = status.as_u16(), "a caller was told of a job");
            return (Telling::Delivered, format!("answered {status}"));
        }
        Ok(status) => format!("answered {status}"),
        Err(why) => format!("was not reached: {why}"),
    };
    let since = record.finished.unwrap_or(next);
    let telling = match next < since.after(GIVEN_UP) {
        true => Telling::Pending,
        false => Telling::GivenUp,
    };
    warn!(id = ?record.id, telling = telling.name(), "a webhook's host {why}");
    (telling, why)
}

/// Who tells callers.
pub struct Teller<'a> {
    pub pipeline: &'a Pipeline,
    pub settings: &'a JobSettings,
    /// How long a caller may take.
    pub patience: Duration,
}

impl Teller<'_> {
    /// Sends it once, under the service's network policy; no redirect is followed.
    pub async fn send(&self, record: &Record, address: &str) -> Result<StatusCode, String> {
        let url = Url::parse(address).map_err(|error| error.to_string())?;
        let Some(secret) = &self.settings.webhook_secret else {
            return Err(
                "the service signs no webhooks any more (HTML2PDF_WEBHOOK_SECRET)".to_owned(),
            );
        };
        let deadline = Deadline::after(self.patience);
        let Some(session) = self.pipeline.engine().own_session(deadline) else {
            return Err("the service reaches no network (HTML2PDF_NETWORK)".to_owned());
        };
        let sent = message(self.settings, record, secret)?;
        let until = Instant::now() + self.patience;
        let answered = session.drive(session.send_to(&url, sent, until)).await;
        answered.map_err(|reason| reason.explanation().to_owned())
    }
}

fn message(settings: &JobSettings, record: &Record, secret: &Secret) -> Result<Sent, String> {
    let hook = record.hook.clone().unwrap_or_default();
    let kind = match record.state {
        State::Done => "job.done",
        State::Dead => "job.dead",
        _ => "job.failed",
    };
    // Who is told compares it with a clock of its own.
    let timestamp = Moment::on_the_wall();
    let ended = record.finished.unwrap_or(timestamp);
    let mut data = shown::record(record, settings);
    // It is about the job, not about itself.
    if let Some(members) = data.as_object_mut() {
        members.remove("webhook");
    }
    let body = json!({"type": kind, "timestamp": ended.to_string(), "data": data});
    let body = Bytes::from(body.to_string());
    let id = format!("msg_{}", record.id);
    let signature = sign::signature(
        secret,
        sign::Message {
            id: &id,
            timestamp: timestamp.seconds(),
            body: &body,
        },
    );
    let mut headers = HeaderMap::new();
    let theirs = hook
        .headers
        .iter()
        .map(|(name, value)| (name.as_str(), value.clone()));
    let ours = [
        ("webhook-id", id),
        ("webhook-timestamp", timestamp.seconds().to_string()),
        ("webhook-signature", signature),
    ];
    headers.insert(USER_AGENT, HeaderValue::from_static("html2pdf-lambda"));
    for (name, value) in theirs.chain(ours) {
        let bad = |_| format!("`{name}` is no header");
        let value = HeaderValue::try_from(value)
            .map_err(|_| format!("`{name}` has a value that no header can carry"))?;
        headers.insert(HeaderName::try_from(name).map_err(bad)?, value);
    }
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    let method = Method::from_bytes(hook.method.as_bytes()).unwrap_or(Method::POST);
    Ok(Sent {
        method,
        headers,
        body: Contents::Bytes(body),
    })
}

/// How long it is until it is tried again, after so many tries: 1 s, 4 s, 16 s, up to an hour.
pub fn pause_after(tries: u32) -> Duration {
    let seconds = 4u64.saturating_pow(tries.saturating_sub(1));
    Duration::from_secs(seconds).min(LONGEST_PAUSE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_tried_for_a_day_and_not_without_end() {
        let mut at = Duration::ZERO;
        let mut tries = 0;
        while at < GIVEN_UP {
            tries += 1;
            at += pause_after(tries);
        }
        assert!((20..60).contains(&tries), "{tries}");
        assert_eq!(pause_after(1), Duration::from_secs(1));
        assert_eq!(pause_after(u32::MAX), LONGEST_PAUSE);
    }
}
