"""The recordings as decoders."""

from __future__ import annotations

from pathlib import Path

from lldb_ts.decode.decoder import Decoder
from lldb_ts.decode.frames import Frame, MergedStack, NativeFrame

from .recorded_memory import RecordedMemory

FOLDER = Path(__file__).resolve().parent / 'recordings'


def recorded_memory(name: str) -> RecordedMemory:
    return RecordedMemory(str(FOLDER / f'{name}.json.gz'))


def recorded_stack(name: str) -> tuple[Decoder, list[Frame]]:
    """The decoder over a recording, and the frames of its stack that have a number."""
    memory = recorded_memory(name)
    decoder = Decoder(memory)
    native = [NativeFrame(**fields) for fields in memory.extra['native']]
    return decoder, [frame for frame in MergedStack(native, decoder).all() if frame.index is not None]
