"""Finds the user's own function behind the callback that an addon registered.

Binding generators put a layer between: `extern "C"` glue, a guard against panics, closures. All of it is reachable from
the callback by direct calls and by addresses that its code takes, so a short walk over the machine code finds the first
functions that somebody wrote, without knowing the generator.
"""

from __future__ import annotations

import heapq
import re

import lldb

from ..lldb.addon_modules import is_addon

# LIMIT: the layers of known generators are at most this deep; the walk ends there.
DEPTH_MAX = 8
FUNCTIONS_MAX = 500

LIBRARY_SOURCE = re.compile(r'/(\.cargo|registry|rustc|rustlib|node-addon-api|node_modules)/|^/rustc/')
GENERATED_NAME = re.compile(r'_c_callback|\{closure|\{\{closure|__napi|<impl .* for |^<|::(from|into)_napi_value|^core::|^std::|^alloc::')


def entry_points(target: lldb.SBTarget, callback: int, data: list[int]) -> list[int]:
    """Addresses, behind their prologues, of the nearest user functions that `callback` leads to; itself, if none.

    `data` are functions that the callback finds in the data it was registered with: a shared callback calls one of them.

    Glue stands in the user's own file, so the walk follows it first, and ends when all of it is walked and somebody's
    function was found: a conversion of arguments leads into half of the standard library.
    """
    start = function_at(target, callback)
    if start is None:
        return []
    found = walk(target, callback) or [entry for function in data for entry in walk(target, function)]
    return found or [behind_prologue(target, start)]


def walk(target: lldb.SBTarget, start: int) -> list[int]:
    """The nearest user functions behind the function at `start`."""
    found: list[int] = []
    seen = {start}
    waiting = [(0, 0, 0, start)]
    while waiting and len(seen) < FUNCTIONS_MAX:
        is_library, depth, _, address = heapq.heappop(waiting)
        if is_library and found:
            break
        function = function_at(target, address)
        if function is None or depth > DEPTH_MAX:
            continue
        if is_written_by_user(function):
            found.append(behind_prologue(target, function))
            continue
        for callee in referenced_code(target, function):
            if callee not in seen:
                seen.add(callee)
                heapq.heappush(waiting, (int(is_in_library(target, callee)), depth + 1, len(seen), callee))
    return found


def function_at(target: lldb.SBTarget, address: int) -> lldb.SBFunction | None:
    """The function with debug information that begins at the address, in an addon."""
    resolved = target.ResolveLoadAddress(address)
    if not is_addon(resolved.GetModule()):
        return None
    function = resolved.GetFunction()
    begins = function.IsValid() and function.GetStartAddress().GetLoadAddress(target) == address
    return function if begins else None


def is_written_by_user(function: lldb.SBFunction) -> bool:
    """Whether the function's source is the user's, and the function is no glue that a macro wrote into it."""
    if not source_of(function) or LIBRARY_SOURCE.search(source_of(function)):
        return False
    return not GENERATED_NAME.search(function.GetDisplayName() or function.GetName() or '')


def source_of(function: lldb.SBFunction) -> str:
    entry = function.GetStartAddress().GetLineEntry()
    return str(entry.GetFileSpec()) if entry.IsValid() else ''


def is_in_library(target: lldb.SBTarget, address: int) -> bool:
    function = function_at(target, address)
    return function is None or bool(LIBRARY_SOURCE.search(source_of(function)))


def behind_prologue(target: lldb.SBTarget, function: lldb.SBFunction) -> int:
    return int(function.GetStartAddress().GetLoadAddress(target)) + int(function.GetPrologueByteSize())


def referenced_code(target: lldb.SBTarget, function: lldb.SBFunction) -> list[int]:
    """What the function calls directly, and the functions whose address it takes."""
    found = []
    for instruction in function.GetInstructions(target):
        mnemonic = instruction.GetMnemonic(target) or ''
        operands = instruction.GetOperands(target) or ''
        if mnemonic.startswith(('call', 'jmp', 'bl')):
            direct = re.match(r'^(0x[0-9a-f]+)$', operands.strip())
            if direct:
                found.append(loaded(target, instruction, int(direct.group(1), 16)))
        if 'rip' in operands:
            offset = re.search(r'(-?0x[0-9a-f]+)\(%rip\)|rip ([+-]) (0x[0-9a-f]+)', operands)
            if offset:
                value = int(offset.group(1) or (offset.group(2) + offset.group(3)), 16)
                after = instruction.GetAddress().GetLoadAddress(target) + instruction.GetByteSize()
                found.extend(code_behind(target, after + value, mnemonic))
    return found


def loaded(target: lldb.SBTarget, instruction: lldb.SBInstruction, address: int) -> int:
    """LLDB prints call targets as load addresses while a process runs, and as file addresses before."""
    if target.ResolveLoadAddress(address).GetModule().IsValid():
        return address
    return int(instruction.GetAddress().GetModule().ResolveFileAddress(address).GetLoadAddress(target))


def code_behind(target: lldb.SBTarget, address: int, mnemonic: str) -> list[int]:
    """`lea` takes the address itself; a load or an indirect call goes through a table slot that holds it."""
    if mnemonic.startswith('lea'):
        return [address]
    error = lldb.SBError()
    pointer = target.GetProcess().ReadPointerFromMemory(address, error)
    return [pointer] if error.Success() else []
