"""Breakpoints in TypeScript, against a V8 that is a list of requests."""

from __future__ import annotations

import json
import os
import re
import tempfile
import unittest
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

from lldb_ts.files.source_address import names_file
from lldb_ts.inspector import prediction
from lldb_ts.inspector.breakpoint_place import parse_place
from lldb_ts.inspector.breakpoints import BreakpointTable
from lldb_ts.inspector.condition import guarded
from lldb_ts.inspector.prediction import Prediction
from lldb_ts.inspector.script import GeneratedPosition, NoCode, Script
from lldb_ts.inspector.session import STEP_INTO, STEP_OUT, STEP_OVER, Step
from lldb_ts.inspector.source_lookup import SourceLookup
from lldb_ts.inspector.ts_breakpoint import PausePlace

MAIN = Script('7', 'file:///app/dist/main.js', 'main.js.map')
AT_MAIN = {'location': {'scriptId': '7', 'lineNumber': 2, 'columnNumber': 4}}


class V8:
    """Keeps the requests, and answers when the test says so."""

    def __init__(self) -> None:
        self.requests: list[tuple[str, dict[str, Any]]] = []
        self.by_name: list[tuple[str, dict[str, Any]]] = []
        self.entries: list[str] = []
        self._answers: list[Callable[[dict[str, Any]], None] | None] = []

    def __call__(self, method: str, parameters: dict[str, Any], reply: Callable[[dict[str, Any]], None] | None) -> None:
        # A breakpoint by the name of the file itself goes with each, and one at its entry; most tests speak of the others.
        if (parameters.get('lineNumber'), parameters.get('columnNumber')) == (0, 0):
            self.entries.append(parameters['urlRegex'])
            return
        is_by_name = 'urlRegex' in parameters and 'columnNumber' not in parameters
        (self.by_name if is_by_name else self.requests).append((method.removeprefix('Debugger.'), parameters))
        if not is_by_name:
            self._answers.append(reply)

    def answer(self, number: int, **message: Any) -> None:
        answer = self._answers[number]
        assert answer
        answer(message)


