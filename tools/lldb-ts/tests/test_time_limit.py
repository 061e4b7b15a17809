"""The time limit of a live test leaves nothing behind, whatever LLDB and what it started do against it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path
from unittest.mock import patch

from .live import debugger
from .live.process_tree import descendants

STUBBORN = """\
import os, signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
if sys.argv[1] != 'child':
    subprocess.Popen([sys.executable, __file__, 'child'], start_new_session=True)
print('running', os.getpid(), flush=True)
time.sleep(600)
"""
GONE_SECONDS_MAX = 20


@unittest.skipUnless(sys.platform == 'linux', 'finds the descendants of a process in /proc')
class TimeLimit(unittest.TestCase):
    def setUp(self) -> None:
        folder = self.enterContext(tempfile.TemporaryDirectory(prefix='lldb-ts-'))
        program = Path(folder, 'stubborn.py')
        program.write_text(STUBBORN)
        self.lldb = Path(folder, 'lldb')
        self.lldb.write_text(f'#!/bin/sh\nexec {sys.executable} {program} "$@"\n')
        self.lldb.chmod(0o755)

    def test_what_ignores_sigterm_is_gone_with_its_child_in_another_session(self) -> None:
        # A loaded machine may not have started both within the first limits.
        for seconds_max in (1, 4, 16, 64):
            limited = patch.multiple(debugger, LLDB=str(self.lldb), SECONDS_MAX=seconds_max)
            with limited, self.assertRaises(debugger.Hung) as hung:
                debugger.start_lldb([])
            pids = [int(pid) for pid in re.findall(r'running (\d+)', str(hung.exception))]
            self.wait_until_gone(pids)
            if len(pids) == 2:
                return
        self.fail(str(hung.exception))

    def test_it_does_not_outlive_tests_that_are_killed(self) -> None:
        code = f'from tests.live import debugger; debugger.LLDB = {str(self.lldb)!r}; debugger.start_lldb([])'
        root = Path(__file__).resolve().parent.parent
        with subprocess.Popen([sys.executable, '-B', '-c', code], cwd=root) as tests:
            lldb, child = self.started_by(tests.pid)
            self.addCleanup(self.kill, [child])
            tests.send_signal(signal.SIGKILL)
        self.wait_until_gone([lldb])

    def started_by(self, parent: int) -> list[int]:
        end = time.monotonic() + GONE_SECONDS_MAX
        while time.monotonic() < end:
            found = [pid for pid in descendants(parent) if 'stubborn' in command(pid)]
            if len(found) == 2:
                return found
            time.sleep(0.02)
        return self.fail('the program was not started')

    def wait_until_gone(self, pids: list[int]) -> None:
        end = time.monotonic() + GONE_SECONDS_MAX
        while left := [pid for pid in pids if 'stubborn' in command(pid)]:
            if time.monotonic() > end:
                self.kill(left)
                self.fail(f'{left} are still running')
            time.sleep(0.02)

    def kill(self, pids: list[int]) -> None:
        for pid in pids:
            if 'stubborn' in command(pid):
                os.kill(pid, signal.SIGKILL)


def command(pid: int) -> str:
    """The command line; empty for a process that has ended."""
    try:
        return Path(f'/proc/{pid}/cmdline').read_text()
    except OSError:
        return ''
