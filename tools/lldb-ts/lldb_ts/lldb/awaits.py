"""A step over a line of an asynchronous Rust function, which leaves the function where the line has to wait.

Such a function is compiled to one that is called anew, by any thread, each time there is something to go on with. What it knows lies
in its future, whose address the debug information tells. So the step ends at any other line of the function that runs for this future.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import lldb

FUTURE = re.compile(r'Pin<.*\{async_(fn|block|closure)_env#\d+\} ?\*>$')
WAITS = re.compile(r'Suspend\d')
# LIMIT: of a longer function, or one whose future the compiler keeps nowhere, a step is LLDB's own.
PLACES_MAX = 2000


@dataclass(frozen=True)
class Awaiting:
    """The future of the function that was stepped in, by its address."""

    future: int
    type: lldb.SBType
    line: int

    def waits(self, target: lldb.SBTarget) -> bool:
        value = target.CreateValueFromAddress('future', lldb.SBAddress(self.future, target), self.type)
        return bool(WAITS.match(value.GetSummary() or ''))


_awaiting: dict[int, Awaiting] = {}
"""By the numbers of the breakpoints at which a step may end."""
_ended: dict[int, int] = {}
"""By thread, the stop at which it did: LLDB reports threads with other futures as stopped there, too."""


def stop_behind_line(thread: lldb.SBThread) -> list[lldb.SBBreakpoint]:
    """Breakpoints at which a step over the line ends, when the process goes on; none where no function waits, or it ends here."""
    frame = thread.GetFrameAtIndex(0)
    target = thread.GetProcess().GetTarget()
    future = future_of(frame)
    places = places_behind(frame, target) if future else []
    if future is None or not places or len(places) > PLACES_MAX:
        return []
    forget()
    breakpoints = [_breakpoint(target, place, future, 'is_of_future') for place in places]
    caller = thread.GetFrameAtIndex(1)
    if caller.IsValid() and caller.GetModule().IsValid():
        back = _breakpoint(target, caller.GetPC(), future, 'is_over')
        back.SetThreadID(thread.GetThreadID())
        breakpoints.append(back)
    return breakpoints


def future_of(frame: lldb.SBFrame) -> Awaiting | None:
    """The first argument is a pin, which is nothing but a pointer."""
    for argument in frame.GetVariables(True, False, False, False):
        if not FUTURE.search(argument.GetTypeName() or ''):
            continue
        pointer = argument.GetNonSyntheticValue().GetChildAtIndex(0)
        address = pointer.GetValueAsUnsigned()
        return Awaiting(address, pointer.GetType().GetPointeeType(), frame.GetLineEntry().GetLine()) if address else None
    return None


def is_on_the_line(thread: lldb.SBThread) -> bool:
    """Whether the thread is still, or again, on the line that is stepped over: a breakpoint there has a place behind the wait, too."""
    here = future_of(thread.GetFrameAtIndex(0)) if _awaiting else None
    return here is not None and any((here.future, here.line) == (it.future, it.line) for it in _awaiting.values())


def forget() -> None:
    """The step is over."""
    _awaiting.clear()


def has_ended_on(thread: lldb.SBThread) -> bool:
    """Whether a step has come to its end on the thread at the present stop."""
    return _ended.get(thread.GetThreadID()) == thread.GetProcess().GetStopID()


def places_behind(frame: lldb.SBFrame, target: lldb.SBTarget) -> list[int]:
    """Where the other lines of the frame's function have code: none when the frame is at the last, whose step ends in the caller."""
    function, here = frame.GetFunction(), frame.GetLineEntry()
    begin = function.GetStartAddress().GetLoadAddress(target)
    body = begin + function.GetPrologueByteSize()
    end = function.GetEndAddress().GetLoadAddress(target)
    declared = function.GetStartAddress().GetLineEntry().GetLine()
    lines: list[tuple[int, int]] = []
    unit = frame.GetCompileUnit()
    for index in range(unit.GetNumLineEntries()):
        entry = unit.GetLineEntryAtIndex(index)
        address = entry.GetStartAddress().GetLoadAddress(target)
        if body <= address < end and entry.GetLine() not in (0, declared) and entry.GetFileSpec() == here.GetFileSpec():
            lines.append((entry.GetLine(), address))
    last = max((line for line, _ in lines), default=0)
    return [] if here.GetLine() >= last else [address for line, address in lines if line != here.GetLine()]


def is_of_future(frame: lldb.SBFrame, location: lldb.SBBreakpointLocation, _extra: object, _internal: object) -> bool:
    """LLDB asks at each of the lines: others may wait in the same function."""
    awaiting, here = _awaiting.get(location.GetBreakpoint().GetID()), future_of(frame)
    return _is_end(frame, awaiting is not None and here is not None and here.future == awaiting.future)


def is_over(frame: lldb.SBFrame, location: lldb.SBBreakpointLocation, _extra: object, _internal: object) -> bool:
    """LLDB asks in the caller: the step ends there when the function has, and goes on when it waits."""
    awaiting = _awaiting.get(location.GetBreakpoint().GetID())
    return _is_end(frame, awaiting is not None and not awaiting.waits(frame.GetThread().GetProcess().GetTarget()))


def _is_end(frame: lldb.SBFrame, is_end: bool) -> bool:
    if is_end:
        thread = frame.GetThread()
        _ended[thread.GetThreadID()] = thread.GetProcess().GetStopID()
    return is_end


def _breakpoint(target: lldb.SBTarget, address: int, future: Awaiting, callback: str) -> lldb.SBBreakpoint:
    breakpoint_ = target.BreakpointCreateByAddress(address)
    breakpoint_.SetScriptCallbackFunction(f'{__name__}.{callback}')
    _awaiting[breakpoint_.GetID()] = future
    return breakpoint_
