"""A new target for a new run.

LLDB 22 tells every thread of a second process that frame providers changed its stack, in the midst of deciding whether to stop: the
stop is lost, and the next command may wait for ever. A target that had no process yet has no such trouble.
"""

from __future__ import annotations

import os
import tempfile

import lldb

from . import pause, temporary

OWN_BREAKPOINTS = (pause.BREAKPOINT_NAME, temporary.BREAKPOINT_NAME)


def fresh_target(debugger: lldb.SBDebugger, old: lldb.SBTarget) -> lldb.SBTarget:
    """The target itself when nothing ran in it; else a new one of the same program, with the user's breakpoints."""
    if not old.GetProcess().IsValid():
        return old
    breakpoints = lldb.SBBreakpointList(old)
    for breakpoint_ in old.breakpoint_iter():
        if not any(breakpoint_.MatchesName(name) for name in OWN_BREAKPOINTS):
            breakpoints.Append(breakpoint_)
    handle, path = tempfile.mkstemp(prefix='lldb-ts-')
    os.close(handle)
    try:
        file = lldb.SBFileSpec(path)
        if breakpoints.GetSize():
            old.BreakpointsWriteToFile(file, breakpoints)
        program = str(old.GetExecutable())
        debugger.DeleteTarget(old)
        new = debugger.CreateTarget(program)
        debugger.SetSelectedTarget(new)
        if breakpoints.GetSize():
            new.BreakpointsCreateFromFile(file, lldb.SBBreakpointList(new))
        return new
    finally:
        os.unlink(path)
