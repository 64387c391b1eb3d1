//! The command line. Options of `render` come from the same table as those of
//! requests.

use std::ffi::{OsStr, OsString};
use std::net::SocketAddr;
use std::path::PathBuf;

use crate::config::VARIABLES;
use crate::job::options::OPTIONS;

use super::batch::{self, BatchArgs};
use super::render::{self, RenderArgs, Target};
use super::{exit, listen, options};

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};

/// What the program is asked to do.
pub enum Subcommand {
    Serve(SocketAddr),
    Render(RenderArgs),
    Batch(BatchArgs),
    Doctor,
}

/// Reads the command line; ends the program where it asks for help or is wrong.
pub fn read() -> Subcommand {
    match command()
        .get_matches_from(joined(std::env::args_os()))
        .subcommand()
    {
        Some(("serve", matches)) => {
            Subcommand::Serve(*matches.get_one("listen").expect("it has a default"))
        }
        Some(("render", matches)) => Subcommand::Render(render_args(matches)),
        Some(("batch", matches)) => Subcommand::Batch(batch::args::read(matches)),
        _ => Subcommand::Doctor,
    }
}

/// The words of a switch, which may stand behind it: `--outline off`.
const SWITCH_WORDS: [&str; 8] = ["on", "off", "true", "false", "yes", "no", "1", "0"];

/// Ties each switch to the word behind it, if that is one of a switch. Any other
/// word is not the switch's: in `--toc page.html` it is a file.
fn joined(line: impl IntoIterator<Item = impl Into<OsString>>) -> Vec<OsString> {
    let is_switch = |argument: &OsStr| {
        let name = argument.to_str().and_then(|text| text.strip_prefix("--"));
        let name = name.map(|name| name.replace('-', "_"));
        let spec = OPTIONS
            .iter()
            .find(|spec| Some(spec.name) == name.as_deref());
        spec.is_some_and(|spec| spec.kind.is_switch())
    };
    let is_word = |argument: &OsStr| {
        let text = argument.to_str().unwrap_or_default();
        let mut words = SWITCH_WORDS.iter();
        words.any(|word| word.eq_ignore_ascii_case(text))
    };
    // What stands behind any other option is its value, whatever it looks like.
    let takes_value = |argument: &OsStr| {
        let text = argument.to_str().unwrap_or_default();
        let is_flag = batch::args::FLAGS
            .iter()
            .any(|flag| text.strip_prefix("--") == Some(flag));
        text == "-o"
            || (text.starts_with("--") && text.len() > 2 && !text.contains('=') && !is_flag)
    };
    let mut rest = line.into_iter().map(Into::into).peekable();
    let mut joined: Vec<OsString> = Vec::new();
    while let Some(mut argument) = rest.next() {
        if argument == "--" {
            joined.push(argument);
            break;
        }
        if is_switch(&argument) {
            if let Some(word) = rest.next_if(|next| is_word(next)) {
                argument.push("=");
                argument.push(word);
            }
            joined.push(argument);
        } else {
            let value = takes_value(&argument).then(|| rest.next()).flatten();
            joined.push(argument);
            joined.extend(value);
        }
    }
    joined.extend(rest);
    joined
}

fn command() -> Command {
    Command::new("html2pdf")
        .version(env!("CARGO_PKG_VERSION"))
        .about("POST HTML, get a PDF")
        .long_about(
            "POST HTML, get a PDF.\n\nAs an AWS Lambda function (when AWS_LAMBDA_RUNTIME_API is set) it serves the \
             Lambda runtime and takes no arguments.",
        )
        .subcommand_required(true)
        .arg_required_else_help(true)
        .after_help(format!("{}\n\n{}", environment(), exit::help()))
        .subcommand(
            Command::new("serve").about("Serve over local HTTP until SIGTERM or Ctrl-C").arg(
                Arg::new("listen")
                    .long("listen")
                    .value_name("ADDRESS")
                    .value_parser(listen::address)
                    .default_value("127.0.0.1:9000")
                    .help("Port, or address and port; there is no authentication, so think before you open it"),
            ),
        )
        .subcommand(render())
        .subcommand(batch::args::command())
        .subcommand(
            Command::new("doctor")
                .about("Say what is found and what is missing, and how to mend it")
                .after_help(exit::help()),
        )
}

