"""The decoder of a process, kept between commands and refreshed at each stop."""

from __future__ import annotations

import os

import lldb

from ..decode.decoder import Decoder
from .process_memory import ProcessMemory
from .search_paths import source_files

_decoders: dict[tuple[int, int], tuple[int, Decoder]] = {}
PROCESSES_MAX = 8


def decoder_of(process: lldb.SBProcess) -> Decoder:
    """Raises UnsupportedV8, with a message for the user, for a process whose JavaScript cannot be decoded."""
    key = (process.GetUniqueID(), process.GetProcessID())
    # Expressions run code too, so their stops count.
    stop = process.GetStopID(True)
    if key not in _decoders:
        while len(_decoders) >= PROCESSES_MAX:
            del _decoders[next(iter(_decoders))]
        _decoders[key] = (stop, Decoder(ProcessMemory(process), source_files(process.GetTarget(), _folder_of(process))))
    known, decoder = _decoders[key]
    if known != stop:
        decoder.forget()
        _decoders[key] = (stop, decoder)
    return decoder


def _folder_of(process: lldb.SBProcess) -> str:
    """Where a process of this machine is; '' for a core file."""
    folder = os.path.realpath(f'/proc/{process.GetProcessID()}/cwd')
    return folder if os.path.isdir(folder) and not folder.startswith('/proc/') else ''
