"""Makes plain `bt` know TypeScript frames, where LLDB can be taught so, and LLDB look for separate debug information."""

from __future__ import annotations

import os

import lldb

from .search_paths import offer_symbols

SWITCH = 'LLDB_TS_FRAME_PROVIDER'
"""Environment variable: 'off' leaves plain `bt` as LLDB makes it."""


def provide(debugger: lldb.SBDebugger) -> None:
    """Registers the frame provider for the selected target. Doing so again changes nothing.

    Best before the process runs: LLDB prints a line for each thread of a live one. Without a target nothing happens, and LLDB before 22
    has no frame providers: `ts bt` shows the same stack there."""
    if not debugger.GetSelectedTarget().IsValid():
        return
    offer_symbols(debugger.GetSelectedTarget())
    if os.environ.get(SWITCH) == 'off':
        return
    try:
        from . import frame_provider, refusals
    except ImportError:
        return
    frame_provider.register(debugger)
    refusals.refuse_in_typescript(debugger)
