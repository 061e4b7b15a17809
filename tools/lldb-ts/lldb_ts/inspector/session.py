"""The conversation with one process's inspector, on a thread of its own beside LLDB: with the main isolate and with each worker's.

INVARIANT: the inspector is frozen while LLDB holds the process. What a command sends then waits in the socket, and nobody waits for
the answer. The thread answers each pause of V8 with the leaving command that was chosen before the process went on.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..files.source_files import SourceFiles
from .breakpoints import BreakpointTable
from .endpoint import Endpoint
from .flat_sessions import FORGET
from .isolate import Isolate
from .protocol import MAIN, ProtocolConnection, Reply
from .script import Script
from .source_lookup import SourceLookup
from .websocket import WebSocket, WebSocketClosed

if TYPE_CHECKING:
    from lldb import SBDebugger

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
    # V8 steps in the isolate of this thread; the others run.
    thread_id: int = 0

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
        # What the main isolate evaluates before the program runs.
        self.first_expression = ''
        # What the program takes for its own number, as soon as it has said so.
        self.process_id: int | None = None
        # The threads whose last pause was one to stop at.
        self.stopping: set[int] = set()
        # How many failed conditions have been told of.
        self.notes_told = 0
        self._leave: dict[int, str] = {}
        self._isolates: dict[str, Isolate] = {}
        self._connection: ProtocolConnection | None = None
        self._lock = threading.Lock()
        self._connected = threading.Event()
        self._closed = False
        self._has_told = False

    @property
    def alive(self) -> bool:
        return not self._closed

    @property
    def needs_main_thread(self) -> bool:
        """Whether workers can be reached only while the main thread runs JavaScript or waits for events."""
        return not (self._connection and self._connection.has_flat_sessions)

    def open(self, find: Callable[[], Endpoint | None], has_flat_sessions: bool = False) -> None:
        """Connects on the session's thread: `find` may wait for the process, which waits for LLDB."""
        arguments = (find, has_flat_sessions)
        threading.Thread(target=self._run, args=arguments, name='ts-inspector', daemon=True).start()

    def wait_until_connected(self, seconds: float) -> bool:
        """Only for a process that LLDB does not hold."""
        return self._connected.wait(seconds)

    def leave_with(self, thread_id: int, command: str | None) -> None:
        """Chooses what the thread's next pause is answered with; None for going on as if nothing had been."""
        with self._lock:
            if command:
                self._leave[thread_id] = command
            else:
                self._leave.pop(thread_id, None)

    def close(self) -> None:
        self._closed = True
        if self._connection:
            self._connection.close()

    def _run(self, find: Callable[[], Endpoint | None], has_flat_sessions: bool) -> None:
        try:
            endpoint = find()
            if endpoint is None or self._closed:
                self.error = self.error or 'no inspector answered'
                return
            socket = WebSocket.connect(endpoint.host, endpoint.port, endpoint.path)
            connection = ProtocolConnection(socket, has_flat_sessions)
            self._connection = connection
            # Without this Node's end would wait for us for ever: it keeps the process while a debugger is connected.
            connection.request('NodeRuntime.notifyWhenWaitingForDisconnect', {'enabled': True})
            # INVARIANT: before the program runs, so that no worker starts unseen; a new one waits until its breakpoints are in place.
            if has_flat_sessions:
                to_all = {'autoAttach': True, 'waitForDebuggerOnStart': True, 'flatten': True}
                connection.request('Target.setAutoAttach', to_all)
            else:
                connection.request('NodeWorker.enable', {'waitForDebuggerOnStart': True})
            main = Isolate(connection, MAIN)
            main.request('Runtime.evaluate', {'expression': 'process.pid'}, self._told_process)
            if self.first_expression:
                main.request('Runtime.evaluate', {'expression': self.first_expression})
            self._introduce(main, lambda _reply: self._connected.set())
            connection.pump(self._on_event)
        except (WebSocketClosed, OSError) as error:
            self.error = str(error)
        finally:
            self._tell_what_was_never_set()
            self._closed = True
            self._connected.set()
            for session in list(self._isolates):
                self._forget(session)
            if self._connection:
                self._connection.close()

    def _introduce(self, isolate: Isolate, ready: Reply | None = None) -> None:
        self._isolates[isolate.session] = isolate
        isolate.request('Debugger.enable')
        # V8 pauses before it runs a script that has a source map: the breakpoints are in place when its first line runs.
        isolate.request('Debugger.setInstrumentationBreakpoint', {'instrumentation': 'beforeScriptWithSourceMapExecution'})
        self.breakpoints.connected(isolate.request)
        isolate.request('Runtime.runIfWaitingForDebugger', None, ready)

    def _introduce_worker(self, session: str) -> None:
        assert self._connection
        isolate = Isolate(self._connection, session)
        isolate.ask_for_thread()
        # It tells of the end: the destruction of the worker's context.
        isolate.request('Runtime.enable')
        if self.first_expression:
            isolate.request('Runtime.evaluate', {'expression': FORGET})
        self._introduce(isolate)

    def _forget(self, session: str) -> None:
        isolate = self._isolates.pop(session, None)
        if isolate:
            self.breakpoints.disconnected(isolate.request)

    def _on_event(self, method: str, event: dict[str, Any], session: str) -> None:
        if method in ('Target.attachedToTarget', 'NodeWorker.attachedToWorker'):
            self._introduce_worker(event['sessionId'])
        elif method == 'NodeWorker.detachedFromWorker':
            self._forget(event['sessionId'])
        elif method == 'NodeRuntime.waitingForDisconnect':
            # It ends when the connection does, and LLDB perhaps with it.
            self._tell_what_was_never_set()
            raise WebSocketClosed('the program has ended')
        elif isolate := self._isolates.get(session):
            self._on_isolate_event(isolate, method, event)

    def _on_isolate_event(self, isolate: Isolate, method: str, event: dict[str, Any]) -> None:
        if method == 'Debugger.scriptParsed':
            script = Script(event['scriptId'], event['url'], event.get('sourceMapURL') or '')
            self.breakpoints.script_parsed(script, isolate.request)
        elif method == 'Debugger.paused':
            self._answer_pause(isolate, event['reason'])
        elif method == 'Debugger.breakpointResolved':
            location = event['location']
            self.breakpoints.resolved(event['breakpointId'], location['scriptId'], location['lineNumber'], isolate.request)
        elif method == 'Runtime.executionContextCreated' and event['context'].get('auxData', {}).get('isDefault'):
            isolate.context_id = event['context']['id']
        elif method == 'Runtime.executionContextDestroyed' and event['executionContextId'] == isolate.context_id:
            self._forget(isolate.session)

    def _told_process(self, reply: dict[str, Any]) -> None:
        number = reply.get('result', {}).get('result', {}).get('value')
        self.process_id = number if isinstance(number, int) else None

    def _tell_what_was_never_set(self) -> None:
        # Whoever closes the session, to begin another, does not ask.
        if self._connected.is_set() and not self._has_told and not self._closed:
            self._has_told = True
            for text in self.breakpoints.never_set():
                self.breakpoints.tell(text)

    def _answer_pause(self, isolate: Isolate, reason: str) -> None:
        command = RESUME
        if reason != 'instrumentation':
            with self._lock:
                command = self._leave.pop(self._thread_of(isolate) or 0, RESUME)
        isolate.request(command)

    def _thread_of(self, isolate: Isolate) -> int | None:
        """Of the threads that a command was chosen for, the one of this isolate: the main isolate's is no worker's."""
        if isolate.session != MAIN:
            return isolate.thread_id
        of_workers = {worker.thread_id for worker in self._isolates.values()}
        return next((thread_id for thread_id in self._leave if thread_id not in of_workers), None)