def lookup(script: Script, file: str, line: int) -> list[GeneratedPosition] | NoCode | None:
    """Only main.ts is known, of 100 lines: each is four columns in, one line up."""
    if 'main' not in script.url or file != 'main.ts':
        return None
    return [GeneratedPosition(line - 1, 4, '/app/src/main.ts', line)] if line <= 100 else NoCode('/app/src/main.ts', 100)


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
        self.assertEqual(self.v8.requests[-1], ('setBreakpoint', {**AT_MAIN, 'condition': guarded('x > 1', 1)}))

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
        ((method, at),) = self.v8.requests
        self.assertEqual((method, at['lineNumber'], at['columnNumber']), ('setBreakpointByUrl', 2, 4))
        for url, is_it in ((MAIN.url, True), (f'{MAIN.url}?n=2', True), (f'{MAIN.url}x', False), (f'{MAIN.url}/{MAIN.url}', False)):
            self.assertEqual(bool(re.search(at['urlRegex'], url)), is_it, url)

    def test_the_file_itself_is_found_by_its_name_unless_it_has_a_map(self) -> None:
        self.table.add('src/main.ts', 3)
        self.table.connected(self.v8)
        pattern = self.v8.by_name[-1][1]['urlRegex']
        for url in ('file:///app/src/main.ts', 'src/main.ts', 'file:///app/src/main.ts?n=2'):
            self.assertTrue(re.search(pattern, url), url)
        for url in ('file:///app/asrc/main.ts', 'file:///app/src/main.tsx', 'file:///app/main.ts'):
            self.assertFalse(re.search(pattern, url), url)
        self.table.script_parsed(Script('9', 'file:///app/src/main.ts', 'data:,'), self.v8)
        pattern = self.v8.by_name[-1][1]['urlRegex']
        self.assertFalse(re.search(pattern, 'file:///app/src/main.ts'))
        self.assertTrue(re.search(pattern, 'file:///other/src/main.ts'))

    def test_a_script_that_is_named_for_the_file_pauses_at_its_entry_until_it_is_known(self) -> None:
        self.table.add('main.ts', 3)
        self.table.add('main.ts', 1)
        self.table.connected(self.v8)
        self.assertEqual(len(set(self.v8.entries)), 2)
        for pattern in self.v8.entries:
            self.assertTrue(re.search(pattern, 'file:///app/src/main.ts'))
        self.table.script_parsed(Script('9', 'file:///app/src/main.ts', ''), self.v8)
        for pattern in self.v8.entries[2:]:
            self.assertFalse(re.search(pattern, 'file:///app/src/main.ts'))
            self.assertTrue(re.search(pattern, 'file:///other/main.ts'))
        self.assertEqual(len(set(self.v8.entries)), 4)

    def test_a_pause_in_a_line_that_only_has_the_number_is_none_of_the_breakpoint(self) -> None:
        self.table.connected(self.v8)
        self.table.script_parsed(MAIN, self.v8)
        self.table.add('main.ts', 3)
        self.v8.answer(0, result={'breakpointId': 'a', 'actualLocation': {'scriptId': '7', 'lineNumber': 2, 'columnNumber': 4}})
        self.assertTrue(self.table.note_hit(PausePlace('/app/src/main.ts', 3, '7', 2, True)))
        self.assertFalse(self.table.note_hit(PausePlace('/app/src/main.ts', 9, '8', 3, True)))

    def test_a_breakpoint_that_was_never_set_is_told_with_the_reason(self) -> None:
        self.table.connected(self.v8)
        self.table.script_parsed(MAIN, self.v8)
        for file, line in (('main.ts', 3), ('main.ts', 999), ('other.ts', 1)):
            self.table.add(file, line)
        self.v8.answer(0, result={'breakpointId': 'a', 'actualLocation': {'scriptId': '7', 'lineNumber': 2, 'columnNumber': 4}})
        self.assertEqual(
            list(self.table.never_set()),
            [
                'TypeScript breakpoint 2 (main.ts:999) was never set: '
                '/app/src/main.ts has no code at line 999 or soon after it; its last line with code is 100',
                'TypeScript breakpoint 3 (other.ts:1) was never set: no script of this file is loaded',
            ],
        )

    def test_one_that_stopped_was_set_though_v8_has_not_come_to_say_so(self) -> None:
        self.table.connected(self.v8)
        self.table.script_parsed(MAIN, self.v8)
        self.table.add('main.ts', 3)
        self.assertEqual(len(self.table.never_set()), 1)
        self.assertTrue(self.table.note_hit(PausePlace('/app/src/main.ts', 3, '7', 2, True)))
        self.assertEqual(list(self.table.never_set()), [])

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
        places = [(it.line, it.column, it.source_line) for it in found] if isinstance(found, list) else []
        self.assertEqual(places, [expected] if expected else [])

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
        for name in ('dist/main.js', 'node_modules/x/main.js', 'dist/alone.js'):
            (self.root / name).write_text('')
        (self.root / 'dist' / 'inline.js').write_text('\n//# sourceMappingURL=data:,{}')
        predict = Prediction([str(self.root)], [])
        self.assertEqual([script.path for script in predict('src/main.ts')], [self.script.path])
        inline = str(self.root / 'dist' / 'inline.js')
        self.assertEqual([(it.path, it.source_map_url) for it in predict('inline.ts')][1:], [(inline, 'data:,{}')])
        with patch.object(prediction, 'MAP_BYTES_MAX', 10):
            self.assertEqual(predict('other.ts'), [])
            self.assertEqual([script.path for script in predict('main.ts')], [self.script.path])
        told = Prediction([], [inline])('whatever.ts')
        self.assertEqual([it.path for it in told], [inline])


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
