"""What a person is told of breakpoints that do not stop, or stop for another reason than they were set for."""

from __future__ import annotations

import unittest

from .debugger import Transcript, needs_lldb, nodes, options, start_lldb
from .programs import compile_typescript, write

PROGRAM = """\
interface Point {
  x: number;
}
function tick(point: Point): number {
  return point.x * 2;
}
for (let round: number = 0; round < 3; round++) tick({ x: round });
console.log('done');
"""


@needs_lldb
class Telling(unittest.TestCase):
    def run_all(self, *commands: str) -> list[Transcript]:
        script = compile_typescript('points.ts', PROGRAM)
        return [start_lldb([*options(*(it.replace('SCRIPT', script) for it in commands)), '--', node]) for node in nodes()]

    def test_a_condition_that_fails_stops_and_says_why(self) -> None:
        steps = ['ts break delete 1', 'process continue']
        for run in self.run_all('ts break points.ts:5 -c nothing.x > 1', 'ts run -- SCRIPT', *steps):
            self.assertIn('the condition of TypeScript breakpoint 1 failed: ReferenceError: nothing is not defined', run.text)
            self.assertRegex(run.text, r'tick .* at \S*points\.ts:5:')
            self.assertIn('exited with status = 0', run.text)

    def test_a_condition_that_holds_once_stops_once_and_says_nothing(self) -> None:
        for run in self.run_all(
            'ts break points.ts:5 -c point.x === 1 // the second', 'ts run -- SCRIPT', 'ts print point', 'process continue'
        ):
            self.assertIn('Object { x: 1 }', run.text)
            self.assertNotIn('failed', run.text)
            self.assertIn('exited with status = 0', run.text)

    def test_a_condition_that_does_not_compile_in_its_place_stops_and_says_why(self) -> None:
        for run in self.run_all('ts break points.ts:5 -c this.#x > 1', 'ts run -- SCRIPT', 'ts break delete 1', 'process continue'):
            self.assertIn("the condition of TypeScript breakpoint 1 failed: SyntaxError: Private field '#x'", run.text)
            self.assertIn('exited with status = 0', run.text)

    def test_a_condition_that_waits_is_told_at_once(self) -> None:
        for run in self.run_all('ts break points.ts:5 -c await point', 'ts run -- SCRIPT'):
            self.assertIn('TypeScript breakpoint 1 will not stop: its condition is no expression: SyntaxError: ', run.text)

    def test_a_condition_that_is_no_expression_is_told_at_once(self) -> None:
        for run in self.run_all('ts break points.ts:5 -c point.x ===', 'ts run -- SCRIPT'):
            self.assertIn('TypeScript breakpoint 1 will not stop: its condition is no expression: SyntaxError: ', run.text)

    def test_a_line_behind_the_last_is_told_in_the_list_and_at_the_end(self) -> None:
        reason = r'points\.ts has no code at line 999 or soon after it; its last line with code is 8'
        commands = ['ts break points.ts:999', 'ts break points.ts:8', 'ts run -- SCRIPT', 'ts break list', 'process continue']
        for run in self.run_all(*commands):
            self.assertRegex(run.answer('ts break list'), reason)
            self.assertRegex(run.text.split('(lldb) process continue')[1], r'breakpoint 1 \(points\.ts:999\) was never set: \S*' + reason)
            self.assertNotIn('breakpoint 2 (', run.text)

    def test_a_file_that_the_program_has_not_is_told_when_it_ends(self) -> None:
        for ends in ('', 'process.exit(3);\n'):
            script = write('ends.js', ends)
            for node in nodes():
                with self.subTest(node=node, ends=ends):
                    text = start_lldb([*options('ts break nowhere.ts:3', f'ts run -- {script}'), '--', node]).text
                    self.assertIn('TypeScript breakpoint 1 (nowhere.ts:3) was never set: no script of this file is loaded', text)

    def test_an_inspector_of_ones_own_is_refused(self) -> None:
        for run in self.run_all('ts run -- --inspect-brk=0 SCRIPT'):
            self.assertIn('leave out --inspect-brk=0: `ts run` opens the inspector itself', run.text)
