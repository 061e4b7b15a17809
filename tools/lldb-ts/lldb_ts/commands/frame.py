"""`ts frame N`: chooses a frame."""

from __future__ import annotations

import lldb

from ..frames import Frame
from ..selection import choose, chosen_frame
from .bt import line
from .registration import CommandError, add

CONTEXT_LINES = 3


class FrameCommand:
    """Choose the frame that `ts locals` and `ts print` speak of, and show its source.

    Syntax: %name [N]

    N is the number that `ts bt` prints. Without N: shows the frame they speak of now. A choice lasts until the process runs."""

    def run(self, thread: lldb.SBThread, arguments: list[str], result: lldb.SBCommandReturnObject) -> None:
        if len(arguments) > 1 or arguments and not arguments[0].isdigit():
            raise CommandError('the number of a frame is wanted, as `ts bt` prints it')
        frame = choose(thread, int(arguments[0])) if arguments else chosen_frame(thread)
        if not frame:
            raise CommandError(f'no frame {arguments[0]}' if arguments else 'no JavaScript frame on this thread')
        print(line(frame), file=result)
        for text in source_lines(frame):
            print(text, file=result)


def source_lines(frame: Frame) -> list[str]:
    """The lines around the frame's, its own marked; [] when the file cannot be read."""
    try:
        with open(frame.file, encoding='utf-8', errors='replace') as file:
            lines = file.read().split('\n')
    except OSError:
        return []
    first = max(1, frame.line - CONTEXT_LINES)
    last = min(len(lines), frame.line + CONTEXT_LINES)
    return [f'{"->" if n == frame.line else "  "} {n:>4}  {lines[n - 1]}' for n in range(first, last + 1)]


def register(debugger: lldb.SBDebugger, container: str) -> None:
    add(debugger, container, 'frame', FrameCommand)
