"""Where the inspector of a process listens: a free port for a new one, and the port of one that runs."""

from __future__ import annotations

import json
import os
import re
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass

LOOPBACK = '127.0.0.1'
STANDARD_PORT = 9229
_LISTENING = '0A'
_POLL_S = 0.02
_PROBE_S = 2.0


@dataclass(frozen=True)
class Endpoint:
    """The address of one isolate's inspector."""

    host: str
    port: int
    path: str


def free_port() -> int:
    """A loopback port that nobody listens on now. Node fails loudly should somebody take it first."""
    with socket.socket() as listener:
        listener.bind((LOOPBACK, 0))
        return int(listener.getsockname()[1])


def probe(port: int, timeout_s: float = _PROBE_S) -> Endpoint | None:
    """The inspector behind a port, or None when something else or nothing listens there."""
    try:
        # Only who attaches needs it, and it would be a sixth of the time that loading the plugin takes.
        import urllib.request

        with urllib.request.urlopen(f'http://{LOOPBACK}:{port}/json/list', timeout=timeout_s) as answer:
            url = json.load(answer)[0]['webSocketDebuggerUrl']
    except (OSError, ValueError, LookupError, TypeError):
        return None
    match = re.fullmatch(r'ws://([^:/]+):(\d+)(/.+)', url)
    return Endpoint(match[1], int(match[2]), match[3]) if match else None


def wait_for_port(port: int, deadline_s: float, still_wanted: Callable[[], bool] = lambda: True) -> Endpoint | None:
    """Waits until an inspector answers on the port; None after the deadline or when it is no longer wanted."""
    end = time.monotonic() + deadline_s
    while time.monotonic() < end and still_wanted():
        if found := probe(port):
            return found
        time.sleep(_POLL_S)
    return None


def of_process(pid: int) -> Endpoint | None:
    """The open inspector of a running process, found among the ports it listens on."""
    ports = listening_ports(pid)
    if ports is None:
        ports = [STANDARD_PORT]  # No /proc here: the standard port is the best guess.
    for port in ports:
        if found := probe(port):
            return found
    return None


def listening_ports(pid: int) -> list[int] | None:
    """The loopback TCP ports that a process listens on, or None where /proc cannot tell."""
    try:
        with open(f'/proc/{pid}/net/tcp', encoding='ascii') as table:
            rows = [line.split() for line in table.readlines()[1:]]
        sockets = set()
        for descriptor in os.listdir(f'/proc/{pid}/fd'):
            try:
                target = os.readlink(f'/proc/{pid}/fd/{descriptor}')
            except OSError:
                continue  # Closed meanwhile.
            if match := re.fullmatch(r'socket:\[(\d+)\]', target):
                sockets.add(match[1])
    except OSError:
        return None
    return [
        int(row[1].split(':')[1], 16)
        for row in rows
        if row[3] == _LISTENING and row[9] in sockets and row[1].split(':')[0] in ('0100007F', '00000000')
    ]
