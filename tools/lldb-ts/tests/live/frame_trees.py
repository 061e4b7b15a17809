"""An LLDB command, `frame_trees`: runs the program to its end and prints, at each stop, the variables of all running
frames of the user's code.

One line of JSON for each stop, in the shape that inspector_truth.mjs prints."""

from __future__ import annotations

import json
from typing import Any

import lldb

from lldb_ts.decode.js_frames import ASYNC
from lldb_ts.lldb.process_decoder import decoder_of
from lldb_ts.lldb.thread_stack import merged_stack
from lldb_ts.values.frame_values import FrameValues
from lldb_ts.values.frame_variables import CLOSURE, REGISTER
from lldb_ts.values.object_kinds import ObjectKinds

STOPS_MAX = 400
PARTS_MAX = 20
TEXT_MAX = 200


def frame_trees(debugger: lldb.SBDebugger, _line: str, result: lldb.SBCommandReturnObject, _internal: object) -> None:
    process = debugger.GetSelectedTarget().GetProcess()
    debugger.SetAsync(False)
    for _ in range(STOPS_MAX):
        if process.GetState() != lldb.eStateStopped:
            return
        decoder = decoder_of(process)
        stop = []
        for frame in merged_stack(process.GetSelectedThread()):
            if not frame.js or not frame.is_user or frame.tier == ASYNC:
                continue
            values = FrameValues(decoder, frame.js)
            trees: dict[str, Any] = {'own': {}, 'outer': {}}
            for variable in values.variables():
                if variable.group != REGISTER:
                    trees['outer' if variable.group == CLOSURE else 'own'][variable.label] = tree(variable.word, values.kinds)
            head = {'function': frame.function, 'line': frame.line, 'tier': frame.tier, 'inlined': frame.inlined}
            stop.append({**head, **trees, 'missing': values.why_missing()})
        print(json.dumps(stop), file=result)
        process.Continue()


def tree(word: int, kinds: ObjectKinds) -> Any:
    """The value itself, or for a plain object and an array the values of its parts."""
    text = short(word, kinds)
    if text not in ('Object', 'Array'):
        return text
    parts = [part for part in kinds.parts(word, PARTS_MAX) if part.kind in ('property', 'index')]
    return {part.name: part.text if part.word is None else short(part.word, kinds) for part in parts}


def short(word: int, kinds: ObjectKinds) -> str:
    text = kinds.primitive_text(word, TEXT_MAX)
    if text is not None:
        return text
    if kinds.heap.is_function(word) or kinds.heap.type_name(word) == 'JS_BOUND_FUNCTION_TYPE':
        return '[function]'
    return kinds.classes.of(word)


def __lldb_init_module(debugger: lldb.SBDebugger, _internal: object) -> None:
    debugger.HandleCommand(f'command script add -o -f {__name__}.frame_trees frame_trees')
