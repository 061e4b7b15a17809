"""Addresses of scripts, maps and sources as paths: what V8, compilers and bundlers write, and the file that they mean."""

from __future__ import annotations

import os
import re
import urllib.parse
from collections.abc import Iterator, Sequence

_SCHEME = re.compile(r'[A-Za-z][A-Za-z0-9+.-]+:')
# Not by urlsplit, which raises for what compilers and programs write there all the same.
_FILE = re.compile(r'file:(?://[^/?#]*)?([^?#]*)', re.IGNORECASE)
FOLDERS_ABOVE_MAX = 64


def path_of(address: str) -> str:
    """The path of a `file:` address, without its query and fragment; anything else as it is."""
    found = _FILE.match(address)
    return urllib.parse.unquote(found[1]) if found else address


def relative_path(address: str, folder: str) -> str:
    """The path of an address that may be relative to a folder."""
    if _SCHEME.match(address):
        return os.path.normpath(path_of(address))
    whole = os.path.join(folder, urllib.parse.unquote(address))
    # Compilers leave a question mark in the name of a file as it is.
    if '?' in address and not os.path.exists(whole):
        whole = os.path.join(folder, urllib.parse.unquote(address.partition('?')[0]))
    return os.path.normpath(whole)


def source_path(source: str, root: str, folder: str, started_in: Sequence[str]) -> str:
    """Where a source of a map lies. A bundler's address that leads to no file stays as it is.

    `root` is the map's `sourceRoot`, `folder` the map's own, '' for that of a script without a folder; `started_in` is where
    the program was started."""
    address = source
    if root and not source.startswith('/') and not _SCHEME.match(source):
        address = root.rstrip('/') + '/' + source
    if not _SCHEME.match(address):
        return _file_at(address, folder or next(iter(started_in), ''))
    if _FILE.match(address):
        return os.path.normpath(path_of(address))
    found = (os.path.normpath(os.path.join(above, path)) for above in _above(folder, started_in) for path in _paths_in(address))
    return next((path for path in found if os.path.isfile(path)), address)


def _file_at(path: str, folder: str) -> str:
    """A path as it stands; where there is no such file, as the address that some tools make of it."""
    meant = [os.path.normpath(os.path.join(folder, it)) for it in _spellings(path)]
    return meant[0] if len(meant) == 1 else next((it for it in meant if os.path.exists(it)), meant[0])


def _spellings(source: str) -> list[str]:
    """A source as it stands, and what it means if it is encoded, or has a query."""
    bare = source.partition('?')[0]
    return list(dict.fromkeys((source, urllib.parse.unquote(source), bare, urllib.parse.unquote(bare))))


def base_names(source: str) -> set[str]:
    """What the file that a source is in may be called, wherever that lies."""
    return {it.rpartition('/')[2] for it in _spellings(source)}


def names_file(path: str, wanted: str) -> bool:
    """Whether `wanted` (a name, the end of a path, or a whole path, with or without symbolic links) means `path`."""
    path, wanted = os.path.normpath(path), os.path.normpath(wanted)
    if path == wanted or path.endswith(os.sep + wanted.lstrip(os.sep)):
        return True
    return os.sep in wanted and os.path.isabs(path) and os.path.realpath(path) == os.path.realpath(wanted)


def _paths_in(address: str) -> Iterator[str]:
    """What may be the path in `webpack:///src/a.ts`, `webpack://app/./src/a.ts` or `webpack://@scope/app/./src/a.ts?query`."""
    rest = address.partition(':')[2].partition('?')[0].removeprefix('//')
    if rest.startswith('/'):
        yield rest.lstrip('/')
        return
    parts = rest.split('/')
    yield '/'.join(parts[2 if rest.startswith('@') else 1 :])
    yield rest


def _above(folder: str, started_in: Sequence[str]) -> Iterator[str]:
    """The folder and those around it; then the same of each that the program was started in."""
    for first in [folder, *started_in] if folder else started_in:
        folder = first
        for _ in range(FOLDERS_ABOVE_MAX):
            yield folder
            if folder == os.path.dirname(folder):
                break
            folder = os.path.dirname(folder)
