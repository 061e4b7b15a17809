"""Breakpoints in TypeScript and steps in two languages, on a live process and an addon that registers its functions itself."""

from __future__ import annotations

import unittest

from .debugger import needs_lldb
from .programs import addon_line, compile_typescript, needs_rust
from .stops import check_stops, place_of

PROGRAM = """\
// The lines of the JavaScript differ from these.
interface Addon {
  plus(left: number, right: number): number;
  apply(callback: (value: number) => number, value: number): number;
}
const addon: Addon = require(process.argv[2]!);

function twice(value: number): number {
  const result: number = value * 2;
  return result;
}

class Counter {
  total: number = 0;
  add(value: number): this {
    const before: number = this.total;
    this.total = addon.plus(before, twice(value));
    return this;
  }
}

async function main(): Promise<void> {
  const counter: Counter = new Counter();
  for (let i: number = 0; i < 4; i++) {
    counter.add(i);
  }
  await Promise.resolve();
  console.log('total', counter.total);
  console.log('applied', addon.apply(twice, 21));
}
void main();
"""


def ts(text: str) -> str:
    return place_of(text, 'counter.ts', PROGRAM)


def rs(text: str) -> str:
    """The same for the addon."""
    return f'addon.rs:{addon_line(text)}'


PLUS, RETURN_THIS, TWICE = ts('addon.plus(before'), ts('return this'), ts('value * 2')
FIRST_OF_PLUS, SUM = rs('let [left, right]'), rs('let sum = total')
END_OF_PROGRAM = 'applied 84'


@needs_lldb
@needs_rust
class Stepping(unittest.TestCase):
    def check(self, commands: list[str], expected: list[str], printed: str = '') -> None:
        check_stops(self, compile_typescript('counter.ts', PROGRAM), commands, expected, printed)

    def test_a_breakpoint_stops_at_its_line_and_the_program_goes_on_to_its_end(self) -> None:
        place = ts('new Counter')
        self.check([f'ts break {place}', 'run', 'process continue'], [place], END_OF_PROGRAM)

    def test_the_list_tells_where_a_breakpoint_is_set(self) -> None:
        place = ts('new Counter')
        self.check([f'ts break {place}', 'run', 'ts break list', 'process kill'], [place], f'1: {place}, set at /')

    def test_a_condition_holds(self) -> None:
        self.check([f'ts break {PLUS} -c value === 2', 'run', 'ts break delete 1', 'process continue'], [PLUS], END_OF_PROGRAM)

    def test_one_set_at_a_stop_in_rust_holds_at_once_and_one_deleted_there_no_more(self) -> None:
        place = rs('let sum = left')
        self.check(
            [
                *(f'breakpoint set -y {place}', 'run', f'ts break {RETURN_THIS}', *['process continue'] * 2),
                *('ts break delete 1', 'breakpoint disable', 'process continue'),
            ],
            [place, RETURN_THIS, place],
            'total 12',
        )

    def test_a_second_run_stops_at_the_same_breakpoints(self) -> None:
        place = rs('let sum = left')
        once = ['run', 'process continue', 'process kill']
        self.check([f'breakpoint set -y {place}', f'ts break {PLUS}', *once * 2], [PLUS, place] * 2)

    def test_a_line_without_code_slides_down(self) -> None:
        self.check([f'ts break {ts("interface Addon")}', 'run', 'process kill'], [ts('require(')])

    def test_a_step_enters_each_call_of_a_line_and_goes_back(self) -> None:
        self.check(
            [f'ts break {PLUS}', 'run', *['ts step', 'ts finish'] * 2, 'process kill'],
            [PLUS, TWICE, PLUS, FIRST_OF_PLUS, RETURN_THIS],
        )

    def test_a_breakpoint_in_rust_has_its_arguments(self) -> None:
        place = rs('let sum = left')
        self.check([f'breakpoint set -y {place}', 'run', 'frame variable left right', 'process kill'], [place], '(int) right = 0')

    def test_steps_within_rust_and_out_of_it(self) -> None:
        steps = ['ts step', 'ts finish', 'ts step', 'ts next', 'ts step', 'ts finish', 'ts finish']
        self.check(
            [f'ts break {PLUS}', 'run', *steps, 'process kill'],
            [PLUS, TWICE, PLUS, FIRST_OF_PLUS, SUM, rs('let mut result = 0'), SUM, RETURN_THIS],
        )

    def test_next_behind_the_last_line_of_rust_ends_in_typescript(self) -> None:
        last = rs('The end of plus')
        self.check([f'breakpoint set -y {last}', 'run', 'ts next', 'process kill'], [last, RETURN_THIS])

    def test_next_goes_over_lines_calls_and_await(self) -> None:
        places = [ts(text) for text in ('new Counter', 'let i', 'counter.add(i)')]
        later = [ts(text) for text in ('Promise.resolve', "'total'", "'applied'")]
        breakpoints = [f'ts break {places[0]}', f'ts break {later[0]}']
        steps = ['ts next'] * 2
        self.check([*breakpoints, 'run', *steps, 'process continue', *steps, 'process kill'], [*places, *later])

    def test_from_rust_into_a_callback_in_typescript_and_back(self) -> None:
        applied, call = ts("'applied'"), rs('napi_call_function(env, this')
        after = f'counter.ts:{int(applied.split(":")[1]) + 1}'
        steps = ['ts step', *['ts next'] * 3, 'ts step', 'ts finish', 'ts finish', 'process continue']
        in_rust = [rs(text) for text in ('let [function, value]', '(null_mut(), null_mut());', 'napi_get_undefined(env, &mut')]
        self.check(
            [f'ts break {applied}', 'run', *steps],
            [applied, *in_rust, call, TWICE, call, after],
            END_OF_PROGRAM,
        )

    def test_the_listing_names_bytecodes_constants_and_the_present_place(self) -> None:
        self.check(
            [f'ts break {PLUS}', 'run', *['ts step', 'ts finish', 'ts step'], 'ts dis', 'process kill'],
            [PLUS, TWICE, PLUS, FIRST_OF_PLUS],
            'GetNamedProperty r3, "plus"',
        )
