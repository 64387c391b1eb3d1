//! `X-Pdf-Warnings`: what the document asked for and did not get.
//!
//! A list of RFC 9651 (Structured Field Values). One member for each resource:
//!
//! ```text
//! X-Pdf-Warnings: failed-resource;url="logo.png";reason=not-found,
//!                 failed-resource;url="https://cdn.example/a.css";reason=blocked
//! ```
//! `reason` is `blocked`, `not-found` or `failed`. Addresses are ASCII: what is
//! not, is percent-encoded as UTF-8. The value has at most [`CAP`] bytes; what
//! does not fit is counted in a last member, `more;count=7`.

use http::HeaderValue;
use http::header::HeaderName;
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use crate::job::FailedResource;

pub const NAME: HeaderName = HeaderName::from_static("x-pdf-warnings");

/// Longest value, in bytes. Load balancers refuse longer headers.
pub const CAP: usize = 4096;

/// Characters that would end the quoted string or break the header.
const UNQUOTABLE: &AsciiSet = &CONTROLS.add(b'"').add(b'\\');

pub fn header(failed: &[FailedResource]) -> Option<HeaderValue> {
    const ROOM_FOR_MORE: usize = 32;
    let mut value = String::new();
    for (at, resource) in failed.iter().enumerate() {
        let url = utf8_percent_encode(&resource.url, UNQUOTABLE);
        let member = format!(
            "failed-resource;url=\"{url}\";reason={}",
            resource.reason.as_str()
        );
        let separator = if at == 0 { "" } else { ", " };
        if value.len() + separator.len() + member.len() > CAP - ROOM_FOR_MORE {
            value += &format!("{separator}more;count={}", failed.len() - at);
            break;
        }
        value += separator;
        value += &member;
    }
    (!value.is_empty()).then(|| HeaderValue::from_str(&value).expect("only visible ASCII is left"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::job::FailureReason;

    #[test]
    fn names_each_resource_and_why() {
        let failed = [
            FailedResource::new("로고 \"1\".png", FailureReason::NotFound),
            FailedResource::new("https://cdn.example/a.css?x=1", FailureReason::Blocked),
        ];
        assert_eq!(
            header(&failed).unwrap(),
            "failed-resource;url=\"%EB%A1%9C%EA%B3%A0 %221%22.png\";reason=not-found, \
             failed-resource;url=\"https://cdn.example/a.css?x=1\";reason=blocked"
        );
        assert!(header(&[]).is_none());
    }

    #[test]
    fn stays_below_its_cap_and_counts_the_rest() {
        let failed: Vec<_> = (0..500)
            .map(|n| {
                FailedResource::new(
                    &format!("https://cdn.example/{n}/{}", "가".repeat(300)),
                    FailureReason::Blocked,
                )
            })
            .collect();
        let value = header(&failed).unwrap();
        assert!(value.len() <= CAP);
        let value = value.to_str().unwrap();
        let named = value.matches("failed-resource").count();
        assert!(
            value.ends_with(&format!("more;count={}", 500 - named)),
            "{value}"
        );
    }
}
