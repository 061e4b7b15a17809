"""Native breakpoints by the name that they were given: LLDB keeps them, so that a second import of the plugin finds them too."""

from __future__ import annotations

import lldb


def breakpoints_named(target: lldb.SBTarget, name: str) -> list[lldb.SBBreakpoint]:
    found = lldb.SBBreakpointList(target)
    target.FindBreakpointsByName(name, found)
    return [found.GetBreakpointAtIndex(index) for index in range(found.GetSize())]
