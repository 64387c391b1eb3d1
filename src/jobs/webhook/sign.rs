//! Signatures of the Standard Webhooks: whoever is told can see that it was this service that told.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use ring::hmac::{HMAC_SHA256, Key, sign};

use crate::config::jobs::Secret;

/// What is signed.
#[derive(Clone, Copy)]
pub struct Message<'a> {
    /// The same each time the same is told: who has been told it twice knows.
    pub id: &'a str,
    /// In seconds since 1970. Who is told refuses what is old.
    pub timestamp: i64,
    pub body: &'a [u8],
}

/// The value of `webhook-signature`.
pub fn signature(secret: &Secret, message: Message<'_>) -> String {
    let Message {
        id,
        timestamp,
        body,
    } = message;
    let mut signed = format!("{id}.{timestamp}.").into_bytes();
    signed.extend_from_slice(body);
    let tag = sign(&Key::new(HMAC_SHA256, &secret.0), &signed);
    format!("v1,{}", BASE64_STANDARD.encode(tag))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_that_of_the_standard_s_own_example() {
        // From the specification's libraries.
        let secret = Secret(
            BASE64_STANDARD
                .decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
                .unwrap(),
        );
        let message = Message {
            id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
            timestamp: 1_614_265_330,
            body: br#"{"test": 2432232314}"#,
        };
        assert_eq!(
            signature(&secret, message),
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
        );
    }
}
