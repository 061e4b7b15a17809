"""V8's own opinion of a value: an LLDB command `v8_print PATH`, which has the stopped program print the object of a `ts print` path."""

from __future__ import annotations

import os

import lldb

from lldb_ts.commands.locals import frame_values
from lldb_ts.lldb.expressions import expression_options

PRINTER = '_v8_internal_Print_Object'
TIMEOUT_US = 10_000_000
OUTPUT_VARIABLE = 'LLDB_TS_TEST_OUTPUT'
"""Names the file that the program's standard output goes to: a terminal would fill up while nobody reads it."""


def v8_print(debugger: lldb.SBDebugger, path: str, result: lldb.SBCommandReturnObject, _internal: object) -> None:
    target = debugger.GetSelectedTarget()
    process = target.GetProcess()
    _, values = frame_values(process.GetSelectedThread())
    word = values.evaluate(path.strip()).word
    address = next(c.GetSymbol().GetStartAddress().GetLoadAddress(target) for c in target.FindSymbols(PRINTER))
    output = target.GetLaunchInfo().GetEnvironment().Get(OUTPUT_VARIABLE) or ''
    before = os.path.getsize(output)
    steps = f'((void (*)(void *)){address})((void *){word}); ((int (*)(void *))fflush)((void *)0)'
    process.GetSelectedThread().GetFrameAtIndex(0).EvaluateExpression(steps, expression_options(TIMEOUT_US))
    with open(output, encoding='utf-8', errors='replace') as file:
        file.seek(before)
        print(file.read(), file=result)


def __lldb_init_module(debugger: lldb.SBDebugger, _internal: object) -> None:
    debugger.HandleCommand(f'command script add -o -f {__name__}.v8_print v8_print')
