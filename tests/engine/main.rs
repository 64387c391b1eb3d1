//! The life of engines: kept warm, watched over, bounded; and a service that outlives whatever its
//! machine does to it.

mod ahead;
mod faults;
mod harness;
mod hygiene;
mod limits;
mod queue;
mod same_bytes;
mod successor;
mod supervision;
#[path = "../support/mod.rs"]
mod support;
mod warm;
