"""The Chrome DevTools Protocol on one connection: numbered requests, replies and events."""

from __future__ import annotations

import json
import threading
from typing import Any, Callable

from .websocket import WebSocket

Reply = Callable[[dict[str, Any]], None]


class ProtocolConnection:
    """Requests never wait for their replies: LLDB may hold the process, and the inspector with it, at any moment.

    A reply is handed to the function given with the request, on the thread that runs `pump`.
    """

    def __init__(self, socket: WebSocket) -> None:
        self._socket = socket
        self._lock = threading.Lock()
        self._last_id = 0
        self._waiting: dict[int, Reply] = {}

    def request(self, method: str, parameters: dict[str, Any] | None = None, reply: Reply | None = None) -> None:
        with self._lock:
            self._last_id += 1
            number = self._last_id
            if reply:
                self._waiting[number] = reply
        self._socket.send(json.dumps({'id': number, 'method': method, 'params': parameters or {}}))

    def pump(self, on_event: Callable[[str, dict[str, Any]], None]) -> None:
        """Hands out events and replies until the connection ends, which raises WebSocketClosed."""
        while True:
            message = json.loads(self._socket.receive())
            if 'method' in message:
                on_event(message['method'], message.get('params', {}))
                continue
            with self._lock:
                reply = self._waiting.pop(message.get('id'), None)
            if reply:
                reply(message)

    def close(self) -> None:
        self._socket.close()
