"""Runs the tests of one kind, `unit` or `live`, and writes the counts where the verdict of `npm test` finds them.

`run.py live --only stacks,oracle --report FILE` runs test_stacks.py and test_oracle.py, and writes the counts to the file.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def load(kind: str, only: list[str]) -> unittest.TestSuite:
    """Live tests are those under tests/live; unit tests are the rest. A name that no file has is an error."""
    loader = unittest.TestLoader()
    folder = ROOT / 'tests'
    is_live = kind == 'live'
    files = sorted(path for path in folder.rglob('test_*.py') if ('live' in path.relative_to(folder).parts) == is_live)
    if only:
        by_name = {path.stem.removeprefix('test_'): path for path in files}
        files = [by_name[name] for name in only]
    names = ['.'.join(path.relative_to(ROOT).with_suffix('').parts) for path in files]
    return unittest.TestSuite(loader.loadTestsFromName(name) for name in names)


def main(kind: str, only: list[str], report_file: Path | None = None) -> int:
    sys.path.insert(0, str(ROOT))
    # Nx asks its tasks for colours; the debugged programs inherit that, and would colour the numbers that the tests compare.
    os.environ['FORCE_COLOR'] = '0'
    result = unittest.TextTestRunner(verbosity=2).run(load(kind, only))
    for test, reason in result.skipped:
        print(f'skipped: {test}: {reason}', file=sys.stderr)
    # A test with subtests may fail more than once; it is one test.
    outcomes = [*result.failures, *result.errors]
    failed = len({getattr(test, 'test_case', test) for test, _ in outcomes}) + len(result.unexpectedSuccesses)
    skipped = len(result.skipped)
    report = {
        'suite': f'lldb-ts {kind}',
        'passed': max(0, result.testsRun - failed - skipped),
        'failed': failed,
        'skipped': skipped,
        'failures': [f'{test}\n{text}' for test, text in outcomes]
        + [f'{test}\npassed, which was not expected' for test in result.unexpectedSuccesses],
    }
    output = report_file or ROOT / 'test-output' / f'{kind}.json'
    output.parent.mkdir(exist_ok=True)
    output.write_text(json.dumps(report) + '\n')
    return 1 if failed else 0


if __name__ == '__main__':
    parser = argparse.ArgumentParser()
    parser.add_argument('kind', choices=['unit', 'live'])
    parser.add_argument('--only', default='', help='names of test files, with commas between them')
    parser.add_argument('--report', type=Path, help='where the counts are written')
    asked = parser.parse_args()
    sys.exit(main(asked.kind, [name for name in asked.only.split(',') if name], asked.report))
