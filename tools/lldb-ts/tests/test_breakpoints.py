"""Breakpoints in TypeScript, against a V8 that is a list of requests."""

from __future__ import annotations

import json
import os
import tempfile
import unittest
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lldb_ts.inspector.breakpoint_place import parse_place
from lldb_ts.inspector.breakpoints import BreakpointTable, GeneratedPosition, Script, names_file
from lldb_ts.inspector.prediction import Prediction
from lldb_ts.inspector.session import STEP_INTO, STEP_OUT, STEP_OVER, Step
from lldb_ts.inspector.source_lookup import SourceLookup

MAIN = Script('7', 'file:///app/dist/main.js', 'main.js.map')
AT_MAIN = {'location': {'scriptId': '7', 'lineNumber': 2, 'columnNumber': 4}}


class V8:
    """Keeps the requests, and answers when the test says so."""

    def __init__(self) -> None:
        self.requests: list[tuple[str, dict[str, Any]]] = []
        self._answers: list[Callable[[dict[str, Any]], None] | None] = []

    def __call__(self, method: str, parameters: dict[str, Any], reply: Callable[[dict[str, Any]], None] | None) -> None:
        # A breakpoint by the name of the file itself goes with each; these tests speak of the others.
        if 'urlRegex' not in parameters:
            self.requests.append((method.removeprefix('Debugger.'), parameters))
            self._answers.append(reply)

    def answer(self, number: int, **message: Any) -> None:
        answer = self._answers[number]
        assert answer
        answer(message)


def lookup(script: Script, file: str, line: int) -> GeneratedPosition | None:
    """Only main.ts is known: each line is four columns in, one line up."""
    return GeneratedPosition(line - 1, 4, '/app/src/main.ts', line) if 'main' in script.url and file == 'main.ts' else None


class Breakpoints(unittest.TestCase):
    def setUp(self) -> None:
        self.v8 = V8()
        self.table = BreakpointTable(lookup)

    def test_one_set_before_the_run_is_placed_when_its_script_appears(self) -> None:
        breakpoint_ = self.table.add('main.ts', 3)
        self.assertIn('pending', breakpoint_.describe())
        self.table.connected(self.v8)
        self.assertEqual(self.v8.requests, [])
        self.table.script_parsed(Script('8', 'file:///app/dist/other.js', 'other.js.map'), self.v8)
        self.table.script_parsed(MAIN, self.v8)
        self.assertEqual(self.v8.requests, [('setBreakpoint', AT_MAIN)])
        self.assertIn('set at /app/src/main.ts:3', breakpoint_.describe())

    def test_one_set_later_is_placed_in_the_scripts_that_are_there(self) -> None:
        self.table.connected(self.v8)
        self.table.script_parsed(MAIN, self.v8)
        self.table.add('main.ts', 3, 'x > 1')
        self.assertEqual(self.v8.requests, [('setBreakpoint', {**AT_MAIN, 'condition': 'x > 1'})])

    def test_one_deleted_is_taken_away_also_when_its_name_is_not_known_yet(self) -> None:
        self.table.connected(self.v8)
        self.table.script_parsed(MAIN, self.v8)
        self.table.add('main.ts', 3)
        self.table.delete(1)
        self.v8.answer(0, result={'breakpointId': 'a'})
        self.assertEqual(self.v8.requests[1:], [('removeBreakpoint', {'breakpointId': 'a'})])
        self.assertFalse(self.table)
        self.assertIsNone(self.table.delete(1))

    def test_what_v8_refuses_is_told(self) -> None:
        self.table.connected(self.v8)
        self.table.script_parsed(MAIN, self.v8)
        breakpoint_ = self.table.add('main.ts', 3)
        self.v8.answer(0, error={'message': 'could not resolve'})
        self.assertIn('refused: could not resolve', breakpoint_.describe())

    def test_a_new_run_places_them_anew(self) -> None:
        self.table.add('main.ts', 3)
        for _ in range(2):
            self.table.connected(self.v8)
            self.table.script_parsed(MAIN, self.v8)
            self.table.disconnected(self.v8)
        self.assertEqual([method for method, _ in self.v8.requests], ['setBreakpoint'] * 2)

    def test_a_predicted_script_is_named_beforehand_and_not_placed_twice(self) -> None:
        self.table.predict = lambda file: [MAIN]
        self.table.add('main.ts', 3)
        self.table.connected(self.v8)
        self.table.script_parsed(MAIN, self.v8)
        at = {'url': MAIN.url, 'lineNumber': 2, 'columnNumber': 4}
        self.assertEqual(self.v8.requests, [('setBreakpointByUrl', at)])

    def test_each_isolate_has_its_own(self) -> None:
        worker = V8()
        breakpoint_ = self.table.add('main.ts', 3)
        for isolate in (self.v8, worker):
            self.table.connected(isolate)
            self.table.script_parsed(MAIN, isolate)
        self.assertEqual(worker.requests, [('setBreakpoint', AT_MAIN)])
        self.assertEqual(breakpoint_.describe().count('main.ts:3'), 2)
        worker.answer(0, result={'breakpointId': 'w'})
        self.v8.answer(0, result={'breakpointId': 'm'})
        self.table.delete(1)
        self.assertEqual(worker.requests[1:], [('removeBreakpoint', {'breakpointId': 'w'})])
        self.assertEqual(self.v8.requests[1:], [('removeBreakpoint', {'breakpointId': 'm'})])

    def test_nothing_is_asked_of_a_worker_that_has_ended(self) -> None:
        worker = V8()
        self.table.add('main.ts', 3)
        self.table.connected(worker)
        self.table.script_parsed(MAIN, worker)
        worker.answer(0, result={'breakpointId': 'w'})
        self.table.disconnected(worker)
        self.table.delete(1)
        self.assertEqual(len(worker.requests), 1)


