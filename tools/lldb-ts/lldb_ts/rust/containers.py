"""The elements of Rust's collections, a bounded number of them."""

from __future__ import annotations

from collections.abc import Iterator

import lldb

from .enums import live_variant, variant_name
from .raw_values import LENGTH_MAX, BadValue, check_readable, element, length, member, number, read, type_name

ELEMENTS_MAX = 1000
BUCKETS_MAX = 1 << 20
TREE_NODES_MAX = 1000
TREE_HEIGHT_MAX = 16
FULL_BUCKET_MASK = 0x80
RAW_POINTER = 'inner.ptr.pointer.pointer'


def text_of(value: lldb.SBValue, length_max: int) -> tuple[str, int]:
    """The text of a String, and how many bytes it has in all."""
    vec = member(value, 'vec')
    size = length(vec, 'len', number(vec, 'buf.inner.cap.__0'))
    return _decode(vec.GetProcess(), number(vec, f'buf.{RAW_POINTER}'), size, length_max), size


def slice_text(value: lldb.SBValue, length_max: int) -> tuple[str, int]:
    """The text of a &str or of anything else that points to UTF-8."""
    size = length(value, 'length')
    return _decode(value.GetProcess(), number(value, 'data_ptr'), size, length_max), size


def vec_elements(value: lldb.SBValue, count_max: int = ELEMENTS_MAX) -> tuple[list[lldb.SBValue], int]:
    """Elements of a Vec and their number. Elements of no size have no capacity to check against."""
    type_ = value.GetType().GetTemplateArgumentType(0)
    capacity = number(value, 'buf.inner.cap.__0') if type_.GetByteSize() else LENGTH_MAX
    return _in_a_row(value, number(value, f'buf.{RAW_POINTER}'), length(value, 'len', capacity), type_, count_max)


def slice_elements(value: lldb.SBValue, count_max: int = ELEMENTS_MAX) -> tuple[list[lldb.SBValue], int]:
    type_ = member(value, 'data_ptr').GetType().GetPointeeType()
    return _in_a_row(value, number(value, 'data_ptr'), length(value, 'length'), type_, count_max)


def deque_elements(value: lldb.SBValue, count_max: int = ELEMENTS_MAX) -> tuple[list[lldb.SBValue], int]:
    type_ = value.GetType().GetTemplateArgumentType(0)
    capacity, head = number(value, 'buf.inner.cap.__0'), number(value, 'head')
    count = length(value, 'len', capacity if type_.GetByteSize() else LENGTH_MAX)
    pointer = number(value, f'buf.{RAW_POINTER}')
    check_readable(value.GetProcess(), pointer, type_.GetByteSize() * min(capacity, LENGTH_MAX) if count else 0)
    size = type_.GetByteSize()
    at = [pointer + size * ((head + index) % max(capacity, 1)) for index in range(min(count, count_max))]
    return [element(value, f'[{index}]', address, type_) for index, address in enumerate(at)], count


def table_entries(value: lldb.SBValue, path: str, count_max: int = ELEMENTS_MAX) -> tuple[list[lldb.SBValue], int]:
    """Entries of a HashMap (pairs) or HashSet: they lie before the control bytes, the first bucket last."""
    table = member(value, path)
    type_ = table.GetType().GetTemplateArgumentType(0)
    buckets = number(table, 'table.bucket_mask') + 1
    items = length(table, 'table.items', buckets)
    control = number(table, 'table.ctrl.pointer')
    if buckets > BUCKETS_MAX or not type_.IsValid():
        raise BadValue(f'{buckets} buckets')
    found: list[lldb.SBValue] = []
    for index, byte in enumerate(read(value.GetProcess(), control, buckets) if items else b''):
        if len(found) >= min(items, count_max):
            break
        if not byte & FULL_BUCKET_MASK:
            found.append(element(value, f'[{len(found)}]', control - (index + 1) * type_.GetByteSize(), type_))
    return found, items


def tree_entries(value: lldb.SBValue, count_max: int = ELEMENTS_MAX) -> tuple[list[tuple[lldb.SBValue, lldb.SBValue]], int]:
    """Keys and values of a BTreeMap, in order."""
    count = length(value, 'length')
    if count == 0:
        return [], 0
    root = live_variant(member(value, 'root'))
    if variant_name(root) != 'Some':
        return [], 0
    node = member(root, '__0')
    height, leaf = number(node, 'height'), member(node, 'node.pointer')
    if height > TREE_HEIGHT_MAX:
        raise BadValue(f'height {height}')
    entries: list[tuple[lldb.SBValue, lldb.SBValue]] = []
    for pair in _walk(value, leaf.GetValueAsUnsigned(), leaf.GetType().GetPointeeType(), height, [TREE_NODES_MAX]):
        entries.append(pair)
        if len(entries) >= min(count, count_max):
            break
    return entries, count


def _walk(
    value: lldb.SBValue, address: int, leaf_type: lldb.SBType, height: int, budget: list[int]
) -> Iterator[tuple[lldb.SBValue, lldb.SBValue]]:
    budget[0] -= 1
    if budget[0] < 0:
        return
    leaf = element(value, 'node', address, leaf_type)
    keys, values, used = member(leaf, 'keys'), member(leaf, 'vals'), number(leaf, 'len')
    if used > keys.GetNumChildren():
        raise BadValue(f'node of {used} keys')
    edges = _edges(value, address, leaf_type, used) if height else []
    for index in range(used):
        if edges:
            yield from _walk(value, edges[index], leaf_type, height - 1, budget)
        yield _initialised(keys.GetChildAtIndex(index)), _initialised(values.GetChildAtIndex(index))
    if edges:
        yield from _walk(value, edges[used], leaf_type, height - 1, budget)


def _edges(value: lldb.SBValue, address: int, leaf_type: lldb.SBType, used: int) -> list[int]:
    """An inner node is a leaf followed by pointers to its children."""
    data = read(value.GetProcess(), address + leaf_type.GetByteSize(), 8 * (used + 1))
    return [int.from_bytes(data[at : at + 8], 'little') for at in range(0, len(data), 8)]


def _initialised(slot: lldb.SBValue) -> lldb.SBValue:
    """The value inside a MaybeUninit, which since Rust 1.95 has one wrapper more."""
    inner = member(slot, 'value.value')
    return member(inner, '__0') if 'MaybeDangling' in type_name(inner) else inner


def _in_a_row(value: lldb.SBValue, pointer: int, count: int, type_: lldb.SBType, count_max: int) -> tuple[list[lldb.SBValue], int]:
    size = type_.GetByteSize()
    check_readable(value.GetProcess(), pointer, size * count)
    return [element(value, f'[{index}]', pointer + size * index, type_) for index in range(min(count, count_max))], count


def _decode(process: lldb.SBProcess, pointer: int, size: int, length_max: int) -> str:
    return read(process, pointer, min(size, length_max)).decode('utf-8', 'replace')
