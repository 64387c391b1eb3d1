//! What a room must not name, and where the few exceptions are.

use std::collections::{BTreeMap, BTreeSet};

/// Names that only some files may use.
pub struct Rule {
    /// Beginnings of paths, as `crate::engine` or `std::env::var`.
    pub names: &'static [&'static str],
    /// Who may not use them.
    pub barred: Barred,
    /// Why, for whoever reads the failure.
    pub why: &'static str,
}

/// Files by the beginnings of their paths below `src`.
pub enum Barred {
    These(&'static [&'static str]),
    AllBut(&'static [&'static str]),
}

impl Barred {
    fn bars(&self, file: &str) -> bool {
        let is_in = |rooms: &[&str]| rooms.iter().any(|room| file.starts_with(room));
        match self {
            Self::These(rooms) => is_in(rooms),
            Self::AllBut(rooms) => !is_in(rooms),
        }
    }
}

pub const RULES: &[Rule] = &[
    Rule {
        names: &["crate::engine"],
        barred: Barred::These(&[
            "document/",
            "fetch/",
            "net/",
            "process/",
            "pdf/",
            "picture/",
            "font/",
            "raster/",
            "template/",
            "job/",
        ]),
        why: "what is done for the engine does not know the engine",
    },
    Rule {
        names: &["crate::process", "crate::worker", "crate::pipeline"],
        barred: Barred::These(&[
            "document/",
            "net/",
            "pdf/",
            "picture/",
            "raster/",
            "template/",
            "job/",
        ]),
        why: "what reads texts and bytes knows nobody's process",
    },
    Rule {
        names: &["crate::job", "crate::api"],
        barred: Barred::These(&["pdf/", "picture/", "font/", "raster/", "template/"]),
        why: "bytes in, bytes out: they know neither jobs nor requests",
    },
    Rule {
        names: &["crate::api", "crate::serve", "crate::cli"],
        barred: Barred::These(&[
            "document/",
            "fetch/",
            "net/",
            "process/",
            "engine/",
            "worker/",
            "job/",
            "pipeline/",
        ]),
        why: "a job does not know how it was asked for",
    },
    Rule {
        names: &["crate::process::group"],
        barred: Barred::AllBut(&["process/", "engine/", "worker/", "main.rs", "cli/"]),
        why: "only the engine and the worker start processes",
    },
    Rule {
        names: &["lopdf"],
        barred: Barred::AllBut(&["pdf/", "raster/"]),
        why: "PDFs of strangers are read by rooms that only the worker enters",
    },
    Rule {
        names: &[
            "crate::pdf::finish",
            "crate::pdf::collate::collate",
            "crate::pdf::inspect::inspect",
            "crate::pdf::paginate::paginate",
            "crate::raster::draw",
            "script::lower",
        ],
        barred: Barred::AllBut(&["worker/child.rs", "pdf/", "raster/", "fuzzing/"]),
        why: "work without bounds on what strangers send is for the worker",
    },
    Rule {
        names: &["handlebars", "minijinja"],
        barred: Barred::AllBut(&["template/"]),
        why: "templates of strangers are filled by a room that only the worker enters",
    },
    Rule {
        names: &["std::process::Command", "tokio::process"],
        barred: Barred::AllBut(&["process/"]),
        why: "a process has a group, a deadline and an empty environment: process::group",
    },
    Rule {
        names: &["lambda_http", "lambda_runtime"],
        barred: Barred::AllBut(&["api/", "serve/"]),
        why: "only the entry points know Lambda",
    },
    Rule {
        names: &["http", "hyper", "hyper_util", "http_body_util"],
        barred: Barred::AllBut(&[
            "api/",
            "serve/",
            "fetch/",
            "store/",
            "jobs/",
            "engine/proxy/",
        ]),
        why: "HTTP is for the entry points, for jobs, which keep requests and answers, for what documents load, and for the store",
    },
    Rule {
        names: &[
            "std::net::TcpStream",
            "std::net::UdpSocket",
            "tokio::net::TcpStream",
            "tokio::net::UdpSocket",
        ],
        barred: Barred::AllBut(&["net/"]),
        why: "one connector checks every address after its name is resolved: net::connect",
    },
    Rule {
        names: &["std::env"],
        barred: Barred::AllBut(&[
            "config/",
            "main.rs",
            "process/program.rs",
            "process/hardening.rs",
        ]),
        why: "the environment is read in config",
    },
];

/// Names that a rule bars, and that a file may use all the same.
const EXCEPTIONS: &[(&str, &str, &str)] = &[
    (
        "",
        "crate::process::group::Ended",
        "how a process ended is a value, and starts none",
    ),
    ("", "crate::process::group::Ending", "the same"),
    (
        "cli/args.rs",
        "std::env::args_os",
        "the command line is no environment",
    ),
    (
        "serve/lambda/",
        "std::env",
        "lambda_http reads variables itself, and panics where one is missing",
    ),
];

/// What files name that they must not, one line for each.
pub fn broken(rules: &[Rule], imports: &BTreeMap<&str, BTreeSet<String>>) -> Vec<String> {
    let begins = |name: &str, with: &str| {
        let rest = name.strip_prefix(with);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
    };
    let is_excepted = |file: &str, name: &str| {
        let mut exceptions = EXCEPTIONS.iter();
        exceptions.any(|(room, allowed, _)| file.starts_with(room) && begins(name, allowed))
    };
    let mut broken = Vec::new();
    for (file, names) in imports {
        for rule in rules.iter().filter(|rule| rule.barred.bars(file)) {
            let named = names.iter().filter(|name| {
                rule.names.iter().any(|barred| begins(name, barred)) && !is_excepted(file, name)
            });
            broken.extend(named.map(|name| format!("{file} uses {name}: {}", rule.why)));
        }
    }
    broken
}

/// Words that look like flags of wkhtmltopdf, and are none.
const OTHER_FLAGS: &[(&str, &str)] = &[
    ("engine/install.rs", "--inhibit-cache"),
    ("engine/install.rs", "--library-path"),
    ("engine/install.rs", "--preload"),
    // Of our own library in the engine.
    ("engine/install.rs", "--html2pdf-guard"),
];

/// Files of the engine's room that spell a flag, one line for each, but for the
/// one that may.
pub fn flags_elsewhere<'a>(
    strings: impl Iterator<Item = (&'a str, &'a [String])>,
    flags: &str,
) -> Vec<String> {
    let is_flag = |text: &str| {
        let name = text.strip_prefix("--");
        name.is_some_and(|name| name.starts_with(|c: char| c.is_ascii_lowercase()))
    };
    let mut elsewhere = Vec::new();
    for (file, strings) in strings {
        if !file.starts_with("engine/") || file == flags {
            continue;
        }
        let spelled = strings
            .iter()
            .filter(|text| is_flag(text) && !OTHER_FLAGS.contains(&(file, text.as_str())));
        elsewhere.extend(spelled.map(|text| format!("{file} has {text}; {flags} spells flags")));
    }
    elsewhere
}
