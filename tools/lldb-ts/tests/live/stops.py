"""Where a program stops, command by command."""

from __future__ import annotations

import re
import unittest

from .debugger import Transcript, nodes, options, start_lldb
from .programs import compile_addon


def check_stops(test: unittest.TestCase, script: str, commands: list[str], expected: list[str], printed: str) -> Transcript:
    """Runs the commands, in which `run` starts the script with the addon, and compares the places where they stopped."""
    run = f'ts run -- {script} {compile_addon()}'
    for node in nodes():
        with test.subTest(node=node):
            transcript = start_lldb([*options(*(run if it == 'run' else it for it in commands)), '--', node], {'NO_COLOR': '1'})
            test.assertEqual(stops(transcript), expected, transcript.text)
            test.assertIn(printed, transcript.text)
    return transcript


def stops(transcript: Transcript) -> list[str]:
    """Where each command stopped: `counter.ts:17:15` in TypeScript, `addon.rs:41` in Rust."""
    places = re.findall(r'^  #\d+ .* at \S*?([^/]+\.ts:\d+):\d+$|frame #0: .* at (addon\.rs:\d+)', transcript.text, re.MULTILINE)
    return [typescript or rust for typescript, rust in places]


def place_of(text: str, name: str, program: str) -> str:
    """The place of the first line of the program with this text, as `ts break` takes it."""
    return f'{name}:{1 + next(n for n, line in enumerate(program.split(chr(10))) if text in line)}'
