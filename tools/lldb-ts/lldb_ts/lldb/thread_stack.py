"""The merged stack of an LLDB thread."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import lldb

from ..decode.decoder import Decoder
from ..decode.frames import Frame, MergedStack, NativeFrame
from ..decode.versions import UnsupportedV8
from .process_decoder import decoder_of

FRAMES_MAX = 50_000
"""LIMIT: a stack that is deeper is cut, and says so."""

_stacks: dict[tuple[int, int], tuple[int, MergedStack]] = {}


def merged_stack(thread: lldb.SBThread) -> list[Frame]:
    """All frames of a thread, innermost first, also V8's own (`kind` 'internal', `index` None)."""
    return stack_of(thread).all()


def first_javascript(thread: lldb.SBThread) -> Frame | None:
    """The innermost frame of JavaScript. The stack below it, which may be deep, is not looked at."""
    return next((frame for frame in stack_of(thread) if frame.is_javascript), None)


def stack_of(thread: lldb.SBThread) -> MergedStack:
    """The merged stack, kept until the process runs. Where JavaScript cannot be decoded: the native frames; `why_raw` says why."""
    key, stop = _key(thread)
    known = _stacks.get(key)
    if not known or known[0] != stop:
        # With the frame provider, the frames of the thread are merged already. Asking for the first makes it remember them.
        thread.GetFrameAtIndex(0)
        known = _stacks.get(key)
    if known and known[0] == stop:
        return known[1]
    return remember(thread, thread)


def remember(thread: lldb.SBThread, frames: Iterable[lldb.SBFrame], provided: bool = False) -> MergedStack:
    """Builds the stack from the frames as LLDB unwinds them. `provided`: on behalf of the frame provider."""
    key, stop = _key(thread)
    stack = MergedStack(native_frames(frames), _decoder_or_none(thread.GetProcess()), provided)
    _stacks[key] = (stop, stack)
    return stack


def why_raw(process: lldb.SBProcess) -> str:
    """Why JavaScript frames are not decoded in this process; '' when they are."""
    try:
        decoder_of(process)
    except UnsupportedV8 as reason:
        return str(reason)
    return ''


def native_frames(frames: Iterable[lldb.SBFrame]) -> Iterator[NativeFrame]:
    fp = 0
    for index, frame in enumerate(frames):
        if index >= FRAMES_MAX:
            yield NativeFrame(index, fp + 1, fp + 1, function=f'the stack goes on: {FRAMES_MAX:,} machine frames are shown', is_cut=True)
            return
        fp = frame.GetFP()
        yield _native_frame(index, frame)


def _native_frame(index: int, frame: lldb.SBFrame) -> NativeFrame:
    module = frame.GetModule()
    if not module.IsValid():
        return NativeFrame(index, frame.GetPC(), frame.GetFP())
    entry = frame.GetLineEntry()
    has_line = entry.IsValid()
    return NativeFrame(
        index,
        frame.GetPC(),
        frame.GetFP(),
        str(module.GetFileSpec()),
        frame.GetSymbol().GetName() or '',
        frame.GetDisplayFunctionName() or '',
        str(entry.GetFileSpec()) if has_line else '',
        entry.GetLine() if has_line else 0,
        entry.GetColumn() if has_line else 0,
        frame.IsInlined(),
    )


def _key(thread: lldb.SBThread) -> tuple[tuple[int, int], int]:
    process = thread.GetProcess()
    return (process.GetUniqueID(), thread.GetThreadID()), process.GetStopID(True)


def _decoder_or_none(process: lldb.SBProcess) -> Decoder | None:
    try:
        return decoder_of(process)
    except UnsupportedV8:
        return None
