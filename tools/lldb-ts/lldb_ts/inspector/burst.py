"""The inspector burst: at a stop in native code below which JavaScript waits, V8 enters its pause for a moment.

LLDB calls v8::debug::BreakRightNow in the stopped thread, with all threads running. V8 reports a pause with the whole JavaScript
stack, the session answers with a leaving command, the call returns, and the thread stands where it stood: but V8 knows the step.
"""

from __future__ import annotations

import lldb

from ..js_frames import ASYNC
from ..lldb_frames import merged_stack
from . import pause
from .session import RESUME, InspectorSession

_BREAK = ('v8::debug::BreakRightNow', '_ZN2v85debug13BreakRightNowEPNS_7IsolateENS_4base7EnumSetINS0_11BreakReasonEiEE')
_ISOLATE = ('v8::Isolate::GetCurrent', '_ZN2v87Isolate10GetCurrentEv')
# A timeout unwinds out of V8's message loop, which V8 does not survive: it is for the worst case only.
_TIMEOUT_US = 120_000_000
_NO_RESULT = 0x1001


def burst(thread: lldb.SBThread, session: InspectorSession, leave: str) -> str | None:
    """Makes V8 leave a pause of this thread with `leave`. None, or why it could not be done."""
    target = thread.GetProcess().GetTarget()
    # Without JavaScript there is no isolate to ask: the call would crash.
    if not any(frame.kind in ('ts', 'js') and frame.tier != ASYNC for frame in merged_stack(thread)):
        return 'no JavaScript runs on this thread'
    break_now, isolate = _address(target, _BREAK), _address(target, _ISOLATE)
    if not break_now or not isolate:
        return 'this node has no v8::debug::BreakRightNow among its symbols'
    session.leave_with(leave)
    suspended = _suspend_other_addon_threads(thread)
    try:
        call = f'((void(*)(void*,int)){break_now:#x})(((void*(*)()){isolate:#x})(),0)'
        error = thread.GetFrameAtIndex(0).EvaluateExpression(call, _options()).GetError()
    finally:
        # Without a pause (the inspector is not connected yet) nobody has used it, and it is not for a later one.
        session.leave_with(None)
        for other in suspended:
            other.Resume()
    return None if error.Success() or error.GetError() == _NO_RESULT else error.GetCString()


def settle(thread: lldb.SBThread, session: InspectorSession) -> None:
    """Makes V8 take what was sent while LLDB holds the process, where that can be: else it takes it some time after it goes on."""
    if not pause.is_paused(thread):  # At a pause, V8 reads before it is told to leave.
        burst(thread, session, RESUME)


def _options() -> lldb.SBExpressionOptions:
    options = lldb.SBExpressionOptions()
    options.SetLanguage(lldb.eLanguageTypeC_plus_plus)
    options.SetIgnoreBreakpoints(True)
    options.SetUnwindOnError(True)
    options.SetTrapExceptions(False)
    # The inspector's own thread must run, or nobody ends the pause.
    options.SetStopOthers(False)
    options.SetTryAllThreads(True)
    options.SetTimeoutInMicroSeconds(_TIMEOUT_US)
    options.SetSuppressPersistentResult(True)
    options.SetGenerateDebugInfo(False)
    return options


def _suspend_other_addon_threads(thread: lldb.SBThread) -> list[lldb.SBThread]:
    """Threads of addons stay where they are. Node's own threads must run: the collector waits for V8's workers."""
    suspended = []
    for other in thread.GetProcess():
        if other.GetThreadID() != thread.GetThreadID() and any(_is_of_addon(frame) for frame in other):
            other.Suspend()
            suspended.append(other)
    return suspended


def _is_of_addon(frame: lldb.SBFrame) -> bool:
    return (frame.GetModule().GetFileSpec().GetFilename() or '').endswith('.node')


def _address(target: lldb.SBTarget, names: tuple[str, ...]) -> int:
    for name in names:
        for found in target.FindSymbols(name):
            address = found.GetSymbol().GetStartAddress().GetLoadAddress(target)
            if address != lldb.LLDB_INVALID_ADDRESS:
                return address
    return 0
