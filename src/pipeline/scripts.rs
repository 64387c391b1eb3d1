//! Scripts of today become those that the engine reads, before anything else is done
//! with a job: those that others have lowered come from the cache, and the worker
//! lowers the rest.

use std::borrow::Cow;
use std::sync::Arc;

use bytes::Bytes;
use tokio::task::block_in_place;
use tokio::time::{Instant, timeout_at};
use tracing::debug;

use crate::document::{
    Fate, Scripts, ask_for_styles, keep_templates, present_attributes, put_paged_aside,
};
use crate::error::Error;
use crate::job::limits::Limits;
use crate::job::{Job, Warning};
use crate::worker::{self, Task};
use script::cache::{self, Cache, Claim, Key, Lookup, Outcome};
use script::{Kind, Lowered, ScriptError};

use super::context::JobContext;
use super::stop_reason::StopReason;

/// After so many scripts that end their worker nothing more of a job is lowered.
const MOST_FALLS: usize = 3;

const READ: &str = "; its scripts were still being read";
const TOO_DEEP: &str = "it takes more memory or is nested deeper than scripts may be, and is not lowered to ES5, which the engine knows";
const TOO_LONG: &str =
    "it takes longer than scripts may, and is not lowered to ES5, which the engine knows";

/// The job with all its scripts as the engine reads them, and what is to be said of
/// them.
pub async fn lower<'j>(
    ctx: &JobContext,
    job: &'j Job,
    limits: &Limits,
    cache: &Cache,
) -> Result<(Cow<'j, Job>, Vec<Warning>), Error> {
    let Some((without, told)) = put_paged_aside(job) else {
        return lower_all(ctx, job, limits, cache).await;
    };
    let (lowered, mut warnings) = lower_all(ctx, &without, limits, cache).await?;
    warnings.extend(told);
    Ok((Cow::Owned(lowered.into_owned()), warnings))
}

async fn lower_all<'j>(
    ctx: &JobContext,
    job: &'j Job,
    limits: &Limits,
    cache: &Cache,
) -> Result<(Cow<'j, Job>, Vec<Warning>), Error> {
    let is_late = || Instant::now() >= ctx.deadline.at;
    let scripts = block_in_place(|| Scripts::of(job, &is_late));
    if scripts.is_empty() {
        let job = block_in_place(|| put_right(Cow::Borrowed(job), &is_late));
        return Ok((job, Vec::new()));
    }
    let wanted: Vec<Wanted<'_>> = block_in_place(|| {
        let wanted = scripts.iter().map(|script| Wanted {
            key: cache::key(script.kind, script.proxies, &script.source),
            kind: script.kind,
            proxies: script.proxies,
            source: &script.source,
        });
        wanted.collect()
    });
    ctx.deadline.in_time(READ)?;
    let mut fates: Vec<Option<Fate>> = vec![None; wanted.len()];
    let mut batch = Batch::default();
    let mut waited_for = Vec::new();
    for (at, script) in wanted.iter().enumerate() {
        match cache.look_up(script.key) {
            Lookup::Done(outcome) => fates[at] = Some(fate(&outcome)),
            Lookup::Mine(claim) => batch.add(at, claim),
            // It may be one of our own: the same script stands there twice.
            Lookup::Pending(end) => waited_for.push((at, end)),
        }
    }
    batch.lower(ctx, limits, &wanted, &mut fates).await?;
    for (at, mut end) in waited_for {
        let _ = timeout_at(ctx.deadline.at, end.changed()).await;
        let mut batch = Batch::default();
        match cache.look_up(wanted[at].key) {
            Lookup::Done(outcome) => fates[at] = Some(fate(&outcome)),
            Lookup::Mine(claim) => {
                // It was too large to keep, or it came to nothing.
                fates[at] = same(&wanted, at, &fates);
                if fates[at].is_none() {
                    batch.add(at, claim);
                    batch.lower(ctx, limits, &wanted, &mut fates).await?;
                }
            }
            Lookup::Pending(_) => {}
        }
    }
    let fates: Vec<_> = fates
        .into_iter()
        .map(|fate| fate.unwrap_or(Fate::Left(TOO_LONG)))
        .collect();
    drop(wanted);
    ctx.deadline.in_time(READ)?;
    Ok(block_in_place(|| {
        let (job, warnings) = scripts.put_back(job, &fates);
        (put_right(Cow::Owned(job), &is_late), warnings)
    }))
}

