//! What hosts say that break the rules of HTTP/2 for as long as anybody listens: also for the tests of
//! the client (`src/fetch/tests`).

/// Names, what is said first, behind the request, and then without an end.
pub const FLOODS: [(&str, &[u8], &[u8]); 8] = [
    ("ping", b"", b"\0\0\x08\x06\0\0\0\0\0pingpong"),
    ("settings", b"", b"\0\0\x06\x04\0\0\0\0\0\0\x03\0\0\0\x64"),
    (
        "continuation",
        BEGUN,
        b"\0\0\x05\x09\0\0\0\0\x01\x40\x01a\x01b",
    ),
    ("empty", HEAD, b"\0\0\0\0\0\0\0\0\x01"),
    ("window", b"", b"\0\0\x04\x08\0\0\0\0\0\x7f\xff\xff\xff"),
    ("push", b"", b"\0\0\x05\x05\x04\0\0\0\x01\0\0\0\x02\x82"),
    ("reset", HEAD, b"\0\0\x04\x03\0\0\0\0\x01\0\0\0\x08"),
    ("away", b"", b"\0\0\x08\x07\0\0\0\0\0\0\0\0\0\0\0\0\x0b"),
];

/// What comes before anything else.
pub const SETTINGS: &[u8] = b"\0\0\0\x04\0\0\0\0\0";

/// A head that has begun, on the stream of the first request.
const BEGUN: &[u8] = b"\0\0\x01\x01\0\0\0\0\x01\x88";

/// One that is whole, before a body.
const HEAD: &[u8] = b"\0\0\x01\x01\x04\0\0\0\x01\x88";
