//! How finely a document can be laid out.
//!
//! The engine rounds the width of each glyph to a whole dot. The finer the
//! dots, the nearer its line breaks come to a browser's: of 133 English
//! paragraphs 21 % broke exactly as in Chromium at 96 dpi, 50 % at 192 and 83 %
//! at 1200. But not every document survives fine dots, so each gets the finest
//! that it does.

/// Dots per inch of the layout, from fine to coarse.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Resolution {
    /// Lines break like a browser's.
    #[default]
    Fine,
    /// Twelve dots to a pixel of CSS, so that sizes in whole pixels and in points come
    /// out exactly: for documents that are laid out as a browser does it.
    Even,
    /// Four dots to a pixel of CSS: for gradients, whose time grows with the dots.
    Painted,
    /// For effects that the engine paints as pictures with a dot for each dot
    /// of the layout. A shadow around a whole page takes 12 s and 1.8 GB when
    /// fine.
    Medium,
    /// For what goes wrong in any other resolution than that of CSS: letters
    /// are spaced by a wrong factor, check boxes shrink to a dot.
    Coarse,
}

/// What a document has that is painted dot by dot.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Painted {
    #[default]
    Nothing,
    Something,
    Masks,
}

impl From<bool> for Painted {
    fn from(something: bool) -> Self {
        match something {
            true => Self::Something,
            false => Self::Nothing,
        }
    }
}

/// What the engine paints dot by dot.
const PAINTED: [&str; 5] = ["shadow", "gradient", "opacity", "-mask", "reflect"];

impl Resolution {
    pub const fn dpi(self) -> u32 {
        match self {
            Self::Fine => 1200,
            Self::Even => 1152,
            Self::Painted => 384,
            Self::Medium => 192,
            Self::Coarse => 96,
        }
    }

    /// The finest resolution, no finer than this one, at which `pages` pages
    /// `height_mm` high come out whole. Positions in the document are kept in
    /// dots, as 26-bit numbers: what lies beyond is not printed.
    pub fn that_holds(self, pages: u32, height_mm: f64) -> Self {
        let steps: &[Self] = match self {
            Self::Even | Self::Painted => &[Self::Even, Self::Painted, Self::Medium],
            _ => &[Self::Fine, Self::Medium],
        };
        steps
            .iter()
            .copied()
            .find(|resolution| {
                *resolution >= self && Self::are_held(resolution.dpi(), pages, height_mm)
            })
            .unwrap_or(Self::Coarse)
    }

    /// Whether so many pages of this height come out whole with so many dots in an inch.
    pub fn are_held(dpi: u32, pages: u32, height_mm: f64) -> bool {
        const DOTS: f64 = (1 << 25) as f64 * 0.95;
        f64::from(pages) * height_mm / 25.4 * f64::from(dpi) < DOTS
    }

    pub(super) fn lower_for_markup(&mut self, controls: bool, canvas: bool) {
        if controls {
            self.lower_to(Self::Coarse);
        }
        if canvas {
            self.lower_to(Self::Medium);
        }
    }

    /// Lowers for what a style sheet, or a picture in SVG, asks for. Where CSS is lowered,
    /// most of its effects cost nothing.
    pub(super) fn lower_for_style(&mut self, css: &str, lowered: bool) {
        // Where it is lowered, that tells what of it is painted.
        if lowered {
            return;
        }
        let css = css.to_ascii_lowercase();
        if PAINTED.iter().any(|word| css.contains(word)) {
            self.lower_to(Self::Medium);
        }
        if spaces_letters(&css) {
            self.lower_to(Self::Coarse);
        }
    }

    /// Lowers for a picture in SVG beside a document that is laid out as a browser does it.
    pub(super) fn lower_for_picture(&mut self, svg: &str) {
        let fades = svg
            .match_indices("opacity")
            .any(|(at, _)| !svg[..at].ends_with('-'));
        if fades || svg.contains("Gradient") || svg.contains("<filter") {
            self.lower_to(Self::Painted);
        }
    }

    /// Lowers for what a script may set on elements.
    pub(super) fn lower_for_script(&mut self, html: &str) {
        let html = html.to_ascii_lowercase();
        if html.contains("shadow")
            || html.contains("opacity")
            || html.contains("'canvas'")
            || html.contains("\"canvas\"")
        {
            self.lower_to(Self::Medium);
        }
        if html.contains("letterspacing") {
            self.lower_to(Self::Coarse);
        }
    }

    /// For sheets with little on them, which are laid out as a browser does it.
    pub const fn even_for_sheets(self) -> Self {
        match self {
            Self::Fine => Self::Even,
            other => other,
        }
    }

    /// As even as it is fine.
    pub(super) fn even(self, painted: Painted) -> Self {
        self.max(match painted {
            Painted::Nothing => Self::Even,
            Painted::Something => Self::Painted,
            Painted::Masks => Self::Medium,
        })
    }

    fn lower_to(&mut self, other: Self) {
        *self = (*self).max(other);
    }
}

/// Whether a style sheet, in lower case, sets `letter-spacing` to something.
fn spaces_letters(css: &str) -> bool {
    css.match_indices("letter-spacing").any(|(at, name)| {
        let rest = css[at + name.len()..].trim_start();
        let Some(value) = rest.strip_prefix(':') else {
            return false;
        };
        let value = value.trim_start();
        let word = value
            .split(|c: char| c.is_whitespace() || matches!(c, ';' | '}' | '!' | '"' | '\''))
            .next()
            .unwrap_or_default();
        let number = word.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '%');
        let is_nothing =
            matches!(word, "normal" | "inherit" | "initial") || number.parse() == Ok(0.0);
        !is_nothing
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_style(css: &str) -> Resolution {
        let mut resolution = Resolution::default();
        resolution.lower_for_style(css, false);
        resolution
    }

    #[test]
    fn plain_styles_stay_fine() {
        for css in [
            "",
            "p{color:red;border:1px dashed}",
            "p{letter-spacing:normal}",
            "p { letter-spacing : 0 !important }",
            "p{letter-spacing:0px}",
            "p{letter-spacing:0.0em;}",
        ] {
            assert_eq!(of_style(css), Resolution::Fine, "{css}");
        }
    }

    #[test]
    fn painted_effects_are_medium_and_spaced_letters_coarse() {
        for css in [
            "p{BOX-SHADOW:0 0 3px}",
            "background:-webkit-linear-gradient(a,b)",
            "opacity:.5",
        ] {
            assert_eq!(of_style(css), Resolution::Medium, "{css}");
        }
        for css in [
            "p{letter-spacing:.3px}",
            "letter-spacing: -0.5pt",
            "opacity:1;Letter-Spacing:1em",
        ] {
            assert_eq!(of_style(css), Resolution::Coarse, "{css}");
        }
    }

    #[test]
    fn long_documents_are_laid_out_less_finely() {
        let fine = Resolution::Fine;
        assert_eq!(fine.that_holds(2000, 297.0), Resolution::Fine);
        assert_eq!(fine.that_holds(2400, 297.0), Resolution::Medium);
        assert_eq!(fine.that_holds(20_000, 297.0), Resolution::Coarse);
        assert_eq!(Resolution::Coarse.that_holds(1, 297.0), Resolution::Coarse);
    }
}
