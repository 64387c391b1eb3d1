//! What the operator says of jobs that wait.

use std::path::PathBuf;
use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use url::Url;

use crate::job::options::FieldError;
use crate::message::Message;
use crate::store::{Place, StoreSettings};

use super::reader::Reader;

pub const JOBS_QUEUE: &str = "HTML2PDF_JOBS_QUEUE";
pub const STATE_DIR: &str = "HTML2PDF_STATE_DIR";
pub const JOBS_KEEP: &str = "HTML2PDF_JOBS_KEEP";
pub const JOBS_WAITING: &str = "HTML2PDF_JOBS_WAITING";
pub const JOBS_ATTEMPTS: &str = "HTML2PDF_JOBS_ATTEMPTS";
pub const WEBHOOK_SECRET: &str = "HTML2PDF_WEBHOOK_SECRET";

#[derive(Clone, Debug)]
pub struct JobSettings {
    /// Where they wait; without it there are none.
    pub state_dir: Option<PathBuf>,
    /// Or, on Lambda, the queue of SQS that names them; they are in the store then.
    pub queue: Option<Url>,
    /// How long one that has ended is kept.
    pub keep: Duration,
    /// How many may wait.
    pub most_waiting: u64,
    /// How often one is begun.
    pub most_attempts: u32,
    /// By which webhooks are signed; without it there are none.
    pub webhook_secret: Option<Secret>,
}

/// Bytes that nobody else may know.
#[derive(Clone)]
pub struct Secret(pub Vec<u8>);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(..)")
    }
}

pub fn read(reader: &mut Reader<'_>, in_lambda: bool) -> JobSettings {
    const DAY: Duration = Duration::from_secs(24 * 60 * 60);
    let state_dir = reader.os(STATE_DIR).map(PathBuf::from);
    if state_dir.is_some() && in_lambda {
        let why = Message::new(
            "is for `serve`: a function has no folder that lasts",
            "unset it; jobs of a function wait in HTML2PDF_STORE, and HTML2PDF_JOBS_QUEUE names their queue",
        );
        reader.refuse(FieldError::new(STATE_DIR, why));
    }
    let queue = reader.take(JOBS_QUEUE, None, |text| queue(text, in_lambda).map(Some));
    JobSettings {
        queue,
        state_dir: state_dir.filter(|_| !in_lambda),
        keep: reader.take(JOBS_KEEP, DAY, long_duration),
        most_waiting: reader.number(JOBS_WAITING, 1_000_000, 1..=100_000_000),
        most_attempts: reader.number(JOBS_ATTEMPTS, 3, 1..=100) as u32,
        webhook_secret: reader.take(WEBHOOK_SECRET, None, |text| secret(text).map(Some)),
    }
}

/// The address that AWS gives a queue.
fn queue(text: &str, in_lambda: bool) -> Result<Url, Message> {
    const REMEDY: &str = "use the address of a queue of SQS, such as https://sqs.eu-central-1.amazonaws.com/123456789012/jobs";
    if !in_lambda {
        return Err(Message::new(
            "is for Lambda, which reads the queue",
            "unset it; with `serve`, jobs wait in HTML2PDF_STATE_DIR",
        ));
    }
    match Url::parse(text) {
        Ok(url) if matches!(url.scheme(), "https" | "http") && url.path().len() > 1 => Ok(url),
        _ => Err(Message::new(format!("`{text}` names no queue"), REMEDY)),
    }
}

/// A queue names jobs that are in a bucket of S3.
pub fn check_queue(jobs: &JobSettings, store: Option<&StoreSettings>) -> Result<(), FieldError> {
    let Some(queue) = &jobs.queue else {
        return Ok(());
    };
    let why = match store {
        Some(store) if matches!(store.place, Place::S3(_)) => {
            if queue.scheme() == "https" || store.may_be_plain {
                return Ok(());
            }
            Message::new(
                "is without TLS",
                "use https, or set HTML2PDF_STORE_HTTP=on for an emulator of your own",
            )
        }
        _ => Message::new(
            "needs a bucket of S3, in which the jobs are",
            "set HTML2PDF_STORE=s3://BUCKET/PREFIX",
        ),
    };
    Err(FieldError::new(JOBS_QUEUE, why))
}

/// As the Standard Webhooks have it: `whsec_`, and 24 to 64 bytes in base64. The error does not repeat it.
fn secret(text: &str) -> Result<Secret, Message> {
    const REMEDY: &str = "use whsec_ and the base64 of 24 to 64 random bytes, such as: echo whsec_$(openssl rand -base64 32)";
    let Some(encoded) = text.trim().strip_prefix("whsec_") else {
        return Err(Message::new("does not begin with whsec_", REMEDY));
    };
    match BASE64_STANDARD.decode(encoded) {
        Ok(bytes) if (24..=64).contains(&bytes.len()) => Ok(Secret(bytes)),
        Ok(bytes) => Err(Message::new(format!("has {} bytes", bytes.len()), REMEDY)),
        Err(_) => Err(Message::new("is not base64", REMEDY)),
    }
}

/// A time that is longer than that of a document.
fn long_duration(text: &str) -> Result<Duration, Message> {
    const REMEDY: &str = "use seconds to days up to a year, such as 90m, 24h or 7d";
    const UNITS: [(char, u64); 4] = [('s', 1), ('m', 60), ('h', 60 * 60), ('d', 24 * 60 * 60)];
    let text = text.trim();
    let read = UNITS.iter().find_map(|(unit, seconds)| {
        let number: u64 = text.strip_suffix(*unit)?.parse().ok()?;
        number.checked_mul(*seconds)
    });
    match read {
        Some(seconds) if (1..=366 * 24 * 60 * 60).contains(&seconds) => {
            Ok(Duration::from_secs(seconds))
        }
        Some(_) => Err(Message::new(format!("`{text}` is out of range"), REMEDY)),
        None => Err(Message::new(format!("`{text}` is no time"), REMEDY)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_units_and_bounds() {
        for (text, seconds) in [
            ("90s", 90),
            ("15m", 900),
            ("24h", 86_400),
            ("366d", 31_622_400),
        ] {
            assert_eq!(long_duration(text).unwrap(), Duration::from_secs(seconds));
        }
        for text in [
            "",
            "24",
            "h",
            "-1h",
            "1.5h",
            "0d",
            "367d",
            "1w",
            "99999999999999999999d",
        ] {
            assert!(long_duration(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_secret_is_not_repeated() {
        let good = format!("whsec_{}", BASE64_STANDARD.encode([7; 32]));
        let read = secret(&good).unwrap();
        assert_eq!(read.0, [7; 32]);
        assert!(!format!("{read:?}").contains('7'));
        let short = format!("whsec_{}", BASE64_STANDARD.encode([7; 23]));
        for text in [&good[6..], short.as_str(), "whsec_!!!"] {
            let refused = secret(text).unwrap_err().to_string();
            assert!(!refused.contains(text) && refused.contains("openssl"));
        }
    }
}
