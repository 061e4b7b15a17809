"""Breakpoints in TypeScript.

A breakpoint names a source file and a line. Which generated script that is becomes known when V8 reports the script: its source
map is looked at, and the breakpoint set at the generated position before the script runs. A script that is the named file itself
(Node strips the types, or it is plain JavaScript) needs no map: V8 is told its name beforehand.

Each worker is an isolate with scripts of its own: a breakpoint is set in all of them.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from .condition import guarded, why_no_expression
from .script import GeneratedPosition, NoCode, Script
from .script_names import script_at, scripts_named
from .ts_breakpoint import LoadedScripts, Location, PausePlace, Request, TypeScriptBreakpoint


class SourceMapLookup(Protocol):
    """Finds the generated positions of a source line, or None when the script has nothing of that file."""

    def __call__(self, script: Script, file: str, line: int) -> list[GeneratedPosition] | NoCode | None: ...


class BreakpointTable:
    """All TypeScript breakpoints of one debugger. They outlive a process, so that a new run stops at the same lines.

    Commands and the inspector's thread both come here, hence the lock.
    """

    def __init__(self, lookup: SourceMapLookup) -> None:
        self._lookup = lookup
        # Which scripts a source file will be, for those that V8 cannot pause before.
        self.predict: Callable[[str], list[Script]] = lambda file: []
        # Shows a person a line, at any time.
        self.tell: Callable[[str], None] = lambda text: None
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
                self._begin(breakpoint_, isolate)
                for script in list(isolate.by_id.values()):
                    self._place(breakpoint_, script, isolate)
            return breakpoint_

    def delete(self, number: int) -> TypeScriptBreakpoint | None:
        with self._lock:
            breakpoint_ = self._breakpoints.pop(number, None)
            if breakpoint_:
                breakpoint_.deleted = True
                for location in [*breakpoint_.locations, *breakpoint_.entries.values()]:
                    self._drop(location)
            return breakpoint_

    def list(self) -> list[TypeScriptBreakpoint]:
        with self._lock:
            return list(self._breakpoints.values())

    def __bool__(self) -> bool:
        return bool(self._breakpoints)

    def note_hit(self, place: PausePlace) -> bool:
        """Whether a pause at this place may be one of a breakpoint. That one has been set, also if V8 has not come to say so: the process
        may be held, and end so."""
        with self._lock:
            hit = [it for it in self._breakpoints.values() if it.may_be_at(place)]
            for breakpoint_ in hit:
                breakpoint_.was_set = True
            return bool(hit)

    def begin_run(self) -> None:
        with self._lock:
            for breakpoint_ in self._breakpoints.values():
                breakpoint_.was_set, breakpoint_.no_code = False, None

    def never_set(self) -> Sequence[str]:
        """A sentence for each breakpoint that V8 has put nowhere in this run."""
        with self._lock:
            rest = [it for it in self._breakpoints.values() if not it.was_set]
        return [f'TypeScript breakpoint {it.number} ({it.file}:{it.line}) was never set: {it.why_not_set()}' for it in rest]

    def connected(self, request: Request) -> None:
        """An isolate begins, which is reached by this request: V8 reports its scripts from here on."""
        with self._lock:
            isolate = LoadedScripts(request)
            self._isolates.append(isolate)
            for breakpoint_ in self._breakpoints.values():
                self._begin(breakpoint_, isolate)

    def disconnected(self, request: Request) -> None:
        """The isolate has ended."""
        with self._lock:
            self._isolates = [it for it in self._isolates if it.request != request]
            for breakpoint_ in self._breakpoints.values():
                breakpoint_.locations = [it for it in breakpoint_.locations if it.isolate.request != request]
                breakpoint_.entries = {of: it for of, it in breakpoint_.entries.items() if of.request != request}

    def script_parsed(self, script: Script, request: Request) -> None:
        with self._lock:
            isolate = self._isolate(request)
            if isolate is None or script.url.startswith('node:') or not script.url:
                return
            isolate.by_id[script.script_id] = script
            for breakpoint_ in self._breakpoints.values():
                # The places first, and then away with what held the script up: V8 runs on as soon as that is gone.
                self._place(breakpoint_, script, isolate)
                if breakpoint_.names(script.path):
                    if script.source_map_url:
                        self._place_by_name(breakpoint_, isolate)
                    self._pause_at_entries(breakpoint_, isolate)

    def resolved(self, v8_id: str, script_id: str, line: int, request: Request) -> None:
        """V8 found a script by its name."""
        with self._lock:
            for breakpoint_ in self._breakpoints.values():
                for location in breakpoint_.locations:
                    script = location.isolate.by_id.get(script_id) if location.isolate.request == request else None
                    if script and location.v8_id == v8_id and (location.position or not script.source_map_url):
                        location.actual.add((script_id, line))
                        breakpoint_.was_set = True
                        location.position = location.position or GeneratedPosition(line, 0, script.path, line + 1)

    def _isolate(self, request: Request) -> LoadedScripts | None:
        return next((it for it in self._isolates if it.request == request), None)

    def _begin(self, breakpoint_: TypeScriptBreakpoint, isolate: LoadedScripts) -> None:
        """Before the isolate has told of its scripts."""
        if breakpoint_.condition and isolate is self._isolates[0]:
            why_no_expression(breakpoint_.condition, isolate.request, lambda reason: self._tell_of_condition(breakpoint_, reason))
        self._place_by_name(breakpoint_, isolate)
        self._pause_at_entries(breakpoint_, isolate)
        loaded = {script.path for script in isolate.by_id.values()}
        for script in self.predict(breakpoint_.file):
            if script.path not in loaded:
                at = {'urlRegex': script_at(script.url)}
                self._place(breakpoint_, script, isolate, at, 'Debugger.setBreakpointByUrl', predicted=script.path)

    def _place_by_name(self, breakpoint_: TypeScriptBreakpoint, isolate: LoadedScripts) -> None:
        """For the scripts that are the file itself. One that has a map may be named for its source; its lines are other lines."""
        old = [it for it in breakpoint_.locations if it.isolate is isolate and it.position is None]
        breakpoint_.locations = [it for it in breakpoint_.locations if it not in old]
        mapped = {script.url for script in isolate.by_id.values() if script.source_map_url and breakpoint_.names(script.path)}
        where = {'urlRegex': scripts_named(breakpoint_.file, but=mapped), 'lineNumber': breakpoint_.line - 1}
        self._set(breakpoint_, Location(isolate, None), 'Debugger.setBreakpointByUrl', where)
        for location in old:
            self._drop(location)

    def _pause_at_entries(self, breakpoint_: TypeScriptBreakpoint, isolate: LoadedScripts) -> None:
        """For the scripts that are named for the file and not known yet: V8 pauses where one begins, and goes on when it has been told
        of the places in it. Without that its first lines would be gone before."""
        old = breakpoint_.entries.get(isolate)
        known = {script.url for script in isolate.by_id.values() if breakpoint_.names(script.path)}
        # V8 takes one breakpoint for a pattern and a place: this pattern is no other's.
        own = f'the entry of breakpoint {breakpoint_.number}'
        where = {'urlRegex': scripts_named(breakpoint_.file, but={*known, own}), 'lineNumber': 0, 'columnNumber': 0}
        entry = breakpoint_.entries[isolate] = Location(isolate, None)
        self._ask(entry, 'Debugger.setBreakpointByUrl', where)
        if old:
            self._drop(old)

    def _place(
        self,
        breakpoint_: TypeScriptBreakpoint,
        script: Script,
        isolate: LoadedScripts,
        where: dict[str, Any] | None = None,
        method: str = 'Debugger.setBreakpoint',
        predicted: str | None = None,
    ) -> None:
        if any(it.predicted == script.path and it.isolate is isolate for it in breakpoint_.locations):
            return
        found = self._lookup(script, breakpoint_.file, breakpoint_.line)
        if isinstance(found, NoCode):
            breakpoint_.no_code = found
        elif found:
            for position in found:
                at = {'lineNumber': position.line, 'columnNumber': position.column}
                parameters = {**where, **at} if where else {'location': {'scriptId': script.script_id, **at}}
                self._set(breakpoint_, Location(isolate, position, predicted=predicted), method, parameters)

    def _set(self, breakpoint_: TypeScriptBreakpoint, location: Location, method: str, where: dict[str, Any]) -> None:
        breakpoint_.locations.append(location)
        condition = {'condition': guarded(breakpoint_.condition, breakpoint_.number)} if breakpoint_.condition else {}
        self._ask(location, method, {**where, **condition})

    def _ask(self, location: Location, method: str, where: dict[str, Any]) -> None:
        request = location.isolate.request

        def answered(reply: dict[str, Any]) -> None:
            with self._lock:
                result = reply.get('result', {})
                location.v8_id = result.get('breakpointId')
                location.error = reply.get('error', {}).get('message')
                if location.dropped:  # It was dropped before V8 had told its name.
                    self._drop(location)
                elif location.v8_id:
                    actual = [result['actualLocation']] if 'actualLocation' in result else result.get('locations', [])
                    for found in actual:
                        self.resolved(location.v8_id, found['scriptId'], found['lineNumber'], request)

        request(method, where, answered)

    def _drop(self, location: Location) -> None:
        location.dropped = True
        if location.v8_id and location.isolate in self._isolates:
            location.isolate.request('Debugger.removeBreakpoint', {'breakpointId': location.v8_id}, None)

    def _tell_of_condition(self, breakpoint_: TypeScriptBreakpoint, reason: str) -> None:
        self.tell(f'TypeScript breakpoint {breakpoint_.number} will not stop: its condition is no expression: {reason}')
