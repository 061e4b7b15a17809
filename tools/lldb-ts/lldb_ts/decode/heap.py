"""V8's heap, one object at a time: tagged values, maps, strings, arrays.

A tagged value is a 64-bit word: a Smi (a 32-bit integer in the upper half) or the address of an object plus one. Every reader
here takes any word and never raises for a bad one: stacks hold garbage, and collections move objects.
"""

from __future__ import annotations

import struct

from .layout import Layout
from .memory import MemoryReader

STRING_LENGTH_MAX = 1 << 26
CONS_DEPTH_MAX = 10_000
NOT_AN_OBJECT = -1


class Heap:
    """INVARIANT: nothing is cached beyond `forget`, which the owner calls at every stop."""

    def __init__(self, memory: MemoryReader, layout: Layout) -> None:
        self.memory = memory
        self.layout = layout
        self._types_of_maps: dict[int, int] = {}
        self._map_type = layout['class_Map__instance_type__uint16_t'] - 1
        self._first_nonstring = layout['FirstNonstringType']
        self._first_function = layout['FirstJSFunctionType']
        self._last_function = layout['LastJSFunctionType']

    def forget(self) -> None:
        self._types_of_maps.clear()

    # Raw words.

    def u8(self, address: int) -> int:
        return self.unsigned(address, 1)

    def u16(self, address: int) -> int:
        return self.unsigned(address, 2)

    def u32(self, address: int) -> int:
        return self.unsigned(address, 4)

    def u64(self, address: int) -> int:
        return self.unsigned(address, 8)

    def unsigned(self, address: int, size: int) -> int:
        return int.from_bytes(self.memory.read(address, size), 'little')

    def double(self, address: int) -> float:
        data = self.memory.read(address, 8)
        return struct.unpack('<d', data)[0] if data else 0.0

    # Objects.

    def field(self, value: int, offset: int) -> int:
        """The word at `offset` of a tagged object."""
        return self.u64(value - 1 + offset)

    def named_field(self, value: int, name: str) -> int:
        """The word that the exported constant `class_<name>` speaks of, such as 'Script__name__Object'."""
        return self.u64(value - 1 + self.layout['class_' + name])

    @staticmethod
    def is_smi(value: int) -> bool:
        return value & 0xFFFFFFFF == 0

    @staticmethod
    def smi(value: int) -> int:
        """The integer of a Smi."""
        number = (value >> 32) & 0xFFFFFFFF
        return number - (1 << 32) if number >= 1 << 31 else number

    def map_of(self, value: int) -> int:
        return self.u64(value - 1) if value & 3 == 1 else 0

    def instance_type(self, value: int) -> int:
        """The number of the type of an object, or NOT_AN_OBJECT."""
        if value & 3 != 1:
            return NOT_AN_OBJECT
        map_ = self.u64(value - 1)
        if map_ & 3 != 1:
            return NOT_AN_OBJECT
        kind = self._types_of_maps.get(map_)
        if kind is None:
            data = self.memory.read(map_ + self._map_type, 2)
            kind = self._types_of_maps[map_] = int.from_bytes(data, 'little') if data else NOT_AN_OBJECT
        return kind

    def type_name(self, value: int) -> str:
        """Such as 'JS_ARRAY_TYPE'; '' for what is no object or has no exported name."""
        return self.layout.type_names.get(self.instance_type(value), '')

    def is_type(self, value: int, name: str) -> bool:
        return self.instance_type(value) == self.layout.type(name)

    def is_string(self, value: int) -> bool:
        return 0 <= self.instance_type(value) < self._first_nonstring

    def is_function(self, value: int) -> bool:
        return self._first_function <= self.instance_type(value) <= self._last_function

    # Arrays that V8 itself uses. All have a header of map and length.

    def array_length(self, array: int) -> int:
        return max(0, self.smi(self.field(array, 8)))

    def element(self, array: int, index: int) -> int:
        return self.field(array, 16 + 8 * index)

    def elements(self, array: int, count_max: int, first: int = 0) -> list[int]:
        count = min(self.array_length(array) - first, count_max)
        data = self.memory.read(array - 1 + 16 + 8 * first, 8 * count)
        return list(struct.unpack(f'<{count}Q', data)) if data else []

    def byte_array(self, array: int) -> bytes | None:
        """The content of a byte array (such as a table of positions); None when it is something else."""
        return self.memory.read(array + 15, self.array_length(array)) if 'BYTE_ARRAY' in self.type_name(array) else None

    # Strings.

    def string_length(self, value: int) -> int:
        return self.u32(value - 1 + self.layout['class_String__length__int32_t'])

    def string(self, value: int, length_max: int = STRING_LENGTH_MAX) -> str | None:
        """The text of a string of any representation, cut at `length_max`; None for what is no string or cannot be read."""
        parts: list[str] = []
        todo, remaining = [value], length_max
        for _ in range(CONS_DEPTH_MAX):
            if not todo or remaining <= 0:
                return ''.join(parts)
            part = self._flat_or_halves(todo.pop(), remaining)
            if part is None:
                return None
            if isinstance(part, str):
                parts.append(part)
                remaining -= len(part)
            else:
                todo.extend(reversed(part))
        return ''.join(parts)

    def _flat_or_halves(self, value: int, length_max: int) -> str | tuple[int, ...] | None:
        layout, kind = self.layout, self.instance_type(value)
        if not 0 <= kind < self._first_nonstring:
            return None
        length = self.string_length(value)
        if length > STRING_LENGTH_MAX * 8:
            return None
        count = min(length, length_max)
        one_byte = kind & layout['StringEncodingMask'] == layout['OneByteStringTag']
        shape = kind & layout['StringRepresentationMask']
        if shape == layout.get('SeqStringTag', 0):
            return self._characters(value - 1 + layout['class_SeqOneByteString__chars__char'], count, one_byte)
        if shape == layout['ConsStringTag']:
            return self.named_field(value, 'ConsString__first__String'), self.named_field(value, 'ConsString__second__String')
        if shape == layout['ThinStringTag']:
            return (self.named_field(value, 'ThinString__actual__String'),)
        if shape == layout['SlicedStringTag']:
            offset = self.smi(self.named_field(value, 'SlicedString__offset__SMI'))
            parent = self.string(self.named_field(value, 'SlicedString__parent__String'), offset + count)
            return None if parent is None else parent[offset : offset + count]
        if shape == layout['ExternalStringTag']:
            # The word after the resource caches the address of its data.
            data = self.field(value, layout['class_ExternalString__resource__Object'] + 8)
            return self._characters(data, count, one_byte)
        return None

    def _characters(self, address: int, count: int, one_byte: bool) -> str | None:
        if count == 0:
            return ''
        data = self.memory.read(address, count if one_byte else 2 * count)
        if not data:
            return None
        return data.decode('latin1') if one_byte else data.decode('utf-16le', 'replace')
