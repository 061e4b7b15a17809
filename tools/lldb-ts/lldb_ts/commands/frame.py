"""`ts frame N`: chooses a frame."""

from __future__ import annotations

import lldb

from ..decode.frame_text import source_lines, text_of
from ..lldb.selection import choose, chosen_frame
from .registration import CommandError
from .thread_command import add


class FrameCommand:
    """Choose the frame that `ts locals` and `ts print` speak of, and show its source.

    Syntax: %name [N]

    N is the number that `ts bt` prints. Without N: shows the frame they speak of now. A choice lasts until the process runs."""

    def run(self, thread: lldb.SBThread, arguments: list[str], result: lldb.SBCommandReturnObject) -> None:
        if len(arguments) > 1 or (arguments and not arguments[0].isdigit()):
            raise CommandError('the number of a frame is wanted, as `ts bt` prints it')
        frame = choose(thread, int(arguments[0])) if arguments else chosen_frame(thread)
        if not frame:
            raise CommandError(f'no frame {arguments[0]}' if arguments else 'no JavaScript frame on this thread')
        print(text_of(frame), file=result)
        for text in source_lines(frame):
            print(text, file=result)


def register(debugger: lldb.SBDebugger, container: str) -> None:
    add(debugger, container, 'frame', FrameCommand)
