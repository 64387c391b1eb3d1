//! The file that all fonts of today are: a list of tables, packed (WOFF, WOFF2) or not.

use std::collections::BTreeMap;

/// A font unpacked is no larger. The largest that browsers are sent, with all of Chinese,
/// has a third of it.
const LARGEST: usize = 64 << 20;

pub(super) type Tag = [u8; 4];

/// Tables by their names.
pub(super) type Tables<'f> = BTreeMap<Tag, &'f [u8]>;

/// What a font is packed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Packing {
    Bare,
    Woff,
    Woff2,
}

impl Packing {
    fn of(file: &[u8]) -> Option<Self> {
        match file.first_chunk()? {
            b"\0\x01\0\0" | b"OTTO" | b"true" => Some(Self::Bare),
            b"wOFF" => Some(Self::Woff),
            b"wOF2" => Some(Self::Woff2),
            _ => None,
        }
    }
}

/// The names of a font's tables, by its first bytes; `None` of what is no font.
pub(super) fn table_names(file: &[u8]) -> Option<Vec<Tag>> {
    let (head, entry, count) = match Packing::of(file)? {
        Packing::Bare => (12, 16, short(file, 4)?),
        Packing::Woff => (44, 20, short(file, 12)?),
        Packing::Woff2 => return names_of_woff2(file),
    };
    let entries = file.get(head..)?.chunks_exact(entry).take(count);
    Some(
        entries
            .filter_map(|entry| entry.first_chunk().copied())
            .collect(),
    )
}

/// WOFF2 has numbers for names. Of these are looked for; what is spelled is none of them.
fn names_of_woff2(file: &[u8]) -> Option<Vec<Tag>> {
    const HEAD: usize = 48;
    const SPELLED: u8 = 63;
    const GLYF: u8 = 10;
    const LOCA: u8 = 11;
    const KNOWN: [(u8, &Tag); 7] = [
        (GLYF, b"glyf"),
        (13, b"CFF "),
        (32, b"CBDT"),
        (34, b"COLR"),
        (36, b"SVG "),
        (37, b"sbix"),
        (47, b"fvar"),
    ];
    let mut rest = file.get(HEAD..)?;
    let mut names = Vec::new();
    for _ in 0..short(file, 12)? {
        let (flags, after) = rest.split_first()?;
        rest = after;
        let (number, version) = (flags & 63, flags >> 6);
        if number == SPELLED {
            rest = rest.get(4..)?;
        }
        skip_number(&mut rest)?;
        // Those two are changed unless it is said otherwise, and others only if it is said.
        let is_changed = match number {
            GLYF | LOCA => version != 3,
            _ => version != 0,
        };
        if is_changed {
            skip_number(&mut rest)?;
        }
        let known = KNOWN.iter().find(|(known, _)| *known == number);
        names.extend(known.map(|(_, name)| **name));
    }
    Some(names)
}

/// Passes a number of seven bits a byte.
fn skip_number(rest: &mut &[u8]) -> Option<()> {
    let length = rest.iter().take(5).position(|byte| byte & 0x80 == 0)? + 1;
    *rest = rest.get(length..)?;
    Some(())
}

/// A font as it is when it is not packed.
pub(super) fn unpacked(file: &[u8]) -> Result<Vec<u8>, String> {
    let packing = Packing::of(file).ok_or("no font")?;
    if packing == Packing::Bare {
        return Ok(file.to_vec());
    }
    // Both say at the same place how large it becomes.
    let size = file.get(16..).and_then(|rest| rest.first_chunk());
    let size = size.map_or(0, |size| u32::from_be_bytes(*size) as usize);
    if size > LARGEST {
        return Err("too large".to_owned());
    }
    let unpacked = match packing {
        Packing::Woff => wuff::decompress_woff1(file),
        _ => wuff::decompress_woff2(file),
    };
    unpacked.map_err(|error| format!("{error:?}"))
}

pub(super) fn tables(font: &[u8]) -> Result<Tables<'_>, String> {
    let count = short(font, 4).ok_or("no tables")?;
    let long = |bytes: &[u8]| bytes.first_chunk().map_or(0, |b| u32::from_be_bytes(*b)) as usize;
    let entries = font.get(12..).unwrap_or_default().chunks_exact(16);
    let tables: Tables<'_> = entries
        .take(count)
        .filter_map(|entry| {
            let (start, length) = (long(&entry[8..]), long(&entry[12..]));
            let table = font.get(start..start.checked_add(length)?)?;
            Some((*entry.first_chunk()?, table))
        })
        .collect();
    Ok(tables)
}

pub(super) fn copied(tables: &Tables<'_>) -> BTreeMap<Tag, Vec<u8>> {
    let tables = tables.iter();
    tables
        .map(|(name, table)| (*name, table.to_vec()))
        .collect()
}

/// A font of these tables.
pub(super) fn written(tables: &BTreeMap<Tag, Vec<u8>>) -> Vec<u8> {
    const ADJUSTED: usize = 8;
    let count = tables.len() as u16;
    let power = count.max(1).ilog2() as u16;
    let kind = match tables.contains_key(b"CFF ") {
        true => *b"OTTO",
        false => *b"\0\x01\0\0",
    };
    let mut font = kind.to_vec();
    let range = 16 << power;
    for number in [count, range, power, count * 16 - range] {
        font.extend(number.to_be_bytes());
    }
    let mut start = 12 + tables.len() * 16;
    for (name, table) in tables {
        font.extend(name);
        for number in [checksum(name, table), start as u32, table.len() as u32] {
            font.extend(number.to_be_bytes());
        }
        start += table.len().next_multiple_of(4);
    }
    let mut head = None;
    for (name, table) in tables {
        if name == b"head" {
            head = Some(font.len());
        }
        font.extend(table);
        font.resize(font.len().next_multiple_of(4), 0);
    }
    // The sum of the whole is a number that everybody knows.
    if let Some(at) = head.and_then(|head| font.get_mut(head + ADJUSTED..head + ADJUSTED + 4)) {
        at.fill(0);
        let all = 0xb1b0_afba_u32.wrapping_sub(sum(&font));
        font[head.unwrap_or_default() + ADJUSTED..][..4].copy_from_slice(&all.to_be_bytes());
    }
    font
}

/// Writes numbers into a table.
pub(super) fn put(table: &mut [u8], at: usize, numbers: &[i16]) -> Result<(), String> {
    let room = table
        .get_mut(at..at + numbers.len() * 2)
        .ok_or("a short table")?;
    for (room, number) in room.chunks_exact_mut(2).zip(numbers) {
        room.copy_from_slice(&number.to_be_bytes());
    }
    Ok(())
}

fn checksum(name: &Tag, table: &[u8]) -> u32 {
    match (name, table.get(8..12)) {
        // It is not counted what the whole sums up to.
        (b"head", Some(adjusted)) => sum(table).wrapping_sub(sum(adjusted)),
        _ => sum(table),
    }
}

fn sum(bytes: &[u8]) -> u32 {
    bytes.chunks(4).fold(0, |sum: u32, part| {
        let mut word = [0; 4];
        word[..part.len()].copy_from_slice(part);
        sum.wrapping_add(u32::from_be_bytes(word))
    })
}

fn short(bytes: &[u8], at: usize) -> Option<usize> {
    let bytes = *bytes.get(at..)?.first_chunk()?;
    Some(usize::from(u16::from_be_bytes(bytes)))
}
