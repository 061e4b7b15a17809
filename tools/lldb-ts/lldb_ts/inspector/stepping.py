"""Steps in a program of two languages: V8 steps in TypeScript, LLDB in Rust, and temporary breakpoints stand where they meet.

A step from TypeScript is chosen before the process goes on: V8 is told when it reports its pause. Whatever stops first ends it.
"""

from __future__ import annotations

import lldb

from ..decode.frames import Frame
from ..decode.js_frames import ASYNC
from ..decode.native_callback import callback_of_call
from ..lldb.awaits import stop_behind_line
from ..lldb.process_decoder import decoder_of
from ..lldb.thread_stack import first_javascript, stack_of
from . import pause, temporary
from .burst import burst
from .landing import landings
from .session import SESSIONS, STEP_INTO, STEP_OUT, STEP_OVER, InspectorSession, Step

# Node's one entry into all Node-API callbacks, of every addon.
CALLBACK_ENTRY = 'v8impl::(anonymous namespace)::FunctionCallbackWrapper::Invoke'


class StepError(Exception):
    """A message for the user."""


def step_over(thread: lldb.SBThread) -> None:
    _forget_last_step(thread)
    if pause.is_paused(thread):
        _go_on_in_v8(thread, Step(STEP_OVER, pause.place_of(thread), thread.GetThreadID()))
        return
    if _caller_is_javascript(_caller(thread)):
        # The step may end in the glue between Rust and TypeScript: the stop hook goes on then, and V8 stops behind it.
        _tell_v8(thread, STEP_OVER, through_glue=not is_in_glue(thread))
    if temporary.keep(stop_behind_line(thread)):
        thread.GetProcess().Continue()
    else:
        thread.StepOver()


def step_into(thread: lldb.SBThread) -> None:
    _forget_last_step(thread)
    if pause.is_paused(thread):
        target = thread.GetProcess().GetTarget()
        temporary.breakpoint_in(target, CALLBACK_ENTRY, f'{__name__}.on_callback_entry', thread)
        _go_on_in_v8(thread, Step(STEP_INTO, pause.place_of(thread), thread.GetThreadID()))
        return
    if first_javascript(thread):
        # Rust may call back into TypeScript, where V8 then stops.
        _tell_v8(thread, STEP_INTO, through_glue=_caller_is_javascript(_caller(thread)) and not is_in_glue(thread))
    thread.StepInto()


def step_out(thread: lldb.SBThread) -> None:
    _forget_last_step(thread)
    caller = _caller(thread)
    if pause.is_paused(thread):
        if caller and caller.kind == 'rust':
            temporary.breakpoint_at(thread.GetProcess().GetTarget(), caller.pc, thread)
        _go_on_in_v8(thread, Step(STEP_OUT, thread_id=thread.GetThreadID()))
    elif _caller_is_javascript(caller):
        _tell_v8(thread, STEP_OVER)
        thread.GetProcess().Continue()
    else:
        thread.StepOut()


def is_in_glue(thread: lldb.SBThread) -> bool:
    """Whether the thread stands between the user's Rust and the JavaScript that called it."""
    top = next(iter(stack_of(thread)), None)
    return top is not None and not top.is_user and _caller_is_javascript(_caller(thread))


def on_callback_entry(frame: lldb.SBFrame, _location: object, _extra: object, _internal: object) -> bool:
    """LLDB asks whether to stop where JavaScript enters a callback: no, but where the callback begins."""
    thread = frame.GetThread()
    process = thread.GetProcess()
    info = frame.FindRegister('arg1').GetValueAsUnsigned()
    callback = callback_of_call(decoder_of(process).heap, info)
    if callback:
        for address in landings(process.GetTarget(), callback):
            temporary.breakpoint_at(process.GetTarget(), address, thread)
    return False


def _forget_last_step(thread: lldb.SBThread) -> None:
    """A step of LLDB's that something else interrupted would still end some time, and stop."""
    debugger = thread.GetProcess().GetTarget().GetDebugger()
    debugger.GetCommandInterpreter().HandleCommand('thread plan discard 1', lldb.SBCommandReturnObject())
    temporary.delete_all(thread.GetProcess().GetTarget())


def _go_on_in_v8(thread: lldb.SBThread, step: Step) -> None:
    session = _session(thread)
    session.leave_with(step.thread_id, step.command)
    session.step = step
    thread.GetProcess().Continue()


def _tell_v8(thread: lldb.SBThread, command: str, through_glue: bool = False) -> None:
    session = _session(thread)
    if reason := burst(thread, session, command):
        raise StepError(reason)
    session.step = Step(command, thread_id=thread.GetThreadID())
    session.through_glue = through_glue


def _session(thread: lldb.SBThread) -> InspectorSession:
    session = SESSIONS.of(thread.GetProcess().GetTarget().GetDebugger())
    if not session:
        raise StepError('the inspector is not open: start the program by `ts run`, or `ts attach`')
    return session


def _caller_is_javascript(caller: Frame | None) -> bool:
    return caller is not None and caller.is_javascript


def _caller(thread: lldb.SBThread) -> Frame | None:
    """The frame that the present function returns to, if it is JavaScript or the user's own Rust."""
    frames, is_paused = iter(stack_of(thread)), pause.is_paused(thread)
    # The present function: the first of all, or at a pause the first of JavaScript, above which V8 has got there.
    next((frame for frame in frames if frame.is_javascript or not is_paused), None)
    # An asynchronous caller waits for a promise: nothing returns to it.
    rest = (frame for frame in frames if frame.tier != ASYNC)
    return next((it for it in rest if it.is_javascript or (it.kind == 'rust' and it.is_user)), None)
