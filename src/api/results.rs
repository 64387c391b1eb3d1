//! Results in the store: links to them, and what lies behind those that are our own.

use std::io;
use std::time::Duration;

use futures_util::{StreamExt, TryStreamExt};
use http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, HeaderValue, X_CONTENT_TYPE_OPTIONS,
};
use http::{Response, StatusCode};

use crate::error::Error;
use crate::job::Options;
use crate::job::deadline::Deadline;
use crate::job::options::Deliver;
use crate::message::Message;
use crate::pipeline::Product;
use crate::store::{Head, Link, Name, Store, To};

use super::native::disposition;
use super::native::response::LinkTo;
use super::payload::Payload;

/// The last word but one of the path of a result.
pub const FOLDER: &str = "results";

/// What is left of the time for the answer.
const RESERVE: Duration = Duration::from_millis(200);

/// Refuses what cannot be done, before anything is printed.
pub fn check(options: &Options, store: Option<&Store>) -> Result<(), Error> {
    if options.delivery.how == Deliver::Link && store.is_none() {
        let why = Message::new(
            "this service has no store of results, so there is nothing to link to",
            "leave it out, or ask the service's operator about HTML2PDF_STORE",
        );
        return Err(Error::field("deliver", why));
    }
    Ok(())
}

/// Stores what was made, and makes a link to it.
pub async fn link(
    store: &Store,
    product: &Product,
    options: &Options,
    deadline: Deadline,
) -> Result<LinkTo, Error> {
    let until = deadline.at.checked_sub(RESERVE).unwrap_or(deadline.at);
    let header = disposition::header(&options.delivery, product.extension);
    let head = Head {
        content_type: product.content_type.to_owned(),
        disposition: header.to_str().unwrap_or("inline").to_owned(),
    };
    let of_store = |failure| Error::of_store(failure, deadline.limit);
    let contents = product.contents.clone();
    let name = store.put(contents, &head, store.lifetime, until).await;
    let name = name.map_err(of_store)?;
    let link = store.link(&name, store.lifetime, until).await;
    let Link { to, .. } = link.map_err(of_store)?;
    Ok(LinkTo {
        address: match to {
            To::Address(address) => address,
            // Relative to what was asked: a proxy before us may have put us anywhere.
            To::Ours(name) => format!("{FOLDER}/{}", name.as_str()),
        },
        seconds: store.lifetime.as_secs(),
    })
}

/// The result that a path of ours leads to.
pub async fn answer(
    store: Option<&Store>,
    path: &str,
    deadline: Deadline,
) -> Result<Response<Payload>, Error> {
    let name = path.rsplit('/').next().map(str::parse::<Name>);
    let (Some(store), Some(Ok(name))) = (store.filter(|store| store.is_ours()), name) else {
        return Err(Error::NoResult);
    };
    let stored = store.read(&name, deadline.at).await;
    let stored = stored.map_err(|failure| Error::of_store(failure, deadline.limit))?;
    let payload = Payload::Pieces {
        bytes: stored.bytes,
        stream: stored.body.map_err(io::Error::other).boxed(),
    };
    let mut response = Response::new(payload);
    *response.status_mut() = StatusCode::OK;
    let headers = response.headers_mut();
    for (header, value) in [
        (CONTENT_TYPE, &*stored.head.content_type),
        (CONTENT_DISPOSITION, &*stored.head.disposition),
        (CACHE_CONTROL, "no-store"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ] {
        let value = HeaderValue::from_str(value).map_err(anyhow::Error::from)?;
        headers.insert(header, value);
    }
    Ok(response)
}
