//! What a caller should know of a document that was printed all the same.

/// Something that is not on paper as the document has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Warning {
    FailedResource(FailedResource),
    /// A script that the engine could not read, or that failed.
    ScriptError {
        /// Where it stands: `index.html`, `header_html`, the name of an asset.
        source: String,
        line: Option<u32>,
        message: String,
    },
    /// CSS that the engine does not support.
    UnsupportedCss {
        source: String,
        line: u32,
        /// As it is written, such as `display: grid`.
        feature: String,
    },
    /// An element that the engine does not lay out.
    UnsupportedHtml {
        source: String,
        line: u32,
        /// As it is written, such as `<math>`.
        feature: String,
    },
    /// A step of the layout failed; what the others did is printed.
    LayoutError {
        source: String,
        message: String,
    },
    /// A font whose letters have colours, which the engine does not print.
    ColourFont {
        /// As the document has it, shortened where it is very long.
        url: String,
    },
    /// Characters that no font of ours has.
    MissingGlyphs(String),
    /// A link to a script, a file or a page of its own, which was taken out.
    BlockedLink {
        /// As the document has it, shortened where it is very long.
        url: String,
    },
    /// A template prints what its data lack.
    MissingVariable {
        source: String,
        line: Option<u32>,
        name: String,
    },
    /// Without a doctype the engine lays a page out in quirks mode.
    MissingDoctype {
        source: String,
    },
}

impl Warning {
    pub fn blocked_link(url: &str) -> Self {
        Self::BlockedLink { url: shown(url) }
    }

    pub fn colour_font(url: &str) -> Self {
        Self::ColourFont { url: shown(url) }
    }

    /// The text that it is about, where that is one of the job's.
    pub fn source(&self) -> Option<&str> {
        match self {
            Self::ScriptError { source, .. }
            | Self::LayoutError { source, .. }
            | Self::UnsupportedCss { source, .. }
            | Self::UnsupportedHtml { source, .. }
            | Self::MissingVariable { source, .. }
            | Self::MissingDoctype { source } => Some(source),
            Self::FailedResource(_)
            | Self::ColourFont { .. }
            | Self::MissingGlyphs(_)
            | Self::BlockedLink { .. } => None,
        }
    }

    /// The kind of warning, for programs: it stays when a message is reworded.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::FailedResource(_) => "failed-resource",
            Self::ScriptError { .. } => "script-error",
            Self::UnsupportedCss { .. } => "unsupported-css",
            Self::UnsupportedHtml { .. } => "unsupported-html",
            Self::LayoutError { .. } => "layout-error",
            Self::ColourFont { .. } => "colour-font",
            Self::MissingGlyphs(_) => "missing-glyphs",
            Self::BlockedLink { .. } => "blocked-link",
            Self::MissingVariable { .. } => "missing-variable",
            Self::MissingDoctype { .. } => "missing-doctype",
        }
    }
}

impl std::fmt::Display for Warning {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::FailedResource(failed) => {
                write!(
                    f,
                    "{} could not be loaded: {}",
                    failed.url,
                    failed.reason.explanation()
                )
            }
            Self::ScriptError {
                source,
                line: Some(line),
                message,
            } => write!(f, "{source}, line {line}: {message}"),
            Self::ScriptError {
                source, message, ..
            } => write!(f, "{source}: {message}"),
            Self::UnsupportedCss {
                source,
                line,
                feature,
            } => write!(
                f,
                "{source}, line {line}: the engine does not know {feature}"
            ),
            Self::UnsupportedHtml {
                source,
                line,
                feature,
            } => write!(
                f,
                "{source}, line {line}: the engine does not lay out {feature}; use a picture of it"
            ),
            Self::LayoutError { source, message } => {
                write!(f, "{source}: a step of the layout failed: {message}")
            }
            Self::ColourFont { url } => write!(
                f,
                "the letters of {url} have colours, and are printed in one, or not at all; use a font with outlines, or pictures"
            ),
            Self::MissingGlyphs(characters) => {
                write!(f, "no font has these characters: {characters}")
            }
            Self::BlockedLink { url } => write!(
                f,
                "the link to {url} was taken out; link to http, https or mailto, or to a part of the document"
            ),
            Self::MissingVariable { source, line, name } => {
                let line = line.map_or_else(String::new, |line| format!(", line {line}"));
                write!(
                    f,
                    "{source}{line}: the data have no {name}, which is left blank; add it to data, or say what stands there without it"
                )
            }
            Self::MissingDoctype { source } => write!(
                f,
                "{source} has no doctype, so it is laid out in quirks mode; begin it with <!DOCTYPE html>"
            ),
        }
    }
}

/// A picture, style sheet, font, script or frame that could not be loaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FailedResource {
    /// As the document named it, shortened where it is very long.
    pub url: String,
    pub reason: FailureReason,
}

impl FailedResource {
    pub fn new(url: &str, reason: FailureReason) -> Self {
        Self {
            url: shown(url),
            reason,
        }
    }
}

/// An address as a message may have it.
fn shown(url: &str) -> String {
    const LONGEST: usize = 200;
    let mut shown: String = url
        .chars()
        .take(LONGEST)
        .filter(|c| !c.is_control())
        .collect();
    if url.chars().nth(LONGEST).is_some() {
        shown.push('…');
    }
    shown
}

/// Why a resource could not be loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailureReason {
    /// The document may not reach it: the network, or a file of the machine.
    Blocked,
    /// Its host has no address that documents may reach. A host that does not exist
    /// is told alike: otherwise a document could find out which names a network has.
    NoPublicAddress,
    /// The same, where all addresses may be reached.
    HostNotFound,
    /// It is not among the assets.
    NotFound,
    /// It, or all remote resources together, took too long.
    TimedOut,
    /// It is too large, or all remote resources together are.
    TooLarge,
    /// The job had as many remote resources as it may before this one.
    TooMany,
    /// It came, and is a picture that cannot be read.
    Unreadable,
    /// Its host has no certificate that an authority vouches for.
    BadCertificate,
    /// Anything else.
    Failed,
}

impl FailureReason {
    /// The reason, for programs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Blocked | Self::NoPublicAddress => "blocked",
            Self::HostNotFound => "host-not-found",
            Self::NotFound => "not-found",
            Self::TimedOut => "timed-out",
            Self::TooLarge => "too-large",
            Self::TooMany => "too-many",
            Self::Unreadable => "unreadable",
            Self::BadCertificate => "bad-certificate",
            Self::Failed => "failed",
        }
    }

    /// The same for people, with what can be done about it.
    pub const fn explanation(self) -> &'static str {
        match self {
            Self::Blocked => "blocked: documents may not reach it; send it along as an asset",
            Self::NoPublicAddress => {
                "blocked: its host is not known, or not public; send it along as an asset"
            }
            Self::HostNotFound => "its host is not known",
            Self::NotFound => "not-found",
            Self::TimedOut => {
                "it did not come in the time that documents have for remote resources; send it along as an asset"
            }
            Self::TooLarge => {
                "it is more than documents may have of remote resources; make it smaller, or send it along as an asset"
            }
            Self::TooMany => {
                "the document has more remote resources than it may; send some along as assets"
            }
            Self::Unreadable => {
                "it is a picture or a font of a kind that cannot be read, or damaged; send pictures as PNG or JPEG, and fonts with outlines"
            }
            Self::BadCertificate => {
                "the certificate of its host is not valid; if an authority of your own has signed it, name that in HTML2PDF_CA_FILE"
            }
            Self::Failed => "failed",
        }
    }
}
