//! The command line of `batch`.

use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};

use crate::cli::exit;
use crate::cli::options::{self, Given};

use super::field::{DATA, TEMPLATE};

/// There is no `Debug` of it: options may be passwords.
pub struct BatchArgs {
    /// `None` is standard input.
    pub manifest: Option<PathBuf>,
    pub out: PathBuf,
    /// How outputs are called whose line does not say it.
    pub output: Option<String>,
    pub resume: bool,
    pub force: bool,
    /// Failures after which no further line is begun.
    pub max_failures: Option<u64>,
    /// Documents at once, where not as many as the configuration says.
    pub jobs: Option<usize>,
    pub quiet: bool,
    /// Files beside every document.
    pub assets: Vec<PathBuf>,
    /// Options of every document that does not say otherwise.
    pub options: Given,
}

/// Flags that take no value.
pub const FLAGS: [&str; 4] = [RESUME, FORCE, FAIL_FAST, QUIET];

const RESUME: &str = "resume";
const FORCE: &str = "force";
const FAIL_FAST: &str = "fail-fast";
const QUIET: &str = "quiet";

pub fn command() -> Command {
    let flag = |name: &'static str, help: &'static str| {
        Arg::new(name)
            .long(name)
            .action(ArgAction::SetTrue)
            .help(help)
    };
    Command::new("batch")
        .about("Print each line of a manifest to a file of its own")
        .long_about(
            "Print each line of a manifest to a file of its own.\n\n\
             A line is a JSON object as a request has it, or a row of a table (CSV) whose head names the same fields. \
             Beside these there are `file` (a path, from the manifest's folder) instead of `html`, `output` (the name \
             in the folder; without it the line's number) and `assets` (paths of files):\n\n  \
             {\"file\": \"letter.html\", \"output\": \"0001.pdf\", \"options\": {\"page_size\": \"A5\"}}\n  \
             {\"template\": \"letter.hbs\", \"data\": {\"name\": \"Kim\"}}\n\n\
             Options given here hold for each line that does not say otherwise.",
        )
        .arg(
            Arg::new("manifest")
                .value_name("MANIFEST.jsonl|csv")
                .required(true)
                .value_parser(value_parser!(PathBuf))
                .help("Lines of JSON, or a table with a head; - is standard input"),
        )
        .arg(
            Arg::new("out")
                .long("out")
                .value_name("DIR|s3://BUCKET/PREFIX")
                .required(true)
                .value_parser(value_parser!(PathBuf))
                .help("The folder, or the bucket (s3://, gs://, az://), for the files, and for html2pdf-batch.jsonl, which says what became of each line"),
        )
        .arg(
            Arg::new("output")
                .long("output")
                .value_name("PATTERN")
                .help("The name in the folder for lines without output, such as {customer.id}.pdf or {line}.pdf: {...} is a value of the line's data"),
        )
        .arg(flag(RESUME, "Go on where an earlier run has ended: what it has printed stays, what failed is tried again"))
        .arg(flag(FORCE, "Overwrite files that are there already, and begin anew without --resume"))
        .arg(flag(FAIL_FAST, "Begin no further line once one has failed"))
        .arg(
            Arg::new("max-failures")
                .long("max-failures")
                .value_name("N")
                .value_parser(value_parser!(u64).range(1..))
                .conflicts_with(FAIL_FAST)
                .help("Begin no further line once so many have failed"),
        )
        .arg(
            Arg::new("jobs")
                .long("jobs")
                .value_name("N")
                .value_parser(value_parser!(u64).range(1..=1024))
                .help("Documents printed at once [default: HTML2PDF_CONCURRENCY]"),
        )
        .arg(flag(QUIET, "Say nothing but what failed"))
        .arg(options::assets(
            "A picture, style sheet, font or PDF for every line, by its bare name",
        ))
        // A page's address is of one line.
        .args(options::all().filter(|option| option.get_id() != "url").map(|option| {
            match option.get_id().as_str() {
                TEMPLATE => option.value_name("FILE.hbs|FILE.j2|LANGUAGE").help(
                    "The template of every line without a document of its own; or handlebars or jinja, in which all documents are written",
                ),
                DATA => option.help(
                    "What fills the templates of all lines, beside what each line has itself: a file with an object in JSON",
                ),
                _ => option,
            }
        }))
        .after_help(exit::help())
}

pub fn read(matches: &ArgMatches) -> BatchArgs {
    let path = |name: &str| matches.get_one::<PathBuf>(name).expect("required").clone();
    let assets = matches.get_many("asset").into_iter().flatten();
    let number = |name: &str| matches.get_one::<u64>(name).copied();
    let max_failures = match matches.get_flag(FAIL_FAST) {
        true => Some(1),
        false => number("max-failures"),
    };
    BatchArgs {
        manifest: Some(path("manifest")).filter(|path| path.as_os_str() != "-"),
        out: path("out"),
        output: matches.get_one("output").cloned(),
        resume: matches.get_flag(RESUME),
        force: matches.get_flag(FORCE),
        max_failures,
        jobs: number("jobs").map(|jobs| jobs as usize),
        quiet: matches.get_flag(QUIET),
        assets: assets.cloned().collect(),
        options: options::given_but(matches, "url"),
    }
}
