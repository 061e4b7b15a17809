"""A pause of V8 as a stop of LLDB.

Each pause goes through V8Debugger::BreakProgramRequested (a virtual method, so that every build has it). A native breakpoint there
lets the pauses stop LLDB that somebody asked for: a breakpoint, a `debugger` statement, the end of a step.
"""

from __future__ import annotations

import lldb

from ..lldb.thread_stack import first_javascript
from .named_breakpoints import breakpoints_named
from .session import SESSIONS, InspectorSession, Place
from .ts_breakpoint import PausePlace

PAUSE_FUNCTION = 'v8_inspector::V8Debugger::BreakProgramRequested'
BREAKPOINT_NAME = 'ts_pause'

# v8::debug::BreakReason, as bits of the set that is the last argument.
_STEP = 1 << 1 | 1 << 2
_DEBUGGER_STATEMENT = 1 << 5


def install(target: lldb.SBTarget) -> None:
    """Sets the native breakpoint, once for a target. It is pending until Node is loaded."""
    if breakpoints_named(target, BREAKPOINT_NAME):
        return
    breakpoint_ = target.BreakpointCreateByName(PAUSE_FUNCTION)
    breakpoint_.AddName(BREAKPOINT_NAME)
    breakpoint_.SetScriptCallbackFunction(f'{__name__}.on_pause')


def on_pause(frame: lldb.SBFrame, _location: lldb.SBBreakpointLocation, _extra: object, _internal: object) -> bool:
    """LLDB asks whether to stop. V8 has not told the inspector's client yet: it will, when the process goes on."""
    target = frame.GetThread().GetProcess().GetTarget()
    session = SESSIONS.of(target.GetDebugger())
    if session is None:
        return False  # Some other client's pause.
    thread_id = frame.GetThread().GetThreadID()
    is_stop = _is_stop(frame, session)
    (session.stopping.add if is_stop else session.stopping.discard)(thread_id)
    return is_stop


def _is_stop(frame: lldb.SBFrame, session: InspectorSession) -> bool:
    reasons = frame.FindRegister('arg4').GetValueAsUnsigned()
    if _breakpoints_hit(frame):
        place = _pause_place(frame.GetThread())
        return session.breakpoints.note_hit(place) if place else bool(session.breakpoints)
    if reasons & _DEBUGGER_STATEMENT:
        return True
    thread_id = frame.GetThread().GetThreadID()
    if not reasons & _STEP or session.step is None or session.step.thread_id != thread_id:
        return False
    onward = session.step.onward(place_of(frame.GetThread()))
    if onward:
        session.leave_with(thread_id, onward)
    return onward is None


def place_of(thread: lldb.SBThread) -> Place | None:
    """Where the innermost JavaScript function of a paused thread stands."""
    frame = first_javascript(thread)
    return (frame.fp, frame.file, frame.line) if frame else None


def is_paused(thread: lldb.SBThread) -> bool:
    """Whether the thread stands in V8's pause."""
    if thread.GetStopReason() != lldb.eStopReasonBreakpoint:
        return False
    ours = {it.GetID() for it in breakpoints_named(thread.GetProcess().GetTarget(), BREAKPOINT_NAME)}
    # The data of the reason are pairs: the number of a breakpoint, and of its location.
    return any(thread.GetStopReasonDataAtIndex(index) in ours for index in range(0, thread.GetStopReasonDataCount(), 2))


def _pause_place(thread: lldb.SBThread) -> PausePlace | None:
    frame = first_javascript(thread)
    if frame is None or frame.js is None or frame.js.place is None:
        return None
    place = frame.js.place
    file, line, column = place.generated
    is_mapped = (file, line, column) != (place.file, place.line, place.column)
    return PausePlace(place.file, place.line, str(place.script_id), line - 1, is_mapped)


def _breakpoints_hit(frame: lldb.SBFrame) -> int:
    """How many of V8's breakpoints were hit: the size of the vector of their numbers."""
    process = frame.GetThread().GetProcess()
    vector = frame.FindRegister('arg3').GetValueAsUnsigned()
    begin = process.ReadPointerFromMemory(vector, lldb.SBError())
    end = process.ReadPointerFromMemory(vector + process.GetAddressByteSize(), lldb.SBError())
    return max(0, end - begin) // 4