fn environment() -> String {
    let mut text = "Environment:".to_owned();
    for (name, meaning, default) in VARIABLES {
        text += &format!("\n  {name}\n          {meaning} [default: {default}]");
    }
    text
}

fn render() -> Command {
    Command::new("render")
        .about("Print files")
        .arg(
            Arg::new("input")
                .value_name("FILE.html|URL")
                .required(true)
                .action(ArgAction::Append)
                .num_args(1..)
                .value_parser(value_parser!(PathBuf))
                .help("The document or the address of a page, or several for one PDF; - is standard input"),
        )
        .arg(
            Arg::new("output")
                .short('o')
                .long("output")
                .value_name("FILE.pdf")
                .value_parser(value_parser!(PathBuf))
                .help("The PDF; - is standard output [default: FILE.pdf beside FILE.html, or png, jpg, zip where it is one]"),
        )
        .arg(options::assets(
            "A picture, style sheet, font or PDF that goes by its bare name; header.html, footer.html and cover.html are what their names say",
        ))
        .arg(
            Arg::new("document")
                .long("document")
                .value_name("N:OPTION=VALUE")
                .action(ArgAction::Append)
                .value_parser(document_option)
                .help("An option of the Nth document alone, such as 2:orientation=landscape"),
        )
        .args(options::all())
        .after_help(exit::help())
}

/// An option of one of several documents: its number, name and value.
type DocumentOption = (usize, String, String);

fn document_option(text: &str) -> Result<DocumentOption, String> {
    let parts = text.split_once(':').and_then(|(number, rest)| {
        let number = number.parse().ok().filter(|number| *number > 0)?;
        let (name, value) = rest.split_once('=')?;
        Some((number, name.to_owned(), value.to_owned()))
    });
    parts.ok_or_else(|| {
        "write the document's number, an option and its value, such as 2:orientation=landscape"
            .to_owned()
    })
}

/// What a page of the network would be called as a file here.
fn name_of(address: &str) -> String {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let mut parts = path.split('/').skip(2).filter(|part| !part.is_empty());
    let host = parts.next().unwrap_or_default();
    match parts.last() {
        Some(last) => last.to_owned(),
        None => format!("{host}.html"),
    }
}

