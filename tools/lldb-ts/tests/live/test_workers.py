"""Breakpoints and steps in worker threads, beside a main thread that runs on or waits in native code."""

from __future__ import annotations

import unittest

from .debugger import Transcript, needs_lldb, nodes, options, start_lldb
from .programs import compile_typescript, needs_rust, running, write
from .stops import check_stops, place_of
from .test_stepping import FIRST_OF_PLUS
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
import { Worker, isMainThread, workerData } from 'node:worker_threads';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

function inWorker(): void {
  const seen: string = 'in the worker';
  console.log(seen);
}
if (isMainThread) {
  // What the main thread waits for makes the file, so that the worker knows, and ends with the program.
  const wait: string = ': >"$0"; while kill -0 $PPID; do sleep 0.1; done';
  const worker: Worker = new Worker(new URL(import.meta.url), { workerData: process.argv[2] });
  worker.once('online', () => execFileSync('sh', ['-c', wait, process.argv[2]!]));
} else {
  const looking = setInterval((): void => {
    if (!existsSync(workerData as string)) return;
    clearInterval(looking);
    inWorker();
  }, 10);
}
"""


def ts(text: str) -> str:
    return place_of(text, 'workers.ts', PROGRAM)


TWICE, PLUS, SUM, MAIN = ts('value * 2'), ts('addon.plus(doubled'), ts('return sum'), ts("'main has'")
END = 'main has 242'


@needs_lldb
@needs_rust
class Workers(unittest.TestCase):
    def check(self, commands: list[str], expected: list[str], printed: str = '') -> Transcript:
        return check_stops(self, compile_typescript('workers.ts', PROGRAM), commands, expected, printed)

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
        for node in nodes():
            with self.subTest(node=node):
                script = write('blocking.mts', BLOCKING)
                commands = [f'ts break {place_of("const seen", "blocking.mts", BLOCKING)}', f'ts run -- {script} {script}.blocked']
                transcript = start_lldb([*options(*commands, 'ts next', 'process kill'), '--', node])
                self.assertRegex(transcript.text, r'inWorker .*/blocking\.mts:7:')
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
                with running([node, '--inspect-port=0', write('loop.cjs', LOOP)]) as pid:
                    steps = ['process continue', 'ts next', 'ts break delete 1', 'process detach']
                    text = start_lldb(options('ts break loop.cjs:8', f'ts attach {pid}', *steps)).text
                self.assertRegex(text, r'tick .*/loop\.cjs:8:')
                self.assertRegex(text, r'tick .*/loop\.cjs:9:')
                self.assertIn('detached', text)
