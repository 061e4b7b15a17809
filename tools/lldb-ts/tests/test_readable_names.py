"""Names of Rust functions."""

from __future__ import annotations

import unittest

from lldb_ts.decode.rust_names import readable


class RustNames(unittest.TestCase):
    def test_hashes_and_escapes_go(self) -> None:
        for name, expected in (
            ('store::Store::submit::hfb2b03625b53c702', 'store::Store::submit'),
            ('a::f::_$u7b$$u7b$closure$u7d$$u7d$::h2244e9bccc0bde17', 'a::f::{{closure}}'),
            ('_$LT$T$u20$as$u20$core..fmt..Debug$GT$::fmt::h70c3a60be4f11412', '<T as core::fmt::Debug>::fmt'),
            ('node::Start(int, char**)', 'node::Start(int, char**)'),
            ('std::vector<int>::at', 'std::vector<int>::at'),
        ):
            with self.subTest(name=name):
                self.assertEqual(readable(name), expected)
