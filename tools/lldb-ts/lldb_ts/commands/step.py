"""`ts step`: into a call, in either language or across."""

from __future__ import annotations

import lldb

from ..inspector.stepping import step_into
from .debugger_command import add
from .stepping_command import take


class Step:
    """Step into what the present line calls: TypeScript, or Rust.

    Syntax: %name

    A call of an addon's function is followed to the address that the JavaScript function holds; one without debug information is
    stepped over. A line with several calls is entered call by call: `ts step`, `ts finish`, `ts step`."""

    def run(self, debugger: lldb.SBDebugger, line: str, result: lldb.SBCommandReturnObject) -> None:
        take(step_into, debugger, result)


def register(debugger: lldb.SBDebugger, container: str) -> None:
    add(debugger, container, 'step', Step)
