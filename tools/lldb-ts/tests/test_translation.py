"""Translations of optimised frames, and Maglev's safepoints."""

from __future__ import annotations

import struct
import unittest

from lldb_ts.decode.safepoints import Safepoint, decode_maglev_safepoints
from lldb_ts.decode.translation import OPCODES, BadTranslation, TranslatedFrame, translated_frames

CODES = {name: code for code, (name, _) in enumerate(OPCODES)}


def instruction(name: str, *operands: int) -> bytes:
    return bytes([CODES[name], *operands])


def signed(value: int) -> int:
    return value << 1 if value >= 0 else -value << 1 | 1


def frame(bytecode: int, literal: int) -> bytes:
    return instruction('INTERPRETED_FRAME_WITHOUT_RETURN', signed(bytecode), signed(literal), signed(0), signed(2))


def begin(frames: int, distance: int = 0) -> bytes:
    return instruction('BEGIN_WITHOUT_FEEDBACK', distance, signed(frames), signed(frames))


class Translations(unittest.TestCase):
    first = begin(1) + frame(5, 1) + instruction('TAGGED_STACK_SLOT', signed(-3)) + instruction('OPTIMIZED_OUT')

    def test_frames_and_their_values(self) -> None:
        (only,) = translated_frames(self.first, 0)
        self.assertEqual((only.bytecode_offset, only.literal), (5, 1))
        self.assertEqual(only.values, [('TAGGED_STACK_SLOT', -3), ('OPTIMIZED_OUT', 0)])

    def test_instructions_equal_to_an_earlier_translation_are_counted(self) -> None:
        short = bytes([len(OPCODES) + 1])
        second = begin(1, len(self.first)) + frame(9, 1) + short + instruction('LITERAL', signed(7))
        (only,) = translated_frames(self.first + second, len(self.first))
        self.assertEqual(only.bytecode_offset, 9)
        self.assertEqual(only.values, [('TAGGED_STACK_SLOT', -3), ('LITERAL', 7)])

    def test_an_object_and_its_fields_count_as_one_value(self) -> None:
        values = [('CAPTURED_OBJECT', 3), ('LITERAL', 1), ('CAPTURED_OBJECT', 1), ('LITERAL', 2), ('LITERAL', 3), ('TAGGED_STACK_SLOT', 4)]
        made = TranslatedFrame(0, 0, values)
        self.assertEqual([made.value(number) for number in range(3)], [values[0], values[5], ('OPTIMIZED_OUT', 0)])

    def test_values_of_frames_further_out_are_known_to_the_inner_ones(self) -> None:
        data = begin(2) + frame(5, 1) + instruction('LITERAL', signed(7)) + frame(6, 2) + instruction('OPTIMIZED_OUT')
        outer, inner = translated_frames(data, 0)
        self.assertEqual((outer.before, inner.before), ([], [('LITERAL', 7)]))

    def test_a_wrong_number_of_frames_is_refused(self) -> None:
        with self.assertRaises(BadTranslation):
            translated_frames(begin(2) + frame(5, 1), 0)

    def test_a_place_that_is_no_beginning_is_refused(self) -> None:
        for index in (3, 999):
            with self.subTest(index=index), self.assertRaises(BadTranslation):
                translated_frames(self.first, index)


class Safepoints(unittest.TestCase):
    def table(self, *entries: tuple[int, int]) -> bytes:
        configuration = 1 | 1 << 1 | 2 << 4 | 1 << 7
        rows = b''.join(struct.pack('<HBHBB', pc, deoptimization + 1, 0, 0, 0) for pc, deoptimization in entries)
        return struct.pack('<4I', 17, len(entries), configuration, 5) + rows

    def test_entries(self) -> None:
        self.assertEqual(decode_maglev_safepoints(self.table((29, 20), (378, -1))), [Safepoint(29, 20), Safepoint(378, -1)])

    def test_what_does_not_read_as_a_table_is_empty(self) -> None:
        for data in (b'', bytes(16), self.table((29, 20), (28, 21)), self.table((29, 20))[:-1]):
            with self.subTest(data=data):
                self.assertEqual(decode_maglev_safepoints(data), [])
