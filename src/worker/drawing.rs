//! The errand that draws pages of a finished PDF: both ends of it.

use std::fs;
use std::io;
use std::path::Path;
use std::time::Duration;

use bytes::Bytes;

use crate::engine::Engine;
use crate::error::Error;
use crate::job::deadline::Deadline;
use crate::process::locked_folder::LockedFolder;
use crate::raster::{self, Background, Kind, Pages, Settings, Size};

/// The name of the errand.
pub(super) const COMMAND: &str = "draw";

const FINISHED: &str = "finished.pdf";
const PICTURE: &str = "picture";

impl Engine {
    /// Draws pages of a finished PDF. The job has used so much time of the
    /// processor so far.
    pub async fn draw(
        &self,
        pdf: &Bytes,
        settings: &Settings,
        deadline: Deadline,
        cpu: &mut Duration,
    ) -> Result<Bytes, Error> {
        let folder = LockedFolder::create(&self.temp_dir)?;
        fs::write(folder.path().join(FINISHED), pdf)?;
        let words = arguments(settings);
        self.run_worker(words, &folder, deadline, cpu).await?;
        Ok(fs::read(folder.path().join(PICTURE))?.into())
    }
}

/// The other end of it: draws what lies in `folder`.
pub(super) fn run(how: &[String], folder: &Path) -> io::Result<Result<(), raster::Error>> {
    let settings = settings(how).ok_or_else(|| io::Error::other("this is no picture"))?;
    let pdf = fs::read(folder.join(FINISHED))?.into();
    match raster::draw(&pdf, &settings) {
        Ok(picture) => Ok(Ok(fs::write(folder.join(PICTURE), &picture.bytes)?)),
        Err(fault) => Ok(Err(fault)),
    }
}

/// `draw png all dpi 150 white`
fn arguments(settings: &Settings) -> Vec<String> {
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
    let words = [COMMAND, &kind, &pages, unit, &size, background];
    words.map(str::to_owned).into()
}

/// What the words mean, if they mean anything.
fn settings(words: &[String]) -> Option<Settings> {
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
            assert_eq!(self::settings(&arguments(&settings)[1..]), Some(settings));
        }
        assert_eq!(self::settings(&["png".to_owned()]), None);
    }
}
