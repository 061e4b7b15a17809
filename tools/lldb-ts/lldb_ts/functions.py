"""What V8 knows of a function beside its code: name, script, range of source, scope."""

from __future__ import annotations

from .heap import Heap

SCOPE_NAMES_INLINE_MAX = 75
"""ScopeInfo keeps up to this many context locals in itself, more of them in a hash table."""

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

    def context_locals(self, scope: int) -> list[str]:
        """Names of the variables that live in the function's context, in slot order; [] when there are too many to be kept inline."""
        count = self._context_local_count(scope)
        first = self._first_name(scope)
        return [self.heap.string(self._slot(scope, first + i)) or '' for i in range(count)] if count < SCOPE_NAMES_INLINE_MAX else []

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

    def _name_in_scope(self, scope: int) -> str:
        """The name stands behind the context locals. Small numbers may come before it; any other object means that there is no name."""
        count = self._context_local_count(scope)
        # Each local has a name and a word of flags; many of them have one table of names.
        slots = 2 * count if count < SCOPE_NAMES_INLINE_MAX else count + 1
        first = self._first_name(scope) if count else self.layout['scopeinfo_idx_first_vars']
        for index in range(first + slots, first + slots + NAME_SEARCH_SLOTS):
            slot = self._slot(scope, index)
            if self.heap.is_string(slot):
                text = self.heap.string(slot)
                if text:
                    return text
            elif not self.heap.is_smi(slot):
                return ''
        return ''
