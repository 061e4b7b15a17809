"""Programs that are one file: a Node with the main script inside (Node's "single executable application").

What the tools need of it stands in the file: that it is one, and its scripts, with the names that V8 will know them by. V8 cannot
pause before a CommonJS script runs, so that breakpoints must be set by that name beforehand.
https://nodejs.org/api/single-executable-applications.html
"""

from __future__ import annotations

import hashlib
import mmap
import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from .elf_notes import notes_of
from .map_comment import map_comment

NOTE_NAME = b'NODE_SEA_BLOB\0'
MAGIC = 0x0143DA20
HEADER = 8
"""Magic number and flags."""

SNAPSHOT, CODE_CACHE, ASSETS = 1 << 1, 1 << 2, 1 << 3
NAME_MAX = 4096
ASSETS_MAX = 100_000

# Behind the flags came, one after the other, a byte for where options may come from and one for the kind of script.
BYTES_BEFORE_NAME = (2, 1, 0)
_OPTION_SOURCES = {0: 'none', 1: 'env', 2: 'cli'}


@dataclass(frozen=True)
class SingleExecutable:
    """`main` is what V8 calls the main script; `options` is where Node takes options from: 'none', 'env' (NODE_OPTIONS) or 'cli'."""

    path: str
    main: str
    source_map_url: str = field(repr=False)
    options: str
    hashes: dict[str, str] = field(repr=False)
    """SHA-256 of the main script, and of each asset that is named like a script."""

    def path_of(self, script: str) -> str:
        """A script's name as a path: a bare one is taken to lie beside the executable."""
        if script == self.main or script in self.hashes:
            return os.path.normpath(os.path.join(os.path.dirname(self.path), script))
        return script

    def hash_of(self, script_path: str) -> str:
        """By what `path_of` gave; '' for a script that does not come from inside."""
        return next((digest for name, digest in self.hashes.items() if self.path_of(name) == script_path), '')


def single_executable(path: str) -> SingleExecutable | None:
    """None for a program that is none, or one whose blob is laid out in a way that is not known."""
    try:
        state = os.stat(path)
    except OSError:
        return None
    return _single_executable(os.path.realpath(path), state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=8)
def _single_executable(path: str, _changed: int, _size: int) -> SingleExecutable | None:
    try:
        with open(path, 'rb') as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            notes = notes_of(lambda at, size: data[at : at + size])
            blob = next((note for note in notes if note.name == NOTE_NAME), None)
            return _read_blob(path, data, blob.start, blob.start + blob.size) if blob else None
    except (OSError, ValueError, struct.error):
        return None


def _read_blob(path: str, data: mmap.mmap, start: int, end: int) -> SingleExecutable | None:
    magic, flags = struct.unpack_from('<II', data, start)
    if magic != MAGIC or flags & SNAPSHOT:
        return None
    for extra in BYTES_BEFORE_NAME:
        name = _part(data, start + HEADER + extra, end, NAME_MAX)
        script = _part(data, name[1], end) if name else None
        if name is None or script is None:
            continue
        main, text = os.fsdecode(data[slice(*name)]), data[slice(*script)]
        hashes = {main: hashlib.sha256(text).hexdigest(), **dict(_script_assets(data, script[1], end, flags))}
        options = _OPTION_SOURCES.get(data[start + HEADER], 'env') if extra else 'env'
        return SingleExecutable(path, main, map_comment(text), options, hashes)
    return None


def _script_assets(data: mmap.mmap, at: int, end: int, flags: int) -> Iterator[tuple[str, str]]:
    if flags & CODE_CACHE:
        cache = _part(data, at, end)
        at = cache[1] if cache else end
    if not flags & ASSETS or at + 8 > end:
        return
    (count,) = struct.unpack_from('<Q', data, at)
    at += 8
    for _ in range(min(count, ASSETS_MAX)):
        name = _part(data, at, end, NAME_MAX)
        content = _part(data, name[1], end) if name else None
        if name is None or content is None:
            return
        at = content[1]
        if data[slice(*name)].endswith((b'.js', b'.cjs', b'.mjs')) and b'/' not in data[slice(*name)]:
            yield os.fsdecode(data[slice(*name)]), hashlib.sha256(data[slice(*content)]).hexdigest()


def _part(data: mmap.mmap, at: int, end: int, size_max: int | None = None) -> tuple[int, int] | None:
    """A length of 8 bytes, then so many bytes: where these begin and end. None where they do not fit."""
    if at + 8 > end:
        return None
    (size,) = struct.unpack_from('<Q', data, at)
    fits = size <= end - at - 8 and (size_max is None or 0 < size <= size_max)
    return (at + 8, at + 8 + size) if fits else None
