"""What native frames count as, and the numbers of a merged stack."""

from __future__ import annotations

import json
import unittest
from collections.abc import Iterator
from unittest.mock import patch

from lldb_ts.decode import async_callers
from lldb_ts.decode.frames import MergedStack, NativeFrame

from .recorded import recorded_memory, recorded_stack

RUST = NativeFrame(0, 1, 2, '/a/addon.node', 'x', 'crate::f::h0123456789abcdef', '/home/me/src/lib.rs', 7, 3)


class Frames(unittest.TestCase):
    def test_native_frames_are_told_apart(self) -> None:
        for fields, kind, is_user in (
            ({}, 'rust', True),
            ({'file': '/rustc/0/library/std/src/panic.rs'}, 'rust', False),
            ({'file': '/home/me/.cargo/registry/src/napi/lib.rs'}, 'rust', False),
            ({'function': 'crate::f_c_callback'}, 'rust', False),
            ({'file': '/src/node.cc'}, 'native', False),
            ({'symbol': 'Builtins_CallFunction', 'file': ''}, 'internal', False),
        ):
            with self.subTest(fields=fields):
                (frame,) = MergedStack([NativeFrame(**{**RUST.__dict__, **fields})], None).all()
                self.assertEqual((frame.kind, frame.is_user), (kind, is_user))

    def test_names_and_places_are_kept(self) -> None:
        (frame,) = MergedStack([RUST], None).all()
        self.assertEqual((frame.function, frame.file, frame.line, frame.column, frame.module), ('crate::f', RUST.file, 7, 3, 'addon.node'))

    def test_v8s_own_frames_have_no_number_and_the_provider_numbers_as_we_do(self) -> None:
        decoder, _ = recorded_stack('node26-turbofan')
        native = [NativeFrame(**fields) for fields in recorded_memory('node26-turbofan').extra['native']]
        frames = MergedStack(native, decoder, provided=True).all()
        self.assertEqual([frame.index for frame in frames], [None, 0, 1, 2, 3])
        self.assertEqual([frame.lldb_index for frame in frames], [-1, 0, 1, 2, 3])
        self.assertEqual(len({frame.native_index for frame in frames}), 3)

    def test_a_stack_is_decoded_as_far_as_it_is_asked(self) -> None:
        unwound: list[int] = []

        def unwind() -> Iterator[NativeFrame]:
            for index in range(1000):
                unwound.append(index)
                yield NativeFrame(**{**RUST.__dict__, 'index': index})

        stack = MergedStack(unwind(), None)
        frame = stack.numbered(3)
        self.assertEqual((frame.index if frame else None, unwound), (3, [0, 1, 2, 3]))
        self.assertEqual(len(stack.all()), 1000)
        self.assertIsNone(stack.numbered(1000))

    def test_the_place_where_a_stack_was_cut_is_its_last_frame(self) -> None:
        stack = MergedStack([RUST, NativeFrame(1, 3, 3, function='the stack goes on', is_cut=True), RUST], None)
        self.assertEqual([(it.index, it.kind, it.function) for it in stack], [(0, 'rust', 'crate::f'), (1, 'cut', 'the stack goes on')])
        for recording in ('node24-async', 'node26-async'):
            with self.subTest(recording=recording), patch.object(async_callers, 'CALLERS_MAX', 0):
                _, frames = recorded_stack(recording)
                self.assertEqual([it.kind for it in frames if it.tier != 'cut'], ['ts'] * 3)
                self.assertIn('more functions wait', frames[-1].function)

    def test_frames_can_be_written_as_json(self) -> None:
        _, frames = recorded_stack('node24-async')
        written = json.loads(json.dumps([frame.to_json() for frame in frames]))
        self.assertEqual(written[1]['function'], 'Shop.count')
        self.assertEqual(written[1]['generated'], {'file': '/tmp/program/shop.ts', 'line': 14, 'column': 20})
        self.assertNotIn('js', written[1])
