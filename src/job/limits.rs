//! What one job may use, and how it is told that it used more. Every room knows
//! these; the operator sets them.

use std::ops::RangeInclusive;
use std::time::Duration;

use anyhow::{Result, anyhow, bail};

use crate::message::Message;

use super::options::duration;

pub const MAX_CPU_TIME: &str = "HTML2PDF_MAX_CPU_TIME";
pub const MAX_MEMORY: &str = "HTML2PDF_MAX_MEMORY";
pub const MAX_THREADS: &str = "HTML2PDF_MAX_THREADS";
pub const MAX_PDF_BYTES: &str = "HTML2PDF_MAX_PDF_BYTES";
pub const MAX_WORKSPACE_BYTES: &str = "HTML2PDF_MAX_WORKSPACE_BYTES";
pub const MAX_PAGES: &str = "HTML2PDF_MAX_PAGES";
pub const MAX_ASSETS: &str = "HTML2PDF_MAX_ASSETS";
pub const MAX_IMAGE_PIXELS: &str = "HTML2PDF_MAX_IMAGE_PIXELS";
pub const MAX_NESTING: &str = "HTML2PDF_MAX_NESTING";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Of the processor, over all runs.
    pub cpu_time: Duration,
    /// Address space of one process.
    pub memory: u64,
    /// That the engine starts beside its first, in one run.
    pub threads: u64,
    pub pdf_bytes: u64,
    /// Documents, assets and PDFs that lie in the temporary folder at once.
    pub workspace_bytes: u64,
    pub pages: u32,
    pub assets: usize,
    /// Of all its pictures together, as they say it themselves.
    pub image_pixels: u64,
    /// Elements in elements.
    pub nesting: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            cpu_time: Duration::from_secs(25),
            memory: 2 << 30,
            threads: 64,
            pdf_bytes: 200_000_000,
            workspace_bytes: 400_000_000,
            pages: 10_000,
            assets: 1000,
            image_pixels: 100_000_000,
            nesting: 4000,
        }
    }
}

impl Limits {
    /// A page in Korean needs half of this; a long table all of it.
    const LEAST_DEFAULT_MEMORY: u64 = 512 << 20;

    /// `timeout` is that of one document; `function_memory` what Lambda gives us,
    /// in megabytes.
    pub fn read(
        text: impl Fn(&str) -> Result<Option<String>>,
        timeout: Duration,
        function_memory: Option<&str>,
    ) -> Result<Self> {
        let number = |name: &str, default: u64, least: u64| match text(name)? {
            None => Ok(default),
            Some(value) => number(name, &value, least..=LARGEST),
        };
        let default = Self::default();
        // The rest is for the service, and for what it holds of the job.
        let memory = function_memory
            .and_then(|megabytes| megabytes.parse::<u64>().ok())
            .map_or(default.memory, |megabytes| {
                ((megabytes << 20) / 4 * 3).clamp(Self::LEAST_DEFAULT_MEMORY, default.memory)
            });
        Ok(Self {
            cpu_time: match text(MAX_CPU_TIME)? {
                None => timeout,
                Some(value) => duration(&value).map_err(|why| anyhow!("{MAX_CPU_TIME}: {why}"))?,
            },
            memory: number(MAX_MEMORY, memory, 128 << 20)?,
            threads: number(MAX_THREADS, default.threads, 1)?,
            pdf_bytes: number(MAX_PDF_BYTES, default.pdf_bytes, 1024)?,
            workspace_bytes: number(MAX_WORKSPACE_BYTES, default.workspace_bytes, 64 << 10)?,
            pages: number(MAX_PAGES, default.pages.into(), 1)?
                .try_into()
                .unwrap_or(u32::MAX),
            assets: number(MAX_ASSETS, default.assets as u64, 0)? as usize,
            image_pixels: number(MAX_IMAGE_PIXELS, default.image_pixels, 1)?,
            nesting: number(MAX_NESTING, default.nesting as u64, 16)? as usize,
        })
    }

    pub fn check_pages(&self, pages: u32) -> Result<(), LimitExceeded> {
        let limit = self.pages;
        if pages > limit {
            return Err(LimitExceeded::Pages { pages, limit });
        }
        Ok(())
    }
}

/// Room for sums, and no number that JSON or a kernel would take for another.
const LARGEST: u64 = 1 << 50;

/// Reads a whole number; `name` is that of the variable that has it.
pub fn number(name: &str, value: &str, within: RangeInclusive<u64>) -> Result<u64> {
    let Ok(number) = value.trim().parse::<u64>() else {
        bail!("{name}: `{value}` is not a whole number");
    };
    if !within.contains(&number) {
        let (least, most) = within.into_inner();
        bail!("{name}: `{value}` is out of range; use {least} to {most}");
    }
    Ok(number)
}

