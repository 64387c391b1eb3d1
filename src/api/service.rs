//! One request, from its arrival to its answer. All entry points lead here.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use anyhow::anyhow;
use bytes::Bytes;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use http::header::HeaderValue;
use http::request::Parts;
use http::{Method, Response, StatusCode};
use tokio::runtime::Handle;
use tokio::task::{block_in_place, spawn_blocking};
use tokio::time::{Instant, timeout_at};
use tracing::{Instrument, Span, error, error_span, info, warn};

use crate::config::Config;
use crate::engine::sandbox::Enforcement;
use crate::error::{Error, JobsError};
use crate::job::Job;
use crate::job::deadline::{Deadline, too_late};
use crate::job::options::Deliver;
use crate::jobs::cloud::office::Cloud;
use crate::jobs::desk::Desk;
use crate::jobs::office::Jobs;
use crate::jobs::runner::Press;
use crate::jobs::{keeper, runner, webhook};
use crate::message::Blame;
use crate::pipeline::{Conversion, Phases, Pipeline};
use crate::process::hardening::Hardening;
use crate::store::{Bucket, Store};

use super::health::Health;
use super::native::request::{self, RequestPolicy};
use super::native::response::{self, REQUEST_ID, SERVER_TIMING, Timing, Transport};
use super::payload::Payload;
use super::route::Route;
use super::{cors, health, jobs, openapi, problem, results, start_page};

/// A body that has not been read yet.
pub trait Body: Send {
    /// The bytes that its sender has announced.
    fn announced(&self) -> Option<usize>;

    /// Reads it, up to so many bytes.
    fn read(&mut self, limit: usize) -> BoxFuture<'_, Result<Bytes, Error>>;
}

/// Bytes of a body that is decoded at once: it takes less time than to hand it over.
const SMALL_BODY: usize = 64 << 10;

/// The service behind the entry points.
pub struct Service {
    pub pipeline: Arc<Pipeline>,
    pub config: Arc<Config>,
    /// Jobs that wait, where there is a place for them.
    pub jobs: Option<Desk>,
    /// Where documents are put that are printed, where there is such a place.
    pub inbox: Option<Bucket>,
    pub hardening: Hardening,
    pub started: Instant,
}

/// A request as an entry point hands it over.
pub struct ApiRequest {
    pub parts: Parts,
    /// The path, without the stage of an API Gateway.
    pub path: String,
    /// The path as its caller has it, from which others are made.
    pub whole_path: String,
    pub transport: Transport,
    /// Time that the platform leaves us, where it says so.
    pub time_left: Option<Duration>,
    /// The request's id, unless the caller brings one.
    pub id: String,
}

impl Service {
    pub async fn start(config: Config, hardening: Hardening) -> anyhow::Result<Self> {
        let started = Instant::now();
        let jobs = block_in_place(|| Jobs::open(&config.jobs))?;
        let pipeline = Pipeline::start(&config).await?;
        let engine = pipeline.engine();
        info!(
            version = env!("CARGO_PKG_VERSION"),
            engine = engine.install().version,
            milliseconds = started.elapsed().as_millis() as u64,
            "ready"
        );
        let sandbox = &engine.install().sandbox;
        info!(
            guard = sandbox.guard(),
            held = sandbox.names(Enforcement::Enforced),
            refused = sandbox.names(Enforcement::Refused),
            environment = hardening.environment(),
            process = hardening.process(),
            "contained"
        );
        let inbox = config.inbox.as_ref().map(|settings| {
            let opened = Bucket::open(&settings.place, settings, engine.tls());
            opened.map_err(|why| anyhow!("the bucket of documents cannot be used: {why}"))
        });
        let inbox = inbox.transpose()?;
        let (pipeline, config) = (Arc::new(pipeline), Arc::new(config));
        let cloud = Cloud::open(&config.jobs, pipeline.store());
        let cloud = cloud.map(|cloud| Desk::Cloud(Box::new(cloud)));
        let jobs = jobs.map(|jobs| Desk::Folder(Arc::new(jobs))).or(cloud);
        if let Some(jobs) = jobs.as_ref().and_then(Desk::folder) {
            let press = Press {
                jobs: jobs.clone(),
                pipeline: pipeline.clone(),
                config: config.clone(),
            };
            tokio::spawn(runner::run(press.clone()));
            tokio::spawn(webhook::run(press));
            tokio::spawn(keeper::run(jobs.clone()));
        }
        Ok(Self {
            pipeline,
            config,
            jobs,
            inbox,
            hardening,
            started,
        })
    }

