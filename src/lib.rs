//! POST HTML, get a PDF.
//!
//! The data flows one way:
//!
//! ```text
//! doors     an event or a local HTTP request comes in       (Lambda, serve, render)
//! request   undoes the transport: base64, form, JSON, charset
//! job       what to print: documents, assets, options        (no HTTP, no flags, no I/O)
//! make      the order of the next three
//!   engine    a workspace, an argument list, a supervised process, a verdict
//!   finish    what is done to a PDF once it is printed
//!   picture   a page as an image
//! response  headers, file name, size ceiling, report, problem+json
//! ```
//!
//! `handler` tells that story on one screen. `request`, `engine` and `response`
//! do not know each other; all three know `job`, `limits` and `error`; `finish` and
//! `picture` know nobody. The environment is read in `config` and nowhere else.

pub mod config;
pub mod doctor;
pub mod doors;
pub mod engine;
pub mod error;
pub mod finish;
pub mod handler;
pub mod health;
pub mod job;
pub mod limits;
pub mod make;
pub mod picture;
pub mod reference;
pub mod request;
pub mod response;
pub mod secrets;
