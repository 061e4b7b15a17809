"""`ts break`: breakpoints in TypeScript."""

from __future__ import annotations

import lldb

from ..inspector.breakpoint_place import parse_place
from ..inspector.burst import settle
from ..inspector.session import SESSIONS
from .debugger_command import add
from .registration import CommandError


class Break:
    """Set, list or delete breakpoints in TypeScript.

    Syntax: %name FILE.ts:LINE [-c CONDITION]
            %name list
            %name delete N

    FILE is a name, the end of a path, or a whole path; a line without code slides down to the next with code. CONDITION is an
    expression that V8 evaluates in the frame; it is the rest of the line and needs no quotes.

    It holds in the main thread and in all workers, also in those that start later.

    A breakpoint may be set before the program runs, and stays for the next run. Set while the program waits for events, it holds from
    the moment V8 hears of it, just after the program goes on."""

    def run(self, debugger: lldb.SBDebugger, line: str, result: lldb.SBCommandReturnObject) -> None:
        table = SESSIONS.breakpoints(debugger)
        words = line.split()
        if words == ['list']:
            for known in table.list():
                print(known.describe(), file=result)
            if not table:
                print('no TypeScript breakpoints', file=result)
        elif words[:1] == ['delete']:
            if len(words) != 2 or not words[1].isdigit():
                raise CommandError('the number of a breakpoint is wanted, as `ts break list` prints it')
            if not table.delete(int(words[1])):
                raise CommandError(f'no TypeScript breakpoint {words[1]}: see `ts break list`')
            _settle(debugger)
            print(f'TypeScript breakpoint {words[1]} deleted', file=result)
        else:
            wanted = parse_place(line)
            if not wanted:
                raise CommandError('a place is wanted, such as main.ts:12: see `help ts break`')
            added = table.add(*wanted)
            _settle(debugger)
            print(f'TypeScript breakpoint {added.describe()}', file=result)


def _settle(debugger: lldb.SBDebugger) -> None:
    session = SESSIONS.of(debugger)
    process = debugger.GetSelectedTarget().GetProcess()
    if session and process.GetState() == lldb.eStateStopped:
        settle(process.GetSelectedThread(), session)


def register(debugger: lldb.SBDebugger, container: str) -> None:
    add(debugger, container, 'break', Break)
