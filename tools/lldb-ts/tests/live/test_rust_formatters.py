"""Rust values in LLDB's own `frame variable`: what they show, and that a value not yet set never hangs the debugger."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

from .debugger import Transcript, needs_lldb, run_lldb

SOURCE = Path(__file__).parent / 'rust_values.rs'
COMPILE_SECONDS_MAX = 120

EXPECTED = {
    'text': '"héllo"',
    'empty': '""',
    'slice': '"llo"',
    'long': '"' + 'x' * 200 + '"… (5000 bytes)',
    'numbers': '[1, 2, 3]',
    'part': '[2, 3]',
    'no_numbers': '[]',
    'many': '(100) [7, 7, 7, 7, 7, 7, 7, 7, …]',
    'some': 'Some(5)',
    'none': 'None',
    'some_text': 'Some("in")',
    'some_empty': 'Some("")',
    'no_text': 'None',
    'some_box': 'Some(9)',
    'no_box': 'None',
    'good': 'Ok(7)',
    'bad': 'Err("bad")',
    'circle': 'Circle { r: 1.5 }',
    'named': 'Named("nm")',
    'unit': 'Unit',
    'pair': 'Pair(3, Some("in"))',
    'plain': 'B',
    'map': '(1) {"one": 1}',
    'set': '(1) {4}',
    'tree': '(40) {0: "v0", 1: "v1", 2: "v2", 3: "v3", 4: "v4", 5: "v5", 6: "v6", 7: "v7", …}',
    'deque': '[1, 2]',
    'arc': '"héllo"',
    'rc': '3',
    'mutex': '[1]',
    'shared_mutex': '5',
    'lock': '8',
    'cell': '4',
    'ref_cell': '"rc"',
    'path': '"/tmp/x"',
    'bytes': '"{}"',
    'boxed_slice': '[7, 8]',
    'document_key': 'abcdefgh-42',
    'last_revision': 'revision 7',
    'document': '{"title":"Hello"}',
    'no_separator': 'KeyNoSeparator',
    'too_short': 'KeyTooShort { length: 3 }',
    'conflict': 'RevisionConflict { expected: revision 1, actual: revision 2 }',
}
NOT_YET_SET = ('late', 'late_vec', 'late_map', 'late_tree', 'late_shape')


OPENED = {
    'frame variable numbers[1]': 'numbers[1] = 2',
    'frame variable circle.r': 'circle.r = 1.5',
    'frame variable tree.value_3': 'tree.value_3 = "v3"',
    'script print([c.GetName() for c in lldb.frame.FindVariable("tree")][:4])': "['key_0', 'value_0', 'key_1', 'value_1']",
    'script print([c.GetSummary() for c in lldb.frame.FindVariable("pair")])': 'Some("in")',
    'script print(lldb.frame.FindVariable("tree").GetNumChildren())': '80\n',
}
COMMANDS = [
    *(f'frame variable {name}' for name in (*EXPECTED, *NOT_YET_SET)),
    'frame variable -D 6',
    *OPENED,
    # An error, at which a batch ends.
    'frame variable late_vec[0]',
]


@needs_lldb
@unittest.skipUnless(shutil.which('rustc'), 'rustc is not on the PATH')
class RustFormatters(unittest.TestCase):
    said: Transcript

    @classmethod
    def setUpClass(cls) -> None:
        folder = tempfile.mkdtemp(prefix='lldb-ts-')
        cls.addClassCleanup(shutil.rmtree, folder)
        program = str(Path(folder) / 'values')
        # The name of the crate is part of the names of its types: the formatters of our own store know them by it.
        command = ['rustc', '-g', '--edition', '2021', '--crate-name', 'bimetal_document', '-o', program, str(SOURCE)]
        subprocess.run(command, check=True, capture_output=True, timeout=COMPILE_SECONDS_MAX)

        # One run for all: starting LLDB takes longer than looking at a value.
        cls.said = run_lldb([program], 'up', *COMMANDS, 'process kill', before=('breakpoint set -n umask',))

    def test_every_kind_has_its_summary(self) -> None:
        for name, expected in EXPECTED.items():
            with self.subTest(value=name):
                self.assertTrue(self.said.answer(f'frame variable {name}').endswith(f') {name} = {expected}\n'), self.said.text)

    def test_a_variable_that_is_not_set_yet_is_shown_in_time(self) -> None:
        for name in NOT_YET_SET:
            self.assertIn(f') {name} = ', self.said.answer(f'frame variable {name}'))

    def test_all_variables_at_once_and_all_their_children(self) -> None:
        self.assertIn('conflict = RevisionConflict', self.said.answer('frame variable -D 6'))

    def test_children_open_what_a_person_would_open(self) -> None:
        for command, expected in OPENED.items():
            with self.subTest(command=command):
                self.assertIn(expected, self.said.answer(command))
