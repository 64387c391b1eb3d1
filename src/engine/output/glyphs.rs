//! Characters that came out as empty boxes: the PDF's fonts do not have them,
//! and no font that the engine could have taken has them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use skrifa::{FontRef, MetadataProvider};

use crate::job::Asset;

/// At most this many characters are listed in a warning.
const MOST: usize = 50;

/// Of the characters of some texts, those that cannot be seen in the PDF.
pub fn missing<'c>(
    wanted: &BTreeSet<char>,
    shown: &BTreeSet<char>,
    coverage: impl FnOnce() -> Option<&'c Coverage>,
    assets: &[Asset],
) -> Option<String> {
    let mut lost: BTreeSet<char> = wanted.difference(shown).copied().collect();
    for asset in assets {
        take_away(&mut lost, &asset.bytes);
    }
    if lost.is_empty() {
        return None;
    }
    let coverage = coverage()?;
    lost.retain(|c| !coverage.has(*c));
    (!lost.is_empty()).then(|| lost.into_iter().take(MOST).collect())
}

/// The characters that the fonts of a folder have: one bit for each.
pub struct Coverage(Vec<u64>);

impl Coverage {
    /// Reads every font in the folder, which takes its time.
    pub fn of(fonts: &Path) -> Self {
        let mut coverage = Self(vec![0; (char::MAX as usize + 1) / 64]);
        let fonts = files(fonts)
            .into_iter()
            .filter_map(|path| std::fs::read(path).ok());
        for file in fonts {
            for font in FontRef::fonts(&file).flatten() {
                for (c, _) in font.charmap().mappings() {
                    if let Some(bits) = coverage.0.get_mut(c as usize / 64) {
                        *bits |= 1 << (c % 64);
                    }
                }
            }
        }
        coverage
    }

    fn has(&self, c: char) -> bool {
        let c = c as usize;
        self.0[c / 64] & (1 << (c % 64)) != 0
    }
}

/// Takes away the characters that a font has. What is no font has none.
fn take_away(lost: &mut BTreeSet<char>, font: &[u8]) {
    let fonts = FontRef::fonts(font);
    for font in fonts.flatten() {
        let charmap = font.charmap();
        lost.retain(|c| charmap.map(*c).is_none());
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found
}
