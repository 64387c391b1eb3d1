//! Signals as a program expects them: what a parent ignores or blocks, its
//! children inherit, through every exec.
//!
//! Python ignores SIGXFSZ. An engine that inherits this is not ended by the limit
//! of its PDF: it writes half a PDF, and says nothing. A parent that ignores
//! SIGCHLD has its children's exit status thrown away. What a parent blocks never
//! arrives, SIGTERM among it.

#![expect(unsafe_code, reason = "rustix changes no dispositions")]

use std::ffi::c_int;
use std::io;
use std::mem::MaybeUninit;
use std::ptr;

/// Those that limits, deadlines and the wait for children rest on. Not SIGHUP,
/// SIGINT and SIGQUIT: `nohup` and shells ignore them on purpose. SIGPIPE is
/// ignored by Rust in this process, and reset by Rust in its children.
const DEFAULT: [c_int; 4] = [libc::SIGXCPU, libc::SIGXFSZ, libc::SIGALRM, libc::SIGCHLD];

/// Takes back what a parent ignored or blocked, for us and for all children. To be
/// called before there is another thread: each inherits the mask of its own.
pub fn reset_inherited() -> io::Result<()> {
    for signal in DEFAULT {
        // SAFETY: zero is a valid `sigaction`: the default, no flags, no signals
        // blocked.
        let default: libc::sigaction = unsafe { MaybeUninit::zeroed().assume_init() };
        // SAFETY: the pointer is valid, and no handler is set that could be unsound.
        succeeded(unsafe { libc::sigaction(signal, &default, ptr::null_mut()) })?;
    }
    let mut none = MaybeUninit::uninit();
    // SAFETY: `sigemptyset` fills the set in, and `sigprocmask` reads it.
    succeeded(unsafe {
        libc::sigemptyset(none.as_mut_ptr());
        libc::sigprocmask(libc::SIG_SETMASK, none.as_ptr(), ptr::null_mut())
    })
}

fn succeeded(result: c_int) -> io::Result<()> {
    match result {
        0 => Ok(()),
        _ => Err(io::Error::last_os_error()),
    }
}
