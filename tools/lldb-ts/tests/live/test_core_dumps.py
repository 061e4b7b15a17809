"""The merged stack of a core dump that the kernel wrote."""

from __future__ import annotations

import os
import resource
import subprocess
import tempfile
import unittest
from pathlib import Path

from .debugger import needs_lldb, nodes, options, start_lldb

CRASH = """\
function close(account: { owner: string }): void {
  if (account.owner === 'nobody') process.abort();
}
close({ owner: 'nobody' });
"""


@needs_lldb
class CoreDumps(unittest.TestCase):
    def test_a_crash(self) -> None:
        for node in nodes():
            with self.subTest(node=node), tempfile.TemporaryDirectory(prefix='lldb-ts-') as folder:
                core = self.crash(node, folder)
                transcript = start_lldb(['--core', str(core), *options('ts bt --json'), '--', node])
                self.assertEqual(
                    transcript.places(),
                    ['close [interpreter] crash.ts:2:43', '<anonymous> [interpreter] crash.ts:4:1'],
                    transcript.without_json(),
                )

    def crash(self, node: str, folder: str) -> Path:
        Path(folder, 'crash.ts').write_text(CRASH)
        subprocess.run([node, 'crash.ts'], cwd=folder, preexec_fn=allow_cores, capture_output=True, timeout=30, check=False)
        cores = list(Path(folder).glob('core*'))
        if not cores:
            self.skipTest(f'the kernel writes no core here: {pattern()}')
        return cores[0]


def allow_cores() -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))


def pattern() -> str:
    try:
        return 'core_pattern is ' + Path('/proc/sys/kernel/core_pattern').read_text().strip()
    except OSError:
        return f'no /proc on {os.uname().sysname}'
