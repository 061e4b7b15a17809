"""Commands that let the process run, or that come before it.

They are as synchronous as their caller: at LLDB's prompt they return at once, so that Ctrl-C interrupts the process; in a script they
return at the next stop.
"""

from __future__ import annotations

from typing import Protocol

import lldb

from .registration import CommandError


class DebuggerCommand(Protocol):
    """A class with a docstring, as in `registration`, whose `run` gets the debugger and the text of the line as it was typed."""

    def run(self, debugger: lldb.SBDebugger, line: str, result: lldb.SBCommandReturnObject) -> None: ...


def add(debugger: lldb.SBDebugger, container: str, name: str, command: type[DebuggerCommand]) -> None:
    """Registers `command` as `container name`."""
    text = (command.__doc__ or '').replace('%name', f'{container} {name}').strip().split('\n')

    class Handler:
        def __init__(self, _debugger: lldb.SBDebugger, _internal: dict) -> None:
            pass

        def __call__(
            self,
            debugger: lldb.SBDebugger,
            line: str,
            _context: lldb.SBExecutionContext,
            result: lldb.SBCommandReturnObject,
        ) -> None:
            try:
                command().run(debugger, line, result)
            except (CommandError, ValueError) as error:
                result.SetError(str(error))

        def get_short_help(self) -> str:
            return text[0]

        def get_long_help(self) -> str:
            return '\n'.join(line.removeprefix('    ') for line in text)

    # LLDB finds the class by its path: the module of the command, under a name of its own.
    module = __import__(command.__module__, fromlist=['x'])
    attribute = f'{command.__name__}Handler'
    setattr(module, attribute, Handler)
    debugger.HandleCommand(f'command script add -o -s current -c {command.__module__}.{attribute} {container} {name}')
