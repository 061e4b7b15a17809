"""What Linux tells of a process that runs: where it listens, what it was told, which signals it hears.

Everything here is a look at /proc; where that cannot be read, the answer is the harmless one.
"""

from __future__ import annotations

import os
import re
import signal
import socket
import struct
from collections.abc import Iterator
from dataclasses import dataclass

STANDARD_PORT = 9229
LOOPBACK, LOOPBACK_6 = '127.0.0.1', '::1'
_LISTENING = '0A'
_ANYWHERE = {'0.0.0.0': LOOPBACK, '::': LOOPBACK_6}
_PORT_OPTIONS = re.compile(r'--(?:inspect(?:-brk|-wait|-port)?|debug-port)(?:=(.*))?')


@dataclass(frozen=True)
class Listener:
    """`host` is where it can be reached from this machine, `bound` what it was bound to; `inode` names its socket."""

    host: str
    port: int
    bound: str = ''
    inode: str = ''


def is_running(pid: int) -> bool:
    """Not for one that has ended and waits for its parent to hear of it."""
    return os.path.isdir(f'/proc/{pid}') and _state(pid) not in ('Z', 'X')


def is_asleep(pid: int) -> bool:
    """Whether the main thread waits for something."""
    return _state(pid) == 'S'


def who_stops_it(pid: int) -> str:
    """Why the process does nothing at all; '' for one that runs, or waits for something of its own."""
    return {'T': f'is stopped by a signal: let it go on, by kill -CONT {pid}', 't': 'is held by another debugger: end that one first'}.get(
        _state(pid), ''
    )


def is_in_other_network(pid: int) -> bool:
    """Whether its ports are not those of this process: what answers there is somebody else."""
    try:
        return os.readlink(f'/proc/{pid}/ns/net') != os.readlink('/proc/self/ns/net')
    except OSError:
        return False


def numbers_of(pid: int) -> list[int]:
    """Its number here, and in each namespace that it is in; the last is the one that it sees itself."""
    return [int(number) for number in _status(pid).get('NSpid', str(pid)).split()]


def hears(pid: int, number: signal.Signals) -> bool:
    """Whether the process has a handler for a signal. One without a handler is ended by most of them."""
    caught = _status(pid).get('SigCgt')
    return caught is None or bool(int(caught, 16) >> (number - 1) & 1)


def listeners(pid: int) -> list[Listener] | None:
    """Where the process listens, loopback first; None where /proc does not tell."""
    try:
        sockets = set(_sockets(pid))
        found = [it for it in _listeners_around(pid) if it.inode in sockets]
    except OSError:
        return None
    return sorted(found, key=lambda it: it.host not in (LOOPBACK, LOOPBACK_6))


def inspector_port(pid: int) -> int:
    """The port that its inspector will have when it opens; 0 for any that is free."""
    port = STANDARD_PORT
    for option in [*_environment(pid).get('NODE_OPTIONS', '').split(), *_words(pid, 'cmdline')]:
        if (match := _PORT_OPTIONS.fullmatch(option)) and (number := (match[1] or '').rpartition(':')[2]).isdigit():
            port = int(number)
    return port


def owner_of_port(pid: int, port: int) -> int | None:
    """Which process listens where an inspector on this loopback port would; 0 when it is not known which, None when nobody does."""
    inodes = {it.inode for it in _listeners_around(pid) if it.port == port and it.bound in (LOOPBACK, *_ANYWHERE)}
    if not inodes:
        return None
    for other in (int(name) for name in os.listdir('/proc') if name.isdigit()):
        try:
            if inodes & set(_sockets(other)):
                return other
        except OSError:
            continue
    return 0


def _listeners_around(pid: int) -> Iterator[Listener]:
    """Of every process in the same network."""
    for name in ('tcp', 'tcp6'):
        try:
            with open(f'/proc/{pid}/net/{name}', encoding='ascii') as table:
                rows = [line.split() for line in table.readlines()[1:]]
        except OSError:
            continue
        for row in rows:
            if row[3] == _LISTENING:
                address, _, port = row[1].partition(':')
                bound = _host(address)
                yield Listener(_ANYWHERE.get(bound, bound), int(port, 16), bound, row[9])


def _host(address: str) -> str:
    """Linux writes an address as words of four bytes, each as the machine has it in memory."""
    words = [int(address[at : at + 8], 16) for at in range(0, len(address), 8)]
    data = struct.pack(f'={len(words)}I', *words)
    text = socket.inet_ntop(socket.AF_INET if len(words) == 1 else socket.AF_INET6, data)
    return text.removeprefix('::ffff:')


def _sockets(pid: int) -> Iterator[str]:
    for descriptor in os.listdir(f'/proc/{pid}/fd'):
        try:
            target = os.readlink(f'/proc/{pid}/fd/{descriptor}')
        except OSError:
            continue  # Closed meanwhile.
        if match := re.fullmatch(r'socket:\[(\d+)\]', target):
            yield match[1]


def _state(pid: int) -> str:
    try:
        with open(f'/proc/{pid}/stat', encoding='utf-8', errors='replace') as file:
            # The name of a program stands in parentheses, and may contain any character.
            return file.read().rpartition(')')[2].split()[0]
    except OSError:
        return ''


def _status(pid: int) -> dict[str, str]:
    try:
        with open(f'/proc/{pid}/status', encoding='utf-8', errors='replace') as file:
            return {name: value.strip() for name, _, value in (line.partition(':') for line in file)}
    except OSError:
        return {}


def _words(pid: int, name: str) -> list[str]:
    try:
        with open(f'/proc/{pid}/{name}', encoding='utf-8', errors='replace') as file:
            return file.read().split('\0')
    except OSError:
        return []


def _environment(pid: int) -> dict[str, str]:
    return {name: value for name, _, value in (word.partition('=') for word in _words(pid, 'environ'))}
