//! Names of results. Who knows one may have the result, so nobody guesses it.

use std::fmt::{self, Write};
use std::io;
use std::str::FromStr;

/// 160 random bits, in hexadecimal digits.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Name(String);

const DIGITS: usize = 40;

impl Name {
    pub fn new() -> io::Result<Self> {
        let mut random = [0; DIGITS / 2];
        getrandom::fill(&mut random).map_err(io::Error::other)?;
        let mut name = String::with_capacity(DIGITS);
        for byte in random {
            let _ = write!(name, "{byte:02x}");
        }
        Ok(Self(name))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Name {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        match text.len() == DIGITS && text.bytes().all(is_digit) {
            true => Ok(Self(text.to_owned())),
            false => Err(()),
        }
    }
}

/// Who reads a log must not get the result.
impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Name({}...)", &self.0[..6])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_read_as_it_is_written_and_nothing_else_is_one() {
        let name = Name::new().unwrap();
        assert_eq!(name.as_str().parse(), Ok(name.clone()));
        assert_ne!(Name::new().unwrap(), name);
        assert!(!format!("{name:?}").contains(name.as_str()));
        let upper = name.as_str().to_uppercase().replace('0', "A");
        for other in ["", "..", "../../etc/passwd", &upper, &name.as_str()[1..]] {
            assert!(other.parse::<Name>().is_err(), "{other}");
        }
    }
}
