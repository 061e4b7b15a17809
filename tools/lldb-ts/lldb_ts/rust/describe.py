"""One line for a Rust value, bounded in depth and width."""

from __future__ import annotations

import json

import lldb

from .compact_text import compact_bytes
from .containers import slice_text, table_entries, text_of, tree_entries
from .enums import is_enum, live_variant, variant_name
from .kinds import COMPACT_STRING, HASH_MAP, HASH_SET, LOCK, PATH, ROWS, SHARED, STRING, TEXT_SLICE, TREE_MAP, fields, pointed_to
from .own_types import COUNTERS_BYTES, own_text
from .raw_values import BadValue, length, member, number, read, type_name

TEXT_MAX = 200
ITEMS_MAX = 8
DEPTH = 4
BYTE_TYPES = ('u8', 'i8', 'unsigned char', 'signed char', 'char')


def describe(value: lldb.SBValue, depth: int = DEPTH) -> str:
    """Never raises and never reads without bounds: a variable that is not set yet becomes `<not set: …>`."""
    try:
        return _describe(value.GetNonSyntheticValue(), depth)
    except BadValue as reason:
        return f'<not set, or not readable: {reason}>'


def _describe(value: lldb.SBValue, depth: int) -> str:
    name = type_name(value)
    own = own_text(value, name)
    if own is not None:
        return own
    text = _text(value, name)
    if text is not None:
        return text
    if depth <= 0:
        return '…'
    for pattern, elements in ROWS:
        if pattern.match(name):
            found, count = elements(value, ITEMS_MAX)
            return f'{"" if count <= ITEMS_MAX else f"({count}) "}[{_joined([describe(item, depth - 1) for item in found], count)}]'
    if HASH_MAP.match(name):
        entries, count = table_entries(value, 'base.table', ITEMS_MAX)
        return f'({count}) {{{_joined([_pair(member(e, "__0"), member(e, "__1"), depth) for e in entries], count)}}}'
    if HASH_SET.match(name):
        entries, count = table_entries(value, 'base.map.table', ITEMS_MAX)
        return f'({count}) {{{_joined([describe(member(e, "__0"), depth - 1) for e in entries], count)}}}'
    if TREE_MAP.match(name):
        pairs, count = tree_entries(value, ITEMS_MAX)
        return f'({count}) {{{_joined([_pair(key, item, depth) for key, item in pairs], count)}}}'
    if SHARED.match(name) and not member(value, 'ptr.pointer').GetType().IsPointerType():
        return _shared_slice(value, name)
    inner = pointed_to(value)
    if inner is not None:
        poisoned = LOCK.match(name) and number(value, 'poison.failed.v.value')
        return describe(inner, depth - 1) + (' (poisoned)' if poisoned else '')
    if is_enum(value.GetType()):
        payload = live_variant(value)
        return variant_name(payload) + _fields(payload, depth)
    return _plain(value, name, depth)


def _text(value: lldb.SBValue, name: str) -> str | None:
    if STRING.match(name):
        return _quoted(*text_of(value, TEXT_MAX))
    if PATH.match(name):
        return _quoted(*text_of(_as_string(value), TEXT_MAX))
    if COMPACT_STRING.match(name):
        data, size = compact_bytes(value, TEXT_MAX)
        return _quoted(data.decode('utf-8', 'replace'), size)
    return _quoted(*slice_text(value, TEXT_MAX)) if TEXT_SLICE.match(name) and _has(value, 'data_ptr') else None


def _as_string(value: lldb.SBValue) -> lldb.SBValue:
    """A path is bytes three structs deep; the innermost has the field that holds a Vec."""
    bytes_ = member(value, 'inner.inner') if type_name(value).endswith('PathBuf') else member(value, 'inner')

    class Named:
        """Looks like a String to `text_of`: the Vec is called `inner` here."""

        def GetNonSyntheticValue(self) -> Named:
            return self

        def GetTypeName(self) -> str:
            return 'PathBuf'

        def GetChildMemberWithName(self, _name: str) -> lldb.SBValue:
            return bytes_.GetChildMemberWithName('inner')

    return Named()  # type: ignore[return-value]


def _shared_slice(value: lldb.SBValue, name: str) -> str:
    """An Arc<[u8]> or Arc<str>: the data lies behind the two counters."""
    fat = member(value, 'ptr.pointer')
    if not _has(fat, 'length'):
        return f'{variant_name(value)}(dyn)'
    size = length(fat, 'length')
    data = read(value.GetProcess(), number(fat, 'data_ptr') + COUNTERS_BYTES, min(size, TEXT_MAX))
    return _quoted(data.decode('utf-8', 'replace'), size)


def _plain(value: lldb.SBValue, name: str, depth: int) -> str:
    type_ = value.GetType()
    if type_.IsPointerType():
        pointee = type_.GetPointeeType()
        if pointee.GetTypeClass() == lldb.eTypeClassFunction or value.GetValueAsUnsigned() == 0:
            return value.GetValue() or '?'
        read(value.GetProcess(), value.GetValueAsUnsigned(), 1)
        return describe(value.Dereference(), depth - 1)
    if type_.GetTypeClass() == lldb.eTypeClassArray:
        return f'[{_joined([describe(item, depth - 1) for _, item in fields(value)[:ITEMS_MAX]], value.GetNumChildren())}]'
    if value.GetNumChildren() == 0:
        return _scalar(value, name)
    return ('' if name.startswith('(') else variant_name(value)) + _fields(value, depth)


def _scalar(value: lldb.SBValue, name: str) -> str:
    if name in BYTE_TYPES and value.GetByteSize() == 1:
        signed = name in ('i8', 'signed char', 'char')
        return str(value.GetValueAsSigned() if signed else value.GetValueAsUnsigned())
    if name in ('char32_t',) or value.GetType().GetBasicType() == lldb.eBasicTypeChar32:
        code = value.GetValueAsUnsigned()
        return repr(chr(code)) if code < 0x110000 else f'<no character {code:#x}>'
    return value.GetValue() or ('()' if value.GetByteSize() == 0 else variant_name(value))


def _fields(value: lldb.SBValue, depth: int) -> str:
    """`(1, 2)` for a tuple, ` { a: 1 }` for a struct, nothing for what has no fields."""
    found = [(name, item) for name, item in fields(value) if not name.startswith('$')]
    if not found:
        return ''
    is_tuple = all(name.removeprefix('__').isdigit() for name, _ in found)
    shown = [text if is_tuple else f'{name}: {text}' for name, text in ((n, describe(v, depth - 1)) for n, v in found[:ITEMS_MAX])]
    return f'({_joined(shown, len(found))})' if is_tuple else f' {{ {_joined(shown, len(found))} }}'


def _pair(key: lldb.SBValue, value: lldb.SBValue, depth: int) -> str:
    return f'{describe(key, depth - 1)}: {describe(value, depth - 1)}'


def _joined(items: list[str], count: int) -> str:
    return ', '.join(items + (['…'] if count > len(items) else []))


def _quoted(text: str, size: int) -> str:
    return json.dumps(text, ensure_ascii=False) + (f'… ({size} bytes)' if size > TEXT_MAX else '')


def _has(value: lldb.SBValue, name: str) -> bool:
    return value.GetChildMemberWithName(name).IsValid()
