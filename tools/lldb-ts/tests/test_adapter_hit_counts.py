"""When a hit count lets a breakpoint stop."""

from __future__ import annotations

import unittest

from lldb_ts.adapter.hit_counts import hits_hold, parse_hits


class HitCounts(unittest.TestCase):
    def check(self, text: str, expected: list[int]) -> None:
        self.assertEqual([hit for hit in range(1, 5) if hits_hold(text, hit)], expected, text)

    def test_numbers_and_comparisons(self) -> None:
        self.check('3', [3])
        self.check('== 2', [2])
        self.check('>= 3', [3, 4])
        self.check('>3', [4])
        self.check('<= 2', [1, 2])
        self.check('< 2', [1])
        self.check('% 2', [2, 4])
        self.check('%0', [])

    def test_what_is_no_hit_count(self) -> None:
        self.assertIsNone(parse_hits('often'))
        self.assertIsNone(parse_hits('-1'))


if __name__ == '__main__':
    unittest.main()
