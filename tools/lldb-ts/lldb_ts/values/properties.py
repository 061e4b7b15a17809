"""The own properties of an object, in fast and in dictionary mode, and the elements under its indexes."""

from __future__ import annotations

import itertools
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from ..decode.heap import Heap
from .layout_values import ValueLayout

PROPERTIES_MAX = 1 << 20
"""LIMIT: words of a dictionary that are looked at, so that garbage cannot keep us busy. What is left out is marked."""

ELEMENTS_MAX = 1 << 22
"""LIMIT: the same of an array, which may be one large hole."""

ELEMENTS_AT_ONCE = 1 << 12

PRIVATE_SYMBOL = 1
PRIVATE_NAME = 16
PACKED_DOUBLE, HOLEY_DOUBLE, DICTIONARY, FAST_ARGUMENTS, SLOW_ARGUMENTS = 4, 5, 13, 14, 15


@dataclass(frozen=True)
class Property:
    """`value` is a tagged word, None for an accessor; `number` stands for an element of an array of raw doubles."""

    name: str
    value: int | None = None
    number: float | None = None
    getter: int = 0
    setter: int = 0
    is_enumerable: bool = True
    is_symbol: bool = False
    is_hidden: bool = False
    is_cut: bool = False
    """No property, but the mark that there may be more."""

    @property
    def is_accessor(self) -> bool:
        return self.value is None and self.number is None and not self.is_cut


CUT = Property('…', is_cut=True)


