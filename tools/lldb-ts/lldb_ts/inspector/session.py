"""The conversation with one process's inspector, on a thread of its own beside LLDB.

INVARIANT: the inspector is frozen while LLDB holds the process. What a command sends then waits in the socket, and nobody waits for
the answer. The thread answers each pause of V8 with the leaving command that was chosen before the process went on.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any, Callable

from .breakpoints import BreakpointTable, Script
from .endpoint import Endpoint
from .protocol import ProtocolConnection
from .source_lookup import SourceLookup
from .websocket import WebSocket, WebSocketClosed

RESUME, STEP_OVER, STEP_INTO, STEP_OUT = (f'Debugger.{name}' for name in ('resume', 'stepOver', 'stepInto', 'stepOut'))
# Stepping does not stop in Node's own scripts. V8's own list of scripts to pass over has no effect on those of its snapshot.
INTERNAL_SCRIPT = 'node:'

Place = tuple[int, str, int]
"""Frame pointer, file and line."""


@dataclass(frozen=True)
class Step:
    """A step that V8 was told, or will be at its next pause. With an origin, it goes on until it has left that line."""

    command: str
    origin: Place | None = None

    def onward(self, place: Place | None) -> str | None:
        """How to go on from a place where the step has not ended; None where it has."""
        if place and place[1].startswith(INTERNAL_SCRIPT):
            return STEP_OUT
        # V8 stops at each expression and at the end of a function; a step of the user's is over the whole line.
        return self.command if self.origin is not None and place == self.origin else None


class InspectorSession:
    """One connection, from the start of a process to its end."""

    def __init__(self, breakpoints: BreakpointTable) -> None:
        self.breakpoints = breakpoints
        # None when nobody waits for the end of a step: what remains of an old one is passed over.
        self.step: Step | None = None
        # A step in Rust that may end between Rust and the JavaScript that called it, where nobody wants to be.
        self.through_glue = False
        self.error: str | None = None
        self._leave: str | None = None
        self._connection: ProtocolConnection | None = None
        self._lock = threading.Lock()
        self._connected = threading.Event()
        self._closed = False

    @property
    def alive(self) -> bool:
        return not self._closed

    def open(self, find: Callable[[], Endpoint | None]) -> None:
        """Connects on the session's thread: `find` may wait for the process, which waits for LLDB."""
        threading.Thread(target=self._run, args=(find,), name='ts-inspector', daemon=True).start()

    def wait_until_connected(self, seconds: float) -> bool:
        """Only for a process that LLDB does not hold."""
        return self._connected.wait(seconds)

    def leave_with(self, command: str | None) -> None:
        """Chooses what the next pause is answered with; None for going on as if nothing had been."""
        with self._lock:
            self._leave = command

    def close(self) -> None:
        self._closed = True
        if self._connection:
            self._connection.close()

    def _run(self, find: Callable[[], Endpoint | None]) -> None:
        try:
            endpoint = find()
            if endpoint is None or self._closed:
                self.error = self.error or 'no inspector answered'
                return
            connection = ProtocolConnection(WebSocket.connect(endpoint.host, endpoint.port, endpoint.path))
            self._connection = connection
            self._introduce(connection)
            connection.pump(self._on_event)
        except (WebSocketClosed, OSError) as error:
            self.error = str(error)
        finally:
            self._closed = True
            self._connected.set()
            if self._connection:
                self.breakpoints.disconnected(self._connection.request)
                self._connection.close()

    def _introduce(self, connection: ProtocolConnection) -> None:
        # Without this Node's end would wait for us for ever: it keeps the process while a debugger is connected.
        connection.request('NodeRuntime.notifyWhenWaitingForDisconnect', {'enabled': True})
        connection.request('Debugger.enable')
        # V8 pauses before it runs a script that has a source map: the breakpoints are in place when its first line runs.
        connection.request(
            'Debugger.setInstrumentationBreakpoint', {'instrumentation': 'beforeScriptWithSourceMapExecution'}
        )
        self.breakpoints.connected(connection.request)
        connection.request('Runtime.runIfWaitingForDebugger', None, lambda _reply: self._connected.set())

    def _on_event(self, method: str, event: dict[str, Any]) -> None:
        if method == 'Debugger.scriptParsed':
            self.breakpoints.script_parsed(Script(event['scriptId'], event['url'], event.get('sourceMapURL') or ''))
        elif method == 'Debugger.paused':
            self._answer_pause(event['reason'])
        elif method == 'Debugger.breakpointResolved':
            location = event['location']
            self.breakpoints.resolved(event['breakpointId'], location['scriptId'], location['lineNumber'])
        elif method == 'NodeRuntime.waitingForDisconnect':
            raise WebSocketClosed('the program has ended')

    def _answer_pause(self, reason: str) -> None:
        assert self._connection
        command = RESUME
        if reason != 'instrumentation':
            with self._lock:
                command, self._leave = self._leave or RESUME, None
        self._connection.request(command)


class Sessions:
    """One table of breakpoints and at most one session for each debugger."""

    def __init__(self) -> None:
        self._tables: dict[int, BreakpointTable] = {}
        self._sessions: dict[int, InspectorSession] = {}

    def breakpoints(self, debugger: Any) -> BreakpointTable:
        return self._tables.setdefault(debugger.GetID(), BreakpointTable(SourceLookup()))

    def of(self, debugger: Any) -> InspectorSession | None:
        """The session of the process that runs now, if there is one."""
        session = self._sessions.get(debugger.GetID())
        return session if session and session.alive else None

    def start(self, debugger: Any) -> InspectorSession:
        if previous := self._sessions.get(debugger.GetID()):
            previous.close()
        session = self._sessions[debugger.GetID()] = InspectorSession(self.breakpoints(debugger))
        return session


SESSIONS = Sessions()
