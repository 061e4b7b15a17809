"""`ts adapter burst TID [through-main]`: TypeScript evaluation at a native stop.

The thread is stopped somewhere in native code that JavaScript called. V8 enters its ordinary inspector pause there, and the adapter
does what it wants over CDP until it resumes or steps.
"""

from __future__ import annotations

import re
from typing import Any

import lldb

from ..lldb.pause_in_place import PauseUnknown, is_of_addon, pause_in_place, runs_addon
from ..lldb.thread_stack import first_javascript
from .replies import replying
from .threads import module_name, thread_of

# Native frames between the stop and the first JavaScript frame in which V8 may be entered again.
ENTERABLE = re.compile(
    r'^(napi_|node_api_|v8impl::|node::|Builtins_|v8::internal::(Builtin_|\(anonymous namespace\)::HandleApiCall|FunctionCallbackArguments)'
    r'|v8::internal::MaybeHandle|v8::internal::Execution|v8::internal::\(anonymous namespace\)::Invoke|v8::Function::Call)'
)
CALLED_BY_SCRIPT = 'FunctionCallbackWrapper::Invoke'
# The inspector reaches this worker through the main thread only.
THROUGH_MAIN = 'through-main'
ABORTING = re.compile(r'^(abort|raise|gsignal|__GI_|__pthread_kill|pthread_kill|__libc_|_Unwind_|__rust_)')


@replying
def burst(debugger: lldb.SBDebugger, arguments: str) -> dict[str, Any]:
    number, *how = arguments.split()
    thread = thread_of(debugger, int(number))
    refusal = reason_not_to(thread) or (reason_not_through_main(thread) if how == [THROUGH_MAIN] else None)
    if refusal:
        return {'refused': refusal}
    try:
        error = pause_in_place(thread)
    except PauseUnknown as unknown:
        return {'refused': str(unknown)}
    return {'error': error} if error else {'done': True}


def reason_not_to(thread: lldb.SBThread) -> str | None:
    """Why V8 may not be entered on this thread now, or None where it may.

    Without a JavaScript frame there is no isolate to enter and the call would crash; in the allocator or the garbage
    collector V8 is not in a state to run JavaScript.
    """
    entry = first_javascript(thread)
    if entry is None:
        return 'the thread runs no TypeScript'
    for index in range(thread.GetNumFrames()):
        frame = thread.GetFrameAtIndex(index)
        if index == entry.lldb_index:
            return None
        name = frame.GetFunctionName() or frame.GetSymbol().GetName() or ''
        if CALLED_BY_SCRIPT in name:
            # V8 has called out: whatever it was doing further down, it expects JavaScript to run meanwhile.
            return None
        if is_of_addon(frame) or not module_name(frame) or ENTERABLE.match(name) or ABORTING.match(name):
            continue
        return f'stopped in {name.split("(")[0] or "unknown code"}, where TypeScript must not run'
    return None


def reason_not_through_main(thread: lldb.SBThread) -> str | None:
    """Why a worker's pause would not be heard of. The main thread passes messages on when it waits for events, or in JavaScript."""
    process = thread.GetProcess()
    main = process.GetThreadByID(process.GetProcessID())
    top = main.GetFrameAtIndex(0)
    waits_elsewhere = module_name(top).startswith('libc') and 'epoll' not in (top.GetFunctionName() or '')
    if runs_addon(main) or waits_elsewhere:
        return 'the main thread is in native code, and a worker of a process that was attached to is reached through it'
    return None
