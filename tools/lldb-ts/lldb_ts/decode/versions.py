"""The versions of V8 that the decoder knows, and tables that hold for each of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Generic, TypeVar

Version = tuple[int, int]
Table = TypeVar('Table')

V8_OF_NODE_24: Version = (13, 6)
V8_OF_NODE_26: Version = (14, 6)
NODES: dict[Version, str] = {V8_OF_NODE_24: 'Node 24', V8_OF_NODE_26: 'Node 26'}


class UnsupportedV8(Exception):
    """The message is for the user: it says what is missing and what is shown instead."""


class ByVersion(Generic[Table]):
    """One table for each version: the defaults of `table`, which are those of the newest, with what differs in the older ones."""

    def __init__(self, table: type[Table], differences: Mapping[Version, Mapping[str, Any]]) -> None:
        self._tables = {version: table(**differences.get(version, {})) for version in NODES}

    def __getitem__(self, version: Version) -> Table:
        if version not in self._tables:
            known = ' and '.join(f'{name(v)} ({node})' for v, node in NODES.items())
            raise UnsupportedV8(f'unsupported V8 {name(version)}, showing raw frames; this plugin knows {known}')
        return self._tables[version]


def name(version: Version) -> str:
    return f'{version[0]}.{version[1]}'
