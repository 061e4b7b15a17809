"""Native objects that JavaScript holds: Node-API externals, and the kind of handle that a type tag names."""

from __future__ import annotations

from collections.abc import Callable

from ..decode.heap import Heap
from .layout_values import ValueLayout

# Of Node's ExternalWrapper, which a Node-API external points to.
DATA, TAG_LOWER, TAG_UPPER, IS_TAGGED = 8, 16, 24, 32

# The addon of this workspace puts the kind of a handle into one half of the tag, an address of its own into the other.
OWN_MODULE_SYMBOL = 'bimetal_addon::external::MODULE'
OWN_KINDS = {1: 'store', 2: 'batch', 3: 'snapshot', 4: 'cursor', 5: 'change feed'}


class NativeHandles:
    """`symbol_at` names what lies at an address of a loaded module; without a debugger nothing does."""

    def __init__(self, heap: Heap, offsets: ValueLayout, symbol_at: Callable[[int], str] | None = None) -> None:
        self.heap = heap
        self.offsets = offsets
        self.symbol_at = symbol_at

    def title(self, word: int) -> str:
        """`[store handle 0x…]` for our own, `[External 0x…]` with the address of the native data for any other."""
        wrapper = self.heap.field(word, self.offsets.external_pointer)
        if self.heap.u8(wrapper + IS_TAGGED) != 1:
            return f'[External {wrapper:#x}]'
        data, kind, owner = (self.heap.u64(wrapper + offset) for offset in (DATA, TAG_LOWER, TAG_UPPER))
        symbol = self.symbol_at(owner) if self.symbol_at else ''
        if symbol.startswith(OWN_MODULE_SYMBOL):
            return f'[{OWN_KINDS.get(kind, "unknown")} handle {data:#x}]'
        return f'[External {data:#x}, type tag {kind:#x}:{owner:#x}]'
