"""Values of every kind in running programs, and V8's own printer as the judge of the offsets that no symbol tells."""

from __future__ import annotations

import re
import unittest
from functools import cache
from pathlib import Path

from ..value_kinds import EXPECTED, PROGRAM
from .debugger import Transcript, needs_lldb, nodes, run_lldb
from .programs import STOP, write

PRINTER = f'command script import {Path(__file__).parent / "print_object.py"}'

STACK = """\
class Shop {
  order() {
    throw new TypeError('no such item');
  }
}
function main(read) {
  try {
    new Shop().order();
  } catch (caught) {
    if (read) caught.stack;
    process.getgroups();
  }
}
main(%s);
"""

PATHS = """\
class Box { #secret = 5; get computed() { throw new Error('a getter ran'); } }
function hold(held) {
  process.getgroups();
  return held;
}
const held = {
  proxy: new Proxy({ a: 1 }, { get() { throw new Error('a handler ran'); } }),
  box: new Box(),
  long: 'x'.repeat(5000000),
  list: Array.from({ length: 1000000 }, (_, i) => i),
  map: new Map(Array.from({ length: 20000 }, (_, i) => [i, -i])),
  words: new BigInt64Array([-1n, 9007199254740993n]),
  text: 'é',
};
globalThis.shared = { size: 3 };
held.self = held;
hold(held);
"""

PATHS_AND_TEXTS = {
    'held.proxy.a': '`held.proxy` is a Proxy, whose properties need a running program; `held.proxy[[target]].a` reads what is behind it',
    'held.proxy[[target]].a': '1',
    'held.box.#secret': '5',
    'held.box.computed': '`held.box.computed` is an accessor: its value needs a running program',
    'held.long.length': '5000000',
    'held.list[999999]': '999999',
    'held.map[19998]': '-19998',
    'held.words[1]': '9007199254740993n',
    'held.text[0]': '"é"',
    'held.self.self.box': 'Box { #secret: 5 }',
}

PRINTED_IN_BOUNDS = ('held.long', 'held.list', 'held.map', 'held')

FIELDS = {
    'date': (r'value: 1\.7e\+12', 'Date 2023'),
    'regexp': (r'source: 0x\w+ <String\[3\]: #a\+b>\s+- flags: gi', '/a+b/gi'),
    'proxy': (r'target: (0x\w+) <Object', 'Proxy'),
    'fulfilled': (r'status: fulfilled\s+- result: 42', '<fulfilled> 42'),
    'rejected': (r'status: rejected', '<rejected>'),
    'weakRef': (r'target: (0x\w+) <Object', 'kept: true'),
    'boxedNumber': (r'value: 5', '[[value]]: 5'),
    'bound': (r'bound_target_function: (0x\w+) <JSFunction add', 'Function add'),
    'partOfBuffer': (r'byte_offset: 4', 'Int16Array(1)'),
    'bytesOffHeap': (r'length: 1000', 'Uint8Array(1000)'),
    'bigint': (r'sign: 1', '-123456789012345678901234567890n'),
    'map': (r'table: 0x\w+ <OrderedHashMap', 'Map(2)'),
    'holes': (r'1: 0x\w+ <the_hole', '<1 empty>'),
    'dictionary': (r'DictionaryProperties', 'k37: 37'),
    'symbol': (r'description: 0x\w+ <String\[4\]: #desc>', 'Symbol(desc)'),
}
"""What V8 prints of a value, and what the plugin prints of it."""


# One run for several tests: starting LLDB takes longer than printing.


@cache
def of_kinds(node: str) -> Transcript:
    output = write('stdout.txt', '')
    to_file = (f'settings set target.output-path {output}', f'settings set target.env-vars LLDB_TS_TEST_OUTPUT={output}')
    commands = [*(f'ts print values.{name}' for name in EXPECTED), *(f'v8_print values.{name}' for name in FIELDS)]
    return run_lldb([node, write('kinds.js', PROGRAM)], *commands, 'process kill', before=(STOP, PRINTER, *to_file))


@cache
def of_paths(node: str) -> Transcript:
    # A path that leads nowhere is an error, at which a batch would end.
    script = f'script for path in {list(PATHS_AND_TEXTS)}: lldb.debugger.HandleCommand("ts print " + path)'
    printed = [f'ts print {path}' for path in (*PRINTED_IN_BOUNDS, 'shared.size', 'globalThis.Array')]
    return run_lldb([node, write('paths.js', PATHS)], script, *printed, 'process kill', before=(STOP,))


@needs_lldb
class LiveValues(unittest.TestCase):
    def test_every_kind_of_value_is_printed(self) -> None:
        for node in nodes():
            for name, expected in EXPECTED.items():
                with self.subTest(node=node, value=name):
                    # `ts print` opens one level more than a preview, and breaks what is long into lines.
                    self.assertEqual(opening(of_kinds(node).answer(f'ts print values.{name}')), opening(expected))

    def test_offsets_agree_with_the_printer_of_v8(self) -> None:
        for node in nodes():
            for name, (of_v8, ours) in FIELDS.items():
                with self.subTest(node=node, value=name):
                    self.assertRegex(of_kinds(node).answer(f'v8_print values.{name}'), of_v8)
                    self.assertIn(ours, of_kinds(node).answer(f'ts print values.{name}'))

    def test_the_stack_of_an_error_whether_or_not_it_was_asked_for(self) -> None:
        for node in nodes():
            for asked in ('true', 'false'):
                with self.subTest(node=node, asked=asked):
                    program = write('shop.js', STACK % asked)
                    text = run_lldb([node, program], 'ts print caught.stack', 'ts print caught', 'process kill', before=(STOP,)).text
                    self.assertEqual(len(re.findall(r'TypeError: no such item\n +at (?:Shop\.)?order \(.*shop\.js:3:11\)', text)), 2, text)
                    self.assertRegex(text, r'at main \(.*shop\.js:8:16\)')

    def test_paths_lead_through_everything_and_run_nothing(self) -> None:
        for node in nodes():
            for path, expected in PATHS_AND_TEXTS.items():
                with self.subTest(node=node, path=path):
                    self.assertRegex(of_paths(node).text, rf'(?m)^(?:error: )?{re.escape(expected)}$')

    def test_a_value_of_any_size_is_printed_in_bounds(self) -> None:
        for node in nodes():
            with self.subTest(node=node):
                answers = [of_paths(node).answer(f'ts print {path}') for path in PRINTED_IN_BOUNDS]
                self.assertLess(sum(map(len, answers)), 40_000)
                self.assertIn('(5000000 characters)', answers[0])
                self.assertIn('self: [Circular]', answers[-1])

    def test_globals_are_found_by_name(self) -> None:
        for node in nodes():
            with self.subTest(node=node):
                self.assertEqual(of_paths(node).answer('ts print shared.size'), '3\n')
                self.assertIn('[Function Array]', of_paths(node).answer('ts print globalThis.Array'))


def opening(text: str) -> str:
    """The class and the first words: the part that a preview and `ts print` have in common whatever their depth."""
    return re.split(r'[{\[(…]', text.split('\n')[0])[0].strip()[:60]
