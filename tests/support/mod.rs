//! What the tests share. Each test program uses a part of it.
#![allow(dead_code, reason = "each test program uses a part of it")]

pub mod argv;
pub mod bucket;
pub mod bundle;
pub mod child;
pub mod clock;
pub mod disk;
pub mod documents;
pub mod empty_root;
pub mod events;
pub mod file_host;
pub mod host;
pub mod hostile;
pub mod lacks;
pub mod pdf;
pub mod png;
pub mod proc;
pub mod runtime_api;
pub mod service;
pub mod stderr;
pub mod wait;
