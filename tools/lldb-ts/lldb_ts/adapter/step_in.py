"""`ts adapter step-in on TID | off` and `ts adapter return-to PC TID`: stepping across the boundary.

Node calls every Node-API function through one place, which loads the callback's address from the JavaScript function
and jumps to it. A breakpoint on that indirect call reads the very address that is about to be called, so it works for
any addon, whatever its functions are named and however they were registered.
"""

from __future__ import annotations

import re
import struct
from typing import Any

import lldb

from ..lldb import awaits
from .replies import replying
from .user_code import entry_points, function_at

INVOKE = 'v8impl::(anonymous namespace)::FunctionCallbackWrapper::Invoke'

# LIMIT: how far into a callback's data function pointers are looked for.
DATA_WORDS_MAX = 6
DATA_DEPTH_MAX = 3

# Breakpoints of the step under way; they are gone when it ends.
_temporary: set[int] = set()


@replying
def step_in(debugger: lldb.SBDebugger, arguments: str) -> dict[str, Any]:
    target = debugger.GetSelectedTarget()
    words = arguments.split()
    if words[0] == 'off':
        return {'removed': remove_temporary(target)}
    remove_temporary(target)
    calls = indirect_calls(target)
    if not calls:
        return {'error': 'this Node has no symbols for its Node-API: cannot step into addons'}
    for address in calls:
        breakpoint_ = target.BreakpointCreateByAddress(address)
        breakpoint_.SetThreadID(int(words[1]))
        breakpoint_.SetScriptCallbackFunction(f'{__name__}.stop_in_callback')
        _temporary.add(breakpoint_.GetID())
    return {'breakpoints': sorted(_temporary)}


@replying
def return_to(debugger: lldb.SBDebugger, arguments: str) -> dict[str, Any]:
    program_counter, thread_id = arguments.split()
    add_one_shot(debugger.GetSelectedTarget(), int(program_counter, 0), int(thread_id))
    return {'breakpoints': sorted(_temporary)}


def stop_in_callback(frame: lldb.SBFrame, _location: object, _extra: object, _internal: object) -> bool:
    """At the indirect call: stops in the user's function behind the callee. Never stops here itself."""
    target = frame.GetThread().GetProcess().GetTarget()
    callee = called_address(frame)
    if callee is not None:
        for address in entry_points(target, callee, functions_in_data(frame)):
            add_one_shot(target, address, frame.GetThread().GetThreadID())
    return False


def functions_in_data(frame: lldb.SBFrame) -> list[int]:
    """Functions of addons that the callback can find through its second argument: its data may hold a table of them."""
    process = frame.GetThread().GetProcess()
    target = process.GetTarget()
    pointers = {frame.FindRegister('arg2').GetValueAsUnsigned()}
    found: list[int] = []
    for _ in range(DATA_DEPTH_MAX):
        pointers = {word for pointer in pointers for word in words_at(process, pointer)}
        found.extend(word for word in sorted(pointers) if word not in found and function_at(target, word) is not None)
    return [function for function in found if function != called_address(frame)]


def words_at(process: lldb.SBProcess, address: int) -> tuple[int, ...]:
    """A few machine words; none where nothing is mapped."""
    error = lldb.SBError()
    data = process.ReadMemory(address, 8 * DATA_WORDS_MAX, error) if 0x1000 < address < 1 << 63 else None
    return struct.unpack(f'<{DATA_WORDS_MAX}Q', data) if error.Success() and data else ()


def called_address(frame: lldb.SBFrame) -> int | None:
    """The value of the register that the call instruction at the frame's pc names."""
    target = frame.GetThread().GetProcess().GetTarget()
    instruction = target.ReadInstructions(frame.GetPCAddress(), 1).GetInstructionAtIndex(0)
    register = re.search(r'(?:\*%|^)([a-z][a-z0-9]+)', instruction.GetOperands(target))
    if register is None:
        return None
    value = frame.FindRegister(register.group(1))
    return value.GetValueAsUnsigned() if value.IsValid() else None


def indirect_calls(target: lldb.SBTarget) -> list[int]:
    """The instructions in Node's Node-API entry that call through a register: one of them calls the addon."""
    found = []
    for context in target.FindFunctions(INVOKE, lldb.eFunctionNameTypeAuto):
        symbol = context.GetSymbol()
        for instruction in symbol.GetInstructions(target):
            if instruction.GetMnemonic(target) not in ('call', 'callq', 'blr'):
                continue
            if re.fullmatch(r'\*?%?(r[a-z0-9]+|x[0-9]+)', instruction.GetOperands(target).strip()):
                found.append(instruction.GetAddress().GetLoadAddress(target))
    return found


def add_one_shot(target: lldb.SBTarget, address: int, thread_id: int) -> None:
    breakpoint_ = target.BreakpointCreateByAddress(address)
    breakpoint_.SetOneShot(True)
    breakpoint_.SetThreadID(thread_id)
    _temporary.add(breakpoint_.GetID())


def keep(breakpoints: list[lldb.SBBreakpoint]) -> list[int]:
    """Takes over breakpoints of a step that somebody else has made."""
    _temporary.update(breakpoint_.GetID() for breakpoint_ in breakpoints)
    return sorted(_temporary)


def remove_temporary(target: lldb.SBTarget) -> int:
    removed = sum(1 for identity in _temporary if target.BreakpointDelete(identity))
    _temporary.clear()
    awaits.forget()
    return removed
