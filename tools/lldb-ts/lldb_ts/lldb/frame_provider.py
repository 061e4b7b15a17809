"""LLDB 22's scripted frame provider: TypeScript frames in plain `bt`, `up`, `down`, `frame select` and in whatever asks LLDB.

LIMIT: LLDB 22 ignores values that a scripted frame makes up, so `frame variable` shows nothing in these frames; `ts locals` does.
"""

from __future__ import annotations

from collections.abc import Iterator

import lldb
from lldb.plugins.scripted_frame_provider import ScriptedFrameProvider
from lldb.plugins.scripted_process import ScriptedFrame

from ..decode.frames import Frame
from .thread_stack import FRAMES_MAX, remember

COMPILE_UNITS_SEARCHED_MAX = 4

NOWHERE = 1 << 47
"""The lowest address that no program has on x86-64. LLDB sets a breakpoint where it takes a frame to return to, and must find no memory."""


class JavaScriptFrame(ScriptedFrame):
    """One decoded frame, as LLDB wants to be told of it."""

    def __init__(self, thread: lldb.SBThread, frame: Frame) -> None:
        super().__init__(thread, lldb.SBStructuredData())
        self.frame = frame

    def get_id(self) -> int:
        return self.frame.lldb_index

    def get_pc(self) -> int:
        # LLDB tells frames apart by it. Recursion shares program counters and inlined functions share frame pointers; this is neither.
        return NOWHERE + unique_address(self.frame)

    def get_function_name(self) -> str:
        return f'{self.frame.function} [{self.frame.tier}{" inlined" if self.frame.inlined else ""}]'

    def is_artificial(self) -> bool:
        return False

    def is_hidden(self) -> bool:
        return False

    def get_register_context(self) -> str | None:
        # LLDB 22 frees what it was told of registers before it reads them.
        return None

    def get_variables(self, *_filters: object) -> lldb.SBValueList:
        """None that LLDB would show, but a list. INVARIANT: without one, LLDB 22 dies of any expression in the frame."""
        nothing = lldb.SBValueList()
        # It is there only once it was written to.
        nothing.Append(lldb.SBValue())
        nothing.Clear()
        return nothing

    def get_symbol_context(self) -> lldb.SBSymbolContext | None:
        frame, context = self.frame, lldb.SBSymbolContext()
        entry = borrowed_line_entry(self.target) if frame.file else None
        if entry is None:
            return None
        entry.SetFileSpec(lldb.SBFileSpec(frame.file, True))
        entry.SetLine(frame.line)
        entry.SetColumn(frame.column)
        # Without a module LLDB drops the line.
        context.SetModule(self.target.GetModuleAtIndex(0))
        context.SetLineEntry(entry)
        return context


class TypeScriptFrameProvider(ScriptedFrameProvider):
    """Registered for a target by `register`; LLDB makes one for each thread at each stop."""

    def __init__(self, input_frames: lldb.SBFrameList, arguments: lldb.SBStructuredData) -> None:
        super().__init__(input_frames, arguments)
        self.stack = remember(self.thread, self._native(), provided=True)

    @staticmethod
    def get_description() -> str:
        return 'TypeScript and JavaScript frames'

    @staticmethod
    def applies_to_thread(thread: lldb.SBThread) -> bool:
        return True

    def get_frame_at_index(self, index: int) -> JavaScriptFrame | int | None:
        """A frame, the number of a native frame to show as it is, or None past the end."""
        frame = self.stack.numbered(index)
        if frame is None:
            return None
        return JavaScriptFrame(self.thread, frame) if frame.js else frame.native_index

    def _native(self) -> Iterator[lldb.SBFrame]:
        # One more than are shown tells whether there are more.
        for index in range(FRAMES_MAX + 1):
            frame = self.input_frames.GetFrameAtIndex(index)
            if not frame or not frame.IsValid():
                return
            yield frame


def unique_address(frame: Frame) -> int:
    assert frame.js
    return frame.fp + frame.js.inline_depth


def borrowed_line_entry(target: lldb.SBTarget) -> lldb.SBLineEntry | None:
    """A line entry cannot be made, only changed, and LLDB drops one without an address range: borrow any that has one."""
    for module in target.module_iter():
        for index in range(min(module.GetNumCompileUnits(), COMPILE_UNITS_SEARCHED_MAX)):
            unit = module.GetCompileUnitAtIndex(index)
            if unit.GetNumLineEntries():
                return unit.GetLineEntryAtIndex(0)
    return None


def register(debugger: lldb.SBDebugger) -> None:
    """Registers the provider for the selected target."""
    result = lldb.SBCommandReturnObject()
    command = f'target frame-provider register -C {__name__}.{TypeScriptFrameProvider.__name__}'
    debugger.GetCommandInterpreter().HandleCommand(command, result)
