"""Variables of functions that Maglev and TurboFan compiled and inlined, compared with what V8's inspector says of the same stops."""

from __future__ import annotations

import unittest

from .debugger import needs_lldb, nodes, run_lldb
from .inspector_truth import STOP, compare
from .optimised_programs import PROGRAM
from .programs import write

SHARE_AWAY_MAX = 0.05

NEVER_MADE = """\
function inner(point) {
  const doubled = point.x * 2;
  process.getgroups();
  return doubled + point.x;
}
function outer(x) {
  const point = { x };
  return inner(point) + x;
}
for (const f of [inner, outer]) %PrepareFunctionForOptimization(f);
outer(1);
outer(2);
%OptimizeFunctionOnNextCall(outer);
outer(20487);
"""


@needs_lldb
class OptimisedValues(unittest.TestCase):
    def check(self, compiler: str) -> None:
        for node in nodes():
            with self.subTest(node=node):
                found = compare(node, PROGRAM, compiler)
                self.assertEqual((found.wrong, found.missing), ([], []))
                self.assertLess(found.counts['away'], SHARE_AWAY_MAX * found.counts['right'])
                # The shapes that are meant to be compiled and inlined were.
                self.assertGreaterEqual(found.tiers[compiler], 15)
                self.assertGreaterEqual(found.tiers[f'{compiler} inlined'], 9)

    def test_maglev_agrees_with_the_inspector(self) -> None:
        self.check('maglev')

    def test_turbofan_agrees_with_the_inspector(self) -> None:
        self.check('turbofan')

    def test_an_object_that_was_never_made_can_be_printed(self) -> None:
        for node in nodes():
            with self.subTest(node=node):
                before = (STOP, 'breakpoint modify -i 2')
                command = [node, '--allow-natives-syntax', write('never.js', NEVER_MADE)]
                text = run_lldb(command, 'ts locals', 'ts print point.x', 'ts frame 2', 'ts locals', 'process kill', before=before).text
                self.assertIn('inner [turbofan inlined]', text)
                self.assertRegex(text, r'point +?= Object \{ x: 20487 \}')
                self.assertRegex(text, r'doubled\?? *= 40974')
                self.assertRegex(text, r'ts print point\.x\n20487\n')
                self.assertRegex(text, r'outer \[turbofan\][^~]*\n  x +?= 20487\n')