fn render_args(matches: &ArgMatches) -> RenderArgs {
    let is_stream = |path: &PathBuf| path.as_os_str() == "-";
    let paths = |name: &str| {
        let given = matches.get_many(name).into_iter().flatten();
        given.cloned().collect::<Vec<PathBuf>>()
    };
    let inputs: Vec<_> = paths("input")
        .into_iter()
        .map(|path| Some(path).filter(|path| !is_stream(path)))
        .collect();
    let output = match (matches.get_one::<PathBuf>("output"), &inputs[0]) {
        (Some(path), _) if !is_stream(path) => Target::File(path.clone()),
        (None, Some(input)) => Target::Beside(match render::address(input) {
            Some(address) => PathBuf::from(name_of(address)),
            None => input.clone(),
        }),
        _ => Target::StandardOutput,
    };
    let given = options::given(matches);
    let document_options = matches.get_many::<DocumentOption>("document");
    RenderArgs {
        output,
        assets: paths("asset"),
        options: given.words,
        option_files: given.files,
        document_options: document_options.into_iter().flatten().cloned().collect(),
        inputs,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        command().debug_assert();
    }

    #[test]
    fn every_option_is_on_the_command_line() {
        for option in OPTIONS.iter() {
            let flag = format!("--{}={}", option.name.replace('_', "-"), "x");
            let matches = command()
                .try_get_matches_from(["html2pdf", "render", "a.html", &flag])
                .unwrap();
            let (_, matches) = matches.subcommand().unwrap();
            let args = render_args(matches);
            let files = args
                .option_files
                .into_iter()
                .map(|(name, path)| (name, path.display().to_string()));
            let given: Vec<_> = args.options.into_iter().chain(files).collect();
            assert_eq!(given, [(option.name.to_owned(), "x".to_owned())]);
        }
    }

    #[test]
    fn a_switch_may_stand_alone_before_another_option() {
        let line = [
            "html2pdf",
            "render",
            "a.html",
            "--strict",
            "--asset",
            "b.css",
            "--outline",
            "off",
            "--grayscale",
        ];
        let matches = command().try_get_matches_from(joined(line)).unwrap();
        let args = render_args(matches.subcommand().unwrap().1);
        assert_eq!(args.assets, [PathBuf::from("b.css")]);
        let options: Vec<_> = args
            .options
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        assert_eq!(
            options,
            [("outline", "off"), ("grayscale", "on"), ("strict", "on")]
        );
    }

    #[test]
    fn a_flag_of_a_batch_takes_no_word_of_what_follows() {
        let line = "html2pdf batch a.csv --out b --resume --strict off --quiet --page-size A5";
        let matches = command().try_get_matches_from(joined(line.split(' ')));
        let matches = matches.unwrap();
        let args = batch::args::read(matches.subcommand().unwrap().1);
        assert!(args.resume && args.quiet && !args.force);
        let options = [("page_size", "A5"), ("strict", "off")]
            .map(|(name, value)| (name.to_owned(), value.to_owned()));
        let mut given = args.options.words.clone();
        given.sort();
        assert_eq!(given, options);
    }

    #[test]
    fn the_pdf_goes_beside_the_document_unless_told_otherwise() {
        let output = |arguments: &[&str]| {
            let matches = command()
                .try_get_matches_from([&["html2pdf", "render"], arguments].concat())
                .unwrap();
            render_args(matches.subcommand().unwrap().1).output
        };
        let file = |path: &str| Target::File(path.into());
        assert_eq!(output(&["a/b.html"]), Target::Beside("a/b.html".into()));
        assert_eq!(output(&["a.html", "-o", "c.pdf"]), file("c.pdf"));
        assert_eq!(output(&["a.html", "-o", "-"]), Target::StandardOutput);
        assert_eq!(output(&["-"]), Target::StandardOutput);
        for (address, name) in [
            ("https://example.com", "example.com.html"),
            ("http://example.com/a/report.html?x=/y", "report.html"),
            ("HTTPS://example.com/a/", "a"),
        ] {
            assert_eq!(output(&[address]), Target::Beside(name.into()));
        }
        assert_eq!(output(&["-", "-o", "c.pdf"]), file("c.pdf"));
    }

    #[test]
    fn a_switch_takes_the_word_behind_it_and_no_file() {
        let read = |line: &[&str]| {
            let line = joined([&["html2pdf", "render"], line].concat());
            let matches = command().try_get_matches_from(line).unwrap();
            let args = render_args(matches.subcommand().unwrap().1);
            let inputs: Vec<_> = args
                .inputs
                .iter()
                .map(|path| path.as_ref().unwrap().to_str().unwrap().to_owned())
                .collect();
            let options: Vec<_> = args
                .options
                .iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect();
            (inputs.join(" "), options.join(" "))
        };
        for (line, inputs, options) in [
            (&["--toc", "a.html"][..], "a.html", "toc=on"),
            (&["--toc", "off", "a.html"], "a.html", "toc=off"),
            (&["--toc", "NO", "a.html"], "a.html", "toc=NO"),
            (&["--toc=no", "a.html"], "a.html", "toc=no"),
            (&["--toc=a.html", "b.html"], "b.html", "toc=a.html"),
            (&["a.html", "--toc", "b.html"], "a.html b.html", "toc=on"),
            (&["a.html", "--title", "on"], "a.html", "title=on"),
            (&["--title", "--toc", "off"], "off", "title=--toc"),
            (&["--toc", "--", "off"], "off", "toc=on"),
            (&["--", "on", "off"], "on off", ""),
        ] {
            let expected = (inputs.to_owned(), options.to_owned());
            assert_eq!(read(line), expected, "{line:?}");
        }
    }
}
