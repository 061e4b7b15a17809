"""Reads chosen symbols from an ELF file.

LLDB's own API hands out symbols one by one: a walk over the 120,000 of Node takes half a second. The table itself takes 50 ms.
"""

from __future__ import annotations

import mmap
import struct

SECTION_SYMBOLS = 2
SECTION_INDEX_NONE = 0


def read_elf_symbols(path: str, prefixes: tuple[str, ...], names: tuple[str, ...]) -> dict[str, tuple[int, int]] | None:
    """File address and size by name; None when the file is not a 64-bit little-endian ELF with a symbol table."""
    try:
        with open(path, 'rb') as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            return _read(data, prefixes, names)
    except (OSError, ValueError, struct.error):
        return None


def _read(data: mmap.mmap, prefixes: tuple[str, ...], names: tuple[str, ...]) -> dict[str, tuple[int, int]] | None:
    if data[:6] != b'\x7fELF\x02\x01':
        return None
    (table_offset,) = struct.unpack_from('<Q', data, 0x28)
    entry_size, count = struct.unpack_from('<HH', data, 0x3A)
    sections = [struct.unpack_from('<IIQQQQIIQQ', data, table_offset + i * entry_size) for i in range(count)]
    for section in sections:
        if section[1] == SECTION_SYMBOLS:
            strings = sections[section[6]]
            text = data[strings[4] : strings[4] + strings[5]]
            wanted = _wanted_offsets(text, prefixes, names)
            table = data[section[4] : section[4] + section[5]]
            return {
                wanted[name]: (value, size)
                for name, _, index, value, size in struct.iter_unpack('<IHHQQ', table)
                if name in wanted and index != SECTION_INDEX_NONE
            }
    return None


def _wanted_offsets(text: bytes, prefixes: tuple[str, ...], names: tuple[str, ...]) -> dict[int, str]:
    """Offsets of the wanted names in the string table, so that the symbol table is compared by number, not by text.

    A name may be the tail of a longer one (linkers share them), so it need not follow a zero."""
    wanted: dict[int, str] = {}
    for key in (*prefixes, *(name + '\0' for name in names)):
        pattern = key.encode()
        start = text.find(pattern)
        while start >= 0:
            end = text.find(b'\0', start)
            wanted[start] = text[start:end].decode('latin1')
            start = text.find(pattern, end)
    return wanted
