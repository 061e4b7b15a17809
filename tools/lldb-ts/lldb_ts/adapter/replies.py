"""How a command of the adapter answers: one marked line of JSON, also when it fails."""

from __future__ import annotations

import functools
import json
import traceback
from collections.abc import Callable
from typing import Any

import lldb

MARK = 'BIMETAL-JSON '

Command = Callable[[lldb.SBDebugger, str], dict[str, Any]]
Handler = Callable[[lldb.SBDebugger, str, lldb.SBCommandReturnObject, object], None]


def replying(command: Command) -> Handler:
    """Wraps `command(debugger, arguments)`: its dictionary, or the reason of its failure, becomes the answer."""

    @functools.wraps(command)
    def run(debugger: lldb.SBDebugger, arguments: str, result: lldb.SBCommandReturnObject, _internal: object) -> None:
        try:
            answer = command(debugger, arguments.strip())
        except Exception as error:  # LIMIT: LLDB swallows exceptions of commands; the adapter must learn of every one.
            answer = {'error': str(error) or type(error).__name__, 'trace': traceback.format_exc()}
        result.AppendMessage(MARK + json.dumps(answer, default=str))

    return run
