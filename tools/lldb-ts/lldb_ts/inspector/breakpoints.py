"""Breakpoints in TypeScript: what was asked for, and where V8 has put it.

A breakpoint names a source file and a line. Which generated script that is becomes known when V8 reports the script: its source
map is looked at, and the breakpoint set at the generated position before the script runs. A script that is the named file itself
(Node strips the types, or it is plain JavaScript) needs no map: V8 is told its name beforehand.
"""

from __future__ import annotations

import os
import re
import threading
from dataclasses import dataclass, field
from typing import Any, Callable, Protocol
from urllib.parse import unquote, urlparse

# A line without code (a comment, a type) slides down to the next with code, as in any debugger, but not out of sight.
SLIDE_LINES_MAX = 20
PLACES_SHOWN_MAX = 3


@dataclass(frozen=True)
class Script:
    """A script as V8 reported it."""

    script_id: str
    url: str
    source_map_url: str

    @property
    def path(self) -> str:
        return unquote(urlparse(self.url).path) if self.url.startswith('file:') else self.url


@dataclass(frozen=True)
class GeneratedPosition:
    """Where a source line begins in a script: zero-based line and column, and the source line that it really is."""

    line: int
    column: int
    source_path: str
    source_line: int


class SourceMapLookup(Protocol):
    """Finds the generated position of a source line, or None when the script has nothing of that file."""

    def __call__(self, script: Script, file: str, line: int) -> GeneratedPosition | None: ...


Request = Callable[[str, dict[str, Any], Callable[[dict[str, Any]], None] | None], None]


@dataclass
class Location:
    """One request to V8. V8's name for it comes with its answer, which may be late: until then it is None.

    Without a position it waits for any script of that name.
    """

    position: GeneratedPosition | None
    v8_id: str | None = None
    error: str | None = None
    # The script that it was set for by its name, before V8 knew it.
    predicted: str | None = None


@dataclass
class TypeScriptBreakpoint:
    number: int
    file: str
    line: int
    condition: str | None = None
    locations: list[Location] = field(default_factory=list)
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
        return f'{text}, pending: no script of this file is loaded'


def names_file(path: str, wanted: str) -> bool:
    """Whether `wanted` (a name, the end of a path, or a whole path) means `path`."""
    path, wanted = os.path.normpath(path), os.path.normpath(wanted)
    return path == wanted or path.endswith(os.sep + wanted.lstrip(os.sep))


class BreakpointTable:
    """All TypeScript breakpoints of one debugger. They outlive a process, so that a new run stops at the same lines.

    Commands and the inspector's thread both come here, hence the lock.
    """

    def __init__(self, lookup: SourceMapLookup) -> None:
        self._lookup = lookup
        # Which scripts a source file will be, for those that V8 cannot pause before.
        self.predict: Callable[[str], list[Script]] = lambda file: []
        self._lock = threading.RLock()
        self._breakpoints: dict[int, TypeScriptBreakpoint] = {}
        self._last_number = 0
        self._scripts: dict[str, Script] = {}
        self._request: Request | None = None

    def add(self, file: str, line: int, condition: str | None = None) -> TypeScriptBreakpoint:
        with self._lock:
            self._last_number += 1
            breakpoint_ = TypeScriptBreakpoint(self._last_number, file, line, condition)
            self._breakpoints[breakpoint_.number] = breakpoint_
            self._place_by_name(breakpoint_)
            for script in list(self._scripts.values()):
                self._place(breakpoint_, script)
            return breakpoint_

    def delete(self, number: int) -> TypeScriptBreakpoint | None:
        with self._lock:
            breakpoint_ = self._breakpoints.pop(number, None)
            if breakpoint_:
                breakpoint_.deleted = True
                for location in breakpoint_.locations:
                    self._take_away(location)
            return breakpoint_

    def list(self) -> list[TypeScriptBreakpoint]:
        with self._lock:
            return list(self._breakpoints.values())

    def __bool__(self) -> bool:
        return bool(self._breakpoints)

    def connected(self, request: Request) -> None:
        """A process begins: V8 reports its scripts from here on."""
        with self._lock:
            self._forget_process()
            self._request = request
            for breakpoint_ in self._breakpoints.values():
                self._place_by_name(breakpoint_)

    def disconnected(self, request: Request) -> None:
        """The process that this request went to has ended; the next one may have begun already."""
        with self._lock:
            if self._request == request:
                self._forget_process()

    def script_parsed(self, script: Script) -> None:
        with self._lock:
            if script.url.startswith('node:') or not script.url:
                return
            self._scripts[script.script_id] = script
            for breakpoint_ in self._breakpoints.values():
                self._place(breakpoint_, script)

    def _forget_process(self) -> None:
        self._request = None
        self._scripts.clear()
        for breakpoint_ in self._breakpoints.values():
            breakpoint_.locations.clear()

    def _place(self, breakpoint_: TypeScriptBreakpoint, script: Script) -> None:
        if any(location.predicted == script.path for location in breakpoint_.locations):
            return
        position = self._lookup(script, breakpoint_.file, breakpoint_.line)
        if position:
            at = {'scriptId': script.script_id, 'lineNumber': position.line, 'columnNumber': position.column}
            self._set(breakpoint_, Location(position), 'Debugger.setBreakpoint', {'location': at})

    def _place_by_name(self, breakpoint_: TypeScriptBreakpoint) -> None:
        end_of_url = '(^|/)' + re.escape(os.path.normpath(breakpoint_.file).lstrip('/')) + '$'
        where = {'urlRegex': end_of_url, 'lineNumber': breakpoint_.line - 1}
        self._set(breakpoint_, Location(None), 'Debugger.setBreakpointByUrl', where)
        loaded = {script.path for script in self._scripts.values()}
        for script in self.predict(breakpoint_.file) if self._request else ():
            position = None if script.path in loaded else self._lookup(script, breakpoint_.file, breakpoint_.line)
            if position:
                at = {'url': script.url, 'lineNumber': position.line, 'columnNumber': position.column}
                self._set(breakpoint_, Location(position, predicted=script.path), 'Debugger.setBreakpointByUrl', at)

    def resolved(self, v8_id: str, script_id: str, line: int) -> None:
        """V8 found a script by its name."""
        with self._lock:
            for breakpoint_ in self._breakpoints.values():
                for location in breakpoint_.locations:
                    if location.v8_id == v8_id and not location.position and script_id in self._scripts:
                        path = self._scripts[script_id].path
                        location.position = GeneratedPosition(line, 0, path, line + 1)

    def _set(self, breakpoint_: TypeScriptBreakpoint, location: Location, method: str, where: dict[str, Any]) -> None:
        if not self._request:
            return
        breakpoint_.locations.append(location)

        def answered(reply: dict[str, Any]) -> None:
            with self._lock:
                result = reply.get('result', {})
                location.v8_id = result.get('breakpointId')
                location.error = reply.get('error', {}).get('message')
                if breakpoint_.deleted:  # It was deleted before V8 had told its name.
                    self._take_away(location)
                elif location.v8_id:
                    for found in result.get('locations', []):
                        self.resolved(location.v8_id, found['scriptId'], found['lineNumber'])

        condition = {'condition': breakpoint_.condition} if breakpoint_.condition else {}
        self._request(method, {**where, **condition}, answered)

    def _take_away(self, location: Location) -> None:
        if self._request and location.v8_id:
            self._request('Debugger.removeBreakpoint', {'breakpointId': location.v8_id}, None)
