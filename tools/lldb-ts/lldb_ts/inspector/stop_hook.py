"""What happens at every stop: temporary breakpoints go, a step is over, and a stop in TypeScript says where it is."""

from __future__ import annotations

import lldb

from ..decode.frame_text import source_lines, text_of
from ..decode.frames import Frame
from ..lldb import awaits
from ..lldb.process_decoder import decoder_of
from ..lldb.thread_stack import first_javascript
from . import pause, temporary
from .condition import last_note
from .session import SESSIONS, InspectorSession
from .stepping import is_in_glue


class StopHook:
    """LLDB makes one and calls it at each stop that the user sees."""

    def __init__(self, _target: lldb.SBTarget, _extra: lldb.SBStructuredData, _internal: object) -> None:
        pass

    def handle_stop(self, context: lldb.SBExecutionContext, stream: lldb.SBStream) -> bool:
        target, thread = context.GetTarget(), context.GetThread()
        if awaits.is_on_the_line(thread):
            return False  # The step over it has not come to its end.
        awaits.forget()
        if awaits.has_ended_on(thread):
            target.GetProcess().SetSelectedThread(thread)
        temporary.disable_all(target)
        session = SESSIONS.of(target.GetDebugger())
        if pause.is_paused(thread):
            present = first_javascript(thread)
            if present:
                thread.SetSelectedFrame(present.lldb_index)
                # With the frame provider, LLDB itself shows the selected frame of a stop that comes by an event.
                if not target.GetDebugger().GetAsync() or not thread.GetSelectedFrame().GetLineEntry().IsValid():
                    stream.Print('\n'.join([text_of(present), *source_lines(present), '']))
                if session:
                    stream.Print(_failed_condition(session, thread, present))
        if session:
            if session.through_glue and thread.GetStopReason() == lldb.eStopReasonPlanComplete and is_in_glue(thread):
                return False  # V8 was told: it stops in the caller.
            session.step, session.through_glue = None, False
        return True


def _failed_condition(session: InspectorSession, thread: lldb.SBThread, frame: Frame) -> str:
    """A line for a stop that is one because a condition could not be evaluated; '' for any other."""
    if frame.js is None or not any(it.condition for it in session.breakpoints.list()):
        return ''
    note = last_note(decoder_of(thread.GetProcess()), frame.js)
    if note is None or note.count <= session.notes_told:
        return ''
    session.notes_told = note.count
    return f'the condition of TypeScript breakpoint {note.breakpoint} failed: {note.reason}\n'


def install(debugger: lldb.SBDebugger, target: lldb.SBTarget) -> None:
    """Adds the hook to the target, once."""
    context = lldb.SBExecutionContext(target)
    hook = f'{__name__}.{StopHook.__name__}'
    result = lldb.SBCommandReturnObject()
    debugger.GetCommandInterpreter().HandleCommand('target stop-hook list', context, result)
    if hook not in (result.GetOutput() or ''):
        debugger.GetCommandInterpreter().HandleCommand(f'target stop-hook add -P {hook}', context, result)
