"""Where the scripts of a program lie, and their source maps."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from .single_executable import SingleExecutable, single_executable
from .source_address import path_of, relative_path
from .source_map import SourceMap, load_source_map

_AS_IT_IS = re.compile(r'[A-Za-z0-9_.@+~-]+')

SYMBOLS = 'symbols'
"""The folder beside an executable that may hold what was taken out of it."""


class SourceFiles:
    """`folders` are where a person said that files for debugging lie: the maps of a single executable's scripts may be there.
    `started_in` are where the program was started: a bundle without a folder of its own names its sources from there."""

    def __init__(self, executable: str = '', folders: Callable[[], list[str]] = list, started_in: Sequence[str] = ()) -> None:
        self.single = single_executable(executable) if executable else None
        self._folders = folders
        self._started_in = started_in

    def path_of(self, url: str) -> str:
        """A script's path, by the name or the address that V8 has."""
        path = path_of(url)
        return self.single.path_of(path) if self.single else path

    def source_map(self, path: str, url: str) -> SourceMap | None:
        """Follows the script's `sourceMappingURL`; for a script inside a single executable, the map may also lie apart from it."""
        sha256 = self.single.hash_of(path) if self.single else ''
        # A relative address of a map needs a script with a path of its own.
        usable = url.lower().startswith(('data:', 'file:')) or (url and path.startswith('/'))
        found = load_source_map(path, url, sha256, self._started_in) if usable else None
        if found or not self.single or not sha256:
            return found
        name = os.path.basename(path)
        maps = (load_source_map(os.path.join(folder, name), f'{name}.map', sha256) for folder in self._map_folders(self.single))
        return next((it for it in maps if it), None)

    def may_hold(self, path: str, url: str, file: str) -> bool:
        """Whether the script's map may know the file. A look at the text is a hundred times cheaper than parsing it."""
        if url[:5].lower() == 'data:' or (self.single and self.single.hash_of(path)):
            return True
        if not url:
            return False
        # Other characters may be written in several ways, and a link may have another name than what it leads to.
        names = {os.path.basename(file), os.path.basename(os.path.realpath(file))}
        wanted = [name.encode() for name in names if _AS_IT_IS.fullmatch(name)]
        try:
            with open(relative_path(url, os.path.dirname(path)), 'rb') as text:
                content = text.read()
        except OSError:
            return False
        return len(wanted) < len(names) or any(name in content for name in wanted)

    def expected(self) -> list[tuple[str, str]]:
        """Scripts inside a single executable, as V8 will report them: address (a bare name stays one) and address of the map."""
        if not self.single:
            return []
        urls = {name: Path(name).as_uri() if os.path.isabs(name) else name for name in self.single.hashes}
        return [(url, self.single.source_map_url if name == self.single.main else '') for name, url in urls.items()]

    def _map_folders(self, single: SingleExecutable) -> Iterator[str]:
        beside = os.path.dirname(single.path)
        yield from (*self._folders(), beside, os.path.join(beside, SYMBOLS))
