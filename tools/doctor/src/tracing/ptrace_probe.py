"""Tries what a debugger does to a process, and prints how each went: `{"launch": 0, "attach": 1, "fixedAddresses": 0}`.

The numbers are errno, 0 for success. Reading settings is not enough: a container's seccomp filter, a capability or a
security module can each refuse, and none of them has to show it anywhere.
"""

import ctypes
import json
import os
import signal
from collections.abc import Callable

PTRACE_TRACEME = 0
PTRACE_ATTACH = 16
PTRACE_DETACH = 17
ADDR_NO_RANDOMIZE = 0x0040000
WALL = 0x40000000

libc = ctypes.CDLL(None, use_errno=True)
libc.ptrace.restype = ctypes.c_long
libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]


def ptrace(request: int, pid: int) -> int:
    """The errno of one ptrace call, 0 for success."""
    return ctypes.get_errno() if libc.ptrace(request, pid, None, None) == -1 else 0


def in_child(action: Callable[[], int]) -> int:
    """Runs `action` in a process of its own, which ends with its errno: what it does to itself must not stay."""
    pid = os.fork()
    if pid == 0:
        try:
            os._exit(action())
        finally:
            os._exit(255)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def attach_to_sibling() -> int:
    """Attaches to a process that is no descendant of the one that attaches: an editor and a running server are so related."""
    target = os.fork()
    if target == 0:
        signal.pause()
        os._exit(0)

    def attach() -> int:
        error = ptrace(PTRACE_ATTACH, target)
        if error == 0:
            os.waitpid(target, WALL)
            ptrace(PTRACE_DETACH, target)
        return error

    try:
        return in_child(attach)
    finally:
        os.kill(target, signal.SIGKILL)
        os.waitpid(target, 0)


def fix_addresses() -> int:
    """What LLDB asks for when it launches a program, so that addresses are the same in each run."""
    return ctypes.get_errno() if libc.personality(ADDR_NO_RANDOMIZE) == -1 else 0


print(
    json.dumps(
        {
            'launch': in_child(lambda: ptrace(PTRACE_TRACEME, 0)),
            'attach': attach_to_sibling(),
            'fixedAddresses': in_child(fix_addresses),
        }
    )
)
