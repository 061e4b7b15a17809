"""Commands that only the VS Code adapter sends: `ts adapter ...`, each answering with one line of JSON.

The adapter speaks to LLDB through lldb-dap, whose only door for anything that DAP does not know is the console. One
marked line of JSON a command keeps that door narrow: whatever LLDB prints around it is ignored.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lldb import SBDebugger

COMMANDS = {
    'frames': ('merged_frames', 'frames', 'The merged TypeScript, Rust and native stack of a thread: TID [COUNT].'),
    'burst': ('burst', 'burst', 'Let V8 pause in its inspector at a native stop, and come back to the same stop: TID [through-main].'),
    'step-in': ('step_in', 'step_in', 'Stop in the native function that JavaScript calls next: on TID | off.'),
    'return-to': ('step_in', 'return_to', 'Stop once when control comes back to an address: PC TID.'),
    'step-over': ('step_over', 'step_over', 'Stop behind the line of an asynchronous Rust function, when its future goes on: TID.'),
    'is-on-the-line': ('step_over', 'is_on_the_line', 'Whether a thread is still on the line that is stepped over: TID.'),
    'has-ended-on': ('step_over', 'has_ended_on', 'Which of the threads a step over has ended on: TID ....'),
    'addons': ('addons', 'addons', 'The addons of the process: the build ids of what runs, and of what lies on the disk.'),
    'drop-steps': ('thread_plans', 'drop_steps', 'Forget the steps of a thread that did not come to their end: TID.'),
    'condition': ('conditions', 'condition', 'Let a breakpoint stop only where it should: ID JSON.'),
    'held': ('conditions', 'held', 'The threads that stopped at a breakpoint because its condition held: ID.'),
    'locals': ('decoded_values', 'local_values', 'The variables of a TypeScript frame, read from memory: TID INDEX.'),
    'parts': ('decoded_values', 'parts', 'What a value consists of, read from memory: TID INDEX WORD.'),
    'path': ('decoded_values', 'path', 'A property path, read from memory: TID INDEX EXPRESSION.'),
    'panic': ('panics', 'panic', 'Stop on panics of addons: on | off.'),
}


def register(debugger: SBDebugger, container: str) -> None:
    """Adds `<container> adapter` with its commands."""
    debugger.HandleCommand(f"command container add -o -h 'What the VS Code adapter asks of LLDB.' {container} adapter")
    for name, (module, function, text) in COMMANDS.items():
        path = import_module(f'{__name__}.{module}').__name__
        debugger.HandleCommand(f"command script add -o -h '{text}' -f {path}.{function} {container} adapter {name}")
