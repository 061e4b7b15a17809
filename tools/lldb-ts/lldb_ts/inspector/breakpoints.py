"""Breakpoints in TypeScript: what was asked for, and where V8 has put it.

A breakpoint names a source file and a line. Which generated script that is becomes known when V8 reports the script: its source
map is looked at, and the breakpoint set at the generated position before the script runs. A script that is the named file itself
(Node strips the types, or it is plain JavaScript) needs no map: V8 is told its name beforehand.

Each worker is an isolate with scripts of its own: a breakpoint is set in all of them.
"""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol
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
        self._isolates: list[LoadedScripts] = []

    def add(self, file: str, line: int, condition: str | None = None) -> TypeScriptBreakpoint:
        with self._lock:
            self._last_number += 1
            breakpoint_ = TypeScriptBreakpoint(self._last_number, file, line, condition)
            self._breakpoints[breakpoint_.number] = breakpoint_
            for isolate in self._isolates:
                self._place_by_name(breakpoint_, isolate)
                for script in list(isolate.by_id.values()):
                    self._place(breakpoint_, script, isolate)
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
        """An isolate begins, which is reached by this request: V8 reports its scripts from here on."""
        with self._lock:
            isolate = LoadedScripts(request)
            self._isolates.append(isolate)
            for breakpoint_ in self._breakpoints.values():
                self._place_by_name(breakpoint_, isolate)

    def disconnected(self, request: Request) -> None:
        """The isolate has ended."""
        with self._lock:
            self._isolates = [it for it in self._isolates if it.request != request]
            for breakpoint_ in self._breakpoints.values():
                breakpoint_.locations = [it for it in breakpoint_.locations if it.isolate.request != request]

    def script_parsed(self, script: Script, request: Request) -> None:
        with self._lock:
            isolate = self._isolate(request)
            if isolate is None or script.url.startswith('node:') or not script.url:
                return
            isolate.by_id[script.script_id] = script
            for breakpoint_ in self._breakpoints.values():
                self._place(breakpoint_, script, isolate)

    def resolved(self, v8_id: str, script_id: str, line: int, request: Request) -> None:
        """V8 found a script by its name."""
        with self._lock:
            for location in [it for breakpoint_ in self._breakpoints.values() for it in breakpoint_.locations]:
                script = location.isolate.by_id.get(script_id) if location.isolate.request == request else None
                if script and location.v8_id == v8_id and not location.position:
                    location.position = GeneratedPosition(line, 0, script.path, line + 1)

    def _isolate(self, request: Request) -> LoadedScripts | None:
        return next((it for it in self._isolates if it.request == request), None)

    def _place(self, breakpoint_: TypeScriptBreakpoint, script: Script, isolate: LoadedScripts) -> None:
        if any(it.predicted == script.path and it.isolate is isolate for it in breakpoint_.locations):
            return
        position = self._lookup(script, breakpoint_.file, breakpoint_.line)
        if position:
            at = {'scriptId': script.script_id, 'lineNumber': position.line, 'columnNumber': position.column}
            self._set(breakpoint_, Location(isolate, position), 'Debugger.setBreakpoint', {'location': at})

    def _place_by_name(self, breakpoint_: TypeScriptBreakpoint, isolate: LoadedScripts) -> None:
        end_of_url = '(^|/)' + re.escape(os.path.normpath(breakpoint_.file).lstrip('/')) + '$'
        where = {'urlRegex': end_of_url, 'lineNumber': breakpoint_.line - 1}
        self._set(breakpoint_, Location(isolate, None), 'Debugger.setBreakpointByUrl', where)
        loaded = {script.path for script in isolate.by_id.values()}
        for script in self.predict(breakpoint_.file):
            position = None if script.path in loaded else self._lookup(script, breakpoint_.file, breakpoint_.line)
            if position:
                at = {'url': script.url, 'lineNumber': position.line, 'columnNumber': position.column}
                self._set(breakpoint_, Location(isolate, position, predicted=script.path), 'Debugger.setBreakpointByUrl', at)

    def _set(self, breakpoint_: TypeScriptBreakpoint, location: Location, method: str, where: dict[str, Any]) -> None:
        breakpoint_.locations.append(location)
        request = location.isolate.request

        def answered(reply: dict[str, Any]) -> None:
            with self._lock:
                result = reply.get('result', {})
                location.v8_id = result.get('breakpointId')
                location.error = reply.get('error', {}).get('message')
                if breakpoint_.deleted:  # It was deleted before V8 had told its name.
                    self._take_away(location)
                elif location.v8_id:
                    for found in result.get('locations', []):
                        self.resolved(location.v8_id, found['scriptId'], found['lineNumber'], request)

        condition = {'condition': breakpoint_.condition} if breakpoint_.condition else {}
        request(method, {**where, **condition}, answered)

    def _take_away(self, location: Location) -> None:
        if location.v8_id and location.isolate in self._isolates:
            location.isolate.request('Debugger.removeBreakpoint', {'breakpointId': location.v8_id}, None)
