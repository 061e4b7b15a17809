"""LLDB's own commands that make no sense in a TypeScript frame, each refused with the command that does.

LLDB takes such a frame for one of C++: it would evaluate in the wrong language, and leave a function that V8 alone can leave.
"""

from __future__ import annotations

from collections.abc import Callable

import lldb

from .frame_provider import NOWHERE

INSTEAD = {
    'expression': 'use `ts print`',
    'dwim-print': 'use `ts print`',
    'frame variable': 'use `ts locals` or `ts print`',
    'thread return': 'V8 alone can leave its functions, use `ts finish`',
    'thread jump': 'V8 alone can move within its functions',
    'thread until': 'use `ts break` and `process continue`',
    'thread step-out': 'use `ts finish`',
}


def refuse_in_typescript(debugger: lldb.SBDebugger) -> None:
    """Has LLDB ask before each of these commands. Doing so again changes nothing."""
    for name, instead in INSTEAD.items():
        debugger.GetCommandInterpreter().SetCommandOverrideCallback(name, _refusal(debugger, name, instead))


def _refusal(debugger: lldb.SBDebugger, name: str, instead: str) -> Callable[..., bool]:
    def refuse(*_words: str) -> bool:
        thread = debugger.GetSelectedTarget().GetProcess().GetSelectedThread()
        number = thread.GetSelectedFrame().GetFrameID() if thread.IsValid() else 0
        # `thread return` needs the registers of the caller too, and LLDB 22 dies where there are none.
        numbers = (number, number + 1) if name == 'thread return' else (number,)
        if not any(_is_provided(thread.GetFrameAtIndex(each)) for each in numbers if thread.IsValid()):
            return False
        # LLDB takes no answer here but yes or no.
        file = debugger.GetErrorFile()
        file.Write(f'error: `{name}` knows nothing of TypeScript: {instead}\n'.encode())
        file.Flush()
        return True

    return refuse


def _is_provided(frame: lldb.SBFrame) -> bool:
    return frame.IsValid() and NOWHERE <= frame.GetPC() < lldb.LLDB_INVALID_ADDRESS
