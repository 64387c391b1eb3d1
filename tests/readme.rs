//! The README says what the program does: its tables follow those in the code.

use html2pdf_lambda::config::VARIABLES;
use html2pdf_lambda::job::options::OPTIONS;

const README: &str = include_str!("../README.md");

/// Asserts that the README's table under this heading has these rows and no
/// others.
fn assert_table(heading: &str, rows: &[String]) {
    let (_, section) = README.split_once(heading).unwrap();
    let found: Vec<_> = section
        .lines()
        .skip_while(|line| !line.starts_with("| ---"))
        .skip(1)
        .take_while(|line| line.starts_with('|'))
        .collect();
    assert!(
        found == rows,
        "{heading} in README.md should read:\n\n{}\n",
        rows.join("\n")
    );
}

#[test]
fn it_has_every_option() {
    let rows: Vec<_> = OPTIONS
        .iter()
        .map(|option| {
            let value = option.value.replace('|', "\\|");
            format!(
                "| `{}` | {value} | {} | {} |",
                option.name, option.default, option.help
            )
        })
        .collect();
    assert_table("### Options", &rows);
}

#[test]
fn it_has_every_setting() {
    let rows: Vec<_> = VARIABLES
        .iter()
        .map(|(name, meaning, default)| format!("| `{name}` | {meaning} | {default} |"))
        .collect();
    assert_table("## Configuration", &rows);
}
