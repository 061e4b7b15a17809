"""The Chrome DevTools Protocol on one connection: numbered requests, replies and events, of the main isolate and of workers.

A worker is a session within the connection. Where sessions are flat, Node's inspector thread hands its messages to the worker itself.
Otherwise they travel in messages to the main thread, which passes them on when it runs JavaScript or waits for events.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from typing import Any

from .websocket import WebSocket

Reply = Callable[[dict[str, Any]], None]
Event = Callable[[str, dict[str, Any], str], None]

# The session of the main isolate.
MAIN = ''
_FROM_WORKER = 'NodeWorker.receivedMessageFromWorker'


class ProtocolConnection:
    """Requests never wait for their replies: LLDB may hold the process, and the inspector with it, at any moment.

    A reply is handed to the function given with the request, on the thread that runs `pump`.
    """

    def __init__(self, socket: WebSocket, has_flat_sessions: bool = False) -> None:
        self.has_flat_sessions = has_flat_sessions
        self._socket = socket
        self._lock = threading.Lock()
        self._last_id = 0
        self._waiting: dict[int, Reply] = {}

    def request(self, method: str, parameters: dict[str, Any] | None = None, reply: Reply | None = None, session: str = MAIN) -> None:
        message: dict[str, Any] = {'id': self._number(reply), 'method': method, 'params': parameters or {}}
        if session and self.has_flat_sessions:
            message['sessionId'] = session
        elif session:
            inner = {'sessionId': session, 'message': json.dumps(message)}
            message = {'id': self._number(None), 'method': 'NodeWorker.sendMessageToWorker', 'params': inner}
        self._socket.send(json.dumps(message))

    def pump(self, on_event: Event) -> None:
        """Hands out events, with their session, and replies until the connection ends, which raises WebSocketClosed."""
        while True:
            message = json.loads(self._socket.receive())
            session = message.get('sessionId', MAIN)
            if message.get('method') == _FROM_WORKER:
                session = message['params']['sessionId']
                message = json.loads(message['params']['message'])
            if 'method' in message:
                on_event(message['method'], message.get('params', {}), session)
                continue
            with self._lock:
                reply = self._waiting.pop(message.get('id'), None)
            if reply:
                reply(message)

    def close(self) -> None:
        self._socket.close()

    def _number(self, reply: Reply | None) -> int:
        with self._lock:
            self._last_id += 1
            if reply:
                self._waiting[self._last_id] = reply
            return self._last_id
