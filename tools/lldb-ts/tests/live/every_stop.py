"""An LLDB command, `every_stop`: runs the program to its end and prints, at each stop, the variables of the innermost own function."""

from __future__ import annotations

import json

import lldb

from lldb_ts.lldb.process_decoder import decoder_of
from lldb_ts.lldb.selection import chosen_frame
from lldb_ts.values.frame_values import FrameValues
from lldb_ts.values.preview import Preview

STOPS_MAX = 200
SHOWN = ('this', 'argument', 'local')


def every_stop(debugger: lldb.SBDebugger, line: str, result: lldb.SBCommandReturnObject, _internal: object) -> None:
    process = debugger.GetSelectedTarget().GetProcess()
    debugger.SetAsync(False)
    last = ''
    for _ in range(STOPS_MAX):
        if process.GetState() != lldb.eStateStopped:
            return
        frame = chosen_frame(process.GetSelectedThread())
        if frame and frame.js and frame.is_user:
            values = FrameValues(decoder_of(process), frame.js)
            shown = {v.label: Preview(values.kinds).text(v.word, 1) for v in values.variables() if v.group in SHOWN}
            text = json.dumps({'function': frame.function, 'tier': frame.tier, 'variables': shown})
            # The function that is stopped in may be called twice by one line.
            if text != last:
                print(text, file=result)
            last = text
        process.Continue()


def __lldb_init_module(debugger: lldb.SBDebugger, _internal: object) -> None:
    debugger.HandleCommand(f'command script add -o -f {__name__}.every_stop every_stop')