class Properties:
    def __init__(self, heap: Heap, offsets: ValueLayout) -> None:
        self.heap = heap
        self.layout = heap.layout
        self.offsets = offsets
        self._hole_type = offsets.hole_type or self.layout.type('HOLE_TYPE')

    def is_hole(self, word: int) -> bool:
        """The hole stands for "nothing here": in arrays, dictionaries, and for a `let` not yet reached."""
        return word & 3 == 1 and self.heap.instance_type(word) == self._hole_type

    def elements_kind(self, value: int) -> int:
        bits = self.heap.u8(self.heap.map_of(value) - 1 + self.layout['class_Map__bit_field2__char'])
        return (bits & self.layout['bit_field2_elements_kind_mask']) >> self.layout['bit_field2_elements_kind_shift']

    def named(self, value: int) -> list[Property]:
        """Own properties with names, in the order they were made. Symbols of V8's own are marked hidden."""
        if self._has_dictionary(value):
            entries = self._dictionary(self._backing(value), self.layout.get('namedictionaryshape_prefix_size', 3))
            found = [(details >> self.offsets.dictionary_order_shift, self._property(key, word, details)) for key, word, details in entries]
            return [*(entry for _, entry in sorted(found, key=lambda pair: pair[0])), *self._rest(self._backing(value))]
        return list(self._fast(value))

    def indexed(self, value: int, count_max: int) -> Iterator[tuple[int, Property]]:
        """The first elements that are there, lowest index first; holes are left out."""
        yield from itertools.islice(self._indexed(value), count_max)

    def at_index(self, value: int, index: int) -> Property | None:
        """One element; None where there is a hole, or no place for it."""
        heap = self.heap
        elements = heap.named_field(value, 'JSObject__elements__Object')
        if self.elements_kind(value) in (FAST_ARGUMENTS, SLOW_ARGUMENTS, DICTIONARY):
            return next((entry for found, entry in self._indexed(value) if found == index), None)
        found = self._doubles if heap.type_name(elements) == 'FIXED_DOUBLE_ARRAY_TYPE' else self._tagged
        return next((entry for _, entry in found(elements, index, 1)), None)

    def _indexed(self, value: int) -> Iterator[tuple[int, Property]]:
        heap = self.heap
        elements = heap.named_field(value, 'JSObject__elements__Object')
        kind = self.elements_kind(value)
        if kind in (FAST_ARGUMENTS, SLOW_ARGUMENTS):
            yield from self._arguments(elements)
        elif kind == DICTIONARY:
            entries = self._dictionary(elements, self.layout.get('numberdictionaryshape_prefix_size', 1))
            for index, word, details in sorted((self.index_of(key), word, details) for key, word, details in entries):
                yield index, self._made(str(index), word, details)
            yield from ((PROPERTIES_MAX, rest) for rest in self._rest(elements))
        else:
            part = self._doubles if kind in (PACKED_DOUBLE, HOLEY_DOUBLE) else self._tagged
            length = min(heap.array_length(elements), ELEMENTS_MAX)
            for first in range(0, length, ELEMENTS_AT_ONCE):
                yield from part(elements, first, ELEMENTS_AT_ONCE)
            if heap.array_length(elements) > length:
                yield length, CUT

    def _tagged(self, elements: int, first: int, count: int) -> Iterator[tuple[int, Property]]:
        if self.heap.type_name(elements) != 'FIXED_ARRAY_TYPE':
            return
        hole = None
        for index, word in enumerate(self.heap.elements(elements, count, first), first):
            # All holes are one object: to compare is cheaper than to look.
            if word == hole or self.is_hole(word):
                hole = word
            else:
                yield index, Property(str(index), word)

    def global_named(self, dictionary: int) -> list[Property]:
        """The properties of the global object: each value lies in a cell of its own, which also knows its name."""
        found = []
        heap = self.heap
        for cell in heap.elements(dictionary, PROPERTIES_MAX):
            if heap.is_type(cell, 'PROPERTY_CELL_TYPE'):
                name, details = heap.field(cell, 8), heap.smi(heap.field(cell, 16))
                found.append(self._property(name, heap.field(cell, self.offsets.property_cell_value), details))
        return [*found, *self._rest(dictionary)]

    def index_of(self, key: int) -> int:
        return self.heap.smi(key) if self.heap.is_smi(key) else int(self.heap.double(key - 1 + 8))

    def name_of(self, key: int) -> str:
        heap = self.heap
        if heap.is_type(key, 'SYMBOL_TYPE'):
            description = heap.string(heap.named_field(key, 'Symbol__name__Object')) or ''
            return description if description.startswith('#') else f'Symbol({description})'
        text = heap.string(key, 1 << 12)
        return str(self.index_of(key)) if text is None and heap.is_smi(key) else text or ''

    def _backing(self, value: int) -> int:
        return self.heap.named_field(value, 'JSReceiver__raw_properties_or_hash__Tagged_Object_')

    def _bit_field3(self, value: int) -> int:
        return self.heap.u32(self.heap.map_of(value) - 1 + self.layout['class_Map__bit_field3__int'])

    def _has_dictionary(self, value: int) -> bool:
        return bool(self._bit_field3(value) >> self.layout['bit_field3_is_dictionary_map_shift'] & 1)

    def _fast(self, value: int) -> Iterator[Property]:
        heap, layout = self.heap, self.layout
        map_ = heap.map_of(value)
        bits = self._bit_field3(value)
        count = (bits & layout['bit_field3_number_of_own_descriptors_mask']) >> layout['bit_field3_number_of_own_descriptors_shift']
        descriptors = heap.named_field(map_, 'Map__instance_descriptors__Tagged_DescriptorArray_')
        header = layout['class_DescriptorArray__header_size__uintptr_t']
        for index in range(count):
            key, details, constant = (heap.field(descriptors, header + 24 * index + 8 * part) for part in range(3))
            details = heap.smi(details)
            if (details & layout['prop_location_mask']) >> layout['prop_location_shift'] == layout['prop_location_Field']:
                constant = self._field(value, map_, (details & layout['prop_index_mask']) >> layout['prop_index_shift'])
            if not self.is_hole(constant):
                yield self._property(key, constant, details)

    def _field(self, value: int, map_: int, index: int) -> int:
        """In the object as long as there is room, the rest in a separate array."""
        size = self.heap.u8(map_ - 1 + self.layout['class_Map__instance_size_in_words__char'])
        start = self.heap.u8(map_ - 1 + self.layout['class_Map__inobject_properties_start_or_constructor_function_index__char'])
        if index < size - start:
            return self.heap.field(value, 8 * (start + index))
        return self.heap.element(self._backing(value), index - (size - start))

    def _dictionary(self, dictionary: int, prefix: int) -> Iterator[tuple[int, int, int]]:
        """Key, value and details of each entry in use."""
        heap = self.heap
        words = heap.elements(dictionary, PROPERTIES_MAX)
        for at in range(self.offsets.dictionary_header + prefix, len(words) - 2, 3):
            key = words[at]
            if heap.is_type(key, 'ODDBALL_TYPE') or self.is_hole(key):
                continue
            yield key, words[at + 1], heap.smi(words[at + 2])

    def _rest(self, dictionary: int) -> list[Property]:
        return [CUT] if self.heap.array_length(dictionary) > PROPERTIES_MAX else []

    def _property(self, key: int, word: int, details: int) -> Property:
        flags = self.heap.u32(key - 1 + self.offsets.symbol_flags) if self.heap.is_type(key, 'SYMBOL_TYPE') else None
        hidden = flags is not None and bool(flags & PRIVATE_SYMBOL) and not flags & PRIVATE_NAME
        return self._made(self.name_of(key), word, details, flags is not None, hidden)

    def _made(self, name: str, word: int, details: int, is_symbol: bool = False, is_hidden: bool = False) -> Property:
        layout = self.layout
        attributes = (details & layout['prop_attributes_mask']) >> layout['prop_attributes_shift']
        enumerable = not attributes & layout['prop_attributes_DONT_ENUM']
        if details & layout['prop_kind_mask'] != layout['prop_kind_Accessor']:
            return Property(name, word, None, 0, 0, enumerable, is_symbol, is_hidden)
        pair = self.heap.is_type(word, 'ACCESSOR_PAIR_TYPE')
        getter = self.heap.field(word, self.offsets.accessor_getter) if pair else 0
        setter = self.heap.field(word, self.offsets.accessor_setter) if pair else 0
        is_function = self.heap.is_function
        return Property(
            name, None, None, getter if is_function(getter) else 0, setter if is_function(setter) else 0, enumerable, is_symbol, is_hidden
        )

    def _doubles(self, elements: int, first: int, count: int) -> Iterator[tuple[int, Property]]:
        heap = self.heap
        if heap.type_name(elements) != 'FIXED_DOUBLE_ARRAY_TYPE':
            return
        for index, word in enumerate(heap.elements(elements, count, first), first):
            # The hole is one particular NaN that no arithmetic makes; V8 14 has another for undefined.
            if word >> 32 not in (0xFFF7FFFF, 0xFFF6FFFF):
                yield index, Property(str(index), None, struct.unpack('<d', struct.pack('<Q', word))[0])

    def _arguments(self, elements: int) -> Iterator[tuple[int, Property]]:
        """`arguments` of a sloppy function: an element tied to a parameter lies in the context."""
        heap, offsets = self.heap, self.offsets
        context, store = heap.field(elements, offsets.mapped_arguments_context), heap.field(elements, offsets.mapped_arguments_store)
        mapped = heap.array_length(elements)
        for index, word in enumerate(heap.elements(store, ELEMENTS_MAX)):
            slot = heap.field(elements, offsets.mapped_arguments_slots + 8 * index) if index < mapped else 0
            is_tied = self.is_hole(word) and index < mapped and heap.is_smi(slot)
            value = heap.element(context, heap.smi(slot)) if is_tied else word
            if not self.is_hole(value):
                yield index, Property(str(index), value)
