"""`ts run -- ARGS`: Node under LLDB, with breakpoints in TypeScript in place before the first line runs."""

from __future__ import annotations

import itertools
import json
import os
import shlex
import shutil

import lldb

from ..files.single_executable import SingleExecutable
from ..inspector import endpoint
from ..inspector.flat_sessions import FORGET, flat_worker_sessions
from ..inspector.fresh_target import fresh_target
from ..inspector.prediction import Prediction, inside
from ..inspector.prepare import prepare
from ..inspector.running_process import LOOPBACK
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
        files = source_files(target, folder)
        # --inspect-wait waits for the client as --inspect-brk does, but then does not pause in the first line, which nobody asked for.
        wait = f'--inspect-wait={LOOPBACK}:{port}'
        flat: list[str] = []
        if files.single:
            SESSIONS.breakpoints(debugger).predict = inside(files)
        else:
            _refuse_inspectors(arguments)
            SESSIONS.breakpoints(debugger).predict = _prediction(folder, arguments)
            flat = flat_worker_sessions(str(target.GetExecutable()))
        words, first_expression = _words_for(files.single, wait, target, [*flat, *arguments])
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


def _words_for(single: SingleExecutable | None, wait: str, target: lldb.SBTarget, arguments: list[str]) -> tuple[list[str], str]:
    """How Node is told to wait, and what the program evaluates first.

    In the environment, since a program hands the options that it was started with on to each Node that it starts, and those would wait
    for a debugger too. From the environment they would hear it as well: what was told there is taken back."""
    if single and single.options == 'none':
        raise CommandError('this executable takes no options of Node: build it with "execArgvExtension": "env"')
    if single and single.options == 'cli':
        return ['--', f'--node-options={wait}', *arguments], ''
    before = target.GetEnvironment().Get(OPTIONS)
    restore = f'delete process.env.{OPTIONS}' if before is None else f'process.env.{OPTIONS} = {json.dumps(before)}'
    told = f'{before} {wait}' if before else wait
    return ['-E', f'{OPTIONS}={told}', '--', *arguments], f'{restore}; {FORGET}'


def _refuse_inspectors(arguments: list[str]) -> None:
    """Another inspector than the one that this command waits for."""
    for option in itertools.takewhile(lambda it: it.startswith('-'), arguments):
        if option.startswith('--inspect'):
            raise CommandError(f'leave out {option}: `ts run` opens the inspector itself')


def _prediction(working_folder: str, arguments: list[str]) -> Prediction:
    """Compiled scripts are looked for beside the script, and below the working folder."""
    scripts = [os.path.join(working_folder, it) for it in arguments if it.endswith(('.js', '.cjs', '.mjs'))][:1]
    return Prediction([*(os.path.dirname(it) for it in scripts), working_folder], scripts)


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
