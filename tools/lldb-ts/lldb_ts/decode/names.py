"""Names of functions as a person would say them: `DataController.put`, `handler`, `<anonymous>`."""

from __future__ import annotations

import re

from .functions import Functions
from .heap import Heap
from .scripts import Scripts

ANONYMOUS = '<anonymous>'
PROTOTYPES_MAX = 50
LOOK_BEHIND = 120

_ASSIGNED = re.compile(r'([\w$#]+)\s*(?:=|:)\s*(?:async\s*)?\(?$')
_FUNCTION_KEYWORD = re.compile(r'\bfunction\b\s*\*?\s*[\w$]*\s*$')


def display_name(heap: Heap, functions: Functions, scripts: Scripts, shared: int, script: int, receiver: int) -> str:
    own = functions.name(shared)
    if not script:
        return own or ANONYMOUS
    start = functions.range(shared)[0]
    before = scripts.of(script).text[max(0, start - LOOK_BEHIND) : start]
    if not own:
        match = _ASSIGNED.search(before)
        return match.group(1) if match else ANONYMOUS
    if before.rstrip().endswith(own) and not _FUNCTION_KEYWORD.search(before):
        owner = class_name(heap, functions, receiver)
        if owner and owner not in ('Object', own):
            return f'{owner}.{own}'
    return own


def class_name(heap: Heap, functions: Functions, receiver: int) -> str:
    """The class of an object, or the name of the class itself when `receiver` is one; '' when memory does not tell."""
    if heap.is_function(receiver):
        return functions.name(functions.shared(receiver))
    if heap.instance_type(receiver) < heap.layout.get('SpecialAPIObjectType', 1 << 16):
        return ''
    holder = heap.map_of(receiver)
    for _ in range(PROTOTYPES_MAX):
        holder = heap.named_field(holder, 'Map__constructor_or_back_pointer__Tagged_Object_')
        if heap.is_function(holder):
            return functions.name(functions.shared(holder))
        if not heap.is_type(holder, 'MAP_TYPE'):
            return ''
    return ''
