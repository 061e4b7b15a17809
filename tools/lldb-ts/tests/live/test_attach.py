"""`ts attach`: a process that runs, with and without an open inspector."""

from __future__ import annotations

import os
import signal
import subprocess
import unittest
from pathlib import Path

from .debugger import Transcript, needs_lldb, nodes, options, start_lldb
from .process_tree import descendants
from .programs import running, write

LOOP = """\
let ticks: number = 0;

function tick(): void {
  ticks++;
  if (ticks > 1e9) console.log('never');
}
console.log('running');
setInterval(tick, 5);
"""

PORT = 9347
"""Of no inspector but those of these tests."""


def inner_pid(pid: int, program: str) -> int:
    """The process that runs the program: `unshare` becomes it, or is its parent."""
    found = [pid, *descendants(pid)]
    return next(
        it for it in found if program in Path(f'/proc/{it}/cmdline').read_text() and 'unshare' not in Path(f'/proc/{it}/comm').read_text()
    )


@needs_lldb
class Attach(unittest.TestCase):
    def attach(self, node: str, *flags: str) -> Transcript:
        with running([node, *flags, write('loop.ts', LOOP)]) as pid:
            commands = ['ts break loop.ts:5', f'ts attach {pid}', 'process continue', 'ts next', 'ts break delete 1']
            return start_lldb(options(*commands, 'process detach'))

    def check(self, *flags: str) -> None:
        for node in nodes():
            with self.subTest(node=node):
                text = self.attach(node, *flags).text
                self.assertRegex(text, r'tick .* at \S*/loop\.ts:5:')
                self.assertRegex(text, r'tick .* at \S*/loop\.ts:6:')
                self.assertIn('detached', text)

    def test_the_inspector_is_opened(self) -> None:
        self.check('--inspect-port=0')

    def test_an_open_inspector_is_found(self) -> None:
        self.check('--inspect=127.0.0.1:0')

    def test_an_inspector_is_found_at_any_address(self) -> None:
        for host in ('127.0.0.2', '[::1]'):
            with self.subTest(host=host):
                self.check(f'--inspect={host}:0')

    def refused(self, program: str, *flags: str, start: tuple[str, ...] = ()) -> str:
        """What `ts attach` says to a program that it cannot attach to, and that goes on."""
        with running([*start, nodes()[0], *flags, program]) as pid:
            text = start_lldb(options(f'ts attach {inner_pid(pid, program)}')).text
            os.kill(pid, 0)
        return text

    def test_a_port_that_another_process_has_is_told_with_its_owner(self) -> None:
        with running(
            [nodes()[0], '-e', f"require('node:net').createServer().listen({PORT}, '127.0.0.1', () => console.log('running'))"]
        ) as owner:
            text = self.refused(write('loop.ts', LOOP), f'--inspect-port={PORT}')
        self.assertIn(f'would open its inspector on port {PORT}, where process {owner} listens', text)

    def test_a_program_that_takes_the_signal_for_itself_is_told(self) -> None:
        program = write('own.js', "process.on('SIGUSR1', () => {});\nconsole.log('running');\nsetInterval(() => {}, 5);\n")
        self.assertIn('the program handles that signal itself', self.refused(program, '--inspect-port=0'))

    def test_a_process_that_the_signal_would_end_does_not_get_it(self) -> None:
        with running(['sh', '-c', 'echo running; exec sleep 100']) as pid:
            text = start_lldb(options(f'ts attach {pid}')).text
            os.kill(pid, 0)
        self.assertIn(f'process {pid} opens no inspector', text)

    def test_a_process_in_another_network_namespace_is_told_and_no_other_taken_for_it(self) -> None:
        if subprocess.run(['unshare', '-rn', 'true'], capture_output=True, check=False).returncode:
            self.skipTest('this machine makes no network namespace: unshare -rn fails')
        with running([nodes()[0], f'--inspect=127.0.0.1:{PORT}', write('loop.ts', LOOP)]):
            text = self.refused(write('other.ts', LOOP), f'--inspect=127.0.0.1:{PORT}', start=('unshare', '-rn'))
        self.assertIn('is in another network namespace', text)

    def test_a_process_that_a_signal_has_stopped_is_told_at_once(self) -> None:
        with running([nodes()[0], write('loop.ts', LOOP)]) as pid:
            os.kill(pid, signal.SIGSTOP)
            text = start_lldb(options(f'ts attach {pid}')).text
        self.assertIn(f'process {pid} is stopped by a signal: let it go on, by kill -CONT {pid}', text)

    def test_a_process_that_is_not_there_is_told(self) -> None:
        text = start_lldb(options('ts attach 4194305')).text
        self.assertIn('there is no process 4194305', text)
