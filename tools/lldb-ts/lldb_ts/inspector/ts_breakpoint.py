"""One breakpoint in TypeScript: what was asked for, and where V8 has put it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ..files.source_address import names_file
from .script import GeneratedPosition, NoCode, Script
from .source_lookup import SLIDE_LINES_MAX

PLACES_SHOWN_MAX = 3

Request = Callable[[str, dict[str, Any], Callable[[dict[str, Any]], None] | None], None]


@dataclass(eq=False)
class LoadedScripts:
    """What one isolate has loaded, and how to reach it."""

    request: Request
    by_id: dict[str, Script] = field(default_factory=dict)


@dataclass
class Location:
    """One request to V8. V8's name for it comes with its answer, which may be late: until then it is None.

    Without a position it waits for any script of that name.
    """

    isolate: LoadedScripts
    position: GeneratedPosition | None
    v8_id: str | None = None
    error: str | None = None
    # The script that it was set for by its name, before V8 knew it.
    predicted: str | None = None
    # Where V8 has put it: scripts and zero-based lines.
    actual: set[tuple[str, int]] = field(default_factory=set)
    dropped: bool = False


@dataclass(frozen=True)
class PausePlace:
    """Where V8 paused: a line that a person can open, and the same in the script, from 0."""

    file: str
    line: int
    script_id: str
    script_line: int
    is_mapped: bool


@dataclass
class TypeScriptBreakpoint:
    number: int
    file: str
    line: int
    condition: str | None = None
    locations: list[Location] = field(default_factory=list)
    # Where the isolates pause for a moment, and nobody is told.
    entries: dict[LoadedScripts, Location] = field(default_factory=dict)
    no_code: NoCode | None = None
    # Whether V8 has put it anywhere in this run.
    was_set: bool = False
    deleted: bool = False

    def describe(self) -> str:
        condition = f' if {self.condition}' if self.condition else ''
        text = f'{self.number}: {self.file}:{self.line}{condition}'
        where = dict.fromkeys(at.position for at in self.locations if at.position and not at.error)
        errors = [at.error for at in self.locations if at.error]
        if where:
            return f'{text}, set at ' + ', '.join(f'{at.source_path}:{at.source_line}' for at in list(where)[:PLACES_SHOWN_MAX])
        if errors:
            return f'{text}, refused: {errors[0]}'
        return f'{text}, pending: {self.why_not_set()}'

    def why_not_set(self) -> str:
        if self.no_code:
            path, last = self.no_code.source_path, self.no_code.last_line
            return f'{path} has no code at line {self.line} or soon after it; its last line with code is {last}'
        return 'no script of this file is loaded'

    def names(self, path: str) -> bool:
        return names_file(path, self.file)

    def may_be_at(self, place: PausePlace) -> bool:
        """Whether a pause at this place may be one of this breakpoint.

        V8 may have found a script by a name that is that of its source, and paused in a line that has only the number of the one meant."""
        if any((place.script_id, place.script_line) in at.actual for at in self.locations):
            return True
        if not self.names(place.file):
            return False
        for location in (at for at in self.locations if not at.actual):
            first = location.position.line if location.position else self.line - 1
            if (location.position or not place.is_mapped) and first <= place.script_line < first + SLIDE_LINES_MAX:
                return True
        return False
