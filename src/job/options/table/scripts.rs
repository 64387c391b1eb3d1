//! Scripts, and when a document that has some is ready.

use std::time::Duration;

use crate::job::options::value::{line, switch, whole};

use super::{Group, OptionSpec, Scope};

pub static GROUP: Group = Group {
    title: "Scripts",
    intro: "A document without scripts never waits. One that waits for something that never comes is given up at the \
            deadline.",
    options: &[
        OptionSpec {
            name: "javascript",
            value: "on|off",
            default: "on",
            help: "Run the document's scripts (ES5)",
            example: "off",
            scope: Scope::Document,
            set: |d, v| switch(v).map(|v| d.scripts.on = v),
        },
        OptionSpec {
            name: "javascript_delay",
            value: "MILLISECONDS",
            default: "200",
            help: "Time for the scripts to finish, 0 to 60000, by the clock that they see; time in which nothing happens is left out",
            example: "500",
            scope: Scope::Document,
            set: |d, v| {
                whole(v, 0, 60_000).map(|v| d.scripts.delay = Duration::from_millis(v.into()))
            },
        },
        OptionSpec {
            name: "wait_for_status",
            value: "TEXT",
            default: "none",
            help: "Print once a script has set window.status to this text",
            example: "ready",
            scope: Scope::Document,
            set: |d, v| line(v, 200).map(|v| d.scripts.status = Some(v)),
        },
        OptionSpec {
            name: "wait_for_selector",
            value: "TEXT",
            default: "none",
            help: "Print once there is an element for this CSS selector",
            example: "#chart.done",
            scope: Scope::Document,
            set: |d, v| line(v, 200).map(|v| d.scripts.selector = Some(v)),
        },
    ],
};
