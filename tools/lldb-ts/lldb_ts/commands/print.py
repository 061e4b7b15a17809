"""`ts print`: one value, by a path."""

from __future__ import annotations

import lldb

from ..values.property_path import PathError
from ..values.report import value_lines
from .debugger_command import add
from .locals import frame_values
from .registration import CommandError
from .thread_command import selected_thread, stopped


class PrintCommand:
    """Show one value of a TypeScript or JavaScript frame, by a path of properties.

    Syntax: %name EXPR

    EXPR is a name and steps: order.items[2], this.#store, headers["content-type"], promise[[result]], rates["eur"] for the entry of a
    Map. Names are those that `ts locals` shows, and globals. Nothing runs: calls, operators and getters need a running program.
    Speaks of the innermost frame of your own code, or of the one that `ts frame N` chose."""

    # The text as it was typed: quotes belong to the expression.
    def run(self, debugger: lldb.SBDebugger, line: str, result: lldb.SBCommandReturnObject) -> None:
        if not line.strip():
            raise CommandError('a path is wanted, such as `this` or `order.items[2]`')
        _, values = frame_values(stopped(selected_thread(debugger)))
        try:
            found = values.evaluate(line.strip())
        except PathError as error:
            raise CommandError(str(error)) from None
        for text in [found.text] if found.word is None else value_lines(found.word, values.kinds):
            print(text, file=result)


def register(debugger: lldb.SBDebugger, container: str) -> None:
    add(debugger, container, 'print', PrintCommand)
