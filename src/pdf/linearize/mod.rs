//! Fast web view: writes a PDF so that a viewer can show its first page when
//! only the beginning of the file has come (ISO 32000-2, Annex F).
//!
//! Knows PDF files, and nothing of who prints them or why. The file it writes:
//!
//! 1. the linearization parameters, and a cross-reference table of parts 1 to 4
//! 2. what opens the document: catalog, open action, forms, encryption
//! 3. the hint stream, which tells where each page stands
//! 4. the first page with all that it needs
//! 5. the other pages, what they share, and the rest
//! 6. the cross-reference table of part 5

mod error;
mod front;
mod graph;
mod hints;
mod numbers;
mod pages;
mod print;
mod sections;
#[cfg(test)]
mod tests;

use lopdf::encryption::encrypt_object;
use lopdf::{Document, EncryptionState, Object};

pub use error::Error;

use front::{Front, Parameters};
use numbers::Numbers;
use print::{Part, Press};

/// Writes the document, linearized, and encrypted if there is a state to do it
/// with. The same document gives the same bytes, unless it is encrypted. What
/// nothing in the document refers to is left out.
///
/// A document that is encrypted in memory is refused: keys may depend on object
/// numbers, which change here, and the hint stream must be encrypted as well.
pub fn linearize(
    mut document: Document,
    encryption: Option<&EncryptionState>,
) -> Result<Vec<u8>, Error> {
    if document.trailer.has(b"Encrypt") {
        return Err(Error::Encrypted);
    }
    let pages = pages::settle(&mut document)?;
    let sections = sections::sort(&document, &pages)?;
    let numbers = Numbers::of(&sections, encryption.is_some());

    let mut press = Press::new(document, &sections, &numbers, encryption);
    let following = press.print(numbers.following, &sections.following())?;
    let mut opening = press.print(numbers.opening, &sections.opening)?;
    let first = press.print(numbers.first, &sections.first)?;
    if let Some(state) = encryption {
        // Not encrypted itself: it tells how to decrypt the others.
        let dictionary = state.encode().map_err(lopdf::Error::from)?;
        opening.push(&Object::Dictionary(dictionary))?;
    }

    let front = Front {
        version: &press.document.version,
        trailer: press.trailer([&following, &opening, &first]),
        numbers: &numbers,
    };
    let opening_at = front.length()?;
    let hints_at = opening_at + opening.len();
    let hints = hints::of(&sections, &numbers, [&first, &following], hints_at);
    let mut hints = Object::Stream(hints.stream()?);
    if let Some(state) = encryption {
        encrypt_object(state, (numbers.hints, 0), &mut hints).map_err(lopdf::Error::from)?;
    }
    let mut hint_part = Part::starting(numbers.hints);
    hint_part.push(&hints)?;

    let first_at = hints_at + hint_part.len();
    let following_at = first_at + first.len();
    let main_table_at = following_at + following.len();
    let end = front.end(&following.places(following_at));
    let length = main_table_at + end.len();
    if u32::try_from(length).is_err() {
        return Err(Error::TooLarge(length));
    }

    let parameters = Parameters {
        length,
        hints_at,
        hints_length: hint_part.len(),
        first_page_end: following_at,
        pages: pages.len(),
        main_table_at,
    };
    let mut places = opening.places(opening_at);
    places.extend(hint_part.places(hints_at));
    places.extend(first.places(first_at));
    let mut file = front.write(&parameters, &places)?;
    file.reserve_exact(length - file.len());
    for part in [&opening, &hint_part, &first, &following] {
        file.extend_from_slice(part.bytes());
    }
    file.extend_from_slice(end.as_bytes());
    Ok(file)
}
