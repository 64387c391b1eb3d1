//! From names and values, as a caller wrote them, to options. Every fault is
//! reported, not only the first.

use crate::message::Message;
use crate::net::policy::Network;
use crate::text::excerpt;

use super::draft::Draft;
use super::field_error::FieldError;
use super::model::{DocumentOptions, Options};
use super::restated::take;
use super::spec::{OptionSpec, Scope};
use super::table::{OPTIONS, index_of, unknown};

impl Options {
    /// Reads options from names and values as a caller wrote them.
    ///
    /// An empty value counts as not given, as in a form that was left blank.
    /// Every fault is reported, not only the first, up to [`FieldError::MOST`].
    pub fn read<'a>(
        given: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, Vec<FieldError>> {
        Defaults::default()
            .read(given, &[])
            .map(|(options, _)| options)
    }
}

impl Default for Options {
    fn default() -> Self {
        Draft::default().finish(&mut Vec::new())
    }
}

/// What holds where a request says nothing: our own defaults, and above them
/// the operator's.
#[derive(Clone, Debug, Default)]
pub struct Defaults(Draft);

/// Options of one document, as a caller wrote them.
pub struct Written<'a> {
    /// What stands before the name of an option where a fault is told:
    /// `documents[1].`
    pub place: String,
    pub options: Vec<(&'a str, &'a str)>,
}

impl Defaults {
    /// Takes the operator's defaults.
    pub fn of_operator<'a>(
        given: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, Vec<FieldError>> {
        let mut errors = Vec::new();
        let mut draft = Draft::default();
        let rows = in_order(given, &mut errors);
        take(&mut draft, &rows, &mut errors);
        draft.become_defaults(&mut errors);
        draft.clone().finish(&mut errors);
        if errors.is_empty() {
            Ok(Self(draft))
        } else {
            Err(errors)
        }
    }

    /// The network of a request that does not ask for one.
    pub fn network(&self) -> Option<Network> {
        self.0.clone().finish(&mut Vec::new()).network
    }

    /// Reads the options of a request, and those that each of its documents has
    /// of its own.
    pub fn read<'a>(
        &self,
        given: impl IntoIterator<Item = (&'a str, &'a str)>,
        documents: &[Written<'_>],
    ) -> Result<(Options, Vec<DocumentOptions>), Vec<FieldError>> {
        let mut errors = Vec::new();
        let mut draft = self.0.clone();
        let rows = in_order(given, &mut errors);
        take(&mut draft, &rows, &mut errors);
        let of_values = errors.len();
        let options = draft.clone().finish(&mut errors);
        let of_job = errors.len();
        let mut own = Vec::new();
        for written in documents {
            if written.options.is_empty() {
                own.push(options.document.clone());
                continue;
            }
            // What is wrong with the job's options is told once, as the job's.
            let mut faults = errors[..of_values].to_vec();
            let document = own_options(draft.clone(), &written.options, &mut faults);
            own.push(document);
            faults.drain(..of_values);
            faults.retain(|fault| !errors[of_values..of_job].contains(fault));
            errors.extend(faults.into_iter().map(|fault| {
                let field = format!("{}{}", written.place, fault.field);
                FieldError { field, ..fault }
            }));
        }
        errors.truncate(FieldError::MOST);
        if errors.is_empty() {
            Ok((options, own))
        } else {
            Err(errors)
        }
    }
}

/// The options of a document that has some of its own: those, over the job's.
fn own_options(
    mut draft: Draft,
    written: &[(&str, &str)],
    faults: &mut Vec<FieldError>,
) -> DocumentOptions {
    let rows = in_order(written.iter().copied(), faults);
    for (spec, _) in &rows {
        if spec.scope == Scope::Job {
            let why = Message::new(
                "holds for the whole job",
                "give it beside the documents, not in one",
            );
            faults.push(FieldError::new(spec.name, why));
        }
    }
    take(&mut draft, &rows, faults);
    draft.finish(faults).document
}

/// The rows of the table that were given, in its order, with their values.
fn in_order<'a>(
    given: impl IntoIterator<Item = (&'a str, &'a str)>,
    errors: &mut Vec<FieldError>,
) -> Vec<(&'static OptionSpec, &'a str)> {
    let mut values: Vec<Option<&str>> = vec![None; OPTIONS.len()];
    for (name, value) in given {
        if errors.len() >= FieldError::MOST {
            break;
        }
        match index_of(name) {
            None => errors.push(FieldError::new(excerpt(name), unknown(name))),
            Some(_) if value.trim().is_empty() => {}
            Some(at) if values[at].is_some() => {
                errors.push(FieldError::new(
                    OPTIONS[at].name,
                    Message::new("given twice", "keep one"),
                ));
            }
            Some(at) => values[at] = Some(value),
        }
    }
    let rows = OPTIONS.iter().zip(values);
    rows.filter_map(|(spec, value)| Some((*spec, value?)))
        .collect()
}
