"""The `mappings` of a source map, decoded where they are asked for.

A bundle has millions of them, and each tells only how it differs from the one before. They are cut into blocks: what the segments of a
block add up to is counted in one go, and a block is decoded when a place in it is wanted.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

BLOCK_CHARACTERS = 1 << 14
BLOCKS_KEPT_MAX = 64
UNMAPPED = -1

_DIGITS = {c: i for i, c in enumerate('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/')}
_CHARACTERS = ''.join(_DIGITS).encode() + b',;'
_END_OF_SEGMENT = re.compile('[,;]')
# A number is digits of at least 32, which go on, and one below 32. A segment of another source than the one before has a second number
# that is not zero.
_OTHER_SOURCE = re.compile(r'(?:^|[,;])[g-z0-9+/]*[A-Za-f](?!A)[g-z0-9+/]*[A-Za-f]')

# Sums of the parts of many segments in one integer: each part has this many bits, and room for a sign.
_PART_BITS = 48
_PART_HALF = 1 << (_PART_BITS - 1)


class Segment(NamedTuple):
    """One mapping; all numbers count from 0. `source` is UNMAPPED for code that comes from nowhere."""

    line: int
    column: int
    source: int
    source_line: int
    source_column: int


@dataclass(frozen=True)
class _Block:
    """A piece of the text, and what the segments before it add up to."""

    start: int
    end: int
    line: int
    column: int
    source: int
    source_line: int
    source_column: int


class Mappings:
    """Knows nothing but the text and the number of sources; a source that is not there maps to nothing."""

    def __init__(self, text: str, source_count: int) -> None:
        """Raises ValueError for what can be no mappings."""
        if text.encode().translate(None, _CHARACTERS):
            raise ValueError('mappings of other characters than those of base 64')
        self._text = text
        self._source_count = source_count
        self._blocks: list[_Block] = []
        self._cut = self._blocks_of(text)
        self._decoded: OrderedDict[int, list[Segment]] = OrderedDict()

    def at(self, line: int, column: int) -> Segment | None:
        """The segment that a generated place belongs to: the last of its line that begins at it or before."""
        number = self._block_of(line, column)
        # A line may begin in the block before.
        for each in (number, number - 1):
            if each < 0:
                return None
            segments = self._segments(each)
            index = bisect_right(segments, (line, column), key=lambda segment: (segment.line, segment.column))
            if index:
                return segments[index - 1] if segments[index - 1].line == line else None
        return None

    def of_source(self, source: int) -> Iterator[Segment]:
        """All segments of one source."""
        for number in self._blocks_by_source.get(source, ()):
            yield from (segment for segment in self._segments(number) if segment.source == source)

    def _block_of(self, line: int, column: int) -> int:
        """The last block that begins at this place or before."""
        wanted = (line, column)
        while not self._blocks or (self._blocks[-1].line, self._blocks[-1].column) <= wanted:
            block = next(self._cut, None)
            if block is None:
                break
            self._blocks.append(block)
        return bisect_right(self._blocks, wanted, key=lambda block: (block.line, block.column)) - 1

    @cached_property
    def _blocks_by_source(self) -> dict[int, list[int]]:
        self._blocks += self._cut
        found: dict[int, list[int]] = {}
        for number, block in enumerate(self._blocks):
            sources = {block.source}
            source = block.source
            for match in _OTHER_SOURCE.finditer(self._text[block.start : block.end]):
                source += _decode_vlq(match[0].lstrip(',;'))[1]
                sources.add(source)
            for each in sources:
                found.setdefault(each, []).append(number)
        return found

    def _blocks_of(self, text: str) -> Iterator[_Block]:
        sums = _Sums()
        start = line = column = 0
        source = source_line = source_column = 0
        while start < len(text):
            match = _END_OF_SEGMENT.search(text, start + BLOCK_CHARACTERS)
            end = match.end() if match else len(text)
            yield _Block(start, end, line, column, source, source_line, source_column)
            piece = text[start:end]
            _, more, more_lines, more_columns = _parts(sum(map(sums.__getitem__, piece.replace(';', ',').split(','))))
            source, source_line, source_column = source + more, source_line + more_lines, source_column + more_columns
            last_line = piece.rfind(';') + 1
            line += piece.count(';')
            columns = _parts(sum(map(sums.__getitem__, piece[last_line:].split(','))))[0]
            column = columns + (0 if last_line else column)
            start = end

    def _segments(self, number: int) -> list[Segment]:
        known = self._decoded.get(number)
        if known is not None:
            self._decoded.move_to_end(number)
            return known
        if len(self._decoded) >= BLOCKS_KEPT_MAX:
            self._decoded.popitem(last=False)
        found = self._decoded[number] = sorted(self._decode(self._blocks[number]))
        return found

    def _decode(self, block: _Block) -> Iterator[Segment]:
        source, source_line, source_column = block.source, block.source_line, block.source_column
        column = block.column
        for line, text in enumerate(self._text[block.start : block.end].split(';'), block.line):
            for each in text.split(',') if text else ():
                fields = _decode_vlq(each)
                if not fields:
                    continue
                column += fields[0]
                if len(fields) < 4:
                    yield Segment(line, column, UNMAPPED, 0, 0)
                    continue
                source += fields[1]
                source_line += fields[2]
                source_column += fields[3]
                is_there = 0 <= source < self._source_count
                yield Segment(line, column, source if is_there else UNMAPPED, source_line, source_column)
            column = 0


class _Sums(dict[str, int]):
    """The numbers of a segment, each in its own bits, so that many segments are added up at once."""

    def __missing__(self, text: str) -> int:
        fields = _decode_vlq(text) if text else []
        value = fields[0] if fields else 0
        if len(fields) >= 4:
            value += (fields[1] << _PART_BITS) + (fields[2] << 2 * _PART_BITS) + (fields[3] << 3 * _PART_BITS)
        self[text] = value
        return value


def _parts(value: int) -> tuple[int, int, int, int]:
    """The four sums: of columns, sources, source lines and source columns."""
    found = []
    for _ in range(4):
        part = ((value + _PART_HALF) & ((1 << _PART_BITS) - 1)) - _PART_HALF
        found.append(part)
        value = (value - part) >> _PART_BITS
    return found[0], found[1], found[2], found[3]


def _decode_vlq(text: str) -> list[int]:
    values: list[int] = []
    value = shift = 0
    for character in text:
        digit = _DIGITS[character]
        value |= (digit & 31) << shift
        if digit & 32:
            shift += 5
        else:
            values.append(-(value >> 1) if value & 1 else value >> 1)
            value = shift = 0
    return values
