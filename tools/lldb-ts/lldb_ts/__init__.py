"""An LLDB plugin for Node: TypeScript frames, with source lines and values, inside native stacks.

Loaded by `command script import <folder>/lldb_ts`."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # Here, once the folder is imported, the name `lldb` is this package's own.
    from lldb import SBDebugger

CONTAINER = 'ts'

COMMANDS = (
    'adapter',
    'commands.attach',
    'commands.break_',
    'commands.bt',
    'commands.continue_',
    'commands.dis',
    'commands.finish',
    'commands.frame',
    'commands.locals',
    'commands.next',
    'commands.print',
    'commands.run',
    'commands.step',
    'rust.formatters',
)
"""Modules with `register(debugger, container)`."""

HELP = 'Debug TypeScript and JavaScript in Node together with native code.'


def __lldb_init_module(debugger: SBDebugger, _internal: object) -> None:
    debugger.HandleCommand(f'command container add -o -h "{HELP}" {CONTAINER}')
    for name in COMMANDS:
        import_module(f'{__name__}.{name}').register(debugger, CONTAINER)
    import_module(f'{__name__}.lldb.provide').provide(debugger)
