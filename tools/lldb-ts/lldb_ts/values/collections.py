"""What is inside Map, Set, WeakMap and WeakSet."""

from __future__ import annotations

from collections.abc import Iterator

from ..decode.heap import Heap
from .layout_values import ValueLayout
from .properties import PROPERTIES_MAX, Properties

MAP_STRIDE, SET_STRIDE, WEAK_STRIDE = 3, 2, 2
WORDS_MAX = 1 << 22
"""LIMIT: of a table; a Map with more than about a million entries is not searched to its end."""


class Collections:
    def __init__(self, heap: Heap, offsets: ValueLayout, properties: Properties) -> None:
        self.heap = heap
        self.offsets = offsets
        self.properties = properties

    def size(self, value: int) -> int:
        """The first counter of the table, in ordered and in hash tables alike."""
        return max(0, self.heap.smi(self.heap.element(self._table(value), 0)))

    def entries(self, value: int, count_max: int) -> list[tuple[int, int | None]]:
        """Keys and values in order of insertion; of a set, keys with None. Weak collections have no order."""
        kind = self.heap.type_name(value)
        if kind in ('JS_MAP_TYPE', 'JS_SET_TYPE'):
            found = self._ordered(self._table(value), MAP_STRIDE if kind == 'JS_MAP_TYPE' else SET_STRIDE, count_max)
        else:
            found = self._weak(self._table(value), kind == 'JS_WEAK_SET_TYPE')
        return [entry for entry, _ in zip(found, range(count_max))]

    def _table(self, value: int) -> int:
        return self.heap.field(value, self.offsets.collection_table)

    def _ordered(self, table: int, stride: int, count_max: int) -> Iterator[tuple[int, int | None]]:
        """Entries follow the buckets; a removed one leaves a hole as its key until the table is rebuilt."""
        heap = self.heap
        live, removed, buckets = (max(0, heap.smi(heap.element(table, index))) for index in range(3))
        start = self.offsets.ordered_header + buckets
        used = min(live, count_max) + removed
        words = heap.elements(table, min(start + stride * used, WORDS_MAX))
        for at in range(start, len(words) - stride + 1, stride):
            if not self.properties.is_hole(words[at]):
                yield words[at], words[at + 1] if stride == MAP_STRIDE else None

    def _weak(self, table: int, keys_only: bool) -> Iterator[tuple[int, int | None]]:
        """An ephemeron table: counters, then pairs of key and value, with oddballs where it is empty."""
        words = self.heap.elements(table, PROPERTIES_MAX)
        for at in range(self.offsets.dictionary_header, len(words) - 1, WEAK_STRIDE):
            if words[at] & 3 == 1 and not self.heap.is_type(words[at], 'ODDBALL_TYPE') and not self.properties.is_hole(words[at]):
                yield words[at], None if keys_only else words[at + 1]
