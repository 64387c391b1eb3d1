//! Messages of SQS, a batch at a time: each is a request as JSON, whose document goes where it says
//! (`deliver_to`). What is answered are those that failed, and the queue brings them again, or puts them
//! aside after as many times as it is told to.

use bytes::Bytes;
use futures_util::StreamExt;
use futures_util::stream;
use lambda_http::Context;
use lambda_http::lambda_runtime::Diagnostic;
use serde::{Deserialize, Serialize};
use serde_json::value::{RawValue, to_raw_value};
use tracing::{Instrument, error, error_span, info, warn};

use crate::api::native::response::Transport;
use crate::api::service::Service;
use crate::jobs::cloud::office::Notice;
use crate::jobs::cloud::turn::{Next, Turn};
use crate::jobs::desk::Desk;

use super::direct::{self, Order};
use super::event::time_left;

/// What the events of queues have in their records.
const SOURCE: &str = "aws:sqs";

#[derive(Deserialize)]
struct Event {
    #[serde(rename = "Records")]
    records: Vec<Message>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Message {
    message_id: String,
    body: String,
    #[serde(rename = "eventSourceARN", default)]
    queue: String,
}

#[derive(Deserialize)]
struct Records {
    #[serde(rename = "Records")]
    records: Vec<Source>,
}

#[derive(Deserialize)]
struct Source {
    #[serde(rename = "eventSource")]
    source: String,
}

#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    batch_item_failures: Vec<Failure>,
}

#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Failure {
    item_identifier: String,
}

/// Whether an event is a batch of messages.
pub fn is_batch(event: &str) -> bool {
    let read = serde_json::from_str::<Records>(event);
    read.is_ok_and(|event| {
        !event.records.is_empty() && event.records.iter().all(|record| record.source == SOURCE)
    })
}

/// Prints them, and tells which of them did not come to an end.
pub async fn answer(
    service: &Service,
    event: &str,
    context: &Context,
) -> Result<Box<RawValue>, Diagnostic> {
    let read = serde_json::from_str::<Event>(event);
    let Event { records } = read.map_err(|error| Diagnostic {
        error_type: "urn:html2pdf:unknown-event".to_owned(),
        error_message: format!("the event has records of SQS that cannot be read: {error}"),
    })?;
    let total = records.len();
    let is_in_order = records
        .iter()
        .any(|message| message.queue.ends_with(".fifo"));
    let failures = match is_in_order {
        true => one_by_one(service, records, context).await,
        false => side_by_side(service, records, context).await,
    };
    info!(total, failed = failures.len(), "a batch of messages");
    to_raw_value(&Answer {
        batch_item_failures: failures,
    })
    .map_err(|error| Diagnostic {
        error_type: "urn:html2pdf:internal".to_owned(),
        error_message: error.to_string(),
    })
}

/// Any order will do.
async fn side_by_side(service: &Service, records: Vec<Message>, context: &Context) -> Vec<Failure> {
    let at_once = service.config.concurrency;
    let printed = records.into_iter().map(async |message| {
        let is_printed = print(service, &message, context).await;
        (!is_printed).then(|| message.failure())
    });
    let failures = stream::iter(printed).buffer_unordered(at_once);
    failures
        .filter_map(std::future::ready)
        .collect::<Vec<_>>()
        .await
}

/// What comes after one that failed is to come after it again: it fails too.
async fn one_by_one(service: &Service, records: Vec<Message>, context: &Context) -> Vec<Failure> {
    let mut failures = Vec::new();
    for message in records {
        if !failures.is_empty() || !print(service, &message, context).await {
            failures.push(message.failure());
        }
    }
    failures
}

impl Message {
    fn failure(self) -> Failure {
        Failure {
            item_identifier: self.message_id,
        }
    }
}

/// Whether the document of a message was printed and delivered, or what was due of the job that it names was done. What
/// was wrong is in the log.
async fn print(service: &Service, message: &Message, context: &Context) -> bool {
    if let Some(Desk::Cloud(cloud)) = &service.jobs
        && let Some(notice) = Notice::read(&message.body)
    {
        let span = error_span!("job", id = ?notice.job, message = message.message_id);
        let turn = Turn {
            cloud,
            pipeline: &service.pipeline,
            config: &service.config,
            time: time_left(context),
        };
        return match turn.take(notice).instrument(span.clone()).await {
            Ok(next) => next == Next::Done,
            Err(why) => {
                span.in_scope(|| error!("a job is looked at again: {}", why.for_log()));
                false
            }
        };
    }
    let order = Order {
        body: Bytes::copy_from_slice(message.body.as_bytes()),
        query: String::new(),
        transport: Transport::Message,
        time_left: time_left(context),
        id: message.message_id.clone(),
    };
    let response = direct::print(service, order).await;
    let is_printed = response.status().is_success();
    if !is_printed {
        let status = response.status().as_u16();
        warn!(message = message.message_id, status, "a message failed");
    }
    is_printed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_records_of_a_queue_are_messages() {
        let of = |source: &str| {
            format!(
                r#"{{"Records": [{{"eventSource": "{source}", "messageId": "1", "body": "x"}}]}}"#
            )
        };
        assert!(is_batch(&of("aws:sqs")));
        for event in [
            of("aws:s3").as_str(),
            of("aws:kinesis").as_str(),
            r#"{"Records": []}"#,
            r#"{"html": "x"}"#,
            r#"{"Records": [{"EventSource": "aws:sns"}]}"#,
            r#"{"Records": [{"eventSource": "aws:sqs"}, {"eventSource": "aws:s3"}]}"#,
            "7",
        ] {
            assert!(!is_batch(event), "{event}");
        }
    }

    #[test]
    fn failures_are_told_as_the_queue_reads_them() {
        let answer = Answer {
            batch_item_failures: vec![Failure {
                item_identifier: "1".to_owned(),
            }],
        };
        let text = serde_json::to_string(&answer).unwrap();
        assert_eq!(text, r#"{"batchItemFailures":[{"itemIdentifier":"1"}]}"#);
    }
}
