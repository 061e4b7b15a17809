"""Records the memory behind the table of value kinds. Run in LLDB at the stop of its program:

command script import tests/record_values.py
record_values FILE
"""

from __future__ import annotations

import lldb

from lldb_ts.decode.decoder import Decoder
from lldb_ts.lldb.process_memory import ProcessMemory
from lldb_ts.lldb.thread_stack import merged_stack
from lldb_ts.values.object_kinds import ObjectKinds
from lldb_ts.values.preview import Preview
from tests.recorded_memory import RecordingMemory

FIRST_ARGUMENT = 24


def record_values(debugger: lldb.SBDebugger, line: str, result: lldb.SBCommandReturnObject, _internal: object) -> None:
    process = debugger.GetSelectedTarget().GetProcess()
    frame = next(f for f in merged_stack(process.GetSelectedThread()) if f.function == 'test')
    assert frame.js
    memory = RecordingMemory(ProcessMemory(process))
    decoder = Decoder(memory)
    kinds = ObjectKinds(decoder.heap, decoder.functions, decoder.scripts)
    words = {p.name: p.value for p in kinds.own_properties(decoder.heap.u64(frame.js.fp + FIRST_ARGUMENT))}
    for word in words.values():
        Preview(kinds).text(word or 0)
    memory.save(line.strip(), words=words)
    print(f'recorded {len(words)} values', file=result)


def __lldb_init_module(debugger: lldb.SBDebugger, _internal: object) -> None:
    debugger.HandleCommand(f'command script add -o -f {__name__}.record_values record_values')