class Sessions:
    """One table of breakpoints and at most one session for each debugger."""

    def __init__(self) -> None:
        self._tables: dict[int, BreakpointTable] = {}
        self._lookups: dict[int, SourceLookup] = {}
        self._sessions: dict[int, InspectorSession] = {}

    def breakpoints(self, debugger: SBDebugger) -> BreakpointTable:
        if debugger.GetID() not in self._tables:
            table = self._tables[debugger.GetID()] = BreakpointTable(self._lookup(debugger))
            table.tell = lambda text: tell(debugger, text)
        return self._tables[debugger.GetID()]

    def of(self, debugger: SBDebugger) -> InspectorSession | None:
        """The session of the process that runs now, if there is one."""
        session = self._sessions.get(debugger.GetID())
        return session if session and session.alive else None

    def start(self, debugger: SBDebugger, files: SourceFiles) -> InspectorSession:
        if previous := self._sessions.get(debugger.GetID()):
            previous.close()
        self._lookup(debugger).begin(files)
        self.breakpoints(debugger).begin_run()
        session = self._sessions[debugger.GetID()] = InspectorSession(self.breakpoints(debugger))
        return session

    def _lookup(self, debugger: SBDebugger) -> SourceLookup:
        return self._lookups.setdefault(debugger.GetID(), SourceLookup())


def tell(debugger: SBDebugger, text: str) -> None:
    """Where LLDB writes its errors: whoever waits for no answer reads them there."""
    file = debugger.GetErrorFile()
    file.Write(f'{text}\n'.encode())
    file.Flush()


SESSIONS = Sessions()