    fn health(&self) -> Health<'_> {
        Health {
            pipeline: &self.pipeline,
            hardening: &self.hardening,
            uptime: self.started.elapsed(),
        }
    }

    /// Answers a request, whatever happens.
    pub async fn handle(&self, request: ApiRequest, body: &mut dyn Body) -> Response<Payload> {
        let id = request_id(&request.parts, &request.id);
        // The caller chooses the one, and the platform's own logs have the other. Of the
        // highest level, so that whatever is logged has them.
        let span = error_span!("request", request_id = %id, platform_id = %request.id);
        self.respond(request, body, id).instrument(span).await
    }

    async fn respond(
        &self,
        request: ApiRequest,
        body: &mut dyn Body,
        id: String,
    ) -> Response<Payload> {
        let arrived = Instant::now();
        let method = request.parts.method.clone();
        let route = Route::of(&request.path);

        let answer = AssertUnwindSafe(self.answer(request, body, route))
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
        request: ApiRequest,
        body: &mut dyn Body,
        route: Route,
    ) -> Result<(Response<Payload>, Phases), Error> {
        match (route, &request.parts.method) {
            (Route::Nowhere, _) => Err(Error::NotFound),
            (_, &Method::OPTIONS) => Ok((cors::options(route.methods()), Phases::new())),
            (Route::Print(format), &Method::POST) => self.print(request, body, format).await,
            (Route::Jobs, &Method::POST) => {
                Ok((self.take_job(request, body).await?, Phases::new()))
            }
            (Route::Job(id), method) if *method != Method::POST => {
                let jobs = self.jobs()?;
                let answer = match *method {
                    Method::GET | Method::HEAD => jobs::tell(jobs, id, &request.whole_path).await?,
                    Method::DELETE => jobs::remove(jobs, self.store(), id).await?,
                    _ => return Err(route.refuse(method)),
                };
                Ok((answer, Phases::new()))
            }
            (Route::JobResult(id), &Method::GET | &Method::HEAD) => {
                let result = jobs::result(self.jobs()?, self.store(), id);
                Ok((result.await?, Phases::new()))
            }
            (Route::OpenApi, &Method::GET | &Method::HEAD) => {
                let description = openapi::openapi();
                let answer = response::json(StatusCode::OK, "application/json", &description);
                Ok((answer, Phases::new()))
            }
            (Route::Result, &Method::GET | &Method::HEAD) => {
                let deadline = self.deadline(&request);
                let found = results::answer(self.store(), &request.path, deadline).await?;
                Ok((found, Phases::new()))
            }
            (Route::Health, &Method::GET | &Method::HEAD) => {
                let deadline = self.deadline(&request);
                Ok((
                    health::answer(self.health(), &request.parts, deadline).await?,
                    Phases::new(),
                ))
            }
            (Route::Print(None), &Method::GET | &Method::HEAD)
                if start_page::is_wanted(&request.parts.headers) =>
            {
                let page = start_page::answer(&request.parts.headers, request.transport);
                Ok((page, Phases::new()))
            }
            (_, method) => Err(route.refuse(method)),
        }
    }

    async fn print(
        &self,
        request: ApiRequest,
        body: &mut dyn Body,
        format: Option<&'static str>,
    ) -> Result<(Response<Payload>, Phases), Error> {
        let arrived = Instant::now();
        let deadline = self.deadline(&request);
        let deadline = deadline.or_sooner(request::timeout_in_query(&request.parts));
        let mut place = self.pipeline.enter()?;
        place.memory(body.announced(), deadline).await?;
        let reading = body.read(self.config.max_request_bytes);
        let bytes = timeout_at(deadline.at, reading).await;
        let bytes = bytes.map_err(|_| too_late(deadline, ": its body did not arrive"))??;
        place.body_has(bytes.len());
        let permit = place.permit(deadline).await?;

        let began = Instant::now();
        let (permit, job) = self.decode(request.parts, bytes, format, permit).await?;
        let decode = began.elapsed();
        results::check(&job.options, self.store())?;
        request.transport.check(&job.options)?;
        let deadline = deadline.or_sooner(job.options.timeout);
        let Conversion {
            product,
            options,
            mut phases,
            permit: _permit,
        } = self.pipeline.convert(job, permit, deadline).await?;
        phases.insert(1, ("decode", decode));
        let timing = Timing {
            phases: &phases,
            total: arrived.elapsed(),
        };
        let transport = request.transport;
        let printed = match options.delivery.how {
            Deliver::Link => None,
            _ => Some(response::printed(&product, &options, transport, timing)),
        };
        let store = match (printed, self.store()) {
            (None, Some(store)) => store,
            (Some(Err(Error::PdfTooLarge { .. })), Some(store))
                if options.delivery.how == Deliver::Auto =>
            {
                store
            }
            (Some(printed), _) => return Ok((printed?, phases)),
            (None, None) => return Err(anyhow!("a link without a store").into()),
        };
        let began = Instant::now();
        let link = results::link(store, &product, &options, deadline).await?;
        phases.push(("store", began.elapsed()));
        let timing = Timing {
            phases: &phases,
            total: arrived.elapsed(),
        };
        let response = response::linked(&product, &options, &link, transport, timing)?;
        Ok((response, phases))
    }

    fn store(&self) -> Option<&Store> {
        self.pipeline.store().map(|store| &**store)
    }

    fn jobs(&self) -> Result<&Desk, Error> {
        Ok(self.jobs.as_ref().ok_or(JobsError::NotSetUp)?)
    }

    /// Takes a job that waits: its request is read, so that what is wrong with it is told now, and kept as it came.
    async fn take_job(
        &self,
        request: ApiRequest,
        body: &mut dyn Body,
    ) -> Result<Response<Payload>, Error> {
        let jobs = self.jobs()?;
        let deadline = self.deadline(&request);
        let memory = self.pipeline.queue().hold(body.announced(), deadline);
        let memory = memory.await?;
        let reading = body.read(self.config.max_request_bytes);
        let bytes = timeout_at(deadline.at, reading).await;
        let bytes = bytes.map_err(|_| too_late(deadline, ": its body did not arrive"))??;
        let (parts, path) = (request.parts, request.whole_path);
        let id = request_id(&parts, &request.id);
        let read = self.decode(parts.clone(), bytes.clone(), None, memory);
        let (_memory, job) = read.await?;
        results::check(&job.options, self.store())?;
        let network = self.pipeline.engine().network();
        let order = jobs::order(&parts, bytes, &job, &id, (&self.config.jobs, network))?;
        let job = jobs.accept(order).await?;
        jobs::accepted(jobs, job, &path).await
    }

    /// Reads the job. What is held for it goes with it: who stops waiting does not stop the decoding.
    async fn decode<H: Send + 'static>(
        &self,
        parts: Parts,
        bytes: Bytes,
        format: Option<&'static str>,
        held: H,
    ) -> Result<(H, Job), Error> {
        let config = self.config.clone();
        let network = self.pipeline.engine().network().clone();
        let size = bytes.len();
        let decoding = async move {
            let policy = RequestPolicy {
                limit: config.max_request_bytes,
                limits: &config.limits,
                defaults: &config.defaults,
                network: &network,
                format,
            };
            let job = request::read(&parts, bytes, policy).await?;
            Ok((held, job))
        };
        decoded(size, decoding).await
    }

    /// Our own limit, or what the platform leaves us, whichever is sooner.
    fn deadline(&self, request: &ApiRequest) -> Deadline {
        Deadline::after(self.config.timeout).or_sooner(request.time_left)
    }
}

