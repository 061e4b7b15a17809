"""`ts finish`: out of the function, in either language or across."""

from __future__ import annotations

import lldb

from ..inspector.stepping import step_out
from .debugger_command import add
from .stepping_command import take


class Finish:
    """Run until the present function has returned to its caller, which may be of the other language.

    Syntax: %name

    V8 stops at the next statement of a TypeScript caller, not in the middle of the one that called."""

    def run(self, debugger: lldb.SBDebugger, line: str, result: lldb.SBCommandReturnObject) -> None:
        take(step_out, debugger, result)


def register(debugger: lldb.SBDebugger, container: str) -> None:
    add(debugger, container, 'finish', Finish)
