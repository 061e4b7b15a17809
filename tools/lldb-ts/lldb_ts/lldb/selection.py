"""Which frame the commands speak of."""

from __future__ import annotations

import lldb

from ..decode.frames import Frame
from .thread_stack import first_javascript, stack_of

_chosen: dict[tuple[int, int], tuple[int, int]] = {}
"""By process and thread: the stop at which a frame was chosen, and its number. A choice ends when the process runs."""


def choose(thread: lldb.SBThread, number: int) -> Frame | None:
    """Makes frame `number`, as `ts bt` prints it, the one the commands speak of; None when there is no such frame."""
    frame = stack_of(thread).numbered(number)
    if frame:
        process = thread.GetProcess()
        _chosen[(process.GetUniqueID(), thread.GetThreadID())] = (process.GetStopID(), number)
        # LLDB's own commands (frame variable, up, down) follow.
        if frame.lldb_index >= 0:
            thread.SetSelectedFrame(frame.lldb_index)
    return frame


def chosen_frame(thread: lldb.SBThread) -> Frame | None:
    """The frame of `ts frame N`, or of LLDB's `frame select`, `up` and `down`. When none was chosen: the innermost JavaScript frame of
    the user's own code, or else the innermost JavaScript frame; None when there is none."""
    process = thread.GetProcess()
    stop, number = _chosen.get((process.GetUniqueID(), thread.GetThreadID()), (-1, -1))
    mine = stack_of(thread).numbered(number) if stop == process.GetStopID() else None
    selected = thread.GetSelectedFrame().GetFrameID()
    if selected and (not mine or mine.lldb_index != selected):
        theirs = next((f for f in stack_of(thread) if f.lldb_index == selected and f.index is not None), None)
        if theirs and (theirs.js or mine):
            return theirs
    if mine:
        return mine
    own = next((frame for frame in stack_of(thread) if frame.is_javascript and frame.is_user), None)
    return own or first_javascript(thread)
