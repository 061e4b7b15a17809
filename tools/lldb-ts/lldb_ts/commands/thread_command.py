"""Commands that speak of one thread of a stopped process."""

from __future__ import annotations

import shlex
from typing import Protocol

import lldb

from .registration import CommandError, add_command

STOPPED = (lldb.eStateStopped, lldb.eStateCrashed, lldb.eStateSuspended)


class ThreadCommand(Protocol):
    """`run` gets the selected thread."""

    def run(self, thread: lldb.SBThread, arguments: list[str], result: lldb.SBCommandReturnObject) -> None: ...


def add(debugger: lldb.SBDebugger, container: str, name: str, command: type[ThreadCommand]) -> None:
    """Registers `command` as `container name`."""

    def run(debugger: lldb.SBDebugger, line: str, context: lldb.SBExecutionContext, result: lldb.SBCommandReturnObject) -> None:
        thread = context.GetThread()
        command().run(stopped(thread if thread.IsValid() else selected_thread(debugger)), shlex.split(line), result)

    add_command(debugger, container, name, command, run)


def selected_thread(debugger: lldb.SBDebugger) -> lldb.SBThread:
    return debugger.GetSelectedTarget().GetProcess().GetSelectedThread()


def stopped(thread: lldb.SBThread) -> lldb.SBThread:
    """The thread itself; a message for the user when its process does not stand."""
    if not thread.IsValid() or thread.GetProcess().GetState() not in STOPPED:
        raise CommandError('no stopped process: set a breakpoint and run, attach, or open a core dump')
    return thread
