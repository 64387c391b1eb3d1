//! Hostile documents, the room they are tried in, and what would show that one of them got through.
//!
//! ```text
//! room      a network that is all loopback, under the names and addresses of the world
//! canary    servers, a resolver and files that nobody should reach
//! corpus    tests/hostile/corpus: the documents, and what is expected of each
//! bombs     documents that are too large to be files
//! shared    another corpus, in a folder beside this checkout
//! evidence  what of the canaries is found in an answer
//! watch     and what of it must not be
//! bare      the engine alone: without our library, without our flags
//! ```

pub mod bare;
pub mod bombs;
pub mod canary;
pub mod corpus;
pub mod evidence;
pub mod room;
pub mod shared;
pub mod watch;
