"""`ts run -- ARGS`: Node under LLDB, with breakpoints in TypeScript in place before the first line runs."""

from __future__ import annotations

import os
import shlex
import shutil

import lldb

from ..inspector import endpoint
from ..inspector.flat_sessions import flat_worker_sessions
from ..inspector.fresh_target import fresh_target
from ..inspector.prediction import Prediction
from ..inspector.prepare import prepare
from ..inspector.session import SESSIONS
from .debugger_command import add
from .registration import CommandError

CONNECT_S_MAX = 120


class Run:
    """Run a Node program under LLDB, with its inspector open for `ts break`.

    Syntax: %name -- ARGS

    ARGS are those of node: its options, the script, the script's arguments. The executable is that of the target, or the `node` on
    PATH when there is none. Node opens its inspector on a free loopback port and waits until the breakpoints are in place."""

    def run(self, debugger: lldb.SBDebugger, line: str, result: lldb.SBCommandReturnObject) -> None:
        arguments = shlex.split(line)
        if arguments[:1] == ['--']:
            del arguments[0]
        if not arguments:
            raise CommandError('a script is wanted: ts run -- dist/main.js')
        target = _target(debugger)
        if target.GetProcess().IsValid() and target.GetProcess().is_alive:
            raise CommandError('a process runs already: `process kill` or `process detach` first')
        target = fresh_target(debugger, target)
        prepare(debugger, target)
        port = endpoint.free_port()
        folder = target.GetLaunchInfo().GetWorkingDirectory() or os.getcwd()
        SESSIONS.breakpoints(debugger).predict = Prediction(_roots(folder, arguments))
        session = SESSIONS.start(debugger)
        flat = flat_worker_sessions(str(target.GetExecutable()))
        session.open(lambda: endpoint.wait_for_port(port, CONNECT_S_MAX, lambda: session.alive), has_flat_sessions=bool(flat))
        # --inspect-wait waits for the client as --inspect-brk does, but then does not pause in the first line, which nobody asked for.
        words = shlex.join([f'--inspect-wait={endpoint.LOOPBACK}:{port}', *flat, *arguments])
        launched = lldb.SBCommandReturnObject()
        # The command, not SBTarget.Launch: at a second launch of a target, that does not always wait for the stop.
        context = lldb.SBExecutionContext(target)
        debugger.GetCommandInterpreter().HandleCommand(f'process launch -w {shlex.quote(folder)} -- {words}', context, launched)
        if not launched.Succeeded():
            session.close()
            raise CommandError(f'node was not started: {launched.GetError()}')
        print(launched.GetOutput(), end='', file=result)


def _roots(working_folder: str, arguments: list[str]) -> list[str]:
    """Where compiled scripts are looked for: below the working folder, and beside the script."""
    scripts = [os.path.join(working_folder, it) for it in arguments if it.endswith(('.js', '.cjs', '.mjs'))]
    return [working_folder, *(os.path.dirname(it) for it in scripts[:1])]


def _target(debugger: lldb.SBDebugger) -> lldb.SBTarget:
    target = debugger.GetSelectedTarget()
    if target.IsValid() and target.GetExecutable().IsValid():
        return target
    node = shutil.which('node')
    created = debugger.CreateTarget(os.path.realpath(node)) if node else lldb.SBTarget()
    if not created.IsValid():
        raise CommandError('no target, and no node on PATH: `target create /path/to/node` first')
    return created


def register(debugger: lldb.SBDebugger, container: str) -> None:
    add(debugger, container, 'run', Run)
