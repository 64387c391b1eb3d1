//! Boxes of the container that AVIF shares with films (ISO/IEC 14496-12): numbers,
//! and boxes in boxes. Nothing is believed: what reaches over an end is not there.

/// Bytes that are read from their beginning.
#[derive(Clone, Copy)]
pub(super) struct Reader<'a>(pub &'a [u8]);

impl<'a> Reader<'a> {
    pub fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    /// A number of so many bytes, at most eight.
    pub fn number(&mut self, bytes: usize) -> Option<u64> {
        let taken = self.take(bytes)?;
        Some(
            taken
                .iter()
                .fold(0, |number, byte| number << 8 | u64::from(*byte)),
        )
    }

    pub fn byte(&mut self) -> Option<u8> {
        Some(*self.take(1)?.first()?)
    }

    pub fn short(&mut self) -> Option<u16> {
        Some(u16::from_be_bytes(*self.take(2)?.first_chunk()?))
    }

    pub fn long(&mut self) -> Option<u32> {
        Some(u32::from_be_bytes(*self.take(4)?.first_chunk()?))
    }

    /// A number of two bytes, or of four.
    pub fn short_or_long(&mut self, is_long: bool) -> Option<u32> {
        match is_long {
            true => self.long(),
            false => self.short().map(u32::from),
        }
    }

    pub fn name(&mut self) -> Option<[u8; 4]> {
        self.take(4)?.first_chunk().copied()
    }

    /// What a full box begins with: its version and its flags.
    pub fn version(&mut self) -> Option<(u8, u32)> {
        let word = self.long()?;
        Some(((word >> 24) as u8, word & 0x00ff_ffff))
    }
}

/// The boxes that stand one after another in some bytes: their names and contents.
pub(super) struct Boxes<'a>(Reader<'a>);

pub(super) fn boxes(bytes: &[u8]) -> Boxes<'_> {
    Boxes(Reader(bytes))
}

impl<'a> Iterator for Boxes<'a> {
    type Item = ([u8; 4], &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let reader = &mut self.0;
        let (short, name) = (reader.long()?, reader.name()?);
        let contents = match short {
            // It reaches to the end.
            0 => reader.take(reader.0.len()),
            1 => {
                let length = reader.number(8)?.checked_sub(16)?;
                reader.take(usize::try_from(length).ok()?)
            }
            length => reader.take((length as usize).checked_sub(8)?),
        };
        contents.map(|contents| (name, contents))
    }
}

/// The contents of the first box of that name.
pub(super) fn find<'a>(bytes: &'a [u8], name: &[u8; 4]) -> Option<&'a [u8]> {
    boxes(bytes)
        .find(|(found, _)| found == name)
        .map(|(_, contents)| contents)
}

/// The contents of a box in a box in a box.
pub(super) fn find_path<'a>(bytes: &'a [u8], path: &[&[u8; 4]]) -> Option<&'a [u8]> {
    path.iter()
        .try_fold(bytes, |inside, name| find(inside, name))
}
