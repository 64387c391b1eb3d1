//! One job from its permit to its product: printed, finished, and drawn where a
//! picture is asked for.
//!
//! ```text
//! queue        who may be at work, who may wait, who is sent away
//! calm         when nothing is at work
//! context      what a job carries: permit, deadline, CPU time, folder
//! folder       the job's folder, in which its stages hand files to each other
//! stop_reason  why a process of a job stopped
//! templates    documents that are templates are filled
//! remote       what documents name of other hosts is fetched
//! scripts      scripts of today are lowered to what the engine reads
//! finishing    what is to be done to the printed PDF
//! delivery     what was made is put where the caller wants it
//! ```

pub mod calm;
pub mod context;
mod delivery;
mod finishing;
pub mod folder;
pub mod queue;
mod remote;
mod scripts;
pub mod stop_reason;
mod templates;

use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Result, anyhow};
use bytes::Bytes;
use rustls::ClientConfig;
use tokio::task::block_in_place;
use tokio::time::Instant;

use crate::config::Config;
use crate::contents::Contents;
use crate::document::end_shut_elements;
use crate::engine::Engine;
use crate::engine::render::Printed;
use crate::error::Error;
use crate::fetch::Session;
use crate::job::deadline::Deadline;
use crate::job::options::{Options, Output, Webhook};
use crate::job::{Job, Warning};
use crate::message::Message;
use crate::pdf::Finishing;
use crate::store::{Store, StoreSettings};
use crate::worker::{self, Report, Task};
use script::cache::Cache;

use context::JobContext;
use folder::JobFile;
use queue::{Capacity, Permit, Place, Queue};

/// What a caller asked for.
#[derive(Clone, Debug)]
pub struct Product {
    pub contents: Contents,
    pub content_type: &'static str,
    /// Of a file name, without the dot.
    pub extension: &'static str,
    /// Pages of the finished PDF, whatever is shown of it.
    pub pages: u32,
    pub warnings: Vec<Warning>,
    /// The status by which a host took it, where it was delivered there instead of to the caller.
    pub delivered: Option<u16>,
}

/// A job that is done.
pub struct Conversion {
    pub product: Product,
    pub options: Options,
    pub phases: Phases,
    /// To be held until the answer is made.
    pub permit: Permit,
}

