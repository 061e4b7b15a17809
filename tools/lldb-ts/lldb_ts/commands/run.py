"""`ts run -- ARGS`: Node under LLDB, with breakpoints in TypeScript in place before the first line runs."""

from __future__ import annotations

import json
import os
import shlex
import shutil

import lldb

from ..files.single_executable import SingleExecutable
from ..inspector import endpoint
from ..inspector.flat_sessions import flat_worker_sessions
from ..inspector.fresh_target import fresh_target
from ..inspector.prediction import Prediction, inside
from ..inspector.prepare import prepare
from ..inspector.session import SESSIONS
from ..lldb.search_paths import source_files
from .debugger_command import add
from .registration import CommandError

CONNECT_S_MAX = 120
OPTIONS = 'NODE_OPTIONS'


class Run:
    """Run a Node program under LLDB, with its inspector open for `ts break`.

    Syntax: %name -- ARGS

    ARGS are those of node: its options, the script, the script's arguments. The executable is that of the target, or the `node` on
    PATH when there is none. Node opens its inspector on a free loopback port and waits until the breakpoints are in place.
    A single executable has its script inside: ARGS are those of the program, and options of Node go in NODE_OPTIONS."""

    def run(self, debugger: lldb.SBDebugger, line: str, result: lldb.SBCommandReturnObject) -> None:
        arguments = shlex.split(line)
        if arguments[:1] == ['--']:
            del arguments[0]
        target = _target(debugger)
        files = source_files(target)
        if not arguments and files.single is None:
            raise CommandError('a script is wanted: ts run -- dist/main.js')
        if target.GetProcess().IsValid() and target.GetProcess().is_alive:
            raise CommandError('a process runs already: `process kill` or `process detach` first')
        target = fresh_target(debugger, target)
        prepare(debugger, target)
        port = endpoint.free_port()
        folder = target.GetLaunchInfo().GetWorkingDirectory() or os.getcwd()
        # --inspect-wait waits for the client as --inspect-brk does, but then does not pause in the first line, which nobody asked for.
        wait = f'--inspect-wait={endpoint.LOOPBACK}:{port}'
        flat, first_expression = [], ''
        if files.single:
            SESSIONS.breakpoints(debugger).predict = inside(files)
            words, first_expression = _words_for(files.single, wait, target, arguments)
        else:
            SESSIONS.breakpoints(debugger).predict = Prediction(_roots(folder, arguments))
            flat = flat_worker_sessions(str(target.GetExecutable()))
            words = ['--', wait, *flat, *arguments]
        session = SESSIONS.start(debugger, files)
        session.first_expression = first_expression
        session.open(lambda: endpoint.wait_for_port(port, CONNECT_S_MAX, lambda: session.alive), has_flat_sessions=bool(flat))
        launched = lldb.SBCommandReturnObject()
        # The command, not SBTarget.Launch: at a second launch of a target, that does not always wait for the stop.
        context = lldb.SBExecutionContext(target)
        debugger.GetCommandInterpreter().HandleCommand(f'process launch -w {shlex.quote(folder)} {shlex.join(words)}', context, launched)
        if not launched.Succeeded():
            session.close()
            raise CommandError(f'node was not started: {launched.GetError()}')
        print(launched.GetOutput(), end='', file=result)


def _words_for(single: SingleExecutable, wait: str, target: lldb.SBTarget, arguments: list[str]) -> tuple[list[str], str]:
    """How a single executable is told to wait, which takes its arguments for the program's; and what the program evaluates first.

    What it was told by the environment, its children would be told too: it is taken back."""
    if single.options == 'none':
        raise CommandError('this executable takes no options of Node: build it with "execArgvExtension": "env"')
    if single.options == 'cli':
        return ['--', f'--node-options={wait}', *arguments], ''
    before = target.GetEnvironment().Get(OPTIONS) or ''
    restore = f'process.env.{OPTIONS} = {json.dumps(before)}' if before else f'delete process.env.{OPTIONS}'
    return ['-E', f'{OPTIONS}={before} {wait}' if before else f'{OPTIONS}={wait}', '--', *arguments], restore


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
