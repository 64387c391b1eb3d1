//! What must hold of an event, whatever its bytes are.

use crate::api::native::fuzzing::{check, read_parts};

use super::event::{mend_address, take_body};

use lambda_http::request::LambdaRequest;
use std::panic::catch_unwind;

/// The event as JSON.
pub fn event(data: &[u8]) {
    let Ok(mut event) = serde_json::from_slice::<LambdaRequest>(data) else {
        return;
    };
    // The request itself, which its own format reads.
    if matches!(event, LambdaRequest::PassThrough(_)) {
        return;
    }
    let body = take_body(&mut event);
    mend_address(&mut event);
    let Ok(request) = catch_unwind(|| lambda_http::Request::from(event)) else {
        return;
    };
    let (parts, rest) = request.into_parts();
    assert!(rest.is_empty(), "the body was taken out");
    match body {
        Ok(body) => check(&body, &read_parts(&parts, &body)),
        Err(error) => check(b"", &Err(error)),
    }
}
