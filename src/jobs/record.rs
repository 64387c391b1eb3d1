//! One job that waits, and the values that are kept of it.

use bytes::Bytes;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use http::request::Parts;
use http::{Method, Request, Response, StatusCode, Uri};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::error::JobsError;
use crate::job::options::Webhook;
use crate::store::Head;

use super::id::JobId;
use super::moment::Moment;

/// How far a job is.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// For its turn, or for being tried again.
    Waiting,
    Running,
    /// Its result is kept.
    Done,
    /// It cannot be printed as it is: its problem is kept.
    Failed,
    /// It could have been printed, and was not, as often as it was tried. The last problem is kept.
    Dead,
}

const STATES: [(State, &str); 5] = [
    (State::Waiting, "waiting"),
    (State::Running, "running"),
    (State::Done, "done"),
    (State::Failed, "failed"),
    (State::Dead, "dead"),
];

impl State {
    pub fn name(self) -> &'static str {
        let known = STATES.iter().find(|(state, _)| *state == self);
        known.map_or("", |(_, name)| name)
    }

    pub fn named(name: &str) -> Option<Self> {
        let known = STATES.iter().find(|(_, known)| *known == name);
        known.map(|(state, _)| *state)
    }

    pub const fn has_ended(self) -> bool {
        matches!(self, Self::Done | Self::Failed | Self::Dead)
    }
}

/// What is kept of a request beside its body: all that it takes to read that again.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Asked {
    pub query: Option<String>,
    pub headers: Vec<(String, String)>,
    /// Of its body.
    pub bytes: u64,
    /// Of the request that brought it, for the log.
    pub request_id: String,
}

/// Headers that say what a body is.
const KEPT: [&str; 2] = ["content-type", "content-transfer-encoding"];

impl Asked {
    pub fn of(parts: &Parts, body: &Bytes, request_id: &str) -> Self {
        let kept = KEPT.iter().filter_map(|name| {
            let value = parts.headers.get(*name)?;
            let value = String::from_utf8_lossy(value.as_bytes());
            Some(((*name).to_owned(), value.into_owned()))
        });
        Self {
            query: parts.uri.query().map(str::to_owned),
            headers: kept.collect(),
            bytes: body.len() as u64,
            request_id: request_id.to_owned(),
        }
    }

    /// The head of the request, as it came.
    pub fn parts(&self) -> Parts {
        let (mut parts, ()) = Request::new(()).into_parts();
        parts.method = Method::POST;
        let query = self.query.as_deref().unwrap_or_default();
        parts.uri = Uri::try_from(format!("/?{query}")).unwrap_or_default();
        parts.headers = header_map(&self.headers);
        parts
    }

    pub fn content_type(&self) -> &str {
        let found = self
            .headers
            .iter()
            .find(|(name, _)| name == CONTENT_TYPE.as_str());
        found.map_or("", |(_, value)| value)
    }
}

fn header_map(headers: &[(String, String)]) -> HeaderMap {
    let headers = headers.iter().filter_map(|(name, value)| {
        let name = HeaderName::try_from(name).ok()?;
        Some((name, HeaderValue::from_bytes(value.as_bytes()).ok()?))
    });
    headers.collect()
}

/// How a job ended, or how its last attempt did.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Outcome {
    /// The status and the headers of the answer that a request of its own would have got.
    pub status: u16,
    pub headers: Vec<(String, String)>,
    /// Pages, warnings and timings, or the problem.
    pub told: Value,
    /// By which the store of results has the body, where there is one.
    #[serde(default)]
    pub stored: Option<String>,
}

impl Outcome {
    pub fn printed<B>(answer: &Response<B>, told: Value) -> Self {
        let headers = answer.headers().iter().map(|(name, value)| {
            let value = String::from_utf8_lossy(value.as_bytes());
            (name.as_str().to_owned(), value.into_owned())
        });
        Self {
            status: answer.status().as_u16(),
            headers: headers.collect(),
            told,
            stored: None,
        }
    }

    pub fn problem(status: StatusCode, problem: Value) -> Self {
        let problem_type = "application/problem+json".to_owned();
        Self {
            status: status.as_u16(),
            headers: vec![(CONTENT_TYPE.to_string(), problem_type)],
            told: problem,
            stored: None,
        }
    }

    /// What whoever fetches it of the store is told.
    pub fn head(&self) -> Head {
        let header = |name: HeaderName| {
            let found = self
                .headers
                .iter()
                .find(|(known, _)| *known == name.as_str());
            found.map(|(_, value)| value.clone()).unwrap_or_default()
        };
        Head {
            content_type: header(CONTENT_TYPE),
            disposition: header(CONTENT_DISPOSITION),
        }
    }

    /// The answer, with this body.
    pub fn answer<B>(&self, body: B) -> Response<B> {
        let mut answer = Response::new(body);
        *answer.status_mut() =
            StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        *answer.headers_mut() = header_map(&self.headers);
        answer
    }
}

