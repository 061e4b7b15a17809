"""Commands that let the process run, or that come before it.

They are as synchronous as their caller: at LLDB's prompt they return at once, so that Ctrl-C interrupts the process; in a script they
return at the next stop.
"""

from __future__ import annotations

from typing import Protocol

import lldb

from .registration import add_command


class DebuggerCommand(Protocol):
    """`run` gets the debugger and the text of the line as it was typed."""

    def run(self, debugger: lldb.SBDebugger, line: str, result: lldb.SBCommandReturnObject) -> None: ...


def add(debugger: lldb.SBDebugger, container: str, name: str, command: type[DebuggerCommand]) -> None:
    """Registers `command` as `container name`."""

    def run(debugger: lldb.SBDebugger, line: str, _context: lldb.SBExecutionContext, result: lldb.SBCommandReturnObject) -> None:
        command().run(debugger, line, result)

    add_command(debugger, container, name, command, run, '-o -s current')
