"""The inspector burst: a pause entered at a native stop only to leave it with a step, so that V8 knows the step."""

from __future__ import annotations

import lldb

from ..decode.js_frames import ASYNC
from ..lldb.pause_in_place import PauseUnknown, pause_in_place, runs_addon
from ..lldb.thread_stack import stack_of
from . import pause
from .session import RESUME, InspectorSession


def burst(thread: lldb.SBThread, session: InspectorSession, leave: str) -> str | None:
    """Makes V8 leave a pause of this thread with `leave`. None, or why it could not be done."""
    # Without JavaScript there is no isolate to ask: the call would crash.
    if not any(frame.is_javascript and frame.tier != ASYNC for frame in stack_of(thread)):
        return 'no JavaScript runs on this thread'
    process = thread.GetProcess()
    if session.needs_main_thread and _is_elsewhere(thread) and runs_addon(process.GetThreadByID(process.GetProcessID())):
        return 'the main thread is in native code, and a worker of a process that was attached to is reached through it'
    thread_id = thread.GetThreadID()
    session.leave_with(thread_id, leave)
    try:
        return pause_in_place(thread)
    except PauseUnknown as unknown:
        return str(unknown)
    finally:
        # Without a pause (the inspector is not connected yet) nobody has used it, and it is not for a later one.
        session.leave_with(thread_id, None)


def _is_elsewhere(thread: lldb.SBThread) -> bool:
    return thread.GetThreadID() != thread.GetProcess().GetProcessID()


def settle(thread: lldb.SBThread, session: InspectorSession) -> None:
    """Makes V8 take what was sent while LLDB holds the process, where that can be: else it takes it some time after it goes on."""
    if not pause.is_paused(thread):  # At a pause, V8 reads before it is told to leave.
        burst(thread, session, RESUME)
