"""The merged stack of core dumps: of Node itself, and of crashes inside Rust."""

from __future__ import annotations

import os
import resource
import subprocess
import tempfile
import unittest
from pathlib import Path

from .debugger import SIGNALS_OF_NODE, needs_lldb, nodes, options, start_lldb
from .programs import CRASH, addon_line, compile_addon, needs_rust

ABORT = """\
function close(account: { owner: string }): void {
  if (account.owner === 'nobody') process.abort();
}
close({ owner: 'nobody' });
"""
WILD_POINTER, NO_POINTER = '8', '0'


@needs_lldb
class CoreDumps(unittest.TestCase):
    def test_an_abort_of_node(self) -> None:
        for node in nodes():
            with self.subTest(node=node), tempfile.TemporaryDirectory(prefix='lldb-ts-') as folder:
                core = kernel_core([node, program(folder, ABORT)], folder)
                if core is None:
                    self.skipTest(f'the kernel writes no core here: {pattern()}')
                transcript = start_lldb(['--core', str(core), *options('ts bt --json'), '--', node])
                self.assertEqual(
                    transcript.places(),
                    ['close [interpreter] crash.ts:2:43', '<anonymous> [interpreter] crash.ts:4:1'],
                    transcript.without_json(),
                )

    @needs_rust
    def test_a_wild_pointer_in_rust_opens_with_both_languages_and_their_values(self) -> None:
        self.check_crash_in_rust(WILD_POINTER, 'write_volatile(1)', 'SIGSEGV')

    @needs_rust
    def test_a_panic_that_aborts_opens_with_both_languages_and_their_values(self) -> None:
        self.check_crash_in_rust(NO_POINTER, 'extern "C" fn spoil', 'SIGABRT')

    def check_crash_in_rust(self, address: str, text: str, signal: str) -> None:
        for node in nodes():
            with self.subTest(node=node), tempfile.TemporaryDirectory(prefix='lldb-ts-') as folder:
                crash = [node, program(folder, CRASH), compile_addon(), address]
                core = kernel_core(crash, folder) or lldb_core(crash, folder)
                commands = options('ts bt --json', 'thread info', 'ts print account', 'ts locals')
                transcript = start_lldb(['--core', str(core), *commands, '--', node])
                said = transcript.without_json()
                own = [frame for frame in transcript.frames() if Path(frame['file']).name in ('addon.rs', 'crash.ts')]
                places = [(frame['kind'], f'{Path(frame["file"]).name}:{frame["line"]}') for frame in own]
                self.assertEqual(
                    places,
                    [('rust', f'addon.rs:{addon_line(text)}'), ('ts', 'crash.ts:11'), ('ts', 'crash.ts:13')],
                    said,
                )
                self.assertIn(signal, said)
                account = f'Object {{ owner: "nobody", address: {address} }}'
                # LLDB may list the threads between a command and its answer.
                self.assertIn(account, said.split('\n'))
                self.assertIn(f'account = {account}', said)


def program(folder: str, text: str) -> str:
    path = Path(folder, 'crash.ts')
    path.write_text(text)
    return str(path)


def kernel_core(command: list[str], folder: str) -> Path | None:
    """What the kernel wrote; nothing where it gives cores to somebody else."""
    subprocess.run(command, cwd=folder, preexec_fn=allow_cores, capture_output=True, timeout=150, check=False)
    return next(Path(folder).glob('core*'), None)


def lldb_core(command: list[str], folder: str) -> Path:
    """What LLDB saves when it sees the crash."""
    path = Path(folder, 'saved')
    start_lldb([*options(SIGNALS_OF_NODE, 'run', f'process save-core --style=full {path}', 'process kill'), '--', *command])
    return path


def allow_cores() -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))


def pattern() -> str:
    try:
        return 'core_pattern is ' + Path('/proc/sys/kernel/core_pattern').read_text().strip()
    except OSError:
        return f'no /proc on {os.uname().sysname}'
