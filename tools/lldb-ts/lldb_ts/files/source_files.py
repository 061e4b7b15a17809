"""Where the scripts of a program lie, and their source maps."""

from __future__ import annotations

import os
import urllib.parse
from collections.abc import Callable, Iterator
from pathlib import Path

from .single_executable import SingleExecutable, single_executable
from .source_map import SourceMap, load_source_map

SYMBOLS = 'symbols'
"""The folder beside an executable that may hold what was taken out of it."""


class SourceFiles:
    """`folders` are where a person said that files for debugging lie: the maps of a single executable's scripts may be there."""

    def __init__(self, executable: str = '', folders: Callable[[], list[str]] = list) -> None:
        self.single = single_executable(executable) if executable else None
        self._folders = folders

    def path_of(self, url: str) -> str:
        """A script's path, by the name or the address that V8 has."""
        path = urllib.parse.unquote(url.removeprefix('file://')) if url.startswith('file://') else url
        return self.single.path_of(path) if self.single else path

    def source_map(self, path: str, url: str) -> SourceMap | None:
        """Follows the script's `sourceMappingURL`; for a script inside a single executable, the map may also lie apart from it."""
        sha256 = self.single.hash_of(path) if self.single else ''
        # A relative address of a map needs a script with a path of its own.
        usable = url.startswith('data:') or (url and path.startswith('/'))
        found = load_source_map(path, url, sha256) if usable else None
        if found or not self.single or not sha256:
            return found
        name = os.path.basename(path)
        maps = (load_source_map(os.path.join(folder, name), f'{name}.map', sha256) for folder in self._map_folders(self.single))
        return next((it for it in maps if it), None)

    def may_hold(self, path: str, url: str, file: str) -> bool:
        """Whether the script's map may know the file. A look at the text is a hundred times cheaper than parsing it."""
        if url.startswith('data:') or (self.single and self.single.hash_of(path)):
            return True
        if not url:
            return False
        try:
            map_path = os.path.join(os.path.dirname(path), urllib.parse.unquote(url)).removeprefix('file://')
            with open(map_path, encoding='utf-8', errors='replace') as text:
                return os.path.basename(file) in text.read()
        except OSError:
            return False

    def expected(self) -> list[tuple[str, str]]:
        """Scripts inside a single executable, as V8 will report them: address (a bare name stays one) and address of the map."""
        if not self.single:
            return []
        urls = {name: Path(name).as_uri() if os.path.isabs(name) else name for name in self.single.hashes}
        return [(url, self.single.source_map_url if name == self.single.main else '') for name, url in urls.items()]

    def _map_folders(self, single: SingleExecutable) -> Iterator[str]:
        beside = os.path.dirname(single.path)
        yield from (*self._folders(), beside, os.path.join(beside, SYMBOLS))
