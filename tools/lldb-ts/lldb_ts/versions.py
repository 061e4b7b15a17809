"""The versions of V8 that the decoder knows, and tables that hold for each of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

Version = tuple[int, int]
Table = TypeVar('Table')

V8_OF_NODE_24: Version = (13, 6)
V8_OF_NODE_26: Version = (14, 6)
NODES: dict[Version, str] = {V8_OF_NODE_24: 'Node 24', V8_OF_NODE_26: 'Node 26'}


def for_each_version(table: Callable[..., Table], differences: Mapping[Version, Mapping[str, Any]]) -> dict[Version, Table]:
    """One table for each version: the defaults of `table`, which are those of the newest, with what differs in the older ones."""
    return {version: table(**differences.get(version, {})) for version in NODES}


def name(version: Version) -> str:
    return f'{version[0]}.{version[1]}'
