"""Deoptimisation translations: how V8 would turn an optimised frame back into interpreter frames.

The source position table of optimised code says where an instruction came from; only the translation says, for a call, which
function and which bytecode each caller is at (Maglev's table is off by a statement in loops). V8's own stack traces read it too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

INTERPRETED_WITH_RETURN, INTERPRETED_WITHOUT_RETURN = 'INTERPRETED_FRAME_WITH_RETURN', 'INTERPRETED_FRAME_WITHOUT_RETURN'
BEGIN = ('BEGIN_WITHOUT_FEEDBACK', 'BEGIN_WITH_FEEDBACK')
MATCH_PREVIOUS = 'MATCH_PREVIOUS_TRANSLATION'

OPCODES: tuple[tuple[str, int], ...] = (
    (INTERPRETED_WITH_RETURN, 6),
    (INTERPRETED_WITHOUT_RETURN, 4),
    ('JAVASCRIPT_BUILTIN_CONTINUATION_FRAME', 3),
    ('JAVASCRIPT_BUILTIN_CONTINUATION_WITH_CATCH_FRAME', 3),
    ('CONSTRUCT_CREATE_STUB_FRAME', 2),
    ('CONSTRUCT_INVOKE_STUB_FRAME', 1),
    ('BUILTIN_CONTINUATION_FRAME', 3),
    ('JS_TO_WASM_BUILTIN_CONTINUATION_FRAME', 4),
    ('WASM_INLINED_INTO_JS_FRAME', 3),
    ('LIFTOFF_FRAME', 3),
    ('INLINED_EXTRA_ARGUMENTS', 3),
    ('ARGUMENTS_ELEMENTS', 1),
    ('ARGUMENTS_LENGTH', 0),
    ('REST_LENGTH', 0),
    (BEGIN[0], 3),
    (BEGIN[1], 3),
    ('BOOL_REGISTER', 1),
    ('BOOL_STACK_SLOT', 1),
    ('CAPTURED_OBJECT', 1),
    ('STRING_CONCAT', 0),
    ('DOUBLE_REGISTER', 1),
    ('DOUBLE_STACK_SLOT', 1),
    ('SIMD128_STACK_SLOT', 1),
    ('HOLEY_DOUBLE_REGISTER', 1),
    ('HOLEY_DOUBLE_STACK_SLOT', 1),
    ('SIMD128_REGISTER', 1),
    ('DUPLICATED_OBJECT', 1),
    ('FLOAT_REGISTER', 1),
    ('FLOAT_STACK_SLOT', 1),
    ('INT32_REGISTER', 1),
    ('INT32_STACK_SLOT', 1),
    ('INT64_REGISTER', 1),
    ('INT64_STACK_SLOT', 1),
    ('SIGNED_BIGINT64_REGISTER', 1),
    ('SIGNED_BIGINT64_STACK_SLOT', 1),
    ('UNSIGNED_BIGINT64_REGISTER', 1),
    ('UNSIGNED_BIGINT64_STACK_SLOT', 1),
    ('OPTIMIZED_OUT', 0),
    ('LITERAL', 1),
    ('REGISTER', 1),
    ('TAGGED_STACK_SLOT', 1),
    ('UINT32_REGISTER', 1),
    ('UINT32_STACK_SLOT', 1),
    ('UPDATE_FEEDBACK', 2),
    (MATCH_PREVIOUS, 1),
)
"""V8's TranslationOpcode in order, with the number of operands; the same in V8 13.6 and 14.6."""

FRAME_OPCODES = {name for name, _ in OPCODES[:11]}
INSTRUCTIONS_MAX = 20_000


class BadTranslation(Exception):
    """The bytes do not read as a translation: the table above is not this V8's."""


