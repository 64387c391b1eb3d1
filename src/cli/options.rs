//! Options of the table as arguments of a command.

use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, value_parser};

use crate::job::options::{Kind, OPTIONS, OptionSpec};

/// What a command line gives of them. There is no `Debug` of it: options may be
/// passwords.
#[derive(Clone, Default)]
pub struct Given {
    /// By name.
    pub words: Vec<(String, String)>,
    /// Those whose value is in a file.
    pub files: Vec<(String, PathBuf)>,
}

pub fn all() -> impl Iterator<Item = Arg> {
    OPTIONS.iter().map(|option| {
        let arg = Arg::new(option.name)
            .long(option.name.replace('_', "-"))
            .help(format!(
                "{} [default: {}]",
                option.help(),
                option.default.as_str()
            ));
        let placeholder = option.kind.placeholder();
        match option.kind {
            // The bare flag means on; what follows it is not its value, but for
            // what is `joined` to it.
            Kind::Switch(_) => arg
                .value_name(placeholder.into_owned())
                .num_args(0..=1)
                .require_equals(true)
                .default_missing_value("on"),
            _ if option.kind.is_document() => arg
                .value_name(format!("FILE.{}", placeholder.to_lowercase()))
                .value_parser(value_parser!(PathBuf)),
            _ => arg
                .value_name(placeholder.into_owned())
                .allow_hyphen_values(true),
        }
    })
}

/// Files beside documents, as often as there are some.
pub fn assets(help: &'static str) -> Arg {
    Arg::new("asset")
        .long("asset")
        .value_name("FILE")
        .action(ArgAction::Append)
        .value_parser(value_parser!(PathBuf))
        .help(help)
}

pub fn given(matches: &ArgMatches) -> Given {
    given_but(matches, "")
}

/// The same for a command that lacks one of them.
pub fn given_but(matches: &ArgMatches, lacking: &str) -> Given {
    let there = OPTIONS.iter().filter(|option| option.name != lacking);
    let (contents, words): (Vec<&OptionSpec>, Vec<_>) =
        there.partition(|option| option.kind.is_document());
    let words = words.iter().filter_map(|option| {
        let value: &String = matches.get_one(option.name)?;
        Some((option.name.to_owned(), value.clone()))
    });
    let files = contents.iter().filter_map(|option| {
        let path: &PathBuf = matches.get_one(option.name)?;
        Some((option.name.to_owned(), path.clone()))
    });
    Given {
        words: words.collect(),
        files: files.collect(),
    }
}
