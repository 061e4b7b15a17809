"""Names of variables, compared with what V8's inspector says at the same stops: no name may be wrong."""

from __future__ import annotations

import unittest

from .debugger import needs_lldb, nodes
from .inspector_truth import compare
from .shapes import SLOPPY, STRICT
from .variable_programs import SHAPES

GUESSED_SHARE_MAX = 0.25
BASELINE = ('--always-sparkplug',)
ALL_STRICT = '\n'.join([STRICT, *(line for line, _, _ in SHAPES)])


def many(count: int) -> str:
    """A function with so many captured variables."""
    names = [f'v{index}' for index in range(count)]
    declared = ', '.join(f'{name} = {index} * 3' for index, name in enumerate(names))
    return f'(function (q) {{ let {declared}; const f = () => {" + ".join(names)}; const own = 5; P(); use(f, own); }})(1);'


@needs_lldb
class Names(unittest.TestCase):
    def check(self, source: str, right_min: int, flags: tuple[str, ...] = (), name: str = 'program.mjs') -> None:
        for node in nodes():
            with self.subTest(node=node):
                found = compare(node, source, flags=flags, name=name)
                self.assertEqual((found.wrong, found.missing), ([], []))
                self.assertGreaterEqual(found.counts['right'], right_min)
                # The bytecode confirms most of the names, so that few keep their question mark.
                self.assertLessEqual(found.counts['guessed'], GUESSED_SHARE_MAX * found.counts['right'])

    def test_functions_of_every_shape_agree_with_the_inspector(self) -> None:
        self.check(ALL_STRICT, 400)

    def test_functions_of_every_shape_agree_in_baseline_code(self) -> None:
        self.check(ALL_STRICT, 400, BASELINE)

    def test_sloppy_functions_agree(self) -> None:
        self.check(SLOPPY, 20, name='program.cjs')

    def test_many_captured_variables_have_their_names(self) -> None:
        """V8 keeps the names of 75 and more in a hash table."""
        self.check('\n'.join(['const use = (x) => x;', *(many(count) for count in (74, 75, 76, 200))]), 425)
