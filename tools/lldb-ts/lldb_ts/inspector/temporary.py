"""Native breakpoints that hold until the next stop: a step sets them where it may end."""

from __future__ import annotations

import lldb

from .named_breakpoints import breakpoints_named

# LLDB refuses names with a dash.
BREAKPOINT_NAME = 'ts_temporary'


def breakpoint_at(target: lldb.SBTarget, address: int, thread: lldb.SBThread | None = None) -> lldb.SBBreakpoint:
    breakpoint_ = target.BreakpointCreateByAddress(address)
    breakpoint_.AddName(BREAKPOINT_NAME)
    if thread:
        breakpoint_.SetThreadID(thread.GetThreadID())
    return breakpoint_


def breakpoint_in(target: lldb.SBTarget, function: str, callback: str, thread: lldb.SBThread) -> lldb.SBBreakpoint:
    """A breakpoint in a function by name; `callback` is the dotted name of the function that decides whether to stop."""
    breakpoint_ = target.BreakpointCreateByName(function)
    breakpoint_.AddName(BREAKPOINT_NAME)
    breakpoint_.SetThreadID(thread.GetThreadID())
    breakpoint_.SetScriptCallbackFunction(callback)
    return breakpoint_


def keep(breakpoints: list[lldb.SBBreakpoint]) -> bool:
    """Takes over breakpoints that somebody else has made. Whether there are any."""
    for breakpoint_ in breakpoints:
        breakpoint_.AddName(BREAKPOINT_NAME)
    return bool(breakpoints)


def disable_all(target: lldb.SBTarget) -> None:
    """At a stop. They are deleted later: LLDB names the breakpoint of a stop in what it prints about it."""
    for breakpoint_ in breakpoints_named(target, BREAKPOINT_NAME):
        breakpoint_.SetEnabled(False)


def delete_all(target: lldb.SBTarget) -> None:
    """Before a new step."""
    for breakpoint_ in breakpoints_named(target, BREAKPOINT_NAME):
        target.BreakpointDelete(breakpoint_.GetID())
