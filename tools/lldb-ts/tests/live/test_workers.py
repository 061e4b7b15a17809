"""Breakpoints and steps in worker threads, beside a main thread that runs on or waits in native code."""

from __future__ import annotations

import subprocess
import unittest
from functools import cache

from .debugger import Transcript, needs_lldb, nodes, options, start_lldb
from .programs import compile_addon, compile_typescript, needs_rust, write
from .test_stepping import FIRST_OF_PLUS, stops
from .test_stepping import SUM as SUM_IN_RUST

PROGRAM = """\
// The lines of the JavaScript differ from these.
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';
interface Addon {
  plus(left: number, right: number): number;
}
const addon: Addon = require(process.argv[2]!);

function twice(value: number): number {
  const result: number = value * 2;
  return result;
}

function inWorker(first: number): number {
  const doubled: number = twice(first);
  const sum: number = addon.plus(doubled, 1);
  return sum;
}

function start(first: number): Promise<number> {
  return new Promise((resolve: (sum: number) => void): void => {
    const worker: Worker = new Worker(__filename, { workerData: first, argv: process.argv.slice(2) });
    worker.once('message', resolve);
  });
}

async function main(): Promise<void> {
  const early: number = await start(20);
  const late: number = await start(100);
  console.log('main has', addon.plus(early, late));
}

if (isMainThread) void main();
else parentPort!.postMessage(inWorker(workerData as number));
"""

BLOCKING = """\
import { Worker, isMainThread } from 'node:worker_threads';
import { execFileSync } from 'node:child_process';

function inWorker(): void {
  const seen: string = 'in the worker';
  console.log(seen);
}
if (isMainThread) {
  new Worker(new URL(import.meta.url)).once('online', () => execFileSync('sleep', ['100']));
} else {
  setTimeout(inWorker, 300);
}
"""


@cache
def program() -> str:
    return compile_typescript('workers.ts', PROGRAM)


def ts(text: str) -> str:
    """The place of the first line of the program with this text, as `ts break` takes it."""
    return f'workers.ts:{1 + next(n for n, line in enumerate(PROGRAM.split(chr(10))) if text in line)}'


TWICE, PLUS, SUM, MAIN = ts('value * 2'), ts('addon.plus(doubled'), ts('return sum'), ts("'main has'")
END = 'main has 242'


@needs_lldb
@needs_rust
class Workers(unittest.TestCase):
    def check(self, commands: list[str], expected: list[str], printed: str = '', script: str = '') -> Transcript:
        run = f'ts run -- {script or program()} {compile_addon()}'
        for node in nodes():
            with self.subTest(node=node):
                transcript = start_lldb([*options(*(run if it == 'run' else it for it in commands)), '--', node], {'NO_COLOR': '1'})
                self.assertEqual(stops(transcript), expected, transcript.text)
                self.assertIn(printed, transcript.text)
        return transcript

    def test_a_breakpoint_stops_in_each_worker_also_in_one_that_starts_later(self) -> None:
        self.check([f'ts break {PLUS}', 'run', *['process continue'] * 2], [PLUS] * 2, END)

    def test_the_first_line_of_a_worker_is_not_missed(self) -> None:
        first = ts('const addon')
        self.check([f'ts break {first} -c !require("worker_threads").isMainThread', 'run', 'process kill'], [first])

    def test_steps_act_on_the_worker_that_stands_and_cross_into_rust_and_back(self) -> None:
        call = ts('twice(first)')
        steps = ['ts step', 'ts finish', 'ts step', 'ts next', 'ts finish', 'ts break delete 1', 'process continue']
        self.check([f'ts break {call}', 'run', *steps], [call, TWICE, PLUS, FIRST_OF_PLUS, SUM_IN_RUST, SUM], END)

    def test_a_breakpoint_that_was_set_at_a_stop_of_the_main_thread_holds_in_a_later_worker_until_it_is_deleted(self) -> None:
        start = ts('const worker')
        commands = [f'ts break {start}', 'run', f'ts break {SUM}', 'process continue', 'ts break delete 2', *['process continue'] * 2]
        self.check(commands, [start, SUM, start], END)

    def test_the_list_speaks_of_all_isolates_at_once(self) -> None:
        transcript = self.check([f'ts break {PLUS}', 'run', 'ts break list', 'process kill'], [PLUS])
        self.assertEqual(transcript.text.count(f'1: {PLUS}, set at /'), 1)

    def test_values_and_stack_are_those_of_the_worker(self) -> None:
        commands = [f'ts break {PLUS}', 'run', 'ts print doubled', 'ts bt', 'process kill']
        caller = ts('inWorker(workerData')
        self.check(commands, [PLUS, PLUS, caller], '(lldb) ts print doubled\n40\n')

    def test_a_main_thread_in_native_code_is_not_waited_for(self) -> None:
        script = write('blocking.mts', BLOCKING)
        for node in nodes():
            with self.subTest(node=node):
                commands = ['ts break blocking.mts:6', f'ts run -- {script}', 'ts next', 'process kill']
                transcript = start_lldb([*options(*commands), '--', node])
                self.assertRegex(transcript.text, r'inWorker .*/blocking\.mts:6:')
                self.assertIn('in the worker', transcript.text)


LOOP = """\
const { Worker, isMainThread } = require('node:worker_threads');

if (isMainThread) {
  new Worker(__filename);
} else {
  let ticks = 0;
  setInterval(function tick() {
    ticks++;
    if (ticks > 1e9) console.log('never');
  }, 5);
  console.log('running');
}
"""


@needs_lldb
class AttachedWorkers(unittest.TestCase):
    def test_a_worker_that_runs_already_stops_at_a_breakpoint_and_steps(self) -> None:
        for node in nodes():
            with self.subTest(node=node):
                command = [node, '--inspect-port=0', write('loop.cjs', LOOP)]
                with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
                    try:
                        assert process.stdout
                        self.assertEqual(process.stdout.readline(), 'running\n')
                        steps = ['process continue', 'ts next', 'ts break delete 1', 'process detach']
                        text = start_lldb(options('ts break loop.cjs:8', f'ts attach {process.pid}', *steps)).text
                    finally:
                        process.kill()
                self.assertRegex(text, r'tick .*/loop\.cjs:8:')
                self.assertRegex(text, r'tick .*/loop\.cjs:9:')
                self.assertIn('detached', text)
