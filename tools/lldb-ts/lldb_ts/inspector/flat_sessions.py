"""The option with which Node's inspector speaks to a worker directly, not through the main thread.

Without it, a worker's breakpoint is heard of only when the main thread runs JavaScript or waits for events, and not while it is in
native code: which is what one debugs here.
"""

from __future__ import annotations

import subprocess

OPTION = '--experimental-worker-inspection'
_ASKING_S_MAX = 10

_HIDE = "Object.defineProperty(process, 'execArgv', { configurable: true, enumerable: true, "
FORGET = f"{_HIDE}set(all) {{ const value = all.filter((it) => it !== '{OPTION}'); {_HIDE}writable: true, value }}) }} }})"
"""Evaluated before Node tells the program of its options, it leaves this one out: the program may hand them on to another Node."""


def flat_worker_sessions(node: str) -> list[str]:
    """What to start this Node with: the option if it has it, else nothing, since an unknown option ends a Node."""
    try:
        said = subprocess.run([node, '--help'], capture_output=True, text=True, timeout=_ASKING_S_MAX, check=False).stdout
    except (OSError, subprocess.TimeoutExpired):
        return []
    return [OPTION] if OPTION in said else []