/// More than a job may use: what, and how much is allowed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message())]
pub enum LimitExceeded {
    CpuTime(Duration),
    /// In bytes, as all that follow but for threads.
    Memory(u64),
    Threads(u64),
    PdfBytes(u64),
    WorkspaceBytes(u64),
    Pages {
        pages: u32,
        limit: u32,
    },
    ImagePixels {
        /// The one with which it became too much.
        picture: String,
        pixels: u64,
        limit: u64,
    },
    Nesting {
        of: String,
        limit: usize,
    },
    /// The engine's stack.
    Stack,
}

impl LimitExceeded {
    pub fn message(&self) -> Message {
        match self {
            Self::CpuTime(limit) => Message::new(
                format!(
                    "it takes more than {limit:?} of processor time, the limit here ({MAX_CPU_TIME})"
                ),
                "split it, or take out the script, table or effect that takes so long",
            ),
            Self::Memory(limit) => Message::new(
                format!(
                    "it takes more than {limit} bytes of memory, the limit here ({MAX_MEMORY})"
                ),
                "split it, or use smaller pictures",
            ),
            Self::Threads(limit) => Message::new(
                format!("it starts more than {limit} threads, the limit here ({MAX_THREADS})"),
                "use fewer web workers",
            ),
            Self::PdfBytes(limit) => Message::new(
                format!("its PDF has more than {limit} bytes, the limit here ({MAX_PDF_BYTES})"),
                "use smaller pictures, image_quality or low_quality, or split it",
            ),
            Self::WorkspaceBytes(limit) => Message::new(
                format!(
                    "its documents, files and PDF have together more than {limit} bytes, the limit here \
                     ({MAX_WORKSPACE_BYTES})"
                ),
                "send fewer or smaller files, or split it",
            ),
            Self::Pages { pages, limit } => Message::new(
                format!("it has {pages} pages, and {limit} is the limit here ({MAX_PAGES})"),
                "split it, or use larger paper",
            ),
            Self::ImagePixels {
                picture,
                pixels,
                limit,
            } => Message::new(
                format!(
                    "with {picture} its pictures have {pixels} pixels, and {limit} is the limit here \
                     ({MAX_IMAGE_PIXELS})"
                ),
                "send pictures of fewer pixels: 300 for each inch on paper are enough",
            ),
            Self::Nesting { of, limit } => Message::new(
                format!(
                    "elements of {of} are nested more than {limit} deep, the limit here ({MAX_NESTING})"
                ),
                "close elements that are left open, or make it flatter",
            ),
            Self::Stack => Message::new(
                "something in it is nested deeper than the engine can follow: elements, expressions or calls",
                "make it flatter",
            ),
        }
    }

    /// The same without a word of the caller's.
    pub fn for_log(&self) -> String {
        match self {
            Self::ImagePixels { pixels, limit, .. } => {
                Self::ImagePixels {
                    picture: "one of them".to_owned(),
                    pixels: *pixels,
                    limit: *limit,
                }
                .message()
                .detail
            }
            _ => self.message().detail,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(settings: &[(&str, &str)], function_memory: Option<&str>) -> Result<Limits> {
        let text = |name: &str| {
            let found = settings.iter().find(|(known, _)| *known == name);
            Ok(found.map(|(_, value)| (*value).to_owned()))
        };
        Limits::read(text, Duration::from_secs(7), function_memory)
    }

    #[test]
    fn processor_time_is_by_default_as_long_as_all_of_it() {
        assert_eq!(read(&[], None).unwrap().cpu_time, Duration::from_secs(7));
        let limits = read(&[(MAX_CPU_TIME, "2s")], None).unwrap();
        assert_eq!(limits.cpu_time, Duration::from_secs(2));
    }

    #[test]
    fn the_engine_leaves_a_function_some_of_its_memory() {
        let memory = |function| read(&[], function).unwrap().memory >> 20;
        assert_eq!(memory(None), 2048);
        assert_eq!(memory(Some("128")), 512);
        assert_eq!(memory(Some("1024")), 768);
        assert_eq!(memory(Some("10240")), 2048);
        let set = read(&[(MAX_MEMORY, "300000000")], Some("1024")).unwrap();
        assert_eq!(set.memory, 300_000_000);
    }

    #[test]
    fn a_wrong_limit_names_itself() {
        for (name, value) in [
            (MAX_CPU_TIME, "fast"),
            (MAX_MEMORY, "2GB"),
            (MAX_MEMORY, "1000"),
            (MAX_THREADS, "0"),
            (MAX_PDF_BYTES, "-1"),
            (MAX_WORKSPACE_BYTES, "1"),
            (MAX_PAGES, "0"),
            (MAX_ASSETS, "some"),
            (MAX_IMAGE_PIXELS, "99999999999999999999"),
            (MAX_NESTING, "3"),
        ] {
            let said = read(&[(name, value)], None).unwrap_err().to_string();
            assert!(said.starts_with(name), "{said}");
        }
    }

    #[test]
    fn the_log_does_not_name_the_picture() {
        let excess = LimitExceeded::ImagePixels {
            picture: "secret.png".to_owned(),
            pixels: 2,
            limit: 1,
        };
        assert!(excess.to_string().contains("secret.png"));
        assert!(!excess.for_log().contains("secret"), "{}", excess.for_log());
    }
}
