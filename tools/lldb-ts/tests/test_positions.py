"""Source position tables, in the encodings of both versions of V8."""

from __future__ import annotations

import unittest

from lldb_ts.decode.positions import NOT_INLINED, Position, at, decode_positions, decode_unsigned, split_position


def encode(values: list[int]) -> bytes:
    data = bytearray()
    for value in values:
        rest = value
        while rest > 0x7F:
            data.append(rest & 0x7F | 0x80)
            rest >>= 7
        data.append(rest)
    return bytes(data)


def zigzag(value: int) -> int:
    return value << 1 if value >= 0 else (-value << 1) - 1


def word(source: int, inlining: int = NOT_INLINED) -> int:
    return (source + 1) << 1 | (inlining + 1) << 31


WANTED = [Position(0, 100, True, NOT_INLINED), Position(7, 40, False, 2), Position(300, 4000, True, NOT_INLINED)]


class Positions(unittest.TestCase):
    def deltas(self) -> list[tuple[int, int, bool]]:
        result, offset, source = [], -1, 0
        for position in WANTED:
            next_source = word(position.source, position.inlining)
            result.append((position.code_offset - offset, next_source - source, position.is_statement))
            offset, source = position.code_offset, next_source
        return result

    def test_version_14(self) -> None:
        values = [v for delta, source, statement in self.deltas() for v in (delta << 2 | statement, zigzag(source))]
        self.assertEqual(decode_positions(encode(values), have_breakable_bit=True), WANTED)

    def test_version_13(self) -> None:
        values = []
        for delta, source, statement in self.deltas():
            values += [zigzag(delta if statement else -delta - 1), zigzag(source)]
        self.assertEqual(decode_positions(encode(values), have_breakable_bit=False), WANTED)

    def test_the_last_entry_before_an_offset_counts(self) -> None:
        self.assertIsNone(at(WANTED, -1))
        self.assertEqual([at(WANTED, offset) for offset in (0, 6, 7, 299, 999)], [WANTED[i] for i in (0, 0, 1, 1, 2)])

    def test_a_number_cut_off_is_left_out(self) -> None:
        self.assertEqual(decode_unsigned(b'\x05\x80'), [5])

    def test_a_position_knows_its_inlining(self) -> None:
        self.assertEqual(split_position(word(12, 3)), (12, 3))
