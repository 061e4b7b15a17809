"""Names that napi-rs makes, and ports that a process listens on."""

from __future__ import annotations

import os
import socket
import unittest

from lldb_ts.inspector import endpoint
from lldb_ts.inspector.napi_rs import wrapped_function


class WrappedFunctions(unittest.TestCase):
    def test_the_function_in_a_wrapper_is_named(self) -> None:
        for name, expected in (
            ('shop::order_c_callback::he1ff3daee3fddf58', 'shop::order'),
            ('shop::order_c_callback', 'shop::order'),
            ('shop::__napi_impl_helper_Counter_0::bump_c_callback', 'shop::Counter::bump'),
            ('shop::order_c_callback::{{closure}}', None),
            ('shop::raw::plus', None),
        ):
            self.assertEqual(wrapped_function(name), expected)


@unittest.skipUnless(os.path.exists('/proc/self/net/tcp'), 'there is no /proc here')
class Ports(unittest.TestCase):
    def test_the_listening_ports_of_a_process_are_found(self) -> None:
        with socket.create_server(('127.0.0.1', 0)) as listener:
            self.assertIn(listener.getsockname()[1], endpoint.listening_ports(os.getpid()) or [])

    def test_a_port_without_an_inspector_is_none(self) -> None:
        self.assertIsNone(endpoint.probe(endpoint.free_port()))
        self.assertIsNone(endpoint.wait_for_port(endpoint.free_port(), 0.1))

    def test_a_process_that_is_gone_has_no_ports(self) -> None:
        self.assertIsNone(endpoint.listening_ports(2**22 + 1))
