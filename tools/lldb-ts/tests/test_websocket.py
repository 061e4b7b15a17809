"""The WebSocket client against a server made of a plain socket."""

from __future__ import annotations

import json
import socket
import struct
import threading
import unittest
from collections.abc import Callable

from lldb_ts.inspector.protocol import ProtocolConnection
from lldb_ts.inspector.websocket import WebSocket, WebSocketClosed


def frame(payload: bytes, operation: int = 1, is_last: bool = True) -> bytes:
    """As a server sends it: not masked."""
    first = (0x80 if is_last else 0) | operation
    if len(payload) < 126:
        return bytes([first, len(payload)]) + payload
    if len(payload) < 1 << 16:
        return struct.pack('>BBH', first, 126, len(payload)) + payload
    return struct.pack('>BBQ', first, 127, len(payload)) + payload


def read_frame(connection: socket.socket) -> tuple[int, bytes]:
    def read(count: int) -> bytes:
        return connection.recv(count, socket.MSG_WAITALL) if count else b''

    first, second = read(2)
    length = second & 0x7F
    if length == 126:
        (length,) = struct.unpack('>H', read(2))
    elif length == 127:
        (length,) = struct.unpack('>Q', read(8))
    assert second & 0x80, 'a client masks what it sends'
    mask = read(4)
    return first & 0x0F, bytes(byte ^ mask[i % 4] for i, byte in enumerate(read(length)))


class Server:
    """Shakes hands with one client and then does what the test says."""

    def __init__(self, talk: Callable[[socket.socket], None], answer: bytes = b'HTTP/1.1 101 Switching Protocols\r\n\r\n') -> None:
        self._listener = socket.create_server(('127.0.0.1', 0))
        self.port = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, args=(talk, answer), daemon=True)
        self._thread.start()

    def _serve(self, talk: Callable[[socket.socket], None], answer: bytes) -> None:
        connection, _ = self._listener.accept()
        with connection:
            received = b''
            while not received.endswith(b'\r\n\r\n'):
                received += connection.recv(4096)
            connection.sendall(answer)
            talk(connection)

    def __enter__(self) -> WebSocket:
        return WebSocket.connect('127.0.0.1', self.port, '/id')

    def __exit__(self, *_: object) -> None:
        self._thread.join(5)
        self._listener.close()


class WebSocketTest(unittest.TestCase):
    def check_received(self, sent: bytes, expected: list[str]) -> None:
        with Server(lambda connection: connection.sendall(sent)) as client:
            self.assertEqual([client.receive() for _ in expected], expected)
            client.close()

    def test_messages_of_every_length_arrive(self) -> None:
        texts = ['', 'ä' * 60, 'b' * 126, 'c' * 65535, 'd' * 65536]
        self.check_received(b''.join(frame(text.encode()) for text in texts), texts)

    def test_fragments_are_joined_and_a_ping_between_them_is_no_message(self) -> None:
        sent = frame(b'one ', is_last=False) + frame(b'ping', operation=9) + frame(b'two', operation=0)
        self.check_received(sent, ['one two'])

    def test_a_ping_is_answered(self) -> None:
        answers: list[tuple[int, bytes]] = []

        def talk(connection: socket.socket) -> None:
            connection.sendall(frame(b'alive?', operation=9) + frame(b'text'))
            answers.append(read_frame(connection))

        with Server(talk) as client:
            client.receive()
        client.close()
        self.assertEqual(answers, [(10, b'alive?')])

    def test_messages_of_every_length_are_sent_masked(self) -> None:
        received: list[tuple[int, bytes]] = []
        for text in ('short', 'b' * 126, 'c' * 70000):
            with Server(lambda connection: received.append(read_frame(connection))) as client:
                client.send(text)
            client.close()
        self.assertEqual([payload.decode() for _, payload in received], ['short', 'b' * 126, 'c' * 70000])

    def check_end(self, sent: bytes) -> None:
        with Server(lambda connection: connection.sendall(sent)) as client:
            self.assertRaises(WebSocketClosed, client.receive)
        client.close()

    def test_an_end_is_told(self) -> None:
        self.check_end(b'')
        self.check_end(frame(b'', operation=8))

    def test_a_refused_handshake_is_told(self) -> None:
        server = Server(lambda connection: None, b'HTTP/1.0 400 Bad Request\r\n\r\n')
        with self.assertRaisesRegex(WebSocketClosed, '400'):
            server.__enter__()
        server.__exit__()


class ProtocolTest(unittest.TestCase):
    def test_replies_find_their_requests_and_events_come_through(self) -> None:
        def talk(connection: socket.socket) -> None:
            first = json.loads(read_frame(connection)[1])
            second = json.loads(read_frame(connection)[1])
            for message in (
                {'method': 'Debugger.paused', 'params': {'reason': 'other'}},
                {'id': second['id'], 'result': {'second': True}},
                {'id': first['id'], 'error': {'message': 'no'}},
            ):
                connection.sendall(frame(json.dumps(message).encode()))

        events: list[object] = []
        replies: list[object] = []
        with Server(talk) as client:
            connection = ProtocolConnection(client)
            connection.request('A.first', reply=lambda it: replies.append(it['error']['message']))
            connection.request('A.second', {'x': 1}, lambda it: replies.append(it['result']))
            self.assertRaises(WebSocketClosed, connection.pump, lambda method, event, _session: events.append((method, event)))
            connection.close()
        self.assertEqual(events, [('Debugger.paused', {'reason': 'other'})])
        self.assertEqual(replies, [{'second': True}, 'no'])

    def check_worker(self, is_flat: bool, method: str) -> None:
        seen: list[dict[str, object]] = []
        heard: list[object] = []

        def talk(connection: socket.socket) -> None:
            asked = json.loads(read_frame(connection)[1])
            seen.append(asked)
            wrapped = asked.get('params', {}).get('message')
            answer = {'id': json.loads(wrapped)['id'] if wrapped else asked['id'], 'result': {'ok': True}}
            event = {'method': 'Debugger.paused', 'params': {}}
            for inner in (answer, event):
                params = {'sessionId': '3', 'message': json.dumps(inner)}
                through_main = {'method': 'NodeWorker.receivedMessageFromWorker', 'params': params}
                connection.sendall(frame(json.dumps(through_main if wrapped else {**inner, 'sessionId': '3'}).encode()))

        with Server(talk) as client:
            connection = ProtocolConnection(client, is_flat)
            connection.request('Debugger.resume', reply=lambda it: heard.append(it['result']), session='3')
            self.assertRaises(WebSocketClosed, connection.pump, lambda *event: heard.append(event))
            connection.close()
        self.assertEqual(seen[0]['method'], method)
        self.assertEqual(heard, [{'ok': True}, ('Debugger.paused', {}, '3')])

    def test_a_worker_is_spoken_to_directly_or_through_the_main_thread(self) -> None:
        self.check_worker(True, 'Debugger.resume')
        self.check_worker(False, 'NodeWorker.sendMessageToWorker')
