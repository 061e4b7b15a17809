"""One line for any value: bounded in depth, in width and in the number of objects that it looks at."""

from __future__ import annotations

from .object_kinds import ObjectKinds, Part

DEPTH = 2
ENTRIES_MAX = 8
INNER_ENTRIES_MAX = 4
TEXT_MAX = 100
OBJECTS_MAX = 200
"""LIMIT: objects that one preview opens; past it they are shown by their class alone."""


class Preview:
    """Made for one preview; `text` must not be called by more than one at a time, because it counts."""

    def __init__(self, kinds: ObjectKinds, entries_max: int = ENTRIES_MAX, text_max: int = TEXT_MAX) -> None:
        self.kinds = kinds
        self.entries_max = entries_max
        self.text_max = text_max
        self._opened = 0
        self._path: list[int] = []

    def text(self, word: int, depth: int = DEPTH) -> str:
        """The value of a tagged word; garbage becomes `<…>` and never an exception."""
        primitive = self.kinds.primitive_text(word, self.text_max)
        if primitive is not None:
            return primitive
        if word in self._path:
            return '[Circular]'
        title = self.kinds.title(word)
        self._opened += 1
        if depth <= 0 or self._opened > OBJECTS_MAX:
            return title.closed
        self._path.append(word)
        try:
            entries_max = self.entries_max if len(self._path) == 1 else min(self.entries_max, INNER_ENTRIES_MAX)
            # Where an error was made takes lines of its own, which a preview has not.
            parts = [part for part in self.kinds.parts(word, entries_max + 1) if part.kind != 'stack']
            shown = [self._part(part, depth) for part in parts[:entries_max]]
        finally:
            self._path.pop()
        if len(parts) > entries_max:
            shown.append('…')
        return title.open(shown)

    def _part(self, part: Part, depth: int) -> str:
        return f'{part.label}{self.part_text(part, depth - 1)}'

    def part_text(self, part: Part, depth: int) -> str:
        return part.text if part.word is None else self.text(part.word, depth)
