"""Rust values in LLDB's own `frame variable`: what they show, and that a value not yet set never hangs the debugger."""

from __future__ import annotations

import unittest

from .debugger import Transcript, needs_lldb, run_lldb
from .rust_program import build_values, needs_cargo

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
    'compact': '"inline"',
    'compact_empty': '""',
    'compact_full': '"twenty-four bytes of it!"',
    'compact_full_wide': '"twenty-four bytes of: é!é"',
    'compact_heap': '"twenty-five bytes are not"',
    'compact_grown': '"short, from a String"',
    'compact_static': '"a text that the program holds"',
    'compact_long': '"' + 'x' * 200 + '"… (5000 bytes)',
    'some_compact': 'Some("in")',
    'no_compact': 'None',
    'good_compact': 'Ok("in")',
    'bad_compact': 'Err(7)',
    'user_key': '"users/alice@example.com"',
    'numbered_key': '"user-42"',
    'old_key': '"abcdefgh-18446744073709551615"',
    'full_key': '"twenty-four bytes of it-7"',
    'heap_key': '"tenants/6f9619ff-8b86-4d01/orders-1"',
    'wide_key': '"Ключ \\"🗝\\"-0"',
    'longest_key': '"' + 'y' * 512 + '"',
    'some_key': 'Some("user-42")',
    'no_key': 'None',
    'key_ref': '"user-42"',
    'reserved_ref': '"\ufffdkeys"',
    'short_stored': '"abcdefgh-18446744073709551615"',
    'long_stored': '"tenants/6f9619ff-8b86-4d01/orders-1"',
    'zero_stored': '"Ключ \\"🗝\\"-0"',
    'short_entry': '"abcdefgh-18446744073709551615"',
    'long_entry': '"users/alice"',
    'short_kept': '"abcdefgh-18446744073709551615"',
    'long_kept': '"tenants/6f9619ff-8b86-4d01/orders-1"',
    'last_revision': 'revision 7',
    'document': '{"title":"Hello"}',
    'key_empty': 'KeyEmpty',
    'key_segment': 'KeySegment { position: 3 }',
    'conflict': 'RevisionConflict { expected: revision 1, actual: revision 2 }',
}
NOT_YET_SET = ('late', 'late_vec', 'late_map', 'late_tree', 'late_shape', 'late_compact', 'late_key', 'late_kept')
# Text of zeros is text; of what else a text cannot be, and of what no key can be, the reason is said.
GARBAGE = ['*wild_compact', '*lost_compact', *(f'*{state}_{kind}' for kind in ('key', 'ref', 'kept') for state in ('zero', 'wild', 'lost'))]


OPENED = {
    'frame variable numbers[1]': 'numbers[1] = 2',
    'frame variable circle.r': 'circle.r = 1.5',
    'frame variable tree.value_3': 'tree.value_3 = "v3"',
    'script print([c.GetName() for c in lldb.frame.FindVariable("tree")][:4])': "['key_0', 'value_0', 'key_1', 'value_1']",
    'script print([c.GetSummary() for c in lldb.frame.FindVariable("pair")])': 'Some("in")',
    'script print(lldb.frame.FindVariable("tree").GetNumChildren())': '80\n',
    'frame variable numbered_key.number': 'numbered_key.number = Some(42)',
    'script print([c.GetName() for c in lldb.frame.FindVariable("user_key")])': "['name', 'number']",
    'script print([c.GetName() for c in lldb.frame.FindVariable("wild_key").Dereference()])': "['name', 'number']",
    'script print([c.GetName() for c in lldb.frame.FindVariable("wild_compact").Dereference()])': "['__0']",
}
COMMANDS = [
    *(f'frame variable {name}' for name in (*EXPECTED, *NOT_YET_SET, *GARBAGE)),
    'frame variable -D 6',
    *OPENED,
    # An error, at which a batch ends.
    'frame variable late_vec[0]',
]


@needs_lldb
@needs_cargo
class RustFormatters(unittest.TestCase):
    said: Transcript

    @classmethod
    def setUpClass(cls) -> None:
        # One run for all: starting LLDB takes longer than looking at a value.
        cls.said = run_lldb([build_values()], 'up', *COMMANDS, 'process kill', before=('breakpoint set -n umask',))

    def test_every_kind_has_its_summary(self) -> None:
        for name, expected in EXPECTED.items():
            with self.subTest(value=name):
                self.assertTrue(self.said.answer(f'frame variable {name}').endswith(f') {name} = {expected}\n'), self.said.text)

    def test_a_variable_that_is_not_set_yet_is_shown_in_time(self) -> None:
        for name in NOT_YET_SET:
            self.assertIn(f') {name} = ', self.said.answer(f'frame variable {name}'))

    def test_what_is_no_key_says_so_and_is_opened_as_it_is(self) -> None:
        for name in GARBAGE:
            with self.subTest(value=name):
                self.assertIn(f') {name} = <not set, or not readable: ', self.said.answer(f'frame variable {name}'))

    def test_all_variables_at_once_and_all_their_children(self) -> None:
        self.assertIn('conflict = RevisionConflict', self.said.answer('frame variable -D 6'))

    def test_children_open_what_a_person_would_open(self) -> None:
        for command, expected in OPENED.items():
            with self.subTest(command=command):
                self.assertIn(expected, self.said.answer(command))
