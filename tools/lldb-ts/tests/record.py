"""Records what the decoder reads, so that unit tests need no debugger. Run in LLDB at a stop:

command script import tests/record.py
record FILE COUNT      the COUNT innermost machine frames that are not of a module
"""

from __future__ import annotations

from dataclasses import asdict

import lldb

from lldb_ts.decode.decoder import Decoder
from lldb_ts.decode.frames import MergedStack, is_candidate
from lldb_ts.lldb.process_memory import ProcessMemory
from lldb_ts.lldb.thread_stack import native_frames
from tests.recorded_memory import RecordingMemory


def record(debugger: lldb.SBDebugger, line: str, result: lldb.SBCommandReturnObject, _internal: object) -> None:
    path, count = line.split()
    process = debugger.GetSelectedTarget().GetProcess()
    memory = RecordingMemory(ProcessMemory(process))
    native = [frame for frame in native_frames(process.GetSelectedThread()) if is_candidate(frame)][: int(count)]
    frames = MergedStack(native, Decoder(memory)).all()
    memory.save(path, native=[asdict(frame) for frame in native])
    print(f'recorded {len(frames)} frames', file=result)


def __lldb_init_module(debugger: lldb.SBDebugger, _internal: object) -> None:
    debugger.HandleCommand(f'command script add -o -f {__name__}.record record')
