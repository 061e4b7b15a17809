"""`ts bt`: one stack of TypeScript, Rust and C++."""

from __future__ import annotations

import json

import lldb

from ..decode.frame_text import text_of
from ..decode.frames import Frame
from ..lldb.thread_stack import merged_stack, why_raw
from .registration import CommandError
from .thread_command import add

PAUSE = 'v8_inspector::V8Debugger::BreakProgramRequested'
"""Where LLDB stops for a breakpoint that V8 found."""


class Bt:
    """Show one call stack of TypeScript, JavaScript, Rust and C++ frames.

    Syntax: %name [all] [-i | --internal] [-j | --json]

    all             the stacks of all threads
    -i, --internal  show V8's own frames too (entry stubs, builtins); they have no number
    -j, --json      for programs

    The number in front of a frame is what `ts frame N` takes. In brackets stands the compiler whose code runs: interpreter,
    sparkplug, maglev or turbofan. A function marked `inlined` has no machine frame of its own; one marked `async` does not
    run: it waits for the function above."""

    def run(self, thread: lldb.SBThread, arguments: list[str], result: lldb.SBCommandReturnObject) -> None:
        unknown = set(arguments) - {'all', '-i', '--internal', '-j', '--json'}
        if unknown:
            raise CommandError(f'unknown argument {min(unknown)}: see `help ts bt`')
        threads = list(thread.GetProcess()) if 'all' in arguments else [thread]
        if {'-j', '--json'} & set(arguments):
            print(to_json(threads), file=result)
            return
        warning = why_raw(thread.GetProcess())
        if warning:
            print(f'warning: {warning}', file=result)
        for each in threads:
            print(heading(each), file=result)
            shows_all = bool({'-i', '--internal'} & set(arguments))
            for frame in merged_stack(each) if shows_all else of_interest(merged_stack(each)):
                print(text_of(frame), file=result)


def of_interest(frames: list[Frame]) -> list[Frame]:
    """The frames with a number; at a stop of the inspector, those below V8's own that got there."""
    first = next((i for i, frame in enumerate(frames) if frame.is_javascript), 0)
    at_pause = bool(frames) and frames[0].function.startswith(PAUSE)
    return [frame for frame in frames[first if at_pause else 0 :] if frame.index is not None]


def to_json(threads: list[lldb.SBThread]) -> str:
    return json.dumps(
        [
            {'id': t.GetThreadID(), 'index': t.GetIndexID(), 'name': t.GetName(), 'frames': [f.to_json() for f in merged_stack(t)]}
            for t in threads
        ]
    )


def heading(thread: lldb.SBThread) -> str:
    reason = thread.GetStopDescription(200)
    name = f" '{thread.GetName()}'" if thread.GetName() else ''
    return f'thread #{thread.GetIndexID()}{name}' + (f', stop reason = {reason}' if reason else '')


def register(debugger: lldb.SBDebugger, container: str) -> None:
    add(debugger, container, 'bt', Bt)
