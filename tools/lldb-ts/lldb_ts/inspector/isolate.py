"""One isolate of the process, the main thread's or a worker's, as the inspector's client sees it."""

from __future__ import annotations

from typing import Any

from .protocol import ProtocolConnection, Reply

# Which thread an isolate runs on is nothing that the protocol tells, but Linux tells it to whoever asks on that thread.
_OWN_THREAD = "process.getBuiltinModule('fs').readlinkSync('/proc/thread-self')"


class Isolate:
    """Speaks in the session of its isolate."""

    def __init__(self, connection: ProtocolConnection, session: str) -> None:
        self.session = session
        # The system's number of its thread; None until it has told, and for the main isolate.
        self.thread_id: int | None = None
        # V8's number of the context that the worker begins and ends with.
        self.context_id: int | None = None
        self._connection = connection

    def request(self, method: str, parameters: dict[str, Any] | None = None, reply: Reply | None = None) -> None:
        self._connection.request(method, parameters, reply, self.session)

    def ask_for_thread(self) -> None:
        """The answer is here before any pause is: V8 answers in order."""
        self.request('Runtime.evaluate', {'expression': _OWN_THREAD}, self._told_thread)

    def _told_thread(self, reply: dict[str, Any]) -> None:
        number = str(reply.get('result', {}).get('result', {}).get('value', '')).rpartition('/')[2]
        self.thread_id = int(number) if number.isdigit() else None
