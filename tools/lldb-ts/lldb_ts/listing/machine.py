"""Machine code as text: LLDB's disassembly, with the calls and the constants that V8 embeds named."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import lldb

_NUMBER = re.compile(r'\b0x[0-9a-f]+$|\b\d{6,}$')
# Below is no address: the operand is a small number.
_ADDRESS_MIN = 1 << 16

NameOf = Callable[[int], str]
"""What is at an address, or what tagged value it is, as a person reads it; '' when nothing is known."""


@dataclass(frozen=True)
class MachineInstruction:
    address: int
    end: int
    text: str


def disassemble(target: lldb.SBTarget, start: int, code: bytes, name_of: NameOf) -> Iterator[MachineInstruction]:
    flavor = 'intel' if target.GetTriple().startswith('x86_64') else None
    instructions = target.GetInstructionsWithFlavor(lldb.SBAddress(start, target), flavor, code)
    for index in range(instructions.GetSize()):
        instruction = instructions.GetInstructionAtIndex(index)
        operands = instruction.GetOperands(target)
        text = f'{instruction.GetMnemonic(target):<8} {operands}'.rstrip()
        name = _embedded(operands, name_of)
        address = instruction.GetAddress().GetLoadAddress(target)
        yield MachineInstruction(address, address + instruction.GetByteSize(), f'{text}  ; {name}' if name else text)


def _embedded(operands: str, name_of: NameOf) -> str:
    """The name of the address that ends the operands: the target of a call, or a constant."""
    found = _NUMBER.search(operands)
    value = int(found[0], 0) if found else 0
    return name_of(value) if value >= _ADDRESS_MIN else ''
