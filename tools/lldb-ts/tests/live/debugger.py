"""Starts LLDB in a process of its own, with a hard time limit, and ends whatever it started."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import unittest
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .process_tree import die_with_the_tests, kill_tree

PLUGIN = Path(__file__).resolve().parents[2] / 'lldb_ts'
WORKSPACE = Path(__file__).resolve().parents[4]
LLDB = shutil.which(os.environ.get('LLDB_TS_LLDB', 'lldb-22'))
# Against hangs only: a cold or loaded machine may need long for the symbols that LLDB reads first.
SECONDS_MAX = 150

needs_lldb = unittest.skipUnless(LLDB, 'lldb-22 is not on the PATH: apt install lldb-22')


def version() -> int:
    """The major version of LLDB; 0 without one."""
    said = subprocess.run([LLDB, '--version'], capture_output=True, text=True, check=False).stdout if LLDB else ''
    found = re.search(r'lldb version (\d+)', said)
    return int(found[1]) if found else 0


needs_frame_providers = unittest.skipUnless(version() >= 22, 'LLDB has no frame providers before version 22')

SIGNALS_OF_NODE = 'process handle SIGUSR1 SIGPIPE SIGWINCH -p true -s false -n false'


def nodes() -> list[str]:
    """The Node programs to test with: those in LLDB_TS_NODES, or the one of the workspace."""
    named = os.environ.get('LLDB_TS_NODES', '')
    return [path for path in named.split(os.pathsep) if path] or [default_node()]


def default_node() -> str:
    for package in sorted((WORKSPACE / 'node_modules').glob('node-*-*/bin/node')):
        return str(package)
    return os.path.realpath(shutil.which('node') or 'node')


KEPT = tempfile.TemporaryDirectory(prefix='lldb-ts-kept-')
"""What each LLDB of this run would read and compile anew: the symbols of Node, the modules of the plugin."""
SYMBOLS_KEPT = [
    part
    for setting in (f'lldb-index-cache-path {KEPT.name}/symbols', 'enable-lldb-index-cache true')
    for part in ('-O', f'settings set symbols.{setting}')
]


class Hung(AssertionError):
    """LLDB did not end in time."""


@dataclass
class Transcript:
    """What LLDB said. `json` holds the documents that commands with --json printed, in order."""

    text: str

    @property
    def json(self) -> list[Any]:
        return [json.loads(line) for line in self.text.split('\n') if line.startswith(('[{', '{"'))]

    def answer(self, command: str) -> str:
        """What LLDB said to a command."""
        return self.text.split(f'(lldb) {command}\n', 1)[1].split('(lldb) ', 1)[0]

    def without_json(self) -> str:
        """What a person can read, for messages."""
        return '\n'.join(line for line in self.text.split('\n') if not line.startswith(('[{', '{"')))

    def frames(self, number: int = 0) -> list[dict[str, Any]]:
        """Frames of the first thread of the numbered `ts bt --json`, those of V8 left out."""
        return [frame for frame in self.json[number][0]['frames'] if frame['index'] is not None]

    def places(self, number: int = 0) -> list[str]:
        """JavaScript frames outside Node, such as `outer [maglev inlined] tiers.ts:10:25`."""
        return [describe(f) for f in self.frames(number) if f['kind'] in ('ts', 'js') and not f['file'].startswith('node:')]


def describe(frame: dict[str, Any]) -> str:
    inlined = ' inlined' if frame['inlined'] else ''
    return f'{frame["function"]} [{frame["tier"]}{inlined}] {Path(frame["file"]).name}:{frame["line"]}:{frame["column"]}'


def run_lldb(program: list[str], *commands: str, before: tuple[str, ...] = (), environment: dict[str, str] | None = None) -> Transcript:
    """Loads the plugin, runs `before`, starts the program, runs `commands` at its stop."""
    return start_lldb([*options(SIGNALS_OF_NODE, *before, 'run', *commands), '--', *program], environment)


def start_lldb(arguments: list[str], environment: dict[str, str] | None = None) -> Transcript:
    assert LLDB
    process = subprocess.Popen(
        [LLDB, '--no-lldbinit', *SYMBOLS_KEPT, '--batch', *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        # LLDB would write __pycache__ folders among the sources.
        env={**os.environ, 'PYTHONPYCACHEPREFIX': f'{KEPT.name}/python', **(environment or {})},
        preexec_fn=die_with_the_tests,  # noqa: PLW1509 - the tests have one thread.
        start_new_session=True,
        text=True,
    )
    text = ''
    try:
        text, _ = process.communicate(timeout=SECONDS_MAX)
        return Transcript(text)
    except subprocess.TimeoutExpired:
        kill_tree(process.pid)
        text, _ = process.communicate()
        raise Hung(f'LLDB did not end within {SECONDS_MAX} s:\n{text}') from None
    finally:
        end_debuggees(text)


def end_debuggees(text: str) -> None:
    """A debuggee is not in LLDB's session, and outlives an LLDB that was killed."""
    for number in re.findall(r'^Process (\d+) launched', text, re.MULTILINE):
        try:
            os.kill(int(number), signal.SIGKILL)
        except OSError:
            continue


def options(*commands: str) -> list[str]:
    """Arguments that make LLDB load the plugin and run these commands."""
    return [part for command in (f'command script import {PLUGIN}', *commands) for part in ('-o', command)]
