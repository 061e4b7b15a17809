"""Typed arrays, DataView and ArrayBuffer: where their bytes are, and what the bytes say."""

from __future__ import annotations

import struct
from dataclasses import dataclass

from ..decode.heap import Heap
from .layout_values import ValueLayout
from .numbers import number_text
from .properties import Properties

# In the order of V8's elements kinds, from `typed_array_kind_first` on, and once more for resizable buffers.
ELEMENT_FORMATS = ('B', 'b', 'H', 'h', 'I', 'i', 'Q', 'q', 'B', 'f', 'd', 'e')
ELEMENT_NAMES = (
    *('Uint8', 'Int8', 'Uint16', 'Int16', 'Uint32', 'Int32'),
    *('BigUint64', 'BigInt64', 'Uint8Clamped', 'Float32', 'Float64', 'Float16'),
)
BYTES_MAX = 1 << 40


@dataclass(frozen=True)
class Buffer:
    """`format` is that of Python's struct; raw bytes for what has no elements of its own."""

    name: str
    address: int
    byte_length: int
    format: str

    @property
    def length(self) -> int:
        return self.byte_length // struct.calcsize(self.format)


class Buffers:
    def __init__(self, heap: Heap, offsets: ValueLayout, properties: Properties) -> None:
        self.heap = heap
        self.offsets = offsets
        self.properties = properties

    def of(self, value: int) -> Buffer | None:
        """The bytes of a typed array, DataView or ArrayBuffer; None for anything else."""
        heap, kind = self.heap, self.heap.type_name(value)
        if kind == 'JS_ARRAY_BUFFER_TYPE':
            length = heap.named_field(value, 'JSArrayBuffer__byte_length__size_t')
            return self._checked('ArrayBuffer', heap.named_field(value, 'JSArrayBuffer__backing_store__uintptr_t'), length, 'B')
        length = heap.named_field(value, 'JSArrayBufferView__byte_length__size_t')
        if kind in ('JS_DATA_VIEW_TYPE', 'JS_RAB_GSAB_DATA_VIEW_TYPE'):
            return self._checked('DataView', heap.field(value, self.offsets.data_view_pointer), length, 'B')
        if kind != 'JS_TYPED_ARRAY_TYPE':
            return None
        index = self.properties.elements_kind(value) - self.offsets.typed_array_kind_first
        if not 0 <= index < 2 * len(ELEMENT_FORMATS):
            return None
        index %= len(ELEMENT_FORMATS)
        # A small array lies in the heap: its address is that of an object and moves with it.
        base = heap.named_field(value, 'JSTypedArray__base_pointer__Tagged_Object_')
        pointer = heap.named_field(value, 'JSTypedArray__external_pointer__uintptr_t')
        return self._checked(f'{ELEMENT_NAMES[index]}Array', (base + pointer) & (1 << 64) - 1, length, ELEMENT_FORMATS[index])

    def elements(self, buffer: Buffer, count_max: int) -> list[str]:
        """The first elements as text; [] when the memory cannot be read."""
        count = min(buffer.length, count_max)
        data = self.heap.memory.read(buffer.address, count * struct.calcsize(buffer.format))
        if not data:
            return []
        suffix = 'n' if buffer.format in 'Qq' else ''
        values = struct.unpack(f'<{count}{buffer.format}', data)
        return [f'{number_text(value) if isinstance(value, float) else value}{suffix}' for value in values]

    def _checked(self, name: str, address: int, byte_length: int, format_: str) -> Buffer | None:
        return Buffer(name, address, byte_length, format_) if byte_length <= BYTES_MAX else None
