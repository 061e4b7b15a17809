"""`process continue`, and whatever is short for it: first to the threads that stopped at the same moment as the one that is shown."""

from __future__ import annotations

import lldb

from ..inspector.together import lead_on
from .thread_command import STOPPED


def register(debugger: lldb.SBDebugger, _container: str) -> None:
    """Has LLDB ask before it continues. Doing so again changes nothing."""

    def lead(*_words: str) -> bool:
        process = debugger.GetSelectedTarget().GetProcess()
        told = lead_on(process) if process.IsValid() and process.GetState() in STOPPED else None
        if told is None:
            return False
        # LLDB takes no answer here but yes or no.
        file = debugger.GetOutputFile()
        file.Write(told.encode())
        file.Flush()
        return True

    debugger.GetCommandInterpreter().SetCommandOverrideCallback('process continue', lead)
