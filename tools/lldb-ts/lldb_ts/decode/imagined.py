"""Memory with objects in it that the process never made.

Optimised code leaves objects out and keeps their fields; numbers and strings it keeps raw. Given an address and bytes as V8 would lay
them out, whatever reads values can read these too.
"""

from __future__ import annotations

from .memory import MemoryReader, Symbol

REGION_SIZE = 1 << 16
"""LIMIT: bytes of imagined objects in one machine frame."""

_FIRST = 1 << 52
_LAST = _FIRST + (REGION_SIZE << 32)
"""No process has addresses above 47 bits, and JavaScript, which an adapter may be written in, counts exactly to 53."""


def region_of(fp: int) -> int:
    """Where the objects of a machine frame are imagined: the same place each time, so that an address can be asked for again."""
    return _FIRST + ((fp >> 3 & 0xFFFFFFFF) + 1) * REGION_SIZE


class ImaginedMemory:
    """The memory of a process, and what is imagined beside it until `forget`."""

    def __init__(self, inner: MemoryReader) -> None:
        self.inner = inner
        self._regions: dict[int, bytes] = {}

    def forget(self) -> None:
        self._regions.clear()
        if hasattr(self.inner, 'forget'):
            self.inner.forget()

    def imagine(self, region: int, data: bytes) -> None:
        """Fills a region. The functions inlined into one frame share theirs: the innermost tells the most."""
        if len(data) >= len(self._regions.get(region, b'')):
            self._regions[region] = data

    def read(self, address: int, size: int) -> bytes:
        if not _FIRST <= address < _LAST:
            return self.inner.read(address, size)
        region = address - address % REGION_SIZE
        data = self._regions.get(region, b'')[address - region : address - region + size]
        return data if len(data) == size else b''

    def read_static(self, symbol: Symbol, size: int) -> bytes:
        return self.inner.read_static(symbol, size)

    def symbol(self, name: str) -> Symbol | None:
        return self.inner.symbol(name)

    def symbols(self, prefix: str) -> list[Symbol]:
        return self.inner.symbols(prefix)

    def region(self, address: int) -> tuple[int, int] | None:
        return self.inner.region(address)
