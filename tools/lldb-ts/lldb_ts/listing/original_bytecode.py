"""The bytecode as it was compiled.

Where V8's debugger wants to stop, it writes DebugBreak over bytecodes of a copy, which the frame then runs. The function's DebugInfo
keeps the original, but nothing that the plugin can reach points at the DebugInfo: it is searched for in V8's heap.
"""

from __future__ import annotations

import lldb

from ..decode.decoder import Decoder

TYPE = 'DEBUG_INFO_TYPE'
DEBUG_BREAK = 'DebugBreak'
_WORD = 8
_FIELDS = 9
# V8's heap is made of regular pages of 256 KiB; regions far larger are something else's.
_REGION_BYTES_MAX = 64 << 20


def original_bytecode(decoder: Decoder, target: lldb.SBTarget, shared: int, bytecode: int) -> int:
    """The original of the BytecodeArray that a frame runs; the same when there is no other."""
    heap = decoder.heap
    length = heap.named_field(bytecode, 'BytecodeArray__length__SMI')
    for holder in _objects_that_begin_with(decoder, target, shared):
        for index in range(1, _FIELDS):
            word = heap.field(holder, index * _WORD)
            if heap.is_type(word, 'BYTECODE_WRAPPER_TYPE'):
                word = heap.field(word, _WORD)
            is_other = word != bytecode and heap.is_type(word, 'BYTECODE_ARRAY_TYPE')
            if is_other and heap.named_field(word, 'BytecodeArray__length__SMI') == length:
                return word
    return bytecode


def _objects_that_begin_with(decoder: Decoder, target: lldb.SBTarget, shared: int) -> list[int]:
    """DebugInfos whose first field is this SharedFunctionInfo."""
    wanted = shared.to_bytes(_WORD, 'little')
    found = []
    for start, end in _heap_regions(target.GetProcess()):
        data = decoder.memory.read(start, end - start)
        at = data.find(wanted)
        while at >= 0:
            tagged = start + at - _WORD + 1
            if at % _WORD == 0 and decoder.heap.is_type(tagged, TYPE):
                found.append(tagged)
            at = data.find(wanted, at + 1)
    return found


def _heap_regions(process: lldb.SBProcess) -> list[tuple[int, int]]:
    regions = process.GetMemoryRegions()
    info = lldb.SBMemoryRegionInfo()
    found = []
    for index in range(regions.GetSize()):
        if not regions.GetMemoryRegionAtIndex(index, info) or not info.IsReadable() or not info.IsWritable() or info.GetName():
            continue
        size = info.GetRegionEnd() - info.GetRegionBase()
        if 0 < size <= _REGION_BYTES_MAX:
            found.append((info.GetRegionBase(), info.GetRegionEnd()))
    return found
