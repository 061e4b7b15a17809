"""Unit tests here, tests with a real LLDB in `live`."""
