//! What a file holds and a server sends: pictures, style sheets and fonts that tell a word.

use std::fs;

use crate::support::bundle;

use super::{FILE, SERVER};

pub fn svg(inside: &str) -> String {
    format!(
        "<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' \
         width='300' height='99'>{inside}</svg>"
    )
}

pub fn xsl(word: &str) -> String {
    format!(
        "<xsl:stylesheet version='1.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform'>\
         <xsl:template match='/'><html><body>{word}</body></html></xsl:template></xsl:stylesheet>"
    )
}

/// A font of the bundle under the canary's name.
pub fn font(word: &str) -> Vec<u8> {
    let mut font = fs::read(bundle::path().join("fonts/Caladea-Italic.ttf")).unwrap();
    let name: Vec<u8> = "Caladea"
        .encode_utf16()
        .flat_map(u16::to_be_bytes)
        .collect();
    // As long as the name that it takes the place of.
    let wide: Vec<u8> = font_name(word)
        .encode_utf16()
        .flat_map(u16::to_be_bytes)
        .collect();
    for (name, other) in [
        (&name[..], &wide[..]),
        (b"Caladea", font_name(word).as_bytes()),
    ] {
        let places: Vec<_> = memchr::memmem::find_iter(&font, name).collect();
        for at in places {
            font[at..at + other.len()].copy_from_slice(other);
        }
    }
    font
}

/// Seven letters that stand for the word in the names of fonts.
pub fn font_name(word: &str) -> &'static str {
    match word {
        FILE => "Kfilefi",
        SERVER => "Kserver",
        _ => "Kpublic",
    }
}
