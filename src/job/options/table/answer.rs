//! The answer.

use crate::job::options::value::{choice, duration, file_name, switch, time_zone};
use crate::job::options::{Disposition, Report};

use super::{Group, OptionSpec, Scope};

pub static GROUP: Group = Group {
    title: "The answer",
    intro: "",
    options: &[
        OptionSpec {
            name: "filename",
            value: "NAME",
            default: "document",
            help: "File name that the answer suggests; its ending may be left out",
            example: "청구서-2026-11",
            scope: Scope::Job,
            set: |d, v| file_name(v).map(|v| d.options.delivery.filename = v),
        },
        OptionSpec {
            name: "disposition",
            value: "inline|attachment",
            default: "inline",
            help: "Attachment makes a browser save the file instead of showing it",
            example: "attachment",
            scope: Scope::Job,
            set: |d, v| {
                let known = [
                    ("inline", Disposition::Inline),
                    ("attachment", Disposition::Attachment),
                ];
                choice(v, &known).map(|v| d.options.delivery.disposition = v)
            },
        },
        OptionSpec {
            name: "report",
            value: "headers|json",
            default: "headers",
            help: "json: answer one JSON object with the document in base64, its pages, warnings and timings",
            example: "json",
            scope: Scope::Job,
            set: |d, v| {
                let known = [("headers", Report::Headers), ("json", Report::Json)];
                choice(v, &known).map(|v| d.options.report = v)
            },
        },
        OptionSpec {
            name: "strict",
            value: "on|off",
            default: "off",
            help: "Refuse to print where there would be a warning: a resource that failed, a script error, a missing glyph",
            example: "on",
            scope: Scope::Job,
            set: |d, v| switch(v).map(|v| d.options.strict = v),
        },
        OptionSpec {
            name: "time_zone",
            value: "OFFSET",
            default: "+09:00",
            help: "Zone of [date], [time] and of the clock that scripts see, as an offset from UTC",
            example: "+01:00",
            scope: Scope::Job,
            set: |d, v| time_zone(v).map(|v| d.options.time_zone = v),
        },
        OptionSpec {
            name: "timeout",
            value: "DURATION",
            default: "the service's limit",
            help: "Give up earlier than the service would, such as 5s or 1500ms",
            example: "10s",
            scope: Scope::Job,
            set: |d, v| duration(v).map(|v| d.options.timeout = Some(v)),
        },
    ],
};
