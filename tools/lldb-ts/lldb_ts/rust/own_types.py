"""The types of this workspace's own store, written as its users write them."""

from __future__ import annotations

import re

import lldb

from . import keys
from .raw_values import length, member, number, read

REVISION = re.compile(r'^bimetal_document::revision::Revision$')
VALUE = re.compile(r'^bimetal_document::value::Value$')
ALL = (*keys.ALL, REVISION, VALUE)

JSON_MAX = 200
COUNTERS_BYTES = 16
"""The two counters that an Arc puts before its data."""


def own_text(value: lldb.SBValue, name: str) -> str | None:
    """`"user-42"`, `revision 7`, the JSON of a value; None for other types. Raises BadValue."""
    key = keys.key_text(value, name)
    if key is not None:
        return key
    if REVISION.match(name):
        return f'revision {number(value, "__0")}'
    if VALUE.match(name):
        fat = member(value, '__0.ptr.pointer')
        size = length(fat, 'length')
        data = read(value.GetProcess(), number(fat, 'data_ptr') + COUNTERS_BYTES, min(size, JSON_MAX))
        return data.decode('utf-8', 'replace') + (f'… ({size} bytes)' if size > JSON_MAX else '')
    return None
