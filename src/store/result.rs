//! A result: what is known of it, and how it is read.

use bytes::Bytes;
use futures_util::stream::BoxStream;

use super::failure::Failure;

/// What whoever fetches a result is told of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    pub content_type: String,
    /// As the header of that name has it, in ASCII.
    pub disposition: String,
}

/// A result as it is read.
pub struct Stored {
    pub head: Head,
    pub bytes: u64,
    pub body: BoxStream<'static, Result<Bytes, Failure>>,
}
