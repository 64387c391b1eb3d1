"""Packs the relocations of a program: addresses within itself become DT_RELR, which takes a hundredth of the room.

usage: pack_relocations.py PROGRAM

The engine was linked before linkers packed them, and carries 5 MB of them, nearly 1 MB in the zip, which the loader reads
at each start. Nothing else of the program changes: no code, no data, no address. A program that cannot be packed stays
as it is. The loader is our own (glibc from 2.36 on knows DT_RELR).
"""

import struct
import sys
from pathlib import Path

WORD = 8
RELA = struct.Struct("<QQq")
DYNAMIC = struct.Struct("<QQ")
NEED = struct.Struct("<HHIII")
NEED_AUX = struct.Struct("<IHHII")
PROGRAM_HEADER = struct.Struct("<IIQQQQQQ")
SECTION_HEADER = struct.Struct("<IIQQQQIIQQ")

NULL, STRTAB, STRSZ, RELATIVE_COUNT = 0, 5, 10, 0x6FFFFFF9
RELA_TAG, RELA_SIZE = 7, 8
RELR_SIZE, RELR, RELR_ENTRY = 35, 36, 37
VERNEED, VERNEED_COUNT = 0x6FFFFFFE, 0x6FFFFFFF

RELATIVE = 8  # R_X86_64_RELATIVE
SHARED = 3  # ET_DYN: a program that may lie anywhere
# Without it glibc refuses DT_RELR: that an older one says so, and does not start what it would not relocate.
VERSION = b"GLIBC_ABI_DT_RELR"


class Unpackable(Exception):
    pass


class Program:
    def __init__(self, data):
        self.data = bytearray(data)
        (kind,) = struct.unpack_from("<H", data, 16)
        if data[:5] != b"\x7fELF\x02" or kind != SHARED:
            raise Unpackable("it lies at a place of its own")
        self.headers_at, self.sections_at = struct.unpack_from("<QQ", data, 32)
        headers, _, self.sections = struct.unpack_from("<HHH", data, 56)
        self.segments = [PROGRAM_HEADER.unpack_from(data, self.headers_at + at * 56) for at in range(headers)]
        (dynamic,) = (segment for segment in self.segments if segment[0] == 2)
        self.dynamic_at, self.dynamic_size = dynamic[2], dynamic[5]
        entries = DYNAMIC.iter_unpack(data[self.dynamic_at : self.dynamic_at + self.dynamic_size])
        self.dynamic = [entry for entry in entries if entry[0] != NULL]

    def value(self, tag):
        for key, value in self.dynamic:
            if key == tag:
                return value
        raise Unpackable(f"it has no entry {tag:#x} in its dynamic section")

    def set_dynamic(self, changes, without):
        kept = [entry for entry in self.dynamic if entry[0] not in changes and entry[0] != without]
        entries = kept + list(changes.items())
        if (len(entries) + 1) * DYNAMIC.size > self.dynamic_size:
            raise Unpackable("its dynamic section is full")
        table = b"".join(DYNAMIC.pack(*entry) for entry in entries)
        self.put(self.dynamic_at, table.ljust(self.dynamic_size, b"\0"))

    def file_offset(self, address):
        """Where the word of an address lies in the file; None where it is not in it."""
        for kind, _, offset, start, _, in_file, *_ in self.segments:
            if kind == 1 and start <= address and address + WORD <= start + in_file:
                return offset + address - start
        return None

    def put(self, at, data):
        self.data[at : at + len(data)] = data

    def move_section(self, old, new, size):
        """What reads sections and not segments finds them where they are now."""
        for number in range(self.sections):
            at = self.sections_at + number * SECTION_HEADER.size
            header = list(SECTION_HEADER.unpack_from(self.data, at))
            if header[3] == old:
                header[3:6] = [new, new, size]
                SECTION_HEADER.pack_into(self.data, at, *header)


