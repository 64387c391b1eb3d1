//! Jobs that wait in a bucket of S3, and are named by messages of a queue of SQS: on Lambda, where no folder lasts and
//! nothing runs between two events.
//!
//! ```text
//! sheet   what is kept of a job in the bucket, and how it is changed by one at a time
//! office  takes jobs, tells of them, removes them
//! turn    does what is due of a job that a message names
//! call    tells its caller
//! ```
//! A message says which job is to be looked at, and nothing of what is to be done: that is what the bucket says. So it
//! does no harm that a queue brings one twice, or late (docs/decisions/0038).

mod call;
pub mod office;
mod sheet;
pub mod turn;
