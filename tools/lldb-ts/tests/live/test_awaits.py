"""Steps over an `.await` in Rust: they end in the same function, for the same future, on whichever thread."""

from __future__ import annotations

import re
import unittest

from .debugger import Transcript, needs_lldb, options, start_lldb
from .programs import compile_rust, needs_rust
from .stops import place_of

PROGRAM = """\
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};
struct Later(bool);
impl Future for Later {
    type Output = u32;
    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<u32> {
        let is_ready = std::mem::replace(&mut self.0, true);
        if is_ready { Poll::Ready(7) } else { Poll::Pending }
    }
}
async fn inner(n: u32) -> u32 {
    let first = n + 1;
    let got = Later(first > 50).await; // where it waits
    first + got // behind it
} // the end of inner
async fn outer(n: u32) -> u32 {
    let mut sum = inner(n).await; // the caller
    sum += 1; // behind the caller
    sum
}
type Task = Pin<Box<dyn Future<Output = u32> + Send>>;
fn poll(task: &mut Task) -> Poll<u32> {
    task.as_mut().poll(&mut Context::from_waker(Waker::noop()))
}
fn all_at_once() {
    static BARRIER: std::sync::Barrier = std::sync::Barrier::new(8);
    let run = |n| {
        let mut task: Task = Box::pin(outer(n));
        assert!(poll(&mut task).is_pending());
        BARRIER.wait();
        poll(&mut task)
    };
    let threads: Vec<_> = (0..8).map(|n| std::thread::spawn(move || run(n))).collect();
    threads.into_iter().for_each(|thread| assert!(thread.join().unwrap().is_ready()));
}
fn main() {
    if std::env::args().len() > 1 {
        return all_at_once();
    }
    let mut other: Task = Box::pin(outer(20));
    assert!(poll(&mut other).is_pending());
    let mut task: Task = Box::pin(outer(1));
    assert!(poll(&mut task).is_pending());
    println!("other {:?}", poll(&mut other));
    println!("moved {:?}", std::thread::spawn(move || poll(&mut task)).join().unwrap());
    println!("at once {:?}", poll(&mut (Box::pin(outer(60)) as Task)));
}
"""


def at(text: str) -> str:
    return place_of(text, 'awaits.rs', PROGRAM)


WAITS, BEHIND, END, CALLER, BEHIND_CALLER = map(
    at, ('// where it waits', '// behind it', '// the end of inner', '// the caller', '// behind the caller')
)


@needs_lldb
@needs_rust
class Awaits(unittest.TestCase):
    def run_from(self, place: str, condition: str, *commands: str, arguments: tuple[str, ...] = ()) -> Transcript:
        """Stops at the place, once, and takes the commands."""
        before = ['settings set target.language c', f"breakpoint set -y {place} -c '{condition}'", 'run', 'breakpoint disable']
        return start_lldb([*options(*before, *commands, 'process continue'), '--', compile_rust('awaits.rs', PROGRAM), *arguments])

    def check(self, transcript: Transcript, *expected: str) -> None:
        places = re.findall(r'frame #0: .* at (awaits\.rs:\d+)', transcript.text)
        self.assertEqual(places, list(expected), transcript.text)
        self.assertIn('exited with status = 0', transcript.text)

    def test_a_step_ends_behind_the_await_of_its_own_future_on_another_thread(self) -> None:
        transcript = self.run_from(WAITS, 'n == 1', 'ts next', 'frame variable first')
        self.check(transcript, WAITS, BEHIND)
        self.assertIn('(unsigned int) first = 2', transcript.answer('frame variable first'))
        self.assertIn('other Ready(29)', transcript.text.split('ts next', 1)[1].split('frame variable')[0])

    def test_a_step_over_a_call_that_waits_ends_behind_it(self) -> None:
        self.check(self.run_from(CALLER, 'n == 1', 'ts next'), CALLER, BEHIND_CALLER)

    def test_a_breakpoint_on_the_line_itself_does_not_end_the_step_over_it(self) -> None:
        # What holds behind the wait, too.
        condition = f"breakpoint set -y {WAITS} -c 'first == 2'"
        commands = ['settings set target.language c', condition, 'run', 'ts next', 'breakpoint disable', 'process continue']
        self.check(start_lldb([*options(*commands), '--', compile_rust('awaits.rs', PROGRAM)]), WAITS, BEHIND)

    def test_another_future_stops_at_a_breakpoint_on_the_line_as_ever(self) -> None:
        commands = [f'breakpoint set -y {WAITS}', 'run', 'ts next', 'breakpoint disable', 'process continue']
        transcript = start_lldb([*options(*commands), '--', compile_rust('awaits.rs', PROGRAM)])
        self.check(transcript, WAITS, WAITS)

    def test_steps_go_on_to_the_end_of_the_function_and_into_its_caller(self) -> None:
        self.check(self.run_from(WAITS, 'n == 1', *['ts next'] * 4), WAITS, BEHIND, END, CALLER, BEHIND_CALLER)

    def test_among_threads_that_come_to_the_same_lines_at_once_the_step_stays_with_its_own(self) -> None:
        commands = ['ts next', 'frame variable first', 'ts next']
        transcript = self.run_from(WAITS, 'n == 3', *commands, arguments=('all at once',))
        self.check(transcript, WAITS, BEHIND, END)
        self.assertIn('first = 4', transcript.answer('frame variable first'))

    def test_what_is_there_at_once_is_not_waited_for(self) -> None:
        self.check(self.run_from(WAITS, 'n == 60', *['ts next'] * 2), WAITS, BEHIND, END)
