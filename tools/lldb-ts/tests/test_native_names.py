"""Names that napi-rs makes."""

from __future__ import annotations

import unittest

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
