//! What the operator says of the store of results.

use std::time::Duration;

use crate::job::options::FieldError;
use crate::message::Message;
use crate::process::credentials::Credentials;
use crate::store::{Place, Store, StoreSettings};

use super::reader::Reader;

pub const STORE: &str = "HTML2PDF_STORE";
pub const STORE_TTL: &str = "HTML2PDF_STORE_TTL";
pub const INBOX: &str = "HTML2PDF_INBOX";
pub const STORE_HTTP: &str = "HTML2PDF_STORE_HTTP";

/// How buckets are spoken with.
#[derive(Clone, Debug)]
pub struct Buckets {
    lifetime: Duration,
    may_be_plain: bool,
    credentials: Credentials,
}

impl Buckets {
    pub fn settings(&self, place: Place) -> StoreSettings {
        StoreSettings {
            place,
            lifetime: self.lifetime,
            may_be_plain: self.may_be_plain,
            credentials: self.credentials.clone(),
        }
    }
}

/// What the operator says of places.
pub struct Places {
    pub store: Option<StoreSettings>,
    pub inbox: Option<StoreSettings>,
    pub buckets: Buckets,
}

/// The store, and where documents are put that are printed, if there are such places. `credentials` are the service's
/// own.
pub fn read(reader: &mut Reader<'_>, credentials: Credentials, in_lambda: bool) -> Places {
    let lifetime = reader.take(STORE_TTL, Duration::from_secs(3600), lifetime);
    let may_be_plain = reader.take(STORE_HTTP, false, switch);
    let buckets = Buckets {
        lifetime,
        may_be_plain,
        credentials,
    };
    Places {
        store: store(reader, &buckets, in_lambda),
        inbox: inbox(reader, &buckets, in_lambda),
        buckets,
    }
}

fn inbox(reader: &mut Reader<'_>, buckets: &Buckets, in_lambda: bool) -> Option<StoreSettings> {
    let place = reader.take(INBOX, None, |text| Place::read(text).map(Some))?;
    let settings = buckets.settings(place);
    let checked = match settings.place {
        Place::S3(_) if in_lambda => Store::check(&settings),
        Place::S3(_) => Err(Message::new(
            "is for Lambda, which S3 tells of what is put there",
            "unset it; `html2pdf batch` prints many documents at once",
        )),
        _ => Err(Message::new("is no bucket of S3", "use s3://BUCKET/PREFIX")),
    };
    match checked {
        Ok(()) => Some(settings),
        Err(why) => {
            reader.refuse(FieldError::new(INBOX, why));
            None
        }
    }
}

fn store(reader: &mut Reader<'_>, buckets: &Buckets, in_lambda: bool) -> Option<StoreSettings> {
    let place = reader.take(STORE, None, |text| Place::read(text).map(Some))?;
    let settings = buckets.settings(place);
    let checked = match settings.place.is_folder() && in_lambda {
        true => Err(Message::new(
            "a folder of a function is gone with it, and no other one sees it",
            "name a bucket, such as s3://BUCKET/PREFIX",
        )),
        false => Store::check(&settings),
    };
    match checked {
        Ok(()) => Some(settings),
        Err(why) => {
            reader.refuse(FieldError::new(STORE, why));
            None
        }
    }
}

/// A link of S3 holds for a week at most.
fn lifetime(text: &str) -> Result<Duration, Message> {
    const LONGEST: u64 = 7 * 24 * 3600;
    let text = text.trim();
    let digits = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let seconds = match unit.trim() {
        "" | "s" => 1,
        "m" => 60,
        "h" => 3600,
        "d" => 24 * 3600,
        _ => 0,
    };
    let number = number.parse::<u64>().unwrap_or(0);
    match number.saturating_mul(seconds) {
        time @ 1..=LONGEST => Ok(Duration::from_secs(time)),
        _ => Err(Message::new(
            format!("`{text}` is no time from 1s to 7d"),
            "use a number with s, m, h or d, such as 1h",
        )),
    }
}

fn switch(text: &str) -> Result<bool, Message> {
    match text {
        "on" => Ok(true),
        "off" => Ok(false),
        other => Err(Message::new(
            format!("`{other}` is no switch"),
            "use on or off",
        )),
    }
}
