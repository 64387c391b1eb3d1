//! The name of a job. Who knows it may see the job and its result, so it cannot be guessed.

use std::fmt;

use anyhow::{Context, Result};

/// 128 random bits, written as 32 letters.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct JobId(u128);

impl JobId {
    pub fn new() -> Result<Self> {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes).context("the kernel gives no random numbers")?;
        Ok(Self(u128::from_be_bytes(bytes)))
    }

    /// Reads one as it is written, and in no other way: it is a name of files too.
    pub fn parse(text: &str) -> Option<Self> {
        let is_plain = text.len() == 32
            && text
                .bytes()
                .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        let number = is_plain.then(|| u128::from_str_radix(text, 16).ok())??;
        Some(Self(number))
    }
}

impl fmt::Display for JobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

impl fmt::Debug for JobId {
    /// Its beginning alone: the log is read by others than its caller.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08x}", self.0 >> 96)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_read_as_it_is_written_and_in_no_other_way() {
        let id = JobId::new().unwrap();
        assert_eq!(JobId::parse(&id.to_string()), Some(id));
        assert_ne!(id, JobId::new().unwrap());
        let upper = "ABCDEF0123456789ABCDEF0123456789";
        assert!(JobId::parse(&upper.to_lowercase()).is_some());
        for text in ["", "pdf", upper, "+bcdef0123456789abcdef0123456789"] {
            assert_eq!(JobId::parse(text), None, "{text}");
        }
    }

    #[test]
    fn the_log_has_too_little_of_it_to_ask_for_the_job() {
        let id = JobId::parse("0123456789abcdef0123456789abcdef").unwrap();
        assert_eq!(format!("{id:?}"), "01234567");
    }
}
