//! One request, from its arrival to its answer. Both front doors lead here.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use bytes::Bytes;
use futures_util::FutureExt;
use http::header::HeaderValue;
use http::request::Parts;
use http::{Method, Response, StatusCode};
use tokio::time::Instant;
use tracing::{Instrument, error, error_span, info, warn};

use crate::config::Config;
use crate::engine::Engine;
use crate::engine::sandbox::Enforcement;
use crate::error::Error;
use crate::job::deadline::Deadline;
use crate::message::Blame;
use crate::pipeline::{Phases, make};
use crate::process::hardening::Hardening;

use super::native::request::{self, RequestPolicy};
use super::native::response::{self, REQUEST_ID, SERVER_TIMING, Timing, Transport};
use super::{cors, health, openapi, problem};

/// The service behind the doors.
pub struct Service {
    pub engine: Engine,
    pub config: Config,
    pub secrecy: Hardening,
    pub started: Instant,
}

/// A request as a front door hands it over.
pub struct ApiRequest {
    pub parts: Parts,
    /// The path, without the stage of an API Gateway.
    pub path: String,
    /// What arrived; a body that could not be read says why.
    pub body: Result<Bytes, Error>,
    pub transport: Transport,
    /// Time the door's platform leaves us, where it says so.
    pub time_left: Option<Duration>,
    /// The request's id, unless the caller brings one.
    pub id: String,
}

impl Service {
    pub async fn start(config: Config, secrecy: Hardening) -> anyhow::Result<Self> {
        let started = Instant::now();
        let engine = Engine::start(&config).await?;
        info!(
            version = env!("CARGO_PKG_VERSION"),
            engine = engine.install().version,
            milliseconds = started.elapsed().as_millis() as u64,
            "ready"
        );
        let containment = &engine.install().containment;
        info!(
            guard = containment.guard(),
            held = containment.names(Enforcement::Enforced),
            refused = containment.names(Enforcement::Refused),
            environment = secrecy.environment(),
            process = secrecy.process(),
            "contained"
        );
        Ok(Self {
            engine,
            config,
            secrecy,
            started,
        })
    }

    /// Answers a request, whatever happens.
    pub async fn handle(&self, call: ApiRequest) -> Response<Bytes> {
        let id = request_id(&call);
        // The caller chooses the one, and the platform's own logs have the other. Of the
        // highest level, so that whatever is logged has them.
        let span = error_span!("request", request_id = %id, platform_id = %call.id);
        self.respond(call, id).instrument(span).await
    }

    async fn respond(&self, call: ApiRequest, id: String) -> Response<Bytes> {
        let arrived = Instant::now();
        let method = call.parts.method.clone();
        let route = Route::of(&call.path);

        let answer = AssertUnwindSafe(self.answer(call, route))
            .catch_unwind()
            .await;
        let outcome = answer.unwrap_or_else(|_| {
            let panic = anyhow::anyhow!("a panic; its message precedes this one");
            Err(Error::Internal(panic))
        });
        let elapsed = arrived.elapsed();
        let milliseconds = elapsed.as_millis() as u64;
        let (mut response, mut phases) = match outcome {
            Ok((response, phases)) => {
                let (status, bytes) = (response.status().as_u16(), response.body().len());
                info!(%method, ?route, status, bytes, milliseconds, "answered");
                (response, phases)
            }
            Err(error) => {
                let response = problem::answer(&error, &id);
                let status = response.status().as_u16();
                let reason = error.for_log();
                match error.blame() {
                    Blame::Ours => error!(%method, ?route, status, milliseconds, "{reason}"),
                    _ => warn!(%method, ?route, status, milliseconds, "{reason}"),
                }
                (response, Phases::new())
            }
        };
        phases.push(("total", elapsed));
        let headers = response.headers_mut();
        headers.insert(SERVER_TIMING, response::server_timing(&phases));
        if let Ok(id) = HeaderValue::from_str(&id) {
            headers.insert(REQUEST_ID, id);
        }
        if let Some(origin) = &self.config.cors_origin {
            cors::allow(origin, &method, &mut response);
        }
        response
    }

