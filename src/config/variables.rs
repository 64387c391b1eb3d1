//! The names of all settings, with their meanings and defaults.

use crate::job::limits;

use super::jobs::*;
use super::network::*;
use super::store::*;

pub(super) const ENGINE: &str = "HTML2PDF_ENGINE";
pub(super) const ENGINE_MODE: &str = "HTML2PDF_ENGINE_MODE";
pub(super) const TIMEOUT: &str = "HTML2PDF_TIMEOUT";
pub(super) const CONCURRENCY: &str = "HTML2PDF_CONCURRENCY";
pub(super) const QUEUE: &str = "HTML2PDF_QUEUE";
pub(super) const MAX_REQUEST_BYTES: &str = "HTML2PDF_MAX_REQUEST_BYTES";
pub(super) const RESPONSE: &str = "HTML2PDF_RESPONSE";
pub(super) const CORS_ORIGIN: &str = "HTML2PDF_CORS_ORIGIN";
pub(super) const SANDBOX: &str = "HTML2PDF_SANDBOX";
pub(super) const TEMP_DIR: &str = "HTML2PDF_TEMP_DIR";
pub(super) const LOG: &str = "HTML2PDF_LOG";
/// And the name of an option in capitals: `HTML2PDF_DEFAULT_PAGE_SIZE`.
pub(super) const DEFAULT: &str = crate::job::options::DEFAULT_VARIABLE;

/// Name, meaning and default of every variable, as `--help` shows them.
pub const VARIABLES: &[(&str, &str, &str)] = &[
    (
        ENGINE,
        "An engine bundle, or a wkhtmltopdf executable",
        "the bundle beside the program, then wkhtmltopdf on PATH",
    ),
    (
        ENGINE_MODE,
        "warm, or spawn: each document starts an engine of its own, and waits for it",
        "warm",
    ),
    (TIMEOUT, "Longest time for one document", "25s"),
    (
        CONCURRENCY,
        "Documents printed at once; more wait",
        "number of processors",
    ),
    (
        QUEUE,
        "Documents that may wait; one more is answered 503 at once",
        "100",
    ),
    (
        RESPONSE,
        "How Lambda is answered: buffered, or stream: up to 200 MB, by a Function URL or a REST API that streams",
        "buffered",
    ),
    (
        MAX_REQUEST_BYTES,
        "Largest request body, and largest document in it",
        "33554432",
    ),
    (
        limits::MAX_CPU_TIME,
        "Longest time of the processor for one document",
        "as HTML2PDF_TIMEOUT",
    ),
    (
        limits::MAX_MEMORY,
        "Address space of an engine, in bytes",
        "2147483648; on Lambda three quarters of the function's",
    ),
    (
        limits::MAX_THREADS,
        "Threads that an engine may start",
        "64",
    ),
    (limits::MAX_PDF_BYTES, "Largest PDF", "200000000"),
    (
        limits::MAX_WORKSPACE_BYTES,
        "Documents, files and PDF of one job",
        "400000000",
    ),
    (limits::MAX_PAGES, "Most pages", "10000"),
    (
        limits::MAX_ASSETS,
        "Most files beside the documents",
        "1000",
    ),
    (
        limits::MAX_IMAGE_PIXELS,
        "Pixels of all pictures of one job",
        "100000000",
    ),
    (
        limits::MAX_NESTING,
        "How deep elements may be nested",
        "4000",
    ),
    (
        STORE,
        "Where results wait for whoever has a link to them: s3://BUCKET/PREFIX, gs://BUCKET/PREFIX, az://CONTAINER/PREFIX, or file:///FOLDER",
        "none",
    ),
    (
        STORE_TTL,
        "How long such a link holds, from 1s to 7d; in a folder the results are then removed",
        "1h",
    ),
    (
        STORE_HTTP,
        "on: the endpoint of the store may be spoken with without TLS, such as an emulator on this machine",
        "off",
    ),
    (
        INBOX,
        "On Lambda: documents of HTML that are put there are printed, beside them: s3://BUCKET/PREFIX",
        "none",
    ),
    (
        CORS_ORIGIN,
        "Origin whose pages may call the service, or *",
        "none",
    ),
    (
        NETWORK,
        "What documents reach: off, allowlist, public (any public address), or unguarded: whatever this machine reaches, so only for your own",
        "public",
    ),
    (
        NETWORK_HOSTS,
        "Hosts of the allowlist, such as cdn.example.com, *.example.com",
        "none",
    ),
    (
        NETWORK_TIMEOUT,
        "Longest time for one remote resource",
        "5s",
    ),
    (
        NETWORK_TIME,
        "Longest time in which a job waits for remote resources, half of what it has at most",
        "10s",
    ),
    (NETWORK_REQUESTS, "Most remote resources of a job", "200"),
    (
        NETWORK_BYTES,
        "Largest remote resource, in bytes",
        "16777216",
    ),
    (
        NETWORK_JOB_BYTES,
        "Bytes of all remote resources of a job",
        "67108864",
    ),
    (
        CA_FILE,
        "PEM file with certificates of authorities that are believed beside the public ones",
        "none",
    ),
    (
        CACHE_BYTES,
        "Bytes of remote resources that are kept for all documents, if their hosts allow it; 0 keeps none",
        "67108864",
    ),
    (
        SANDBOX,
        "auto: what the kernel grants around the engine; require:landlock,seccomp,...: refuse to start without; or off",
        "auto",
    ),
    (
        STATE_DIR,
        "Folder that lasts, in which jobs wait (POST /jobs), with their requests and results",
        "none: no jobs wait",
    ),
    (
        JOBS_QUEUE,
        "On Lambda: the queue of SQS that names jobs that wait; they are in HTML2PDF_STORE, a bucket of S3",
        "none: no jobs wait",
    ),
    (
        JOBS_KEEP,
        "How long a job that has ended is kept, with its result: 1s to 366d",
        "24h",
    ),
    (
        JOBS_WAITING,
        "Jobs that may wait; one more is answered 503",
        "1000000",
    ),
    (
        JOBS_ATTEMPTS,
        "How often a job is begun that could have been printed, and was not",
        "3",
    ),
    (
        WEBHOOK_SECRET,
        "What webhooks are signed with, as Standard Webhooks have it: whsec_ and base64",
        "none: there are no webhooks",
    ),
    (TEMP_DIR, "Where documents are worked on", "TMPDIR, or /tmp"),
    (LOG, "error, warn, info, debug or trace", "info"),
    (
        "HTML2PDF_DEFAULT_...",
        "Default of an option, such as HTML2PDF_DEFAULT_PAGE_SIZE=Letter",
        "that of the option",
    ),
];
