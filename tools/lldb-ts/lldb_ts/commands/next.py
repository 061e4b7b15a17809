"""`ts next`: over the line."""

from __future__ import annotations

import lldb

from ..inspector import stop_hook
from ..inspector.stepping import step_over
from .debugger_command import add
from .stepping_command import take


class Next:
    """Step over the present line, in TypeScript or in Rust.

    Syntax: %name

    The step is that of the selected thread, a worker's too; the others run.

    In Rust, a step over an `.await` ends in the same function, whichever thread goes on with it. The step behind the last line of a
    function that TypeScript called ends in TypeScript."""

    def run(self, debugger: lldb.SBDebugger, line: str, result: lldb.SBCommandReturnObject) -> None:
        # Also in a program without an inspector: what a step leaves behind goes at its end.
        stop_hook.install(debugger, debugger.GetSelectedTarget())
        take(step_over, debugger, result)


def register(debugger: lldb.SBDebugger, container: str) -> None:
    add(debugger, container, 'next', Next)
