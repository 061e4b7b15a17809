"""The memory reader over LLDB's SB API: live processes and core dumps."""

from __future__ import annotations

import lldb

from ..decode.memory import SYMBOL_NAMES, SYMBOL_PREFIXES, Symbol
from ..files.elf_symbols import read_elf_symbols

PAGE = 4096
READ_MAX = 1 << 27
"""LIMIT: no object is larger; a length that garbage tells may be."""

ADDRESS_MIN = PAGE
ADDRESS_MAX = 1 << 47


class ProcessMemory:
    """Caches pages until `forget`: each read through LLDB is a round trip to its server."""

    def __init__(self, process: lldb.SBProcess) -> None:
        self.process = process
        self.target: lldb.SBTarget = process.GetTarget()
        self._pages: dict[int, bytes] = {}
        self._symbols: dict[str, Symbol] | None = None

    def forget(self) -> None:
        """Call when the process has run or its memory was written."""
        self._pages.clear()

    def read(self, address: int, size: int) -> bytes:
        if not 0 < size <= READ_MAX or address < ADDRESS_MIN or address + size > ADDRESS_MAX:
            return b''
        start = address & -PAGE
        page = self._page(start)
        offset = address - start
        if offset + size <= PAGE:
            return page[offset : offset + size] if page else self._read_uncached(address, size)
        return self._read_span(address, size)

    def _read_span(self, address: int, size: int) -> bytes:
        if size > 64 * PAGE:
            return self._read_uncached(address, size)
        parts = [self._page(start) for start in range(address & -PAGE, address + size, PAGE)]
        if not all(parts):
            return self._read_uncached(address, size)
        offset = address % PAGE
        return b''.join(parts)[offset : offset + size]

    def _page(self, start: int) -> bytes:
        page = self._pages.get(start)
        if page is None:
            page = self._pages[start] = self._read_uncached(start, PAGE)
        return page

    def _read_uncached(self, address: int, size: int) -> bytes:
        # A fresh SBError for each read: one that failed once makes later reads look failed.
        error = lldb.SBError()
        data = self.process.ReadMemory(address, size, error)
        return data if error.Success() and data and len(data) == size else b''

    def read_static(self, symbol: Symbol, size: int) -> bytes:
        error = lldb.SBError()
        data = self.target.ReadMemory(self.target.ResolveLoadAddress(symbol.start), size, error)
        return data if error.Success() and data and len(data) == size else b''

    def symbol(self, name: str) -> Symbol | None:
        return self._load_symbols().get(name)

    def symbols(self, prefix: str) -> list[Symbol]:
        return [symbol for name, symbol in self._load_symbols().items() if name.startswith(prefix)]

    def region(self, address: int) -> tuple[int, int] | None:
        info = lldb.SBMemoryRegionInfo()
        if 0 <= address < ADDRESS_MAX and self.process.GetMemoryRegionInfo(address, info).Success() and info.IsMapped():
            return info.GetRegionBase(), info.GetRegionEnd()
        return None

    def _load_symbols(self) -> dict[str, Symbol]:
        if self._symbols is None:
            module = next((m for m in self.target.module_iter() if m.FindSymbol('v8dbg_SmiTag').IsValid()), None)
            # Not kept when there is none: a launched process has not loaded its libraries yet.
            if module is None:
                return {}
            self._symbols = self._of_file(module) or self._of_module(module)
        return self._symbols

    def _of_file(self, module: lldb.SBModule) -> dict[str, Symbol]:
        found = read_elf_symbols(str(module.GetFileSpec()), SYMBOL_PREFIXES, SYMBOL_NAMES) or {}
        symbols = {}
        for name, (address, size) in found.items():
            start = module.ResolveFileAddress(address).GetLoadAddress(self.target)
            if start != lldb.LLDB_INVALID_ADDRESS:
                symbols[name] = Symbol(name, start, start + size)
        # The file on disk may have been replaced: then its table does not agree with LLDB's.
        check = symbols.get('v8dbg_SmiTag')
        loaded = module.FindSymbol('v8dbg_SmiTag').GetStartAddress().GetLoadAddress(self.target)
        return symbols if check and check.start == loaded else {}

    def _of_module(self, module: lldb.SBModule) -> dict[str, Symbol]:
        symbols = {}
        for symbol in module:
            name = symbol.GetMangledName() or symbol.GetName() or ''
            if name.startswith(SYMBOL_PREFIXES) or name in SYMBOL_NAMES:
                start = symbol.GetStartAddress().GetLoadAddress(self.target)
                size = symbol.GetEndAddress().GetFileAddress() - symbol.GetStartAddress().GetFileAddress()
                symbols[name] = Symbol(name, start, start + size)
        return symbols
