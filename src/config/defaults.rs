//! The operator's defaults of options: `HTML2PDF_DEFAULT_PAGE_SIZE=Letter`.

use crate::job::Network;
use crate::job::options::{Defaults, FieldError, OPTIONS, canonical_name};
use crate::message::Message;

use super::reader::Reader;
use super::variables::DEFAULT;

pub fn read(reader: &mut Reader<'_>) -> Defaults {
    let mut given = Vec::new();
    for option in OPTIONS.iter() {
        let name = variable(option.name);
        let Some(value) = reader.text(&name) else {
            continue;
        };
        if option.may_be_default() {
            given.push((option.name, value));
            continue;
        }
        let message = Message::new(
            "each request says this for itself, it cannot be a default",
            format!("unset it, and let requests give {}", option.name),
        );
        reader.refuse(FieldError::new(name, message));
    }
    let given = given.iter().map(|(name, value)| (*name, value.as_str()));
    Defaults::of_operator(given).unwrap_or_else(|errors| {
        for error in errors {
            reader.refuse(FieldError {
                field: variable(&error.field),
                ..error
            });
        }
        Defaults::default()
    })
}

/// Refuses variables that would never be read.
pub fn refuse_unknown(reader: &mut Reader<'_>, names: impl Iterator<Item = String>) {
    for name in names {
        let Some(rest) = name.strip_prefix(DEFAULT) else {
            continue;
        };
        let message = match canonical_name(rest) {
            None => Message::new(
                "no option has this name",
                "html2pdf render --help shows all",
            ),
            // Who writes it otherwise would wait for it in vain.
            Some(right) if variable(right) != name => {
                Message::new("not how it is spelt", format!("write {}", variable(right)))
            }
            Some(_) => continue,
        };
        reader.refuse(FieldError::new(name, message));
    }
}

/// A default may allow no more than the operator's own policy.
pub fn check_network(defaults: &Defaults, network: &Network) -> Result<(), FieldError> {
    match network.with(defaults.network().as_ref()) {
        Ok(_) => Ok(()),
        Err((field, why)) => Err(FieldError::new(variable(field), why)),
    }
}

fn variable(option: &str) -> String {
    format!("{DEFAULT}{}", option.to_uppercase())
}
