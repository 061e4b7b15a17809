"""V8's own opinion of the stack: has the stopped program print its JavaScript backtrace. An LLDB command, `oracle`."""

from __future__ import annotations

import lldb

from lldb_ts.lldb.expressions import expression_options

DUMP = '_ZN4node23DumpJavaScriptBacktraceEP8_IO_FILE'
SECONDS_MAX = 30


def oracle(debugger: lldb.SBDebugger, _line: str, result: lldb.SBCommandReturnObject, _internal: object) -> None:
    target = debugger.GetSelectedTarget()
    dump = address_of(target, DUMP)
    # The frames go to the standard error of the program, a heading to the file.
    steps = 'void *file = ((void *(*)(const char *, const char *))fopen)("/dev/null", "w");'
    steps += f'((void (*)(void *)){dump})(file); ((int (*)(void *))fclose)(file)'
    options = expression_options(SECONDS_MAX * 1_000_000)
    # On a busy machine LLDB would interrupt the call after its short default, to go on with all threads; that can hang.
    options.SetTryAllThreads(False)
    value = target.GetProcess().GetSelectedThread().GetFrameAtIndex(0).EvaluateExpression(steps, options)
    print(value.GetError().GetCString() if value.GetError().Fail() else 'oracle asked', file=result)


def address_of(target: lldb.SBTarget, name: str) -> int:
    for module in target.module_iter():
        symbol = module.FindSymbol(name)
        if symbol.IsValid():
            return symbol.GetStartAddress().GetLoadAddress(target)
    raise LookupError(name)


def __lldb_init_module(debugger: lldb.SBDebugger, _internal: object) -> None:
    debugger.HandleCommand(f'command script add -o -f {__name__}.oracle oracle')
