"""The values that an optimised frame would have in the interpreter: its translation carried out, beside the process and not in it.

LIMIT: stops are at calls, where nothing lives in registers; a value that a translation puts into one counts as optimised away.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from ..decode.heap import Heap
from ..decode.imagined import REGION_SIZE, ImaginedMemory, region_of
from ..decode.inlining import OptimizedCode
from ..decode.js_frames import RECEIVER, JsFrame, stack_slot
from .layout_values import ValueLayout
from .missing import OPTIMISED_AWAY

MAP_SIZE = 88
HOLE_IN_DOUBLES = 0xFFF7FFFFFFF7FFFF
MAPPED_ARGUMENTS, REST_PARAMETER = 0, 2


class TranslatedValues:
    """Reads the values once, from the outermost function inwards: objects are numbered through all of them."""

    def __init__(self, heap: Heap, offsets: ValueLayout, frame: JsFrame, formal_count: int) -> None:
        """`formal_count`: parameters that the function which owns the machine frame declares."""
        assert frame.code and frame.translated
        self.heap = heap
        self.layout = heap.layout
        self.offsets = offsets
        self.frame = frame
        self.formal_count = formal_count
        self._code = OptimizedCode(heap, frame.code)
        self._base = region_of(frame.fp)
        self._data = bytearray()
        self._objects: list[int] = []
        self._maps: dict[str | int, int] = {}

    def words(self) -> list[int]:
        """In the order function, receiver, parameters, context, registers, accumulator; [] when they do not add up."""
        assert self.frame.translated
        try:
            self._all(iter(self.frame.translated.before))
            found = self._all(iter(self.frame.translated.values))
        except (IndexError, StopIteration):
            return []
        if isinstance(self.heap.memory, ImaginedMemory):
            self.heap.memory.imagine(self._base, bytes(self._data))
        return found

    def _all(self, values: Iterator[tuple[str, int]]) -> list[int]:
        return [self._word(name, number, values) for name, number in values]

    def _word(self, name: str, number: int, values: Iterator[tuple[str, int]]) -> int:
        """One value, with the fields that follow it."""
        heap = self.heap
        if name == 'LITERAL':
            # The array of literals may hold its objects weakly.
            word = self._code.literal(number)
            return word & ~2 if word & 3 == 3 else word
        if name == 'CAPTURED_OBJECT':
            return self._captured(number, values)
        if name == 'DUPLICATED_OBJECT':
            self._objects.append(self._objects[number])
            return self._objects[-1]
        if name == 'ARGUMENTS_ELEMENTS':
            return self._arguments(number)
        if name == 'ARGUMENTS_LENGTH':
            return smi(self.frame.argument_count)
        if name == 'REST_LENGTH':
            return smi(max(0, self.frame.argument_count - self.formal_count))
        if name == 'STRING_CONCAT':
            return self._joined(self._word(*next(values), values), self._word(*next(values), values))
        if not name.endswith('_STACK_SLOT'):
            return OPTIMISED_AWAY
        slot = stack_slot(self.frame.fp, number)
        if name == 'TAGGED_STACK_SLOT':
            return heap.u64(slot)
        return self._untagged(name, heap.u64(slot))

    def _untagged(self, name: str, bits: int) -> int:
        """Of a stack slot that holds no tagged word."""
        if name == 'BOOL_STACK_SLOT':
            return self._oddball('OddballTrue' if bits & 0xFF else 'OddballFalse')
        if name == 'HOLEY_DOUBLE_STACK_SLOT' and bits == HOLE_IN_DOUBLES:
            return self._oddball('OddballUndefined')
        if name == 'INT32_STACK_SLOT':
            return smi(bits)
        if name in ('SIGNED_BIGINT64_STACK_SLOT', 'UNSIGNED_BIGINT64_STACK_SLOT'):
            is_negative = name.startswith('SIGNED') and bits >> 63
            return self._bigint((1 << 64) - bits if is_negative else bits, bool(is_negative))
        value = double_of(name, bits)
        return OPTIMISED_AWAY if value is None else self._number(value)

    def _captured(self, count: int, values: Iterator[tuple[str, int]]) -> int:
        """An object that was never made; its first field is its map. Later fields may be the object itself."""
        word = self._allocate(8 * count)
        self._objects.append(word)
        map_ = self._word(*next(values), values)
        self._put(word, 0, map_)
        kind = self.layout.type_names.get(self.heap.u16(map_ - 1 + self.layout['class_Map__instance_type__uint16_t']), '')
        first_raw = {'HEAP_NUMBER_TYPE': 1, 'FIXED_DOUBLE_ARRAY_TYPE': 2}.get(kind, count)
        for index in range(1, count):
            name, number = next(values)
            if index >= first_raw and name not in ('CAPTURED_OBJECT', 'DUPLICATED_OBJECT'):
                self._put(word, index, self._raw_double(name, number))
            else:
                self._put(word, index, self._word(name, number, values))
        return word

    def _raw_double(self, name: str, number: int) -> int:
        """The bits of a double in an object that keeps doubles untagged."""
        if name == 'LITERAL':
            literal = self._code.literal(number) & ~2
            if self.heap.is_smi(literal):
                return double_bits(float(self.heap.smi(literal)))
            is_number = self.heap.is_type(literal, 'HEAP_NUMBER_TYPE')
            return self.heap.u64(literal - 1 + self.layout['class_HeapNumber__value__double']) if is_number else HOLE_IN_DOUBLES
        bits = self.heap.u64(stack_slot(self.frame.fp, number)) if name.endswith('_STACK_SLOT') else HOLE_IN_DOUBLES
        value = double_of(name, bits)
        return bits if value is None or name.endswith('DOUBLE_STACK_SLOT') else double_bits(value)

    def _arguments(self, kind: int) -> int:
        """The elements of `arguments` or of a rest parameter: the machine frame has what was passed."""
        passed, formal = self.frame.argument_count, self.formal_count
        start = formal if kind == REST_PARAMETER else 0
        words = [self.heap.u64(self.frame.fp + RECEIVER + 8 + 8 * index) for index in range(start, passed)]
        if kind == MAPPED_ARGUMENTS:
            # Those tied to a parameter are looked up in the context: V8 leaves holes, which are not to be shown here.
            words[: min(formal, passed)] = [OPTIMISED_AWAY] * min(formal, passed)
        array = self._allocate(16 + 8 * len(words))
        self._objects.append(array)
        for index, word in enumerate([self._map('FIXED_ARRAY_TYPE'), smi(len(words)), *words]):
            self._put(array, index, word)
        return array

    # Values of types that optimised code keeps raw.

    def _number(self, value: float) -> int:
        return self._object('HEAP_NUMBER_TYPE', {self.layout['class_HeapNumber__value__double']: struct.pack('<d', value)})

    def _oddball(self, kind: str) -> int:
        return self._object('ODDBALL_TYPE', {self.layout['class_Oddball__kind__int']: struct.pack('<Q', smi(self.layout[kind]))})

    def _bigint(self, magnitude: int, is_negative: bool) -> int:
        bits = (bool(magnitude) << 1) | is_negative
        return self._object(
            self.offsets.bigint_type,
            {self.offsets.bigint_bits: struct.pack('<I', bits), self.offsets.bigint_digits: struct.pack('<Q', magnitude)},
        )

    def _joined(self, first: int, second: int) -> int:
        length = sum(self.heap.string_length(half) for half in (first, second) if self.heap.is_string(half))
        offsets = (self.layout['class_ConsString__first__String'], self.layout['class_ConsString__second__String'])
        fields = {offset: struct.pack('<Q', half) for offset, half in zip(offsets, (first, second))}
        fields[self.layout['class_String__length__int32_t']] = struct.pack('<I', length)
        return self._object(self.layout['ConsStringTag'], fields)

    def _object(self, kind: str | int, fields: dict[int, bytes]) -> int:
        word = self._allocate(max(offset + len(data) for offset, data in fields.items()))
        self._put(word, 0, self._map(kind))
        for offset, data in fields.items():
            self._write(word, offset, data)
        return word

    def _map(self, kind: str | int) -> int:
        """A map that tells no more than a type."""
        if kind not in self._maps:
            number = self.layout.type(kind) if isinstance(kind, str) else kind
            self._maps[kind] = map_ = self._allocate(MAP_SIZE)
            self._write(map_, self.layout['class_Map__instance_type__uint16_t'], struct.pack('<H', number))
        return self._maps[kind]

    def _allocate(self, size: int) -> int:
        """A tagged word; OPTIMISED_AWAY when there is no room."""
        start = len(self._data)
        if start + size > REGION_SIZE:
            return OPTIMISED_AWAY
        self._data += bytes(-(-size // 8) * 8)
        return self._base + start + 1

    def _put(self, word: int, index: int, value: int) -> None:
        self._write(word, 8 * index, struct.pack('<Q', value))

    def _write(self, word: int, offset: int, data: bytes) -> None:
        if word != OPTIMISED_AWAY:
            start = word - 1 - self._base + offset
            self._data[start : start + len(data)] = data


def smi(number: int) -> int:
    """The tagged word of a 32-bit integer."""
    return (number & 0xFFFFFFFF) << 32


def double_bits(value: float) -> int:
    return int.from_bytes(struct.pack('<d', value), 'little')


def double_of(name: str, bits: int) -> float | None:
    """The number in a stack slot, by the kind of the slot; None when it holds none."""
    data = struct.pack('<Q', bits)
    formats = {'INT32': '<i', 'UINT32': '<I', 'INT64': '<q', 'FLOAT': '<f', 'DOUBLE': '<d', 'HOLEY_DOUBLE': '<d'}
    format_ = formats.get(name.removesuffix('_STACK_SLOT'))
    return float(struct.unpack_from(format_, data)[0]) if format_ else None
