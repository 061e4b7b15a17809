"""Registers the formatters in a category of LLDB, so that `frame variable` and the Variables view use them."""

from __future__ import annotations

from typing import Any

import lldb

from . import kinds, own_types
from .describe import describe
from .enums import is_enum
from .raw_values import BadValue

CATEGORY = 'bimetal-rust'
CHILDREN_MAX = 1000
TEXTS = (*kinds.TEXTS, *own_types.ALL)


def summary(value: lldb.SBValue, _internal: dict[str, Any]) -> str:
    return describe(value)


def is_rust_enum(type_: lldb.SBType, _internal: dict[str, Any]) -> bool:
    """Asked for every type that has no formatter: it looks at one field and reads no memory."""
    return is_enum(type_)


class Children:
    """Opens a value as `kinds.children` says; a bad value has none."""

    def __init__(self, value: lldb.SBValue, _internal: dict[str, Any]) -> None:
        self.value = value
        self.items: list[tuple[str, lldb.SBValue]] = []

    def update(self) -> bool:
        try:
            self.items = kinds.children(self.value, CHILDREN_MAX)[0]
        except BadValue:
            self.items = []
        return False

    def num_children(self, max_children: int = CHILDREN_MAX) -> int:
        return min(len(self.items), max_children)

    def has_children(self) -> bool:
        return bool(self.items)

    def get_child_index(self, name: str) -> int:
        return next((index for index, (known, _) in enumerate(self.items) if known == name), -1)

    def get_child_at_index(self, index: int) -> lldb.SBValue | None:
        if not 0 <= index < len(self.items):
            return None
        name, item = self.items[index]
        # Clones, not the values themselves: a value keeps the name it was made with.
        return item.Clone(name)


def register(debugger: lldb.SBDebugger, _container: str = '') -> None:
    """Registering twice replaces. The toolchain's own formatters, if loaded, are asked after these."""
    run = debugger.HandleCommand
    here = __name__
    for pattern in (*kinds.ALL, *own_types.ALL):
        run(f'type summary add -w {CATEGORY} -x "{_escaped(pattern.pattern)}" -F {here}.summary')
        if pattern not in TEXTS:
            run(f'type synthetic add -w {CATEGORY} -x "{_escaped(pattern.pattern)}" -l {here}.Children')
    run(f'type summary add -w {CATEGORY} --recognizer-function -F {here}.summary {here}.is_rust_enum')
    run(f'type synthetic add -w {CATEGORY} --recognizer-function -l {here}.Children {here}.is_rust_enum')
    run(f'type category enable {CATEGORY}')


def _escaped(pattern: str) -> str:
    return pattern.replace('\\', '\\\\')
