"""`ts adapter step-over TID`: breakpoints behind the line of an asynchronous Rust function; none in any other, where LLDB steps.

`ts adapter is-on-the-line TID`: whether a stop on the way is at that line. `ts adapter has-ended-on TID ...`: on which threads the step
has come to its end: LLDB reports others as stopped, too."""

from __future__ import annotations

from typing import Any

import lldb

from ..lldb import awaits
from .replies import replying
from .step_in import keep
from .threads import thread_of


@replying
def step_over(debugger: lldb.SBDebugger, arguments: str) -> dict[str, Any]:
    return {'breakpoints': keep(awaits.stop_behind_line(thread_of(debugger, int(arguments))))}


@replying
def is_on_the_line(debugger: lldb.SBDebugger, arguments: str) -> dict[str, Any]:
    return {'is': awaits.is_on_the_line(thread_of(debugger, int(arguments)))}


@replying
def has_ended_on(debugger: lldb.SBDebugger, arguments: str) -> dict[str, Any]:
    threads = [thread_of(debugger, int(number)) for number in arguments.split()]
    return {'threads': [thread.GetThreadID() for thread in threads if awaits.has_ended_on(thread)]}
