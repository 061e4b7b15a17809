"""`ts locals` on running programs: functions of every shape, interpreted and in baseline code, modules, CommonJS."""

from __future__ import annotations

import json
import unittest
from functools import cache
from pathlib import Path

from .debugger import Transcript, needs_lldb, nodes, run_lldb
from .programs import STOP, write
from .variable_programs import PROGRAM, SHAPES

EVERY_STOP = f'command script import {Path(__file__).parent / "every_stop.py"}'

MODULE = """\
import { basename as base } from 'node:path';
export const exported = 'ex';
let changed = 5;
const P = () => process.getgroups();
export function read(key) {
  P();
  const found = [key, exported, base, changed];
  process.getgroups();
  return found;
}
read('k');
changed = 6;
"""

COMMON_JS = """\
const path = require('node:path');
const outer = { n: 1 };
function read(key, ...rest) {
  const joined = path.join(key, 'x');
  process.getgroups();
  return joined + outer.n;
}
read('dir', 7);
"""


SUSPENDED = """\
async function inner(a) {
  await null;
  process.getgroups();
  return a;
}
class Shop {
  n = 9;
  async order(b) {
    const c = b + 1;
    const d = 8;
    const got = await inner(c);
    return [c, () => got + d];
  }
}
await new Shop().order(5);
"""


PARTS = (
    'script import json; from lldb_ts.commands.locals import frame_values; '
    'f, v = frame_values(lldb.debugger.GetSelectedTarget().GetProcess().GetSelectedThread()); '
    'j = v.to_json(); w = next(e["word"] for e in j if e["name"] == "outer"); print(json.dumps(v.parts_to_json(w)))'
)


@cache
def of_common_js(node: str) -> Transcript:
    commands = ('ts locals', 'ts print joined', 'ts print outer.n', 'ts print path.sep', PARTS)
    return run_lldb([node, write('values.cjs', COMMON_JS)], *commands, 'process kill', before=(STOP,))


@needs_lldb
class Locals(unittest.TestCase):
    def shapes(self, tier: str, *flags: str) -> None:
        for node in nodes():
            transcript = run_lldb([node, *flags, write('shapes.mjs', PROGRAM)], 'every_stop', before=(EVERY_STOP, STOP))
            stops = {stop['function']: stop for stop in transcript.json}
            self.assertEqual({stop['tier'] for stop in transcript.json}, {tier}, transcript.text)
            for line, function, expected in SHAPES:
                with self.subTest(node=node, line=line):
                    # Whether a name is a guess, the tests of names look at.
                    seen = {label.rstrip('?'): text for label, text in stops[function]['variables'].items()}
                    if 'this' not in expected:
                        seen.pop('this', None)
                    self.assertEqual(seen, expected)

    def test_functions_of_every_shape_in_the_interpreter(self) -> None:
        self.shapes('interpreter')

    def test_functions_of_every_shape_in_baseline_code(self) -> None:
        self.shapes('sparkplug', '--always-sparkplug')

    def text(self, node: str, name: str, source: str, *commands: str) -> str:
        return run_lldb([node, write(name, source)], *commands, 'process kill', before=(STOP,)).text

    def test_a_module_shows_what_it_imports_and_exports(self) -> None:
        for node in nodes():
            with self.subTest(node=node):
                text = self.text(node, 'values.mjs', MODULE, 'ts frame 4', 'ts locals')
                for line in ('changed  = 5', 'base     = [Function basename]', 'exported = "ex"', 'read     = [Function read]'):
                    self.assertIn(line, text)

    def test_a_common_js_module_and_its_functions(self) -> None:
        for node in nodes():
            with self.subTest(node=node):
                for line in ('joined       = ', 'rest?', 'outer = Object { n: 1 }', '"dir/x"', '"/"'):
                    self.assertIn(line, of_common_js(node).text)

    def test_a_suspended_async_function_has_its_variables(self) -> None:
        for node in nodes():
            with self.subTest(node=node):
                text = self.text(node, 'suspended.mjs', SUSPENDED, 'ts frame 3', 'ts locals')
                for line in ('this = Shop { n: 9 }', 'b    = 5', 'd    = 8', 'c    = 6'):
                    self.assertIn(f'  {line}\n', text)

    def test_the_json_for_an_adapter_has_words_to_open(self) -> None:
        for node in nodes():
            with self.subTest(node=node):
                self.assertEqual(
                    json.loads(of_common_js(node).answer(PARTS)), [{'name': 'n', 'value': '1', 'group': 'property', 'word': None}]
                )
