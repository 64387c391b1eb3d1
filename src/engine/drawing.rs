//! Pictures of pages, drawn in a process of their own: a page that was made for
//! it can ask the rasteriser for more memory than there is, and no library gets
//! over that. Ours is the program that we are.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use anyhow::Context;
use bytes::Bytes;
use tokio::time::timeout_at;
use tracing::debug;

use crate::error::{Cause, Error};
use crate::picture::{Background, Kind, Pages, Settings, Size};

use super::install::our_program;
use super::process::{self, Ending, Invocation};
use super::workspace::HeldFolder;
use super::{Deadline, Engine, too_late};

/// The subcommand of ours that draws.
pub const COMMAND: &str = "draw";
/// Its exit status when the page cannot be drawn as it was asked for; standard
/// error then holds the reason, made for the caller.
pub const REFUSED: u8 = 4;

impl Engine {
    /// Draws pages of a finished PDF.
    pub async fn draw(
        &self,
        pdf: &Bytes,
        settings: &Settings,
        deadline: Deadline,
    ) -> Result<Bytes, Error> {
        let slot = timeout_at(deadline.at, self.slots.acquire()).await;
        let _slot = slot
            .map_err(|_| too_late(deadline, ": it waited for others to be printed"))?
            .context("no more documents are taken")?;
        let folder = HeldFolder::create(&self.temp_dir)?;
        std::fs::write(folder.path().join("finished.pdf"), pdf)?;
        let picture = folder.path().join("picture");
        let invocation = Invocation {
            program: ourselves()?,
            arguments: arguments(settings),
            environment: Vec::new(),
            folder: folder.path().to_owned(),
        };
        let ended = process::run(&invocation, deadline.at).await?;
        debug!(ending = ?ended.ending, output = %ended.output.escape_ascii(), "the drawing ended");
        match ended.ending {
            Ending::Exited(0) => read(&picture),
            Ending::Exited(status) if status == i32::from(REFUSED) => {
                let reason = String::from_utf8_lossy(&ended.output).trim().to_owned();
                Err(Cause::NoPicture(reason).into())
            }
            Ending::DeadlinePassed => {
                Err(too_late(deadline, "; it was printed, but not yet drawn"))
            }
            Ending::Exited(_) | Ending::Signalled(_) => Err(Cause::TooHeavyToDraw.into()),
        }
    }
}

/// The program that runs now, even if another one has been put in its place.
fn ourselves() -> std::io::Result<PathBuf> {
    let running = PathBuf::from("/proc/self/exe");
    if running.exists() {
        Ok(running)
    } else {
        our_program()
    }
}

fn read(picture: &Path) -> Result<Bytes, Error> {
    Ok(std::fs::read(picture)?.into())
}

/// `draw finished.pdf picture png all dpi 150 white`
fn arguments(settings: &Settings) -> Vec<OsString> {
    let kind = match settings.kind {
        Kind::Png => "png".to_owned(),
        Kind::Jpeg { quality } => quality.to_string(),
    };
    let pages = match settings.pages {
        Pages::All => "all".to_owned(),
        Pages::One(number) => number.to_string(),
    };
    let (unit, size) = match settings.size {
        Size::Dpi(dots) => ("dpi", dots),
        Size::Width(dots) => ("width", dots),
    };
    let background = match settings.background {
        Background::White => "white",
        Background::Transparent => "transparent",
    };
    let size = size.to_string();
    let words = [
        COMMAND,
        "finished.pdf",
        "picture",
        &kind,
        &pages,
        unit,
        &size,
        background,
    ];
    words.iter().map(Into::into).collect()
}

/// The other end of it: what the words mean, if they mean anything.
pub fn settings(words: &[String]) -> Option<Settings> {
    let [kind, pages, unit, size, background] = words else {
        return None;
    };
    let size = size.parse().ok()?;
    Some(Settings {
        kind: match kind.as_str() {
            "png" => Kind::Png,
            quality => Kind::Jpeg {
                quality: quality.parse().ok()?,
            },
        },
        pages: match pages.as_str() {
            "all" => Pages::All,
            number => Pages::One(number.parse().ok()?),
        },
        size: match unit.as_str() {
            "dpi" => Size::Dpi(size),
            "width" => Size::Width(size),
            _ => return None,
        },
        background: match background.as_str() {
            "white" => Background::White,
            "transparent" => Background::Transparent,
            _ => return None,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_mean_what_they_were_made_of() {
        for settings in [
            Settings {
                kind: Kind::Jpeg { quality: 75 },
                pages: Pages::All,
                size: Size::Width(800),
                background: Background::White,
            },
            Settings {
                kind: Kind::Png,
                pages: Pages::One(7),
                size: Size::Dpi(150),
                background: Background::Transparent,
            },
        ] {
            let words: Vec<_> = arguments(&settings)
                .into_iter()
                .skip(3)
                .map(|word| word.into_string().unwrap())
                .collect();
            assert_eq!(self::settings(&words), Some(settings));
        }
        assert_eq!(self::settings(&["png".to_owned()]), None);
    }
}
