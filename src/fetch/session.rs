//! What one job fetches: by its policy, from its network budget, with its credentials.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use http::header::{
    ACCEPT, ACCEPT_ENCODING, AUTHORIZATION, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, COOKIE,
    HeaderMap, HeaderName, HeaderValue, LOCATION, TRANSFER_ENCODING, USER_AGENT, WWW_AUTHENTICATE,
};
use http::{Method, Request, Response, StatusCode, request, response};
use http_body_util::BodyExt;
use hyper::body::Body;
use tokio::time::timeout_at;
use url::{Origin, Url};

use crate::job::options::Remote;
use crate::job::{FailureReason, Network};
use crate::net::budget::{Lease, NetworkBudget};
use crate::net::connect::Connector;
use crate::net::target::Target;

use super::cache::{End, Key, Lookup};
use super::decode::{self, decode};
use super::tasks::Tasks;
use super::wire::{AnswerBody, SentBody, Wire};
use super::{Cache, Client};

/// As the engine calls itself: hosts of fonts send by it what the engine can read.
pub(super) const AGENT: &str =
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/534.34 (KHTML, like Gecko) html2pdf Safari/534.34";

/// Redirects that are followed (the Fetch Standard has as many).
const MOST_REDIRECTS: usize = 20;

/// What something is asked for as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Accept {
    Document,
    Style,
    Picture,
    /// Scripts and fonts.
    Anything,
}

impl Accept {
    const fn header(self) -> &'static str {
        match self {
            Self::Document => "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8",
            Self::Style => "text/css,*/*;q=0.1",
            // What needs no conversion comes first.
            Self::Picture => {
                "image/png,image/jpeg,image/gif,image/svg+xml,image/webp;q=0.7,*/*;q=0.5"
            }
            Self::Anything => "*/*",
        }
    }
}

/// What came from an address.
#[derive(Clone, Debug, PartialEq)]
pub struct Resource {
    /// The address that it came from in the end.
    pub url: Url,
    pub content_type: Option<String>,
    pub body: Bytes,
}

impl Resource {
    /// Its media type, in small letters and without parameters.
    pub fn media_type(&self) -> String {
        let text = self.content_type.as_deref().unwrap_or_default();
        let name = text.split(';').next().unwrap_or_default();
        name.trim().to_ascii_lowercase()
    }

    /// The charset that it says it has.
    pub fn charset(&self) -> Option<String> {
        let text = self.content_type.as_deref()?.to_ascii_lowercase();
        let (_, charset) = text.split_once("charset=")?;
        let charset = charset.split(';').next()?.trim().trim_matches(['"', '\'']);
        Some(charset.to_owned())
    }
}

pub type Outcome = Result<Arc<Resource>, FailureReason>;

/// One job's way to other hosts.
pub struct Session {
    wire: Wire,
    tasks: Tasks,
    budget: Arc<NetworkBudget>,
    remote: Remote,
    cache: Option<Arc<Cache>>,
    /// What was fetched, or why it was not, by address.
    known: Mutex<HashMap<String, Outcome>>,
    /// Origins that the documents are of.
    own: Mutex<Vec<Origin>>,
}

impl Session {
    pub fn new(
        client: &Client,
        network: Network,
        connector: Box<dyn Connector>,
        budget: Arc<NetworkBudget>,
        remote: Remote,
    ) -> Self {
        let tasks = Tasks::default();
        let wire = Wire::new(
            network,
            connector,
            client.tls.clone(),
            tasks.spawner.clone(),
        );
        Self {
            wire,
            tasks,
            budget,
            cache: client.cache.clone().filter(|_| remote.is_empty()),
            remote,
            known: Mutex::default(),
            own: Mutex::default(),
        }
    }

    pub fn budget(&self) -> &Arc<NetworkBudget> {
        &self.budget
    }

    pub fn network(&self) -> &Network {
        &self.wire.network
    }

    /// Waits for something, and drives connections meanwhile.
    pub async fn drive<T>(&self, waiting: impl Future<Output = T>) -> T {
        tokio::select! {
            done = waiting => done,
            never = self.tasks.run() => match never {},
        }
    }

    /// Ends all connections. What was fetched is still known.
    pub fn disconnect(&self) {
        self.wire.forget_all();
        self.tasks.end();
    }

