"""The decoded stack against V8's own printer, so that a constant that a new Node changed fails here and not at a user's."""

from __future__ import annotations

import re
import unittest
from pathlib import Path

from .debugger import Hung, Transcript, needs_lldb, nodes, run_lldb
from .programs import ASYNC, COMPILED_AT_ONCE, HOT, RE_ENTRY, STOP, TIERS, write

ORACLE = Path(__file__).with_name('oracle.py')
PRINTED = re.compile(r'^\d+: (?:.* \()?(\S+?):(\d+):(\d+)\)?$', re.MULTILINE)


def run_lldb_twice_if_it_hangs(program: list[str], *commands: str, before: tuple[str, ...]) -> Transcript:
    """Calling into a program that is stopped makes LLDB itself hang once in a while. Nothing that users do here calls into it."""
    try:
        return run_lldb(program, *commands, before=before)
    except Hung:
        return run_lldb(program, *commands, before=before)


@needs_lldb
class Oracle(unittest.TestCase):
    def check(self, name: str, text: str, *flags: str, stop: tuple[str, ...] = (STOP,)) -> None:
        for node in nodes():
            with self.subTest(node=node):
                program = write(name, text)
                printed = Path(program).with_suffix('.printed')
                transcript = run_lldb_twice_if_it_hangs(
                    [node, *flags, program],
                    'ts bt --json',
                    'oracle',
                    'process kill',
                    # To a file: what a program prints during an expression can make LLDB hang.
                    before=(f'settings set target.error-path {printed}', f'command script import {ORACLE}', *stop),
                )
                running = [f for f in transcript.frames() if f['kind'] in ('ts', 'js') and f['tier'] != 'async']
                ours = [(f['file'], f['line'], f['column']) for f in running]
                theirs = [
                    (file.removeprefix('file://'), int(line), int(column)) for file, line, column in PRINTED.findall(printed.read_text())
                ]
                self.assertGreater(len(theirs), 2, transcript.without_json())
                # V8 prints ten frames.
                self.assertEqual(ours[: len(theirs)], theirs, transcript.without_json())

    def test_every_compiler(self) -> None:
        for flags in ((), ('--always-sparkplug',), ('--no-turbofan',), ('--no-maglev',), ('--no-opt',)):
            with self.subTest(flags=flags):
                self.check('tiers.ts', TIERS, COMPILED_AT_ONCE, *flags, stop=HOT)

    def test_methods(self) -> None:
        self.check('shop.ts', ASYNC)

    def test_re_entry(self) -> None:
        self.check('again.ts', RE_ENTRY)
