"""A stack that crosses the boundary several times: TypeScript calls Rust, which calls TypeScript, which calls Rust."""

from __future__ import annotations

import unittest
from pathlib import Path

from .debugger import Transcript, needs_lldb, nodes, run_lldb
from .programs import CROSSINGS, addon_line, compile_addon, needs_rust, write

STOP_IN_RUST = f'breakpoint set --file addon.rs --line {addon_line("let sum = left + right")}'


@needs_lldb
@needs_rust
class Crossings(unittest.TestCase):
    def test_every_crossing_is_in_the_stack_with_its_lines(self) -> None:
        again = ['<anonymous> crossings.ts:9', f'apply addon.rs:{addon_line("napi_call_function(env, this")}', 'down crossings.ts:9']
        expected = [
            f'total addon.rs:{addon_line("let sum = left + right")}',
            f'plus addon.rs:{addon_line("let sum = total")}',
            'down crossings.ts:8',
            *again * 2,
            '<anonymous> crossings.ts:11',
        ]
        for node in nodes():
            with self.subTest(node=node):
                program = [node, write('crossings.ts', CROSSINGS), compile_addon()]
                transcript = run_lldb(program, 'ts bt --json', 'process kill', before=(STOP_IN_RUST,))
                self.assertEqual(own_places(transcript), expected, transcript.without_json())


def own_places(transcript: Transcript) -> list[str]:
    """Frames of the program and of the addon, such as `plus addon.rs:61`."""
    own = [frame for frame in transcript.frames() if frame['file'].endswith(('crossings.ts', 'addon.rs'))]
    return [f'{frame["function"].removeprefix("addon::").split("::")[0]} {Path(frame["file"]).name}:{frame["line"]}' for frame in own]
