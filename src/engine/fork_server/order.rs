//! What a child is told: all with which an engine would be started from its file.

use std::os::unix::ffi::OsStrExt;

use tokio::time::Instant;

use crate::process::group::Invocation;

/// An invocation as the child reads it. `None` for one with which no process can be
/// started: the caller then tries it from the engine's file, and exec says why.
pub fn order(invocation: &Invocation, deadline: Instant) -> Option<Vec<u8>> {
    /// How much longer than its deadline a child lives whose service was killed.
    const GRACE: u64 = 3;
    /// The kernel's limits of one argument and of all of them.
    const LONGEST_TEXT: usize = 128 << 10;
    const LONGEST: usize = 2 << 20;

    let mut texts = Vec::new();
    let mut fits = true;
    let mut put = |parts: &[&[u8]]| {
        let from = texts.len();
        for part in parts {
            fits &= !part.contains(&0);
            texts.extend_from_slice(part);
        }
        texts.push(0);
        fits &= texts.len() - from <= LONGEST_TEXT && texts.len() <= LONGEST;
    };
    put(&[invocation.folder.as_os_str().as_bytes()]);
    for (name, value) in &invocation.environment {
        put(&[name.as_bytes(), b"=", value.as_bytes()]);
    }
    put(&[b"wkhtmltopdf"]);
    for argument in &invocation.arguments {
        put(&[argument.as_bytes()]);
    }
    if !fits {
        return None;
    }
    let left = deadline.saturating_duration_since(Instant::now());
    let head = [
        texts.len() as u64,
        left.as_secs() + GRACE,
        invocation.environment.len() as u64,
        invocation.arguments.len() as u64 + 1,
    ];
    let mut order = Vec::new();
    for number in head {
        order.extend_from_slice(&u32::try_from(number).ok()?.to_ne_bytes());
    }
    order.append(&mut texts);
    Some(order)
}

#[cfg(test)]
mod tests {
    use super::*;

    use std::time::Duration;

    fn invocation(argument: &str) -> Invocation {
        Invocation {
            program: "x".into(),
            loader: Vec::new(),
            arguments: vec!["--title".into(), argument.into()],
            environment: vec![("TZ", "UTC".into())],
            folder: "/".into(),
            resource_limits: None,
        }
    }

    #[test]
    fn an_order_is_what_a_process_could_be_started_with() {
        let at = Instant::now() + Duration::from_secs(2);
        let order = |argument: &str| order(&invocation(argument), at);
        let texts = b"/\0TZ=UTC\0wkhtmltopdf\0--title\0\0";
        assert_eq!(order("").unwrap()[16..], texts[..]);
        // It would be another argument, and the last one would be lost.
        assert_eq!(order("a\0--enable-local-file-access"), None);
        assert!(order(&"x".repeat(100 << 10)).is_some());
        assert_eq!(order(&"x".repeat(128 << 10)), None);
    }
}
