"""What a target needs before a Node program runs under LLDB: its signals passed on, the pause breakpoint, the stop hook."""

from __future__ import annotations

import lldb

from ..lldb.provide import provide
from . import pause, stop_hook

# Node uses them itself (SIGUSR1 opens the inspector, a broken pipe is an error of a write), and LLDB stops at them by default.
SIGNALS_PASSED_ON = ('SIGUSR1', 'SIGPIPE', 'SIGWINCH')


def prepare(debugger: lldb.SBDebugger, target: lldb.SBTarget) -> None:
    result = lldb.SBCommandReturnObject()
    signals = ' '.join(SIGNALS_PASSED_ON)
    context = lldb.SBExecutionContext(target)
    debugger.GetCommandInterpreter().HandleCommand(f'process handle -p true -s false -n false {signals}', context, result)
    provide(debugger)
    pause.install(target)
    stop_hook.install(debugger, target)