class Sources(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(os.path.realpath(folder.name))
        (self.root / 'dist').mkdir()
        (self.root / 'node_modules' / 'x').mkdir(parents=True)
        for folder_name in ('dist', 'node_modules/x'):
            # Generated line 2, column 0 is line 4 of the source.
            text = json.dumps({'version': 3, 'sources': ['../src/main.ts'], 'mappings': ';AAGA'})
            (self.root / folder_name / 'main.js.map').write_text(text)
        self.script = Script('1', (self.root / 'dist' / 'main.js').as_uri(), 'main.js.map')

    def check(self, file: str, line: int, expected: tuple[int, int, int] | None) -> None:
        found = SourceLookup()(self.script, file, line)
        self.assertEqual((found.line, found.column, found.source_line) if found else None, expected)

    def test_a_line_is_found_by_name_end_of_path_and_path(self) -> None:
        for file in ('main.ts', 'src/main.ts', str(self.root / 'src' / 'main.ts')):
            self.check(file, 4, (1, 0, 4))

    def test_a_line_without_code_slides_down(self) -> None:
        self.check('main.ts', 2, (1, 0, 4))

    def test_what_is_not_there_is_not_found(self) -> None:
        self.check('main.ts', 5, None)
        self.check('other.ts', 4, None)
        self.check('ain.ts', 4, None)

    def test_scripts_of_a_source_are_predicted_outside_of_packages(self) -> None:
        found = Prediction([str(self.root)])('src/main.ts')
        self.assertEqual([script.path for script in found], [self.script.path])


class Names(unittest.TestCase):
    def test_a_file_is_named_by_whole_parts_of_its_path(self) -> None:
        for wanted in ('main.ts', './src/main.ts', '/app/src/main.ts'):
            self.assertTrue(names_file('/app/src/main.ts', wanted), wanted)
        for wanted in ('ain.ts', 'lib/main.ts'):
            self.assertFalse(names_file('/app/src/main.ts', wanted), wanted)

    def test_places_and_conditions_are_read(self) -> None:
        for text, expected in (
            ('main.ts:12', ('main.ts', 12, None)),
            ('a b/main.ts:1 -c x === "y"', ('a b/main.ts', 1, 'x === "y"')),
            ("main.ts:3 -c 'x > 1'", ('main.ts', 3, 'x > 1')),
            ("main.ts:3 -c 'a' + b === 'c'", ('main.ts', 3, "'a' + b === 'c'")),
            ('main.ts', None),
            ('main.ts:0', None),
        ):
            self.assertEqual(parse_place(text), expected)


class Steps(unittest.TestCase):
    def test_a_step_over_goes_on_until_it_has_left_its_line(self) -> None:
        step = Step(STEP_OVER, (100, 'main.ts', 7))
        self.assertEqual(step.onward((100, 'main.ts', 7)), STEP_OVER)
        self.assertIsNone(step.onward((100, 'main.ts', 8)))
        self.assertIsNone(step.onward((200, 'main.ts', 7)), 'a recursive call is another frame')

    def test_no_step_ends_in_node_itself(self) -> None:
        self.assertEqual(Step(STEP_INTO).onward((100, 'node:internal/timers', 1)), STEP_OUT)
