"""What happens at every stop: temporary breakpoints go, a step is over, and a stop in TypeScript says where it is."""

from __future__ import annotations

import lldb

from ..decode.frame_text import source_lines, text_of
from ..lldb.thread_stack import merged_stack
from . import pause, temporary
from .session import SESSIONS
from .stepping import is_in_glue


class StopHook:
    """LLDB makes one and calls it at each stop that the user sees."""

    def __init__(self, _target: lldb.SBTarget, _extra: lldb.SBStructuredData, _internal: object) -> None:
        pass

    def handle_stop(self, context: lldb.SBExecutionContext, stream: lldb.SBStream) -> bool:
        target, thread = context.GetTarget(), context.GetThread()
        temporary.disable_all(target)
        if pause.is_paused(thread):
            present = next((frame for frame in merged_stack(thread) if frame.is_javascript), None)
            if present:
                thread.SetSelectedFrame(present.lldb_index)
                # With the frame provider, LLDB itself shows the selected frame of a stop that comes by an event.
                if not target.GetDebugger().GetAsync() or not thread.GetSelectedFrame().GetLineEntry().IsValid():
                    stream.Print('\n'.join([text_of(present), *source_lines(present), '']))
        session = SESSIONS.of(target.GetDebugger())
        if session:
            if session.through_glue and thread.GetStopReason() == lldb.eStopReasonPlanComplete and is_in_glue(thread):
                return False  # V8 was told: it stops in the caller.
            session.step, session.through_glue = None, False
        return True


def install(debugger: lldb.SBDebugger, target: lldb.SBTarget) -> None:
    """Adds the hook to the target, once."""
    context = lldb.SBExecutionContext(target)
    hook = f'{__name__}.{StopHook.__name__}'
    result = lldb.SBCommandReturnObject()
    debugger.GetCommandInterpreter().HandleCommand('target stop-hook list', context, result)
    if hook not in (result.GetOutput() or ''):
        debugger.GetCommandInterpreter().HandleCommand(f'target stop-hook add -P {hook}', context, result)
