"""Who waits for a running async function, compared with the asynchronous stack traces that V8 itself writes."""

from __future__ import annotations

import json
import re
import subprocess
import unittest
from pathlib import Path

from .async_program import PROGRAM
from .debugger import needs_lldb, nodes, run_lldb
from .programs import write

HERE = Path(__file__).resolve().parent
# The system call is made twice for each call of the function.
STOP = "breakpoint set -r '^node::credentials::GetGroups'"
LINE = re.compile(r'^\s*at (?P<is_async>async )?(?:(?P<name>[^(]+?) )?\(?(?:file://\S*?\.mjs:(?P<place>\d+:\d+)|(?P<index>index \d+))\)?$')


def of_v8(stack: str) -> list[str]:
    """The frames below `report`, written as `every_stack` writes them. Builtins have no place and are left out."""
    found = []
    for line in stack.split('\n')[2:]:
        match = LINE.match(line)
        if match:
            where = f' {match["place"]}' if match['place'] else f' ({match["index"]})'
            found.append((match['is_async'] or '') + (match['name'] or '<anonymous>') + where)
    return found


@needs_lldb
class AsyncCallers(unittest.TestCase):
    def test_the_chains_are_those_of_v8(self) -> None:
        program = write('waits.mjs', PROGRAM)
        for node in nodes():
            with self.subTest(node=node):
                said = subprocess.run([node, program], capture_output=True, text=True, check=True, timeout=150).stdout
                expected = [of_v8(json.loads(line)[0]) for line in said.splitlines()]
                ours = self.stacks(node, program)
                self.assertEqual(len(expected), 17)
                for number, (mine, theirs) in enumerate(zip(ours[:-1], expected[:-1], strict=True)):
                    with self.subTest(number=number):
                        self.assertEqual(mine, theirs)
                # With a second reaction on the promise V8 gives up; here the one that awaits counts.
                self.assertEqual(expected[-1], ours[-1][:1])
                self.assertRegex(' '.join(ours[-1]), r'^tick 5:37 async caught \d+:\d+ async <anonymous> \d+:\d+$')

    def stacks(self, node: str, program: str) -> list[list[str]]:
        before = (f'command script import {HERE / "every_stack.py"}', STOP)
        said = run_lldb([node, program], 'every_stack', before=before).text
        return [json.loads(line)[0][1:] for line in said.split('\n') if line.startswith('[["report ')]