def pack(program):
    start, size = program.value(RELA_TAG), program.value(RELA_SIZE)
    program.value(RELATIVE_COUNT)
    packed, others = [], []
    # What is told by addresses here is told by offsets there.
    if program.file_offset(start) != start:
        raise Unpackable("its first segment does not start with the file")
    for entry in RELA.iter_unpack(bytes(program.data[start : start + size])):
        target, info, addend = entry
        at = program.file_offset(target)
        if info == RELATIVE and target % WORD == 0 and at is not None:
            # Here what is added to lies in the place itself.
            struct.pack_into("<q", program.data, at, addend)
            packed.append(target)
        else:
            others.append(entry)

    rest = b"".join(RELA.pack(*entry) for entry in others)
    bitmaps = bitmaps_of(sorted(packed))
    strings_at, strings_size = program.value(STRTAB), program.value(STRSZ)
    strings = bytes(program.data[strings_at : strings_at + strings_size])
    needs_at = program.value(VERNEED)
    needs = with_version(program, needs_at, strings)
    strings += VERSION + b"\0"

    # All of it in the room that the old table had.
    program.put(start, bytes(size))
    places, at = [], start
    for part in (rest, bitmaps, needs, strings):
        places.append(at)
        program.put(at, part)
        at += len(part) + -len(part) % WORD
    if at > start + size:
        raise Unpackable("there is nothing to be won")
    _, relr_at, new_needs_at, new_strings_at = places
    program.set_dynamic(
        {
            RELA_SIZE: len(rest),
            RELR: relr_at,
            RELR_SIZE: len(bitmaps),
            RELR_ENTRY: WORD,
            VERNEED: new_needs_at,
            STRTAB: new_strings_at,
            STRSZ: len(strings),
        },
        without=RELATIVE_COUNT,
    )
    program.move_section(start, start, len(rest))
    program.move_section(needs_at, new_needs_at, len(needs))
    program.move_section(strings_at, new_strings_at, len(strings))
    return len(packed)


def bitmaps_of(addresses):
    """An address, and behind it words of 63 bits for the 63 words that follow (generic ABI, SHT_RELR)."""
    words, at = [], 0
    while at < len(addresses):
        words.append(addresses[at])
        base = addresses[at] + WORD
        at += 1
        while True:
            bits = 0
            while at < len(addresses) and addresses[at] - base < 63 * WORD:
                bits |= 1 << (addresses[at] - base) // WORD
                at += 1
            if not bits:
                break
            words.append(bits << 1 | 1)
            base += 63 * WORD
    return struct.pack(f"<{len(words)}Q", *words)


def with_version(program, start, strings):
    """The versions that are needed of libraries, and of libc one more."""
    table, highest, end, libc = program.data[start:], 0, 0, None
    at = 0
    for _ in range(program.value(VERNEED_COUNT)):
        _, count, file, aux, following = NEED.unpack_from(table, at)
        where = at + aux
        for _ in range(count):
            _, _, other, _, step = NEED_AUX.unpack_from(table, where)
            highest, end, last = max(highest, other), max(end, where + NEED_AUX.size), where
            where += step
        if strings[file:].startswith(b"libc.so.6\0"):
            libc = at, last
        end = max(end, at + NEED.size)
        at += following
    if libc is None:
        raise Unpackable("it does not need libc")
    table = bytearray(table[:end])
    entry, last = libc
    version, count, *rest = NEED.unpack_from(table, entry)
    NEED.pack_into(table, entry, version, count + 1, *rest)
    *aux, _ = NEED_AUX.unpack_from(table, last)
    NEED_AUX.pack_into(table, last, *aux, end - last)
    return bytes(table) + NEED_AUX.pack(elf_hash(VERSION), 0, highest + 1, len(strings), 0)


def elf_hash(name):
    value = 0
    for byte in name:
        value = (value << 4) + byte
        value = (value ^ (value & 0xF0000000) >> 24) & 0x0FFFFFFF
    return value


def main(path):
    path = Path(path)
    try:
        program = Program(path.read_bytes())
        count = pack(program)
    except Unpackable as why:
        print(f"relocations stay as they are: {why}")
        return
    path.write_bytes(program.data)
    print(f"{count} relocations packed")


main(*sys.argv[1:])
