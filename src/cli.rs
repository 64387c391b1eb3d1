//! The command line. Options of `render` come from the same table as those of
//! requests.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use html2pdf_lambda::config::VARIABLES;
use html2pdf_lambda::doors::render::Order;
use html2pdf_lambda::job::options::OPTIONS;

/// What we are asked to do.
#[derive(Debug)]
pub enum Task {
    Serve(SocketAddr),
    Render(Order),
    Doctor,
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
            Command::new("doctor")
                .about("Say what is found and what is missing, and how to mend it")
                .after_help(EXIT_STATUSES),
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
    let options = OPTIONS.iter().map(|option| {
        let arg = Arg::new(option.name)
            .long(option.name.replace('_', "-"))
            .value_name(option.value)
            .help(format!("{} [default: {}]", option.help, option.default));
        match option.value {
            // The bare flag means on; a flag that follows it is not its value.
            "on|off" => arg.num_args(0..=1).default_missing_value("on"),
            _ => arg.allow_hyphen_values(true),
        }
    });
    Command::new("render")
        .about("Print a file")
        .arg(
            Arg::new("input")
                .value_name("FILE.html")
                .required(true)
                .value_parser(value_parser!(PathBuf))
                .help("The document; - is standard input"),
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
                .help("A picture, style sheet or font that the document finds under its bare name"),
        )
        .args(options)
        .after_help(EXIT_STATUSES)
}

fn order(matches: &ArgMatches) -> Order {
    let is_stream = |path: &PathBuf| path.as_os_str() == "-";
    let input: PathBuf = matches.get_one("input").cloned().expect("it is required");
    let input = Some(input).filter(|path| !is_stream(path));
    let output = match matches.get_one::<PathBuf>("output") {
        Some(path) => Some(path.clone()).filter(|path| !is_stream(path)),
        None => input.as_ref().map(|path| path.with_extension("pdf")),
    };
    let options = OPTIONS.iter().filter_map(|option| {
        let value: &String = matches.get_one(option.name)?;
        Some((option.name.to_owned(), value.clone()))
    });
    Order {
        input,
        output,
        assets: matches
            .get_many("asset")
            .into_iter()
            .flatten()
            .cloned()
            .collect(),
        options: options.collect(),
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
        for option in OPTIONS {
            let flag = format!("--{}={}", option.name.replace('_', "-"), "x");
            let matches = command()
                .try_get_matches_from(["html2pdf", "render", "a.html", &flag])
                .unwrap();
            let (_, matches) = matches.subcommand().unwrap();
            assert_eq!(
                order(matches).options,
                [(option.name.to_owned(), "x".to_owned())]
            );
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
            [("grayscale", "on"), ("outline", "off"), ("strict", "on")]
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
