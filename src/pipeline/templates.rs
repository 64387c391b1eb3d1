//! Documents that are templates become those that are printed, in the worker: what strangers
//! send may loop without end.

use std::borrow::Cow;
use std::sync::Arc;

use bytes::Bytes;
use tokio::task::block_in_place;

use crate::document::COVER;
use crate::error::Error;
use crate::job::limits::{LimitExceeded, Limits};
use crate::job::options::{FirstPage, HeaderFooterContent, Template};
use crate::job::{Asset, Job, Warning};
use crate::message::Message;
use crate::template::{self, Fault, Filled, Order};
use crate::worker::{self, Task};

use super::context::JobContext;
use super::stop_reason::StopReason;

const ORDER: &str = "templates";
const PRODUCT: &str = "filled";

const BEING_FILLED: &str = "; its templates were still being filled";

/// The job with all its templates filled, and what is to be said of them.
pub async fn fill<'j>(
    ctx: &JobContext,
    job: Cow<'j, Job>,
    limits: &Limits,
) -> Result<(Cow<'j, Job>, Vec<Warning>), Error> {
    let is_any = job.options.document.template.is_some()
        || job
            .documents
            .iter()
            .any(|one| one.options.template.is_some());
    if !is_any {
        return Ok((job, Vec::new()));
    }
    let mut job = job.into_owned();
    let zone = job.options.time_zone.0;
    let gaps = gaps(&mut job);
    let mut order = Order::default();
    let mut known: Vec<Arc<str>> = Vec::new();
    for gap in &gaps {
        let data = &gap.template.data;
        let at = known
            .iter()
            .position(|one| Arc::ptr_eq(one, data) || one == data);
        let at = at.unwrap_or_else(|| {
            known.push(data.clone());
            order.data.push(data.to_string());
            known.len() - 1
        });
        order.templates.push(template::Template {
            language: gap.template.language,
            source: gap.text.clone(),
            data: at,
            locale: gap.template.locale.clone(),
            zone,
        });
    }
    let outcomes = run(ctx, limits, &order).await?;
    let mut warnings = Vec::new();
    let mut outcomes = outcomes.into_iter();
    for gap in gaps {
        let Filled { text, missing } = match outcomes.next() {
            Some(Outcome::Filled(Ok(filled))) => filled,
            Some(Outcome::Filled(Err(fault))) => {
                return Err(Error::field(&gap.field, fault.message()));
            }
            Some(Outcome::Ended(why)) => return Err(Error::field(&gap.field, why)),
            None => return Err(anyhow::anyhow!("the worker has not filled a template").into()),
        };
        if gap.is_document && text.trim().is_empty() {
            let why = Message::new(
                "the filled template is empty; there is nothing to print",
                "see whether the data have what it asks for",
            );
            return Err(Error::field(&gap.field, why));
        }
        *gap.text = text;
        warnings.extend(missing.into_iter().map(|missing| Warning::MissingVariable {
            source: gap.source.clone(),
            line: missing.line,
            name: crate::text::excerpt(&missing.name),
        }));
    }
    ctx.deadline.in_time(BEING_FILLED)?;
    Ok((Cow::Owned(job), warnings))
}

/// A text that is a template.
struct Gap<'j> {
    text: &'j mut String,
    template: Template,
    /// What the caller calls it.
    field: String,
    /// What warnings call it.
    source: String,
    is_document: bool,
}

fn gaps(job: &mut Job) -> Vec<Gap<'_>> {
    let mut gaps = Vec::new();
    let count = job.documents.len();
    for (at, document) in job.documents.iter_mut().enumerate() {
        let Some(template) = document.options.template.take() else {
            continue;
        };
        let options = &mut document.options;
        let by_address = options.url.is_some();
        let field = |name: &str| match count {
            1 => name.to_owned(),
            _ => format!("documents[{at}].{name}"),
        };
        gaps.push(Gap {
            text: &mut document.html,
            template: template.clone(),
            field: field(if by_address { "url" } else { "html" }),
            source: Asset::document_name(at),
            is_document: true,
        });
        let sides = [
            ("header", &mut options.header),
            ("footer", &mut options.footer),
        ];
        for (name, side) in sides {
            let by_address = side.url.is_some();
            let option = format!("{name}_html");
            if let HeaderFooterContent::Html(text) = &mut side.content {
                gaps.push(Gap {
                    text,
                    template: template.clone(),
                    field: field(&match by_address {
                        true => format!("{name}_url"),
                        false => option.clone(),
                    }),
                    source: option.clone(),
                    is_document: false,
                });
            }
            if let FirstPage::Html(text) = &mut side.first {
                gaps.push(Gap {
                    text,
                    template: template.clone(),
                    field: field(&format!("{name}_first_html")),
                    source: option,
                    is_document: false,
                });
            }
        }
    }
    let options = &mut job.options;
    if let (Some(template), Some(text)) =
        (options.document.template.take(), &mut options.book.cover)
    {
        gaps.push(Gap {
            text,
            template,
            field: COVER.to_owned(),
            source: COVER.to_owned(),
            is_document: false,
        });
    }
    gaps
}

/// How a template ended.
enum Outcome {
    Filled(Result<Filled, Fault>),
    /// So that its worker ended, too.
    Ended(Message),
}

async fn run(ctx: &JobContext, limits: &Limits, order: &Order) -> Result<Vec<Outcome>, Error> {
    let _order = block_in_place(|| {
        let order = serde_json::to_vec(order).map_err(anyhow::Error::from)?;
        Ok::<_, Error>(ctx.folder.put(ORDER, &Bytes::from(order))?)
    })?;
    let task = Task::FillTemplates {
        order: ORDER.to_owned(),
        product: PRODUCT.to_owned(),
    };
    let reason = worker::try_run(ctx, limits, &task).await?;
    ctx.deadline.in_time(BEING_FILLED)?;
    let lines = block_in_place(|| match ctx.folder.take_on(PRODUCT) {
        Ok(product) => product.read(),
        // It ended before it began.
        Err(_) => Ok(Vec::new()),
    })?;
    let lines = lines.split_inclusive(|byte| *byte == b'\n');
    // Of one that was ended while it was written, there is half a line.
    let whole = lines.filter(|line| line.ends_with(b"\n"));
    let mut outcomes: Vec<_> = whole
        .map(|line| serde_json::from_slice(line).map(Outcome::Filled))
        .collect::<Result<_, _>>()
        .map_err(anyhow::Error::from)?;
    if outcomes.len() < order.templates.len() {
        outcomes.push(Outcome::Ended(ended(&reason)?));
    }
    Ok(outcomes)
}

/// What is said of a template that ended its worker.
fn ended(reason: &StopReason) -> Result<Message, Error> {
    const REMEDY: &str =
        "take out loops in loops and partials that call each other, or loop over less";
    match reason {
        StopReason::DeadlinePassed | StopReason::LimitExceeded(LimitExceeded::CpuTime(_)) => {
            Ok(Message::new("filling the template takes too long", REMEDY))
        }
        StopReason::LimitExceeded(_) | StopReason::Crashed { .. } => Ok(Message::new(
            "filling the template takes more memory than there is, or it is nested too deep",
            REMEDY,
        )),
        StopReason::Exited(_) | StopReason::Killed { .. } => {
            Err(anyhow::anyhow!("the worker has filled too few templates").into())
        }
    }
}
