"""Makes V8 enter its inspector pause on a thread that stands in native code below which JavaScript waits.

LLDB calls `v8::debug::BreakRightNow` on the stopped thread, with all other threads running. V8 reports a pause with the whole
JavaScript stack; when the inspector's client resumes or steps, the call returns, and the thread stands where it stood, registers and
stack untouched.
"""

from __future__ import annotations

import lldb

from .addon_modules import is_addon
from .expressions import expression_options

_BREAK_RIGHT_NOW = ('v8::debug::BreakRightNow', '_ZN2v85debug13BreakRightNowEPNS_7IsolateENS_4base7EnumSetINS0_11BreakReasonEiEE')
_GET_CURRENT = ('v8::Isolate::GetCurrent', 'v8::Isolate::GetCurrent()', '_ZN2v87Isolate10GetCurrentEv')

# A call without a value is a success that LLDB reports as this error.
_NO_RESULT = 0x1001

# LIMIT: whoever leaves the pause does so long before; an expiry would unwind out of V8's pause loop, which V8 does not survive.
_TIMEOUT_US = 600_000_000

# LIMIT: how deep a thread is looked through for frames of an addon.
_FRAMES_MAX = 64

# As the system shows the names: it keeps 15 characters.
_NEVER_IN_ADDONS = ('V8Worker', 'DelayedTaskSche', 'SignalInspector')


class PauseUnknown(Exception):
    """This Node has no symbols for V8's pause."""

    def __str__(self) -> str:
        return 'this Node has no v8::debug::BreakRightNow among its symbols'


def pause_in_place(thread: lldb.SBThread) -> str | None:
    """Enters the pause and returns when somebody has left it. None, or what LLDB says went wrong.

    INVARIANT: JavaScript runs on the thread: without, there is no isolate, and the call would crash.
    """
    target = thread.GetProcess().GetTarget()
    enter, isolate = _address(target, _BREAK_RIGHT_NOW), _address(target, _GET_CURRENT)
    if enter is None or isolate is None:
        raise PauseUnknown
    held = _hold_other_addon_threads(thread)
    try:
        call = f'((void(*)(void*,int)){enter:#x})(((void*(*)()){isolate:#x})(),0)'
        error = thread.GetFrameAtIndex(0).EvaluateExpression(call, _options()).GetError()
    finally:
        for other in held:
            other.Resume()
    if error.Success() or error.GetError() == _NO_RESULT:
        return None
    return error.GetCString() or 'the call failed'


def is_of_addon(frame: lldb.SBFrame) -> bool:
    """Whether the frame runs code of a Node-API addon."""
    return is_addon(frame.GetModule())


def runs_addon(thread: lldb.SBThread) -> bool:
    """Whether addon code is on the thread's stack."""
    # LLDB 19 takes seconds for the frames of one thread of Node 24, so that only those are asked for that may tell.
    if thread.GetName() in _NEVER_IN_ADDONS:
        return False
    for index in range(_FRAMES_MAX):
        frame = thread.GetFrameAtIndex(index)
        if not frame.IsValid() or is_of_addon(frame):
            return frame.IsValid()
    return False


def _hold_other_addon_threads(thread: lldb.SBThread) -> list[lldb.SBThread]:
    """Holds the other threads that run addon code, so that native state does not move under the user's eyes.

    V8's own threads and the inspector's must run: the garbage collector would wait for the first, the pause for the second.
    """
    held = []
    for other in thread.GetProcess():
        if other.GetThreadID() == thread.GetThreadID():
            continue
        if runs_addon(other):
            other.Suspend()
            held.append(other)
    return held


def _options() -> lldb.SBExpressionOptions:
    options = expression_options(_TIMEOUT_US)
    options.SetUnwindOnError(True)
    options.SetTrapExceptions(False)
    # INVARIANT: all threads run from the start. With only one, the inspector's own thread is frozen and nobody can leave.
    options.SetStopOthers(False)
    options.SetTryAllThreads(True)
    options.SetGenerateDebugInfo(False)
    return options


def _address(target: lldb.SBTarget, names: tuple[str, ...]) -> int | None:
    """Where the first of the names is loaded."""
    for name in names:
        for found in target.FindSymbols(name):
            address = found.GetSymbol().GetStartAddress().GetLoadAddress(target)
            if address != lldb.LLDB_INVALID_ADDRESS:
                return address
    return None
