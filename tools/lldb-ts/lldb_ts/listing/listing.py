"""The listing of one frame's code: instructions under the source lines they were made from."""

from __future__ import annotations

from collections.abc import Iterator

import lldb

from ..decode.baseline import bytecode_ends
from ..decode.code_lookup import BASELINE, JitCode
from ..decode.decoder import Decoder
from ..decode.inlining import OptimizedCode
from ..decode.js_frames import JsFrame
from ..decode.memory import Symbol
from ..decode.positions import NOT_INLINED, at
from .bytecode import BytecodeListing, Instruction
from .bytecode_tables import read_tables
from .constants import Constants
from .machine import disassemble
from .original_bytecode import DEBUG_BREAK, original_bytecode
from .source_notes import SourceNotes

HERE, ELSEWHERE = '->', '  '
# Code before the first position sets up the frame.
PROLOGUE = 'entry of the function'

Note = tuple[str, str]
"""A line of source, and what more there is to say."""


class Lister:
    def __init__(self, decoder: Decoder, target: lldb.SBTarget) -> None:
        self._decoder = decoder
        self._target = target
        self._constants = Constants(decoder, target)
        self._notes = SourceNotes(decoder.functions, decoder.scripts)

    def bytecode(self, frame: JsFrame) -> Iterator[str]:
        decoder = self._decoder
        bytecode = self._original(frame)
        code = decoder.bytecodes.code(bytecode)
        start = frame.bytecode - 1 + decoder.layout['class_BytecodeArray__data__uintptr_t']
        yield f'bytecode of {frame.name}, {len(code)} bytes at {start:#x}'
        starts = {it.code_offset: it.source for it in decoder.frames.positions_of_bytecode(bytecode)}
        last = ''
        for instruction in self._instructions(bytecode):
            note = self._notes.note(frame.shared, starts[instruction.offset]) if instruction.offset in starts else last
            if note != last:
                yield f'; {note}'
                last = note
            mark = HERE if instruction.offset == frame.bytecode_offset else ELSEWHERE
            data = code[instruction.offset : instruction.offset + instruction.length].hex(' ')
            yield f'{mark} +{instruction.offset:<5} {data:<18} {instruction.name} {instruction.text}'.rstrip()

    def machine(self, frame: JsFrame, is_innermost: bool) -> Iterator[str]:
        """Machine code of the function that owns the machine frame, also when `frame` is inlined into it."""
        assert frame.code
        code = frame.code
        owner = self._decoder.functions.shared(frame.function)
        yield f'{code.tier} code of {self._decoder.functions.name(owner) or frame.name}, {code.size} bytes at {code.start:#x}'
        notes = self._baseline_notes(frame, code) if code.tier == BASELINE else self._optimized_notes(owner, code)
        data = self._decoder.memory.read(code.start, code.size)
        pending = sorted(notes.items())
        last = ''
        for instruction in disassemble(self._target, code.start, data, self._constants.address):
            offset = instruction.address - code.start
            while pending and pending[0][0] <= offset:
                source, detail = pending.pop(0)[1]
                if source != last:
                    yield f'; {source}'
                    last = source
                if detail:
                    yield f';   {detail}'
            # The program counter of a frame that waits for a call is behind the call.
            is_here = instruction.address == frame.pc if is_innermost else instruction.end == frame.pc
            yield f'{HERE if is_here else ELSEWHERE} {instruction.address:#x} +{offset:<5} {instruction.text}'

    def _baseline_notes(self, frame: JsFrame, code: JitCode) -> dict[int, Note]:
        positions = self._decoder.frames.positions_of_bytecode(frame.bytecode)
        notes: dict[int, Note] = {0: (PROLOGUE, '')}
        for start, instruction in zip(bytecode_ends(self._decoder.heap, code.code), self._instructions(frame.bytecode)):
            position = at(positions, instruction.offset)
            source = self._notes.note(frame.shared, position.source) if position else PROLOGUE
            notes[start] = (source, f'+{instruction.offset} {instruction.name} {instruction.text}'.rstrip())
        return notes

    def _optimized_notes(self, owner: int, code: JitCode) -> dict[int, Note]:
        optimized = OptimizedCode(self._decoder.heap, code)
        calls, functions = optimized.inlined_calls(), optimized.inlined_functions()
        notes: dict[int, Note] = {0: (PROLOGUE, '')}
        for position in self._decoder.frames.positions_of_code(code.code):
            inlining = position.inlining
            if inlining == NOT_INLINED:
                notes[position.code_offset] = (self._notes.note(owner, position.source), '')
            elif inlining < len(calls) and calls[inlining].function < len(functions):
                notes[position.code_offset] = (self._notes.inlined(functions[calls[inlining].function], position.source), '')
        return notes

    def _instructions(self, bytecode: int) -> Iterator[Instruction]:
        tables = read_tables(self._decoder.memory, self._find)
        code = self._decoder.bytecodes.code(bytecode)
        if tables:
            yield from BytecodeListing(tables).instructions(code, lambda index: self._constants.of_bytecode(bytecode, index))
            return
        # Without V8's tables there are no names; where each instruction starts is known all the same.
        offsets = self._decoder.bytecodes.offsets(bytecode)
        for start, end in zip(offsets, [*offsets[1:], len(code)]):
            yield Instruction(start, end - start, code[start:end].hex(' '), '')

    def _original(self, frame: JsFrame) -> int:
        if not any(it.name.startswith(DEBUG_BREAK) for it in self._instructions(frame.bytecode)):
            return frame.bytecode
        return original_bytecode(self._decoder, self._target, frame.shared, frame.bytecode)

    def _find(self, names: tuple[str, ...]) -> Symbol | None:
        for name in names:
            for context in self._target.FindSymbols(name):
                symbol = context.GetSymbol()
                start = symbol.GetStartAddress().GetLoadAddress(self._target)
                size = symbol.GetEndAddress().GetFileAddress() - symbol.GetStartAddress().GetFileAddress()
                return Symbol(name, start, start + size)
        return None