/// Whom to tell that a job has ended, and how.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
pub struct Hook {
    pub url: Option<String>,
    /// For what was not printed, where that is told elsewhere.
    pub error_url: Option<String>,
    pub method: String,
    pub headers: Vec<(String, String)>,
}

impl Hook {
    pub fn of(webhook: &Webhook) -> Self {
        let text = |url: &Option<url::Url>| url.as_ref().map(ToString::to_string);
        Self {
            url: text(&webhook.url),
            error_url: text(&webhook.error_url),
            method: webhook.method.name().to_owned(),
            headers: webhook.headers.clone(),
        }
    }

    /// Where it is told that a job has come to this state.
    pub fn address(&self, state: State) -> Option<&str> {
        match state {
            State::Done => self.url.as_deref(),
            _ => self.error_url.as_deref().or(self.url.as_deref()),
        }
    }
}

/// What has become of telling it.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Telling {
    /// There is nobody to tell, or nothing yet.
    None,
    Pending,
    Delivered,
    GivenUp,
}

const TELLINGS: [(Telling, &str); 4] = [
    (Telling::None, "none"),
    (Telling::Pending, "pending"),
    (Telling::Delivered, "delivered"),
    (Telling::GivenUp, "given-up"),
];

impl Telling {
    pub fn name(self) -> &'static str {
        let known = TELLINGS.iter().find(|(telling, _)| *telling == self);
        known.map_or("", |(_, name)| name)
    }

    pub fn named(name: &str) -> Option<Self> {
        let known = TELLINGS.iter().find(|(_, known)| *known == name);
        known.map(|(telling, _)| *telling)
    }
}

/// All that is known of a job.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Record {
    /// It is what it is known by, and not kept once more.
    #[serde(skip)]
    pub id: JobId,
    pub state: State,
    /// How often it was begun.
    pub attempts: u32,
    pub asked: Asked,
    pub hook: Option<Hook>,
    pub telling: Telling,
    /// How often it was tried to tell.
    pub tellings: u32,
    /// When it is tried again.
    pub next_telling: Moment,
    /// What came of the last time.
    pub told: Option<String>,
    pub outcome: Option<Outcome>,
    pub created: Moment,
    pub started: Option<Moment>,
    pub finished: Option<Moment>,
    /// It is not begun before.
    pub not_before: Moment,
}

impl Record {
    /// What has just been taken.
    pub fn new(id: JobId, asked: Asked, hook: Option<Hook>, created: Moment) -> Self {
        Self {
            id,
            state: State::Waiting,
            attempts: 0,
            asked,
            hook,
            telling: Telling::None,
            tellings: 0,
            next_telling: Moment(0),
            told: None,
            outcome: None,
            created,
            started: None,
            finished: None,
            not_before: Moment(0),
        }
    }

    /// How it ended.
    ///
    /// # Errors
    /// That it has not.
    pub fn ended(self) -> Result<Outcome, JobsError> {
        let state = self.state.name();
        let ended = self.outcome.filter(|_| self.state.has_ended());
        ended.ok_or(JobsError::NotReady { state })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_read_again_as_it_came() {
        let request = Request::builder()
            .uri("/jobs?page_size=A5&title=%EA%B0%80")
            .header("Content-Type", "text/html; charset=euc-kr")
            .header("Authorization", "Bearer secret")
            .body(())
            .unwrap();
        let (parts, ()) = request.into_parts();
        let asked = Asked::of(&parts, &Bytes::from_static(b"<p>"), "id-1");
        let kept = serde_json::to_string(&asked).unwrap();
        assert!(!kept.contains("secret"), "{kept}");
        let again = serde_json::from_str::<Asked>(&kept).unwrap().parts();
        assert_eq!(again.uri.query(), parts.uri.query());
        assert_eq!(again.headers["content-type"], "text/html; charset=euc-kr");
    }

    #[test]
    fn what_was_not_printed_may_be_told_elsewhere() {
        let mut hook = Hook {
            url: Some("https://a/".to_owned()),
            ..Hook::default()
        };
        assert_eq!(hook.address(State::Failed), Some("https://a/"));
        hook.error_url = Some("https://b/".to_owned());
        assert_eq!(hook.address(State::Dead), Some("https://b/"));
        assert_eq!(hook.address(State::Done), Some("https://a/"));
        hook.url = None;
        assert_eq!(hook.address(State::Done), None);
    }

    #[test]
    fn every_state_has_a_name() {
        for (state, name) in STATES {
            assert_eq!(State::named(name), Some(state));
            assert_eq!(serde_json::to_value(state).unwrap(), name);
            assert_eq!(state.name(), name);
        }
        for (telling, name) in TELLINGS {
            assert_eq!(Telling::named(name), Some(telling));
            assert_eq!(serde_json::to_value(telling).unwrap(), name);
            assert_eq!(telling.name(), name);
        }
        assert_eq!(State::named("x"), None);
    }
}
