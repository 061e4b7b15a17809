"""Bytecode as text: mnemonics, registers, constants, and where jumps go."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from .bytecode_tables import BytecodeTables, Operand

PREFIX_SCALES = {'Wide': 1, 'ExtraWide': 2, 'DebugBreakWide': 1, 'DebugBreakExtraWide': 2}

# Operands by bytecodes that have one of the kind: (bytecode, number of the operand).
_REGISTERS = (
    ('Ldar', 0),
    ('Star', 0),
    ('CallProperty', 1),
    ('CallRuntimeForPair', 3),
    ('ForInPrepare', 0),
    ('ForInNext', 2),
    ('ResumeGenerator', 1),
    ('FindNonDefaultConstructorOrConstruct', 2),
    ('ForInStep', 0),
    ('ForOfNext', 2),
)
_SIGNED = (('LdaSmi', 0),)
_RUNTIME_FUNCTION = (('CallRuntime', 0),)
# Which operand is an index into the constants.
_CONSTANTS = {
    'LdaConstant': 0,
    'LdaGlobal': 0,
    'LdaGlobalInsideTypeof': 0,
    'StaGlobal': 0,
    'GetNamedProperty': 1,
    'GetNamedPropertyFromSuper': 1,
    'SetNamedProperty': 1,
    'DefineNamedOwnProperty': 1,
    'CreateClosure': 0,
    'CreateRegExpLiteral': 0,
    'CreateArrayLiteral': 0,
    'CreateObjectLiteral': 0,
    'CreateBlockContext': 0,
    'CreateFunctionContext': 0,
    'CreateFunctionContextWithCells': 0,
    'CreateCatchContext': 1,
    'GetTemplateObject': 0,
    'ThrowReferenceErrorIfHole': 0,
    'Add_StringConstant_Internalize': 2,
}
# Of the interpreter's frame, in words from the frame pointer: what the operand of a register counts.
_FIRST_REGISTER = -7
_FIXED_SLOTS = {-1: '<context>', -2: '<closure>', -3: '<argument-count>', 2: '<this>'}
_FIRST_ARGUMENT = 3


@dataclass(frozen=True)
class Instruction:
    offset: int
    length: int
    name: str
    text: str


ConstantText = Callable[[int], str]
"""A constant of the function as a person reads it."""


class BytecodeListing:
    def __init__(self, tables: BytecodeTables) -> None:
        self._tables = tables
        self._registers = {tables.type_of(*it) for it in _REGISTERS} - {0}
        self._signed = {tables.type_of(*it) for it in _SIGNED} - {0}
        self._runtime = {tables.type_of(*it) for it in _RUNTIME_FUNCTION} - {0}

    def instructions(self, code: bytes, constant: ConstantText) -> Iterator[Instruction]:
        """Stops where the bytes make no sense."""
        at = 0
        while at < len(code):
            start, scale, prefix = at, 0, ''
            if code[at] < len(self._tables.bytecodes):
                prefix = self._tables.bytecodes[code[at]].name
                scale = PREFIX_SCALES.get(prefix, 0)
                at += 1 if scale else 0
            if at >= len(code) or code[at] >= len(self._tables.bytecodes):
                return
            bytecode = self._tables.bytecodes[code[at]]
            at += 1
            values = []
            for operand in bytecode.operands:
                size = operand.sizes[scale]
                values.append(self._value(operand, code[at : at + size]))
                at += size
            name = bytecode.name + ('.' + prefix.removeprefix('DebugBreak') if scale else '')
            yield Instruction(start, at - start, name, self._text(bytecode.name, bytecode.operands, values, start, scale, constant))

    def _value(self, operand: Operand, data: bytes) -> int:
        signed = operand.type in self._signed or operand.type in self._registers
        return int.from_bytes(data, 'little', signed=signed)

    def _text(self, name: str, operands: tuple[Operand, ...], values: list[int], start: int, scale: int, constant: ConstantText) -> str:
        words = []
        for index, (operand, value) in enumerate(zip(operands, values)):
            if operand.type in self._registers:
                words.append(register_name(value))
            elif operand.type in self._runtime:
                words.append(f'[{self._tables.runtime_functions.get(value, value)}]')
            elif operand.type in self._signed:
                words.append(f'#{value}')
            else:
                words.append(f'[{value}]')
            if _CONSTANTS.get(name) == index:
                words[-1] = constant(value)
        if name.startswith('Jump') and values:
            words[0] = self._target(name, values[0], start + (1 if scale else 0), constant)
        return ', '.join(words)

    @staticmethod
    def _target(name: str, value: int, base: int, constant: ConstantText) -> str:
        if name.endswith('Constant'):
            distance = constant(value)
            return f'+{base + int(distance)}' if distance.lstrip('-').isdigit() else distance
        return f'+{base - value if name == "JumpLoop" else base + value}'


def register_name(value: int) -> str:
    """A register as V8 prints it: r0, a0, <this>."""
    if value <= _FIRST_REGISTER:
        return f'r{_FIRST_REGISTER - value}'
    if value >= _FIRST_ARGUMENT:
        return f'a{value - _FIRST_ARGUMENT}'
    return _FIXED_SLOTS.get(value, f'<frame {value}>')
