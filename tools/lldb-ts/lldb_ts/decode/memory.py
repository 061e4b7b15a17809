"""What the decoder needs from a debuggee: bytes and symbols. Nothing here knows LLDB."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Symbol:
    """A symbol of a loaded module; addresses are where it is in the debuggee, names are as the linker wrote them."""

    name: str
    start: int
    end: int


class MemoryReader(Protocol):
    """Reads a live process, a core dump, or a recording of either."""

    def read(self, address: int, size: int) -> bytes:
        """Exactly `size` bytes, or b'' when any of them cannot be read. Never raises: addresses come from memory."""

    def read_static(self, symbol: Symbol, size: int) -> bytes:
        """Like `read`, but from the file of the module: core dumps leave out what files hold."""

    def symbol(self, name: str) -> Symbol | None:
        """The symbol of this exact linker name in the module that holds V8."""

    def symbols(self, prefix: str) -> list[Symbol]:
        """All symbols of the module that holds V8 whose name starts with `prefix`. Only prefixes in SYMBOL_PREFIXES."""

    def region(self, address: int) -> tuple[int, int] | None:
        """Start and end of the mapping around `address`."""


SYMBOL_PREFIXES = ('v8dbg_', 'Builtins_')

VERSION_MAJOR = '_ZN2v88internal7Version6major_E'
VERSION_MINOR = '_ZN2v88internal7Version6minor_E'
EMBEDDED_BLOB = 'v8_Default_embedded_blob_code_'
BYTECODE_SIZES = '_ZN2v88internal11interpreter9Bytecodes14kBytecodeSizesE'

SYMBOL_NAMES = (VERSION_MAJOR, VERSION_MINOR, EMBEDDED_BLOB, BYTECODE_SIZES)
