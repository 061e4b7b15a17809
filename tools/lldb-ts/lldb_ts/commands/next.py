"""`ts next`: over the line."""

from __future__ import annotations

import lldb

from ..inspector.stepping import step_over
from .debugger_command import add
from .stepping_command import take


class Next:
    """Step over the present line, in TypeScript or in Rust.

    Syntax: %name

    The step is that of the selected thread, a worker's too; the others run.

    In Rust, the step behind the last line of a function that TypeScript called ends in TypeScript."""

    def run(self, debugger: lldb.SBDebugger, line: str, result: lldb.SBCommandReturnObject) -> None:
        take(step_over, debugger, result)


def register(debugger: lldb.SBDebugger, container: str) -> None:
    add(debugger, container, 'next', Next)
