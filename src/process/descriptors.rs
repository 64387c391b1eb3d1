//! Descriptors that we were started with stay with us: no child gets them.

#![expect(
    unsafe_code,
    reason = "rustix has no close_range, and lends no number that may not be open"
)]

use std::ffi::{c_int, c_uint};
use std::fs;

/// The first after standard input, output and error.
const FIRST: c_uint = 3;

/// Marks every descriptor that is open now, but for the three standard ones, as
/// closed on exec. All that we open later are so from the start.
pub fn keep_to_ourselves() {
    if !mark_by_range() {
        mark_one_by_one();
    }
}

/// Since Linux 5.11; the kernel of Lambda is 5.10, and a filter may refuse it.
fn mark_by_range() -> bool {
    // SAFETY: it takes three numbers, and changes a flag of descriptors. Those who
    // own them do not see it.
    let result = unsafe {
        libc::syscall(
            libc::SYS_close_range,
            FIRST,
            c_uint::MAX,
            libc::CLOSE_RANGE_CLOEXEC,
        )
    };
    result == 0
}

fn mark_one_by_one() {
    let numbers: Vec<c_int> = match fs::read_dir("/proc/self/fd") {
        // One of them is that of the listing, and closed by now.
        Ok(listing) => listing
            .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
            .collect(),
        Err(_) => (0..1024).collect(),
    };
    for number in numbers
        .into_iter()
        .filter(|number| *number >= FIRST as c_int)
    {
        // SAFETY: it takes numbers, and changes a flag of the descriptor. Where
        // none has this number it fails, with EBADF.
        unsafe { libc::fcntl(number, libc::F_SETFD, libc::FD_CLOEXEC) };
    }
}

#[cfg(test)]
#[expect(
    clippy::disallowed_methods,
    reason = "tests look into children of theirs"
)]
mod tests {
    use super::*;
    use rustix::io::{FdFlags, fcntl_dupfd_cloexec, fcntl_setfd};
    use std::os::fd::AsRawFd;
    use std::process::Command;

    /// Descriptors of a child.
    fn inherited() -> Vec<c_int> {
        let listed = Command::new("ls").arg("/proc/self/fd").output().unwrap();
        let listed = String::from_utf8(listed.stdout).unwrap();
        listed.lines().map(|line| line.parse().unwrap()).collect()
    }

    #[test]
    fn what_our_parent_left_open_is_not_inherited_by_a_child() {
        for mark in [|| assert!(mark_by_range()), mark_one_by_one] {
            let file = fs::File::open("/etc/hostname").unwrap();
            // A number that the child does not use for what it opens itself.
            let file = fcntl_dupfd_cloexec(&file, 500).unwrap();
            fcntl_setfd(&file, FdFlags::empty()).unwrap();
            let number = file.as_raw_fd();
            assert!(inherited().contains(&number));
            mark();
            assert!(!inherited().contains(&number));
        }
    }
}
