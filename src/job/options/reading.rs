//! From names and values, as a caller wrote them, to options. Every fault is
//! reported, not only the first.

use crate::job::Network;
use crate::message::Message;
use crate::text::excerpt;

use super::draft::Draft;
use super::table::{OPTIONS, OptionSpec, Scope, index_of, unknown};
use super::{DocumentOptions, Options};

/// A field of a request that cannot be used, and how to mend it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    pub field: String,
    pub detail: String,
    pub remedy: Option<String>,
}

impl std::fmt::Display for FieldError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.field, self.message())
    }
}

impl FieldError {
    /// So many faults are told. Thousands are not read by anybody.
    pub const MOST: usize = 100;

    pub fn new(field: impl Into<String>, message: impl Into<Message>) -> Self {
        let Message { detail, remedy } = message.into();
        Self {
            field: field.into(),
            detail,
            remedy,
        }
    }

    pub fn message(&self) -> Message {
        Message {
            detail: self.detail.clone(),
            remedy: self.remedy.clone(),
        }
    }
}

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
    /// Takes the operator's own. Content, such as a cover, is a request's to give.
    pub fn of_operator<'a>(
        given: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, Vec<FieldError>> {
        let mut errors = Vec::new();
        let mut draft = Draft::default();
        draft.take(&in_order(given, &mut errors), &mut errors);
        draft.become_usual(&mut errors);
        draft.clone().finish(&mut errors);
        if errors.is_empty() {
            Ok(Self(draft))
        } else {
            Err(errors)
        }
    }

    /// What of the network a request has that asks for none in particular.
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
        draft.take(&in_order(given, &mut errors), &mut errors);
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
            let why = "holds for the whole job; give it beside the documents, not in one";
            faults.push(FieldError::new(spec.name, why));
        }
    }
    draft.take(&rows, faults);
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
                errors.push(FieldError::new(OPTIONS[at].name, "given twice; keep one"));
            }
            Some(at) => values[at] = Some(value),
        }
    }
    let rows = OPTIONS.iter().zip(values);
    rows.filter_map(|(spec, value)| Some((*spec, value?)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    use crate::job::length::Length;
    use crate::job::options::value::duration;
    use crate::job::page::Page;
    use crate::job::paper::Paper;

    fn read(given: &[(&str, &str)]) -> Options {
        Options::read(given.iter().copied()).unwrap()
    }

    fn page(given: &[(&str, &str)]) -> Page {
        read(given).document.page.page()
    }

    fn refused(given: &[(&str, &str)]) -> Vec<FieldError> {
        Options::read(given.iter().copied()).unwrap_err()
    }

    #[test]
    fn nothing_given_is_the_default() {
        assert_eq!(read(&[]), Options::default());
    }

    #[test]
    fn names_are_taken_in_every_style() {
        for name in [
            "page_size",
            "pageSize",
            "page-size",
            "PageSize",
            "PAGE_SIZE",
        ] {
            assert_eq!(page(&[(name, "A5")]).width, Length::mm(148.0), "{name}");
        }
    }

    #[test]
    fn an_unknown_name_is_answered_with_the_nearest() {
        for (wrong, right) in [
            ("page_sise", "page_size"),
            ("marginTopp", "margin_top"),
            ("landscape", "orientation"),
            ("paper_orientation", "orientation"),
            ("greyscale", "grayscale"),
        ] {
            let errors = refused(&[(wrong, "1")]);
            assert_eq!(errors[0].field, wrong);
            assert!(
                errors[0].detail.contains(&format!("`{right}`")),
                "{errors:?}"
            );
        }
    }

    #[test]
    fn every_fault_is_named_at_once() {
        let errors = refused(&[
            ("page_size", "A44"),
            ("margin_top", "12parsecs"),
            ("zoom", "nan"),
            ("nonsense", "1"),
        ]);
        let fields: Vec<_> = errors.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, ["nonsense", "page_size", "margin_top", "zoom"]);
    }

    #[test]
    fn an_option_given_twice_is_refused_in_any_spelling() {
        let errors = refused(&[("zoom", "1"), ("Zoom", "2")]);
        assert_eq!(errors, [FieldError::new("zoom", "given twice; keep one")]);
    }

    #[test]
    fn a_blank_value_is_the_default() {
        assert_eq!(
            read(&[("page_size", ""), ("zoom", "  ")]),
            Options::default()
        );
    }

    #[test]
    fn a_blank_value_does_not_count_as_a_second_one() {
        assert_eq!(read(&[("zoom", ""), ("Zoom", "2")]).document.look.zoom, 2.0);
    }

    #[test]
    fn landscape_turns_named_and_given_sizes() {
        let page = self::page(&[("orientation", "Landscape")]);
        assert_eq!(
            (page.width, page.height),
            (Length::mm(297.0), Length::mm(210.0))
        );
        let page = self::page(&[
            ("page_width", "100"),
            ("page_height", "150"),
            ("orientation", "landscape"),
        ]);
        assert_eq!(
            (page.width, page.height),
            (Length::mm(150.0), Length::mm(100.0))
        );
    }

    #[test]
    fn margins_follow_css_and_a_single_side_wins() {
        let margins = page(&[("margin_left", "1mm"), ("margin", "5mm 6mm, 7mm")]).margins;
        assert_eq!(margins.top, Length::mm(5.0));
        assert_eq!(margins.right, Length::mm(6.0));
        assert_eq!(margins.bottom, Length::mm(7.0));
        assert_eq!(margins.left, Length::mm(1.0));
    }

    #[test]
    fn width_and_height_come_together() {
        assert_eq!(refused(&[("page_width", "80mm")])[0].field, "page_height");
        assert_eq!(refused(&[("page_height", "80mm")])[0].field, "page_width");
        let both = refused(&[
            ("page_width", "80"),
            ("page_height", "80"),
            ("page_size", "A4"),
        ]);
        assert_eq!(both[0].field, "page_size");
        let one_is_bad = refused(&[("page_width", "80"), ("page_height", "x")]);
        assert_eq!(one_is_bad.len(), 1, "{one_is_bad:?}");
    }

    #[test]
    fn margins_must_leave_room() {
        let errors = refused(&[("margin", "150mm")]);
        let fields: Vec<_> = errors.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, ["margin_left", "margin_top"]);
        assert!(errors[0].detail.contains("210.0 mm wide"), "{errors:?}");
    }

    #[test]
    fn numbers_stay_within_what_the_engine_survives() {
        for (name, value) in [
            ("javascript_delay", "-5"),
            ("javascript_delay", "60001"),
            ("zoom", "0"),
            ("zoom", "inf"),
            ("zoom", "1e3"),
            ("dpi", "71"),
            ("dpi", "+96"),
            ("image_quality", "0"),
            ("image_quality", "101"),
            ("page_width", "1mm"),
            ("timeout", "0s"),
            ("timeout", "901s"),
            ("timeout", "soon"),
        ] {
            let errors = refused(&[(name, value), ("page_height", "50mm")]);
            assert!(
                errors.iter().any(|error| error.field == name),
                "{name}={value}"
            );
        }
    }

    #[test]
    fn switches_take_the_usual_words() {
        for word in ["on", "true", "yes", "1", "ON", "True"] {
            assert!(read(&[("grayscale", word)]).quality.grayscale, "{word}");
        }
        for word in ["off", "false", "no", "0"] {
            assert!(
                !read(&[("background", word)]).document.look.background,
                "{word}"
            );
        }
        assert_eq!(refused(&[("grayscale", "maybe")])[0].field, "grayscale");
    }

    #[test]
    fn a_file_name_keeps_to_itself() {
        for bad in ["../x.pdf", r"a\b", "a\r\nSet-Cookie: x"] {
            assert_eq!(
                refused(&[("filename", bad)])[0].field,
                "filename",
                "{bad:?}"
            );
        }
    }

    #[test]
    fn a_fault_is_told_where_it_was_made_and_once() {
        let written = |at: usize, options: &[(&'static str, &'static str)]| Written {
            place: format!("documents[{at}]."),
            options: options.to_vec(),
        };
        let faults = |given: &[(&'static str, &'static str)], own: &[Written<'_>]| -> Vec<String> {
            let read = Defaults::default().read(given.iter().copied(), own);
            let fields = read.unwrap_err().into_iter().map(|fault| fault.field);
            fields.collect()
        };
        let own = [written(1, &[("zoom", "2")]), written(7, &[("zoom", "x")])];
        let of_seventh = "documents[7].zoom";
        for (job, told) in [
            (&[("page_width", "80mm")][..], "page_height"),
            (&[("margin", "150mm")], "margin_left"),
            (&[("page_width", "80"), ("page_height", "x")], "page_height"),
            (&[("header_html", "x"), ("header_left", "y")], "header_html"),
        ] {
            let fields = faults(job, &own);
            assert_eq!(fields[0], told);
            assert_eq!(fields.last().unwrap(), of_seventh);
            let of_documents = fields.iter().filter(|field| field.contains("documents"));
            assert_eq!(of_documents.count(), 1, "{fields:?}");
        }
        let lonely = faults(&[], &[written(3, &[("page_width", "80mm")])]);
        assert_eq!(lonely, ["documents[3].page_height"]);
    }

    #[test]
    fn durations_have_units() {
        assert_eq!(duration("25s"), Ok(Duration::from_secs(25)));
        assert_eq!(duration("1500ms"), Ok(Duration::from_millis(1500)));
        assert_eq!(duration("2m"), Ok(Duration::from_secs(120)));
        assert_eq!(duration("0.5"), Ok(Duration::from_millis(500)));
    }

    #[test]
    fn paper_names_in_help_are_all_known() {
        let help = OPTIONS[0].help;
        for name in Paper::names() {
            let family = name.trim_end_matches(|c: char| c.is_ascii_digit());
            assert!(help.contains(family), "{name}");
        }
    }
}
