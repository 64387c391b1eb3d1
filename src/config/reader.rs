//! Takes one setting after the other, and keeps what is wrong with each, so that all
//! of it can be told at once.

use std::ffi::OsString;
use std::ops::RangeInclusive;
use std::time::Duration;

use crate::job::options::{FieldError, duration};
use crate::message::Message;

pub struct Reader<'a> {
    get: &'a dyn Fn(&str) -> Option<OsString>,
    wrong: Vec<FieldError>,
}

impl<'a> Reader<'a> {
    /// `get` stands for the environment.
    pub fn new(get: &'a dyn Fn(&str) -> Option<OsString>) -> Self {
        Self {
            get,
            wrong: Vec::new(),
        }
    }

    /// What a variable holds. One that is set to nothing is not set: templates do
    /// that.
    pub fn os(&self, name: &str) -> Option<OsString> {
        (self.get)(name).filter(|value| !value.is_empty())
    }

    pub fn text(&mut self, name: &str) -> Option<String> {
        match self.os(name)?.into_string() {
            Ok(text) => Some(text),
            Err(_) => {
                self.refuse(FieldError::new(name, "not UTF-8"));
                None
            }
        }
    }

    /// What `read` makes of a variable, or the default where it is not set. A wrong
    /// value is kept as such, and the default taken for the time being.
    pub fn take<T, M: Into<Message>>(
        &mut self,
        name: &str,
        default: T,
        read: impl FnOnce(&str) -> Result<T, M>,
    ) -> T {
        let Some(text) = self.text(name) else {
            return default;
        };
        read(&text).unwrap_or_else(|why| {
            self.refuse(FieldError::new(name, why));
            default
        })
    }

    pub fn duration(&mut self, name: &str, default: Duration) -> Duration {
        self.take(name, default, duration)
    }

    pub fn number(&mut self, name: &str, default: u64, range: RangeInclusive<u64>) -> u64 {
        self.take(name, default, |text| number(text, range))
    }

    pub fn refuse(&mut self, error: FieldError) {
        self.wrong.push(error);
    }

    /// All that was wrong.
    pub fn end(self) -> Vec<FieldError> {
        self.wrong
    }
}

fn number(text: &str, range: RangeInclusive<u64>) -> Result<u64, Message> {
    let (least, most) = (range.start(), range.end());
    let remedy = format!("use {least} to {most}");
    match text.trim().parse() {
        Ok(number) if range.contains(&number) => Ok(number),
        Ok(_) => Err(Message::new(format!("`{text}` is out of range"), remedy)),
        Err(_) => Err(Message::new(
            format!("`{text}` is not a whole number"),
            remedy,
        )),
    }
}
