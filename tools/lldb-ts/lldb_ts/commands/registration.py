"""Adds commands to LLDB's container with help, and turns failures into messages."""

from __future__ import annotations

import shlex
from typing import Protocol

import lldb

from ..decode.versions import UnsupportedV8


class CommandError(Exception):
    """A message for the user."""


class Command(Protocol):
    """A class with a docstring: its first line is the short help, all of it the long help. `%name` stands for how it is typed."""

    def run(self, thread: lldb.SBThread, arguments: list[str], result: lldb.SBCommandReturnObject) -> None: ...


def add(debugger: lldb.SBDebugger, container: str, name: str, command: type[Command]) -> None:
    """Registers `command` as `container name`. Its `run` gets the selected thread of a stopped process."""
    handler = _handler(command, f'{container} {name}')
    # LLDB finds the class by its path, so it needs one: the module of the command, under a name of its own.
    module = __import__(command.__module__, fromlist=['x'])
    attribute = f'{command.__name__}Handler'
    setattr(module, attribute, handler)
    debugger.HandleCommand(f'command script add -o -c {command.__module__}.{attribute} {container} {name}')


def _handler(command: type[Command], typed: str) -> type:
    text = (command.__doc__ or '').replace('%name', typed)

    class Handler:
        def __init__(self, debugger: lldb.SBDebugger, internal: dict) -> None:
            self.command = command()

        def __call__(
            self,
            debugger: lldb.SBDebugger,
            line: str,
            context: lldb.SBExecutionContext,
            result: lldb.SBCommandReturnObject,
        ) -> None:
            try:
                self.command.run(_stopped_thread(debugger, context), shlex.split(line), result)
            except (CommandError, UnsupportedV8, ValueError) as error:
                result.SetError(str(error))

        def get_short_help(self) -> str:
            return text.strip().split('\n')[0]

        def get_long_help(self) -> str:
            lines = text.strip().split('\n')
            return '\n'.join(line.removeprefix('    ') for line in lines)

    return Handler


def _stopped_thread(debugger: lldb.SBDebugger, context: lldb.SBExecutionContext) -> lldb.SBThread:
    thread = context.GetThread()
    if not thread.IsValid():
        thread = debugger.GetSelectedTarget().GetProcess().GetSelectedThread()
    process = thread.GetProcess()
    if not thread.IsValid() or process.GetState() not in (lldb.eStateStopped, lldb.eStateCrashed, lldb.eStateSuspended):
        raise CommandError('no stopped process: set a breakpoint and run, attach, or open a core dump')
    return thread
