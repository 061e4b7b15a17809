"""The notes of an ELF image: build ids, the files of a core, what Node puts into a single executable."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from typing import BinaryIO, NamedTuple

SEGMENT_NOTES = 4

# LIMIT: the image of a process may be damaged, and tell any number.
NOTES_MAX = 1 << 16
NAME_SIZE_MAX = 256

Reader = Callable[[int, int], bytes]
"""Reads so many bytes at an offset of the file, or of its image in memory."""


class Note(NamedTuple):
    """A note's value lies at `start`, `size` bytes long: it may be too large to be read unasked."""

    name: bytes
    kind: int
    start: int
    size: int


def reader_of(file: BinaryIO) -> Reader:
    def read(offset: int, size: int) -> bytes:
        file.seek(offset)
        return file.read(size)

    return read


def notes_of(read: Reader, in_memory: bool = False) -> Iterator[Note]:
    """The notes of a 64-bit little-endian ELF image."""
    header = read(0, 64)
    if len(header) < 64 or header[:6] != b'\x7fELF\x02\x01':
        return
    (table,) = struct.unpack_from('<Q', header, 0x20)
    entry_size, count = struct.unpack_from('<HH', header, 0x36)
    for index in range(count):
        entry = read(table + index * entry_size, 56)
        if len(entry) < 56:
            return
        kind, _, offset, address, _, size = struct.unpack_from('<IIQQQQ', entry)
        if kind == SEGMENT_NOTES:
            at = address if in_memory else offset
            yield from _notes_in(read, at, at + size)


def _notes_in(read: Reader, at: int, end: int) -> Iterator[Note]:
    for _ in range(NOTES_MAX):
        header = read(at, 12) if at + 12 <= end else b''
        if len(header) < 12:
            return
        name_size, value_size, kind = struct.unpack('<III', header)
        start = at + 12 + _aligned(name_size)
        yield Note(read(at + 12, min(name_size, NAME_SIZE_MAX)), kind, start, value_size)
        at = start + _aligned(value_size)


def _aligned(size: int) -> int:
    return (size + 3) & ~3
