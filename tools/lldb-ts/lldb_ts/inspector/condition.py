"""Conditions of breakpoints. V8 takes one that fails for one that does not hold, and nobody would ever hear of it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..decode.decoder import Decoder
from ..decode.js_frames import JsFrame
from ..values.frame_values import FrameValues

_KEY = 'lldb-ts: a condition failed'

# What compiles in its class only: whether it is an expression there, a function of its own cannot tell.
_NEEDS_ITS_PLACE = re.compile(r'#\w')


def guarded(condition: str, number: int) -> str:
    """Stops where the condition fails, and leaves a note of it where the global object has it: LLDB holds the process then, and V8 can
    tell nothing. The notes are counted, so that none is told twice."""
    note = f'globalThis[Symbol.for({json.dumps(_KEY)})]'
    # In a line of its own, the end of the condition may be a comment.
    text = f'({condition}\n)'
    if _NEEDS_ITS_PLACE.search(condition):
        text = f'eval({json.dumps(text)})'
    return f'try {{ {text} }} catch (error) {{ {note} = `${{(parseInt({note}) || 0) + 1}} {number} ${{error}}`; true }}'


@dataclass(frozen=True)
class Note:
    count: int
    breakpoint: int
    reason: str


def last_note(decoder: Decoder, frame: JsFrame) -> Note | None:
    """Of the condition that has failed last in the realm of this frame."""
    values = FrameValues(decoder, frame)
    entries = values.kinds.own_properties(values.global_object())
    word = next((entry.value for entry in entries if entry.name == f'Symbol({_KEY})' and entry.value is not None), None)
    text = decoder.heap.string(word) if word is not None else None
    parts = (text or '').split(' ', 2)
    return Note(int(parts[0]), int(parts[1]), parts[2]) if len(parts) == 3 else None


def why_no_expression(condition: str, request: Callable[..., None], told: Callable[[str], None]) -> None:
    """Tells the reason, some time, if the condition can be no expression."""
    if _NEEDS_ITS_PLACE.search(condition):
        return

    def answered(reply: dict[str, Any]) -> None:
        exception = reply.get('result', {}).get('exceptionDetails', {}).get('exception', {})
        if exception:
            told(str(exception.get('description', '')).split('\n')[0])

    body = json.dumps(f'({condition}\n)')
    request('Runtime.evaluate', {'expression': f'void new Function({body})', 'silent': True}, answered)
