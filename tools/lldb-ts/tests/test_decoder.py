"""Stacks decoded from recorded memory, of both versions of V8."""

from __future__ import annotations

import unittest

from lldb_ts.decode.decoder import Decoder
from lldb_ts.decode.frames import MergedStack, NativeFrame
from lldb_ts.decode.memory import VERSION_MAJOR, Symbol
from lldb_ts.decode.versions import UnsupportedV8

from .recorded import recorded_memory, recorded_stack
from .recorded_memory import RecordedMemory

NODES = ('node24', 'node26')


class DecodedStacks(unittest.TestCase):
    def check(self, recording: str, expected: list[str]) -> None:
        for node in NODES:
            with self.subTest(node=node):
                _, frames = recorded_stack(f'{node}-{recording}')
                found = [f'{f.function} {f.tier}{" inlined" if f.inlined else ""} {f.line}:{f.column}' for f in frames]
                self.assertEqual(found, expected)

    def test_baseline_code(self) -> None:
        self.check('sparkplug', ['inner sparkplug 3:38', 'outer sparkplug 9:25', 'loop sparkplug 16:18', '<anonymous> sparkplug 22:57'])

    def test_maglev_code_has_its_inlined_functions_at_exact_places(self) -> None:
        self.check(
            'maglev',
            ['inner maglev inlined 3:38', 'outer maglev inlined 9:25', 'loop maglev 16:18', '<anonymous> interpreter 22:57'],
        )

    def test_turbofan_code_has_its_inlined_functions_at_exact_places(self) -> None:
        self.check(
            'turbofan',
            ['inner turbofan inlined 3:38', 'outer turbofan inlined 9:25', 'loop turbofan 16:18', '<anonymous> interpreter 22:57'],
        )

    def test_an_async_function_has_its_callers(self) -> None:
        self.check(
            'async',
            ['<anonymous> interpreter 14:63', 'Shop.count interpreter 14:20', 'Shop.order interpreter 11:17', 'buy async 19:15'],
        )

    def test_frames_tell_what_they_are(self) -> None:
        _, frames = recorded_stack('node26-turbofan')
        self.assertEqual({(f.kind, f.is_user, f.file) for f in frames}, {('ts', True, '/tmp/program/tiers.ts')})
        self.assertEqual([f.index for f in frames], [0, 1, 2, 3])
        self.assertEqual(len({f.fp for f in frames[:3]}), 1)

    def test_inlined_functions_tell_where_their_values_are(self) -> None:
        _, frames = recorded_stack('node26-turbofan')
        translated = frames[1].js.translated if frames[1].js else None
        self.assertIsNotNone(translated)
        self.assertIn(('INT32_STACK_SLOT', 17), translated.values if translated else [])

    def test_a_frame_that_is_not_of_v8_stays_native(self) -> None:
        decoder, _ = recorded_stack('node26-sparkplug')
        frames = MergedStack([NativeFrame(0, 0x1234, 0x5678)], decoder).all()
        self.assertEqual([(f.kind, f.function) for f in frames], [('native', '0x1234')])


class UnknownVersion(RecordedMemory):
    def symbol(self, name: str) -> Symbol | None:
        # Any other constant in place of the version will do: none is 13 or 14.
        return super().symbol('v8dbg_SmiTagMask') if name == VERSION_MAJOR else super().symbol(name)


class Unsupported(unittest.TestCase):
    def test_an_unknown_version_is_refused_with_its_number(self) -> None:
        memory = recorded_memory('node26-async')
        memory.__class__ = UnknownVersion
        with self.assertRaisesRegex(UnsupportedV8, r'unsupported V8 1\.6, showing raw frames.*13\.6.*14\.6'):
            Decoder(memory)

    def test_without_a_decoder_all_frames_are_native(self) -> None:
        memory = recorded_memory('node26-async')
        native = [NativeFrame(**fields) for fields in memory.extra['native']]
        self.assertEqual({f.kind for f in MergedStack(native, None).all()}, {'native'})
