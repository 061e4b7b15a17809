"""What `ts print` reads, and what it refuses with a reason."""

from __future__ import annotations

import unittest

from lldb_ts.decode.decoder import Decoder
from lldb_ts.values.frame_variables import Variable
from lldb_ts.values.object_kinds import ObjectKinds
from lldb_ts.values.preview import Preview
from lldb_ts.values.property_path import PathError, PropertyPath, Step, parse_path

from .recorded import recorded_memory


class Paths(unittest.TestCase):
    def test_steps_are_names_numbers_texts_and_internals(self) -> None:
        self.assertEqual(
            parse_path("order.items[2]?.[\"full name\"]['it\\'s'].#id[[target]]"),
            ('order', [Step('items'), Step('2'), Step('full name'), Step("it's"), Step('#id'), Step('target', True)]),
        )

    def test_what_needs_a_running_program_is_refused(self) -> None:
        for expression in ('a.b()', 'a + b', 'a[b]', '', '1 + 1', 'a.'):
            with self.subTest(expression=expression), self.assertRaises(PathError):
                parse_path(expression)


class Evaluation(unittest.TestCase):
    """On recordings, so only what the previews read is there: both versions must answer alike."""

    def check(self, expression: str, expected: str) -> None:
        for recording in ('node24-values', 'node26-values'):
            with self.subTest(recording=recording, expression=expression):
                self.assertEqual(self.evaluate(recording, expression), expected)

    def evaluate(self, recording: str, expression: str) -> str:
        memory = recorded_memory(recording)
        decoder = Decoder(memory)
        kinds = ObjectKinds(decoder.heap, decoder.functions, decoder.scripts)
        variables = [Variable(name, word, 'local') for name, word in memory.extra['words'].items()]
        found = PropertyPath(kinds).evaluate(expression, variables, 0)
        return found.text if found.word is None else Preview(kinds).text(found.word)

    def test_paths_lead_to_values(self) -> None:
        self.check('mixed[1].q', '1')
        self.check('dictionary.k38', '38')
        self.check('outOfObject["m6"]', '6.5')
        self.check('instance.#secret', '7')
        self.check('map["a"]', '1')
        self.check('map[2].b', '3')
        self.check('map.size', '2')
        self.check('doubles[2]', '4')
        self.check('bytes[2]', '255')
        self.check('bytes.length', '3')
        self.check('text.length', '5')
        self.check('proxy[[target]].kept', 'true')
        self.check('smallIntegers.length', '3')

    def test_a_dead_end_says_where(self) -> None:
        for expression, reason in [
            ('absent', 'no `absent` here'),
            ('indexed.nothing', '`indexed` has no `nothing`'),
            ('missing.x', '`missing` is undefined: it has no `x`'),
            ('accessors.a', '`accessors.a` is an accessor'),
        ]:
            with self.subTest(expression=expression), self.assertRaisesRegex(PathError, reason):
                self.evaluate('node26-values', expression)