    /// What is known of an address.
    pub fn known(&self, url: &Url) -> Option<Outcome> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(&key_of(url)).cloned()
    }

    /// A document of the job came from there: what its scripts fetch there is of its own
    /// origin, though the engine takes it for a file.
    pub fn own(&self, url: &Url) {
        let mut own = self.own.lock().unwrap_or_else(PoisonError::into_inner);
        own.push(url.origin());
    }

    /// Whether a document of the job is of the origin of this address.
    pub fn is_own(&self, url: &Url) -> bool {
        let own = self.own.lock().unwrap_or_else(PoisonError::into_inner);
        own.contains(&url.origin())
    }

    /// What came of an address is of no use: nobody gets it any more.
    pub fn reject(&self, url: &Url, reason: FailureReason) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.insert(key_of(url), Err(reason));
    }

    /// Fetches what lies at an address, once in a job. Whoever waits for it must drive.
    pub async fn get(&self, url: &Url, accept: Accept) -> Outcome {
        if let Some(known) = self.known(url) {
            return known;
        }
        let outcome = self.fetch(url, accept).await.map(Arc::new);
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.insert(key_of(url), outcome.clone());
        outcome
    }

    /// The target of an address, if it may be reached.
    fn target(&self, url: &Url) -> Result<Target, FailureReason> {
        let default_port = if url.scheme() == "https" { 443 } else { 80 };
        Target::of(url)
            .filter(|target| target.is_allowed(&self.wire.network, default_port))
            .ok_or(FailureReason::Blocked)
    }

    /// Whether an address may be asked for, as far as it alone can tell.
    pub fn may_reach(&self, url: &Url) -> bool {
        self.target(url).is_ok()
    }

    /// Counts a request to an address that may be reached.
    pub fn admit(&self, url: &Url) -> Result<(Target, Lease), FailureReason> {
        let target = self.target(url)?;
        Ok((target, self.budget.request()?))
    }

    /// Sends a request as it is, within a lease. What it does to its address is told the
    /// cache.
    pub async fn send(
        &self,
        url: &Url,
        target: &Target,
        request: Request<SentBody>,
        lease: &Lease,
    ) -> Result<Response<AnswerBody>, FailureReason> {
        let is_safe = matches!(*request.method(), Method::GET | Method::HEAD);
        if let Some(cache) = self.cache.as_ref().filter(|_| !is_safe) {
            cache.forget(url.as_str());
        }
        let is_tls = url.scheme() == "https";
        self.wire.send(is_tls, target, request, lease.until).await
    }

    async fn fetch(&self, url: &Url, accept: Accept) -> Result<Resource, FailureReason> {
        let mut url = bare(url);
        // Blocked addresses are no requests.
        self.target(&url)?;
        let mut lease = self.budget.request()?;
        let mut authorized = false;
        for _ in 0..=MOST_REDIRECTS {
            let target = self.target(&url)?;
            let answer = self.answer(&url, &target, accept, authorized, &mut lease);
            let Answer { head, body } = answer.await?;
            let status = head.status;
            if status.is_redirection() {
                url = redirected(&url, &head.headers)?;
                authorized = false;
            } else if status == StatusCode::UNAUTHORIZED && !authorized && self.may_log_in(&head) {
                authorized = true;
            } else if !status.is_success() {
                return Err(match status {
                    StatusCode::NOT_FOUND | StatusCode::GONE => FailureReason::NotFound,
                    _ => FailureReason::Failed,
                });
            } else {
                let content_type = head.headers.get(CONTENT_TYPE);
                let content_type = content_type.and_then(|value| value.to_str().ok());
                return Ok(Resource {
                    content_type: content_type.map(str::to_owned),
                    url,
                    body,
                });
            }
        }
        Err(FailureReason::Failed)
    }

    fn may_log_in(&self, head: &response::Parts) -> bool {
        let asks = head.headers.get_all(WWW_AUTHENTICATE).iter();
        let mut asks = asks.filter_map(|value| value.to_str().ok());
        self.remote.user.is_some()
            && asks.any(|value| value.trim().to_ascii_lowercase().starts_with("basic"))
    }

    /// The answer of one address, from the cache or from its host.
    async fn answer(
        &self,
        url: &Url,
        target: &Target,
        accept: Accept,
        authorized: bool,
        lease: &mut Lease,
    ) -> Result<Answer, FailureReason> {
        let request = self.head(url, accept, authorized)?;
        let Some(cache) = &self.cache else {
            return self.asked(url, target, &request, lease).await;
        };
        let key = Key {
            is_unguarded: self.wire.network == Network::Unguarded,
            url: url.to_string(),
            accept: accept.header(),
        };
        loop {
            let claim = match cache.look_up(&key, &request, SystemTime::now()) {
                Lookup::Fresh(stored) => {
                    lease.count(stored.body.len())?;
                    return Ok(stored.into());
                }
                Lookup::Pending(mut end) => match timeout_at(lease.until, end.changed()).await {
                    Err(_) => return Err(FailureReason::TimedOut),
                    Ok(_) if *end.borrow() == End::NotKept => {
                        return self.asked(url, target, &request, lease).await;
                    }
                    Ok(_) => continue,
                },
                Lookup::Mine(claim) => claim,
            };
            let conditional = claim.old.as_ref().map(|old| old.1.clone());
            let sent = conditional.as_ref().unwrap_or(&request);
            let answer = self.asked(url, target, sent, lease).await?;
            if conditional.is_some() && answer.head.status == StatusCode::NOT_MODIFIED {
                let Some(stored) = claim.confirmed(&request, &answer.head) else {
                    return self.asked(url, target, &request, lease).await;
                };
                lease.count(stored.body.len())?;
                return Ok(stored.into());
            }
            claim.answered(&request, &answer.head, &answer.body);
            return Ok(answer);
        }
    }

    /// The answer of a host.
    async fn asked(
        &self,
        url: &Url,
        target: &Target,
        request: &request::Parts,
        lease: &mut Lease,
    ) -> Result<Answer, FailureReason> {
        let request = Request::from_parts(request.clone(), SentBody::default());
        let response = self.send(url, target, request, lease).await?;
        let (mut head, mut body) = response.into_parts();
        lease.expect(body.size_hint().exact())?;
        let mut bytes = Vec::new();
        loop {
            let frame = timeout_at(lease.until, body.frame()).await;
            match frame.map_err(|_| FailureReason::TimedOut)? {
                None => break,
                Some(Err(_)) => return Err(FailureReason::Failed),
                Some(Ok(frame)) => {
                    if let Ok(data) = frame.into_data() {
                        lease.count(data.len())?;
                        bytes.extend_from_slice(&data);
                    }
                }
            }
        }
        let packed = bytes.len();
        let body = decode(&head.headers, bytes, lease.room())?;
        // What it is unpacked to takes our memory, however little came.
        lease.count(body.len().saturating_sub(packed))?;
        for name in [CONTENT_ENCODING, CONTENT_LENGTH, TRANSFER_ENCODING] {
            head.headers.remove(name);
        }
        Ok(Answer {
            head,
            body: body.into(),
        })
    }

    /// The head of a request, with what goes along by the job's options.
    fn head(
        &self,
        url: &Url,
        accept: Accept,
        authorized: bool,
    ) -> Result<request::Parts, FailureReason> {
        let mut headers = HeaderMap::new();
        headers.insert(USER_AGENT, HeaderValue::from_static(AGENT));
        headers.insert(ACCEPT, HeaderValue::from_static(accept.header()));
        let cookies = self.remote.cookies.iter();
        let cookies: Vec<_> = cookies
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let value = |text: &str| HeaderValue::try_from(text).map_err(|_| FailureReason::Failed);
        if !cookies.is_empty() {
            headers.insert(COOKIE, value(&cookies.join("; "))?);
        }
        for (name, text) in &self.remote.headers {
            let name = HeaderName::try_from(name).map_err(|_| FailureReason::Failed)?;
            headers.insert(name, value(text)?);
        }
        // What is encoded otherwise could not be read.
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static(decode::ACCEPTED));
        if authorized {
            let user = self.remote.user.as_deref().unwrap_or_default();
            let password = self.remote.password.as_deref().unwrap_or_default();
            let pair = BASE64_STANDARD.encode(format!("{user}:{password}"));
            headers.insert(AUTHORIZATION, value(&format!("Basic {pair}"))?);
        }
        let uri = http::Uri::try_from(url.as_str()).map_err(|_| FailureReason::Failed)?;
        let (mut parts, ()) = Request::new(()).into_parts();
        parts.uri = uri;
        parts.headers = headers;
        Ok(parts)
    }
}

struct Answer {
    head: response::Parts,
    body: Bytes,
}

impl From<Arc<super::cache::Stored>> for Answer {
    fn from(stored: Arc<super::cache::Stored>) -> Self {
        let (mut head, ()) = Response::new(()).into_parts();
        head.status = stored.status;
        head.headers = stored.headers.clone();
        Self {
            head,
            body: stored.body.clone(),
        }
    }
}

/// An address as it is fetched: credentials in it are not sent, as the engine does not.
fn bare(url: &Url) -> Url {
    let mut url = url.clone();
    url.set_fragment(None);
    let _ = url.set_username("").and_then(|()| url.set_password(None));
    url
}

fn key_of(url: &Url) -> String {
    bare(url).into()
}

fn redirected(url: &Url, headers: &HeaderMap) -> Result<Url, FailureReason> {
    let to = headers.get(LOCATION).ok_or(FailureReason::Failed)?;
    let to = std::str::from_utf8(to.as_bytes()).map_err(|_| FailureReason::Failed)?;
    let to = url.join(to).map_err(|_| FailureReason::Failed)?;
    Ok(bare(&to))
}
