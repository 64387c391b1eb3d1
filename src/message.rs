//! What people are told of an error: what is wrong, and what to do about it. The
//! two are members of their own in a problem's JSON, and one sentence in a log
//! and on a command line. What only the log may know is in neither.

use std::fmt;

use serde::{Deserialize, Serialize};

/// An error in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    pub detail: String,
    /// `None` where there is nothing to do, or where `detail` says it all.
    pub remedy: Option<String>,
}

/// Whose fault an error is. It decides how the error is answered and logged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blame {
    /// The request's: its caller can mend it.
    Caller,
    /// Nobody's: more is asked for than the service can do at once.
    Limit,
    /// The service's: its operator or its authors must look at it.
    Ours,
}

impl Message {
    pub fn new(detail: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self {
            detail: detail.into(),
            remedy: Some(remedy.into()),
        }
    }

    /// The same, with something said before it.
    pub fn after(self, opening: &str) -> Self {
        Self {
            detail: format!("{opening}{}", self.detail),
            ..self
        }
    }
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.detail)?;
        match &self.remedy {
            Some(remedy) => write!(f, "; {remedy}"),
            None => Ok(()),
        }
    }
}

impl From<String> for Message {
    fn from(detail: String) -> Self {
        Self {
            detail,
            remedy: None,
        }
    }
}

impl From<&str> for Message {
    fn from(detail: &str) -> Self {
        detail.to_owned().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_one_sentence_where_there_is_one_line() {
        let message = Message::new("`x` is not a length", "use 10mm");
        assert_eq!(message.to_string(), "`x` is not a length; use 10mm");
        assert_eq!(Message::from("empty").to_string(), "empty");
    }
}
