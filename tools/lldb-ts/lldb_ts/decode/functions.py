"""What V8 knows of a function beside its code: name, script, range of source, scope."""

from __future__ import annotations

from .heap import Heap

SCOPE_NAMES_INLINE_MAX = 75
"""ScopeInfo keeps up to this many context locals in itself, more of them in a hash table."""

HASHED_NAMES_MAX = 1 << 14
HASH_HEADER = 3

# The flags of a ScopeInfo, in its first slot; the same in V8 13.6 and 14.6.
STRICT = 1 << 5
SELF_VARIABLE_SHIFT = 12
IN_REGISTER, IN_CONTEXT = 1, 2

INTERPRETER_DATA_BYTECODE_OFFSET = 8
NAME_SEARCH_SLOTS = 8


class Functions:
    def __init__(self, heap: Heap) -> None:
        self.heap = heap
        self.layout = heap.layout

    def shared(self, function: int) -> int:
        """The SharedFunctionInfo of a JSFunction."""
        return self.heap.named_field(function, 'JSFunction__shared__SharedFunctionInfo')

    def script(self, shared: int) -> int:
        """The Script object, or 0 for a function without one (a builtin)."""
        script = self.heap.named_field(shared, 'SharedFunctionInfo__raw_script__Tagged_Object_')
        return script if self.heap.is_type(script, 'SCRIPT_TYPE') else 0

    def scope_info(self, shared: int) -> int:
        """The ScopeInfo, or 0 when the function was never compiled."""
        value = self._name_or_scope_info(shared)
        return value if self.heap.is_type(value, 'SCOPE_INFO_TYPE') else 0

    def name(self, shared: int) -> str:
        """The function's own name; '' when it has none."""
        value = self._name_or_scope_info(shared)
        if self.heap.is_string(value):
            return self.heap.string(value) or ''
        return self._name_in_scope(value) if self.heap.is_type(value, 'SCOPE_INFO_TYPE') else ''

    def range(self, shared: int) -> tuple[int, int]:
        """Where the function starts and ends in the text of its script; (0, 0) when V8 does not say."""
        scope = self.scope_info(shared)
        if scope:
            offsets = self.layout.unexported
            start = self.heap.smi(self._slot(scope, offsets.scope_info_start))
            end = self.heap.smi(self._slot(scope, offsets.scope_info_end))
            return (start, end) if 0 <= start <= end else (0, 0)
        return 0, 0

    def parameter_count(self, shared: int) -> int:
        """Declared parameters, without the receiver."""
        offset = self.layout['class_SharedFunctionInfo__internal_formal_parameter_count__uint16_t']
        return max(0, self.heap.u16(shared - 1 + offset) - 1)

    def is_strict(self, scope: int) -> bool:
        return bool(self._flags(scope) & STRICT)

    def context_locals(self, scope: int) -> list[str]:
        """Names of the variables that live in the function's context, in slot order."""
        count, first = self._context_local_count(scope), self._first_name(scope)
        if count < SCOPE_NAMES_INLINE_MAX:
            return [self.heap.string(self._slot(scope, first + i)) or '' for i in range(count)]
        names = [''] * min(count, HASHED_NAMES_MAX)
        # Entries of a name and its index, behind the counters of elements, deleted elements and capacity.
        entries = self.heap.elements(self._slot(scope, first), HASH_HEADER + 8 * HASHED_NAMES_MAX)[HASH_HEADER:]
        for name, index in zip(entries[::2], entries[1::2]):
            if self.heap.is_string(name) and self.heap.is_smi(index) and 0 <= self.heap.smi(index) < len(names):
                names[self.heap.smi(index)] = self.heap.string(name) or ''
        return names

    def self_in_register(self, scope: int) -> str:
        """The name by which a function expression calls itself, when that is a variable in a register; else ''."""
        return self._name_in_scope(scope) if self._self_variable(scope) == IN_REGISTER else ''

    def self_in_context(self, scope: int) -> tuple[str, int]:
        """The same for a variable in the function's context: its name and its slot; ('', 0) when there is none."""
        at = self._name_index(scope) if self._self_variable(scope) == IN_CONTEXT else 0
        slot = self._slot(scope, at + 1) if at else 0
        return (self.heap.string(self._slot(scope, at)) or '', self.heap.smi(slot)) if at and self.heap.is_smi(slot) else ('', 0)

    def end_of_locals(self, scope: int) -> int:
        """Index of the slot behind the context locals: each has a name and a word of flags; many of them have one table of names."""
        count = self._context_local_count(scope)
        first = self._first_name(scope) if count else self.layout['scopeinfo_idx_first_vars']
        return first + (2 * count if count < SCOPE_NAMES_INLINE_MAX else count + 1)

    def bytecode(self, shared: int) -> int:
        """The BytecodeArray, or 0: it may have been flushed, or never compiled."""
        offsets = self.layout.unexported
        data = self.heap.field(shared, offsets.function_data)
        if self.heap.is_type(data, 'CODE_TYPE'):
            # Baseline code keeps its bytecode where optimised code keeps its deoptimisation data.
            data = self.heap.field(data, offsets.code_deoptimization)
        if self.heap.is_type(data, 'INTERPRETER_DATA_TYPE'):
            data = self.heap.field(data, INTERPRETER_DATA_BYTECODE_OFFSET)
        return data if self.heap.is_type(data, 'BYTECODE_ARRAY_TYPE') else 0

    def _name_or_scope_info(self, shared: int) -> int:
        return self.heap.named_field(shared, 'SharedFunctionInfo__name_or_scope_info__Tagged_NameOrScopeInfoT_')

    def _slot(self, scope: int, index: int) -> int:
        return self.heap.field(scope, 8 + 8 * index)

    def _context_local_count(self, scope: int) -> int:
        count = self._slot(scope, self.layout['scopeinfo_idx_ncontextlocals'])
        return max(0, self.heap.smi(count)) if self.heap.is_smi(count) else 0

    def _first_name(self, scope: int) -> int:
        """Index of the first name. In the scope of a module, the number of the module's variables comes before."""
        first = self.layout['scopeinfo_idx_first_vars']
        return first + 1 if self.heap.is_smi(self._slot(scope, first)) else first

    def _flags(self, scope: int) -> int:
        return self.heap.u32(scope - 1 + 8)

    def _self_variable(self, scope: int) -> int:
        return self._flags(scope) >> SELF_VARIABLE_SHIFT & 3

    def _name_in_scope(self, scope: int) -> str:
        at = self._name_index(scope)
        return self.heap.string(self._slot(scope, at)) or '' if at else ''

    def _name_index(self, scope: int) -> int:
        """The name stands behind the context locals. Small numbers may come before it; any other object means that there is no name: 0."""
        behind = self.end_of_locals(scope)
        for index in range(behind, behind + NAME_SEARCH_SLOTS):
            slot = self._slot(scope, index)
            if self.heap.is_string(slot):
                if self.heap.string_length(slot):
                    return index
            elif not self.heap.is_smi(slot):
                return 0
        return 0
