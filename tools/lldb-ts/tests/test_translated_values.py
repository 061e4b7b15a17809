"""Values of optimised frames, made of translations written by hand over a stack written by hand."""

from __future__ import annotations

import struct
import unittest

from lldb_ts.decode.code_lookup import JitCode
from lldb_ts.decode.imagined import region_of
from lldb_ts.decode.js_frames import JsFrame, stack_slot
from lldb_ts.decode.translation import TranslatedFrame
from lldb_ts.values.layout_values import value_layout
from lldb_ts.values.missing import OPTIMISED_AWAY
from lldb_ts.values.object_kinds import ObjectKinds
from lldb_ts.values.translated_values import TranslatedValues, smi

from .recorded import recorded_stack

STACK = region_of(0x1000)
FP = STACK + 512
SLOTS = 64
Value = tuple[str, int]


class Values(unittest.TestCase):
    def setUp(self) -> None:
        self.decoder, frames = recorded_stack('node26-turbofan')
        assert frames[0].js and frames[0].js.code
        self.code: JitCode = frames[0].js.code
        heap = self.decoder.heap
        self.kinds = ObjectKinds(heap, self.decoder.functions, self.decoder.scripts)

    def words(
        self, values: list[Value], slots: dict[int, int] | None = None, before: list[Value] | None = None, arguments: int = 0
    ) -> list[int]:
        self.decoder.forget()
        stack = bytearray(SLOTS * 8 + 128)
        for slot, word in (slots or {}).items():
            struct.pack_into('<Q', stack, stack_slot(FP, slot) - STACK, word)
        self.decoder.memory.imagine(STACK, bytes(stack))
        translated = TranslatedFrame(0, 0, values, before or [])
        frame = JsFrame(0, FP, 'turbofan', '', code=self.code, translated=translated, argument_count=arguments)
        return TranslatedValues(self.decoder.heap, value_layout(self.decoder.layout), frame, 1).words()

    def text(self, name: str, bits: int) -> str | None:
        (word,) = self.words([(name, 3)], {3: bits})
        return self.kinds.primitive_text(word, 100)

    def test_raw_slots_are_read_by_their_kind(self) -> None:
        double = struct.unpack('<Q', struct.pack('<d', -2.5))[0]
        for name, bits, expected in (
            ('TAGGED', smi(-7), '-7'),
            ('INT32', 0xFFFFFFFE, '-2'),
            ('UINT32', 0xFFFFFFFE, '4294967294'),
            ('INT64', 1 << 40, str(1 << 40)),
            ('DOUBLE', double, '-2.5'),
            ('HOLEY_DOUBLE', double, '-2.5'),
            ('HOLEY_DOUBLE', 0xFFF7FFFFFFF7FFFF, 'undefined'),
            ('FLOAT', struct.unpack('<I', struct.pack('<f', 0.5))[0], '0.5'),
            ('BOOL', 1, 'true'),
            ('BOOL', 0, 'false'),
            ('SIGNED_BIGINT64', (1 << 64) - 15, '-15n'),
            ('UNSIGNED_BIGINT64', (1 << 64) - 15, f'{(1 << 64) - 15}n'),
        ):
            with self.subTest(name=name, bits=bits):
                self.assertEqual(self.text(f'{name}_STACK_SLOT', bits), expected)

    def test_what_is_in_no_slot_is_optimised_away(self) -> None:
        self.assertEqual(self.words([('OPTIMIZED_OUT', 0), ('REGISTER', 3)]), [OPTIMISED_AWAY] * 2)
        self.assertEqual(self.kinds.primitive_text(OPTIMISED_AWAY, 9), '<optimised away>')

    def test_an_object_counts_as_one_value_and_may_hold_itself(self) -> None:
        slots = {1: smi(0), 2: smi(42)}
        value = [
            ('CAPTURED_OBJECT', 3),
            ('TAGGED_STACK_SLOT', 1),
            ('DUPLICATED_OBJECT', 0),
            ('TAGGED_STACK_SLOT', 2),
            ('TAGGED_STACK_SLOT', 2),
        ]
        object_, after = self.words(value, slots)
        self.assertEqual([self.decoder.heap.field(object_, 8 * index) for index in range(3)], [smi(0), object_, smi(42)])
        self.assertEqual(after, smi(42))

    def test_objects_of_frames_further_out_are_numbered_too_and_duplicates_count(self) -> None:
        first = [('CAPTURED_OBJECT', 2), ('TAGGED_STACK_SLOT', 1), ('TAGGED_STACK_SLOT', 2)]
        before = [*first, ('DUPLICATED_OBJECT', 0)]
        slots = {1: smi(0), 2: smi(5)}
        second = [('CAPTURED_OBJECT', 1), ('TAGGED_STACK_SLOT', 1)]
        made, again, outer = self.words([*second, ('DUPLICATED_OBJECT', 2), ('DUPLICATED_OBJECT', 1)], slots, before)
        self.assertEqual(made, again)
        self.assertNotEqual(made, outer)
        self.assertEqual(self.decoder.heap.field(outer, 8), smi(5))

    def test_the_same_frame_gets_the_same_addresses_again(self) -> None:
        value = [('CAPTURED_OBJECT', 1), ('TAGGED_STACK_SLOT', 1)]
        self.assertEqual(self.words(value), self.words(value))
        self.assertLess(self.words(value)[0], 1 << 53)

    def test_a_rest_parameter_is_what_was_passed_beyond_the_declared(self) -> None:
        passed = {-2 - index: smi(10 + index) for index in range(3)}
        array, length, count = self.words([('ARGUMENTS_ELEMENTS', 2), ('REST_LENGTH', 0), ('ARGUMENTS_LENGTH', 0)], passed, arguments=3)
        self.assertEqual(self.decoder.heap.elements(array, 9), [smi(11), smi(12)])
        self.assertEqual((length, count), (smi(2), smi(3)))

    def test_what_is_imagined_is_forgotten_with_the_stop(self) -> None:
        (object_,) = self.words([('CAPTURED_OBJECT', 2), ('TAGGED_STACK_SLOT', 1), ('TAGGED_STACK_SLOT', 2)], {2: smi(5)})
        self.decoder.forget()
        self.assertEqual(self.decoder.memory.read(object_ - 1, 8), b'')

    def test_values_that_do_not_add_up_are_refused(self) -> None:
        self.assertEqual(self.words([('CAPTURED_OBJECT', 3), ('TAGGED_STACK_SLOT', 1)]), [])
        self.assertEqual(self.words([('DUPLICATED_OBJECT', 4)]), [])
