"""Maglev's safepoint table: which deoptimisation belongs to a return address.

TurboFan writes the return address into the deoptimisation data itself, Maglev only here.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

ENTRIES_MAX = 1 << 16
HEADER_SIZE = 16
SPILL_COUNT_SIZE = 1


@dataclass(frozen=True)
class Safepoint:
    """A return address (offset in the code) and the index of its deoptimisation, -1 for none."""

    code_offset: int
    deoptimization: int


def decode_maglev_safepoints(data: bytes) -> list[Safepoint]:
    """The table at the start of `data`; [] when it does not read as one.

    Header: stack slots, number of entries, configuration, tagged slots. The configuration holds the sizes of the fields."""
    if len(data) < HEADER_SIZE:
        return []
    _, count, configuration, _ = struct.unpack_from('<4I', data)
    has_deoptimizations = configuration & 1
    registers_size, pc_size, index_size = configuration >> 1 & 7, configuration >> 4 & 7, configuration >> 7 & 7
    deoptimization_size = index_size + pc_size if has_deoptimizations else 0
    entry_size = pc_size + deoptimization_size + SPILL_COUNT_SIZE + registers_size
    if not 0 < count < ENTRIES_MAX or not 0 < pc_size <= 4 or HEADER_SIZE + count * entry_size > len(data):
        return []
    safepoints: list[Safepoint] = []
    for start in range(HEADER_SIZE, HEADER_SIZE + count * entry_size, entry_size):
        pc = int.from_bytes(data[start : start + pc_size], 'little')
        index = int.from_bytes(data[start + pc_size : start + pc_size + index_size], 'little') if has_deoptimizations else 0
        if safepoints and pc <= safepoints[-1].code_offset:
            return []
        safepoints.append(Safepoint(pc, index - 1))
    return safepoints
