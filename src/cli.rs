//! The command line. Options of `render` come from the same table as those of
//! requests.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::error::ErrorKind;
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use html2pdf_lambda::config::VARIABLES;
use html2pdf_lambda::doors::render::Order;
use html2pdf_lambda::engine::drawing;
use html2pdf_lambda::job::options::{OPTIONS, OptionSpec, Shape};
use html2pdf_lambda::picture;

/// What we are asked to do.
#[derive(Debug)]
pub enum Task {
    Serve(SocketAddr),
    Render(Order),
    Draw(Drawing),
    Doctor,
}

/// Pages of a PDF to be drawn, as our own service asks for it.
#[derive(Debug)]
pub struct Drawing {
    pub pdf: PathBuf,
    pub picture: PathBuf,
    pub settings: picture::Settings,
}

/// Exit statuses, as `--help` documents them.
pub mod exit {
    pub const FAILED: u8 = 1;
    pub const USAGE: u8 = 2;
    pub const NO_ENGINE: u8 = 3;
    pub const UNPRINTABLE: u8 = 4;
    pub const DEADLINE: u8 = 5;
}

const EXIT_STATUSES: &str = "\
Exit status:
  0  done
  1  a file cannot be read or written, or the service failed
  2  the command line, an option or a setting is wrong
  3  the engine is missing or broken, or doctor found something to mend
  4  the document could not be printed
  5  the document was not printed in time";

/// Reads the command line; ends the program where it asks for help or is wrong.
pub fn read() -> Task {
    match command().get_matches().subcommand() {
        Some(("serve", matches)) => {
            Task::Serve(*matches.get_one("listen").expect("it has a default"))
        }
        Some(("render", matches)) => Task::Render(order(matches)),
        Some((drawing::COMMAND, matches)) => match drawing(matches) {
            Some(drawing) => Task::Draw(drawing),
            None => command()
                .error(ErrorKind::InvalidValue, "these words mean no picture")
                .exit(),
        },
        _ => Task::Doctor,
    }
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
        .after_help(format!("{}\n\n{EXIT_STATUSES}", environment()))
        .subcommand(
            Command::new("serve").about("Serve over local HTTP until SIGTERM or Ctrl-C").arg(
                Arg::new("listen")
                    .long("listen")
                    .value_name("ADDRESS")
                    .value_parser(value_parser!(SocketAddr))
                    .default_value("127.0.0.1:9000")
                    .help("Address and port; there is no authentication, so think before you open it"),
            ),
        )
        .subcommand(render())
        .subcommand(
            Command::new(drawing::COMMAND)
                .about("Draw pages of a PDF, for the service itself")
                .hide(true)
                .arg(Arg::new("words").num_args(7).required(true)),
        )
        .subcommand(
            Command::new("doctor")
                .about("Say what is found and what is missing, and how to mend it")
                .after_help(EXIT_STATUSES),
        )
}

fn drawing(matches: &ArgMatches) -> Option<Drawing> {
    let words: Vec<String> = matches.get_many("words")?.cloned().collect();
    let (files, settings) = words.split_at_checked(2)?;
    Some(Drawing {
        pdf: PathBuf::from(&files[0]),
        picture: PathBuf::from(&files[1]),
        settings: drawing::settings(settings)?,
    })
}

fn environment() -> String {
    let mut text = "Environment:".to_owned();
    for (name, meaning, default) in VARIABLES {
        text += &format!("\n  {name}\n          {meaning} [default: {default}]");
    }
    text
}