    async fn answer(
        &self,
        call: ApiRequest,
        route: Route,
    ) -> Result<(Response<Bytes>, Phases), Error> {
        match (route, &call.parts.method) {
            (Route::Nowhere, _) => Err(Error::NotFound),
            (_, &Method::OPTIONS) => Ok((cors::options(route.methods()), Phases::new())),
            (Route::Print(format), &Method::POST) => self.print(call, format).await,
            (Route::OpenApi, &Method::GET | &Method::HEAD) => {
                let description = openapi::openapi();
                let answer = response::json(StatusCode::OK, "application/json", &description);
                Ok((answer, Phases::new()))
            }
            (Route::Health, &Method::GET | &Method::HEAD) => {
                let deadline = self.deadline(&call);
                Ok((
                    health::answer(self, &call.parts, deadline).await?,
                    Phases::new(),
                ))
            }
            (_, method) => Err(Error::MethodNotAllowed {
                method: method.to_string(),
                allow: route.methods(),
            }),
        }
    }

    async fn print(
        &self,
        call: ApiRequest,
        format: Option<&'static str>,
    ) -> Result<(Response<Bytes>, Phases), Error> {
        let arrived = Instant::now();
        let deadline = self.deadline(&call);
        let terms = RequestPolicy {
            limit: self.config.max_request_bytes,
            limits: &self.config.limits,
            defaults: &self.config.defaults,
            network: self.engine.network(),
            format,
        };
        let job = request::read(&call.parts, call.body?, terms).await?;
        let decode = arrived.elapsed();
        let deadline = deadline.or_sooner(job.options.timeout);
        let made = make(&self.engine, job, deadline).await?;
        let phases = [vec![("decode", decode)], made.phases].concat();
        let timing = Timing {
            phases: &phases,
            total: arrived.elapsed(),
        };
        let response = response::printed(&made.product, &made.options, call.transport, timing)?;
        Ok((response, phases))
    }

    /// Our own limit, or what the platform leaves us, whichever is sooner.
    fn deadline(&self, call: &ApiRequest) -> Deadline {
        Deadline::after(self.config.timeout).or_sooner(call.time_left)
    }
}

/// Where a path leads. Its last word decides, behind any stage or prefix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Route {
    /// And the format that the path names, if it does.
    Print(Option<&'static str>),
    Health,
    OpenApi,
    Nowhere,
}

impl Route {
    fn of(path: &str) -> Self {
        match path.trim_end_matches('/').rsplit('/').next() {
            Some("") | None => Self::Print(None),
            Some("pdf") => Self::Print(Some("pdf")),
            Some("png") => Self::Print(Some("png")),
            Some("jpg" | "jpeg") => Self::Print(Some("jpg")),
            Some("health") => Self::Health,
            Some("openapi.json") => Self::OpenApi,
            Some(_) => Self::Nowhere,
        }
    }

    const fn methods(self) -> &'static str {
        match self {
            Self::Print(_) => "POST, OPTIONS",
            Self::Health | Self::OpenApi => "GET, HEAD, OPTIONS",
            Self::Nowhere => "",
        }
    }
}

fn request_id(call: &ApiRequest) -> String {
    let given = call
        .parts
        .headers
        .get(REQUEST_ID)
        .and_then(|value| value.to_str().ok());
    let good =
        |id: &&str| (1..=128).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_graphic());
    given
        .filter(good)
        .map_or_else(|| call.id.clone(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_word_of_the_path_decides() {
        for (path, format) in [
            ("/", None),
            ("", None),
            ("/pdf", Some("pdf")),
            ("/pdf/", Some("pdf")),
            ("/prod/api/pdf", Some("pdf")),
            ("/v1/png", Some("png")),
            ("/jpg", Some("jpg")),
            ("/jpeg", Some("jpg")),
        ] {
            assert_eq!(Route::of(path), Route::Print(format), "{path}");
        }
        assert_eq!(Route::of("/v1/openapi.json"), Route::OpenApi);
        assert_eq!(Route::of("/v1/health"), Route::Health);
        assert_eq!(Route::of("/pdfs"), Route::Nowhere);
        assert_eq!(Route::of("/pdf/x"), Route::Nowhere);
    }
}
