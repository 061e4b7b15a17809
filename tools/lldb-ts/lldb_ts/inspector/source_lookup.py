"""From a line of TypeScript to the generated script: the reverse of what stack traces need."""

from __future__ import annotations

from ..files.source_files import SourceFiles
from ..files.source_map import SourceMap
from .script import GeneratedPosition, NoCode, Script

# A line without code (a comment, a type) slides down to the next with code, as in any debugger, but not out of sight.
SLIDE_LINES_MAX = 20


class SourceLookup:
    """Keeps the maps that it parsed: a program may have thousands, of which breakpoints need a few."""

    def __init__(self) -> None:
        self._files = SourceFiles()
        self._maps: dict[tuple[str, str], SourceMap | None] = {}
        self._without: set[tuple[str, str, str]] = set()

    def begin(self, files: SourceFiles) -> None:
        """Another run: what was built again since has other maps."""
        self._files = files
        self._maps = {}
        self._without = set()

    def __call__(self, script: Script, file: str, line: int) -> list[GeneratedPosition] | NoCode | None:
        """Where the line begins in the script: a bundle may have several files of a name. None when the script has none of it."""
        source_map = self._map_with(script, file)
        if source_map is None:
            return None
        by_path: dict[str, list[int]] = {}
        for source in source_map.named(file):
            by_path.setdefault(source_map.source(source), []).append(source)
        positions = []
        for path, sources in by_path.items():
            found = source_map.generated(sources, line - 1)
            if found and found[2] < line - 1 + SLIDE_LINES_MAX:
                positions.append(GeneratedPosition(found[0], found[1], path, found[2] + 1))
        if positions or not by_path:
            return positions or None
        path, sources = next(iter(by_path.items()))
        return NoCode(path, source_map.last_line(sources) + 1)

    def _map_with(self, script: Script, file: str) -> SourceMap | None:
        """The map of the script, when it may know the file."""
        key = (self._files.path_of(script.url), script.source_map_url)
        if key not in self._maps:
            if (*key, file) in self._without:
                return None
            if not self._files.may_hold(*key, file):
                self._without.add((*key, file))
                return None
            self._maps[key] = self._files.source_map(*key)
        return self._maps[key]
