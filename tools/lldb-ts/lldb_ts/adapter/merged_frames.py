"""`ts adapter frames TID [COUNT]`: the merged stack, once for each stop; with COUNT, no more than its innermost frames.

INVARIANT: the adapter asks before its first burst of a stop. Evaluating in an optimised frame marks the frame for
deoptimisation, and memory then no longer tells which functions were inlined there.
"""

from __future__ import annotations

import itertools
import time
from typing import Any

import lldb

from ..lldb.thread_stack import stack_of, why_raw
from .replies import replying
from .threads import thread_of


@replying
def frames(debugger: lldb.SBDebugger, arguments: str) -> dict[str, Any]:
    started = time.monotonic()
    number, *counts = arguments.split()
    thread = thread_of(debugger, int(number))
    stack = iter(stack_of(thread))
    found = [frame.to_json() for frame in itertools.islice(stack, int(counts[0]) if counts else None)]
    cut = f'the stack goes on: {len(found):,} frames are shown' if next(stack, None) else ''
    return {
        'frames': found,
        'cut': cut,
        'warning': why_raw(thread.GetProcess()),
        'milliseconds': round((time.monotonic() - started) * 1000, 1),
    }
