//! Later values replace earlier ones: a request's those of the operator, and those
//! of one document those of the request.

use super::draft::Draft;
use super::draft::NetworkDraft;
use super::field_error::FieldError;
use super::spec::OptionSpec;

/// Options that say the same thing in different ways, and how to forget what they
/// said. A value for one of them replaces earlier values of all: a request's
/// `header_html` that of the operator's `header_left`.
type Alternatives = (&'static [&'static str], fn(&mut Draft));

const ALTERNATIVES: &[Alternatives] = &[
    (&["page_size", "page_width", "page_height"], |draft| {
        draft.page.paper = None;
        draft.page.width = None;
        draft.page.height = None;
    }),
    (
        &[
            "header_html",
            "header_url",
            "header_left",
            "header_center",
            "header_right",
        ],
        |draft| draft.header.take_back(),
    ),
    (
        &[
            "footer_html",
            "footer_url",
            "footer_left",
            "footer_center",
            "footer_right",
        ],
        |draft| draft.footer.take_back(),
    ),
    (&["header_first", "header_first_html"], |draft| {
        draft.header.take_back_first();
    }),
    (&["footer_first", "footer_first_html"], |draft| {
        draft.footer.take_back_first();
    }),
    (
        &[
            "wait_for_status",
            "wait_for_selector",
            "wait_for_expression",
        ],
        |draft| {
            draft.scripts.status = None;
            draft.scripts.selector = None;
            draft.scripts.expression = None;
        },
    ),
    (&["watermark_text", "watermark_image"], |draft| {
        draft.watermark.text = None;
        draft.watermark.image = None;
    }),
    (&["network", "network_hosts"], |draft| {
        draft.network = NetworkDraft::default();
    }),
    (&["dpi", "width"], |draft| {
        draft.dpi = None;
        draft.picture.width = None;
        draft.default_picture.width = None;
    }),
];

/// Takes values, in the order of the table, over those that the draft has.
pub(super) fn take(
    draft: &mut Draft,
    rows: &[(&'static OptionSpec, &str)],
    errors: &mut Vec<FieldError>,
) {
    for (names, take_back) in ALTERNATIVES {
        if rows.iter().any(|(spec, _)| names.contains(&spec.name)) {
            take_back(draft);
        }
    }
    for (spec, value) in rows {
        if let Err(detail) = spec.kind.set(draft, value) {
            errors.push(FieldError::new(spec.name, detail));
        }
    }
}
