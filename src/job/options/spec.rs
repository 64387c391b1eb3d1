//! One row of the table of options: everything that is known of an option.

use super::kind::Kind;

/// One row: an option's name, what it takes, and what it does.
pub struct OptionSpec {
    pub name: &'static str,
    pub kind: Kind,
    pub default: DefaultText,
    /// As [`OptionSpec::help`] tells it, but that `{range}`, `{most}` and `{words}`
    /// stand for what the kind has of them.
    pub(super) help: &'static str,
    /// A value that works.
    pub example: &'static str,
    pub scope: Scope,
}

/// What holds where an option is not given. A test compares the text with what
/// really holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DefaultText {
    /// A value: to give it is the same as to give nothing.
    Value(&'static str),
    /// In words, what holds in the absence of a value.
    Described(&'static str),
}

impl DefaultText {
    /// Nothing is added, sent or asked for.
    pub const NONE: Self = Self::Described("none");

    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Value(text) | Self::Described(text) => text,
        }
    }
}

/// What an option holds for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Each document of a job may have its own.
    Document,
    /// The whole job.
    Job,
}

/// Options that are explained together.
pub struct Group {
    pub title: &'static str,
    /// A paragraph in Markdown.
    pub intro: &'static str,
    pub options: &'static [OptionSpec],
}

/// Options that say something of one document, or bring files or secrets of one
/// caller. A default of them would be wrong for all others, or do nothing.
pub(super) const NO_DEFAULT: &[&str] = &[
    "cover_html",
    "data",
    "encoding",
    "template",
    "url",
    "header_url",
    "footer_url",
    "cookies",
    "request_headers",
    "webhook_url",
    "webhook_error_url",
    "webhook_method",
    "webhook_headers",
    "username",
    "password",
    "title",
    "subject",
    "page_ranges",
    "prepend",
    "append",
    "attachments",
    "watermark_image",
    "owner_password",
    "user_password",
    "permissions",
    "format",
];

impl OptionSpec {
    /// What it does, in a sentence without its full stop.
    pub fn help(&self) -> String {
        let (least, most) = self.kind.range().unwrap_or_default();
        let most = most.map_or_else(String::new, |most| most.to_string());
        self.help
            .replace("{range}", &format!("{least} to {most}"))
            .replace("{most}", &most)
            .replace("{words}", &self.kind.words().join(", "))
    }

    /// Whether an operator may set it for all requests.
    pub fn may_be_default(&self) -> bool {
        !NO_DEFAULT.contains(&self.name)
    }

    /// The environment variable by which an operator sets it.
    pub fn variable(&self) -> String {
        format!("{DEFAULT_VARIABLE}{}", self.name.to_uppercase())
    }
}

/// How the names of variables begin that change defaults. The name of the option
/// follows in capitals: `HTML2PDF_DEFAULT_PAGE_SIZE`.
pub const DEFAULT_VARIABLE: &str = "HTML2PDF_DEFAULT_";
