"""Scripts that are not loaded yet, guessed from what lies on disk.

V8 can pause before a module runs, but not before a CommonJS script does: its breakpoints must be known beforehand, by the name of the
script, or the first lines are gone before the inspector has heard of it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

from ..files.map_comment import map_comment_of
from ..files.source_files import SourceFiles
from .script import Script

_SCRIPTS = ('.js', '.cjs', '.mjs')
_MAP = '.map'
_FOLDERS_WITHOUT_OUTPUT = {'node_modules', '.git', '.nx', 'target'}
# LIMIT: a search from a home folder must not take minutes; the scripts of modules are found without it.
FOLDERS_MAX = 20_000

MAP_BYTES_MAX = 256 << 20
"""LIMIT: of the maps of scripts that have another name than the source, which must be read to know what is in them."""


def inside(files: SourceFiles) -> Callable[[str], list[Script]]:
    """Those of a single executable: whichever source is asked for may be in them."""
    scripts = [Script('', url, source_map_url) for url, source_map_url in files.expected()]
    return lambda _file: scripts


class Prediction:
    """Knows the scripts below some folders that have a map beside them. The folders are walked once, when the first is asked for.

    `main` are the scripts that the program begins with, wherever they say that their map is."""

    def __init__(self, roots: list[str], main: list[str]) -> None:
        self._roots = roots
        self._main = main
        self._found: tuple[list[str], dict[str, list[str]]] | None = None

    def __call__(self, file: str) -> list[Script]:
        """Those that may hold this source: a script of the same name, whose map may be inside it, and every other with a map."""
        if self._found is None:
            self._found = self._walk()
        with_map, of_name = self._found
        alike = of_name.get(os.path.basename(file).rsplit('.', 1)[0], [])
        beside = _within_limit(with_map, {*alike, *self._main})
        scripts = {path: quote(os.path.basename(path) + _MAP) for path in beside}
        for path in [*self._main, *alike]:
            if path not in scripts and (url := map_comment_of(path)):
                scripts[path] = url
        return [Script('', url, map_url) for path, map_url in scripts.items() for url in _urls_of(path)]

    def _walk(self) -> tuple[list[str], dict[str, list[str]]]:
        with_map: dict[str, None] = {}
        of_name: dict[str, list[str]] = {}
        for folder, names in self._folders():
            for name in names:
                if name.endswith(_SCRIPTS):
                    path = os.path.join(folder, name)
                    of_name.setdefault(name.rsplit('.', 1)[0], []).append(path)
                    if name + _MAP in names:
                        with_map[path] = None
        return list(with_map), of_name

    def _folders(self) -> Iterator[tuple[str, set[str]]]:
        count = 0
        for root in dict.fromkeys(self._roots):
            for folder, below, files in os.walk(root):
                count += 1
                if count > FOLDERS_MAX:
                    return
                below[:] = [name for name in below if name not in _FOLDERS_WITHOUT_OUTPUT]
                yield folder, set(files)


def _within_limit(scripts: list[str], always: set[str]) -> Iterator[str]:
    """Those in `always`, and of the others the first, as far as their maps are not too much to read."""
    size = 0
    for script in scripts:
        if script not in always and os.path.isfile(script + _MAP):
            size += os.path.getsize(script + _MAP)
        if script in always or size <= MAP_BYTES_MAX:
            yield script


def _urls_of(path: str) -> list[str]:
    """Node follows symbolic links unless it is told not to."""
    paths = dict.fromkeys((os.path.realpath(path), os.path.abspath(path)))
    return [Path(each).as_uri() for each in paths]
