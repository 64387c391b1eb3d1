//! Our own request formats, and the answers to them.
//!
//! ```text
//! request     the body, by its content type, becomes a job
//! media       Content-Type and Content-Transfer-Encoding
//! form, json, multipart    one file for each format
//! response    headers, size ceiling, report
//! ```

pub mod disposition;
mod field_count;
mod form;
#[cfg(any(test, fuzzing))]
pub mod fuzzing;
pub mod json;
mod media;
mod multipart;
pub mod request;
pub mod response;
mod values;
pub mod warnings;
