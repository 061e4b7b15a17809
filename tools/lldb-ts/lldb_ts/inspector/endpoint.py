"""Where the inspector of a process listens: a free port for a new one, and the port of one that runs."""

from __future__ import annotations

import json
import re
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass

from .running_process import LOOPBACK, STANDARD_PORT, Listener, listeners

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


def probe(host: str, port: int, timeout_s: float = _PROBE_S) -> Endpoint | None:
    """The inspector behind a port, or None when something else or nothing listens there."""
    # Only who attaches needs it, and it would be a sixth of the time that loading the plugin takes. It asks no proxy.
    from http.client import HTTPConnection, HTTPException

    connection = HTTPConnection(host, port, timeout=timeout_s)
    try:
        connection.request('GET', '/json/list')
        url = json.loads(connection.getresponse().read())[0]['webSocketDebuggerUrl']
    except (OSError, HTTPException, ValueError, LookupError, TypeError):
        return None
    finally:
        connection.close()
    match = re.fullmatch(r'ws://[^/]+(/.+)', url)
    return Endpoint(host, port, match[1]) if match else None


def wait_for_port(port: int, deadline_s: float, still_wanted: Callable[[], bool] = lambda: True) -> Endpoint | None:
    """Waits until an inspector answers on the loopback port; None after the deadline or when it is no longer wanted."""
    end = time.monotonic() + deadline_s
    while time.monotonic() < end and still_wanted():
        if found := probe(LOOPBACK, port):
            return found
        time.sleep(_POLL_S)
    return None


def of_process(pid: int) -> Endpoint | None:
    """The open inspector of a running process, found among the ports it listens on."""
    found = listeners(pid)
    if found is None:
        found = [Listener(LOOPBACK, STANDARD_PORT)]  # The standard port is the best guess; who answers there is asked who it is.
    return next((endpoint for it in found if (endpoint := probe(it.host, it.port))), None)
