//! How the objects of the file are numbered.

use super::sections::Sections;

/// The first object numbers of the parts. Those of part 5 are the lowest, so
/// that each of the cross-reference tables is one run of numbers.
pub struct Numbers {
    pub following: u32,
    pub parameters: u32,
    pub opening: u32,
    pub encryption: Option<u32>,
    pub hints: u32,
    pub first: u32,
    /// One more than the highest.
    pub end: u32,
}

impl Numbers {
    pub fn of(sections: &Sections, encrypted: bool) -> Self {
        let count = |objects: &[usize]| objects.len() as u32;
        let following = 1;
        let parameters = following + count(&sections.following());
        let opening = parameters + 1;
        let encryption = opening + count(&sections.opening);
        let hints = encryption + u32::from(encrypted);
        let first = hints + 1;
        Self {
            following,
            parameters,
            opening,
            encryption: encrypted.then_some(encryption),
            hints,
            first,
            end: first + count(&sections.first),
        }
    }
}
