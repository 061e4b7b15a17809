"""Where a step into a native callback ends."""

from __future__ import annotations

import lldb

from .napi_rs import path_of, wrapped_function


def landings(target: lldb.SBTarget, callback: int) -> list[int]:
    """Addresses behind the prologue of the callback, or of the function that napi-rs wraps in it.

    None for a callback without debug information: a step goes over it, as LLDB's own steps do.
    """
    address = target.ResolveLoadAddress(callback)
    wrapped = wrapped_function(address.GetFunction().GetName() or address.GetSymbol().GetName() or '')
    if wrapped:
        functions = [it.GetFunction() for it in address.GetModule().FindFunctions(wrapped, lldb.eFunctionNameTypeBase)]
        found = [it for it in functions if path_of(it.GetName() or '') == wrapped]
        if found:
            return [_behind_prologue(target, it) for it in found]
    function = address.GetFunction()
    return [_behind_prologue(target, function)] if function.IsValid() else []


def _behind_prologue(target: lldb.SBTarget, function: lldb.SBFunction) -> int:
    return function.GetStartAddress().GetLoadAddress(target) + function.GetPrologueByteSize()
