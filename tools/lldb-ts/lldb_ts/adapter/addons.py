"""`ts adapter addons`: the addons of the process, each with the build id of what runs and of what lies on the disk.

LLDB takes lines and variables from the file. Where somebody has built the addon again since the process loaded it, or since the core
was written, all of them are wrong, and nothing else tells.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from typing import Any

import lldb

from .replies import replying

SEGMENT_NOTES = 4
NOTE_BUILD_ID = 3
NOTE_FILES = 0x46494C45
NOTES_SIZE_MAX = 1 << 24

# Reads so many bytes at an offset of the file, or of its image in memory.
Reader = Callable[[int, int], bytes]


@replying
def addons(debugger: lldb.SBDebugger, _arguments: str) -> dict[str, Any]:
    target = debugger.GetSelectedTarget()
    process = target.GetProcess()
    found = []
    for path, begin in addons_mapped(target).items():

        def read(offset: int, size: int, begin: int = begin) -> bytes:
            return process.ReadMemory(begin + offset, size, lldb.SBError()) or b''

        # None where memory does not show it: a core file may leave the pages of files out.
        found.append({'path': path, 'running': build_id(read, in_memory=True), 'on_disk': build_id_on_disk(path)})
    return {'addons': found}


def addons_mapped(target: lldb.SBTarget) -> dict[str, int]:
    """Where each addon begins in memory.

    LLDB leaves a file that does not fit out of the modules of a core file: there the kernel's own list counts.
    """
    core = target.GetProcess().GetCoreFile().fullpath
    mapped = files_in_core(core) if core else {}
    for module in target.module_iter():
        begin = module.GetObjectFileHeaderAddress().GetLoadAddress(target)
        if begin != lldb.LLDB_INVALID_ADDRESS:
            mapped.setdefault(module.GetFileSpec().fullpath or '', begin)
    return {path: begin for path, begin in mapped.items() if path.endswith('.node')}


def files_in_core(core: str) -> dict[str, int]:
    """The mapped files by the note that the kernel writes for them: path, and where its first byte is."""
    with open(core, 'rb') as file:

        def read(offset: int, size: int) -> bytes:
            file.seek(offset)
            return file.read(size)

        for name, kind, value in notes_of(read, in_memory=False):
            if name == b'CORE\0' and kind == NOTE_FILES:
                return files_in_note(value)
    return {}


def files_in_note(note: bytes) -> dict[str, int]:
    count, _page_size = struct.unpack_from('<QQ', note)
    names = note[16 + 24 * count :].split(b'\0')
    found: dict[str, int] = {}
    for index in range(count):
        begin, _end, page = struct.unpack_from('<QQQ', note, 16 + 24 * index)
        if page == 0:
            found.setdefault(names[index].decode(errors='replace'), begin)
    return found


def build_id_on_disk(path: str) -> str | None:
    try:
        with open(path, 'rb') as file:

            def read(offset: int, size: int) -> bytes:
                file.seek(offset)
                return file.read(size)

            return build_id(read, in_memory=False)
    except OSError:
        return None


def build_id(read: Reader, in_memory: bool) -> str | None:
    """The build id among the notes of the image."""
    for name, kind, value in notes_of(read, in_memory):
        if name == b'GNU\0' and kind == NOTE_BUILD_ID:
            return value.hex()
    return None


def notes_of(read: Reader, in_memory: bool) -> Iterator[tuple[bytes, int, bytes]]:
    """Name, kind and value of each note of a 64-bit little-endian ELF image."""
    header = read(0, 64)
    if len(header) < 64 or header[:6] != b'\x7fELF\x02\x01':
        return
    (table,) = struct.unpack_from('<Q', header, 0x20)
    entry_size, count = struct.unpack_from('<HH', header, 0x36)
    for index in range(count):
        entry = read(table + index * entry_size, 56)
        if len(entry) < 56:
            return
        kind, _, offset, address, _, size = struct.unpack_from('<IIQQQQ', entry)
        if kind == SEGMENT_NOTES:
            yield from notes_in(read(address if in_memory else offset, min(size, NOTES_SIZE_MAX)))


def notes_in(notes: bytes) -> Iterator[tuple[bytes, int, bytes]]:
    at = 0
    while at + 12 <= len(notes):
        name_size, value_size, kind = struct.unpack_from('<III', notes, at)
        value = at + 12 + aligned(name_size)
        yield notes[at + 12 : at + 12 + name_size], kind, notes[value : value + value_size]
        at = value + aligned(value_size)


def aligned(size: int) -> int:
    return (size + 3) & ~3
