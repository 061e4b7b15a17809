"""What `ts next`, `ts step` and `ts finish` share."""

from __future__ import annotations

from collections.abc import Callable

import lldb

from ..inspector import pause
from ..inspector.stepping import StepError
from .registration import CommandError
from .thread_command import STOPPED


def take(step: Callable[[lldb.SBThread], None], debugger: lldb.SBDebugger, result: lldb.SBCommandReturnObject) -> None:
    """Takes a step in the selected thread."""
    process = debugger.GetSelectedTarget().GetProcess()
    if process.GetState() not in STOPPED:
        raise CommandError('no stopped process: start one by `ts run` or `ts attach`')
    try:
        step(process.GetSelectedThread())
    except StepError as error:
        raise CommandError(str(error)) from error
    show_stop(debugger, result)


def show_stop(debugger: lldb.SBDebugger, result: lldb.SBCommandReturnObject) -> None:
    """Shows where a command ended that waited for the stop: LLDB prints only the stops that come by events."""
    process = debugger.GetSelectedTarget().GetProcess()
    if debugger.GetAsync() or process.GetState() not in STOPPED:
        return
    thread = process.GetSelectedThread()
    if not pause.is_paused(thread):  # The stop hook has shown that.
        status = lldb.SBStream()
        thread.GetStatus(status)
        print(status.GetData(), file=result)
