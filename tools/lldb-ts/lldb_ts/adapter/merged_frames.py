"""`ts adapter frames TID`: the merged stack, once for each stop.

INVARIANT: the adapter asks before its first burst of a stop. Evaluating in an optimised frame marks the frame for
deoptimisation, and memory then no longer tells which functions were inlined there.
"""

from __future__ import annotations

import time
from typing import Any

import lldb

from ..lldb.thread_stack import merged_stack, why_raw
from .replies import replying
from .threads import thread_of


@replying
def frames(debugger: lldb.SBDebugger, arguments: str) -> dict[str, Any]:
    started = time.monotonic()
    thread = thread_of(debugger, int(arguments))
    found = [frame.to_json() for frame in merged_stack(thread)]
    return {'frames': found, 'warning': why_raw(thread.GetProcess()), 'milliseconds': round((time.monotonic() - started) * 1000, 1)}
