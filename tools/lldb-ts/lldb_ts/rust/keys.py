"""The keys of this workspace's store, as text, in each of the forms that they have in memory."""

from __future__ import annotations

import json
import re

import lldb

from .compact_text import compact_bytes
from .enums import live_variant, variant_name
from .raw_values import BadValue, length, member, number, own_bytes, read

KEY = re.compile(r'^bimetal_document::key::Key$')
KEY_REF = re.compile(r'^bimetal_document::key_ref::KeyRef$')
STORED = re.compile(r'^bimetal_log::index::key::(StoredKey|EntryKey|KeptKey)$')
ALL = (KEY, KEY_REF, STORED)

NAME_BYTES_MAX = 512
NAME_BYTE_MIN = 0x20
"""Names hold no byte below: in the ordered form such a one ends the name, and in memory it gives away what is no key."""

NO_NUMBER = b'\0'
SHORT_NAME_BYTES = 8
SHORT_BYTES = 16


def key_text(value: lldb.SBValue, name: str) -> str | None:
    """`"users/alice@example.com"`, `"user-42"`; None for other types. Raises BadValue."""
    if KEY.match(name):
        return _quoted(compact_bytes(member(value, 'name'), NAME_BYTES_MAX + 1)[0], _number_of(value))
    if KEY_REF.match(name):
        # The dash before a number is not there.
        number_behind = _number_of(value)
        stem = _slice(member(value, 'stem'))
        return _quoted(stem if number_behind is None else stem + b'-', number_behind)
    return _stored_text(live_variant(value)) if STORED.match(name) else None


def _number_of(value: lldb.SBValue) -> int | None:
    option = live_variant(member(value, 'number'))
    return number(option, '__0') if variant_name(option) == 'Some' else None


def _stored_text(variant: lldb.SBValue) -> str:
    held = member(variant, '__0')
    if variant_name(variant) == 'Short':
        # A number of 16 bytes, the highest first: eight characters, and the number behind the dash.
        data = own_bytes(held)[SHORT_BYTES - 1 :: -1]
        return _quoted(data[:SHORT_NAME_BYTES] + b'-', int.from_bytes(data[SHORT_NAME_BYTES:], 'big'))
    in_pieces = held.GetChildMemberWithName('suffix').IsValid()
    ordered = b''.join(_slice(member(held, part)) for part in ('prefix', 'suffix')) if in_pieces else _slice(held)
    end = next((at for at, byte in enumerate(ordered) if byte < NAME_BYTE_MIN), len(ordered))
    name, terminator, digits = ordered[:end], ordered[end : end + 1], ordered[end + 1 :]
    if terminator == NO_NUMBER and not digits:
        return _quoted(name, None)
    if not terminator or terminator[0] != 1 + len(digits):
        raise BadValue('no key')
    return _quoted(name, int.from_bytes(digits, 'big'))


def _slice(value: lldb.SBValue) -> bytes:
    # An ordered form has one byte more than its text at most.
    size = length(value, 'length', NAME_BYTES_MAX + 1)
    return read(value.GetProcess(), number(value, 'data_ptr'), size)


def _quoted(name: bytes, number_behind: int | None) -> str:
    if not 0 < len(name) <= NAME_BYTES_MAX or min(name) < NAME_BYTE_MIN:
        raise BadValue('no key')
    # A reserved name begins with a byte that is no UTF-8.
    text = name.decode('utf-8', 'replace') + ('' if number_behind is None else str(number_behind))
    return json.dumps(text, ensure_ascii=False)
