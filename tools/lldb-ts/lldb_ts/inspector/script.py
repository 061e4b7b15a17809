"""A script as V8 reported it, and a place in it that a source line leads to."""

from __future__ import annotations

from dataclasses import dataclass

from ..files.source_address import path_of


@dataclass(frozen=True)
class Script:
    script_id: str
    url: str
    source_map_url: str

    @property
    def path(self) -> str:
        return path_of(self.url)


@dataclass(frozen=True)
class GeneratedPosition:
    """Where a source line begins in a script: zero-based line and column, and the source line that it really is."""

    line: int
    column: int
    source_path: str
    source_line: int


@dataclass(frozen=True)
class NoCode:
    """The script was made of this source, which has no code at the line that was asked for. Its last line with code, from 1."""

    source_path: str
    last_line: int
