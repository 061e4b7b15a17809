"""Ends a process with everything that it started. A group is not enough: LLDB's server and the debuggee leave LLDB's."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from pathlib import Path

PR_SET_PDEATHSIG = 1


def kill_tree(root: int) -> None:
    """Kills the process, its session's group and all descendants; by SIGKILL, since what hangs does not hear anything else."""
    for pid in (root, *descendants(root)):
        for kill in (os.killpg, os.kill):
            try:
                kill(pid, signal.SIGKILL)
            except OSError:
                # It has ended, or leads no group.
                continue


def descendants(root: int) -> list[int]:
    """Children, their children and so on. Empty where there is no /proc."""
    children: dict[int, list[int]] = {}
    for stat in Path('/proc').glob('[0-9]*/stat'):
        try:
            # The name of a program stands in parentheses, and may contain any character.
            parent = int(stat.read_text().rpartition(')')[2].split()[1])
        except OSError:
            continue
        children.setdefault(parent, []).append(int(stat.parent.name))
    found = [root]
    for pid in found:
        found += children.get(pid, [])
    return found[1:]


def die_with_the_tests() -> None:
    """In a new process: Linux ends it when the tests are killed, which they then cannot do themselves."""
    if sys.platform == 'linux':
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
