"""Constants in code, shortly: what a person must know to read the instruction."""

from __future__ import annotations

import lldb

from ..decode.decoder import Decoder
from ..decode.native_callback import callback_of_function

TEXT_LENGTH_MAX = 60


class Constants:
    def __init__(self, decoder: Decoder, target: lldb.SBTarget) -> None:
        self._decoder = decoder
        self._target = target

    def of_bytecode(self, bytecode: int, index: int) -> str:
        """Entry `index` of a function's constants."""
        array = self._decoder.heap.field(bytecode, self._decoder.layout.unexported.bytecode_constants)
        return self.value(self._decoder.heap.element(array, index)) or f'[{index}]'

    def value(self, word: int) -> str:
        """A tagged value; '' for what is none."""
        heap, functions = self._decoder.heap, self._decoder.functions
        if heap.is_smi(word):
            return str(heap.smi(word))
        if heap.is_string(word):
            text = heap.string(word, TEXT_LENGTH_MAX) or ''
            return f'"{text}"'
        if heap.is_type(word, 'SHARED_FUNCTION_INFO_TYPE'):
            return f'<function {functions.name(word) or "anonymous"}>'
        if heap.is_function(word):
            return f'<function {functions.name(functions.shared(word)) or "anonymous"}{self._native(word)}>'
        if heap.is_type(word, 'HEAP_NUMBER_TYPE'):
            return repr(heap.double(word - 1 + heap.layout['class_HeapNumber__value__double']))
        name = heap.type_name(word)
        return f'<{name.removesuffix("_TYPE").lower().replace("_", " ")}>' if name else ''

    def _native(self, function: int) -> str:
        callback = callback_of_function(self._decoder.heap, function)
        symbol = self._target.ResolveLoadAddress(callback).GetSymbol() if callback else None
        return f' of native code: {symbol.GetDisplayName()}' if symbol and symbol.IsValid() else ''

    def address(self, address: int) -> str:
        """What lies at an address of compiled code's operands: a builtin, a native function, or a tagged value."""
        if builtin := self._decoder.code.builtin(address):
            return f'builtin {builtin}'
        symbol = self._target.ResolveLoadAddress(address).GetSymbol()
        if symbol.IsValid() and symbol.GetStartAddress().GetLoadAddress(self._target) == address:
            return symbol.GetDisplayName() or symbol.GetName() or ''
        return self.value(address) if address & 3 == 1 else ''
