"""Scripts: their names, texts and source maps, and the place of a position in them."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate

from ..files.source_files import SourceFiles
from ..files.source_map import SourceMap
from .heap import Heap


@dataclass
class Script:
    """`url` as V8 has it, `path` without `file://`; `text` is what V8 compiled."""

    id: int
    url: str
    path: str
    text: str
    source_map_url: str
    files: SourceFiles = field(default_factory=SourceFiles, repr=False)

    @cached_property
    def source_map(self) -> SourceMap | None:
        """Read from disk at first use; None when there is none or it cannot be read."""
        return self.files.source_map(self.path, self.source_map_url)

    @cached_property
    def line_starts(self) -> list[int]:
        if any(end in self.text for end in '\r\u2028\u2029'):
            return [0] + [match.end() for match in re.finditer(r'\r\n|[\n\r\u2028\u2029]', self.text)]
        # The usual case, ten times as fast: a bundle may have a million lines.
        return list(accumulate((len(line) + 1 for line in self.text.split('\n')), initial=0))[:-1]

    def line_and_column(self, position: int) -> tuple[int, int]:
        """From 0."""
        line = bisect_right(self.line_starts, position) - 1
        return line, position - self.line_starts[line]


@dataclass(frozen=True)
class Place:
    """A line a person can open; numbers count from 1. `generated` is the same place in what V8 runs."""

    file: str
    line: int
    column: int
    script_id: int
    generated: tuple[str, int, int]

    @property
    def is_mapped(self) -> bool:
        return self.generated[0] != self.file


class Scripts:
    def __init__(self, heap: Heap, files: SourceFiles) -> None:
        self.heap = heap
        self.files = files
        self._by_object: dict[int, Script] = {}
        self._by_identity: dict[tuple[int, str, int], Script] = {}

    def forget(self) -> None:
        """Script objects move, but a script never changes: texts and maps are kept by the script's number and name."""
        self._by_object.clear()

    def of(self, script: int) -> Script:
        found = self._by_object.get(script)
        if found is None:
            heap = self.heap
            identity = (
                heap.smi(heap.field(script, heap.layout.unexported.script_id)),
                heap.string(heap.named_field(script, 'Script__name__Object')) or '',
                heap.string_length(heap.named_field(script, 'Script__source__Object')),
            )
            found = self._by_identity.get(identity) or self._read(script, identity[0], identity[1])
            self._by_object[script] = self._by_identity[identity] = found
        return found

    def locate(self, script: int, position: int) -> Place:
        """Where character `position` of a script is, through its source map when it has one."""
        read = self.of(script)
        line, column = read.line_and_column(max(0, position))
        generated = (read.path, line + 1, column + 1)
        original = read.source_map.original(line, column) if read.source_map else None
        if original:
            return Place(original[0], original[1] + 1, original[2] + 1, read.id, generated)
        return Place(*generated, read.id, generated)

    def _read(self, script: int, number: int, url: str) -> Script:
        heap = self.heap
        text = heap.string(heap.named_field(script, 'Script__source__Object')) or ''
        map_url = heap.string(heap.field(script, heap.layout.unexported.script_source_map_url)) or ''
        return Script(number, url, self.files.path_of(url), text, map_url, self.files)
