"""Says what code a program counter is in: one of V8's builtins, or code compiled for a function."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from .heap import Heap
from .memory import EMBEDDED_BLOB, MemoryReader

PAGE = 4096
CODE_ALIGNMENT = 64
SCAN_STEPS_MAX = 1 << 14
CONTENT_SAMPLE = 48

BASELINE, MAGLEV, TURBOFAN = 'sparkplug', 'maglev', 'turbofan'


@dataclass(frozen=True)
class JitCode:
    """A Code object, the address of its first instruction, its size in bytes, and the compiler that made it."""

    code: int
    start: int
    size: int
    tier: str


class CodeLookup:
    def __init__(self, memory: MemoryReader, heap: Heap) -> None:
        self.memory = memory
        self.heap = heap
        self.layout = heap.layout
        self._builtins = sorted((s.start, s.end, s.name.removeprefix('Builtins_')) for s in memory.symbols('Builtins_'))
        self._starts = [start for start, _, _ in self._builtins]
        self._blob = memory.symbol(EMBEDDED_BLOB)
        self._blob_end = self._builtins[-1][1] if self._builtins else 0
        self._copy_distance: int | None = None
        self._jit: dict[int, JitCode | None] = {}

    def forget(self) -> None:
        """Collections move and free code; the builtins stay."""
        self._jit.clear()

    def builtin(self, pc: int) -> str | None:
        """The builtin around `pc`. V8 copies all of them next to compiled code, so that calls are short: both places count."""
        if not self._blob:
            return None
        found = self._builtin_at(pc)
        if found or (self._copy_distance is None and not self._find_copy(pc)):
            return found
        return self._builtin_at(pc - (self._copy_distance or 0))

    def _builtin_at(self, address: int) -> str | None:
        if not self._blob or not self._blob.start <= address < self._blob_end:
            return None
        index = bisect_right(self._starts, address) - 1
        return self._builtins[index][2] if index >= 0 else None

    def _find_copy(self, pc: int) -> bool:
        """The copy is a mapping of exactly the blob's size. Where mappings do not tell, compare content."""
        assert self._blob
        size = self._blob_end - self._blob.start
        region = self.memory.region(pc)
        if region and region[1] - region[0] == (size + PAGE - 1) & -PAGE:
            self._copy_distance = region[0] - self._blob.start
            return True
        sample = self.memory.read(pc - CONTENT_SAMPLE // 2, CONTENT_SAMPLE)
        if not sample or self.jit(pc):
            return False
        blob = self.memory.read_static(self._blob, size)
        index = blob.find(sample)
        while index >= 0:
            distance = pc - CONTENT_SAMPLE // 2 - (self._blob.start + index)
            if distance % PAGE == 0:
                self._copy_distance = distance
                return True
            index = blob.find(sample, index + 1)
        return False

    def jit(self, pc: int) -> JitCode | None:
        """Compiled code around `pc`: looks backwards for the header of an InstructionStream that agrees with its Code object."""
        if pc not in self._jit:
            self._jit[pc] = self._scan_back(pc)
        return self._jit[pc]

    def _scan_back(self, pc: int) -> JitCode | None:
        heap = self.heap
        header = self.layout['class_InstructionStream__instruction_start__uintptr_t']
        stream_type = self.layout.type('INSTRUCTION_STREAM_TYPE')
        start = pc & -CODE_ALIGNMENT
        for _ in range(SCAN_STEPS_MAX):
            data = self.memory.read(start - header, 8)
            if not data:
                return None
            if data[0] & 3 == 1 and heap.instance_type(start - header + 1) == stream_type:
                found = self._agreed(start, header)
                if found:
                    return found if pc <= start + found.size else None
            start -= CODE_ALIGNMENT
        return None

    def _agreed(self, start: int, header: int) -> JitCode | None:
        heap = self.heap
        code = heap.u64(start - header + self.layout.unexported.stream_code)
        if not heap.is_type(code, 'CODE_TYPE') or heap.named_field(code, 'Code__instruction_start__Address') != start:
            return None
        size = heap.u32(code - 1 + self.layout['class_Code__instruction_size__int'])
        return JitCode(code, start, size, self._tier(code))

    def _tier(self, code: int) -> str:
        flags = self.heap.u32(code - 1 + self.layout['class_Code__flags__uint32_t'])
        kind = flags & self.layout['CodeKindFieldMask']
        baseline = self.layout['CodeKindBaseline']
        return {baseline: BASELINE, baseline + 1: MAGLEV, baseline + 2: TURBOFAN}.get(kind, f'code kind {kind}')