/// What scripts find otherwise than in browsers, once all of them are ES5.
fn put_right<'j>(job: Cow<'j, Job>, is_late: &dyn Fn() -> bool) -> Cow<'j, Job> {
    present_attributes(
        keep_templates(ask_for_styles(job, is_late), is_late),
        is_late,
    )
}

struct Wanted<'s> {
    key: Key,
    kind: Kind,
    proxies: bool,
    source: &'s str,
}

fn fate(outcome: &Outcome) -> Fate {
    match &**outcome {
        Ok(lowered) => Fate::Lowered(lowered.clone()),
        Err(error) => Fate::Faulty(error.clone()),
    }
}

/// What became of the same script elsewhere in the job.
fn same(wanted: &[Wanted<'_>], at: usize, fates: &[Option<Fate>]) -> Option<Fate> {
    let others = wanted.iter().zip(fates);
    let mut same = others.filter(|(other, _)| other.key == wanted[at].key);
    same.find_map(|(_, fate)| fate.clone())
}

/// Scripts that this job lowers for all.
#[derive(Default)]
struct Batch<'c> {
    /// The script by its place among all, and the claim for it.
    claims: Vec<(usize, Claim<'c>)>,
}

impl<'c> Batch<'c> {
    fn add(&mut self, at: usize, claim: Claim<'c>) {
        self.claims.push((at, claim));
    }

    /// Has them lowered, by a new worker behind each script that ends one.
    async fn lower(
        self,
        ctx: &JobContext,
        limits: &Limits,
        wanted: &[Wanted<'_>],
        fates: &mut [Option<Fate>],
    ) -> Result<(), Error> {
        let mut claims = self.claims;
        // One that takes all the time there is shall not take it from the others.
        claims.sort_by_key(|(at, _)| wanted[*at].source.len());
        let mut claims = claims.into_iter().peekable();
        let mut falls = 0;
        while let Some((first, _)) = claims.peek() {
            if falls == MOST_FALLS {
                debug!(script = first, "nothing more is lowered");
                claims.for_each(|(at, _)| fates[at] = Some(Fate::Left(TOO_DEEP)));
                break;
            }
            let rest: Vec<_> = claims.collect();
            let scripts = rest.iter().map(|(at, _)| &wanted[*at]);
            let scripts: Vec<_> = scripts
                .map(|one| (one.kind, one.proxies, one.source))
                .collect();
            let (outcomes, reason) = run(ctx, limits, &scripts).await?;
            let whole = matches!(reason, StopReason::Exited(0));
            claims = rest.into_iter().peekable();
            for (outcome, (at, claim)) in outcomes.into_iter().zip(claims.by_ref()) {
                fates[at] = Some(fate(&outcome));
                claim.done(outcome);
            }
            if whole {
                break;
            }
            falls += 1;
            let is_late = matches!(
                reason,
                StopReason::DeadlinePassed | StopReason::LimitExceeded(_)
            );
            if let Some((at, _)) = claims.next() {
                fates[at] = Some(Fate::Left(if is_late { TOO_LONG } else { TOO_DEEP }));
            }
            if is_late {
                claims.for_each(|(at, _)| fates[at] = Some(Fate::Left(TOO_LONG)));
                break;
            }
        }
        Ok(())
    }
}

/// Runs a worker; returns what it got done, and why it stopped.
async fn run(
    ctx: &JobContext,
    limits: &Limits,
    scripts: &[(Kind, bool, &str)],
) -> Result<(Vec<Outcome>, StopReason), Error> {
    const SCRIPTS: &str = "scripts";
    const PRODUCT: &str = "lowered";
    let written = serde_json::to_vec(scripts).map_err(anyhow::Error::from)?;
    let file = block_in_place(|| ctx.folder.put(SCRIPTS, &Bytes::from(written)))?;
    let task = Task::LowerScripts {
        scripts: file.name().to_owned(),
        product: PRODUCT.to_owned(),
    };
    let reason = worker::try_run(ctx, limits, &task).await?;
    let lines = block_in_place(|| match ctx.folder.take_on(PRODUCT) {
        Ok(file) => file.read(),
        // It fell before it began.
        Err(_) => Ok(Vec::new()),
    })?;
    let outcomes = lines.split_inclusive(|byte| *byte == b'\n');
    let outcomes = outcomes.map_while(|line| {
        let outcome: Result<Lowered, ScriptError> = serde_json::from_slice(line).ok()?;
        Some(Arc::new(outcome))
    });
    Ok((outcomes.collect(), reason))
}
