"""`ts adapter locals TID INDEX`, `parts TID INDEX WORD`, `path TID INDEX EXPRESSION`: values of TypeScript frames from memory.

For stops at which V8 cannot be entered, and for core files. Nothing runs, so nothing can be called and nothing can be set.
"""

from __future__ import annotations

from typing import Any

import lldb

from ..lldb.process_decoder import decoder_of
from ..lldb.thread_stack import merged_stack
from ..values.frame_values import FrameValues
from ..values.preview import Preview
from .replies import replying
from .threads import thread_of


def values_of(debugger: lldb.SBDebugger, thread_id: str, index: str) -> FrameValues:
    """The values of the frame with that number in the merged stack."""
    thread = thread_of(debugger, int(thread_id))
    frame = next((each for each in merged_stack(thread) if each.index == int(index)), None)
    if frame is None or frame.js is None or not frame.js.function:
        raise LookupError('the frame is not one of TypeScript')
    return FrameValues(decoder_of(thread.GetProcess()), frame.js)


@replying
def local_values(debugger: lldb.SBDebugger, arguments: str) -> dict[str, Any]:
    values = values_of(debugger, *arguments.split())
    return {'values': values.to_json(), 'missing': values.why_missing()}


@replying
def parts(debugger: lldb.SBDebugger, arguments: str) -> dict[str, Any]:
    thread_id, index, word = arguments.split()
    return {'values': values_of(debugger, thread_id, index).parts_to_json(int(word))}


@replying
def path(debugger: lldb.SBDebugger, arguments: str) -> dict[str, Any]:
    thread_id, index, expression = arguments.split(maxsplit=2)
    values = values_of(debugger, thread_id, index)
    found = values.evaluate(expression)
    if found.word is None:
        return {'value': found.text, 'word': None}
    is_primitive = values.kinds.primitive_text(found.word, 1) is not None
    return {'value': Preview(values.kinds).text(found.word), 'word': None if is_primitive else found.word}
