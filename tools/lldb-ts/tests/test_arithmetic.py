"""Conditions of breakpoints in Rust, computed from the numbers of variables."""

from __future__ import annotations

import unittest

from lldb_ts.adapter.arithmetic import NotArithmetic, compute

NUMBERS = {'id': 8, 'order.count': 3, 'list[2]': -7, 'self->rate': 1.5, 'done': 1}


class Arithmetic(unittest.TestCase):
    def check(self, text: str, expected: object) -> None:
        self.assertEqual(compute(text, NUMBERS.get), expected, text)

    def test_comparisons_of_paths_and_numbers(self) -> None:
        for text, expected in (
            ('id == 8', True),
            ('id != 8', False),
            ('order.count >= 3', True),
            ('list[2] < 0x10', True),
            ('self->rate * 2 == 3', True),
            ('each2 == 1', None),
        ):
            if expected is None:
                self.assertRaises(NotArithmetic, compute, text, NUMBERS.get)
            else:
                self.check(text, expected)

    def test_logic_as_c_and_rust_have_it(self) -> None:
        for text, expected in (
            ('id == 8 && order.count == 3', True),
            ('id == 7 || !done', False),
            ('!done == false', True),
            ('true && (id == 1 || id == 8)', True),
            ('false || id', True),
        ):
            self.check(text, expected)

    def test_division_goes_towards_zero(self) -> None:
        for text, expected in (('list[2] / 2', -3), ('list[2] % 2', -1), ('id / 3', 2), ('id % 3', 2), ('-id / 3', -2)):
            self.check(text, expected)

    def test_what_is_more_than_that_is_left_to_others(self) -> None:
        for text in ('name == "x"', 'f(1)', 'id & 1', 'id = 8', 'id << 1', '1 < id < 9', 'id /', 'id / 0', '*id == 1', '__import__'):
            self.assertRaises(NotArithmetic, compute, text, NUMBERS.get)
