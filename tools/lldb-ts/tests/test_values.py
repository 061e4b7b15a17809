"""Previews of every kind of value, from recorded memory of both versions of V8."""

from __future__ import annotations

import unittest

from lldb_ts.decode.decoder import Decoder
from lldb_ts.decode.versions import UnsupportedV8
from lldb_ts.values.layout_values import value_layout
from lldb_ts.values.object_kinds import ObjectKinds
from lldb_ts.values.preview import Preview

from .recorded import recorded_memory
from .value_kinds import EXPECTED

RECORDINGS = ('node24-values', 'node26-values')


class Values(unittest.TestCase):
    def kinds(self, recording: str) -> tuple[ObjectKinds, dict[str, int]]:
        memory = recorded_memory(recording)
        decoder = Decoder(memory)
        return ObjectKinds(decoder.heap, decoder.functions, decoder.scripts), memory.extra['words']

    def test_every_kind_has_its_preview(self) -> None:
        for recording in RECORDINGS:
            kinds, words = self.kinds(recording)
            self.assertEqual(set(words), set(EXPECTED))
            for name, expected in EXPECTED.items():
                with self.subTest(recording=recording, value=name):
                    self.assertEqual(Preview(kinds).text(words[name]), expected)

    def test_garbage_becomes_text_and_never_an_exception(self) -> None:
        kinds, words = self.kinds('node26-values')
        for word in (0, 1, 3, 5, 0xDEADBEEF, (1 << 64) - 1, words['map'] + 8, words['error'] - 8, 0x7FFF_FFFF_F001):
            with self.subTest(word=hex(word)):
                self.assertIsInstance(Preview(kinds).text(word), str)

    def test_the_number_of_objects_that_a_preview_opens_is_bounded(self) -> None:
        kinds, words = self.kinds('node26-values')
        preview = Preview(kinds)
        preview._opened = 10_000
        self.assertEqual(preview.text(words['deep']), 'Object {…}')

    def test_a_layout_that_the_binary_contradicts_is_refused(self) -> None:
        decoder = Decoder(recorded_memory('node26-values'))
        decoder.layout.types['HEAP_NUMBER_TYPE'] += 1
        with self.assertRaisesRegex(UnsupportedV8, 'laid out differently'):
            value_layout(decoder.layout)

    def test_an_unknown_version_is_refused(self) -> None:
        decoder = Decoder(recorded_memory('node26-values'))
        decoder.layout.version = (99, 1)
        with self.assertRaisesRegex(UnsupportedV8, '99.1'):
            value_layout(decoder.layout)
