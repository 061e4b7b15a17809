"""`ts locals`: the variables of a frame."""

from __future__ import annotations

import lldb

from ..decode.frame_text import text_of
from ..decode.frames import Frame
from ..lldb.process_decoder import decoder_of
from ..lldb.selection import chosen_frame
from ..values.frame_values import FrameValues
from ..values.report import variable_lines
from .registration import CommandError
from .thread_command import add


class LocalsCommand:
    """Show `this`, the parameters and the locals of a TypeScript or JavaScript frame, and what it captured.

    Syntax: %name [-a]

    Speaks of the innermost frame of your own code, or of the one that `ts frame N` chose. -a shows registers without a name too, and
    all that was captured: of more than 50 variables, only those are shown that the function names.
    A name with `?` comes from a model of how V8 gives registers out, and the bytecode did not confirm it: V8 forgets the names of
    variables that live in registers."""

    def run(self, thread: lldb.SBThread, arguments: list[str], result: lldb.SBCommandReturnObject) -> None:
        if arguments not in ([], ['-a']):
            raise CommandError('only -a is an option of `ts locals`')
        frame, values = frame_values(thread)
        print(text_of(frame), file=result)
        variables, left_out = (values.variables(), 0) if arguments else values.told()
        for text in variable_lines(variables, values.kinds, everything=bool(arguments)):
            print(text, file=result)
        if left_out:
            print(f'and {left_out} around it that the function does not name: `ts print NAME`, or `ts locals -a`', file=result)
        missing = values.why_missing()
        if missing:
            print(missing, file=result)


def frame_values(thread: lldb.SBThread) -> tuple[Frame, FrameValues]:
    """The chosen frame and its values; a message for the user when it is not one of JavaScript."""
    decoder = decoder_of(thread.GetProcess())
    frame = chosen_frame(thread)
    if frame is None:
        raise CommandError('no JavaScript frame on this thread; `thread select N` chooses another')
    if frame.js and not frame.js.function:
        raise CommandError(f'frame {frame.index} ({frame.function}) is no function of the program: it has no variables')
    if frame.js is None:
        raise CommandError(f'frame {frame.index} ({frame.function}) is not JavaScript: `frame variable` shows its variables')
    values = FrameValues(decoder, frame.js)
    values.kinds.handles.symbol_at = lambda address: symbol_at(thread.GetProcess().GetTarget(), address)
    return frame, values


def symbol_at(target: lldb.SBTarget, address: int) -> str:
    return target.ResolveLoadAddress(address).GetSymbol().GetName() or ''


def register(debugger: lldb.SBDebugger, container: str) -> None:
    add(debugger, container, 'locals', LocalsCommand)
