//! Messages to queues of SQS, which have the keys, the region and the way to the host with buckets of S3 in common. One
//! call of theirs is needed, in JSON, and so no client of AWS's.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderValue};
use http::{Method, Request, StatusCode};
use http_body_util::BodyExt;
use object_store::aws::{AmazonS3, AwsAuthorizer, AwsCredentialProvider};
use object_store::client::{HttpClient, HttpConnector};
use object_store::{ClientOptions, Error};
use serde_json::{Value, json};
use tokio::time::{Instant, sleep, timeout_at};
use url::Url;

use super::client::{Connector, Way};
use super::failure::Failure;
use super::settings::StoreSettings;

/// How often it is tried.
const TRIES: u32 = 4;

/// The longest that a queue holds a message back.
const LONGEST_DELAY: Duration = Duration::from_secs(15 * 60);

pub struct Sender {
    client: HttpClient,
    keys: AwsCredentialProvider,
    region: String,
}

impl std::fmt::Debug for Sender {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sender")
    }
}

/// What is sent to a queue.
pub struct Message<'a> {
    pub queue: &'a Url,
    pub text: &'a str,
    /// It is not delivered before; at most as long as a queue holds one back.
    pub delay: Duration,
}

impl Sender {
    pub fn new(
        bucket: &AmazonS3,
        settings: &StoreSettings,
        connector: &Connector,
    ) -> Result<Self, Error> {
        let options = ClientOptions::new().with_allow_http(settings.may_be_plain);
        let given = |name| settings.credentials.get(name);
        let region = given("AWS_REGION").or_else(|| given("AWS_DEFAULT_REGION"));
        Ok(Self {
            client: connector.connect(&options)?,
            keys: bucket.credentials().clone(),
            region: region.unwrap_or("us-east-1").to_owned(),
        })
    }

    /// Sends a message. When this returns, the queue has it.
    pub async fn send(
        &self,
        way: &Arc<Way>,
        message: &Message<'_>,
        until: Instant,
    ) -> Result<(), Failure> {
        let body = json!({
            "QueueUrl": message.queue.as_str(),
            "MessageBody": message.text,
            // In whole seconds, and not too early.
            "DelaySeconds": message.delay.min(LONGEST_DELAY).as_millis().div_ceil(1000) as u64,
        });
        let body = Bytes::from(body.to_string());
        let host = &message.queue[..url::Position::BeforePath];
        let host = format!("{host}/");
        let _share = way.share();
        let sending = way.drive(async {
            let mut tries = 1;
            loop {
                let sent = self.send_once(&host, body.clone()).await;
                let failed = match sent {
                    Ok((status, _)) if status.is_success() => return Ok(()),
                    Ok((status, answer)) => refusal(status, &answer),
                    Err(failure) => failure,
                };
                if !matches!(failed, Failure::Unavailable(_)) || tries == TRIES {
                    return Err(failed);
                }
                sleep(Duration::from_millis(100) * tries.pow(2)).await;
                tries += 1;
            }
        });
        let (sent, _) = timeout_at(until, sending)
            .await
            .map_err(|_| Failure::TimedOut)?;
        sent
    }

    /// What the queue answered.
    async fn send_once(&self, host: &str, body: Bytes) -> Result<(StatusCode, Bytes), Failure> {
        let unreachable = |error: &dyn std::fmt::Display| Failure::Unavailable(error.to_string());
        let keys = self.keys.get_credential().await;
        let keys = keys.map_err(|error| Failure::Refused(error.to_string()))?;
        let mut request = Request::new(body.into());
        *request.method_mut() = Method::POST;
        *request.uri_mut() = host
            .parse()
            .map_err(|_| Failure::Refused("the queue's address is none".to_owned()))?;
        let headers = request.headers_mut();
        let json = HeaderValue::from_static("application/x-amz-json-1.0");
        headers.insert(CONTENT_TYPE, json);
        let action = HeaderValue::from_static("AmazonSQS.SendMessage");
        headers.insert("x-amz-target", action);
        let signer = AwsAuthorizer::new(&keys, "sqs", &self.region);
        signer
            .try_authorize(&mut request, None)
            .map_err(|error| Failure::Refused(error.to_string()))?;
        let answer = self.client.execute(request).await;
        let answer = answer.map_err(|error| unreachable(&error))?;
        let status = answer.status();
        let body = answer.into_body().collect().await;
        let body = body.map_err(|error| unreachable(&error))?;
        Ok((status, body.to_bytes()))
    }
}

fn refusal(status: StatusCode, answer: &[u8]) -> Failure {
    let told: Value = serde_json::from_slice(answer).unwrap_or_default();
    let kind = told["__type"].as_str().unwrap_or_default();
    let kind = kind.rsplit('#').next().unwrap_or_default();
    let why = crate::text::log_excerpt(&format!("the queue answered {status} {kind}"));
    let again = status.is_server_error()
        || status == StatusCode::TOO_MANY_REQUESTS
        || kind.contains("Throttl");
    match again {
        true => Failure::Unavailable(why),
        false => Failure::Refused(why),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_queue_refuses_is_told_by_its_word_for_it() {
        let gone = br#"{"__type": "com.amazonaws.sqs#QueueDoesNotExist", "message": "secret"}"#;
        let refused = refusal(StatusCode::BAD_REQUEST, gone);
        let text = refused.to_string();
        assert!(matches!(refused, Failure::Refused(_)), "{text}");
        assert!(
            text.contains("QueueDoesNotExist") && !text.contains("secret"),
            "{text}"
        );
        let busy = refusal(
            StatusCode::BAD_REQUEST,
            br#"{"__type": "RequestThrottled"}"#,
        );
        assert!(matches!(busy, Failure::Unavailable(_)));
        let down = refusal(StatusCode::SERVICE_UNAVAILABLE, b"<html>");
        assert!(matches!(down, Failure::Unavailable(_)));
    }
}
