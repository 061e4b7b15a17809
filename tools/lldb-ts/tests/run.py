"""Runs the tests of one kind, `unit` or `live`, and writes the counts where the verdict of `npm test` finds them."""

from __future__ import annotations

import json
import os
import sys
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def load(kind: str) -> unittest.TestSuite:
    """Live tests are those under tests/live; unit tests are the rest."""
    loader = unittest.TestLoader()
    folder = ROOT / 'tests'
    is_live = kind == 'live'
    files = sorted(path for path in folder.rglob('test_*.py') if ('live' in path.relative_to(folder).parts) == is_live)
    names = ['.'.join(path.relative_to(ROOT).with_suffix('').parts) for path in files]
    return unittest.TestSuite(loader.loadTestsFromName(name) for name in names)


def main(kind: str) -> int:
    sys.path.insert(0, str(ROOT))
    # Nx asks its tasks for colours; the debugged programs inherit that, and would colour the numbers that the tests compare.
    os.environ['FORCE_COLOR'] = '0'
    result = unittest.TextTestRunner(verbosity=2).run(load(kind))
    for test, reason in result.skipped:
        print(f'skipped: {test}: {reason}', file=sys.stderr)
    # A test with subtests may fail more than once; it is one test.
    outcomes = [*result.failures, *result.errors]
    failed = len({getattr(test, 'test_case', test) for test, _ in outcomes}) + len(result.unexpectedSuccesses)
    skipped = len(result.skipped)
    report = {'suite': f'lldb-ts {kind}', 'passed': max(0, result.testsRun - failed - skipped), 'failed': failed, 'skipped': skipped}
    output = ROOT / 'test-output' / f'{kind}.json'
    output.parent.mkdir(exist_ok=True)
    output.write_text(json.dumps(report) + '\n')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1]))
