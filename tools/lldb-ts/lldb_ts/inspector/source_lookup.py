"""From a line of TypeScript to the generated script: the reverse of what stack traces need."""

from __future__ import annotations

from ..files.source_files import SourceFiles
from ..files.source_map import SourceMap
from .breakpoints import SLIDE_LINES_MAX, GeneratedPosition, Script, names_file


class SourceLookup:
    """Keeps the maps that it parsed: a program may have thousands, of which breakpoints need a few."""

    def __init__(self) -> None:
        self._files = SourceFiles()
        self._maps: dict[tuple[str, str], SourceMap | None] = {}

    def begin(self, files: SourceFiles) -> None:
        """Another run: what was built again since has other maps."""
        self._files = files
        self._maps = {}

    def __call__(self, script: Script, file: str, line: int) -> GeneratedPosition | None:
        key = (self._files.path_of(script.path), script.source_map_url)
        if key not in self._maps:
            if not self._files.may_hold(*key, file):
                return None
            self._maps[key] = self._files.source_map(*key)
        source_map = self._maps[key]
        if source_map is None:
            return None
        for source in source_map.sources:
            if names_file(source, file):
                found = source_map.generated(source, line - 1)
                if found and found[2] < line - 1 + SLIDE_LINES_MAX:
                    return GeneratedPosition(found[0], found[1], source, found[2] + 1)
        return None
