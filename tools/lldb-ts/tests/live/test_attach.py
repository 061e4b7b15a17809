"""`ts attach`: a process that runs, with and without an open inspector."""

from __future__ import annotations

import unittest

from .debugger import Transcript, needs_lldb, nodes, options, start_lldb
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

    def test_a_process_that_is_not_there_is_told(self) -> None:
        text = start_lldb(options('ts attach 4194305')).text
        self.assertIn('there is no process 4194305', text)
