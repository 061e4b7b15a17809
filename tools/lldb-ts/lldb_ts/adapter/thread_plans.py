"""`ts adapter drop-steps TID`: forgets the steps of a thread that did not come to their end.

LLDB keeps an interrupted step and stops at its end whenever that comes, however often the program was continued meanwhile. An editor
promises otherwise: Continue means up to the next breakpoint, and a new step replaces the one before.
"""

from __future__ import annotations

from typing import Any

import lldb

from .replies import replying
from .threads import thread_of

# Plan 0 is the thread's own, which lets it run.
FIRST_STEP = 1


@replying
def drop_steps(debugger: lldb.SBDebugger, arguments: str) -> dict[str, Any]:
    thread = thread_of(debugger, int(arguments))
    result = lldb.SBCommandReturnObject()
    # In the thread's own context: the thread that the user has selected stays selected.
    context = lldb.SBExecutionContext(thread)
    debugger.GetCommandInterpreter().HandleCommand(f'thread plan discard {FIRST_STEP}', context, result)
    # LLDB fails where there is no such plan, which is what is asked for.
    return {'dropped': result.Succeeded()}
