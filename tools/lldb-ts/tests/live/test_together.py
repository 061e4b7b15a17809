"""Threads that stop at the same moment: the user is led to each, in Rust and in TypeScript."""

from __future__ import annotations

import unittest

from .debugger import Transcript, needs_frame_providers, needs_lldb, nodes, options, start_lldb
from .programs import compile_rust, compile_typescript, needs_rust
from .stops import place_of

# So many that some arrive while LLDB still learns of the first, on a machine of few cores too.
THREADS = 8
ROUNDS = 3

IN_RUST = f"""\
use std::sync::Barrier;
static BARRIER: Barrier = Barrier::new({THREADS});
fn work(number: usize) -> usize {{
    let mut sum = 0;
    for round in 0..{ROUNDS} {{
        BARRIER.wait();
        sum += number + round; // the place
    }}
    sum
}}
fn main() {{
    let threads: Vec<_> = (0..{THREADS}).map(|number| std::thread::spawn(move || work(number))).collect();
    println!("sum {{}}", threads.into_iter().map(|thread| thread.join().unwrap()).sum::<usize>());
}}
"""

IN_TYPESCRIPT = f"""\
// The lines of the JavaScript differ from these.
import {{ Worker, isMainThread, parentPort, workerData }} from 'node:worker_threads';
const here: Int32Array = isMainThread ? new Int32Array(new SharedArrayBuffer(4)) : workerData;
function work(): number {{
  let sum: number = 0;
  for (let round: number = 0; round < {ROUNDS}; round++) {{
    Atomics.add(here, 0, 1);
    let arrived: number = 0;
    while ((arrived = Atomics.load(here, 0)) < {THREADS} * (round + 1)) Atomics.wait(here, 0, arrived);
    Atomics.notify(here, 0);
    sum += round;
  }}
  return sum;
}}
if (!isMainThread) parentPort!.postMessage(work());
else {{
  let sum: number = 0;
  for (let number: number = 0; number < {THREADS}; number++)
    new Worker(__filename, {{ workerData: here }}).on('message', (each: number): number => (sum += each));
  process.on('exit', (): void => console.log('sum', sum));
}}
"""

IN_RUST_PLACE = place_of('// the place', 'together.rs', IN_RUST)
SUM = THREADS * sum(range(ROUNDS))


def go_on(count: int) -> list[str]:
    return ['process continue'] * count


@needs_lldb
@needs_frame_providers
class Together(unittest.TestCase):
    def check(self, transcript: Transcript, printed: str) -> None:
        """Each thread is stopped at in each round: it takes as many words to come to the end of the program."""
        *before, last = transcript.text.split('(lldb) process continue\n')[1:]
        self.assertIn('exited with status = 0', last, transcript.text)
        for answer in before:
            self.assertNotIn('exited', answer, transcript.text)
        self.assertIn(printed, transcript.text)

    @needs_rust
    def test_in_rust(self) -> None:
        commands = [f'breakpoint set -y {IN_RUST_PLACE}', 'run', *go_on(THREADS * ROUNDS)]
        self.check(
            start_lldb([*options(*commands), '--', compile_rust('together.rs', IN_RUST)]), f'sum {SUM + ROUNDS * sum(range(THREADS))}'
        )

    @needs_rust
    def test_a_thread_whose_condition_does_not_hold_is_passed_over(self) -> None:
        condition = f"breakpoint set -y {IN_RUST_PLACE} -c 'number % 2 == 1'"
        commands = ['settings set target.language c', condition, 'run', *go_on(THREADS // 2 * ROUNDS)]
        self.check(
            start_lldb([*options(*commands), '--', compile_rust('together.rs', IN_RUST)]), f'sum {SUM + ROUNDS * sum(range(THREADS))}'
        )

    def test_in_typescript(self) -> None:
        script = compile_typescript('together.ts', IN_TYPESCRIPT)
        place = place_of('sum += round', 'together.ts', IN_TYPESCRIPT)
        for node in nodes():
            with self.subTest(node=node):
                commands = [f'ts break {place}', f'ts run -- {script}', *go_on(THREADS * ROUNDS)]
                self.check(start_lldb([*options(*commands), '--', node], {'NO_COLOR': '1'}), f'sum {SUM}')
