"""Values of every kind in running programs, and V8's own printer as the judge of the offsets that no symbol tells."""

from __future__ import annotations

import re
import unittest
from pathlib import Path

from ..value_kinds import EXPECTED, PROGRAM
from .debugger import needs_lldb, nodes, run_lldb
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

GLOBALS = """\
globalThis.shared = { size: 3 };
function hold(thing) {
  process.getgroups();
  return thing;
}
hold(globalThis);
"""


@needs_lldb
class LiveValues(unittest.TestCase):
    def test_every_kind_of_value_is_printed(self) -> None:
        # All of them in one run: starting LLDB takes longer than printing.
        names = list(EXPECTED)
        for node in nodes():
            commands = [f'ts print values.{name}' for name in names]
            printed = run_lldb([node, write('kinds.js', PROGRAM)], *commands, 'process kill', before=(STOP,)).text
            for name in names:
                with self.subTest(node=node, value=name):
                    start = printed.index(f'(lldb) ts print values.{name}\n')
                    text = printed[start:].split('\n', 1)[1].split('\n(lldb) ', 1)[0]
                    # `ts print` opens one level more than a preview, and breaks what is long into lines.
                    self.assertEqual(opening(text), opening(EXPECTED[name]))

    def test_offsets_agree_with_the_printer_of_v8(self) -> None:
        fields = {
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
        for node in nodes():
            output = write('stdout.txt', '')
            to_file = (f'settings set target.output-path {output}', f'settings set target.env-vars LLDB_TS_TEST_OUTPUT={output}')
            commands = [command for name in fields for command in (f'v8_print values.{name}', f'ts print values.{name}')]
            text = run_lldb([node, write('kinds.js', PROGRAM)], *commands, 'process kill', before=(STOP, PRINTER, *to_file)).text
            for name, (of_v8, ours) in fields.items():
                with self.subTest(node=node, value=name):
                    section = text[text.index(f'(lldb) v8_print values.{name}\n') :]
                    theirs, rest = section.split(f'(lldb) ts print values.{name}\n', 1)
                    self.assertRegex(theirs, of_v8)
                    self.assertIn(ours, rest.split('\n(lldb) ', 1)[0])

    def test_the_stack_of_an_error_whether_or_not_it_was_asked_for(self) -> None:
        for node in nodes():
            for asked in ('true', 'false'):
                with self.subTest(node=node, asked=asked):
                    program = write('shop.js', STACK % asked)
                    text = run_lldb([node, program], 'ts print caught.stack', 'ts print caught', 'process kill', before=(STOP,)).text
                    self.assertEqual(len(re.findall(r'TypeError: no such item\n +at (?:Shop\.)?order \(.*shop\.js:3:11\)', text)), 2, text)
                    self.assertRegex(text, r'at main \(.*shop\.js:8:16\)')

    def test_paths_lead_through_everything_and_run_nothing(self) -> None:
        commands = [f'ts print {path}' for path in PATHS_AND_TEXTS]
        for node in nodes():
            program = write('paths.js', PATHS)
            # A path that leads nowhere is an error, at which a batch would end.
            script = f'script for path in {commands}: lldb.debugger.HandleCommand(path)'
            text = run_lldb([node, program], script, 'process kill', before=(STOP,)).text
            for path, expected in PATHS_AND_TEXTS.items():
                with self.subTest(node=node, path=path):
                    self.assertRegex(text, rf'(?m)^(?:error: )?{re.escape(expected)}$')

    def test_a_value_of_any_size_is_printed_in_bounds(self) -> None:
        for node in nodes():
            with self.subTest(node=node):
                commands = ('ts print held.long', 'ts print held.list', 'ts print held.map', 'ts print held', 'process kill')
                text = run_lldb([node, write('paths.js', PATHS)], *commands, before=(STOP,)).text
                self.assertLess(len(text), 40_000)
                self.assertIn('(5000000 characters)', text)
                self.assertIn('self: [Circular]', text)

    def test_globals_are_found_by_name(self) -> None:
        for node in nodes():
            with self.subTest(node=node):
                text = run_lldb(
                    [node, write('hold.js', GLOBALS)],
                    'ts print shared.size',
                    'ts print globalThis.Array',
                    'process kill',
                    before=(STOP,),
                ).text
                self.assertIn('shared.size\n3\n', text)
                self.assertIn('[Function Array]', text)


def opening(text: str) -> str:
    """The class and the first words: the part that a preview and `ts print` have in common whatever their depth."""
    return re.split(r'[{\[(…]', text.split('\n')[0])[0].strip()[:60]
