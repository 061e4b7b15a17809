"""The mappings of source maps, compared with a decoder that knows no blocks."""

from __future__ import annotations

import random
import unittest
from unittest.mock import patch

from lldb_ts.files import mappings
from lldb_ts.files.mappings import UNMAPPED, Mappings, Segment

DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
SOURCES = 4


def encode(number: int) -> str:
    rest = -number << 1 | 1 if number < 0 else number << 1
    text = ''
    while True:
        digit, rest = rest & 31, rest >> 5
        text += DIGITS[digit | 32 if rest else digit]
        if not rest:
            return text


def made(seed: int) -> tuple[str, list[Segment]]:
    """Mappings as a bundler makes them, and what they say."""
    choose = random.Random(seed)
    lines: list[str] = []
    segments: list[Segment] = []
    last = [0, 0, 0]
    for line in range(choose.randrange(1, 60)):
        column = 0
        texts = []
        for _ in range(choose.choice((0, 0, 1, 2, 5, 40))):
            more = choose.choice((1, 3, 17, 500))
            column += more
            if choose.random() < 0.1:
                texts.append(encode(more))
                segments.append(Segment(line, column, UNMAPPED, 0, 0))
                continue
            place = [choose.randrange(SOURCES) if choose.random() < 0.05 else last[0], choose.randrange(2000), choose.randrange(100)]
            texts.append(''.join(encode(part) for part in (more, *(new - old for new, old in zip(place, last)))))
            segments.append(Segment(line, column, *place))
            last = place
        lines.append(','.join(texts))
    return ';'.join(lines), segments


class MappingsInBlocks(unittest.TestCase):
    def test_every_place_and_every_source_is_found_however_the_blocks_fall(self) -> None:
        for seed in range(60):
            text, segments = made(seed)
            for characters in (1, 7, 64, 1 << 14):
                with self.subTest(seed=seed, characters=characters), patch.object(mappings, 'BLOCK_CHARACTERS', characters):
                    found = Mappings(text, SOURCES)
                    choose = random.Random(seed)
                    for _ in range(50):
                        line, column = choose.randrange(62), choose.randrange(700)
                        before = [it for it in segments if it.line == line and it.column <= column]
                        self.assertEqual(found.at(line, column), before[-1] if before else None)
                    for source in range(SOURCES):
                        self.assertEqual(list(found.of_source(source)), [it for it in segments if it.source == source])

    def test_a_source_that_is_not_there_maps_to_nothing(self) -> None:
        self.assertEqual(Mappings('AEAA', 1).at(0, 0), Segment(0, 0, UNMAPPED, 0, 0))
