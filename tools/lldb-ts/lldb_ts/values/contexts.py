"""V8's contexts: where variables live that closures captured, and from where modules reach what they import and export."""

from __future__ import annotations

from dataclasses import dataclass

from ..decode.functions import Functions
from ..decode.heap import Heap

DEPTH_MAX = 64
MODULE, NATIVE = 6, 7
"""Which of V8's types of context, counted from the first."""

SCOPE_INFO, PREVIOUS, EXTENSION = 16, 24, 32
CONTEXT_CELL_VALUE = 8
MODULE_NAMES_MAX = 2000
OPTIONAL_SLOTS_MAX = 12


@dataclass(frozen=True)
class ContextVariable:
    name: str
    word: int


@dataclass(frozen=True)
class Context:
    """`start` and `end`: the source of the scope it belongs to; (0, 0) when V8 did not keep them."""

    scope_info: int
    variables: list[ContextVariable]
    start: int
    end: int


class Contexts:
    def __init__(self, heap: Heap, functions: Functions) -> None:
        self.heap = heap
        self.functions = functions
        self.first_type = heap.layout['FirstContextType']
        self.last_type = heap.layout['LastContextType']

    def chain(self, context: int) -> list[Context]:
        """From the innermost outwards, without the context of the whole realm."""
        heap = self.heap
        found: list[Context] = []
        for _ in range(DEPTH_MAX):
            kind = heap.instance_type(context) - self.first_type
            if not 0 <= kind <= self.last_type - self.first_type or kind == NATIVE:
                break
            scope = heap.field(context, SCOPE_INFO)
            found.append(self._read(context, scope, kind))
            context = heap.field(context, PREVIOUS)
        return found

    def global_object(self, context: int) -> int:
        """The global object of the realm that a context belongs to; 0 when the chain does not lead there."""
        heap = self.heap
        for _ in range(DEPTH_MAX):
            if heap.instance_type(context) - self.first_type == NATIVE:
                found = heap.field(context, EXTENSION)
                return found if heap.is_type(found, 'JS_GLOBAL_OBJECT_TYPE') else 0
            context = heap.field(context, PREVIOUS)
        return 0

    def _read(self, context: int, scope: int, kind: int) -> Context:
        heap = self.heap
        offsets = heap.layout.unexported
        names = self.functions.context_locals(scope)
        first = heap.layout['context_min_slots'] + (1 if kind == MODULE else 0)
        variables = [ContextVariable(name, self._value(heap.element(context, first + index))) for index, name in enumerate(names)]
        name, slot = self.functions.self_in_context(scope)
        if name:
            variables.append(ContextVariable(name, self._value(heap.element(context, slot))))
        if kind == MODULE:
            variables += self._module_variables(scope, heap.field(context, EXTENSION))
        start, end = (heap.smi(self._slot(scope, index)) for index in (offsets.scope_info_start, offsets.scope_info_end))
        return Context(scope, variables, start, end) if 0 <= start < end else Context(scope, variables, 0, 0)

    def _value(self, word: int) -> int:
        """V8 14 boxes a variable of which it watches whether it ever changes."""
        return self.heap.field(word, CONTEXT_CELL_VALUE) if self.heap.is_type(word, 'CONTEXT_CELL_TYPE') else word

    def _module_variables(self, scope: int, module: int) -> list[ContextVariable]:
        """Imports and exports lie in cells of the module; the scope ends with their names and the numbers of the cells."""
        heap = self.heap
        if not heap.is_type(module, 'SOURCE_TEXT_MODULE_TYPE'):
            return []
        exports, imports = self._cells(module)
        found: list[ContextVariable] = []
        for name, index in self.module_names(scope):
            cells = exports if index > 0 else imports
            at = abs(index) - 1
            if 0 <= at < len(cells) and heap.is_type(cells[at], 'CELL_TYPE'):
                found.append(ContextVariable(name, heap.field(cells[at], 8)))
        return found

    def _cells(self, module: int) -> tuple[list[int], list[int]]:
        """The two arrays of cells stand side by side in the module object, exports first."""
        heap = self.heap
        for offset in range(8, 160, 8):
            first, second = heap.field(module, offset), heap.field(module, offset + 8)
            if self._is_cell_array(first) and self._is_cell_array(second) and heap.array_length(first) + heap.array_length(second) > 0:
                return heap.elements(first, MODULE_NAMES_MAX), heap.elements(second, MODULE_NAMES_MAX)
        return [], []

    def _is_cell_array(self, word: int) -> bool:
        heap = self.heap
        if heap.type_name(word) != 'FIXED_ARRAY_TYPE':
            return False
        return all(heap.is_type(cell, 'CELL_TYPE') for cell in heap.elements(word, 4))

    def module_names(self, scope: int) -> list[tuple[str, int]]:
        """Names of imports and exports with the numbers of their cells: triples at the end of the ScopeInfo, behind what is optional."""
        heap, layout = self.heap, self.heap.layout
        first = layout['scopeinfo_idx_first_vars']
        total = heap.smi(self._slot(scope, first))
        if not 0 < total <= MODULE_NAMES_MAX:
            return []
        behind = self.functions.end_of_locals(scope)
        for start in range(behind, behind + OPTIONAL_SLOTS_MAX):
            triples = [start + 3 * number for number in range(total)]
            if heap.type_name(self._slot(scope, start - 1)) == 'FIXED_ARRAY_TYPE' and heap.is_string(self._slot(scope, start)):
                return [(heap.string(self._slot(scope, at)) or '', heap.smi(self._slot(scope, at + 1))) for at in triples]
        return []

    def _slot(self, scope: int, index: int) -> int:
        return self.heap.field(scope, 8 + 8 * index)
