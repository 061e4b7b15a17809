"""`ts adapter addons`: the addons of the process, each with the build id of what runs and of what lies on the disk.

LLDB takes lines and variables from the file. Where somebody has built the addon again since the process loaded it, or since the core
was written, all of them are wrong, and nothing else tells.
"""

from __future__ import annotations

import struct
from typing import Any

import lldb

from ..files.elf_notes import Reader, notes_of, reader_of
from .replies import replying

NOTE_BUILD_ID = 3
NOTE_FILES = 0x46494C45
NOTE_SIZE_MAX = 1 << 24


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
        read = reader_of(file)
        for note in notes_of(read):
            if note.name == b'CORE\0' and note.kind == NOTE_FILES:
                return files_in_note(read(note.start, min(note.size, NOTE_SIZE_MAX)))
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
            return build_id(reader_of(file), in_memory=False)
    except OSError:
        return None


def build_id(read: Reader, in_memory: bool) -> str | None:
    """The build id among the notes of the image."""
    for note in notes_of(read, in_memory):
        if note.name == b'GNU\0' and note.kind == NOTE_BUILD_ID:
            return read(note.start, min(note.size, NOTE_SIZE_MAX)).hex() or None
    return None
