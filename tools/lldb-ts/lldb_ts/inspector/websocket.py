"""A small WebSocket client (RFC 6455): as much of one as Node's inspector needs, with the standard library alone."""

from __future__ import annotations

import base64
import os
import socket
import struct
import threading
from contextlib import suppress

TEXT, CLOSE, PING, PONG = 0x1, 0x8, 0x9, 0xA
_LAST_FRAGMENT = 0x80
_MASKED = 0x80
# LIMIT: a script's source is never asked for, so that no message of the inspector comes near this.
MESSAGE_BYTES_MAX = 256 << 20


class WebSocketClosed(Exception):
    """The other side is gone."""


class WebSocket:
    """One connection. Any thread may send; one thread receives."""

    def __init__(self, connection: socket.socket, received: bytes = b'') -> None:
        self._connection = connection
        self._received = received
        self._sending = threading.Lock()

    @classmethod
    def connect(cls, host: str, port: int, path: str, timeout_s: float = 10) -> WebSocket:
        connection = socket.create_connection((host, port), timeout=timeout_s)
        try:
            name = f'[{host}]' if ':' in host else host
            key = base64.b64encode(os.urandom(16)).decode()
            connection.sendall(
                f'GET {path} HTTP/1.1\r\nHost: {name}:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n'
                f'Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n'.encode()
            )
            received = b''
            while b'\r\n\r\n' not in received:
                more = connection.recv(4096)
                if not more:
                    raise WebSocketClosed('the inspector closed the connection during the handshake')
                received += more
            head, rest = received.split(b'\r\n\r\n', 1)
            if b' 101 ' not in head.split(b'\r\n', 1)[0]:
                raise WebSocketClosed(f'the inspector refused the connection: {head.splitlines()[0].decode()}')
            connection.settimeout(None)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return cls(connection, rest)
        except BaseException:
            connection.close()
            raise

    def send(self, text: str) -> None:
        self._send_frame(TEXT, text.encode())

    def receive(self) -> str:
        """The next message. Raises WebSocketClosed when there will be none."""
        message = b''
        while True:
            first, second = self._exactly(2)
            length = second & 0x7F
            if length == 126:
                (length,) = struct.unpack('>H', self._exactly(2))
            elif length == 127:
                (length,) = struct.unpack('>Q', self._exactly(8))
            if len(message) + length > MESSAGE_BYTES_MAX:
                raise WebSocketClosed(f'the inspector sent a message of more than {MESSAGE_BYTES_MAX} bytes')
            payload = self._exactly(length)
            operation = first & 0x0F
            if operation == CLOSE:
                raise WebSocketClosed('the inspector closed the connection')
            if operation == PING:
                self._send_frame(PONG, payload)
            elif operation != PONG:
                message += payload
                if first & _LAST_FRAGMENT:
                    return message.decode()

    def close(self) -> None:
        # Without the shutdown, a thread that waits in receive() would wait for ever. The other side may have been faster.
        with suppress(OSError):
            self._connection.shutdown(socket.SHUT_RDWR)
        self._connection.close()

    def _send_frame(self, operation: int, payload: bytes) -> None:
        length = len(payload)
        if length < 126:
            header = struct.pack('>BB', _LAST_FRAGMENT | operation, _MASKED | length)
        elif length < 1 << 16:
            header = struct.pack('>BBH', _LAST_FRAGMENT | operation, _MASKED | 126, length)
        else:
            header = struct.pack('>BBQ', _LAST_FRAGMENT | operation, _MASKED | 127, length)
        mask = os.urandom(4)
        masked = bytes(byte ^ mask[index & 3] for index, byte in enumerate(payload))
        try:
            with self._sending:
                self._connection.sendall(header + mask + masked)
        except OSError as error:
            raise WebSocketClosed(str(error)) from error

    def _exactly(self, count: int) -> bytes:
        while len(self._received) < count:
            try:
                more = self._connection.recv(1 << 16)
                # Node's side waits for an acknowledgement (Nagle) and Linux delays it by 40 ms, unless asked each time.
                if quick := getattr(socket, 'TCP_QUICKACK', None):
                    self._connection.setsockopt(socket.IPPROTO_TCP, quick, 1)
            except OSError as error:
                raise WebSocketClosed(str(error)) from error
            if not more:
                raise WebSocketClosed('the connection ended')
            self._received += more
        taken, self._received = self._received[:count], self._received[count:]
        return taken
