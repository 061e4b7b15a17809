"""Everything about the values of one frame in one place, for commands and for an adapter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..decoder import Decoder
from ..js_frames import JsFrame
from .frame_variables import FrameVariables, Variable
from .object_kinds import ObjectKinds
from .preview import Preview
from .property_path import Found, PropertyPath


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
        return [self._entry(v.label, v.word, '', v.group) for v in self.variables()]

    def parts_to_json(self, word: int, count_max: int = 100) -> list[dict[str, Any]]:
        """One level below a value."""
        if self.kinds.primitive_text(word, 1) is not None:
            return []
        return [self._entry(part.name, part.word, part.text, part.kind) for part in self.kinds.parts(word, count_max)]

    def _entry(self, name: str, word: int | None, text: str, group: str) -> dict[str, Any]:
        has_parts = word is not None and self.kinds.primitive_text(word, 1) is None
        preview = text if word is None else Preview(self.kinds).text(word, 2)
        return {'name': name, 'value': preview, 'group': group, 'word': word if has_parts else None}
