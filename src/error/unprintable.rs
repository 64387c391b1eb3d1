//! Why the engine cannot print a document.

use crate::message::Message;

#[derive(Clone, Debug, PartialEq)]
pub enum Unprintable {
    /// The engine ended by a signal that neither we nor a limit sent.
    Crashed { signal: i32 },
    /// It ended with this exit status, and left no PDF.
    NoPdf { status: i32 },
    /// It left the beginning of a PDF.
    Incomplete,
    /// Header and footer take the whole page. In millimetres.
    NoRoom { top: f64, bottom: f64, height: f64 },
    /// A single page would be longer than a page of a PDF can be.
    TooTall,
    /// Pages on different kinds of paper are taken from several runs, which must
    /// agree in their number of pages.
    UnstablePageCount,
    /// The engine takes the texts of headers and footers as arguments, whose
    /// length the kernel limits.
    TextsTooLong,
    /// The PDF was printed; finishing or drawing it takes more memory than a
    /// worker may have.
    TooHeavy,
}

impl Unprintable {
    pub fn message(&self) -> Message {
        match self {
            Self::Crashed { signal } => {
                format!("the engine crashed on it (signal {signal})").into()
            }
            Self::NoPdf { status } => format!("the engine gave up on it (status {status})").into(),
            Self::Incomplete => "the engine left an incomplete PDF".into(),
            Self::NoRoom {
                top,
                bottom,
                height,
            } => Message::new(
                format!(
                    "header and footer need {top:.0} mm and {bottom:.0} mm of a page {height:.0} mm high, and nothing \
                     is left for the contents"
                ),
                "make them smaller, or the page higher",
            ),
            Self::TooTall => Message::new(
                "it is taller than 5080 mm, and a page of a PDF cannot be",
                "turn single_page off",
            ),
            Self::UnstablePageCount => Message::new(
                "its pages are of several kinds, for each of which it is printed, and its number of pages was not the \
                 same each time",
                "give all documents one page size and orientation, or take out scripts that depend on chance or on the \
                 clock",
            ),
            Self::TextsTooLong => Message::new(
                "header and footer texts of all its documents together are longer than the engine takes",
                "shorten them, or give them as header_html and footer_html",
            ),
            Self::TooHeavy => Message::new(
                "it takes more memory to finish or to draw than there is",
                "leave out the PDFs that are put to it, or ask for a smaller picture",
            ),
        }
    }
}
