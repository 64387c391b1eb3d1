//! What the answer is called, and what it tells beside the document.

use crate::job::options::{Deliver, Disposition, Report};

use crate::job::options::kind::Kind;
use crate::job::options::spec::{DefaultText, Group, OptionSpec, Scope};

pub static GROUP: Group = Group {
    title: "The answer",
    intro: "",
    options: &[
        OptionSpec {
            name: "filename",
            kind: Kind::FileName {
                max: 200,
                set: |d, v| d.options.delivery.filename = v,
            },
            default: DefaultText::Value("document"),
            help: "File name that the answer suggests; its ending may be left out",
            example: "청구서-2026-11",
            scope: Scope::Job,
        },
        OptionSpec {
            name: "disposition",
            kind: Kind::Choice(&[
                ("inline", |d| {
                    d.options.delivery.disposition = Disposition::Inline
                }),
                ("attachment", |d| {
                    d.options.delivery.disposition = Disposition::Attachment
                }),
            ]),
            default: DefaultText::Value("inline"),
            help: "Attachment makes a browser save the file instead of showing it",
            example: "attachment",
            scope: Scope::Job,
        },
        OptionSpec {
            name: "report",
            kind: Kind::Choice(&[
                ("headers", |d| d.options.report = Report::Headers),
                ("json", |d| d.options.report = Report::Json),
            ]),
            default: DefaultText::Value("headers"),
            help: "json: answer one JSON object with the document in base64, its pages, warnings and timings",
            example: "json",
            scope: Scope::Job,
        },
        OptionSpec {
            name: "deliver",
            kind: Kind::Choice(&[
                ("inline", |d| d.options.delivery.how = Deliver::Inline),
                ("link", |d| d.options.delivery.how = Deliver::Link),
                ("auto", |d| d.options.delivery.how = Deliver::Auto),
            ]),
            default: DefaultText::Value("inline"),
            help: "link: keep the document in the service's store and answer 303 with a link to it; auto: only where it is too large for the answer",
            example: "auto",
            scope: Scope::Job,
        },
        OptionSpec {
            name: "deliver_to",
            kind: Kind::Address(|d, v| d.options.delivery.to = Some(v)),
            default: DefaultText::Described("into the answer"),
            help: "PUT the document to this address, such as a presigned one of S3, and answer a report without it",
            example: "https://bucket.s3.amazonaws.com/invoice.pdf?X-Amz-Signature=...",
            scope: Scope::Job,
        },
        OptionSpec {
            name: "strict",
            kind: Kind::Switch(|d, v| d.options.strict = v),
            default: DefaultText::Value("off"),
            help: "Refuse to print where there would be a warning: a resource that failed, a script error, a missing glyph",
            example: "on",
            scope: Scope::Job,
        },
        OptionSpec {
            name: "time_zone",
            kind: Kind::TimeZone(|d, v| d.options.time_zone = v),
            default: DefaultText::Value("+09:00"),
            help: "Zone of [date], [time] and of the clock that scripts see, as an offset from UTC; that of Korea and Japan unless HTML2PDF_DEFAULT_TIME_ZONE=+00:00 or the like makes another one the default",
            example: "+01:00",
            scope: Scope::Job,
        },
        OptionSpec {
            name: "timeout",
            kind: Kind::Duration(|d, v| d.options.timeout = Some(v)),
            default: DefaultText::Described("the service's limit"),
            help: "Give up earlier than the service would, such as 5s or 1500ms",
            example: "10s",
            scope: Scope::Job,
        },
    ],
};
