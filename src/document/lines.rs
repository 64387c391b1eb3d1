//! Lines of a text, as warnings name them.

/// Counts the lines of a text up to places in it, one after another. To count
/// them from its beginning each time takes hours, where the places are many.
pub struct Lines<'t> {
    rest: &'t [u8],
    read: usize,
    line: usize,
}

impl<'t> Lines<'t> {
    pub fn of(text: &'t str) -> Self {
        Self {
            rest: text.as_bytes(),
            read: 0,
            line: 1,
        }
    }

    /// From 1: the line of a place that is not before the one asked for last.
    pub fn at(&mut self, place: usize) -> usize {
        let (before, rest) = self.rest.split_at(place.saturating_sub(self.read));
        self.line += memchr::memchr_iter(b'\n', before).count();
        self.read += before.len();
        self.rest = rest;
        self.line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_counted_from_place_to_place() {
        let mut lines = Lines::of("a\nb\n\nc");
        let counted = [0, 1, 2, 2, 4, 5, 6].map(|place| lines.at(place));
        assert_eq!(counted, [1, 1, 2, 2, 3, 4, 4]);
    }
}
