"""V8's source position tables: which offset in code belongs to which character of the script."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

NOT_INLINED = -1


@dataclass(frozen=True)
class Position:
    """From `code_offset` on, code belongs to character `source` of the script (of the inlined function `inlining`)."""

    code_offset: int
    source: int
    is_statement: bool
    inlining: int


def decode_positions(data: bytes, have_breakable_bit: bool) -> list[Position]:
    """Decodes both encodings: of V8 14 (with a bit for breakable places) and of V8 13 (the sign of the delta says statement)."""
    values = decode_unsigned(data)
    positions: list[Position] = []
    offset, source = -1, 0
    for first, second in zip(values[::2], values[1::2]):
        if have_breakable_bit:
            is_statement = bool(first & 1)
            offset += first >> 2
        else:
            delta = _unzigzag(first)
            is_statement = delta >= 0
            offset += delta if is_statement else -delta - 1
        source += _unzigzag(second)
        character, inlining = split_position(source)
        positions.append(Position(offset, character, is_statement, inlining))
    return positions


def at(positions: list[Position], code_offset: int) -> Position | None:
    """The last entry at or before the offset; None before the first."""
    index = bisect_right(positions, code_offset, key=lambda position: position.code_offset)
    return positions[index - 1] if index else None


def split_position(word: int) -> tuple[int, int]:
    """V8's SourcePosition: an external flag, 30 bits of position plus one, 16 bits of inlining id plus one."""
    return (word >> 1 & 0x3FFFFFFF) - 1, (word >> 31 & 0xFFFF) - 1


def decode_unsigned(data: bytes) -> list[int]:
    """Base-128 numbers, low bits first. A number cut off at the end is left out."""
    values: list[int] = []
    value = shift = 0
    for byte in data:
        value |= (byte & 0x7F) << shift
        if byte & 0x80:
            shift += 7
        else:
            values.append(value)
            value = shift = 0
    return values


def _unzigzag(value: int) -> int:
    return (value >> 1) ^ -(value & 1)
