"""Reading pieces of a Rust value past every formatter, with nothing believed that memory does not bear out."""

from __future__ import annotations

import lldb

LENGTH_MAX = 1 << 32
"""LIMIT: a length above this is taken for garbage."""


class BadValue(Exception):
    """The value is not set yet, or corrupt; the message says what gave it away."""


def member(value: lldb.SBValue, path: str) -> lldb.SBValue:
    """`a.b.c` of a value; raises BadValue when a part is not there, as after a change in Rust's library."""
    found = value.GetNonSyntheticValue()
    for name in path.split('.'):
        found = found.GetChildMemberWithName(name).GetNonSyntheticValue()
        if not found.IsValid():
            raise BadValue(f'no {name} in {value.GetTypeName()}')
    return found


def number(value: lldb.SBValue, path: str) -> int:
    return member(value, path).GetValueAsUnsigned(0)


def length(value: lldb.SBValue, path: str, capacity: int | None = None) -> int:
    """A count of elements; raises BadValue when it cannot be one."""
    count = number(value, path)
    if count > LENGTH_MAX or (capacity is not None and count > capacity):
        raise BadValue(f'length {count}')
    return count


def read(process: lldb.SBProcess, address: int, size: int) -> bytes:
    """Raises BadValue for memory that is not there. A fresh SBError each time: one that failed once makes later reads look failed."""
    if size == 0:
        return b''
    error = lldb.SBError()
    data = process.ReadMemory(address, size, error) if 4096 <= address < 1 << 47 else None
    if not error.Success() or not data or len(data) != size:
        raise BadValue(f'unreadable memory at {address:#x}')
    return data


def own_bytes(value: lldb.SBValue) -> bytes:
    """All the bytes of a value itself, wherever it is; raises BadValue when some of them are nowhere."""
    error = lldb.SBError()
    size = value.GetByteSize()
    data = value.GetNonSyntheticValue().GetData().ReadRawData(error, 0, size)
    if not error.Success() or not data or len(data) != size:
        raise BadValue('not in memory or in registers')
    return data


def check_readable(process: lldb.SBProcess, address: int, size: int) -> None:
    """The first and the last byte must be there: enough to tell a garbage pointer."""
    if size:
        read(process, address, 1)
        read(process, address + size - 1, 1)


def element(parent: lldb.SBValue, name: str, address: int, type_: lldb.SBType) -> lldb.SBValue:
    return parent.CreateValueFromAddress(name, address, type_)


def type_name(value: lldb.SBValue) -> str:
    return value.GetType().GetUnqualifiedType().GetName() or ''