fn render() -> Command {
    let options = OPTIONS.iter().map(|option| {
        let arg = Arg::new(option.name)
            .long(option.name.replace('_', "-"))
            .help(format!("{} [default: {}]", option.help, option.default));
        match option.shape() {
            // The bare flag means on; a flag that follows it is not its value.
            Shape::Switch => arg
                .value_name(option.value)
                .num_args(0..=1)
                .default_missing_value("on"),
            Shape::Contents => arg
                .value_name(format!("FILE.{}", option.value.to_lowercase()))
                .value_parser(value_parser!(PathBuf)),
            _ => arg.value_name(option.value).allow_hyphen_values(true),
        }
    });
    Command::new("render")
        .about("Print files")
        .arg(
            Arg::new("input")
                .value_name("FILE.html")
                .required(true)
                .action(ArgAction::Append)
                .num_args(1..)
                .value_parser(value_parser!(PathBuf))
                .help("The document, or several for one PDF; - is standard input"),
        )
        .arg(
            Arg::new("output")
                .short('o')
                .long("output")
                .value_name("FILE.pdf")
                .value_parser(value_parser!(PathBuf))
                .help("The PDF; - is standard output [default: FILE.pdf beside FILE.html]"),
        )
        .arg(
            Arg::new("asset")
                .long("asset")
                .value_name("FILE")
                .action(ArgAction::Append)
                .value_parser(value_parser!(PathBuf))
                .help("A picture, style sheet, font or PDF that goes by its bare name; header.html, footer.html and cover.html are what their names say"),
        )
        .arg(
            Arg::new("document")
                .long("document")
                .value_name("N:OPTION=VALUE")
                .action(ArgAction::Append)
                .value_parser(document_option)
                .help("An option of the Nth document alone, such as 2:orientation=landscape"),
        )
        .args(options)
        .after_help(EXIT_STATUSES)
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

fn order(matches: &ArgMatches) -> Order {
    let is_stream = |path: &PathBuf| path.as_os_str() == "-";
    let paths = |name: &str| {
        let given = matches.get_many(name).into_iter().flatten();
        given.cloned().collect::<Vec<PathBuf>>()
    };
    let inputs: Vec<_> = paths("input")
        .into_iter()
        .map(|path| Some(path).filter(|path| !is_stream(path)))
        .collect();
    let format: Option<&String> = matches.get_one("format");
    let extension = format.map_or("pdf", String::as_str);
    let output = match matches.get_one::<PathBuf>("output") {
        Some(path) => Some(path.clone()).filter(|path| !is_stream(path)),
        None => inputs[0]
            .as_ref()
            .map(|path| path.with_extension(extension)),
    };
    let (contents, words): (Vec<&OptionSpec>, Vec<_>) = OPTIONS
        .iter()
        .partition(|option| option.shape() == Shape::Contents);
    let options = words.iter().filter_map(|option| {
        let value: &String = matches.get_one(option.name)?;
        Some((option.name.to_owned(), value.clone()))
    });
    let option_files = contents.iter().filter_map(|option| {
        let path: &PathBuf = matches.get_one(option.name)?;
        Some((option.name.to_owned(), path.clone()))
    });
    let document_options = matches.get_many::<DocumentOption>("document");
    Order {
        output,
        assets: paths("asset"),
        options: options.collect(),
        option_files: option_files.collect(),
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
            let order = order(matches);
            let files = order
                .option_files
                .into_iter()
                .map(|(name, path)| (name, path.display().to_string()));
            let given: Vec<_> = order.options.into_iter().chain(files).collect();
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
        let matches = command().try_get_matches_from(line).unwrap();
        let order = order(matches.subcommand().unwrap().1);
        assert_eq!(order.assets, [PathBuf::from("b.css")]);
        let options: Vec<_> = order
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
    fn the_pdf_goes_beside_the_document_unless_told_otherwise() {
        let output = |arguments: &[&str]| {
            let matches = command()
                .try_get_matches_from([&["html2pdf", "render"], arguments].concat())
                .unwrap();
            order(matches.subcommand().unwrap().1).output
        };
        assert_eq!(output(&["a/b.html"]), Some("a/b.pdf".into()));
        assert_eq!(output(&["a.html", "-o", "c.pdf"]), Some("c.pdf".into()));
        assert_eq!(output(&["a.html", "-o", "-"]), None);
        assert_eq!(output(&["-"]), None);
    }
}
