//! Buckets of S3, Google and Azure.

use std::collections::VecDeque;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use futures_util::stream::{self, FuturesUnordered};
use futures_util::{StreamExt, TryStreamExt};
use http::{Method, StatusCode};
use object_store::aws::AmazonS3Builder;
use object_store::azure::MicrosoftAzureBuilder;
use object_store::client::HttpError;
use object_store::gcp::GoogleCloudStorageBuilder;
use object_store::path::Path;
use object_store::signer::Signer;
use object_store::{
    Attribute, Attributes, BackoffConfig, Error, MultipartUpload, ObjectStore, ObjectStoreExt,
    PutMultipartOptions, PutOptions, PutPayload, RetryConfig,
};
use rustls::ClientConfig;
use tokio::time::{Instant, timeout, timeout_at};

use crate::contents::Contents;

use super::client::{Connector, Way};
use super::messages::{Message, Sender};
use super::{Failure, Head, Name, Place, StoreSettings, Stored};

/// What is larger goes in parts of this size. S3 takes 10,000 of them.
const PART: u64 = 8 << 20;

/// How many parts are on their way at once, and so in memory.
const MOST_PARTS: usize = 3;

/// How long the next piece of a result may take.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// How long a bucket is asked to forget parts of what was not finished.
const TO_ABORT: Duration = Duration::from_secs(2);

#[derive(Debug)]
pub struct Bucket {
    pub(super) store: Arc<dyn Access>,
    pub(super) prefix: Path,
    way: Arc<Way>,
    /// Who sends messages, where there are queues too.
    sender: Option<Sender>,
}

/// What a bucket's client must be able to do.
pub(super) trait Access: ObjectStore + Signer {}
impl<T: ObjectStore + Signer> Access for T {}

impl std::fmt::Debug for Way {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Way")
    }
}

impl Bucket {
    pub fn open(
        place: &Place,
        settings: &StoreSettings,
        tls: Arc<ClientConfig>,
    ) -> Result<Self, String> {
        let way = Arc::new(Way::new(tls));
        let connector = Connector(way.clone());
        let (store, sender) = client(place, settings, connector).map_err(|error| match error {
            Error::Generic { source, .. } => source.to_string(),
            other => other.to_string(),
        })?;
        let prefix = match place {
            Place::S3(location) | Place::Google(location) | Place::Azure(location) => {
                &location.prefix
            }
            Place::Folder(_) => "",
        };
        let prefix = Path::parse(prefix).map_err(|error| error.to_string())?;
        Ok(Self {
            store,
            prefix,
            way,
            sender,
        })
    }

    /// Sends a message to a queue, of which S3 has those of its own account.
    pub async fn send(&self, message: &Message<'_>, until: Instant) -> Result<(), Failure> {
        match &self.sender {
            Some(sender) => sender.send(&self.way, message, until).await,
            None => Err(Failure::Refused("only AWS has queues".to_owned())),
        }
    }

    fn path(&self, name: &Name) -> Path {
        self.prefix.clone().join(name.as_str())
    }

