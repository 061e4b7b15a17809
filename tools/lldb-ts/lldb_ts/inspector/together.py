"""Threads that stopped at the same moment. LLDB shows all of them and lets all of them go: here `process continue` leads to one after
the other before the process runs on."""

from __future__ import annotations

import lldb

from ..decode.frame_text import source_lines, text_of
from ..lldb.expressions import expression_options
from ..lldb.thread_stack import first_javascript
from . import pause, temporary
from .named_breakpoints import breakpoints_named
from .session import SESSIONS

EVALUATION_US_MAX = 500_000
# LLDB's own breakpoints have negative numbers, which arrive as very large ones.
NUMBER_MAX = (1 << 31) - 1

_seen: dict[int, tuple[int, set[int]]] = {}
"""By process: its stop, and the threads of that stop which the user was led to."""


def lead_on(process: lldb.SBProcess) -> str | None:
    """Selects the next thread that waits to be seen, and what is to be said of it; None where there is none."""
    stop = process.GetStopID()
    known, seen = _seen.get(process.GetUniqueID(), (0, set()))
    if known != stop:
        seen = set()
        _seen[process.GetUniqueID()] = stop, seen
    seen.add(process.GetSelectedThread().GetThreadID())
    waiting = next((thread for thread in process if thread.GetThreadID() not in seen and _stops(thread)), None)
    if waiting is None:
        return None
    process.SetSelectedThread(waiting)
    return f'thread #{waiting.GetIndexID()} stopped at the same moment:\n{_shown(waiting)}'


def _shown(thread: lldb.SBThread) -> str:
    present = first_javascript(thread) if pause.is_paused(thread) else None
    if present:
        thread.SetSelectedFrame(present.lldb_index)
        return '\n'.join([text_of(present), *source_lines(present), ''])
    status = lldb.SBStream()
    thread.GetStatus(status)
    return status.GetData() or ''


def _stops(thread: lldb.SBThread) -> bool:
    """Whether the thread is at a breakpoint of the user's that holds: LLDB has the same word for one that does not."""
    if thread.GetStopReason() != lldb.eStopReasonBreakpoint:
        return False
    target = thread.GetProcess().GetTarget()
    if pause.is_paused(thread):
        session = SESSIONS.of(target.GetDebugger())
        return session is not None and thread.GetThreadID() in session.stopping
    of_steps = {it.GetID() for it in breakpoints_named(target, temporary.BREAKPOINT_NAME)}
    # The data of the reason are pairs: the number of a breakpoint, and of its location.
    data = [thread.GetStopReasonDataAtIndex(index) for index in range(thread.GetStopReasonDataCount())]
    pairs = zip(data[::2], data[1::2], strict=False)
    return any(_holds(thread, number, location) for number, location in pairs if number <= NUMBER_MAX and number not in of_steps)


def _holds(thread: lldb.SBThread, number: int, location_number: int) -> bool:
    breakpoint_ = thread.GetProcess().GetTarget().FindBreakpointByID(number)
    if not breakpoint_.IsValid() or not breakpoint_.IsEnabled() or breakpoint_.GetAutoContinue():
        return False
    condition = breakpoint_.FindLocationByID(location_number).GetCondition() or breakpoint_.GetCondition()
    if not condition:
        return True
    # As LLDB does: a condition that cannot be evaluated stops.
    value = thread.GetFrameAtIndex(0).EvaluateExpression(condition, expression_options(EVALUATION_US_MAX))
    return value.GetError().Fail() or value.GetValueAsUnsigned(1) != 0
