"""What each kind of value is called and consists of. Previews, property paths and an adapter's tree are all made of this."""

from __future__ import annotations

import json
from dataclasses import dataclass

from ..decode.functions import Functions
from ..decode.heap import Heap
from ..decode.scripts import Scripts
from .buffers import Buffers
from .class_names import ClassNames
from .collections import Collections
from .error_stacks import ErrorStacks
from .layout_values import ValueLayout, value_layout
from .missing import NOT_INITIALISED, TEXTS
from .native_handles import NativeHandles
from .numbers import bigint_text, date_text, number_text
from .properties import Properties, Property

BIGINT_DIGITS_MAX = 64
"""LIMIT: 64-bit digits of a bigint that are written out; a longer one is shown by its size."""

REGEXP_FLAGS = ((128, 'd'), (1, 'g'), (2, 'i'), (4, 'm'), (32, 's'), (16, 'u'), (256, 'v'), (8, 'y'))
PROMISE_STATES = ('pending', 'fulfilled', 'rejected')
MAPS, SETS = ('JS_MAP_TYPE', 'JS_WEAK_MAP_TYPE'), ('JS_SET_TYPE', 'JS_WEAK_SET_TYPE')
LABEL_MAX = 40


@dataclass(frozen=True)
class Part:
    """A piece of a value. `name` is what a path says to reach it; `word` is None when `text` already is all of it."""

    name: str
    word: int | None
    text: str = ''
    label: str = ''
    kind: str = 'property'


_CUT = Part('…', None, '… and perhaps more', '', 'cut')
"""Stands for what was not looked at."""


@dataclass(frozen=True)
class Title:
    """What stands before the parts, and the brackets around them. `alone` needs none, like a function."""

    text: str
    brackets: str = '{}'
    alone: bool = False

    @property
    def closed(self) -> str:
        if self.alone:
            return self.text
        return f'{self.text} {{…}}' if self.brackets == '{}' else self.text

    def open(self, parts: list[str]) -> str:
        if self.alone and not parts:
            return self.text
        inside = ', '.join(parts)
        space = ' ' if self.brackets == '{}' and inside else ''
        return f'{self.text} {self.brackets[0]}{space}{inside}{space}{self.brackets[1]}'


