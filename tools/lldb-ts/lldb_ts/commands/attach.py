"""`ts attach PID`: a Node process that runs already."""

from __future__ import annotations

import os
import signal
import time

import lldb

from ..files.source_files import SourceFiles
from ..inspector import endpoint, running_process
from ..inspector.prepare import prepare
from ..inspector.session import SESSIONS
from ..lldb.search_paths import folders_of
from .debugger_command import add
from .registration import CommandError

OPEN_S_MAX = 10
# Who has nothing to do answers a signal within milliseconds; a loaded machine may take longer.
ASLEEP_S_MAX = 1.5
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
        session = SESSIONS.start(debugger, _files_of(debugger, pid))
        session.open(lambda: found)
        if not session.wait_until_connected(OPEN_S_MAX) or not session.alive:
            session.close()
            raise CommandError(f'the inspector of {pid} does not answer: {session.error or "is its main thread busy in native code?"}')
        if session.process_id is not None and session.process_id not in running_process.numbers_of(pid):
            session.close()
            raise CommandError(f'the inspector on port {found.port} is that of process {session.process_id}, not of {pid}')
        if not target.IsValid():
            target = debugger.CreateTarget('')
        prepare(debugger, target)
        error = lldb.SBError()
        target.AttachToProcessWithID(debugger.GetListener(), pid, error)
        if error.Fail():
            session.close()
            raise CommandError(f'cannot attach to {pid}: {error.GetCString()}')
        print(f'process {pid}: attached, inspector on port {found.port}', file=result)


def _files_of(debugger: lldb.SBDebugger, pid: int) -> SourceFiles:
    executable, started_in = (os.path.realpath(f'/proc/{pid}/{name}') for name in ('exe', 'cwd'))
    return SourceFiles(executable, lambda: folders_of(debugger), [started_in])


def open_inspector(pid: int) -> endpoint.Endpoint:
    """Finds the inspector of a process that nobody holds, or makes the process open it."""
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        raise CommandError(f'there is no process {pid}') from None
    except PermissionError:
        raise CommandError(f'process {pid} belongs to somebody else') from None
    if not running_process.is_running(pid):
        raise CommandError(f'process {pid} has ended')
    if why := running_process.who_stops_it(pid):
        raise CommandError(f'process {pid} {why}')
    if running_process.is_in_other_network(pid):
        raise CommandError(
            f'process {pid} is in another network namespace, where its inspector cannot be reached from here: '
            f'run LLDB there, by nsenter --net=/proc/{pid}/ns/net'
        )
    if found := endpoint.of_process(pid):
        return found
    if not running_process.hears(pid, signal.SIGUSR1):
        raise CommandError(f'process {pid} opens no inspector: it is no Node, or has --disable-sigusr1; start it with --inspect')
    port = running_process.inspector_port(pid)
    owner = running_process.owner_of_port(pid, port) if port else None
    if owner is not None:
        whose = f'process {owner}' if owner else 'another process'
        raise CommandError(
            f'process {pid} would open its inspector on port {port}, where {whose} listens: '
            'end that, or start this one with --inspect-port=0'
        )
    os.kill(pid, signal.SIGUSR1)
    return _wait_for_inspector(pid)


def _wait_for_inspector(pid: int) -> endpoint.Endpoint:
    start = time.monotonic()
    awake = start
    while (now := time.monotonic()) < start + OPEN_S_MAX and now < awake + ASLEEP_S_MAX:
        if found := endpoint.of_process(pid):
            return found
        if not running_process.is_running(pid):
            raise CommandError(f'process {pid} has ended: SIGUSR1, by which Node opens its inspector, was the end of it')
        if not running_process.is_asleep(pid):
            awake = now
        time.sleep(_POLL_S)
    raise CommandError(
        f'process {pid} opened no inspector upon SIGUSR1: the program handles that signal itself, or its main thread waits in native code; '
        'start it with --inspect=127.0.0.1:0'
    )


def register(debugger: lldb.SBDebugger, container: str) -> None:
    add(debugger, container, 'attach', Attach)
