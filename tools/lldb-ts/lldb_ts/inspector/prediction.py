"""Scripts that are not loaded yet, guessed from the source maps on disk.

V8 can pause before a module runs, but not before a CommonJS script does: its breakpoints must be known beforehand, by the name of the
script, or the first lines are gone before the inspector has heard of it.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

from ..files.source_files import SourceFiles
from .breakpoints import Script

_MAPS = ('.js.map', '.cjs.map', '.mjs.map')
_FOLDERS_WITHOUT_OUTPUT = {'node_modules', '.git', '.nx', 'target'}
# LIMIT: a search from a home folder must not take minutes; the scripts of modules are found without it.
FOLDERS_MAX = 20_000


def inside(files: SourceFiles) -> Callable[[str], list[Script]]:
    """Those of a single executable: whichever source is asked for may be in them."""
    scripts = [Script('', url, source_map_url) for url, source_map_url in files.expected()]
    return lambda _file: scripts


class Prediction:
    """Knows the maps below some folders, by the name of the script. The folders are walked once, when the first is asked for."""

    def __init__(self, roots: list[str]) -> None:
        self._roots = roots
        self._maps: dict[str, list[str]] | None = None

    def __call__(self, file: str) -> list[Script]:
        """Scripts that a compiler would make of this source: of the same name, each beside its map."""
        if self._maps is None:
            self._maps = self._walk()
        stem = os.path.basename(file).rsplit('.', 1)[0]
        return [self._script(path) for path in self._maps.get(stem, [])]

    @staticmethod
    def _script(map_path: str) -> Script:
        path = os.path.realpath(map_path.removesuffix('.map'))
        return Script('', Path(path).as_uri(), os.path.basename(map_path))

    def _walk(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        folders = 0
        for root in dict.fromkeys(os.path.realpath(root) for root in self._roots):
            for folder, below, files in os.walk(root):
                folders += 1
                if folders > FOLDERS_MAX:
                    return found
                below[:] = [name for name in below if name not in _FOLDERS_WITHOUT_OUTPUT]
                for name in files:
                    if suffix := next((it for it in _MAPS if name.endswith(it)), None):
                        path = os.path.join(folder, name)
                        if path not in found[name.removesuffix(suffix)]:
                            found[name.removesuffix(suffix)].append(path)
        return found