/// Decodes a body of so many bytes: a large one on a thread that may be busy for as long as that
/// takes, so that the runtime's workers have time for others.
async fn decoded<T: Send + 'static>(
    size: usize,
    decoding: impl Future<Output = Result<T, Error>> + Send + 'static,
) -> Result<T, Error> {
    if size <= SMALL_BODY {
        return decoding.await;
    }
    let decoding = decoding.instrument(Span::current());
    let decoding = spawn_blocking(|| Handle::current().block_on(decoding));
    decoding.await.map_err(anyhow::Error::from)?
}

/// That of the caller, if it brings a good one.
fn request_id(parts: &Parts, ours: &str) -> String {
    let given = parts
        .headers
        .get(REQUEST_ID)
        .and_then(|value| value.to_str().ok());
    let good =
        |id: &&str| (1..=128).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_graphic());
    given.filter(good).unwrap_or(ours).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    use std::sync::atomic::{AtomicUsize, Ordering};

    /// How often another task of the only worker ran while a body of so many bytes was decoded.
    async fn turns_of_others_while_decoding(size: usize) -> usize {
        let turns = Arc::new(AtomicUsize::new(0));
        let count = turns.clone();
        let other = tokio::spawn(async move {
            loop {
                count.fetch_add(1, Ordering::Relaxed);
                tokio::task::yield_now().await;
            }
        });
        let during = turns.clone();
        let decoding = async move {
            let before = during.load(Ordering::Relaxed);
            // What takes long must not wait for others.
            std::thread::sleep(Duration::from_millis(50));
            Ok(during.load(Ordering::Relaxed) - before)
        };
        let seen = decoded(size, decoding).await.unwrap();
        other.abort();
        seen
    }

    #[tokio::test]
    async fn large_bodies_are_decoded_off_the_workers() {
        assert!(turns_of_others_while_decoding(SMALL_BODY + 1).await > 0);
        // The twin: what is decoded on the worker keeps others from it.
        assert_eq!(turns_of_others_while_decoding(SMALL_BODY).await, 0);
    }
}
