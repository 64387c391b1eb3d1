#!/usr/bin/env python3
"""Writes a Lambda package whose bytes depend on nothing but what is in it.

usage: make-zip.py OUT.zip --libdeflate LIBRARY [--execute-only NAME]... NAME=PATH...

Each PATH, a file or a folder with all below it, goes in as NAME. Hidden files are left out.
LIBRARY is the libdeflate.so that compresses: 3 % smaller than zlib's best, and the same bytes on every
processor. A file that is execute-only may be started by everybody and read by nobody but root.
Fails when the package is larger than Lambda takes, and then lists what takes the room.
"""

import ctypes
import struct
import sys
import zipfile
from collections import Counter
from pathlib import Path

# The earliest time a zip can express, and the one that scripts/vendor.sh makes the font cache
# for: fontconfig trusts its cache only while the font folder has that time to the second.
TIME = 315532800  # 1980-01-01T00:00:00Z

# A zip's own times are local and without a zone. The "extended timestamp" holds UTC, so that
# unzip restores the same second everywhere; where it is ignored, the clock had better be UTC.
UTC_TIME = struct.pack("<HHBL", 0x5455, 5, 1, TIME)

MB = 1024 * 1024
ZIPPED_LIMIT = 50 * MB
UNZIPPED_LIMIT = 250 * MB


def main(arguments):
    if len(arguments) < 4 or arguments[0] == "--help" or arguments[1] != "--libdeflate":
        sys.exit(__doc__)
    out, _, library, *parts = arguments
    # The module has no other way in for a compressor of ours.
    zipfile._get_compressor = lambda kind, *_: Libdeflate(library) if kind == zipfile.ZIP_DEFLATED else None
    execute_only = []
    while parts[0] == "--execute-only":
        execute_only.append(parts[1])
        parts = parts[2:]
    entries = {}
    for part in parts:
        name, _, path = part.partition("=")
        entries.update(walk(name, Path(path)))
    if missing := set(execute_only) - set(entries):
        sys.exit(f"make-zip.py: there is no {missing}")
    partial = Path(f"{out}.part")
    write(partial, entries, execute_only)
    with zipfile.ZipFile(partial) as archive:
        if broken := archive.testzip():
            sys.exit(f"make-zip.py: {broken} does not unpack to what it was")
    zipped, unzipped = partial.stat().st_size, sum(p.stat().st_size for p in entries.values() if p.is_file())
    size = (
        f"{zipped / MB:.1f} MB zipped of {ZIPPED_LIMIT // MB}, "
        f"{unzipped / MB:.1f} MB unzipped of {UNZIPPED_LIMIT // MB}"
    )
    if zipped > ZIPPED_LIMIT or unzipped > UNZIPPED_LIMIT:
        table = sizes(partial)
        partial.unlink()
        sys.exit(f"make-zip.py: {out} is too large for Lambda: {size}\n{table}")
    partial.replace(out)
    print(size)


def walk(name, path):
    """Name in the zip and path of everything at `path`; a folder's name ends with a slash."""
    if path.is_symlink() or not (path.is_file() or path.is_dir()):
        sys.exit(f"make-zip.py: {path} is neither a file nor a folder; links do not survive every unpacking")
    if path.is_file():
        return {name: path}
    entries = {f"{name}/": path}
    for child in path.iterdir():
        if not child.name.startswith("."):
            entries.update(walk(f"{name}/{child.name}", child))
    return entries


def write(out, entries, execute_only):
    # Sorted by the bytes of the name, whatever order the file system lists them in.
    with zipfile.ZipFile(out, "w") as archive:
        for name, path in sorted(entries.items(), key=lambda entry: entry[0].encode()):
            info = zipfile.ZipInfo(name)  # its time is 1980-01-01 00:00:00
            info.create_system = 3  # unix, whose modes follow
            info.extra = UTC_TIME
            if path.is_dir():
                info.external_attr = 0o40755 << 16 | 0x10
                archive.writestr(info, b"", zipfile.ZIP_STORED)
            else:
                # Not the mode itself: that depends on the umask.
                mode = 0o111 if name in execute_only else 0o755 if path.stat().st_mode & 0o111 else 0o644
                info.external_attr = (0o100000 | mode) << 16
                archive.writestr(info, path.read_bytes(), zipfile.ZIP_DEFLATED)


class Libdeflate:
    """A compressor as zlib.compressobj makes them. libdeflate wants all of a file at once."""

    BEST = 12

    def __init__(self, library):
        self.library = ctypes.CDLL(library)
        self.library.libdeflate_alloc_compressor.restype = ctypes.c_void_p
        for function in ("libdeflate_deflate_compress", "libdeflate_deflate_compress_bound"):
            getattr(self.library, function).restype = ctypes.c_size_t
        self.parts = []

    def compress(self, part):
        self.parts.append(bytes(part))
        return b""

    def flush(self):
        whole = b"".join(self.parts)
        compressor = ctypes.c_void_p(self.library.libdeflate_alloc_compressor(self.BEST))
        size = ctypes.c_size_t(len(whole))
        room = self.library.libdeflate_deflate_compress_bound(compressor, size)
        out = ctypes.create_string_buffer(room)
        written = self.library.libdeflate_deflate_compress(compressor, whole, size, out, ctypes.c_size_t(room))
        self.library.libdeflate_free_compressor(compressor)
        if not written:
            raise OSError("libdeflate had not enough room")
        return out.raw[:written]


def sizes(path):
    """What each folder takes, two levels deep, largest first."""
    zipped, unzipped = Counter(), Counter()
    with zipfile.ZipFile(path) as archive:
        for info in archive.infolist():
            folder = "/".join(info.filename.split("/")[:2]) if "/" in info.filename else info.filename
            zipped[folder] += info.compress_size
            unzipped[folder] += info.file_size
    rows = [f"{zipped[f] / MB:9.1f} {unzipped[f] / MB:9.1f}  {f}" for f, _ in zipped.most_common(12)]
    return "\n".join(["zipped MB  unzipped", *rows])


if __name__ == "__main__":
    main(sys.argv[1:])
