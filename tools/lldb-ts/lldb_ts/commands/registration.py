"""Adds commands to LLDB's container with help, and turns failures into messages."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable

import lldb

from ..decode.versions import UnsupportedV8

Run = Callable[[lldb.SBDebugger, str, lldb.SBExecutionContext, lldb.SBCommandReturnObject], None]


class CommandError(Exception):
    """A message for the user."""


def add_command(debugger: lldb.SBDebugger, container: str, name: str, command: type, run: Run, options: str = '-o') -> None:
    """Registers `run` as `container name`.

    The docstring of `command` is the help: its first line the short one, all of it the long one. `%name` stands for how it is typed."""
    text = inspect.cleandoc(command.__doc__ or '').replace('%name', f'{container} {name}')

    class Handler:
        def __init__(self, _debugger: lldb.SBDebugger, _internal: object) -> None:
            pass

        def __call__(
            self, debugger: lldb.SBDebugger, line: str, context: lldb.SBExecutionContext, result: lldb.SBCommandReturnObject
        ) -> None:
            try:
                run(debugger, line, context, result)
            except (CommandError, UnsupportedV8, ValueError) as error:
                result.SetError(str(error))

        def get_short_help(self) -> str:
            return text.split('\n')[0]

        def get_long_help(self) -> str:
            return text

    # LLDB finds the class by its path, so it needs one: the module of the command, under a name of its own.
    attribute = f'{command.__name__}Handler'
    setattr(sys.modules[command.__module__], attribute, Handler)
    debugger.HandleCommand(f'command script add {options} -c {command.__module__}.{attribute} {container} {name}')
