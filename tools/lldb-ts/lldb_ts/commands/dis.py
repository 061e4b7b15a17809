"""`ts dis`: the code that a frame runs, beside its source."""

from __future__ import annotations

import lldb

from ..listing.listing import Lister
from ..lldb.process_decoder import decoder_of
from ..lldb.selection import chosen_frame
from ..lldb.thread_stack import stack_of
from .registration import CommandError
from .thread_command import add


class Dis:
    """Show the code of a JavaScript frame: bytecode or machine code, under the source lines it was made from.

    Syntax: %name [N] [-b | --bytecode]

    N               the number of the frame, as `ts bt` prints it; without it, the frame the other commands speak of
    -b, --bytecode  the bytecode, also for a frame that runs machine code

    `->` marks where the frame is: the call that it waits for. [inlined f] marks code that belongs to f."""

    def run(self, thread: lldb.SBThread, arguments: list[str], result: lldb.SBCommandReturnObject) -> None:
        numbers = [it for it in arguments if it.isdigit()]
        as_bytecode = bool({'-b', '--bytecode'} & set(arguments))
        if len(numbers) > 1 or set(arguments) - set(numbers) - {'-b', '--bytecode'}:
            raise CommandError('the number of a frame is wanted: see `help ts dis`')
        frame = stack_of(thread).numbered(int(numbers[0])) if numbers else chosen_frame(thread)
        if not frame or not frame.js or not frame.js.shared:
            raise CommandError('this is no JavaScript frame; `disassemble` shows native code')
        if not frame.js.code and not frame.js.bytecode:
            raise CommandError(f'the code of {frame.function} is not known: it runs as {frame.tier}')
        process = thread.GetProcess()
        lister = Lister(decoder_of(process), process.GetTarget())
        if as_bytecode and not frame.js.bytecode:
            raise CommandError(f'the bytecode of {frame.function} is not known')
        if as_bytecode or not frame.js.code:
            lines = lister.bytecode(frame.js)
        else:
            lines = lister.machine(frame.js, is_innermost=frame is stack_of(thread).numbered(0))
        for line in lines:
            print(line, file=result)


def register(debugger: lldb.SBDebugger, container: str) -> None:
    add(debugger, container, 'dis', Dis)
