//! Scripts, and when a document that has some is ready.

use crate::job::options::kind::Kind;
use crate::job::options::spec::{DefaultText, Group, OptionSpec, Scope};

pub static GROUP: Group = Group {
    title: "Scripts",
    intro: "A document without scripts never waits. One that waits for something that never comes is given up at the \
            deadline.",
    options: &[
        OptionSpec {
            name: "javascript",
            kind: Kind::Switch(|d, v| d.scripts.on = v),
            default: DefaultText::Value("on"),
            help: "Run the document's scripts",
            example: "off",
            scope: Scope::Document,
        },
        OptionSpec {
            name: "javascript_delay",
            kind: Kind::Milliseconds {
                max: 60_000,
                set: |d, v| d.scripts.delay = v,
            },
            default: DefaultText::Value("200"),
            help: "Time for the scripts to finish, {range}, by the clock that they see; time in which nothing happens is left out",
            example: "500",
            scope: Scope::Document,
        },
        OptionSpec {
            name: "wait_for_status",
            kind: Kind::Text {
                max: 200,
                set: |d, v| d.scripts.status = Some(v),
            },
            default: DefaultText::NONE,
            help: "Print once a script has set window.status to this text",
            example: "ready",
            scope: Scope::Document,
        },
        OptionSpec {
            name: "wait_for_selector",
            kind: Kind::Text {
                max: 200,
                set: |d, v| d.scripts.selector = Some(v),
            },
            default: DefaultText::NONE,
            help: "Print once there is an element for this CSS selector",
            example: "#chart.done",
            scope: Scope::Document,
        },
    ],
};
