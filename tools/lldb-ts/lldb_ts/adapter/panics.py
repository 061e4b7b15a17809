"""`ts adapter panic on | off`: stops where an addon panics, before the stack unwinds."""

from __future__ import annotations

from typing import Any

import lldb

from ..lldb.pause_in_place import is_of_addon
from .replies import replying

_identity: list[int] = []


@replying
def panic(debugger: lldb.SBDebugger, arguments: str) -> dict[str, Any]:
    target = debugger.GetSelectedTarget()
    while _identity:
        target.BreakpointDelete(_identity.pop())
    if arguments != 'on':
        return {'breakpoint': None}
    # The adapter makes C++ the target's language for expressions, and LLDB then finds C++ names only.
    debugger.HandleCommand('settings clear target.language')
    breakpoint_ = target.BreakpointCreateByName('rust_panic')
    debugger.HandleCommand('settings set target.language c++')
    breakpoint_.SetScriptCallbackFunction(f'{__name__}.in_addon')
    _identity.append(breakpoint_.GetID())
    return {'breakpoint': _identity[0]}


def in_addon(frame: lldb.SBFrame, _location: object, _extra: object, _internal: object) -> bool:
    """Node itself contains Rust: its panics are not the user's."""
    return is_of_addon(frame)
