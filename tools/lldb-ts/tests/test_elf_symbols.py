"""Symbols read from an ELF file, made here."""

from __future__ import annotations

import struct
import tempfile
import unittest
from pathlib import Path

from lldb_ts.files.elf_symbols import read_elf_symbols

HEADER_SIZE, SECTION_SIZE = 64, 64


def elf(symbols: list[tuple[int, int, int, int]], strings: bytes) -> bytes:
    """Symbols are offset of the name, section, address and size."""
    table = b''.join(struct.pack('<IBBHQQ', name, 0, 0, section, value, size) for name, section, value, size in symbols)
    table_at = HEADER_SIZE
    strings_at = table_at + len(table)
    sections_at = strings_at + len(strings)
    header = (
        b'\x7fELF\x02\x01' + bytes(0x28 - 6) + struct.pack('<Q', sections_at) + bytes(0x3A - 0x30) + struct.pack('<HHH', SECTION_SIZE, 2, 0)
    )
    sections = struct.pack('<IIQQQQIIQQ', 0, 2, 0, 0, table_at, len(table), 1, 0, 8, 24)
    sections += struct.pack('<IIQQQQIIQQ', 0, 3, 0, 0, strings_at, len(strings), 0, 0, 1, 0)
    return header + table + strings + sections


class ElfSymbols(unittest.TestCase):
    def read(self, data: bytes) -> dict[str, tuple[int, int]] | None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, 'program')
            path.write_bytes(data)
            return read_elf_symbols(str(path), ('v8dbg_',), ('main',))

    def test_wanted_symbols_are_found(self) -> None:
        strings = b'\0v8dbg_one\0main\0mainly\0other\0'
        names = [strings.index(name) for name in (b'v8dbg_one', b'main', b'mainly', b'other')]
        data = elf([(name, 1, 0x1000 + i, 4) for i, name in enumerate(names)], strings)
        self.assertEqual(self.read(data), {'v8dbg_one': (0x1000, 4), 'main': (0x1001, 4)})

    def test_a_name_may_be_the_tail_of_another(self) -> None:
        strings = b'\0_GLOBAL__sub_I_v8dbg_one\0'
        data = elf([(1, 1, 0x1000, 8), (strings.index(b'v8dbg_one'), 1, 0x2000, 4)], strings)
        self.assertEqual(self.read(data), {'v8dbg_one': (0x2000, 4)})

    def test_an_undefined_symbol_is_left_out(self) -> None:
        self.assertEqual(self.read(elf([(1, 0, 0, 0)], b'\0main\0')), {})

    def test_other_files_are_none(self) -> None:
        for data in (b'', b'#!/bin/sh\n', b'\x7fELF\x01\x01' + bytes(200), b'\x7fELF\x02\x01' + bytes(10)):
            with self.subTest(data=data[:6]):
                self.assertIsNone(self.read(data))
        self.assertIsNone(read_elf_symbols('/does/not/exist', ('v8dbg_',), ()))
