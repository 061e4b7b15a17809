"""The names and operands of bytecodes, read out of Node itself: V8 numbers them anew in each version.

The names are those of the interpreter's handlers, in the table of builtins; the operands stand in V8's own tables.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass

from ..decode.memory import MemoryReader, Symbol

BUILTINS = ('_ZN2v88internal12_GLOBAL__N_116builtin_metadataE', '_ZN2v88internal12_GLOBAL__N_1L16builtin_metadataE')
OPERAND_COUNTS = ('_ZN2v88internal11interpreter9Bytecodes13kOperandCountE',)
OPERAND_TYPES = ('_ZN2v88internal11interpreter9Bytecodes13kOperandTypesE',)
OPERAND_SIZES = ('_ZN2v88internal11interpreter9Bytecodes13kOperandSizesE',)
RUNTIME_FUNCTIONS = ('_ZN2v88internalL19kIntrinsicFunctionsE',)

# struct { const char* name; int kind; struct { uint8_t bytecode; uint8_t scale; } } of builtins; a handler's scale is 1, 2 or 4.
_BUILTIN = struct.Struct('<QixxxxBBxxxxxx')
# struct { int id; int type; const char* name; Address entry; int8_t arguments; int8_t results }.
_RUNTIME_FUNCTION = struct.Struct('<iiQQbbxxxxxx')
_HANDLER = 'Handler'
# These sixteen share one handler: they are numbered downwards, and only V8's last bytecode, Illegal, follows.
_SHORT_STORES = [f'Star{number}' for number in range(15, -1, -1)]
_NAME_BYTES_MAX = 80
SCALES = 3

FindSymbol = Callable[[tuple[str, ...]], Symbol | None]


@dataclass(frozen=True)
class Operand:
    """V8's number for the type of an operand, and its size in bytes at each scale."""

    type: int
    sizes: tuple[int, int, int]


@dataclass(frozen=True)
class Bytecode:
    name: str
    operands: tuple[Operand, ...]


@dataclass(frozen=True)
class BytecodeTables:
    bytecodes: list[Bytecode]
    runtime_functions: dict[int, str]

    def __post_init__(self) -> None:
        # What the numbers of types mean is told by bytecodes whose operands are known.
        object.__setattr__(self, '_by_name', {it.name: it for it in self.bytecodes})

    def type_of(self, name: str, operand: int) -> int:
        """The type of an operand of a named bytecode; 0, which no operand has, when this V8 knows no such bytecode."""
        found: Bytecode | None = self._by_name.get(name)  # type: ignore[attr-defined]
        return found.operands[operand].type if found and operand < len(found.operands) else 0


def read_tables(memory: MemoryReader, find: FindSymbol) -> BytecodeTables | None:
    """None when this Node's symbols do not hold the tables."""
    counts, types, sizes = find(OPERAND_COUNTS), find(OPERAND_TYPES), find(OPERAND_SIZES)
    builtins = find(BUILTINS)
    if not counts or not types or not sizes or not builtins:
        return None
    number = (counts.end - counts.start) // 4
    names = _names(memory, builtins, number)
    per_bytecode = struct.unpack(f'<{number}i', memory.read_static(counts, number * 4))
    type_rows = struct.unpack(f'<{number}Q', memory.read_static(types, number * 8))
    size_rows = struct.unpack(f'<{number * SCALES}Q', memory.read_static(sizes, number * SCALES * 8))
    bytecodes = []
    for index in range(number):
        count = per_bytecode[index]
        operand_types = _bytes(memory, type_rows[index], count)
        scaled = [_bytes(memory, size_rows[scale * number + index], count) for scale in range(SCALES)]
        operands = (Operand(operand_types[i], (scaled[0][i], scaled[1][i], scaled[2][i])) for i in range(count))
        bytecodes.append(Bytecode(names[index], tuple(operands)))
    return BytecodeTables(bytecodes, _runtime_functions(memory, find(RUNTIME_FUNCTIONS)))


def _names(memory: MemoryReader, builtins: Symbol, number: int) -> list[str]:
    names = [f'Bytecode{index}' for index in range(number)]
    table = memory.read_static(builtins, builtins.end - builtins.start)
    for address, _kind, bytecode, scale in _BUILTIN.iter_unpack(table[: len(table) // _BUILTIN.size * _BUILTIN.size]):
        if scale == 1 and bytecode < number:
            name = _string(memory, address)
            if name.endswith(_HANDLER):
                names[bytecode] = name.removesuffix(_HANDLER)
    names[number - 1 - len(_SHORT_STORES) : number - 1] = _SHORT_STORES
    names[number - 1] = 'Illegal'
    return names


def _runtime_functions(memory: MemoryReader, table: Symbol | None) -> dict[int, str]:
    if not table:
        return {}
    data = memory.read_static(table, table.end - table.start)
    whole = data[: len(data) // _RUNTIME_FUNCTION.size * _RUNTIME_FUNCTION.size]
    return {row[0]: _string(memory, row[2]) for row in _RUNTIME_FUNCTION.iter_unpack(whole)}


def _string(memory: MemoryReader, address: int) -> str:
    return _bytes(memory, address, _NAME_BYTES_MAX).split(b'\0', 1)[0].decode('latin1')


def _bytes(memory: MemoryReader, address: int, count: int) -> bytes:
    data = memory.read_static(Symbol('', address, address + count), count) if count else b''
    return data.ljust(count, b'\0')
