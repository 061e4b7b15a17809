"""An LLDB command, `every_stack`: runs the program to its end and prints, at each stop, the frames of the user's code and what waits."""

from __future__ import annotations

import json

import lldb

from lldb_ts.decode.js_frames import ASYNC
from lldb_ts.lldb.thread_stack import merged_stack

STOPS_MAX = 200


def every_stack(debugger: lldb.SBDebugger, _line: str, result: lldb.SBCommandReturnObject, _internal: object) -> None:
    process = debugger.GetSelectedTarget().GetProcess()
    debugger.SetAsync(False)
    for _ in range(STOPS_MAX):
        if process.GetState() != lldb.eStateStopped:
            return
        frames = [f for f in merged_stack(process.GetSelectedThread()) if f.js and (f.is_user or (f.tier == ASYNC and not f.file))]
        described = []
        for frame in frames:
            place = f' {frame.line}:{frame.column}' if frame.file else ''
            described.append(('async ' if frame.tier == ASYNC else '') + frame.function + place)
        print(json.dumps([described]), file=result)
        process.Continue()


def __lldb_init_module(debugger: lldb.SBDebugger, _internal: object) -> None:
    debugger.HandleCommand(f'command script add -o -f {__name__}.every_stack every_stack')
