"""Rust's types by name, as LLDB spells them, and what is inside each."""

from __future__ import annotations

import re

import lldb

from .containers import deque_elements, slice_elements, table_entries, tree_entries, vec_elements
from .enums import is_enum, live_variant
from .raw_values import BadValue, member, type_name

STRING = re.compile(r'^alloc::string::String$')
PATH = re.compile(r'^std::(path::PathBuf|ffi::os_str::OsString)$')
TEXT_SLICE = re.compile(r'^&(mut )?str$|^alloc::(boxed::Box|sync::Arc|rc::Rc)<str(, .*)?>$')
COMPACT_STRING = re.compile(r'^compact_str::CompactString$')
VEC = re.compile(r'^alloc::vec::Vec<.+>$')
SLICE = re.compile(r'^&(mut )?\[.+\]$|^alloc::boxed::Box<\[.+\], .*>$')
DEQUE = re.compile(r'^alloc::collections::vec_deque::VecDeque<.+>$')
HASH_MAP = re.compile(r'^std::collections::hash::map::HashMap<.+>$')
HASH_SET = re.compile(r'^std::collections::hash::set::HashSet<.+>$')
TREE_MAP = re.compile(r'^alloc::collections::btree::map::BTreeMap<.+>$')
SHARED = re.compile(r'^alloc::(sync::Arc|rc::Rc)<.+>$')
LOCK = re.compile(r'^std::sync::poison::(mutex::Mutex|rwlock::RwLock)<.+>$')
CELL = re.compile(r'^core::cell::(Cell|RefCell)<.+>$')

TEXTS = (STRING, PATH, TEXT_SLICE, COMPACT_STRING)
ROWS = ((VEC, vec_elements), (SLICE, slice_elements), (DEQUE, deque_elements))
ALL = (*TEXTS, VEC, SLICE, DEQUE, HASH_MAP, HASH_SET, TREE_MAP, SHARED, LOCK, CELL)


def children(value: lldb.SBValue, count_max: int) -> tuple[list[tuple[str, lldb.SBValue]], int]:
    """What a person would open, and how many there are in all. Raises BadValue."""
    name = type_name(value)
    for pattern, elements in ROWS:
        if pattern.match(name):
            found, count = elements(value.GetNonSyntheticValue(), count_max)
            return [(f'[{index}]', item) for index, item in enumerate(found)], count
    if HASH_MAP.match(name) or HASH_SET.match(name):
        path = 'base.table' if HASH_MAP.match(name) else 'base.map.table'
        entries, count = table_entries(value, path, count_max)
        if HASH_MAP.match(name):
            return [(f'[{index}]', entry) for index, entry in enumerate(entries)], count
        return [(f'[{index}]', member(entry, '__0')) for index, entry in enumerate(entries)], count
    if TREE_MAP.match(name):
        pairs, count = tree_entries(value, count_max // 2)
        flat = [(f'{part}_{index}', item) for index, pair in enumerate(pairs) for part, item in zip(('key', 'value'), pair)]
        return flat, count
    inner = pointed_to(value)
    if inner is not None:
        return [('value', inner)], 1
    if is_enum(value.GetType()):
        return fields(live_variant(value)), 0
    return fields(value), 0


def pointed_to(value: lldb.SBValue) -> lldb.SBValue | None:
    """What a Box, Arc, Rc, Mutex, RwLock or cell holds; None for other types."""
    name = type_name(value)
    if SHARED.match(name):
        box = member(value, 'ptr.pointer')
        if not box.GetType().IsPointerType():
            raise BadValue('a slice or a trait object')
        whole = box.Dereference().GetNonSyntheticValue()
        data = whole.GetChildMemberWithName('data')
        return data if data.IsValid() else member(whole, 'value')
    if LOCK.match(name):
        return member(value, 'data.value')
    if CELL.match(name):
        # A Cell's own value, not that of its counter: both are UnsafeCells.
        return member(value, 'value.value')
    return None


def fields(value: lldb.SBValue) -> list[tuple[str, lldb.SBValue]]:
    raw = value.GetNonSyntheticValue()
    found = [raw.GetChildAtIndex(index) for index in range(min(raw.GetNumChildren(), 100))]
    return [(child.GetName() or f'[{index}]', child) for index, child in enumerate(found)]