    /// Waits until a time for what is asked of it.
    pub(super) async fn ask<T>(
        &self,
        until: Instant,
        asking: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Failure> {
        let _share = self.way.share();
        let asked = timeout_at(until, self.way.drive(asking)).await;
        let (done, last) = asked.map_err(|_| Failure::TimedOut)?;
        done.map_err(|error| failure(&error, last))
    }

    pub async fn put(
        &self,
        name: &Name,
        contents: Contents,
        head: &Head,
        until: Instant,
    ) -> Result<(), Failure> {
        self.put_at(self.path(name), contents, attributes(head), until)
            .await
    }

    pub(super) async fn put_at(
        &self,
        path: Path,
        contents: Contents,
        attributes: Attributes,
        until: Instant,
    ) -> Result<(), Failure> {
        let bytes = contents.len();
        if bytes > PART {
            return self.put_parts(&path, contents, attributes, until).await;
        }
        let body = contents.part(0, bytes).await?;
        let options = PutOptions {
            attributes,
            ..PutOptions::default()
        };
        let put = self.store.put_opts(&path, PutPayload::from(body), options);
        self.ask(until, put).await.map_err(no_bucket)?;
        Ok(())
    }

    async fn put_parts(
        &self,
        path: &Path,
        contents: Contents,
        attributes: Attributes,
        until: Instant,
    ) -> Result<(), Failure> {
        let _share = self.way.share();
        let options = PutMultipartOptions {
            attributes,
            ..PutMultipartOptions::default()
        };
        let begin = self.store.put_multipart_opts(path, options);
        let mut upload = self.ask(until, begin).await.map_err(no_bucket)?;
        let sent = async {
            send_parts(&mut *upload, contents).await?;
            upload.complete().await
        };
        let sent = self.ask(until, sent).await;
        if sent.is_err() {
            // A bucket keeps parts, and asks to be paid for them, until it is told.
            let _ = timeout(TO_ABORT, self.way.drive(upload.abort())).await;
        }
        sent.map(|_| ())
    }

    pub async fn read(&self, name: &Name, until: Instant) -> Result<Stored, Failure> {
        let share = self.way.share();
        let got = self.ask(until, self.store.get(&self.path(name))).await?;
        let text = |attribute| {
            let value = got.attributes.get(&attribute);
            value.map(|value| value.to_string()).unwrap_or_default()
        };
        let head = Head {
            content_type: text(Attribute::ContentType),
            disposition: text(Attribute::ContentDisposition),
        };
        let bytes = got.meta.size;
        let way = self.way.clone();
        let from = (got.into_stream(), way, share);
        let body = stream::try_unfold(from, |(mut body, way, share)| async move {
            let next = timeout(LONGEST_PAUSE, way.drive(body.next())).await;
            let (piece, last) = next.map_err(|_| Failure::TimedOut)?;
            let piece = piece.transpose().map_err(|error| failure(&error, last))?;
            Ok(piece.map(|piece| (piece, (body, way, share))))
        });
        Ok(Stored {
            head,
            bytes,
            body: body.boxed(),
        })
    }

    pub async fn delete(&self, name: &Name, until: Instant) -> Result<(), Failure> {
        self.ask(until, self.store.delete(&self.path(name))).await
    }

    pub async fn link(
        &self,
        name: &Name,
        lifetime: Duration,
        until: Instant,
    ) -> Result<String, Failure> {
        let path = self.path(name);
        let signed = self.store.signed_url(Method::GET, &path, lifetime);
        Ok(self.ask(until, signed).await?.into())
    }
}

pub(super) fn attributes(head: &Head) -> Attributes {
    Attributes::from_iter([
        (Attribute::ContentType, head.content_type.clone()),
        (Attribute::ContentDisposition, head.disposition.clone()),
    ])
}

fn client(
    place: &Place,
    settings: &StoreSettings,
    connector: Connector,
) -> Result<(Arc<dyn Access>, Option<Sender>), Error> {
    let retry = RetryConfig {
        backoff: BackoffConfig {
            init_backoff: Duration::from_millis(100),
            max_backoff: Duration::from_secs(2),
            base: 2.,
        },
        max_retries: 3,
        retry_timeout: Duration::from_secs(60),
    };
    let plain = settings.may_be_plain;
    let known = |beginning| {
        let all = settings.credentials.of(beginning);
        all.map(|(name, value)| (name.to_ascii_lowercase(), value))
    };
    match place {
        Place::S3(location) => {
            let mut builder = AmazonS3Builder::new();
            for (name, value) in known("AWS_") {
                builder = builder.with_config(name.parse()?, value);
            }
            let store = builder
                .with_bucket_name(&location.bucket)
                // One at a time, by the right to delete alone.
                .with_disable_bulk_delete(true)
                .with_allow_http(plain)
                .with_retry(retry)
                .with_http_connector(connector.clone())
                .build()?;
            let sender = Sender::new(&store, settings, &connector)?;
            Ok((Arc::new(store), Some(sender)))
        }
        Place::Google(location) => {
            let mut builder = GoogleCloudStorageBuilder::new();
            for (name, value) in known("GOOGLE_") {
                builder = builder.with_config(name.parse()?, value);
            }
            let options = object_store::ClientOptions::new().with_allow_http(plain);
            let store = builder
                .with_bucket_name(&location.bucket)
                .with_client_options(options)
                .with_retry(retry)
                .with_http_connector(connector)
                .build()?;
            Ok((Arc::new(store), None))
        }
        Place::Azure(location) => {
            let mut builder = MicrosoftAzureBuilder::new();
            for (name, value) in known("AZURE_") {
                builder = builder.with_config(name.parse()?, value);
            }
            let store = builder
                .with_container_name(&location.bucket)
                .with_allow_http(plain)
                .with_retry(retry)
                .with_http_connector(connector)
                .build()?;
            Ok((Arc::new(store), None))
        }
        Place::Folder(_) => unreachable!("a folder is no bucket"),
    }
}

/// Sends parts, a few at once.
async fn send_parts(upload: &mut dyn MultipartUpload, contents: Contents) -> Result<(), Error> {
    let bytes = contents.len();
    let mut parts: VecDeque<_> = (0..bytes)
        .step_by(PART as usize)
        .map(|at| at..bytes.min(at + PART))
        .collect();
    let mut sending = FuturesUnordered::new();
    loop {
        if sending.len() < MOST_PARTS
            && let Some(part) = parts.pop_front()
        {
            let body = contents.part(part.start, part.end - part.start);
            let body = body.await.map_err(|error| Error::Generic {
                store: "file",
                source: Box::new(error),
            })?;
            sending.push(upload.put_part(PutPayload::from(body)));
            continue;
        }
        if sending.try_next().await?.is_none() {
            return Ok(());
        }
    }
}

/// What an error of the crate means; `last` is the status of the last answer.
fn failure(error: &Error, last: Option<StatusCode>) -> Failure {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(error) = cause {
        if let Some(error) = error.downcast_ref::<io::Error>()
            && error.raw_os_error().is_some()
        {
            return Failure::Io(io::Error::new(error.kind(), error.to_string()));
        }
        if let Some(error) = error.downcast_ref::<HttpError>() {
            let why = std::error::Error::source(error).map(ToString::to_string);
            return Failure::Unavailable(why.unwrap_or_default());
        }
        cause = error.source();
    }
    let told = said(&error.to_string());
    let status = last.map(|status| format!("it answered {status}{told}"));
    let again = |status: StatusCode| {
        status.is_server_error()
            || status == StatusCode::TOO_MANY_REQUESTS
            || status == StatusCode::REQUEST_TIMEOUT
    };
    match (error, last) {
        (Error::NotFound { .. }, _) => Failure::NotFound,
        // The answer to HEAD has no word for it.
        (Error::PermissionDenied { .. }, Some(_))
            if told.is_empty() || told.contains("AccessDenied") =>
        {
            Failure::Forbidden(status.unwrap_or_default())
        }
        (Error::AlreadyExists { .. } | Error::Precondition { .. }, _) => Failure::Changed,
        (_, Some(last)) if again(last) => Failure::Unavailable(status.unwrap_or_default()),
        (_, Some(last)) if !last.is_success() => Failure::Refused(status.unwrap_or_default()),
        _ => Failure::Refused(crate::text::log_excerpt(&error.to_string())),
    }
}

/// What is not found when something is put is the bucket.
fn no_bucket(failure: Failure) -> Failure {
    match failure {
        Failure::NotFound => Failure::Refused("there is no such bucket".to_owned()),
        other => other,
    }
}

/// The word by which a provider says what is wrong, out of its answer.
fn said(text: &str) -> String {
    let code = text
        .split_once("<Code>")
        .and_then(|(_, rest)| rest.split_once("</Code>"));
    match code {
        Some((code, _)) if code.bytes().all(|byte| byte.is_ascii_alphanumeric()) => {
            format!(" ({code})")
        }
        _ => String::new(),
    }
}
