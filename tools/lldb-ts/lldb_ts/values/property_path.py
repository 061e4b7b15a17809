"""`order.tags[2]["full name"]`: an expression that reads and never runs anything."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from .frame_variables import Variable
from .numbers import number_text
from .object_kinds import ObjectKinds, Part
from .properties import Property

PROTOTYPES_MAX = 50
ELEMENTS_MAX = 1 << 20

_STEP = re.compile(
    r"""\s*(?:\??\.\s*(?P<name>\#?[\w$]+)
         |(?:\?\.)?\[\s*(?P<index>\d+)\s*\]
         |(?:\?\.)?\[\s*(?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')\s*\]
         |\[\[(?P<internal>\w+)\]\])""",
    re.VERBOSE,
)
_ROOT = re.compile(r'\s*([A-Za-z_$\u0080-\uffff][\w$\u0080-\uffff]*)')
_ESCAPE = re.compile(r'\\(.)')


class PathError(Exception):
    """A message for the user, with the part of the expression that it is about."""


@dataclass(frozen=True)
class Found:
    """A tagged word, or for what is no value of its own (the element of a typed array) its text."""

    word: int | None
    text: str = ''


@dataclass(frozen=True)
class Step:
    key: str
    is_internal: bool = False


def parse_path(expression: str) -> tuple[str, list[Step]]:
    """The name that the path starts from, and the steps from there."""
    root = _ROOT.match(expression)
    if root is None:
        raise PathError(f'`{expression}`: a path starts with a name, such as `this` or a variable')
    steps: list[Step] = []
    position = root.end()
    while expression[position:].strip():
        step = _STEP.match(expression, position)
        if step is None:
            rest = expression[position:].strip()
            raise PathError(f'`{rest}`: only .name, [number] and ["text"] can be read; calls and operators need a running program')
        text = step['text']
        key = _ESCAPE.sub(r'\1', text[1:-1]) if text is not None else step['name'] or step['index'] or step['internal']
        steps.append(Step(key, step['internal'] is not None))
        position = step.end()
    return root.group(1), steps


class PropertyPath:
    def __init__(self, kinds: ObjectKinds) -> None:
        self.kinds = kinds
        self.heap = kinds.heap

    def evaluate(self, expression: str, variables: list[Variable], global_object: int) -> Found:
        """Raises PathError when a step leads nowhere."""
        name, steps = parse_path(expression)
        variable = next((v for v in variables if v.name == name), None)
        if variable is not None:
            found = Found(variable.word)
        elif name == 'globalThis' and global_object:
            found = Found(global_object)
        else:
            found = self._of_global(name, global_object)
        walked = name
        for step in steps:
            found = self._step(found, step, walked)
            walked += f'.{step.key}'
        return found

    def _of_global(self, name: str, global_object: int) -> Found:
        value = self._property(global_object, name) if global_object else None
        if value is None:
            raise PathError(f'no `{name}` here; `ts locals` lists what there is')
        return self._found(value, name)

    def _step(self, found: Found, step: Step, walked: str) -> Found:
        if found.word is None:
            raise PathError(f'`{walked}` has no properties')
        word = found.word
        if step.is_internal:
            part = next((p for p in self.kinds.parts(word, 100) if p.name == f'[[{step.key}]]'), None) if self._is_object(word) else None
            if part is None:
                raise PathError(f'`{walked}` has no [[{step.key}]]')
            return Found(part.word, part.text)
        special = self._special(word, step.key)
        if special is not None:
            return special
        if not self._is_object(word):
            raise PathError(f'`{walked}` is {self.kinds.primitive_text(word, 40)}: it has no `{step.key}`')
        element = self._element(word, step.key) if step.key.isdigit() else None
        entry = element or self._property(word, step.key)
        if entry is not None:
            return self._found(entry, f'{walked}.{step.key}')
        part = self._entry(word, step.key)
        if part is None:
            raise PathError(self._why_not(word, step.key, walked))
        return Found(part.word, part.text)

    def _why_not(self, word: int, key: str, walked: str) -> str:
        if self.heap.is_type(word, 'JS_PROXY_TYPE'):
            return f'`{walked}` is a Proxy, whose properties need a running program; `{walked}[[target]].{key}` reads what is behind it'
        return f'`{walked}` has no `{key}`'

    def _is_object(self, word: int) -> bool:
        return word & 3 == 1 and self.kinds.classes.is_receiver(word)

    def _special(self, word: int, key: str) -> Found | None:
        """What a getter of the language would compute, as far as memory tells it without one."""
        heap, kind = self.heap, self.heap.type_name(word)
        if heap.is_string(word):
            text = heap.string(word) or ''
            if key == 'length':
                return Found(None, str(heap.string_length(word)))
            return Found(None, json.dumps(text[int(key)], ensure_ascii=False)) if key.isdigit() and int(key) < len(text) else None
        if key == 'length' and kind == 'JS_ARRAY_TYPE':
            return Found(None, str(self.kinds.array_length(word)))
        if key == 'size' and kind in ('JS_MAP_TYPE', 'JS_SET_TYPE'):
            return Found(None, str(self.kinds.collections.size(word)))
        if key == 'stack' and kind == 'JS_ERROR_TYPE':
            lines = self.kinds.errors.lines(word, self.kinds.properties.named(word))
            return Found(None, '\n'.join([self.kinds.error_title(word), *(f'    at {line}' for line in lines)]))
        buffer = self.kinds.buffers.of(word) if key == 'length' or key.isdigit() or key == 'byteLength' else None
        if buffer is None:
            return None
        if not key.isdigit():
            return Found(None, str(buffer.length if key == 'length' else buffer.byte_length))
        elements = self.kinds.buffers.elements(buffer, int(key) + 1) if int(key) < min(buffer.length, ELEMENTS_MAX) else []
        return Found(None, elements[-1] if elements else 'undefined')

    def _element(self, word: int, key: str) -> Property | None:
        wanted = int(key)
        is_beyond = self.heap.is_type(word, 'JS_ARRAY_TYPE') and wanted >= self.kinds.array_length(word)
        return None if is_beyond else self.kinds.properties.at_index(word, wanted)

    def _property(self, word: int, key: str) -> Property | None:
        """Own, or of the objects it inherits from."""
        for _ in range(PROTOTYPES_MAX):
            if not self._is_object(word):
                return None
            entry = next((p for p in self.kinds.own_properties(word) if p.name == key and not p.is_hidden), None)
            if entry is not None:
                return entry
            word = self.heap.named_field(self.heap.map_of(word), 'Map__prototype__Object')
        return None

    def _entry(self, word: int, key: str) -> Part | None:
        """The value under a key of a Map, which is written as if it were a property."""
        wanted = (f'[{key}]', f'["{key}"]')
        return next((p for p in self.kinds.parts(word, ELEMENTS_MAX) if p.kind == 'entry' and p.name in wanted), None)

    def _found(self, entry: Property, walked: str) -> Found:
        if entry.number is not None:
            return Found(None, number_text(entry.number))
        if entry.value is None:
            raise PathError(f'`{walked}` is an accessor: its value needs a running program')
        return Found(entry.value)
