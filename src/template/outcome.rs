//! What comes of a template: its text, or why there is none, and where.

use std::io;

use serde::{Deserialize, Serialize};

use crate::message::Message;

use super::missing::Missing;

/// Bytes that a filled template has at most.
pub const MOST_BYTES: usize = 32 << 20;

/// A template whose gaps are filled.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filled {
    pub text: String,
    pub missing: Vec<Missing>,
}

/// Why a template could not be filled, and where. Lines and columns begin with 1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    pub line: Option<usize>,
    pub column: Option<usize>,
    pub message: Message,
}

impl Fault {
    /// What is said of the field that has the template.
    pub fn message(self) -> Message {
        match (self.line, self.column) {
            (Some(line), Some(column)) => self
                .message
                .after(&format!("line {line}, column {column}: ")),
            (Some(line), None) => self.message.after(&format!("line {line}: ")),
            _ => self.message,
        }
    }

    fn nowhere(message: impl Into<Message>) -> Self {
        Self {
            line: None,
            column: None,
            message: message.into(),
        }
    }

    pub fn too_long() -> Self {
        Self::nowhere(Message::new(
            format!("the filled template has more than {} MB", MOST_BYTES >> 20),
            "loop over less, or split it",
        ))
    }
}

/// Takes what is written, up to [`MOST_BYTES`].
#[derive(Default)]
pub struct Bounded {
    pub bytes: Vec<u8>,
    pub is_over: bool,
}

impl io::Write for &mut Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.bytes.len() + bytes.len() > MOST_BYTES {
            self.is_over = true;
            return Err(io::ErrorKind::WriteZero.into());
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What a library says of a fault, on one line and not too long.
pub fn said(text: &str) -> String {
    const LONGEST: usize = 300;
    let words: Vec<_> = text.split_whitespace().collect();
    let text = words.join(" ");
    let cut = text.floor_char_boundary(LONGEST);
    let more = if cut < text.len() { "…" } else { "" };
    format!("{}{more}", &text[..cut])
}
