//! Jobs that wait: taken now, printed when there is room, kept for whoever asks for them.
//!
//! ```text
//! desk      where they wait: in a folder of this machine, or in a bucket
//! cloud     in a bucket, named by messages of a queue: on Lambda
//! office    in a folder: takes jobs, tells of them, removes them
//! printing  one attempt at one of them
//! runner    prints them, one after the other, as far as other requests leave room
//! webhook   tells their callers when they have ended
//! keeper    removes what nobody needs any more
//! ledger    which jobs there are, and how far each is: in SQLite
//! folder    their requests and results, as files
//! record    one of them, and its values
//! shown     what is told of one
//! id, clock, moment   names that nobody guesses, and times that do not run back
//! ```
//! The state folder is locked by the service that has it, and the kernel takes that lock away with the
//! process: no clock says whether who works on a job is still alive (docs/decisions/0035).

pub mod clock;
pub mod cloud;
pub mod desk;
mod folder;
pub mod id;
pub mod keeper;
mod ledger;
pub mod moment;
pub mod office;
pub mod printing;
pub mod record;
pub mod runner;
pub mod shown;
pub mod webhook;
