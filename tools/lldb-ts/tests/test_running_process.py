"""What /proc tells of processes, shown on real ones."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import unittest
from collections.abc import Iterator
from contextlib import contextmanager

from lldb_ts.inspector import endpoint, running_process

GONE = 2**22 + 1


@contextmanager
def child(*words: str, **environment: str) -> Iterator[int]:
    """A process that waits, with these words behind its own."""
    program = "import sys; print('runs', flush=True); sys.stdin.read()"
    command = [sys.executable, '-c', program, *words]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={**os.environ, **environment}) as process:
        assert process.stdout
        process.stdout.readline()
        try:
            yield process.pid
        finally:
            process.kill()


@unittest.skipUnless(os.path.exists('/proc/self/net/tcp'), 'there is no /proc here')
class RunningProcess(unittest.TestCase):
    def test_a_listener_is_found_with_the_host_that_reaches_it(self) -> None:
        for bound, host in (
            ('127.0.0.1', '127.0.0.1'),
            ('127.0.0.2', '127.0.0.2'),
            ('0.0.0.0', '127.0.0.1'),
            ('::1', '::1'),
            ('::', '::1'),
        ):
            family = socket.AF_INET6 if ':' in bound else socket.AF_INET
            with self.subTest(bound=bound), socket.create_server((bound, 0), family=family) as listener:
                port = listener.getsockname()[1]
                found = {(it.host, it.port) for it in running_process.listeners(os.getpid()) or []}
                self.assertIn((host, port), found)
                in_the_way = bound in ('127.0.0.1', '0.0.0.0', '::')
                self.assertEqual(running_process.owner_of_port(os.getpid(), port), os.getpid() if in_the_way else None)

    def test_a_port_without_an_inspector_is_none(self) -> None:
        self.assertIsNone(endpoint.probe('127.0.0.1', endpoint.free_port()))
        self.assertIsNone(endpoint.wait_for_port(endpoint.free_port(), 0.1))

    def test_a_process_that_is_gone_has_nothing(self) -> None:
        self.assertIsNone(running_process.listeners(GONE))
        self.assertFalse(running_process.is_running(GONE))

    def test_the_port_of_an_inspector_is_the_last_that_was_told(self) -> None:
        for words, options, expected in (
            ([], '', 9229),
            (['--inspect-port=0'], '', 0),
            (['--inspect=127.0.0.1:4000', '--title=x'], '', 4000),
            (['--debug-port=[::1]:4001'], '--inspect-port=4002', 4001),
            ([], '--no-warnings --inspect-port=4003', 4003),
        ):
            with self.subTest(words=words, options=options), child(*words, NODE_OPTIONS=options) as pid:
                self.assertEqual(running_process.inspector_port(pid), expected)

    def test_a_signal_without_a_handler_is_known(self) -> None:
        with child() as pid:
            self.assertTrue(running_process.hears(pid, signal.SIGINT))
            self.assertFalse(running_process.hears(pid, signal.SIGUSR1))
            self.assertEqual(running_process.numbers_of(pid)[-1], pid)
            self.assertFalse(running_process.is_in_other_network(pid))