@dataclass
class TranslatedFrame:
    """An interpreter frame to be; `literal` is the index of its SharedFunctionInfo among the literals.

    `values` say where the frame's words are now, in the order function, receiver, parameters, context, registers, accumulator."""

    bytecode_offset: int
    literal: int
    values: list[tuple[str, int]] = field(default_factory=list)
    before: list[tuple[str, int]] = field(default_factory=list, repr=False)
    """The values of all frames further out. Objects that were never made are numbered through all of them."""

    def value(self, number: int) -> tuple[str, int]:
        """A value by its place in that order, an object with all its fields counted as one; OPTIMIZED_OUT past the end."""
        at = 0
        for _ in range(number):
            at = self._behind(at)
        return self.values[at] if at < len(self.values) else ('OPTIMIZED_OUT', 0)

    def _behind(self, at: int) -> int:
        """The index behind a value and its fields."""
        wanted = 1
        while wanted and at < len(self.values):
            name, count = self.values[at]
            wanted += {'CAPTURED_OBJECT': count, 'STRING_CONCAT': 2}.get(name, 0) - 1
            at += 1
        return at


def translated_frames(data: bytes, index: int) -> list[TranslatedFrame]:
    """The interpreter frames of the translation that starts at `index`, outermost first. Raises BadTranslation."""
    stream = _instructions(data, index)
    name, operands = next(stream)
    if name not in BEGIN:
        raise BadTranslation
    frame_count, js_frame_count = _signed(operands[1]), _signed(operands[2])
    frames: list[TranslatedFrame] = []
    seen = 0
    values: list[tuple[str, int]] = []
    before: list[tuple[str, int]] = []
    for name, operands in stream:
        if name in BEGIN:
            break
        if name in FRAME_OPCODES:
            seen += 1
            before, values = before + values, []
            if name in (INTERPRETED_WITH_RETURN, INTERPRETED_WITHOUT_RETURN):
                frames.append(TranslatedFrame(_signed(operands[0]), _signed(operands[1]), values, before))
        elif name != 'UPDATE_FEEDBACK':
            values.append((name, _signed(operands[0]) if operands else 0))
    if seen != frame_count or not 0 < len(frames) <= js_frame_count:
        raise BadTranslation
    return frames


def _instructions(data: bytes, index: int) -> Iterator[tuple[str, list[int]]]:
    """Instructions of one translation. Those equal to an earlier translation's are not repeated: a count stands for them."""
    at, begin = _decode(data, index)
    yield begin
    distance = begin[1][0]
    earlier = _basis(data, index - distance) if distance else iter(())
    for _ in range(INSTRUCTIONS_MAX):
        if at >= len(data):
            return
        at, (name, operands) = _decode(data, at)
        if name == MATCH_PREVIOUS:
            for _ in range(operands[0]):
                instruction = next(earlier, None)
                if instruction is None:
                    raise BadTranslation
                yield instruction
            continue
        yield name, operands
        if name in BEGIN:
            return
        next(earlier, None)


def _basis(data: bytes, index: int) -> Iterator[tuple[str, list[int]]]:
    at, (name, _) = _decode(data, index)
    if name not in BEGIN:
        raise BadTranslation
    while at < len(data):
        at, instruction = _decode(data, at)
        if instruction[0] in BEGIN:
            return
        yield instruction


def _decode(data: bytes, at: int) -> tuple[int, tuple[str, list[int]]]:
    """The place after an instruction, and the instruction. Bytes past the last opcode are short counts of equal instructions."""
    if not 0 <= at < len(data):
        raise BadTranslation
    opcode = data[at]
    at += 1
    if opcode >= len(OPCODES):
        return at, (MATCH_PREVIOUS, [opcode - len(OPCODES)])
    name, count = OPCODES[opcode]
    operands = []
    for _ in range(count):
        value = shift = 0
        while True:
            if at >= len(data):
                raise BadTranslation
            byte = data[at]
            at += 1
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                break
        operands.append(value)
    return at, (name, operands)


def _signed(value: int) -> int:
    return -(value >> 1) if value & 1 else value >> 1
