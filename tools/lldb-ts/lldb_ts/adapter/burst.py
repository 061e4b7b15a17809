"""`ts adapter burst TID`: TypeScript evaluation at a native stop.

The thread is stopped somewhere in native code that JavaScript called. LLDB calls `v8::debug::BreakRightNow` on it, with
all other threads running: V8 enters its ordinary inspector pause, the adapter does what it wants over CDP, and when
CDP resumes or steps, the call returns and the thread stands where it stood, registers and stack untouched.
"""

from __future__ import annotations

import re
from typing import Any

import lldb

from .merged_frames import TYPESCRIPT_KINDS, merged_stack_of
from .replies import replying
from .threads import is_addon, module_name, process_of, thread_of

BREAK_RIGHT_NOW = ('v8::debug::BreakRightNow', '_ZN2v85debug13BreakRightNowEPNS_7IsolateENS_4base7EnumSetINS0_11BreakReasonEiEE')
GET_CURRENT = ('v8::Isolate::GetCurrent', 'v8::Isolate::GetCurrent()', '_ZN2v87Isolate10GetCurrentEv')

# A call without a value is a success that LLDB reports as this error.
NO_RESULT = 0x1001

# LIMIT: the adapter leaves the pause long before; an expiry would unwind out of V8's pause loop, which V8 does not expect.
PAUSE_SECONDS_MAX = 600

# Native frames between the stop and the first JavaScript frame in which V8 may be entered again.
ENTERABLE = re.compile(
    r'^(napi_|node_api_|v8impl::|node::|Builtins_|v8::internal::(Builtin_|\(anonymous namespace\)::HandleApiCall|FunctionCallbackArguments)'
    r'|v8::internal::MaybeHandle|v8::internal::Execution|v8::internal::\(anonymous namespace\)::Invoke|v8::Function::Call)'
)
CALLED_BY_SCRIPT = 'FunctionCallbackWrapper::Invoke'
ABORTING = re.compile(r'^(abort|raise|gsignal|__GI_|__pthread_kill|pthread_kill|__libc_|_Unwind_|__rust_)')


@replying
def burst(debugger: lldb.SBDebugger, arguments: str) -> dict[str, Any]:
    thread = thread_of(debugger, int(arguments))
    refusal = reason_not_to(thread)
    if refusal:
        return {'refused': refusal}
    target = debugger.GetSelectedTarget()
    enter, current = address_of(target, BREAK_RIGHT_NOW), address_of(target, GET_CURRENT)
    if enter is None or current is None:
        return {'refused': "this Node has no symbols for V8's inspector"}
    suspended = suspend_addon_threads(process_of(debugger), thread)
    try:
        call = f"((void(*)(void*,int)){enter:#x})(((void*(*)()){current:#x})(),0)"
        value = thread.GetFrameAtIndex(0).EvaluateExpression(call, burst_options())
    finally:
        for other in suspended:
            other.Resume()
    error = value.GetError()
    if error.Fail() and error.GetError() != NO_RESULT:
        return {'error': error.GetCString() or 'the call failed'}
    return {'done': True, 'suspended': len(suspended)}


def reason_not_to(thread: lldb.SBThread) -> str | None:
    """Why V8 may not be entered on this thread now, or None where it may.

    Without a JavaScript frame there is no isolate to enter and the call would crash; in the allocator or the garbage
    collector V8 is not in a state to run JavaScript.
    """
    if thread.GetThreadID() != thread.GetProcess().GetProcessID():
        return 'the inspector serves the main thread only'
    entry = next((frame for frame in merged_stack_of(thread) if frame['kind'] in TYPESCRIPT_KINDS), None)
    if entry is None:
        return 'the thread runs no TypeScript'
    for index in range(thread.GetNumFrames()):
        frame = thread.GetFrameAtIndex(index)
        if index == entry.get('lldb_index'):
            return None
        name = frame.GetFunctionName() or frame.GetSymbol().GetName() or ''
        if CALLED_BY_SCRIPT in name:
            # V8 has called out: whatever it was doing further down, it expects JavaScript to run meanwhile.
            return None
        if is_addon(frame) or not module_name(frame) or ENTERABLE.match(name) or ABORTING.match(name):
            continue
        return f"stopped in {name.split('(')[0] or 'unknown code'}, where TypeScript must not run"
    return None


def suspend_addon_threads(process: lldb.SBProcess, stopped: lldb.SBThread) -> list[lldb.SBThread]:
    """Holds the other threads that run addon code, so that native state does not move under the user's eyes.

    V8's own threads and the inspector's must run: the garbage collector would wait for the first, we for the second.
    """
    held = []
    for thread in process:
        if thread.GetThreadID() == stopped.GetThreadID():
            continue
        if any(is_addon(thread.GetFrameAtIndex(index)) for index in range(min(thread.GetNumFrames(), 64))):
            thread.Suspend()
            held.append(thread)
    return held


def burst_options() -> lldb.SBExpressionOptions:
    options = lldb.SBExpressionOptions()
    options.SetLanguage(lldb.eLanguageTypeC_plus_plus)
    options.SetIgnoreBreakpoints(True)
    options.SetUnwindOnError(True)
    options.SetTrapExceptions(False)
    # INVARIANT: all threads run from the start. With only one, the inspector's own thread is frozen and nobody can leave.
    options.SetStopOthers(False)
    options.SetTryAllThreads(True)
    options.SetTimeoutInMicroSeconds(PAUSE_SECONDS_MAX * 1_000_000)
    options.SetSuppressPersistentResult(True)
    options.SetGenerateDebugInfo(False)
    return options


def address_of(target: lldb.SBTarget, names: tuple[str, ...]) -> int | None:
    """Where the first of the names is loaded."""
    for name in names:
        for context in target.FindSymbols(name):
            address = context.GetSymbol().GetStartAddress().GetLoadAddress(target)
            if address != lldb.LLDB_INVALID_ADDRESS:
                return address
    return None
