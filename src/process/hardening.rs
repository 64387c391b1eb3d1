//! Keeps our environment and our memory from processes of the same user. A
//! function on Lambda is started with the keys of its role, and an engine that a
//! document has taken over could read `/proc/<us>/environ`.
//!
//! Where nothing is stored in a bucket or taken out of one, nobody needs the keys: they are not hidden
//! but forgotten. Otherwise they are kept in a place of their own, which no child inherits
//! ([`Credentials`]). What remains in memory is kept from others by the kernel, where it
//! lets us say so.

#![expect(
    unsafe_code,
    reason = "the memory of the environment is the kernel's to give and ours to overwrite"
)]

use std::ffi::{CStr, OsStr, OsString, c_char};
use std::fs::{self, File};
use std::io;
use std::ops::Range;
use std::os::unix::ffi::OsStrExt;

use rustix::process::{DumpableBehavior, geteuid, set_dumpable_behavior};

use super::credentials::Credentials;

/// Variables that we or our libraries read. All others are forgotten.
const READ: [&str; 19] = [
    "PATH",
    "TMPDIR",
    // How a panic is told, and how lines are written.
    "RUST_BACKTRACE",
    "RUST_LIB_BACKTRACE",
    "RUST_MIN_STACK",
    "TOKIO_WORKER_THREADS",
    "NO_COLOR",
    "COLUMNS",
    // What lambda_runtime and lambda_http read. Not all that begin so: new ones
    // may be keys.
    "AWS_LAMBDA_RUNTIME_API",
    "AWS_LAMBDA_FUNCTION_NAME",
    "AWS_LAMBDA_FUNCTION_VERSION",
    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
    "AWS_LAMBDA_LOG_GROUP_NAME",
    "AWS_LAMBDA_LOG_STREAM_NAME",
    "AWS_LAMBDA_LOG_FORMAT",
    "AWS_LAMBDA_LOG_LEVEL",
    "AWS_LAMBDA_INITIALIZATION_TYPE",
    "AWS_LAMBDA_MAX_CONCURRENCY",
    "AWS_LAMBDA_HTTP_IGNORE_STAGE_IN_PATH",
];
const OURS: &[u8] = b"HTML2PDF_";

/// Where results are stored, and where documents come from. The keys are for buckets alone.
const PLACES: [&str; 2] = ["HTML2PDF_STORE", "HTML2PDF_INBOX"];
const BUCKETS: [&[u8]; 3] = [b"s3:", b"gs:", b"az:"];

/// What processes of the same user learn from us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hardening {
    /// The environment that we were started with is gone from our memory.
    pub environment_wiped: bool,
    pub process: Reach,
}

/// Whether others may read our memory, our environment and our descriptors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    Enforced,
    /// The kernel refused to hold it, and the program's file does not either.
    Open,
    /// Nothing is kept from root.
    Root,
}

impl Hardening {
    pub fn environment(&self) -> &'static str {
        match self.environment_wiped {
            true => "wiped",
            false => "readable by processes of the same user",
        }
    }

    pub fn process(&self) -> &'static str {
        match self.process {
            Reach::Enforced => "unreadable",
            Reach::Open => "readable by processes of the same user",
            Reach::Root => "readable by other processes of root",
        }
    }
}

/// Does what can be done. Returns what a store of results needs, if there is one.
///
/// # Safety
/// To be called first of all: nothing has read or changed the environment yet,
/// and there is no other thread.
pub unsafe fn keep() -> (Hardening, Credentials) {
    // Refused on Lambda, as all of `prctl` is. There it is the program's file
    // that holds others off: who may not read it may not read its process.
    let _ = set_dumpable_behavior(DumpableBehavior::NotDumpable);
    // SAFETY: as promised by the caller.
    let (environment_wiped, credentials) = unsafe { wipe_environment() };
    let hardening = Hardening {
        environment_wiped,
        process: reach(),
    };
    (hardening, credentials)
}

/// Tried as another process would: even we are refused what belongs to root.
fn reach() -> Reach {
    let refused = |file: &str| {
        File::open(format!("/proc/self/{file}"))
            .is_err_and(|error| error.kind() == io::ErrorKind::PermissionDenied)
    };
    if refused("environ") && refused("mem") {
        Reach::Enforced
    } else if geteuid().is_root() {
        Reach::Root
    } else {
        Reach::Open
    }
}

/// Overwrites the memory that the kernel put our environment in, and begins a new
/// one with what is read. Returns whether nothing is left, and what a store needs.
///
/// # Safety
/// As for [`keep`].
#[expect(
    clippy::disallowed_methods,
    reason = "it begins the new environment, before there is another thread"
)]
unsafe fn wipe_environment() -> (bool, Credentials) {
    unsafe extern "C" {
        static mut environ: *mut *mut c_char;
    }
    let block = environment_block();
    let mut kept: Vec<(OsString, OsString)> = Vec::new();
    let mut credentials = Credentials::default();
    // SAFETY: the kernel made it, and nobody has changed it.
    let is_needed = unsafe { stores_in_bucket(environ) } || writes_to_bucket();
    let mut in_one_piece = true;
    // SAFETY: `environ` is a list of C strings that ends with null, or null itself.
    // The strings lie in memory of this process that may be written, as does the
    // whole block, which the kernel made for them. Nobody else uses them now, and
    // nobody will: the list is empty before new variables are set.
    unsafe {
        let mut at = environ;
        let mut next: Option<usize> = None;
        while !at.is_null() && !(*at).is_null() {
            let text = *at;
            let length = CStr::from_ptr(text).count_bytes();
            in_one_piece &= next.is_none_or(|next| next == text as usize);
            next = Some(text as usize + length + 1);
            let variable = CStr::from_ptr(text).to_bytes();
            keep_if_read(variable, &mut kept);
            if is_needed {
                keep_credential(variable, &mut credentials);
            }
            zero(text.cast(), length);
            at = at.add(1);
        }
        if !environ.is_null() {
            *environ = std::ptr::null_mut();
        }
        // What a library took out of the list before us is still in there.
        if let Some(block) = &block {
            zero(block.start as *mut u8, block.len());
        }
        for (name, value) in &kept {
            std::env::set_var(name, value);
        }
    }
    // Where nobody says where the block lies, one that has no gaps is all of it.
    (block.is_some() || in_one_piece, credentials)
}

