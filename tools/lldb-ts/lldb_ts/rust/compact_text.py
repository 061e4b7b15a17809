"""The text of a CompactString (crate compact_str, 0.8 to 0.10, on machines of 64 bits).

Its 24 bytes are the text itself, or say where it is. The last one tells: below 192 it is the end of a text of 24 bytes, up to 215 it is
192 plus the number of bytes, 216 a place on the heap (pointer, length, capacity), and 217 a place in the program (pointer, length).
"""

from __future__ import annotations

import lldb

from .raw_values import LENGTH_MAX, BadValue, own_bytes, read

BYTES = 24
NUMBERED, HEAP, STATIC = 192, 216, 217


def compact_bytes(value: lldb.SBValue, length_max: int) -> tuple[bytes, int]:
    """The first bytes of the text, and how many it has in all. Raises BadValue."""
    whole = own_bytes(value)
    if len(whole) != BYTES:
        raise BadValue(f'a CompactString of {len(whole)} bytes')
    last = whole[-1]
    if last < HEAP:
        size = last - NUMBERED if last >= NUMBERED else BYTES
        return whole[: min(size, length_max)], size
    pointer, size, capacity = (int.from_bytes(whole[at : at + 8], 'little') for at in (0, 8, 16))
    # The tag is the highest byte of the capacity.
    if last > STATIC or size > LENGTH_MAX or (last == HEAP and size > capacity % (1 << 56)):
        raise BadValue(f'length {size}')
    return read(value.GetProcess(), pointer, min(size, length_max)), size
