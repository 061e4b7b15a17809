"""Where an error was made: its stack, whether or not a program has asked for it yet."""

from __future__ import annotations

from ..decode.functions import Functions
from ..decode.heap import Heap
from ..decode.positions import at, decode_positions
from ..decode.scripts import Scripts
from .layout_values import ValueLayout
from .properties import Property

FRAMES_MAX = 200
"""LIMIT: V8 keeps ten unless `Error.stackTraceLimit` says otherwise."""

STACK_TEXT_MAX = 1 << 16
TRACE_TYPES = ('ERROR_STACK_DATA_TYPE', 'FIXED_ARRAY_TYPE')


class ErrorStacks:
    def __init__(self, heap: Heap, functions: Functions, scripts: Scripts, offsets: ValueLayout) -> None:
        self.heap = heap
        self.functions = functions
        self.scripts = scripts
        self.offsets = offsets

    def lines(self, error: int, properties: list[Property]) -> list[str]:
        """Such as 'load (main.ts:10:5)', innermost first; [] when V8 keeps no stack for it."""
        heap = self.heap
        # The symbol that the stack lies under has no name in memory; nothing else hidden in an error looks like one.
        hidden = [p.value for p in properties if p.is_hidden and p.value is not None]
        stack = next((word for word in hidden if heap.type_name(word) in TRACE_TYPES or self._is_text(word)), 0)
        if heap.is_type(stack, 'ERROR_STACK_DATA_TYPE'):
            stack = heap.field(stack, self.offsets.error_stack_data)
        text = heap.string(stack, STACK_TEXT_MAX)
        if text is not None:
            return [line.strip().removeprefix('at ') for line in text.splitlines() if line.strip().startswith('at ')][:FRAMES_MAX]
        return [line for line in map(self._line, *self._calls(stack)) if line]

    def _is_text(self, word: int) -> bool:
        return '\n    at ' in (self.heap.string(word, STACK_TEXT_MAX) or '')

    def _calls(self, stack: int) -> tuple[list[int], list[int]]:
        """Functions and bytecode offsets of a trace that is not text yet."""
        heap, offsets = self.heap, self.offsets
        if heap.type_name(stack) != 'FIXED_ARRAY_TYPE':
            return [], []
        if offsets.trace_is_flat:
            words = heap.elements(stack, FRAMES_MAX * offsets.trace_stride)
            return words[offsets.trace_function :: offsets.trace_stride], words[offsets.trace_offset :: offsets.trace_stride]
        sites = [site for site in heap.elements(stack, FRAMES_MAX) if heap.is_type(site, 'CALL_SITE_INFO_TYPE')]
        return [heap.field(s, offsets.call_site_function) for s in sites], [heap.field(s, offsets.call_site_offset) for s in sites]

    def _line(self, function: int, offset: int) -> str:
        heap = self.heap
        if not heap.is_function(function):
            return ''
        shared = self.functions.shared(function)
        name = self.functions.name(shared) or '(anonymous)'
        script = self.functions.script(shared)
        bytecode = self.functions.bytecode(shared)
        table = heap.byte_array(heap.field(bytecode, heap.layout.unexported.bytecode_positions)) if bytecode else None
        if not script or table is None or not heap.is_smi(offset):
            return name
        found = at(decode_positions(table, heap.layout.unexported.positions_have_breakable_bit), heap.smi(offset))
        if found is None:
            return name
        place = self.scripts.locate(script, found.source)
        return f'{name} ({place.file}:{place.line}:{place.column})'
