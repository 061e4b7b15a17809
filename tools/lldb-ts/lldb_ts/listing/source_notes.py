"""The source line above the code that was made from it."""

from __future__ import annotations

import os

from ..decode.functions import Functions
from ..decode.scripts import Scripts


class SourceNotes:
    """Notes such as `; main.ts:24:5  this.total = addon.add(before, twice(n));`."""

    def __init__(self, functions: Functions, scripts: Scripts) -> None:
        self._functions = functions
        self._scripts = scripts
        self._files: dict[str, list[str]] = {}

    def note(self, shared: int, position: int) -> str:
        script = self._functions.script(shared)
        if not script:
            return ''
        place = self._scripts.locate(script, position)
        text = self._line(place.file, place.line, self._scripts.of(script).text)
        return f'{os.path.basename(place.file)}:{place.line}:{place.column}  {text}'.rstrip()

    def inlined(self, shared: int, position: int) -> str:
        return f'[inlined {self._functions.name(shared) or "<anonymous>"}] {self.note(shared, position)}'

    def _line(self, file: str, line: int, compiled: str) -> str:
        if file not in self._files:
            try:
                with open(file, encoding='utf-8', errors='replace') as source:
                    self._files[file] = source.read().split('\n')
            except OSError:
                # Without the file, what V8 compiled will do, when that is what the place speaks of.
                self._files[file] = compiled.split('\n') if not file.endswith(('.ts', '.mts', '.cts', '.tsx')) else []
        lines = self._files[file]
        return lines[line - 1].strip() if 0 < line <= len(lines) else ''
