//! How many fields a body may have, in whatever format.

use crate::error::Error;

/// Fields of one body. More are an attack on our memory, of which each takes more
/// than of the body.
pub(super) const MOST_FIELDS: usize = 10_000;

pub(super) fn too_many_fields() -> Error {
    Error::field(
        "body",
        format!("more than {MOST_FIELDS} fields; send fewer"),
    )
}
