"""Memory on paper: a recorder around any reader, and the reader of what it wrote. Tests need no debugger then."""

from __future__ import annotations

import base64
import gzip
import json
from bisect import bisect_right
from typing import Any

from lldb_ts.decode.memory import SYMBOL_NAMES, SYMBOL_PREFIXES, MemoryReader, Symbol


class RecordingMemory:
    """Passes reads on and remembers what was answered, refusals too."""

    def __init__(self, inner: MemoryReader) -> None:
        self.inner = inner
        self._bytes: dict[int, bytes] = {}
        self._regions: dict[int, tuple[int, int] | None] = {}

    def read(self, address: int, size: int) -> bytes:
        data = self.inner.read(address, size)
        if len(data) > len(self._bytes.get(address, b'')):
            self._bytes[address] = data
        return data

    def read_static(self, symbol: Symbol, size: int) -> bytes:
        data = self.inner.read_static(symbol, size)
        self._bytes[symbol.start] = data
        return data

    def symbol(self, name: str) -> Symbol | None:
        return self.inner.symbol(name)

    def symbols(self, prefix: str) -> list[Symbol]:
        return self.inner.symbols(prefix)

    def region(self, address: int) -> tuple[int, int] | None:
        self._regions[address] = self.inner.region(address)
        return self._regions[address]

    def save(self, path: str, **extra: Any) -> None:
        """Writes the recording, with anything a test wants to remember beside it (the native frames, say)."""
        symbols = [s for prefix in SYMBOL_PREFIXES for s in self.inner.symbols(prefix)]
        symbols += [s for s in map(self.inner.symbol, SYMBOL_NAMES) if s]
        document = {
            'symbols': [[s.name, s.start, s.end] for s in symbols],
            'bytes': [[address, base64.b64encode(data).decode()] for address, data in sorted(self._bytes.items()) if data],
            'regions': [[address, region] for address, region in self._regions.items()],
            'extra': extra,
        }
        # The same recording gives the same file: no name and no time in the header.
        with open(path, 'wb') as raw, gzip.GzipFile('', 'wb', fileobj=raw, mtime=0) as file:
            file.write(json.dumps(document).encode())


class RecordedMemory:
    """Answers what was recorded, in any portions; anything else is unreadable."""

    def __init__(self, path: str) -> None:
        with gzip.open(path) as file:
            document = json.load(file)
        self.extra: dict[str, Any] = document['extra']
        self._symbols = {name: Symbol(name, start, end) for name, start, end in document['symbols']}
        self._blocks = joined([(address, base64.b64decode(data)) for address, data in document['bytes']])
        self._starts = [start for start, _ in self._blocks]
        self._regions = {address: tuple(region) if region else None for address, region in document['regions']}

    def forget(self) -> None:
        """Nothing here ever changes."""

    def read(self, address: int, size: int) -> bytes:
        index = bisect_right(self._starts, address) - 1
        if index < 0 or size <= 0:
            return b''
        start, block = self._blocks[index]
        data = block[address - start : address - start + size]
        return data if len(data) == size else b''

    def read_static(self, symbol: Symbol, size: int) -> bytes:
        return self.read(symbol.start, size)

    def symbol(self, name: str) -> Symbol | None:
        return self._symbols.get(name)

    def symbols(self, prefix: str) -> list[Symbol]:
        return [symbol for name, symbol in self._symbols.items() if name.startswith(prefix)]

    def region(self, address: int) -> tuple[int, int] | None:
        return self._regions.get(address)


def joined(parts: list[tuple[int, bytes]]) -> list[tuple[int, bytes]]:
    """Overlapping and adjoining parts made one, in the order of their addresses."""
    blocks: list[tuple[int, bytearray]] = []
    for address, data in sorted(parts):
        if blocks and address <= blocks[-1][0] + len(blocks[-1][1]):
            start, block = blocks[-1]
            block[address - start : address - start + len(data)] = data
        else:
            blocks.append((address, bytearray(data)))
    return [(start, bytes(block)) for start, block in blocks]
