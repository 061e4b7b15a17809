"""Optimised code: one machine frame stands for a function and what was inlined into it."""

from __future__ import annotations

import struct
from dataclasses import dataclass

from .code_lookup import MAGLEV, JitCode
from .heap import Heap
from .positions import NOT_INLINED, Position, at, split_position
from .safepoints import decode_maglev_safepoints
from .translation import BadTranslation, TranslatedFrame, translated_frames

INLINING_POSITION_SIZE = 16
FRAME_TRANSLATION_INDEX = 0
ENTRIES_MAX = 1 << 16
ENTRY_SIZE = 3
METADATA_SIZES = (256, 4096, 1 << 16)
"""How much to read for a table whose size is told inside."""
DEPTH_MAX = 200


@dataclass(frozen=True)
class InlinedCall:
    """Function number `function` of the literals was inlined at `source` of inlining `parent` (NOT_INLINED: of the function itself)."""

    source: int
    parent: int
    function: int


@dataclass(frozen=True)
class LogicalFrame:
    """One function that runs in an optimised frame; `shared` is 0 for the function that owns the code."""

    shared: int
    source: int


class OptimizedCode:
    """Reads the deoptimisation data of one Code object."""

    def __init__(self, heap: Heap, code: JitCode) -> None:
        self.heap = heap
        self.layout = heap.layout
        self.code = code
        self.data = heap.field(code.code, self.layout.unexported.code_deoptimization)

    def _entry(self, name: str) -> int:
        return self.heap.element(self.data, self.layout[f'DeoptimizationData{name}Index'])

    def literal(self, index: int) -> int:
        return self.heap.element(self._entry('LiteralArray'), index)

    def inlined_functions(self) -> list[int]:
        """SharedFunctionInfos, in the order that InlinedCall.function counts."""
        count = self.heap.smi(self._entry('InlinedFunctionCount'))
        return [self.literal(index) for index in range(max(0, min(count, 1 << 12)))]

    def inlined_calls(self) -> list[InlinedCall]:
        table = self._entry('InliningPositions')
        data = self.heap.memory.read(table + 15, self.heap.array_length(table))
        calls = []
        for start in range(0, len(data) - INLINING_POSITION_SIZE + 1, INLINING_POSITION_SIZE):
            word, function = struct.unpack_from('<qi', data, start)
            source, parent = split_position(word)
            calls.append(InlinedCall(source, parent, function))
        return calls

    def translation_index(self, code_offset: int) -> int | None:
        """Where the translation for a return address starts; None when the call cannot be deoptimised."""
        heap, first = self.heap, self.layout.unexported.deoptimization_entries
        words = heap.elements(self.data, ENTRIES_MAX)[first:]
        translations, addresses = words[1::ENTRY_SIZE], [heap.smi(word) for word in words[2::ENTRY_SIZE]]
        if self.code.tier == MAGLEV:
            index = self._safepoint_index(code_offset)
        else:
            index = addresses.index(code_offset) if code_offset in addresses else -1
        return heap.smi(translations[index]) if 0 <= index < len(translations) else None

    def _safepoint_index(self, code_offset: int) -> int:
        """The metadata of a Code object starts where its instructions end; the safepoint table is first in it."""
        table = self.code.start + self.code.size
        for size in METADATA_SIZES:
            safepoints = decode_maglev_safepoints(self.heap.memory.read(table, size))
            if safepoints:
                return next((s.deoptimization for s in safepoints if s.code_offset == code_offset), -1)
        return -1

    def translated_frames(self, code_offset: int) -> list[TranslatedFrame]:
        """The functions that run at a return address, innermost first, as V8 itself would tell; [] when it does not."""
        index = self.translation_index(code_offset)
        data = self.heap.byte_array(self.heap.element(self.data, FRAME_TRANSLATION_INDEX))
        if index is None or not data:
            return []
        try:
            frames = translated_frames(data, index)
        except BadTranslation:
            return []
        # A check of the table of opcodes: what it calls functions must be functions.
        if any(not self.heap.is_type(self.literal(f.literal), 'SHARED_FUNCTION_INFO_TYPE') for f in frames):
            return []
        return frames[::-1]

    def logical_frames(self, positions: list[Position], code_offset: int) -> list[LogicalFrame]:
        """The same by the table of positions: less exact, but it needs no deoptimisation entry."""
        position = at(positions, code_offset - 1)
        if not position:
            return []
        calls, functions = self.inlined_calls(), self.inlined_functions()
        frames: list[LogicalFrame] = []
        source, inlining = position.source, position.inlining
        while inlining != NOT_INLINED and len(frames) < DEPTH_MAX:
            if not 0 <= inlining < len(calls) or not 0 <= calls[inlining].function < len(functions):
                return []
            call = calls[inlining]
            frames.append(LogicalFrame(functions[call.function], source))
            source, inlining = call.source, call.parent
        return [*frames, LogicalFrame(0, source)]
