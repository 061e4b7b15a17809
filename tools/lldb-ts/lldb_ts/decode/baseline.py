"""From a place in Sparkplug's machine code to the bytecode it was made from."""

from __future__ import annotations

from .heap import Heap
from .memory import BYTECODE_SIZES, MemoryReader
from .positions import decode_unsigned

OPERAND_SCALES = 3
"""The table of bytecode sizes holds one row for each operand scale: single, double, quadruple."""

WIDE, EXTRA_WIDE, DEBUG_WIDE, DEBUG_EXTRA_WIDE = 0, 1, 2, 3
SCALE_OF_PREFIX = {WIDE: 1, EXTRA_WIDE: 2, DEBUG_WIDE: 1, DEBUG_EXTRA_WIDE: 2}


class Bytecodes:
    """Where each bytecode of a BytecodeArray starts."""

    def __init__(self, memory: MemoryReader, heap: Heap) -> None:
        self.heap = heap
        symbol = memory.symbol(BYTECODE_SIZES)
        self._sizes = memory.read_static(symbol, symbol.end - symbol.start) if symbol else b''

    def count(self) -> int:
        """How many bytecodes this V8 has."""
        return len(self._sizes) // OPERAND_SCALES

    def code(self, bytecode: int) -> bytes:
        """The bytes of a BytecodeArray."""
        heap = self.heap
        length = heap.smi(heap.named_field(bytecode, 'BytecodeArray__length__SMI'))
        return heap.memory.read(bytecode - 1 + heap.layout['class_BytecodeArray__data__uintptr_t'], length)

    def offsets(self, bytecode: int) -> list[int]:
        """The offset of each bytecode, a prefix counted with the bytecode it widens."""
        code = self.code(bytecode)
        row = self.count()
        offsets: list[int] = []
        at = 0
        while row and at < len(code):
            offsets.append(at)
            scale = SCALE_OF_PREFIX.get(code[at], 0)
            if scale:
                at += 1
            if at >= len(code) or code[at] >= row:
                break
            # A prefix has no size of its own here; a zero would loop for ever.
            at += max(1, self._sizes[scale * row + code[at]])
        return offsets


def bytecode_ends(heap: Heap, code: int) -> list[int]:
    """The offset in baseline code where the machine code of each bytecode ends: entry 0 is the prologue, entry n bytecode n-1."""
    table = heap.byte_array(heap.field(code, heap.layout.unexported.code_positions))
    ends: list[int] = []
    total = 0
    for delta in decode_unsigned(table or b''):
        total += delta
        ends.append(total)
    return ends


def bytecode_offset(heap: Heap, bytecodes: Bytecodes, code: int, bytecode: int, code_offset: int) -> int:
    """The bytecode whose machine code calls from `code_offset` (a return address: one past the call)."""
    offsets = bytecodes.offsets(bytecode)
    for index, end in enumerate(bytecode_ends(heap, code)[1:]):
        if end >= code_offset:
            return offsets[index] if index < len(offsets) else 0
    return offsets[-1] if offsets else 0
