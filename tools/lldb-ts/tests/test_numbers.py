"""Numbers and dates, as JavaScript writes them."""

from __future__ import annotations

import unittest

from lldb_ts.values.numbers import bigint_text, date_text, number_text


class Numbers(unittest.TestCase):
    def test_numbers_are_written_as_javascript_writes_them(self) -> None:
        for value, expected in [
            (0.1, '0.1'),
            (100.0, '100'),
            (1e20, '100000000000000000000'),
            (1e21, '1e+21'),
            (1.5e300, '1.5e+300'),
            (0.000001, '0.000001'),
            (0.00001234, '0.00001234'),
            (-0.000025, '-0.000025'),
            (1e-7, '1e-7'),
            (-1.25e-9, '-1.25e-9'),
            (5e-324, '5e-324'),
            (-0.0, '-0'),
        ]:
            with self.subTest(value=value):
                self.assertEqual(number_text(value), expected)

    def test_bigints_have_a_sign_bit_and_digits_of_64_bits(self) -> None:
        self.assertEqual(bigint_text(0, b''), '0n')
        self.assertEqual(bigint_text(3, (5).to_bytes(8, 'little')), '-5n')
        self.assertEqual(bigint_text(4, (1 << 64).to_bytes(16, 'little')), '18446744073709551616n')

    def test_dates_beyond_the_calendar_are_milliseconds(self) -> None:
        self.assertEqual(date_text(0.0), '1970-01-01T00:00:00.000Z')
        self.assertEqual(date_text(float('nan')), 'Invalid Date')
        self.assertEqual(date_text(8.64e15), '8640000000000000 ms since 1970')
