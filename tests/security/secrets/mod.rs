//! What we were started with is nobody else's to know: not in our environment,
//! not in our memory, not in the engine, not in an answer and not in the log.

use crate::support;

use rustix::process::Pid;
use support::service::Service;

mod process;
mod told;

const ENDLESS: &str = "<script>while(true){}</script>";
const KEY: &str = "Zw4keyOfTheRole";
const TOKEN: &str = "Zw4tokenOfTheRole";
const OTHERS: &str = "Zw4passwordOfADatabase";
/// One that we read.
const READ: &str = "zw4origin.example";

const ORIGIN: &str = "https://zw4origin.example";
const SECRETS: [(&str, &str); 4] = [
    ("AWS_SECRET_ACCESS_KEY", KEY),
    ("AWS_SESSION_TOKEN", TOKEN),
    ("DATABASE_URL", OTHERS),
    ("HTML2PDF_CORS_ORIGIN", ORIGIN),
];

fn with<'a>(more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    [&SECRETS[..], more].concat()
}

fn own(service: &Service) -> Pid {
    Pid::from_raw(service.pid() as i32).unwrap()
}

fn holds(bytes: &[u8], word: &str) -> bool {
    memchr::memmem::find(bytes, word.as_bytes()).is_some()
}