/// How long each phase took, in the order in which they came. `engine` is a part
/// of `render`.
pub type Phases = Vec<(&'static str, Duration)>;

/// The engine, and the queue before it.
pub struct Pipeline {
    engine: Engine,
    queue: Queue,
    scripts: Cache,
    store: Option<Arc<Store>>,
    temp_dir: PathBuf,
}

impl Pipeline {
    pub async fn start(config: &Config) -> Result<Self> {
        let queue = Queue::new(Capacity {
            concurrency: config.concurrency,
            queue: config.queue,
            largest_body: config.max_request_bytes,
        });
        let engine = Engine::start(config, queue.calm()).await?;
        let store = match &config.store {
            Some(settings) => Some(Arc::new(open_store(settings, engine.tls())?)),
            None => None,
        };
        Ok(Self {
            engine,
            store,
            queue,
            scripts: Cache::default(),
            temp_dir: config.temp_dir.clone(),
        })
    }

    /// Where results wait for whoever has a link to them, if there is such a place.
    pub fn store(&self) -> Option<&Arc<Store>> {
        self.store.as_ref()
    }

    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// Takes a place in the queue. A full queue is [`Error::Overloaded`].
    pub fn enter(&self) -> Result<Place<'_>, Error> {
        self.queue.enter()
    }

    /// The queue before the engine.
    pub fn queue(&self) -> &Queue {
        &self.queue
    }

    /// A permit for a job of our own, without a body.
    pub async fn permit(&self, deadline: Deadline) -> Result<Permit, Error> {
        self.enter()?.permit(deadline).await
    }

    /// What a job carries along; holds its permit until it is closed.
    pub fn context(&self, permit: Permit, deadline: Deadline) -> io::Result<JobContext> {
        let room = self.engine.limits().workspace_bytes;
        JobContext::new(permit, deadline, &self.temp_dir, room)
    }

    /// Prints and finishes a job. When this returns no process and no file of the
    /// job is left; when it is dropped, none will be in a moment.
    pub async fn convert(
        &self,
        job: Job,
        permit: Permit,
        deadline: Deadline,
    ) -> Result<Conversion, Error> {
        refuse_webhook(&job)?;
        let ctx = self.context(permit, deadline)?;
        let converted = self.lower_and_convert(&ctx, &job).await;
        let waited = ctx.waited();
        let permit = block_in_place(|| ctx.close())?;
        let (product, mut phases) = converted?;
        phases.insert(0, ("queue", waited));
        Ok(Conversion {
            product,
            options: job.options,
            phases,
            permit,
        })
    }

    async fn lower_and_convert(
        &self,
        ctx: &JobContext,
        job: &Job,
    ) -> Result<(Product, Phases), Error> {
        let limits = self.engine.limits();
        let session = self.engine.session(job, ctx.deadline)?;
        let job = remote::pages(job, session.as_deref()).await?;
        let (job, mut told) = templates::fill(ctx, job, limits).await?;
        let job = end_shut_elements(&job);
        let (job, names) = remote::fetch(ctx, &job, limits, session.as_deref()).await?;
        let (job, of_scripts) = scripts::lower(ctx, &job, limits, &self.scripts).await?;
        told.extend(of_scripts);
        let mut converted = self.convert_in(ctx, &job, session, told).await;
        if let Some(names) = names {
            match &mut converted {
                Ok((product, _)) => names.put_into(&mut product.warnings),
                Err(Error::Strict(warnings)) => names.put_into(warnings),
                Err(_) => {}
            }
        }
        let (mut product, mut phases) = converted?;
        if let Some(to) = &job.options.delivery.to {
            let began = Instant::now();
            // What was fetched has used up its own part of the budget.
            let session = self.engine.session(&job, ctx.deadline)?;
            let Some(session) = session else {
                return Err(Error::field("deliver_to", remote::NO_NETWORK));
            };
            let made = (product.content_type, &product.contents);
            let delivered = delivery::deliver(&session, made, to, ctx.deadline).await?;
            product.delivered = Some(delivered);
            phases.push(("deliver", began.elapsed()));
        }
        Ok((product, phases))
    }

    /// `told` is what is already to be said of the job.
    async fn convert_in(
        &self,
        ctx: &JobContext,
        job: &Job,
        session: Option<Arc<Session>>,
        told: Vec<Warning>,
    ) -> Result<(Product, Phases), Error> {
        let printed = self.engine.print(ctx, job, session, told).await?;
        let mut phases = vec![("render", printed.took), ("engine", ctx.engine_time())];
        let finishing = finishing::finishing(job, &printed);
        let Printed {
            file,
            pdf,
            watermark,
            ..
        } = printed;
        let mut product = Product {
            contents: pdf.bytes.into(),
            content_type: "application/pdf",
            extension: "pdf",
            pages: pdf.pages,
            warnings: pdf.warnings,
            delivered: None,
        };
        let finishing = (!finishing.is_nothing()).then_some(finishing);
        let picture = match &job.options.output {
            Output::Pdf => None,
            Output::Picture(settings) => Some(*settings),
        };
        if finishing.is_none() && picture.is_none() {
            return Ok((product, phases));
        }
        // The worker reads it from the folder, and what it makes takes its place.
        product.contents = Bytes::new().into();
        let _files = match &finishing {
            Some(finishing) => block_in_place(|| put_files(ctx, finishing, watermark.as_ref()))?,
            None => Vec::new(),
        };
        if let Some(settings) = &picture {
            product.content_type = settings.content_type();
            product.extension = settings.extension();
        }
        let task = Task::Produce {
            pdf: file.name().to_owned(),
            finishing: finishing.map(Box::new),
            picture,
            product: PRODUCT.to_owned(),
        };
        let produced = match worker::run(ctx, self.engine.limits(), task).await? {
            Report::Produced(produced) => produced,
            other => return Err(worker::unexpected(&other)),
        };
        product.contents = block_in_place(|| ctx.folder.take_on(PRODUCT)?.contents())?;
        if let Some(pages) = produced.pages {
            self.engine.limits().check_pages(pages)?;
            product.pages = pages;
        }
        phases.extend(produced.finish.map(|took| ("finish", took)));
        phases.extend(produced.draw.map(|took| ("draw", took)));
        Ok((product, phases))
    }
}

fn open_store(settings: &StoreSettings, tls: Arc<ClientConfig>) -> Result<Store> {
    let opened = Store::open(settings, tls);
    opened.map_err(|why| anyhow!("the store of results cannot be used: {why}"))
}

/// Whoever waits for the answer is told by it, and by nothing else.
fn refuse_webhook(job: &Job) -> Result<(), Error> {
    let webhook = &job.options.webhook;
    if *webhook == Webhook::default() {
        return Ok(());
    }
    let name = webhook.addresses().next().map(|(name, _)| name);
    let why = Message::new("is for jobs that wait", "POST to /jobs, or leave it out");
    Err(Error::field(name.unwrap_or("webhook_method"), why))
}

/// What the worker is told to write.
const PRODUCT: &str = "product";

/// Puts the files that a finishing speaks of where the worker looks for them. The
/// stamp is the watermark, which a run has left.
fn put_files<'a>(
    ctx: &'a JobContext,
    finishing: &Finishing,
    watermark: Option<&JobFile<'a>>,
) -> io::Result<Vec<JobFile<'a>>> {
    let stamps = finishing.stamps.len();
    // A copy costs little: the bytes are shared.
    let mut finishing = finishing.clone();
    let files: Vec<_> = finishing.files().map(|bytes| bytes.clone()).collect();
    let given = files.len() - stamps;
    let mut put = Vec::new();
    for (at, bytes) in files.iter().enumerate() {
        let name = worker::file_name(at);
        put.push(match watermark.filter(|_| at >= given) {
            Some(watermark) => watermark.link(&name)?,
            None => ctx.folder.put(&name, bytes)?,
        });
    }
    Ok(put)
}