/// Whether somebody will need keys.
///
/// # Safety
/// It is a list of C strings that ends with null, or null itself.
unsafe fn stores_in_bucket(mut environ: *const *mut c_char) -> bool {
    let mut named = [false; PLACES.len()];
    // SAFETY: as promised.
    unsafe {
        while !environ.is_null() && !(*environ).is_null() {
            let variable = CStr::from_ptr(*environ).to_bytes();
            if let Some((name, value)) = name_and_value(variable)
                && let Some(place) = PLACES.iter().position(|place| name == place.as_bytes())
                // Of two with one name the first counts.
                && !std::mem::replace(&mut named[place], true)
                && BUCKETS.iter().any(|bucket| value.starts_with(bucket))
            {
                return true;
            }
            environ = environ.add(1);
        }
    }
    false
}

/// Whether the command line names a bucket: `batch --out s3://BUCKET`.
fn writes_to_bucket() -> bool {
    let mut arguments = std::env::args_os().skip(1);
    arguments.any(|argument| {
        let argument = argument.as_bytes();
        let value = argument.strip_prefix(b"--out=").unwrap_or(argument);
        BUCKETS.iter().any(|bucket| {
            let rest = value.strip_prefix(*bucket);
            rest.is_some_and(|rest| rest.starts_with(b"//"))
        })
    })
}

fn name_and_value(variable: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = variable.iter().position(|byte| *byte == b'=')?;
    Some((&variable[..end], &variable[end + 1..]))
}

fn keep_credential(variable: &[u8], kept: &mut Credentials) {
    if let Some((name, value)) = name_and_value(variable)
        && Credentials::is_one(name)
    {
        kept.add(name, value);
    }
}

fn keep_if_read(variable: &[u8], kept: &mut Vec<(OsString, OsString)>) {
    let Some((name, value)) = name_and_value(variable) else {
        return;
    };
    let is_read = name.starts_with(OURS) || READ.iter().any(|known| known.as_bytes() == name);
    // Of two with one name the first counts.
    if is_read && !kept.iter().any(|(known, _)| known.as_bytes() == name) {
        let owned = |bytes| OsStr::from_bytes(bytes).to_owned();
        kept.push((owned(name), owned(value)));
    }
}

/// # Safety
/// The bytes may be written.
unsafe fn zero(from: *mut u8, length: usize) {
    for offset in 0..length {
        // SAFETY: as promised. Volatile, or the compiler may leave out what
        // nobody reads again.
        unsafe { from.add(offset).write_volatile(0) };
    }
}

/// Where our environment lies: what others see in `/proc/<us>/environ`. None where
/// there is no /proc, or the kernel does not say.
fn environment_block() -> Option<Range<usize>> {
    let line = fs::read_to_string("/proc/self/stat").ok()?;
    // The second field, a name in parentheses, may hold anything.
    let (_, after_name) = line.rsplit_once(") ")?;
    let mut fields = after_name.split_ascii_whitespace().skip(50 - 3);
    let mut address = || fields.next()?.parse().ok().filter(|address| *address != 0);
    let block = address()?..address()?;
    (block.start <= block.end).then_some(block)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(variables: &[&str]) -> Vec<String> {
        let mut kept = Vec::new();
        for variable in variables {
            keep_if_read(variable.as_bytes(), &mut kept);
        }
        kept.into_iter()
            .map(|(name, value)| format!("{}={}", name.display(), value.display()))
            .collect()
    }

    #[test]
    fn only_what_is_read_is_kept() {
        let read = [
            "PATH=/bin:/usr/bin",
            "HTML2PDF_DEFAULT_TITLE=a=b",
            "AWS_LAMBDA_RUNTIME_API=127.0.0.1:9001",
            "TMPDIR=",
        ];
        assert_eq!(kept(&read), read);
        let others = [
            "AWS_SECRET_ACCESS_KEY=x",
            "AWS_LAMBDA_SOME_TOKEN=x",
            "PATHS=x",
            "DATABASE_URL=postgres://u:p@h/d",
            "NO_VALUE",
            "=",
            "",
        ];
        assert!(kept(&others).is_empty());
    }

    #[test]
    fn of_two_with_one_name_the_first_counts() {
        assert_eq!(kept(&["PATH=one", "PATH=two"]), ["PATH=one"]);
    }

    #[test]
    fn the_kernel_says_where_the_environment_lies() {
        let block = environment_block().unwrap();
        let size = fs::read("/proc/self/environ").unwrap().len();
        assert_eq!(block.len(), size);
    }
}
