"""Everything about the values of one frame in one place, for commands and for an adapter."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from ..decode.decoder import Decoder
from ..decode.js_frames import JsFrame
from .frame_variables import CLOSURE, FrameVariables, Variable
from .object_kinds import ObjectKinds
from .preview import Preview
from .property_path import Found, PropertyPath

CAPTURED_MAX = 50
"""Of more captured variables only those are told that the function names."""

_WORD = re.compile(r'[\w$]+')


@dataclass
class FrameValues:
    """INVARIANT: made anew for each stop: it remembers maps, which the collector moves."""

    decoder: Decoder
    frame: JsFrame

    def __post_init__(self) -> None:
        self.kinds = ObjectKinds(self.decoder.heap, self.decoder.functions, self.decoder.scripts)
        self._variables = FrameVariables(self.decoder, self.kinds)

    def variables(self) -> list[Variable]:
        return self._variables.of(self.frame)

    def told(self) -> tuple[list[Variable], int]:
        """The variables, and how many are left out: around a function of a bundle stand all others of it, and it names few."""
        found = self.variables()
        captured = sum(variable.group == CLOSURE for variable in found)
        if captured <= CAPTURED_MAX:
            return found, 0
        named = set(_WORD.findall(self._variables.source_of(self.frame)))
        told = [variable for variable in found if variable.group != CLOSURE or variable.name in named]
        return told, len(found) - len(told)

    def why_missing(self) -> str:
        return self._variables.why_missing(self.frame)

    def evaluate(self, expression: str) -> Found:
        """Reads a property path; raises PathError."""
        return PropertyPath(self.kinds).evaluate(expression, self.variables(), self.global_object())

    def global_object(self) -> int:
        """Every chain of contexts ends in that of the realm, which knows the global object."""
        heap = self.decoder.heap
        context = heap.named_field(self.frame.function, 'JSFunction__context__Context')
        return self._variables.contexts.global_object(context)

    def to_json(self) -> list[dict[str, Any]]:
        """The variables, each with a preview and, where it has parts, the word that `parts_to_json` takes."""
        told, left_out = self.told()
        entries = [self._entry(v.label, v.word, '', v.group) for v in told]
        return [*entries, self._entry('…', None, f'{left_out} more, which the function does not name', CLOSURE)] if left_out else entries

    def parts_to_json(self, word: int, count_max: int = 100) -> list[dict[str, Any]]:
        """One level below a value."""
        if self.kinds.primitive_text(word, 1) is not None:
            return []
        parts = self.kinds.parts(word, count_max + 1)
        entries = [self._entry(part.name, part.word, part.text, part.kind) for part in parts[:count_max]]
        return [*entries, self._entry('…', None, f'only the first {count_max} are shown', 'cut')] if len(parts) > count_max else entries

    def _entry(self, name: str, word: int | None, text: str, group: str) -> dict[str, Any]:
        has_parts = word is not None and self.kinds.primitive_text(word, 1) is None
        preview = text if word is None else Preview(self.kinds).text(word, 2)
        return {'name': name, 'value': preview, 'group': group, 'word': word if has_parts else None}
