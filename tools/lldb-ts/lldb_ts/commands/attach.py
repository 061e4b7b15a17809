"""`ts attach PID`: a Node process that runs already."""

from __future__ import annotations

import os
import signal
import time

import lldb

from ..files.source_files import SourceFiles
from ..inspector import endpoint
from ..inspector.prepare import prepare
from ..inspector.session import SESSIONS
from ..lldb.search_paths import folders_of
from .debugger_command import add
from .registration import CommandError

OPEN_S_MAX = 10
_POLL_S = 0.02


class Attach:
    """Attach to a running Node process and open its inspector, for `ts break`.

    Syntax: %name PID

    The inspector is opened by SIGUSR1, on the port that the process was told (--inspect-port) or 9229, unless it is open already."""

    def run(self, debugger: lldb.SBDebugger, line: str, result: lldb.SBCommandReturnObject) -> None:
        if not line.strip().isdigit():
            raise CommandError('the number of a process is wanted: ts attach PID')
        pid = int(line)
        target = debugger.GetSelectedTarget()
        if target.IsValid() and target.GetProcess().IsValid() and target.GetProcess().is_alive:
            raise CommandError('a process is held already: `process detach` or `process kill` first')
        # The inspector first: once LLDB holds the process, it answers nothing.
        found = open_inspector(pid)
        session = SESSIONS.start(debugger, SourceFiles(os.path.realpath(f'/proc/{pid}/exe'), lambda: folders_of(debugger)))
        session.open(lambda: found)
        if not session.wait_until_connected(OPEN_S_MAX) or not session.alive:
            session.close()
            raise CommandError(f'the inspector of {pid} does not answer: {session.error or "is its main thread busy in native code?"}')
        if not target.IsValid():
            target = debugger.CreateTarget('')
        prepare(debugger, target)
        error = lldb.SBError()
        target.AttachToProcessWithID(debugger.GetListener(), pid, error)
        if error.Fail():
            session.close()
            raise CommandError(f'cannot attach to {pid}: {error.GetCString()}')
        print(f'process {pid}: attached, inspector on port {found.port}', file=result)


def open_inspector(pid: int) -> endpoint.Endpoint:
    """Finds the inspector of a process that nobody holds, or makes the process open it."""
    try:
        # Where there is no such process, the inspector on the standard port is another's.
        os.kill(pid, 0)
        if found := endpoint.of_process(pid):
            return found
        os.kill(pid, signal.SIGUSR1)
    except ProcessLookupError:
        raise CommandError(f'there is no process {pid}') from None
    except PermissionError:
        raise CommandError(f'process {pid} belongs to somebody else') from None
    end = time.monotonic() + OPEN_S_MAX
    while time.monotonic() < end:
        if found := endpoint.of_process(pid):
            return found
        time.sleep(_POLL_S)
    raise CommandError(
        f'process {pid} opened no inspector: its port may be taken (node says so on its stderr), '
        'or it was started with --disable-sigusr1; start it with --inspect-port=0'
    )


def register(debugger: lldb.SBDebugger, container: str) -> None:
    add(debugger, container, 'attach', Attach)
