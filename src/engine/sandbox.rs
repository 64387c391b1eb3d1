//! What is enforced on the engine: by the guard, a library of ours inside it
//! (`preload/guard.h`), and by the kernel's sandbox, as far as there is one.
//!
//! Both are asked once, at start-up, before anything is printed: a guard that
//! does not answer is not there, and what the kernel refuses is not counted on.

use crate::config::sandbox::{PARTS, Sandbox};

use std::ffi::OsString;

use anyhow::{Result, anyhow, bail};

/// Those that the fork server enters for all its children. The others are made for
/// one job.
const SHARED: [&str; 2] = ["no_new_privs", "network_namespace"];

/// What the engine exits with when a part that is required is refused after all.
pub const NO_SANDBOX: i32 = 76;

/// What is enforced, as it was found.
#[derive(Clone, Debug)]
pub struct SandboxStatus {
    pub is_guarded: bool,
    /// Each part, and the error number with which it was refused, or 0. Empty where
    /// there is no guard that could enter it.
    parts: Vec<(&'static str, i32)>,
    sandbox: Sandbox,
}

/// What came of a part of the sandbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Enforcement {
    Enforced,
    /// The operator does not want it.
    Off,
    Refused,
}

impl Enforcement {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Enforced => "held",
            Self::Off => "off",
            Self::Refused => "refused",
        }
    }
}

impl SandboxStatus {
    /// Of an engine in which there is no guard.
    pub fn none(sandbox: Sandbox) -> Self {
        Self {
            is_guarded: false,
            parts: Vec::new(),
            sandbox,
        }
    }

    /// Reads the guard's answer to our nonce from what the engine printed.
    pub fn from_handshake(said: &str, nonce: &str, sandbox: Sandbox) -> Self {
        let opening = format!("html2pdf guard {nonce} on ");
        let Some(answer) = said.lines().find_map(|line| line.strip_prefix(&opening)) else {
            return Self::none(sandbox);
        };
        let told = |part: &str| {
            let told = answer.split(' ').filter_map(|told| told.split_once('='));
            let mut numbers = told.filter(|(name, _)| *name == part);
            numbers.next().and_then(|(_, number)| number.parse().ok())
        };
        let parts = PARTS.iter().filter_map(|part| Some((*part, told(part)?)));
        Self {
            is_guarded: true,
            parts: parts.collect(),
            sandbox,
        }
    }

    /// Each part of the sandbox, and what came of it.
    pub fn parts(&self) -> impl Iterator<Item = (&'static str, Enforcement)> {
        PARTS.iter().map(|part| (*part, self.enforcement(part)))
    }

    /// The names of the parts of which that came, with blanks between.
    pub fn names(&self, wanted: Enforcement) -> String {
        let parts = self
            .parts()
            .filter(|(_, enforcement)| *enforcement == wanted);
        parts.map(|(name, _)| name).collect::<Vec<_>>().join(" ")
    }

    pub fn guard(&self) -> &'static str {
        if self.is_guarded { "on" } else { "off" }
    }

    fn enforcement(&self, part: &str) -> Enforcement {
        let refusal = self.parts.iter().find(|(name, _)| *name == part);
        match (&self.sandbox, refusal) {
            (Sandbox::Off, _) => Enforcement::Off,
            (_, Some((_, 0))) => Enforcement::Enforced,
            _ => Enforcement::Refused,
        }
    }

    /// Fails where the operator requires what is not to be had.
    pub fn suffices(&self) -> Result<()> {
        let Sandbox::AsGranted { required } = &self.sandbox else {
            return Ok(());
        };
        let mut missing = required.iter();
        let Some(part) = missing.find(|part| self.enforcement(part) != Enforcement::Enforced)
        else {
            return Ok(());
        };
        let refusal = self.parts.iter().find(|(name, _)| name == part);
        let why = match refusal {
            Some((_, number)) => anyhow!(std::io::Error::from_raw_os_error(*number)),
            None => anyhow!("the engine has no guard that could ask for it"),
        };
        bail!(
            "HTML2PDF_SANDBOX requires {part}, and it is not to be had here: {why}; \
             take it out, or run where the kernel grants it"
        )
    }

    /// What a job's engine shall enter.
    pub fn for_job(&self) -> Option<OsString> {
        self.asked_for(&PARTS)
    }

    /// What the fork server shall enter.
    pub fn for_fork_server(&self) -> Option<OsString> {
        self.asked_for(&SHARED)
    }

    fn asked_for(&self, among: &[&'static str]) -> Option<OsString> {
        let Sandbox::AsGranted { required } = &self.sandbox else {
            return None;
        };
        let enforced = among
            .iter()
            .filter(|part| self.enforcement(part) == Enforcement::Enforced);
        let asked: Vec<_> = enforced
            .map(|part| {
                let must = if required.contains(part) { "!" } else { "" };
                format!("{part}{must}")
            })
            .collect();
        (!asked.is_empty()).then(|| asked.join(" ").into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AUTO: Sandbox = Sandbox::AsGranted {
        required: Vec::new(),
    };

    #[test]
    fn a_guard_that_does_not_know_the_nonce_is_none() {
        let said = "html2pdf guard 12ab on no_new_privs=0 landlock=1\nwkhtmltopdf 0.12.6.1";
        let here = SandboxStatus::from_handshake(said, "12ab", AUTO);
        assert!(here.is_guarded);
        assert_eq!(here.enforcement("no_new_privs"), Enforcement::Enforced);
        assert_eq!(here.enforcement("landlock"), Enforcement::Refused);
        // It was not even tried.
        assert_eq!(here.enforcement("seccomp"), Enforcement::Refused);
        assert!(!SandboxStatus::from_handshake(said, "12ac", AUTO).is_guarded);
        let off = "html2pdf guard 12ab off no_new_privs=0";
        assert!(!SandboxStatus::from_handshake(off, "12ab", AUTO).is_guarded);
    }

    #[test]
    fn only_what_is_enforced_is_asked_for_and_what_is_required_must_be() {
        let said = "html2pdf guard 1 on no_new_privs=0 network_namespace=0 landlock=95 seccomp=0\n";
        let with =
            |wanted| SandboxStatus::from_handshake(said, "1", Sandbox::read(wanted).unwrap());
        assert_eq!(
            with("require:seccomp").for_job().unwrap(),
            "no_new_privs network_namespace seccomp!"
        );
        assert_eq!(
            with("auto").for_fork_server().unwrap(),
            "no_new_privs network_namespace"
        );
        assert_eq!(with("off").for_job(), None);
        assert!(with("require:seccomp").suffices().is_ok());
        let refused = with("require:landlock").suffices().unwrap_err().to_string();
        assert!(refused.contains("requires landlock"), "{refused}");
        assert!(
            SandboxStatus::none(Sandbox::read("require:seccomp").unwrap())
                .suffices()
                .is_err()
        );
    }
}
