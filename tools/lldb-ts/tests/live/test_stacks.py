"""The merged stack of live processes: every compiler of V8, inlining, async functions, re-entry, workers, source maps."""

from __future__ import annotations

import shutil
import subprocess
import unittest

from .debugger import WORKSPACE, needs_lldb, nodes, run_lldb
from .programs import ASYNC, COMPILED, COMPILED_AT_ONCE, FOREIGN, HOT, RE_ENTRY, STOP, TIERS, WORKER, compile_typescript, write

BT = 'ts bt --json'
INTERPRETED = [
    'inner [interpreter] tiers.ts:3:31',
    'outer [interpreter] tiers.ts:9:25',
    'loop [interpreter] tiers.ts:16:18',
    '<anonymous> [interpreter] tiers.ts:22:57',
]


@needs_lldb
class Stacks(unittest.TestCase):
    def check(self, program: str, expected: list[str], *flags: str, before: tuple[str, ...] = (STOP,)) -> None:
        for node in nodes():
            with self.subTest(node=node):
                transcript = run_lldb([node, *flags, program], BT, 'process kill', before=before)
                self.assertEqual(transcript.places(), expected, transcript.without_json())

    def check_tiers(self, expected: list[str], *flags: str) -> None:
        self.check(write('tiers.ts', TIERS), expected, COMPILED_AT_ONCE, *flags, before=HOT)

    def test_interpreted(self) -> None:
        self.check(write('tiers.ts', TIERS), INTERPRETED)

    def test_sparkplug(self) -> None:
        self.check(
            write('tiers.ts', TIERS),
            [place.replace('interpreter', 'sparkplug') for place in INTERPRETED],
            '--always-sparkplug',
        )

    def test_maglev_with_inlined_functions(self) -> None:
        self.check_tiers(
            [
                'inner [maglev inlined] tiers.ts:3:31',
                'outer [maglev inlined] tiers.ts:9:25',
                'loop [maglev] tiers.ts:16:18',
                '<anonymous> [interpreter] tiers.ts:22:57',
            ],
            '--no-turbofan',
        )

    def test_turbofan_with_inlined_functions(self) -> None:
        self.check_tiers(
            [
                'inner [turbofan inlined] tiers.ts:3:31',
                'outer [turbofan inlined] tiers.ts:9:25',
                'loop [turbofan] tiers.ts:16:18',
                '<anonymous> [interpreter] tiers.ts:22:57',
            ],
        )

    def test_builtins_that_are_not_copied(self) -> None:
        self.check(write('tiers.ts', TIERS), INTERPRETED, '--no-short-builtin-calls')

    def test_methods_and_arrow_functions_have_names_and_async_functions_go_on(self) -> None:
        self.check(
            write('shop.ts', ASYNC),
            [
                '<anonymous> [interpreter] shop.ts:14:63',
                'Shop.count [interpreter] shop.ts:14:20',
                'Shop.order [interpreter] shop.ts:11:17',
                'buy [async] shop.ts:19:15',
            ],
        )

    def test_re_entry(self) -> None:
        arrow, once = '<anonymous> [interpreter] again.ts:2:67', 'once [interpreter] again.ts:2:21'
        self.check(
            write('again.ts', RE_ENTRY),
            [
                'compare [interpreter] again.ts:5:47',
                *(arrow, once, 'compare [interpreter] again.ts:5:18') * 2,
                arrow,
                once,
                '<anonymous> [interpreter] again.ts:7:1',
            ],
        )

    def test_worker_threads(self) -> None:
        self.check(
            write('worker.mts', WORKER),
            ['inWorker [interpreter] worker.mts:4:18', '<anonymous> [interpreter] worker.mts:7:6'],
        )

    def test_source_maps(self) -> None:
        self.check(
            compile_typescript('basket.ts', COMPILED),
            ['weigh [interpreter] basket.ts:10:40', '<anonymous> [interpreter] basket.ts:12:1'],
        )

    def test_an_addon_that_is_not_ours(self) -> None:
        package = WORKSPACE / 'node_modules' / '@swc' / 'core' / 'index.js'
        if not package.exists():
            self.skipTest('@swc/core is not installed')
        program = write('foreign.cjs', FOREIGN.replace('PACKAGE', str(package)))
        for node in nodes():
            with self.subTest(node=node):
                commands = ('breakpoint disable 1', 'breakpoint set -n napi_create_string_utf8', 'continue', BT, 'process kill')
                transcript = run_lldb([node, program], *commands, before=(STOP,))
                places = transcript.places()
                self.assertRegex(places[0], r'^Compiler\.transformSync \[interpreter\] index\.js:\d+:\d+$', transcript.without_json())
                self.assertEqual(places[2:], ['<anonymous> [interpreter] foreign.cjs:3:20'])

    def test_a_version_of_node_that_is_not_known(self) -> None:
        other = shutil.which('node', path='/usr/bin:/usr/local/bin')
        version = subprocess.run([other, '-p', 'process.versions.v8'], capture_output=True, text=True, check=False).stdout if other else ''
        if not version or version.startswith(('13.6', '14.6')):
            self.skipTest('no other Node on this machine')
        number = '.'.join(version.split('.')[:2])
        transcript = run_lldb([other or '', '-e', 'process.getgroups()'], 'ts bt', 'process kill', before=(STOP,))
        self.assertIn(f'warning: unsupported V8 {number}, showing raw frames', transcript.text)
        self.assertIn('node::credentials::GetGroups', transcript.text)
