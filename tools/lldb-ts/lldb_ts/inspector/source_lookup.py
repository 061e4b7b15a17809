"""From a line of TypeScript to the generated script: the reverse of what stack traces need."""

from __future__ import annotations

import os
import urllib.parse

from ..source_map import SourceMap, load_source_map
from .breakpoints import SLIDE_LINES_MAX, GeneratedPosition, Script, names_file


class SourceLookup:
    """Keeps the maps that it parsed: a program may have thousands, of which breakpoints need a few."""

    def __init__(self) -> None:
        self._maps: dict[tuple[str, str], SourceMap | None] = {}

    def __call__(self, script: Script, file: str, line: int) -> GeneratedPosition | None:
        if not script.source_map_url or not self._may_hold(script, file):
            return None
        key = (script.path, script.source_map_url)
        if key not in self._maps:
            self._maps[key] = load_source_map(*key)
        source_map = self._maps[key]
        if source_map is None:
            return None
        for source in source_map.sources:
            if names_file(source, file):
                found = source_map.generated(source, line - 1)
                if found and found[2] < line - 1 + SLIDE_LINES_MAX:
                    return GeneratedPosition(found[0], found[1], source, found[2] + 1)
        return None

    @staticmethod
    def _may_hold(script: Script, file: str) -> bool:
        """A look at the text is a hundred times cheaper than parsing a map that has nothing of the file."""
        if script.source_map_url.startswith('data:'):
            return True
        path = os.path.join(os.path.dirname(script.path), urllib.parse.unquote(script.source_map_url))
        try:
            with open(path.removeprefix('file://'), encoding='utf-8', errors='replace') as text:
                return os.path.basename(file) in text.read()
        except OSError:
            return False
