"""Bytecode as text, with a V8 of a few bytecodes."""

from __future__ import annotations

import unittest

from lldb_ts.listing.bytecode import BytecodeListing, register_name
from lldb_ts.listing.bytecode_tables import Bytecode, BytecodeTables, Operand

# The numbers are V8's, and change: nothing depends on them.
REGISTER, SIGNED, INDEX, UNSIGNED, RUNTIME = 12, 8, 9, 10, 3


def operand(type_: int) -> Operand:
    return Operand(type_, (2, 2, 2) if type_ == RUNTIME else (1, 2, 4))


def bytecode(name: str, *types: int) -> Bytecode:
    return Bytecode(name, tuple(operand(type_) for type_ in types))


TABLES = BytecodeTables(
    [
        bytecode('Wide'),
        bytecode('Ldar', REGISTER),
        bytecode('LdaSmi', SIGNED),
        bytecode('GetNamedProperty', REGISTER, INDEX, INDEX),
        bytecode('JumpLoop', UNSIGNED, SIGNED, INDEX),
        bytecode('JumpIfFalse', UNSIGNED),
        bytecode('JumpConstant', INDEX),
        bytecode('CallRuntime', RUNTIME, REGISTER, UNSIGNED),
        bytecode('Return'),
    ],
    {260: 'StackGuard'},
)
CONSTANTS = ['"title"', '20']


class Listing(unittest.TestCase):
    def check(self, code: str, expected: list[str]) -> None:
        found = BytecodeListing(TABLES).instructions(bytes.fromhex(code), lambda index: CONSTANTS[index])
        self.assertEqual([f'+{it.offset} {it.name} {it.text}'.rstrip() for it in found], expected)

    def test_registers_numbers_constants_and_slots(self) -> None:
        self.check('01f9 02ff 03020004 08', ['+0 Ldar r0', '+2 LdaSmi #-1', '+4 GetNamedProperty <this>, "title", [4]', '+8 Return'])

    def test_jumps_tell_where_they_go(self) -> None:
        self.check(
            '08 08 0503 0601 04050001',
            ['+0 Return', '+1 Return', '+2 JumpIfFalse +5', '+4 JumpConstant +24', '+6 JumpLoop +1, #0, [1]'],
        )

    def test_a_prefix_widens_the_operands(self) -> None:
        self.check('00 02 0001 00 05 0500', ['+0 LdaSmi.Wide #256', '+4 JumpIfFalse.Wide +10'])

    def test_runtime_functions_have_names(self) -> None:
        self.check('07 0401 f8 01 07 0000 f8 00', ['+0 CallRuntime [StackGuard], r1, [1]', '+5 CallRuntime [0], r1, [0]'])

    def test_garbage_ends_the_listing(self) -> None:
        self.check('08 ff 08', ['+0 Return'])

    def test_registers_have_the_names_that_v8_prints(self) -> None:
        self.assertEqual([register_name(n) for n in (-7, -8, 2, 3, 4, -1)], ['r0', 'r1', '<this>', 'a0', 'a1', '<context>'])