class ObjectKinds:
    def __init__(self, heap: Heap, functions: Functions, scripts: Scripts) -> None:
        self.heap = heap
        self.layout = heap.layout
        self.offsets: ValueLayout = value_layout(heap.layout)
        self.properties = Properties(heap, self.offsets)
        self.collections = Collections(heap, self.offsets, self.properties)
        self.buffers = Buffers(heap, self.offsets, self.properties)
        self.classes = ClassNames(heap, functions, self.properties)
        self.errors = ErrorStacks(heap, functions, scripts, self.offsets)
        self.handles = NativeHandles(heap, self.offsets)

    # Primitives.

    def primitive_text(self, word: int, text_max: int) -> str | None:
        """The text of a value without parts, `<…>` for what no value can be, None for an object."""
        heap, layout = self.heap, self.layout
        if word in TEXTS:
            return TEXTS[word]
        if word & 1 == 0:
            return str(heap.smi(word)) if heap.is_smi(word) else f'<raw {word:#x}>'
        if word & 3 == 3:
            return '<weak reference>'
        if self.properties.is_hole(word):
            return TEXTS[NOT_INITIALISED]
        kind = heap.instance_type(word)
        if heap.is_string(word):
            return self._string(word, text_max)
        if kind == layout.type('HEAP_NUMBER_TYPE'):
            return number_text(heap.double(word - 1 + layout['class_HeapNumber__value__double']))
        if kind == layout.type('ODDBALL_TYPE'):
            return self._oddball(word)
        if kind == self.offsets.bigint_type:
            return self._bigint(word)
        if kind == layout.type('SYMBOL_TYPE'):
            return self.properties.name_of(word)
        return None if self.classes.is_receiver(word) else f'<{layout.type_names.get(kind, "unreadable")}>'

    def _string(self, word: int, text_max: int) -> str:
        length = self.heap.string_length(word)
        text = self.heap.string(word, text_max)
        if text is None:
            return '<unreadable string>'
        rest = f'… ({length} characters)' if length > text_max else ''
        return json.dumps(text, ensure_ascii=False) + rest

    def _oddball(self, word: int) -> str:
        kind = self.heap.smi(self.heap.named_field(word, 'Oddball__kind__int'))
        for name in ('False', 'True', 'Null', 'Undefined'):
            if kind == self.layout[f'Oddball{name}']:
                return name.lower()
        return f'<oddball {kind}>'

    def _bigint(self, word: int) -> str:
        bits = self.heap.u32(word - 1 + self.offsets.bigint_bits)
        count = bits >> 1
        if count > BIGINT_DIGITS_MAX:
            return f'<bigint of {count * 64} bits>'
        return bigint_text(bits, self.heap.memory.read(word - 1 + self.offsets.bigint_digits, 8 * count) if count else b'')

    # Objects.

    def title(self, word: int) -> Title:
        heap, offsets, kind = self.heap, self.offsets, self.heap.type_name(word)
        name = self.classes.of(word)
        if heap.is_function(word) or kind == 'JS_BOUND_FUNCTION_TYPE':
            return Title(self.classes.function_title(word), alone=True)
        if kind == 'JS_ARRAY_TYPE':
            return Title(f'{name}({self.array_length(word)})', '[]')
        if kind in MAPS + SETS:
            return Title(f'{name}({self.collections.size(word)})')
        buffer = self.buffers.of(word)
        if buffer:
            return Title(f'{name}({buffer.length})', '[]')
        if kind == 'JS_DATE_TYPE':
            return Title(f'{name} {date_text(heap.double(word - 1 + offsets.date_value))}', alone=True)
        if kind == 'JS_REG_EXP_TYPE':
            return Title(self._regexp(word), alone=True)
        if kind == 'JS_ERROR_TYPE':
            return Title(self.error_title(word), alone=True)
        if kind == 'JS_EXTERNAL_OBJECT_TYPE':
            return Title(self.handles.title(word), alone=True)
        return Title(name)

    def parts(self, word: int, count_max: int) -> list[Part]:
        """What the value is made of, most telling first. At most `count_max`."""
        heap, offsets, kind = self.heap, self.offsets, self.heap.type_name(word)
        found: list[Part] = []
        if kind == 'JS_PROXY_TYPE':
            for name, offset in (('target', offsets.proxy_target), ('handler', offsets.proxy_handler)):
                found.append(self._internal(name, heap.field(word, offset)))
            return found
        if kind == 'JS_PROMISE_TYPE':
            found += self._promise(word)
        elif kind == 'JS_WEAK_REF_TYPE':
            found.append(self._internal('target', heap.field(word, offsets.weak_ref_target)))
        elif kind == 'JS_PRIMITIVE_WRAPPER_TYPE':
            found.append(self._internal('value', heap.field(word, offsets.wrapped_primitive)))
        elif kind == 'JS_BOUND_FUNCTION_TYPE':
            found.append(self._internal('target', heap.field(word, offsets.bound_target)))
        elif kind in MAPS + SETS:
            found += self._entries(word, count_max)
        buffer = self.buffers.of(word)
        if buffer:
            found += [Part(str(i), None, text, '', 'index') for i, text in enumerate(self.buffers.elements(buffer, count_max))]
        elif kind != 'JS_GLOBAL_PROXY_TYPE':
            found += self._indexed(word, kind, count_max)
        if len(found) < count_max:
            found += [self._named(entry) for entry in self.own_properties(word) if self._is_shown(entry, kind)]
        if kind == 'JS_ERROR_TYPE' and len(found) < count_max:
            found += [Part('stack', None, line, 'at ', 'stack') for line in self.errors.lines(word, self.properties.named(word))]
        return found[:count_max]

    def own_properties(self, word: int) -> list[Property]:
        """With names; of the global object, those in its dictionary of cells."""
        if self.heap.type_name(word) == 'JS_GLOBAL_OBJECT_TYPE':
            return self.properties.global_named(self.heap.named_field(word, 'JSReceiver__raw_properties_or_hash__Tagged_Object_'))
        return self.properties.named(word)

    def array_length(self, word: int) -> int:
        length = self.heap.field(word, self.layout.unexported.array_length)
        return self.heap.smi(length) if self.heap.is_smi(length) else int(self.heap.double(length - 1 + 8))

    def error_title(self, word: int) -> str:
        message = next((p.value for p in self.properties.named(word) if p.name == 'message' and p.value is not None), None)
        text = self.heap.string(message, 300) if message is not None else None
        return f'{self.classes.of(word)}: {text}' if text else self.classes.of(word)

    def _is_shown(self, entry: Property, kind: str) -> bool:
        """Left out of a preview: V8's own symbols, and what the title already tells."""
        if entry.is_hidden or (kind == 'JS_ARRAY_TYPE' and entry.name == 'length'):
            return False
        if kind == 'JS_ERROR_TYPE':
            return entry.name not in ('stack', 'message')
        if kind == 'JS_REG_EXP_TYPE':
            return entry.name != 'lastIndex'
        return entry.is_enumerable or entry.name.startswith('#')

    def _named(self, entry: Property) -> Part:
        label = f'{entry.name}: '
        if entry.is_cut:
            return _CUT
        if entry.is_accessor:
            both = '/'.join(name for name, there in (('get', entry.getter), ('set', entry.setter)) if there)
            return Part(entry.name, None, f'[{both or "native accessor"}]', label, 'accessor')
        return Part(entry.name, entry.value, '', label)

    def _indexed(self, word: int, kind: str, count_max: int) -> list[Part]:
        """Elements of an array without their numbers, with the holes counted; of other objects with them."""
        length = self.array_length(word) if kind == 'JS_ARRAY_TYPE' else None
        parts: list[Part] = []
        expected = 0
        for index, entry in self.properties.indexed(word, count_max):
            # An array has room for more than it holds.
            if length is not None and index >= length:
                break
            if entry.is_cut:
                return [*parts, _CUT]
            if length is not None and index > expected:
                parts.append(Part('', None, f'<{index - expected} empty>', '', 'holes'))
            expected = index + 1
            parts.append(Part(str(index), entry.value, _element_text(entry), f'{index}: ' if length is None else '', 'index'))
            if len(parts) >= count_max:
                return parts
        if length is not None and length > expected:
            parts.append(Part('', None, f'<{length - expected} empty>', '', 'holes'))
        return parts

    def _entries(self, word: int, count_max: int) -> list[Part]:
        parts = []
        for index, (key, value) in enumerate(self.collections.entries(word, count_max)):
            if value is None:
                parts.append(Part(f'[{index}]', key, '', '', 'entry'))
            else:
                label = self.primitive_text(key, LABEL_MAX) or self.title(key).closed
                parts.append(Part(f'[{label}]', value, '', f'{label} => ', 'entry'))
        return parts

    def _promise(self, word: int) -> list[Part]:
        state = self.heap.smi(self.heap.field(word, self.offsets.promise_flags)) & 3
        if state >= len(PROMISE_STATES):
            return []
        if state == 0:
            return [Part('[[state]]', None, '<pending>', '', 'internal')]
        result = self.heap.field(word, self.offsets.promise_result)
        return [Part('[[result]]', result, '', f'<{PROMISE_STATES[state]}> ', 'internal')]

    def _internal(self, name: str, word: int) -> Part:
        return Part(f'[[{name}]]', word, '', f'[[{name}]]: ', 'internal')

    def _regexp(self, word: int) -> str:
        bits = self.heap.smi(self.heap.field(word, self.offsets.regexp_flags))
        source = self.heap.string(self.heap.field(word, self.offsets.regexp_source), 200) or '(?:)'
        return f'/{source}/{"".join(letter for bit, letter in REGEXP_FLAGS if bits & bit)}'


def _element_text(entry: Property) -> str:
    """Of an element that is no tagged word: a raw double, or an accessor."""
    if entry.number is not None:
        return number_text(entry.number)
    return '[accessor]' if entry.value is None else ''
