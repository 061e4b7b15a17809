"""A client of lldb-dap: requests and answers of the debug adapter protocol over its standard streams, with a hard time limit."""

from __future__ import annotations

import json
import os
import queue
import shutil
import subprocess
import threading
from pathlib import Path
from types import TracebackType
from typing import Any

from .debugger import LLDB
from .process_tree import die_with_the_tests, kill_tree

SECONDS_MAX = 60


class DapClient:
    def __enter__(self) -> DapClient:
        program = shutil.which(Path(str(LLDB)).name.replace('lldb', 'lldb-dap'))
        assert program
        self._process = subprocess.Popen(
            [program],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, 'PYTHONDONTWRITEBYTECODE': '1'},
            preexec_fn=die_with_the_tests,  # noqa: PLW1509 - no other thread runs yet.
            start_new_session=True,
        )
        self._last = 0
        self._messages: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self._seen: list[dict[str, Any]] = []
        threading.Thread(target=self._read, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        kill_tree(self._process.pid)
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream:
                stream.close()

    def launch(self, program: str, arguments: list[str], before: list[str], function: str) -> None:
        """Runs the program until it is about to stop in the function."""
        self.ask('initialize', adapterID='lldb-dap', linesStartAt1=True, columnsStartAt1=True)
        self._send('launch', program=program, args=arguments, preRunCommands=before)
        self.wait_for('initialized')
        self.ask('setFunctionBreakpoints', breakpoints=[{'name': function}])
        self.ask('configurationDone')

    def ask(self, command: str, **arguments: Any) -> dict[str, Any]:
        """The answer, also when it is a refusal; an adapter that has died is an error."""
        number = self._send(command, **arguments)
        return self._next(lambda it: it['type'] == 'response' and it['request_seq'] == number, command)

    def wait_for(self, event: str) -> dict[str, Any]:
        body: dict[str, Any] = self._next(lambda it: it['type'] == 'event' and it['event'] == event, event).get('body', {})
        return body

    def _send(self, command: str, **arguments: Any) -> int:
        self._last += 1
        text = json.dumps({'seq': self._last, 'type': 'request', 'command': command, 'arguments': arguments}).encode()
        assert self._process.stdin
        self._process.stdin.write(b'Content-Length: %d\r\n\r\n' % len(text) + text)
        self._process.stdin.flush()
        return self._last

    def _next(self, is_it: Any, what: str) -> dict[str, Any]:
        for message in self._seen:
            if is_it(message):
                self._seen.remove(message)
                return message
        while True:
            received = self._messages.get(timeout=SECONDS_MAX)
            assert received is not None, f'lldb-dap ended at {what}: {self._process.wait()}'
            if is_it(received):
                return received
            self._seen.append(received)

    def _read(self) -> None:
        stream = self._process.stdout
        assert stream
        while line := stream.readline():
            if line.startswith(b'Content-Length:'):
                stream.readline()
                self._messages.put(json.loads(stream.read(int(line.split(b':')[1]))))
        self._messages.put(None)
