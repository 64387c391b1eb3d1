use rustix::io::Errno;

use super::*;
use crate::job::{FailedResource, FailureReason};

fn strict() -> Error {
    let failed = |url| {
        let failed = FailedResource::new(url, FailureReason::NotFound);
        Warning::FailedResource(failed)
    };
    Error::Strict(vec![
        failed("secret.png"),
        failed("secret.css"),
        Warning::MissingGlyphs("secret".to_owned()),
    ])
}

fn unreadable(name: &str) -> pdf::Error {
    pdf::Error::Unreadable {
        name: name.to_owned(),
        cause: "missing xref entry".to_owned(),
    }
}

#[test]
fn the_log_has_no_word_of_the_caller() {
    for error in [
        Error::field("secret", "`secret` is not a length"),
        Error::bad_request("secret"),
        Error::UnsupportedMediaType("`secret` is not a type".into()),
        Error::MethodNotAllowed {
            method: "SECRET".to_owned(),
            allow: "POST, OPTIONS",
            remedy: "POST it",
        },
        strict(),
        Error::Pdf(unreadable("secret.pdf")),
    ] {
        let told = error.to_string().to_lowercase();
        assert!(told.contains("secret"), "{told}");
        let logged = error.for_log().to_lowercase();
        assert!(!logged.is_empty() && !logged.contains("secret"), "{logged}");
    }
}

#[test]
fn the_log_counts_what_strictness_refused() {
    assert_eq!(
        strict().for_log(),
        "strict, and there are 2 of failed-resource, 1 of missing-glyphs"
    );
}

#[test]
fn the_log_has_the_reasons_of_our_own_faults() {
    let error = anyhow::anyhow!("no space left").context("cannot write");
    assert_eq!(
        Error::Internal(error).for_log(),
        "cannot write: no space left"
    );
}

#[test]
fn what_the_machine_lacks_is_told_from_a_fault_of_ours() {
    let error = |number: Errno| Error::from(io::Error::from(number));
    for number in [Errno::NOSPC, Errno::DQUOT] {
        assert!(matches!(error(number), Error::NoStorage(_)), "{number}");
    }
    for number in [Errno::MFILE, Errno::NFILE, Errno::AGAIN] {
        assert!(matches!(error(number), Error::Busy(_)), "{number}");
    }
    assert!(matches!(error(Errno::IO), Error::Internal(_)));
    let wrapped = anyhow::Error::from(io::Error::from(Errno::NOSPC)).context("/tmp/secret");
    let wrapped = Error::from(wrapped);
    assert!(matches!(wrapped, Error::NoStorage(_)));
    assert!(!wrapped.to_string().contains("secret"));
}

#[test]
fn what_was_printed_is_not_said_to_be_unprintable() {
    let error = Error::Pdf(unreadable("terms.pdf")).to_string();
    assert!(error.starts_with("terms.pdf is not a PDF that can be read; "));
    let error = Error::from(Unprintable::Crashed { signal: 11 });
    assert_eq!(
        error.to_string(),
        "the document could not be printed: the engine crashed on it (signal 11)"
    );
}

#[test]
fn a_late_document_is_called_not_ready() {
    let error = Error::DeadlinePassed {
        limit: Duration::from_millis(1500),
        while_: "; it was printed, but not yet finished",
    };
    assert_eq!(
        error.message().detail,
        "the document was not ready within 1.5s; it was printed, but not yet finished"
    );
}

#[test]
fn an_answer_that_is_too_large_says_how_pictures_become_smaller() {
    let error = Error::PdfTooLarge {
        pdf: 9_000_000,
        limit: 6_291_556,
        is_json: true,
    };
    let said = error.to_string();
    for word in ["image_quality", "width", "dpi", "quality"] {
        assert!(said.contains(word), "{said}");
    }
}

#[test]
fn a_fault_of_finishing_or_drawing_is_whose_it_is() {
    let internal = pdf::Error::Internal {
        cause: "missing xref entry".to_owned(),
    };
    let panic = raster::Error::Crashed {
        cause: "index out of bounds".to_owned(),
    };
    for (error, cause) in [
        (Error::Pdf(internal), "missing xref entry"),
        (Error::Raster(panic), "index out of bounds"),
    ] {
        assert_eq!(error.blame(), Blame::Ours);
        assert!(error.for_log().contains(cause), "{}", error.for_log());
        assert!(!error.to_string().contains(cause), "{error}");
    }
    let theirs = Error::Pdf(unreadable("terms.pdf"));
    assert_eq!(theirs.blame(), Blame::Caller);
    assert!(theirs.for_log().contains("missing xref entry"));
    let large = raster::Error::TooHeavy { drawn: 3 };
    assert_eq!(Error::Raster(large).blame(), Blame::Limit);
}

#[test]
fn a_remedy_is_apart_from_what_is_wrong() {
    let error = Error::from(LimitExceeded::Memory(1000));
    let message = error.message();
    assert!(!message.detail.contains("split"), "{message:?}");
    assert!(message.remedy.unwrap().contains("split"));
    assert!(error.to_string().contains("; split"), "{error}");
}

#[test]
fn many_wrong_fields_are_not_all_named_in_one_sentence() {
    let fields = (0..40).map(|n| FieldError::new(format!("field{n}"), "odd"));
    let detail = Error::BadFields(fields.collect()).message().detail;
    assert!(detail.starts_with("40 fields cannot be used: field0, "));
    assert!(detail.ends_with("field9 and 30 more"), "{detail}");
}
